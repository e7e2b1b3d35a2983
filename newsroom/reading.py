"""
Reading files: each by itself, those that have changed on all cores, the others from what is kept.

What a file says depends on its path and its bytes alone. So a file whose stamp is known is not
read, and one whose bytes are known is not parsed; everything else is as if nothing had been kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

from newsroom.cache import Cache, KeptMedia, KeptPost
from newsroom.front_matter import Report
from newsroom.markup import Renderer
from newsroom.media_files import FileFacts, load_facts
from newsroom.media_safety import check_file
from newsroom.posts import CONTENT, Post, read_post
from newsroom.problems import Problem
from newsroom.records import Record, Text, digest_of
from newsroom.stamps import Stamp, settled, stamp_of
from newsroom.workers import work

# A file system may keep two seconds (FAT), and editors write again within them.
TICK_NS = 2_000_000_000
SLOW_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the content folder: its path below it, and its stamp as it was listed."""

    path: str
    stamp: Stamp


@dataclass(slots=True)
class Memory:
    """
    What earlier builds have read, and what this one hands on.

    Attributes:
        posts, media: by path; after reading, of this build.
        cache: None where nothing is kept.
        parsed: the files whose text was read anew.
        is_changed: whether anything is to be kept that was not.
        slow: those that took more than `slow_seconds`, and how long.
    """

    cache: Cache | None = None
    posts: dict[str, KeptPost] = field(default_factory=dict)
    media: dict[str, KeptMedia] = field(default_factory=dict)
    parsed: list[str] = field(default_factory=list)
    is_changed: bool = False
    slow: list[tuple[str, float]] = field(default_factory=list)
    slow_seconds: float = SLOW_SECONDS

    @classmethod
    def of(cls, cache: Cache | None) -> Memory:
        """What *cache* has kept."""
        return cls(cache, cache.state.posts, cache.state.media) if cache else cls()

    def settled(self, stamp: Stamp) -> Stamp:
        """*stamp* if the next build may trust it."""
        return settled(stamp, self.cache.now_ns, TICK_NS) if self.cache else stamp

    def keep_text(self, kind: type, value: Any) -> Text:
        """A text that a worker sent, where it is to stay."""
        del kind
        digest, text = value
        return self.cache.texts.add(text.encode(), digest) if self.cache else Text(text, digest)


class _Parsed(Record, frozen=True):
    """What a worker makes of one file; `post` is None where it cannot be used at all."""

    stamp: Stamp
    digest: bytes
    is_known: bool
    post: Post | None
    problems: tuple[Problem, ...]
    seconds: float = 0.0


def read_posts(
    root: Path,
    files: Sequence[Found],
    memory: Memory,
    problems: list[Problem],
    *,
    jobs: int,
    watch: Callable[[int], None],
) -> Iterator[Post]:
    """
    The posts of *files*, in their order.

    Args:
        memory: what is kept; holds what this build has read when the last post was taken.
        problems: grows.
        watch: is told how many files have been read.
    """
    known = memory.posts
    kept: dict[str, KeptPost] = {}
    changed = [file for file in files
               if file.path not in known or known[file.path].stamp != file.stamp]  # fmt: skip
    renderer = Renderer()

    def parse(file: Found) -> bytes:
        before = known.get(file.path)
        digest = before.digest if before else None
        return _ENCODER.encode(_parse(root, file.path, digest, renderer))

    decoder = msgspec.msgpack.Decoder(_Parsed, dec_hook=memory.keep_text)
    results = work(changed, parse, jobs=jobs, name=lambda file: f"{CONTENT}/{file.path}")
    unread = {file.path for file in changed}
    done = 0
    for file in files:
        if file.path not in unread:
            kept[file.path] = known[file.path]
            yield known[file.path].post
            continue
        parsed = decoder.decode(next(results))
        done += 1
        watch(done)
        stamp = memory.settled(parsed.stamp)
        if parsed.is_known:
            before = known[file.path]
            kept[file.path] = KeptPost(stamp, before.digest, before.post)
            yield before.post
            continue
        memory.parsed.append(file.path)
        if parsed.seconds > memory.slow_seconds:
            memory.slow.append((file.path, parsed.seconds))
        problems += parsed.problems
        if parsed.post and not parsed.problems:
            kept[file.path] = KeptPost(stamp, parsed.digest, parsed.post)
        if parsed.post:
            yield parsed.post
    memory.is_changed |= bool(changed) or len(kept) != len(known)
    memory.posts = kept


def _parse(root: Path, path: str, known: bytes | None, renderer: Renderer) -> _Parsed:
    stamp, data = _read(root / path)
    digest = digest_of(data)
    if digest == known:
        return _Parsed(stamp, digest, True, None, ())
    begin = perf_counter()
    post, found = read_post(path, data, renderer)
    return _Parsed(stamp, digest, False, post, tuple(found), perf_counter() - begin)


def _read(file: Path) -> tuple[Stamp, bytes]:
    """The bytes of *file* and the stamp that it had before: written meanwhile, it has another."""
    with file.open("rb", buffering=0) as opened:
        stamp = stamp_of(os.fstat(opened.fileno()))
        return stamp, opened.readall()


def _sent(text: Any) -> tuple[bytes, str]:
    return text.digest, text.read()


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_sent)


def read_media(
    root: Path, files: Sequence[Found], memory: Memory, problems: list[Problem]
) -> dict[str, FileFacts]:
    """The facts of *files*, by path; what is broken is told, and has its place all the same."""
    kept: dict[str, KeptMedia] = {}
    facts: dict[str, FileFacts] = {}
    for file in files:
        before = memory.media.get(file.path)
        if before and before.stamp == file.stamp:
            kept[file.path] = before
        else:
            report = Report(f"{CONTENT}/{file.path}")
            check_file(root / file.path, report)
            problems += report.problems
            found = load_facts(root / file.path)
            if not report.problems:
                kept[file.path] = KeptMedia(memory.settled(file.stamp), found)
            facts[file.path] = found
        if file.path in kept:
            facts[file.path] = kept[file.path].facts
    memory.is_changed |= any(memory.media.get(path) is not own for path, own in kept.items())
    memory.is_changed |= len(kept) != len(memory.media)
    memory.media = kept
    return facts
