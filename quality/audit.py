"""
Judge the built site from outside: Lighthouse, weights, axe, the Nu checker, links.

Three parts. `markup`: every page of every site that is looked at. `small`: the site's own content
as the world would see it. `large`: a seeded corpus. The last two measure one page of each kind.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bench.corpus import write_corpus
from newsroom.site import Purpose
from quality import nu
from quality.browser import chromium
from quality.budgets import find_broken
from quality.links import Links
from quality.measures import CATEGORIES, Measures, load, run_lighthouse
from quality.server import read, serving
from quality.sites import ROOT, SOURCES, Source, Specimen, build, choose, plan_of

MARKUP, SMALL, LARGE = "markup", "small", "large"
PARTS = (MARKUP, SMALL, LARGE)
LARGE_SIZE, SEED = 10_000, 1
# A build for the world wants an address of the world; the pages are served from this machine.
WORLD = "https://news.example.ir"
# Below a path, so that an address that a template begins at the root by itself is a dead link.
BELOW_A_PATH = f"{WORLD}/office"

# The line that keeps a post out of a build for the world.
_SAMPLE = re.compile(r"^(?:sample|نمونه)[ \t]*:.*\n", re.MULTILINE)
HEADER = (
    "page", "perf", "a11y", "best", "seo", "html+css", "+font", "wire", "reqs", "axe", "nu",
    "dead", "hosts",
)  # fmt: skip


def write_unlabelled(root: Path) -> None:
    """Write the content of the project to *root*, its samples as if they were none."""
    shutil.copytree(ROOT / "content", root)
    for path in root.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(_SAMPLE.sub("", text), encoding="utf-8")


def measure(part: str, words: Sequence[str], scratch: Path, forgiven: dict[str, int]) -> list[str]:
    """Measure a page of each kind, print the table, and return the broken budgets."""
    content, output = scratch / "content", scratch / "output"
    say(f"{part}: building")
    if part == LARGE:
        write_corpus(content, LARGE_SIZE, SEED)
    else:
        write_unlabelled(content)
    source = Source(part, content, Purpose.PRODUCTION)
    build(source, output, WORLD)
    pages = [page for page in choose(source, plan_of(source)) if _is(page, words)]
    links = Links(output, WORLD)
    measured = [Measures(page.name, page.address) for page in pages]
    said = nu.check(output, [page.path for page in pages], forgiven)
    for page, measures in zip(pages, measured, strict=True):
        measures.nu += said.get(page.path, [])
        measures.dead_links += links.find_dead(page.path)
    with serving(output, compresses=True) as url:
        say(f"{part}: {len(pages)} pages in Chromium")
        with chromium() as browser:
            for page, measures in zip(pages, measured, strict=True):
                if page.template == "redirect":  # a browser would weigh the page it leads to
                    measures.html = measures.wire = len(read(output / page.path, "br"))
                    measures.requests = 1
                else:
                    load(browser, url + measures.address, measures)
        indexed = [m for page, m in zip(pages, measured, strict=True) if page.is_indexed]
        heaviest = choose_heaviest(indexed)
        answers = run_lighthouse([url + measures.address for measures in heaviest])
        for number, (measures, answer) in enumerate(zip(heaviest, answers, strict=True), 1):
            say(f"{part}: Lighthouse {number} of {len(heaviest)}, {measures.name}")
            measures.scores, measures.failed = answer["scores"], answer["failed"]
    print_table(part, measured)
    broken = [f"{part}, {m.name}: {sentence}" for m in measured for sentence in find_broken(m)]
    if not words:
        say(f"{part}: links of all pages")
        dead = [f"{part}: a link leads nowhere: {line}" for line in links.find_all_dead()]
        broken += dead
    return broken


def choose_heaviest(measured: Sequence[Measures]) -> list[Measures]:
    """Of pages that differ in a state alone, as courses do, the heaviest; sorted by name."""
    heaviest: dict[str, Measures] = {}
    for measures in sorted(measured, key=lambda one: one.wire):
        heaviest["-".join(measures.name.split("-")[:2])] = measures
    return sorted(heaviest.values(), key=lambda one: one.name)


def _is(page: Specimen, words: Sequence[str]) -> bool:
    return not words or any(word in page.name for word in words)


def check_markup(scratch: Path, forgiven: dict[str, int]) -> Iterator[str]:
    """What is wrong in the text of any page, stylesheet or drawing of the sites looked at."""
    for source in SOURCES:
        say(f"{MARKUP}: {source.name}")
        output = scratch / source.name
        build(source, output, BELOW_A_PATH)
        files = [p for p in sorted(output.rglob("*")) if p.suffix in (".html", ".css", ".svg")]
        paths = [path.relative_to(output).as_posix() for path in files]
        for path, lines in nu.check(output, paths, forgiven).items():
            yield from (f"{source.name}: the Nu checker says of /{path}: {line}" for line in lines)
        dead = Links(output, BELOW_A_PATH).find_all_dead()
        yield from (f"{source.name}: a link leads nowhere: {line}" for line in dead)
        click.echo(f"{MARKUP}: {source.name}, {len(files)} files checked")


def print_table(part: str, measured: Sequence[Measures]) -> None:
    """One row for each page; bytes as they went over the wire."""
    rows = [HEADER, *map(_row, measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    click.echo(f"\n{part}\n")
    for row in rows:
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join((first.strip().ljust(widths[0]), *rest)))
    click.echo()


def _row(measures: Measures) -> tuple[str, ...]:
    scores = (str(measures.scores.get(category, "-")) for category in CATEGORIES)
    weights = (measures.first_view, measures.with_font, measures.wire)
    found = (measures.axe, measures.nu, measures.dead_links, measures.other_hosts)
    return (
        measures.name,
        *scores,
        *(f"{weight:,}" for weight in weights),
        str(measures.requests),
        *(str(len(lines)) for lines in found),
    )


def say(text: str) -> None:
    """Tell whoever waits where we are."""
    click.echo(text, err=True)


@click.command()
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="Only this part.")
@click.option("--page", "words", multiple=True, help="Only pages with this word in their name.")
def main(only: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Measure the site against its budgets; exit 1 if one is broken. Options may be repeated."""
    broken: list[str] = []
    forgiven: dict[str, int] = {}
    for part in only or PARTS:
        with tempfile.TemporaryDirectory() as name:
            scratch = Path(name).resolve()
            if part == MARKUP:
                broken += check_markup(scratch, forgiven)
            else:
                broken += measure(part, words, scratch, forgiven)
    for pattern, reason in nu.FORGIVEN.items():
        click.echo(f"forgiven {forgiven.get(pattern, 0)} times: {pattern} ({reason})")
    for sentence in broken:
        click.echo(sentence, err=True)
    click.echo("every budget is kept" if not broken else f"{len(broken)} budgets are broken")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
