"""
Figures of the build: ours, clean and after each kind of edit, beside Hugo and stock Pelican.

Every build is a process of its own on the same seeded posts, in memory (/dev/shm) where there is
such a place, since a disk costs seconds that have nothing to do with the build. Machines are noisy:
the ratios within one run say more than the seconds, and nothing here passes or fails. What was
measured is kept in `.bench/`, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import click

from bench import BUILD_TIME, ROOT
from bench.chart import draw, take_picture
from bench.check import show_check

SIZES = (1_000, 10_000)
STOCK_MOST = 10_000  # beyond, it takes more than ten minutes
MEMORY = Path("/dev/shm")
POST_BYTES = 130_000  # of posts, pages and lists, of all peers, in blocks
LIMIT_SECONDS = 600
RESULTS = Path(".bench")
OURS, HUGO, STOCK = "ours", "hugo", "stock"
CLEAN, PUBLISH, OLD, TITLE, NOTHING, FACE = (
    "clean", "publish", "edit", "title", "no-op", "template",
)  # fmt: skip
BUILDS: Mapping[str, tuple[str, ...]] = {
    OURS: (CLEAN, NOTHING, PUBLISH, OLD, TITLE, FACE),
    HUGO: (CLEAN, PUBLISH),
    STOCK: (CLEAN, PUBLISH),
}
FEEDS, CHECK, SMS = "feeds", "check", "sms"
SETTINGS = {OURS: "pelicanconf.py", STOCK: "bench/stock/pelicanconf.py"}
# What is aimed at, as a share of Hugo's wall for the same posts in its minimal theme.
AIMS = {CLEAN: (CLEAN, 2.5), PUBLISH: (PUBLISH, 0.2)}
NEW_POST = {
    OURS: "---\nعنوان: یکی دیگر\nتاریخ: 2026-11-22 11:00\nوضعیت: منتشرشده\nشناسه: zzzzzz\n"
    "خلاصه: یک جمله.\n---\n\nمتن.\n",
    HUGO: '{"title": "یکی دیگر", "date": "2026-11-21T11:00:00+03:30", "slug": "zz-new", '
    '"summary": "یک جمله.", "tags": []}\n\nمتن.\n',
    STOCK: "Title: یکی دیگر\nDate: 2026-11-21 11:00\nCategory: news\nSlug: zz-new\n"
    "Summary: یک جمله.\n\nمتن.\n",
}

Stamps = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """
    What one build took.

    Attributes:
        cpu_seconds: user and system, of the process and of those it waited for.
        peak_mb: largest resident size of any one of them, in 10^6 bytes.
        written: files that are new or were written anew.
        files: files that are there at the end.
    """

    size: int
    peer: str
    build: str
    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    written: int
    files: int


class BuildFailedError(click.ClickException):
    """A build ended with another exit code than 0; its output is in the message."""


def run_measured(command: Sequence[str]) -> tuple[float, float, float]:
    """
    Run *command* from the project's folder.

    Returns:
        Wall seconds, CPU seconds, peak resident size in 10^6 bytes.

    Raises:
        BuildFailedError: its exit code is not 0, or it took longer than LIMIT_SECONDS.
    """
    environment = {**os.environ, "BUILD_TIME": BUILD_TIME, "PYTHONUTF8": "1"}
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        limit = threading.Timer(LIMIT_SECONDS, process.kill)
        limit.start()
        # wait4 and not RUSAGE_CHILDREN, whose peak is that of all children so far.
        _, status, usage = os.wait4(process.pid, 0)
        wall_seconds = time.perf_counter() - start
        limit.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            said = log.read().decode(errors="replace")[-3000:]
            raise BuildFailedError(f"{' '.join(command)}: exit {process.returncode}\n{said}")
    # The kernel counts in KiB, and from the peak of the parent upwards: this process stays small by
    # importing little and by having the corpus written by a child too.
    return wall_seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


def stamps_of(folder: Path) -> Stamps:
    """For each file below *folder* what changes when it is written: its inode and its mtime."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


