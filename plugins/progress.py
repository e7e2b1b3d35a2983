"""What a build is doing, as a bar on a terminal; nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it takes as long to load as a small site to build
    from rich.progress import Progress

READ, PLANNED, MADE, WRITTEN = "خواندن", "برنامه", "ساختن", "نوشتن"
STEPS = (READ, PLANNED, MADE, WRITTEN)
LEAST_SECONDS = 0.1  # between two drawings


def _nobody(done: int) -> None:
    """For whoever does not look."""


class Bar:
    """The steps of one build, each with what is done of it. It draws itself, without a thread."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress
        self._drawn = 0.0

    def step(self, name: str, total: int | None = None) -> Callable[[int], None]:
        """Begin the step *name* of *total* things; call what is given back with those done."""
        if self._progress is None:
            return _nobody
        progress, task = self._progress, self._progress.add_task(name, total=total)
        progress.refresh()

        def watch(done: int) -> None:
            progress.update(task, completed=done)
            self._draw(progress, always=done == total)

        return watch

    def _draw(self, progress: Progress, *, always: bool) -> None:
        now = monotonic()
        if always or now - self._drawn > LEAST_SECONDS:
            self._drawn = now
            progress.refresh()


@contextmanager
def show_progress() -> Iterator[Bar]:
    """A bar on the terminal of the errors, so that what is printed stays what it is."""
    if not sys.stderr.isatty():
        yield Bar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(file=sys.stderr)
    # Its thread would hold locks when workers are forked.
    with Progress(*columns, console=console, auto_refresh=False, transient=True) as progress:
        yield Bar(progress)
