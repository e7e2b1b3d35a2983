"""What a build is doing, as a bar on a terminal; nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

READ, PLANNED, MADE, WRITTEN = "خواندن", "برنامه", "ساختن", "نوشتن"
STEPS = (READ, PLANNED, MADE, WRITTEN)
LEAST_SECONDS = 0.1  # between two drawings


class Bar:
    """The steps of one build, each with what is done of it. It draws itself, without a thread."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}
        self._drawn = 0.0

    def step(self, name: str, total: int | None = None) -> Callable[[int], None]:
        """Begin the step *name* of *total* things; call what is given back with those done."""
        task = self._tasks[name] = self._progress.add_task(name, total=total)
        self._draw(always=True)

        def watch(done: int) -> None:
            self._progress.update(task, completed=done)
            self._draw(always=done == total)

        return watch

    def _draw(self, *, always: bool) -> None:
        now = monotonic()
        if always or now - self._drawn > LEAST_SECONDS:
            self._drawn = now
            self._progress.refresh()


@contextmanager
def show_progress() -> Iterator[Bar]:
    """A bar on the terminal of the errors, so that what is printed stays what it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(file=sys.stderr)
    with Progress(
        *columns,
        console=console,
        auto_refresh=False,  # its thread would hold locks when workers are forked
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        yield Bar(progress)