class Site:
    """The corpus of one peer, and what is built of it."""

    def __init__(self, peer: str, size: int, seed: int, folder: Path) -> None:
        self.peer, self.size = peer, size
        self.posts, self.output = folder / f"{peer}-in", folder / f"{peer}-out"
        self.theme, self.cache = folder / "theme", folder / "cache"
        corpus = ["-m", "bench.corpus", f"--size={size}", f"--seed={seed}", f"--form={peer}"]
        run_measured([sys.executable, *corpus, str(self.posts)])
        if peer == OURS:
            shutil.copytree(ROOT / "theme", self.theme)

    def command(self) -> list[str]:
        """What builds it."""
        if self.peer == HUGO:
            own = [str(Path(sys.executable).with_name("hugo")), "--quiet", "--source"]
            return [*own, str(ROOT / "bench/hugo"), "--contentDir", str(self.posts / "content"),
                    "--destination", str(self.output), "--cacheDir", str(self.cache),
                    "--noBuildLock"]  # fmt: skip
        own = [sys.executable, "-m", "pelican", str(self.posts), "-s", SETTINGS[self.peer]]
        own += ["-o", str(self.output), "--log-handler", "plain"]
        return [*own, "-t", str(self.theme)] if self.peer == OURS else own

    def edit(self, build: str) -> None:
        """Let happen what *build* is to follow."""
        content = self.posts / "content" if self.peer == HUGO else self.posts
        if build == PUBLISH:
            name = "news/1405/zz-new.md"
            (content / name).write_text(NEW_POST[self.peer], encoding="utf-8")
        elif build == OLD:
            oldest = sorted(content.glob("news/*/*.md"))[self.size // 20]
            oldest.write_text(oldest.read_text(encoding="utf-8") + "\n\nیک بند تازه.\n", "utf-8")
        elif build == TITLE:
            linked = self._most_linked(content)
            text = re.sub("^عنوان: .*", "عنوان: عنوانی دیگر", linked.read_text("utf-8"), flags=re.M)
            linked.write_text(text, encoding="utf-8")
        elif build == FACE:
            card = self.theme / "templates/parts/card.html"
            card.write_text(card.read_text("utf-8").replace("</h", " </h"), encoding="utf-8")

    def _most_linked(self, content: Path) -> Path:
        """The post that most others link to."""
        names = Counter(
            found for path in content.glob("*/*/*.md")
            for found in re.findall(r"\(\.\./\.\./([^)]+\.md)\)", path.read_text("utf-8"))
            if not found.startswith("pages/")
        )  # fmt: skip
        name: str = names.most_common(1)[0][0]
        return content / name

    def measure(self, build: str) -> Figures:
        """Run one build after its edit."""
        self.edit(build)
        before = stamps_of(self.output)
        os.environ["CACHE_PATH"] = str(self.cache)
        spent = run_measured(self.command())
        after = stamps_of(self.output)
        written = sum(1 for path, stamp in after.items() if before.get(path) != stamp)
        return Figures(self.size, self.peer, build, *spent, written, len(after))


def measure_peer(peer: str, size: int, seed: int, results: Path) -> list[Figures]:
    """All builds of one peer, measured or as they were kept from a run that was stopped."""
    kept = results / f"{peer}-{size}-{seed}.json"
    if kept.is_file():
        return [Figures(**record) for record in json.loads(kept.read_text(encoding="utf-8"))]
    with temporary_folder(size) as folder:
        site = Site(peer, size, seed, folder)
        measured = [site.measure(build) for build in BUILDS[peer]]
    results.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps([asdict(figures) for figures in measured]), encoding="utf-8")
    return measured


HEADINGS = ("posts", "peer", "build", "wall s", "CPU s", "peak MB", "written", "files", "wall",
            "CPU", "MB", "aim")  # fmt: skip
WIDTHS = (7, 5, 8, 8, 8, 8, 8, 8, 6, 6, 6, 5)


def format_row(cells: Sequence[str]) -> str:
    """A line of the table; the columns before the aim are ratios to Hugo."""
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def format_figures(figures: Figures, hugo: Mapping[str, Figures]) -> str:
    """The line of one build, beside Hugo's of the same size where it was measured."""
    beside, aim = AIMS.get(figures.build, (PUBLISH, 0.0))
    theirs = hugo.get(beside)
    ratios = ["", "", ""]
    if theirs and figures.peer != HUGO:
        pairs = (
            (figures.wall_seconds, theirs.wall_seconds),
            (figures.cpu_seconds, theirs.cpu_seconds),
            (figures.peak_mb, theirs.peak_mb),
        )
        ratios = [f"{ours / other:.2f}" for ours, other in pairs]
    return format_row(
        [
            f"{figures.size:,}", figures.peer, figures.build,
            f"{figures.wall_seconds:.2f}", f"{figures.cpu_seconds:.2f}", f"{figures.peak_mb:.0f}",
            f"{figures.written:,}", f"{figures.files:,}", *ratios,
            f"{aim:.2f}" if aim and figures.peer == OURS else "",
        ]
    )  # fmt: skip


