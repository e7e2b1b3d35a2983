"""
What a build has to make, and what can stay because nothing that it depends on has changed.

A file stays if it has the fingerprint that it had, and lies in the output as it was left there; it
is then neither made nor read. All others are made, by as many workers as there are, and compared
with what is there; only what differs is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from newsroom.cache import KeptFile
from newsroom.fingerprints import HEAD_BYTES
from newsroom.release import Release, Staged
from newsroom.stamps import UNKNOWN
from newsroom.workers import work


class Reason(StrEnum):
    """Why a file is made again."""

    NEW = "new"
    FACE = "face"
    CONTENT = "content"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Task:
    """
    A file that is to be made.

    Attributes:
        path: below the output.
        stage: makes it and puts it into the stage; depends on nothing that was made before.
    """

    path: str
    stage: Callable[[], Staged]


@dataclass(slots=True)
class Making:
    """
    The files of one build.

    Attributes:
        left: the files as the last build left them.
        intact: those of them that nobody has touched since.
        build: the number of this build.
        files: what this build leaves; stamps are known after the switch.
        made: how many files do not stay, without their twins.
    """

    release: Release
    left: Mapping[str, KeptFile]
    intact: set[str]
    build: int
    files: dict[str, KeptFile] = field(default_factory=dict)
    made: int = 0

    def stays(self, path: str, fingerprint: bytes, endings: tuple[str, ...] = ()) -> bool:
        """Whether the file *path* and its twins stay; they are claimed in either case."""
        paths = [path, *(path + ending for ending in endings)]
        before = self.left.get(path)
        reason = self._reason(before, fingerprint, endings, paths)
        if before and reason is None:
            for own in paths:
                self.files[own] = self.left[own]
            self.release.keep(paths)
            return True
        self.release.claim(*paths)
        self.made += 1
        why = str(reason or Reason.NEW)
        self.files[path] = KeptFile(fingerprint, UNKNOWN, endings, why, self.build)
        for own in paths[1:]:
            self.files[own] = KeptFile(b"", UNKNOWN)
        return False

    def _reason(
        self,
        before: KeptFile | None,
        fingerprint: bytes,
        endings: tuple[str, ...],
        paths: Sequence[str],
    ) -> Reason | None:
        if before is None:
            return Reason.NEW
        if before.fingerprint != fingerprint:
            same_head = before.fingerprint[:HEAD_BYTES] == fingerprint[:HEAD_BYTES]
            return Reason.CONTENT if same_head else Reason.FACE
        if before.twins != endings or not self.intact.issuperset(paths):
            return Reason.OUTPUT
        return None

    def make(self, tasks: Sequence[Task], *, jobs: int) -> Iterator[Task]:
        """Make the files of *tasks*; each is given back when it is done."""
        results = work(tasks, _stage, jobs=jobs, name=lambda task: task.path)
        for task, result in zip(tasks, results, strict=True):
            self.release.note(_DECODER.decode(result))
            yield task

    def settle(self) -> None:
        """After the switch: the stamps of what was made."""
        new = [path for path, kept in self.files.items() if kept.stamp is UNKNOWN]
        for path, stamp in self.release.stamps(new).items():
            self.files[path] = replace(self.files[path], stamp=stamp)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Staged)


def _stage(task: Task) -> bytes:
    return _ENCODER.encode(task.stage())
