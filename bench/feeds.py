"""
Figures of what agencies are given, of one seeded corpus: a line for each part.

The feeds and their archive have a budget (5 s and 300 MiB for 10,000 posts); ninjs files, press
kits and compression are producers of their own. What is measured runs in a process of its own, so
that no part's memory counts for another.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click
from pelican.settings import read_settings

from bench import BUILD_TIME, ROOT
from newsroom.clock import Clock
from newsroom.compression import MAKERS
from newsroom.content import load_content
from newsroom.edition import Edition
from newsroom.feeds.items import items_of
from newsroom.feeds.plan import plan_feeds, plan_news_sitemap
from newsroom.feeds.stories import plan_kits, plan_ninjs
from newsroom.outputs import Output, Twins
from newsroom.site import Site, parse_site

PARTS = ("feeds", "ninjs", "kits", "gzip", "brotli")
NOTES = {"feeds": "budget: 5 s, 300 MiB", "brotli": "every tenth document, once in its life"}
WIDTHS = (8, 8, 8, 10, 8, 10)
HEADINGS = ("part", "wall s", "CPU s", "peak MiB", "files", "MB")


def load_edition(posts: Path) -> tuple[Edition, Site]:
    """The corpus as a build sees it, before anything for agencies is planned."""
    override = {"PATH": str(posts), "SITEURL": "https://news.example.ir"}
    site = parse_site(read_settings(str(ROOT / "pelicanconf.py"), override=override))
    edition = Edition(load_content(posts), site, Clock(datetime.fromisoformat(BUILD_TIME)))
    edition.told, edition.addresses  # noqa: B018  the pages of the site have asked for them before
    return edition, site


def _made(outputs: Iterable[Output], site: Site) -> Iterator[tuple[Output, bytes]]:
    for output in outputs:
        if not isinstance(output.make, str):
            yield output, output.make(site, output.view)


def _feeds(edition: Edition, site: Site) -> Iterator[int]:
    items = items_of(edition, edition.told)
    outputs = (*plan_feeds(edition, items), *plan_news_sitemap(edition))
    yield from (len(data) for _, data in _made(outputs, site))


def _ninjs(edition: Edition, site: Site) -> Iterator[int]:
    items = items_of(edition, edition.told)
    yield from (len(data) for _, data in _made(plan_ninjs(edition, items), site))


def _kits(edition: Edition, site: Site) -> Iterator[int]:
    items = items_of(edition, edition.told)
    yield from (len(data) for _, data in _made(plan_kits(edition, items), site))


def _twins(ending: str, *, every: int = 1) -> Callable[[Edition, Site], Iterator[int]]:
    """The feeds are made too, as in a build; their own line tells what that takes."""

    def twins(edition: Edition, site: Site) -> Iterator[int]:
        outputs = list(plan_feeds(edition, items_of(edition, edition.told)))[::every]
        for output, data in _made(outputs, site):
            if output.twins is not Twins.NONE:
                yield len(MAKERS[output.twins][ending](data))

    return twins


RUNS: dict[str, Callable[[Edition, Site], Iterator[int]]] = {
    "feeds": _feeds,
    "ninjs": _ninjs,
    "kits": _kits,
    "gzip": _twins(".gz"),
    "brotli": _twins(".br", every=10),
}


def measure(part: str, posts: Path) -> str:
    """Run *part* in this process; its line of the table."""
    edition, site = load_edition(posts)
    wall_start, cpu_start = time.perf_counter(), time.process_time()
    sizes = list(RUNS[part](edition, site))
    wall_seconds, cpu_seconds = time.perf_counter() - wall_start, time.process_time() - cpu_start
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cells = (
        part, f"{wall_seconds:.2f}", f"{cpu_seconds:.2f}", f"{peak_mib:.0f}", f"{len(sizes):,}",
        f"{sum(sizes) / 1e6:.1f}",
    )  # fmt: skip
    return f"{format_row(cells)}  {NOTES.get(part, '')}".rstrip()


def touched_by_one_more(posts: Path) -> str:
    """Which documents of feeds one new post changes, of how many."""
    edition, site = load_edition(posts)
    before = {output.path: data for output, data in _made(_all_of(edition), site)}
    year = edition.public[-1].year
    new = posts / f"news/{year}/one-more.md"
    new.write_text(
        "---\nعنوان: یکی دیگر\nتاریخ: 2026-11-22 11:00\nوضعیت: منتشرشده\nشناسه: zzzzzz\n"
        "خلاصه: یک جمله.\n---\n\nمتن.\n",
        encoding="utf-8",
    )
    try:
        edition, site = load_edition(posts)
        after = {output.path: data for output, data in _made(_all_of(edition), site)}
    finally:
        new.unlink()
    changed = [path for path, data in after.items() if before.get(path) != data]
    names = sorted({path.removeprefix("feeds/").split(".")[0] for path in changed})
    return f"one more post changes {len(changed)} of {len(before)} documents: {', '.join(names)}"


def _all_of(edition: Edition) -> Iterator[Output]:
    return plan_feeds(edition, items_of(edition, edition.told))


def format_row(cells: Iterable[str]) -> str:
    """A line of the table."""
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))


def show_feeds(size: int, seed: int, parts: Iterable[str] = PARTS) -> None:
    """Print a line for each part, of a corpus of *size* posts, then what one more post touches."""
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() and shutil.disk_usage(memory).free > size * 20_000 else None
    with tempfile.TemporaryDirectory(prefix="bench-", dir=place) as folder:
        posts = str(Path(folder, "posts"))
        corpus = [sys.executable, "-m", "bench.corpus", f"--size={size}", f"--seed={seed}", posts]
        subprocess.run(corpus, cwd=ROOT, check=True)
        click.echo(f"\nFor agencies, {size:,} posts\n{format_row(HEADINGS)}")
        for part in (*parts, "touched"):
            own = [sys.executable, "-m", "bench.feeds", part, posts]
            click.echo(
                subprocess.run(own, cwd=ROOT, check=True, stdout=-1, text=True).stdout, nl=False
            )


@click.command()
@click.argument("part", type=click.Choice([*PARTS, "touched"]))
@click.argument("posts", type=click.Path(exists=True, path_type=Path))
def main(part: str, posts: Path) -> None:
    """Measure one part of what agencies are given, of the corpus in POSTS."""
    click.echo(touched_by_one_more(posts) if part == "touched" else measure(part, posts))


if __name__ == "__main__":
    main()
