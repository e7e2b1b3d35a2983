"""Pictures of every kind of page in every state, for people to look at: `make pictures`."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, PdfMargins

from quality.browser import HEIGHT, SCHEMES, WIDTHS, chromium, visit
from quality.server import serving
from quality.sites import SOURCES, Source, Specimen, build, choose, find_unplanned, plan_of

FOLDER = Path(".pictures")
PRINT = "print"
PRINT_DPI = 80
PRINT_MARGIN = "10mm"  # as browsers propose

INDEX = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pictures</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 1rem }
section { display: flex; gap: 1rem; align-items: start; overflow-x: auto; padding-block-end: 1rem }
figure { margin: 0; flex: none }
img { display: block; width: 18rem; border: 1px solid #8888 }
</style>
<h1>Pictures</h1>
"""


def find_specimens(source: Source, output: Path) -> list[Specimen]:
    """The pages of a built site that are looked at."""
    plan = plan_of(source)
    return choose(source, plan) + find_unplanned(plan, output)


def take(
    browser: Browser,
    url: str,
    specimen: Specimen,
    folder: Path,
    *,
    widths: tuple[int, ...],
    schemes: tuple[str, ...],
) -> None:
    """Write the pictures of one page, and of its sheets if *schemes* has `print`."""
    context = browser.new_context(reduced_motion="reduce", locale="fa-IR")
    page = context.new_page()
    page.set_viewport_size({"width": widths[0], "height": HEIGHT})
    visit(page, url + specimen.address, stays=specimen.template == "redirect")
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in schemes:
            if scheme != PRINT:
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of SCHEMES
                path = folder / f"{specimen.name}.{width}.{scheme}.png"
                page.screenshot(path=path, full_page=True, animations="disabled")
    if PRINT in schemes:
        print_out(page, folder / f"{specimen.name}.{PRINT}")
    context.close()


def print_out(page: Page, stem: Path) -> None:
    """Write the sheets of *page* as `<stem>-1.png` and so on."""
    for sheet in stem.parent.glob(f"{stem.name}-*.png"):
        sheet.unlink()  # there may have been more of them
    page.emulate_media(color_scheme="light")
    margin: PdfMargins = dict.fromkeys(("top", "right", "bottom", "left"), PRINT_MARGIN)  # type: ignore[assignment]  # its four keys
    with tempfile.TemporaryDirectory() as scratch:
        document = Path(scratch, "page.pdf")
        # The page's own @page rule decides on paper and margins where it has one.
        page.pdf(path=document, format="A4", margin=margin, prefer_css_page_size=True)
        command = ["pdftoppm", "-png", "-r", str(PRINT_DPI), str(document), str(stem)]
        subprocess.run(command, check=True)


def write_index(folder: Path) -> None:
    """A page that shows what is in *folder*: a row for each specimen."""
    rows: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*.png")):
        relative = path.relative_to(folder)
        stem = relative.stem.rsplit(f".{PRINT}-", 1)[0]
        name = stem.rsplit(".", 2)[0] if stem == relative.stem else stem
        rows.setdefault(f"{relative.parent}/{name}", []).append(relative)
    parts = [INDEX]
    for name, paths in rows.items():
        parts.append(f"<h2>{html.escape(name)}</h2>\n<section>\n")
        parts += (_figure(path) for path in sorted(paths, key=_place))
        parts.append("</section>\n")
    (folder / "index.html").write_text("".join(parts), encoding="utf-8")


def _figure(path: Path) -> str:
    address, caption = html.escape(str(path)), ".".join(path.stem.split(".")[-2:])
    return (
        f'<figure><a href="{address}"><img loading="lazy" alt="" src="{address}"></a>'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>\n"
    )


def _place(path: Path) -> tuple[int, int, str]:
    """Where a picture stands in its row: light, dark, printed; narrow before wide."""
    *_, width, scheme = path.stem.split(".")
    return (SCHEMES.index(scheme), int(width), "") if scheme in SCHEMES else (9, 0, path.stem)


def _wanted(specimens: list[Specimen], words: tuple[str, ...]) -> Iterator[Specimen]:
    for specimen in specimens:
        if not words or any(word in specimen.name for word in words):
            yield specimen


@click.command()
@click.option("--only", multiple=True, help="Only pages with this word in their name.")
@click.option("--width", "widths", multiple=True, type=int, help="320, 768, 1280 if not given.")
@click.option(
    "--scheme", "schemes", multiple=True, type=click.Choice([*SCHEMES, PRINT]), help="All if none."
)
@click.option("--site", "sites", multiple=True, help="Only this site.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=FOLDER, show_default=True,
)  # fmt: skip
def main(
    only: tuple[str, ...],
    widths: tuple[int, ...],
    schemes: tuple[str, ...],
    sites: tuple[str, ...],
    folder: Path,
) -> None:
    """Take pictures of one page of each kind. The options may be given several times."""
    if not (only or widths or schemes or sites):
        shutil.rmtree(folder, ignore_errors=True)
    count = 0
    with chromium() as browser, tempfile.TemporaryDirectory() as scratch:
        for source in SOURCES:
            if sites and source.name not in sites:
                continue
            output = Path(scratch, source.name)
            with serving(output) as url:
                build(source, output, url)
                for specimen in _wanted(find_specimens(source, output), only):
                    into = folder / source.name
                    into.mkdir(parents=True, exist_ok=True)
                    take(
                        browser,
                        url,
                        specimen,
                        into,
                        widths=widths or WIDTHS,
                        schemes=schemes or (*SCHEMES, PRINT),
                    )
                    count += 1
    if not count:
        raise click.UsageError("no page has such a name")
    write_index(folder)
    click.echo(f"{count} pages: {folder / 'index.html'}")


if __name__ == "__main__":
    main()