def format_growth(measured: Sequence[Figures]) -> Iterator[str]:
    """For each build and size, how much more it took than the size before."""
    for peer, builds in BUILDS.items():
        for build in builds:
            own = [f for f in measured if (f.peer, f.build) == (peer, build)]
            for small, large in pairwise(own):
                yield (
                    f"{peer}, {build}: {large.size / small.size:.1f} x the posts ({small.size:,} "
                    f"to {large.size:,}) took {large.cpu_seconds / small.cpu_seconds:.1f} x the "
                    f"CPU, {large.peak_mb / small.peak_mb:.1f} x the memory"
                )


def show_figures(
    sizes: Sequence[int], seed: int, peers: Sequence[str], results: Path
) -> list[Figures]:
    """Print the table as it grows, then what growth costs."""
    click.echo(f"{platform.python_implementation()} {platform.python_version()}, ", nl=False)
    click.echo(f"Pelican {metadata.version('pelican')}, {os.cpu_count()} processors.")
    click.echo("The columns before the aim are ratios to Hugo: a clean build to its clean build,")
    click.echo(f"all others to its publishing of one post.\n\n{format_row(HEADINGS)}")
    measured: list[Figures] = []
    for size in sizes:
        hugo: dict[str, Figures] = {}
        for peer in (HUGO, OURS, STOCK):
            if peer not in peers or (peer == STOCK and size > STOCK_MOST):
                continue
            for figures in measure_peer(peer, size, seed, results):
                if peer == HUGO:
                    hugo[figures.build] = figures
                click.echo(format_figures(figures, hugo))
                measured.append(figures)
    click.echo("\n".join(["", *format_growth(measured)]).rstrip())
    return measured


@contextmanager
def temporary_folder(size: int) -> Iterator[Path]:
    """A folder for the builds of *size* posts: in memory if there is room, else on the disk."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > size * POST_BYTES
    with tempfile.TemporaryDirectory(prefix="bench-", dir=MEMORY if has_room else None) as folder:
        yield Path(folder)


@click.command()
@click.option("--size", "sizes", type=click.IntRange(min=1), multiple=True, default=SIZES,
              show_default=True, help="How many posts; may be given more than once.")  # fmt: skip
@click.option("--only", type=click.Choice([*BUILDS, FEEDS, CHECK, SMS]), multiple=True,
              help="Run these alone; feeds: for agencies; sms: to --size subscribers.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="Of the corpus.")
@click.option("--again", is_flag=True, help="Measure anew what a run before has measured.")
@click.option("--profile", is_flag=True, help="Show instead where our build spends its time.")
@click.option("--results", type=click.Path(path_type=Path), default=RESULTS, show_default=True,
              help="Where figures are kept.")  # fmt: skip
@click.option(
    "--chart",
    type=click.Path(path_type=Path),
    help="Draw cost over size into this SVG, and a PNG beside it.",
)
def main(
    sizes: tuple[int, ...], only: tuple[str, ...], seed: int, again: bool, profile: bool,
    results: Path,
    chart: Path | None,
) -> None:  # fmt: skip
    """Measure builds of seeded posts: ours, Hugo's, stock Pelican's; feeds; SMS; the check."""
    if not profile:
        if again:
            shutil.rmtree(results, ignore_errors=True)
        peers = [name for name in only or BUILDS if name not in (FEEDS, CHECK, SMS)]
        if peers:
            measured = show_figures(sorted(sizes), seed, peers, results)
            if chart:
                svg = draw(measured)
                chart.write_text(svg, encoding="utf-8")
                take_picture(svg, chart.with_suffix(".png"))
        if FEEDS in only or not only:
            from bench.feeds import show_feeds  # as below

            show_feeds(max(sizes), seed)
        if CHECK in only or not only:
            with temporary_folder(max(sizes)) as folder:
                corpus = ["-m", "bench.corpus", f"--size={max(sizes)}", f"--seed={seed}"]
                run_measured([sys.executable, *corpus, str(folder / "posts")])
                show_check(folder / "posts", max(sizes), run_measured)
        if SMS in only or not only:
            from bench.sms import SIZES as LISTS
            from bench.sms import show_sms

            show_sms(LISTS if sizes == SIZES else sorted(sizes))
        return
    from bench.phases import show_profile  # not above: what is loaded there counts as every peak

    for size in sorted(sizes):
        with temporary_folder(size) as folder:
            posts = folder / "ours-in"
            corpus = ["-m", "bench.corpus", f"--size={size}", f"--seed={seed}", str(posts)]
            run_measured([sys.executable, *corpus])
            click.echo(f"{size:,} posts")
            show_profile(posts, folder)


if __name__ == "__main__":
    main()
