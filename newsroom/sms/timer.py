"""Time as a run sees it: an input, so that a test need not wait."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Timer(Protocol):
    """The clock of a run, and its waiting."""

    def now(self) -> datetime:
        """This moment, aware."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back that much later by `now`."""
        ...
