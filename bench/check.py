"""Figures of `make check`, as an editor waits for it: all of a corpus, and what has changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

WIDTHS = (10, 8, 8, 8)
HEADINGS = ("check", "wall s", "CPU s", "peak MB")

Measure = Callable[[list[str]], tuple[float, float, float]]


def format_row(cells: tuple[str, ...]) -> str:
    """A line of the table."""
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))


def show_check(posts: Path, size: int, measure: Measure) -> None:
    """Print the figures for the corpus of *size* in *posts*, which becomes a repository."""
    click.echo(f"\nmake check, {size:,} posts\n{format_row(HEADINGS)}")
    _git(posts, "init", "--quiet", "--initial-branch=main")
    _git(posts, "add", "--all")
    _git(posts, "commit", "--quiet", "--message=corpus")
    for name, options in _runs(posts):
        figures = measure(
            [sys.executable, "-m", "scripts.check", "--content", str(posts), *options]
        )
        click.echo(format_row((name, *(f"{figure:.2f}" for figure in figures))))


def _runs(posts: Path) -> Iterator[tuple[str, list[str]]]:
    """Each run with its options; before the last, an editor writes a line."""
    yield "all", []
    post = next(path for path in sorted(posts.rglob("*.md")) if path.parent.name.isdigit())
    post.write_text(post.read_text(encoding="utf-8") + "\nسطری تازه.\n", encoding="utf-8")
    yield "--changed", ["--changed"]


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.ir")
    subprocess.run(
        ["git", "-C", str(folder), *identity, "-c", "commit.gpgsign=false", *arguments], check=True
    )
