"""
By what a file that has not changed is known without reading it.

Size, mtime and inode can all be made to look the same; the time at which the inode itself changed
cannot be set by anybody, so it is part of the stamp. A file that was written at the very moment of
the look may be written again within the tick of the clock: it gets no stamp, and is read next time
(as git does with its index).
"""

from __future__ import annotations

import os

from newsroom.records import Record

TICK_NS = 20_000_000  # no kernel's clock is coarser


class Stamp(Record, frozen=True):
    """What the file system says of a file."""

    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    inode: int


UNKNOWN = Stamp(0, 0, 0, 0)  # of no file: whatever has it is looked at again


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file that was just looked at."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def settled(stamp: Stamp, now_ns: int, tick_ns: int = TICK_NS) -> Stamp:
    """*stamp*, or UNKNOWN for a file that changed too shortly before *now_ns* to tell."""
    is_old = max(stamp.mtime_ns, stamp.ctime_ns) < now_ns - tick_ns
    return stamp if is_old else UNKNOWN
