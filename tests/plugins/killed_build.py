"""
A build that kills itself with SIGKILL at a chosen instant, for test_crash.

usage: killed_build.py COUNT PELICAN-ARGUMENT...

COUNT is the number of file-changing calls (open for writing, rename, remove, mkdir, rmdir) that may
happen; the process dies just before the next one. If it lives, it prints how many there were.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

CALLS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink")


def die_after(allowed: int) -> list[int]:
    """Install the hook. The one number in the list is how many calls there were so far."""
    seen = [0]

    def count(event: str, arguments: tuple[object, ...]) -> None:
        flags = arguments[2] if event == "open" else 0
        if event in CALLS or (isinstance(flags, int) and flags & 3 != os.O_RDONLY):
            seen[0] += 1
            if seen[0] > allowed:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    return seen


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    from pelican import main

    import plugins  # noqa: F401 (imports are not what is to be killed)

    calls = die_after(int(sys.argv[1]))
    main(sys.argv[2:])
    print(f"calls={calls[0]}")  # noqa: T201 (the answer to the test)
