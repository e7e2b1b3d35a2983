"""
Figures of the build: ours, ours again with nothing to do, and stock Pelican, in turns.

Every build is a process of its own on the same seeded posts, in memory (/dev/shm) where there is
such a place, since a disk costs seconds that have nothing to do with the build. Machines are noisy:
the ratios within one run say more than the seconds, and nothing here passes or fails.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import click

from bench import BUILD_TIME, ROOT

SIZES = (1_000, 10_000)
MEMORY = Path("/dev/shm")
POST_BYTES = 80_000  # of posts, pages and lists, ours and stock's, in blocks: 51 KB were measured
LIMIT_SECONDS = 600
OURS, AGAIN, STOCK = "ours", "no-op", "stock"
BUILDS = (OURS, AGAIN, STOCK)
FEEDS, SMS = "feeds", "sms"
SETTINGS = {OURS: "pelicanconf.py", AGAIN: "pelicanconf.py", STOCK: "bench/stock/pelicanconf.py"}

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


def write_posts(folder: Path, size: int, seed: int, *, stock: bool) -> None:
    """Write the corpus into *folder*."""
    command = [sys.executable, "-m", "bench.corpus", f"--size={size}", f"--seed={seed}"]
    run_measured([*command, *(["--stock"] if stock else []), str(folder)])


def measure(build: str, size: int, folder: Path) -> Figures:
    """Run one build of the corpus in *folder*; only AGAIN finds an output there."""
    is_stock = build == STOCK
    posts, output = (folder / f"{'stock' if is_stock else 'ours'}-{part}" for part in ("in", "out"))
    before = stamps_of(output)
    command = [
        sys.executable, "-m", "pelican", str(posts), "-s", SETTINGS[build], "-o", str(output),
        "--log-handler", "plain",
    ]  # fmt: skip
    spent = run_measured(command)
    after = stamps_of(output)
    written = sum(1 for path, stamp in after.items() if before.get(path) != stamp)
    return Figures(size, build, *spent, written, len(after))


def measure_all(size: int, seed: int, builds: Sequence[str], folder: Path) -> Iterator[Figures]:
    """One turn of each of *builds*, with the corpora they need."""
    if set(builds) & {OURS, AGAIN}:
        write_posts(folder / "ours-in", size, seed, stock=False)
        ours = measure(OURS, size, folder)
        if OURS in builds:
            yield ours
    if AGAIN in builds:
        yield measure(AGAIN, size, folder)
    if STOCK in builds:
        write_posts(folder / "stock-in", size, seed, stock=True)
        yield measure(STOCK, size, folder)


HEADINGS = ("posts", "build", "wall s", "CPU s", "peak MB", "written", "files", "wall", "CPU", "MB")
WIDTHS = (7, 6, 8, 8, 8, 8, 8, 6, 6, 6)


def format_row(cells: Sequence[str]) -> str:
    """A line of the table; the last three columns are ratios to stock Pelican."""
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))


def format_figures(figures: Figures, stock: Figures | None) -> str:
    """The line of one build, beside stock's of the same size where it was measured."""
    pairs = (
        (
            (figures.wall_seconds, stock.wall_seconds),
            (figures.cpu_seconds, stock.cpu_seconds),
            (figures.peak_mb, stock.peak_mb),
        )
        if stock and stock is not figures
        else ()
    )
    ratios = [f"{ours / theirs:.2f}" for ours, theirs in pairs] or ["", "", ""]
    return format_row(
        [
            f"{figures.size:,}", figures.build,
            f"{figures.wall_seconds:.2f}", f"{figures.cpu_seconds:.2f}", f"{figures.peak_mb:.0f}",
            f"{figures.written:,}", f"{figures.files:,}", *ratios,
        ]
    )  # fmt: skip


def format_growth(measured: Sequence[Figures]) -> Iterator[str]:
    """For each build and size, how much more it took than the size before."""
    for build in BUILDS:
        own = [figures for figures in measured if figures.build == build]
        for small, large in pairwise(own):
            yield (
                f"{build}: {large.size / small.size:.1f} x the posts ({small.size:,} to "
                f"{large.size:,}) took {large.wall_seconds / small.wall_seconds:.1f} x the wall, "
                f"{large.cpu_seconds / small.cpu_seconds:.1f} x the CPU, "
                f"{large.peak_mb / small.peak_mb:.1f} x the memory"
            )


def show_figures(sizes: Sequence[int], seed: int, builds: Sequence[str], rounds: int) -> None:
    """Print the table as it grows, then what growth costs."""
    click.echo(f"{platform.python_implementation()} {platform.python_version()}, ", nl=False)
    click.echo(f"Pelican {metadata.version('pelican')}, {os.cpu_count()} processors.")
    click.echo(f"The last three columns are ratios to stock Pelican.\n\n{format_row(HEADINGS)}")
    measured: list[Figures] = []
    for size in sizes:
        turns = []
        for _ in range(rounds):
            with temporary_folder(size) as folder:
                turns.append(list(measure_all(size, seed, builds, folder)))
        best = [min(same, key=lambda f: f.cpu_seconds) for same in zip(*turns, strict=True)]
        stock = next((figures for figures in best if figures.build == STOCK), None)
        for figures in best:
            click.echo(format_figures(figures, stock))
        measured += best
    click.echo("\n".join(["", *format_growth(measured)]).rstrip())


@contextmanager
def temporary_folder(size: int) -> Iterator[Path]:
    """A folder for the builds of *size* posts: in memory if there is room, else on the disk."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > size * POST_BYTES
    with tempfile.TemporaryDirectory(prefix="bench-", dir=MEMORY if has_room else None) as folder:
        yield Path(folder)


@click.command()
@click.option("--size", "sizes", type=click.IntRange(min=1), multiple=True, default=SIZES,
              show_default=True, help="How many posts; may be given more than once.")  # fmt: skip
@click.option("--only", type=click.Choice([*BUILDS, FEEDS, SMS]), multiple=True,
              help="Run these alone; feeds: for agencies; sms: to --size subscribers.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="Of the corpus.")
@click.option("--rounds", type=click.IntRange(min=1), default=1, show_default=True,
              help="Turns of each size; of each build the cheapest is shown.")  # fmt: skip
@click.option("--profile", is_flag=True, help="Show instead where our build spends its time.")
def main(
    sizes: tuple[int, ...], only: tuple[str, ...], seed: int, rounds: int, profile: bool
) -> None:
    """Measure builds of seeded posts: ours, with nothing to do, stock Pelican's; feeds; SMS."""
    if not profile:
        builds = [name for name in only or BUILDS if name in BUILDS]
        if builds:
            show_figures(sorted(sizes), seed, builds, rounds)
        if FEEDS in only or not only:
            from bench.feeds import show_feeds  # as below

            show_feeds(max(sizes), seed)
        if SMS in only or not only:
            from bench.sms import SIZES as LISTS
            from bench.sms import show_sms

            show_sms(LISTS if sizes == SIZES else sorted(sizes))
        return
    from bench.phases import show_profile  # not above: what is loaded there counts as every peak

    for size in sorted(sizes):
        with temporary_folder(size) as folder:
            write_posts(folder / "posts", size, seed, stock=False)
            click.echo(f"{size:,} posts")
            show_profile(folder / "posts", folder)


if __name__ == "__main__":
    main()
