"""
A `send` that kills itself with SIGKILL at a chosen instant, for test_torture.

usage: killed_send.py COUNT BEGIN CLOCK PORT ARGUMENT...

COUNT is the number of calls and returns, of functions in Python and C, in every thread, that may
happen from the beginning of the run (BEGIN is `run`), or of the first post (`post`); the process
dies at the next one. If it lives, it prints how many there were. CLOCK is a file with the time,
which goes on when a process waits for it; before that the gateway, whose desk is at PORT, has done
what it was asked by processes that are gone.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from urllib.request import urlopen


class FileTimer:
    """A clock that several processes share."""

    def __init__(self, file: Path, port: int) -> None:
        self._file, self._port = file, port

    def now(self) -> datetime:
        return datetime.fromtimestamp(float(self._file.read_text()), UTC)

    async def sleep(self, seconds: float) -> None:
        target = self.now().timestamp() + seconds
        settle_down(self._port)
        advance(self._file, target)


def advance(file: Path, target: float) -> None:
    """Put the clock on, never back."""
    with file.open("r+") as clock:
        fcntl.flock(clock, fcntl.LOCK_EX)
        latest = max(float(clock.read()), target)
        new = file.with_suffix(f".{os.getpid()}")
        new.write_text(repr(latest))
        new.rename(file)


def settle_down(port: int) -> None:
    """Let the gateway see the ends of connections: its loop goes round once for each question."""
    for _ in range(5):
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/-/summary", timeout=30) as answer:
            answer.read()


def die_after(allowed: int, seen: list[int]) -> None:
    """Begin to count into the one number of *seen*."""

    def count(frame: FrameType, event: str, argument: object) -> None:
        seen[0] += 1
        if seen[0] > allowed:
            os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(count)
    sys.setprofile(count)


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    from newsroom.sms.run import Run
    from newsroom.sms.sending import Sender
    from scripts.sms import main

    allowed, begin, clock, port, *arguments = sys.argv[1:]
    calls = [0]
    kind, name = {"run": (Run, "send"), "post": (Sender, "send_post")}[begin]
    whole = getattr(kind, name)

    async def counted(self: object, *given: object) -> object:
        if not calls[0]:
            die_after(int(allowed), calls)
        return await whole(self, *given)

    setattr(kind, name, counted)
    try:
        code = main(arguments, obj=FileTimer(Path(clock), int(port)), standalone_mode=False)
    except SystemExit as ending:
        code = ending.code
    sys.setprofile(None)
    print(f"calls={calls[0]}")  # noqa: T201 (the answer to the test)
    sys.exit(code or 0)
