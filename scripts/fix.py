"""Mend what can be mended by rule in the content files, and show it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from newsroom.content import load_ids
from newsroom.drafts import new_id
from newsroom.fields import EVERYWHERE
from newsroom.fixes import KEYS, fix_text
from newsroom.persian import persian_digits
from newsroom.style.glossary import load_style
from scripts.options import content_option, open_project, settings_option
from scripts.pictures import mend_pictures
from scripts.writing import replace_file


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keys", type=click.Choice(KEYS), help="Rewrite the names of the keys.")
@click.option("--dry-run", is_flag=True, help="Show the difference, write nothing.")
@settings_option
@content_option
def main(
    files: tuple[Path, ...], keys: str | None, dry_run: bool, settings: Path, content: Path | None
) -> None:
    """
    Write ids, times and text in the house style into the sources (all of them, or FILES).

    Without FILES also the pictures of content/media: turned, without place and camera, and no
    larger than 2000 pixels.
    """
    now = datetime.now(UTC)
    root = open_project(settings, content).root
    for path in files:
        if not path.resolve().is_relative_to(root.resolve()):
            raise click.UsageError(f"{path} is not in {root}")
    style, _ = load_style(root)  # `make check` tells what is wrong in the glossary
    taken = load_ids(root)

    def fresh() -> str:
        identity = new_id(taken)
        taken.add(identity)
        return identity

    changed = unread = 0
    for path in files or sorted(_sources(root)):
        source = path.resolve().relative_to(root.resolve()).as_posix()
        data = path.read_bytes()
        fixed = fix_text(source, data, now=now, new_id=fresh, keys=keys, style=style)
        if fixed is None:
            unread += 1
        elif fixed != data:
            changed += 1
            _show(path, data, fixed)
            if not dry_run:
                replace_file(path, fixed)
    if not files:
        changed += mend_pictures(root, dry_run=dry_run)
    verb = "درست می‌شود" if dry_run else "درست شد"
    click.echo(f"{persian_digits(str(changed))} پرونده {verb}.")
    if unread:
        click.echo(f"{persian_digits(str(unread))} پرونده خوانده نشد؛ «make check» را بزنید.")
    raise SystemExit(1 if unread else 0)


def _sources(root: Path) -> Iterator[Path]:
    for section in EVERYWHERE:
        yield from (root / section).rglob("*.md")


def _show(path: Path, before: bytes, after: bytes) -> None:
    old, new = (data.decode(errors="replace").splitlines() for data in (before, after))
    for line in difflib.unified_diff(old, new, str(path), str(path), lineterm="", n=0):
        click.echo(line)


if __name__ == "__main__":
    main()
