"""Cut the theme's font out of Vazirmatn: one small file with what a Persian office writes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click
from fontTools import subset
from fontTools.varLib import instancer

SOURCE = Path("quality/node_modules/vazirmatn")
VARIABLE = SOURCE / "fonts/variable/Vazirmatn[wght].ttf"
LICENCE = SOURCE / "OFL.txt"
FOLDER = Path("theme/static/font")

WEIGHTS = "wght=400:700"
# Beside the subsetter's own choice (which joins the letters): figures of one width, the straight
# forms of the stylistic set, lining figures.
FEATURES = "tnum,ss01,lnum"
# What a page may hold: ASCII, Persian with its marks and digits (Arabic's ي, ك and digits too, for
# what is quoted), the invisible joiners and direction marks, quotation marks, dashes, arrows and a
# few signs of measure. Presentation forms need no line: the subsetter follows the joining rules.
# What is not here is drawn in the next font of the page's list.
CHARACTERS = ",".join(
    (
        "U+0020-007E", "U+00A0", "U+00A9", "U+00AB", "U+00AD", "U+00B0-00B3", "U+00B7", "U+00BB",
        "U+00D7", "U+00F7", "U+060C", "U+061B", "U+061F", "U+0621-063A", "U+0640-0652",
        "U+0654-0656", "U+0660-066C", "U+0670", "U+067E", "U+0686", "U+0698", "U+06A9", "U+06AF",
        "U+06BE", "U+06C0", "U+06C1", "U+06C3", "U+06CC", "U+06D5", "U+06F0-06F9", "U+200C-200F",
        "U+2010-2015", "U+2018-201E", "U+2022", "U+2026", "U+202A-202E", "U+2030", "U+2039",
        "U+203A", "U+20AC", "U+2190-2193", "U+2212", "U+2260", "U+2264", "U+2265", "U+FD3E",
        "U+FD3F", "U+FDFC",
    )
)  # fmt: skip


def make_font(folder: Path) -> None:
    """
    Write `vazirmatn.woff2` and its licence `OFL.txt` into *folder*.

    The same bytes each time: the date in it stays that of the source.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        narrowed = Path(scratch, "narrowed.ttf")
        instancer.main(
            [
                str(VARIABLE),
                WEIGHTS,
                "--no-recalc-timestamp",
                "--quiet",
                f"--output={narrowed}",
            ]
        )
        subset.main(
            [
                str(narrowed),
                "--flavor=woff2",
                f"--layout-features+={FEATURES}",
                f"--unicodes={CHARACTERS}",
                f"--output-file={folder / 'vazirmatn.woff2'}",
            ]
        )
    shutil.copyfile(LICENCE, folder / "OFL.txt")


def find_stale(folder: Path) -> list[Path]:
    """Files of *folder* that this program would write otherwise."""
    with tempfile.TemporaryDirectory() as scratch:
        make_font(Path(scratch))
        return [
            folder / made.name
            for made in sorted(Path(scratch).iterdir())
            if not (folder / made.name).is_file()
            or (folder / made.name).read_bytes() != made.read_bytes()
        ]


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the font is not current.")
def main(check: bool) -> None:
    """Write the theme's font and its licence anew."""
    if check:
        stale = find_stale(FOLDER)
        for path in stale:
            click.echo(f"{path} is not what quality/font.py makes: make font", err=True)
        raise SystemExit(1 if stale else 0)
    make_font(FOLDER)
    font = FOLDER / "vazirmatn.woff2"
    click.echo(f"{font}: {font.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
