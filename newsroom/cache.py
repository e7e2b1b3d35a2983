"""
What a build leaves for the next: posts as they were read, and what each file of the output is of.

The folder of the cache belongs to one output folder. It holds

- `state`: a line that says what it is, a digest, and the records (`State`), written whole and put
  in place by one rename;
- `texts-N`: the bodies of the posts one after the other; a build only adds to it, so what an older
  state points at stays. When most of it is of no use any more, it is written anew under the next N.

Nothing in it is trusted: the state is known by its digest and each text by its own. What is not as
it should be is no error but a reason to build without (`Doubt`). MessagePack is data alone: reading
it can build our records and nothing else.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from newsroom.media_files import FileFacts
from newsroom.posts import Post
from newsroom.records import Place, Record, Text, digest_of
from newsroom.stamps import Stamp
from newsroom.states import Fate

MARK = b"tarvij cache 1\n"  # another number for each change of what stands below
STATE = "state"
SPARE_BYTES = 1 << 20  # of texts without use, which are not worth a copy
_DIGEST_BYTES = 32


class CacheError(Exception):
    """The cache is not what it should be; the sentence says what is wrong, in Persian."""


class KeptPost(Record, frozen=True):
    """A post without problems, and the file that it was read from."""

    stamp: Stamp
    digest: bytes
    post: Post


class KeptMedia(Record, frozen=True):
    """A file of content/media without problems."""

    stamp: Stamp
    facts: FileFacts


class KeptFile(Record, frozen=True):
    """
    A file of the output.

    Attributes:
        fingerprint: of all that it depends on; empty for a compressed twin.
        twins: the endings of the compressed files beside it.
        reason: why it was made the last time; `build` is the number of that build.
    """

    fingerprint: bytes
    stamp: Stamp
    twins: tuple[str, ...] = ()
    reason: str = ""
    build: int = 0


class State(msgspec.Struct, gc=False):
    """
    What a build leaves.

    Attributes:
        program: what read and made all this; of another program nothing is kept.
        place: the folders that it is of.
        now_ns: of the file system, when the build began.
        texts: the name of the file of bodies.
        posts, media: by their path below content/.
        files: of the output, by path; `folders` with their mtimes.
        whole: a digest of all that the build was made of; empty if it was not finished.
        fates: how many posts went where.
        instant: that of the build; `next_change` is the first at which the site is another.
        theme: a digest of all its files; `templates` with their digests, and `compiled`.
        number: of the build; `changed` are some of the files whose text it read anew.
    """

    program: str
    place: str
    now_ns: int
    texts: str = "texts-0"
    posts: dict[str, KeptPost] = {}
    media: dict[str, KeptMedia] = {}
    files: dict[str, KeptFile] = {}
    folders: dict[str, int] = {}
    whole: bytes = b""
    fates: dict[Fate, int] = {}
    instant: datetime | None = None
    next_change: datetime | None = None
    theme: bytes = b""
    templates: dict[str, bytes] = {}
    compiled: dict[str, tuple[str, bytes]] = {}
    number: int = 0
    changed: tuple[str, ...] = ()


class TextFile:
    """The bodies of the posts, in one file that only grows."""

    def __init__(self, path: Path) -> None:
        """Open or begin the file *path*."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        self.path = path
        self._added: list[bytes] = []
        self.size_bytes = os.fstat(self._file).st_size

    def close(self) -> None:
        """No text of it can be read any more."""
        os.close(self._file)

    def read(self, place: Place, digest: bytes) -> str:
        """The text at *place*. CacheError if it is not that of *digest* any more."""
        self.flush()
        data = os.pread(self._file, place.size_bytes, place.offset)
        if digest_of(data) != digest:
            raise CacheError("متنی در حافظهٔ ساخت همان نیست که نوشته شد")
        return data.decode()

    def add(self, data: bytes, digest: bytes) -> Text:
        """Put a text at the end; it is in the file after the next `flush`, or read of another."""
        place = Place(self.size_bytes, len(data))
        self._added.append(data)
        self.size_bytes += len(data)
        return Text(self, digest, place)

    def flush(self) -> None:
        """Write what was added, before others are to read it."""
        data = b"".join(self._added)
        self._added = []
        offset = self.size_bytes - len(data)
        while data:
            written = os.pwrite(self._file, data, offset)
            offset, data = offset + written, data[written:]


class Cache:
    """
    The cache of one output folder, open for one build.

    Attributes:
        state: what the last build left; empty where there is nothing, or nothing to be trusted.
        doubt: why nothing is trusted, in Persian; empty where all is well, and for a first build.
        texts: where bodies are put.
        now_ns: the time of the file system.
    """

    def __init__(self, folder: Path, program: str, place: str) -> None:
        """
        Open the cache in *folder*, which is made.

        Args:
            program: of whatever reads and makes; another one begins anew.
            place: the folders that are read and written.

        Raises:
            OSError: the folder cannot be written.
        """
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.now_ns = _now_of(folder)
        self.state = State(program, place, self.now_ns)
        self.doubt = ""
        names = sorted(path.name for path in folder.glob("texts-*"))
        try:
            kept = self._load(program, place)
        except CacheError as error:
            self.doubt = str(error)
            kept = None
        if kept is None:
            number = max((_number_of(name) for name in names), default=0) + 1
            self.state.texts = f"texts-{number}"
            self.texts = TextFile(folder / self.state.texts)
        else:
            self.state = kept
        self._old = [name for name in names if name != self.state.texts]

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.texts.close()

    def _load(self, program: str, place: str) -> State | None:
        """The last state, or None if there is none. CacheError for one that may not be used."""
        payload = _load_payload(self.folder / STATE)
        if payload is None:
            return None
        try:
            head = _HEAD.decode(payload)
        except msgspec.MsgspecError as error:
            raise CacheError("حافظهٔ ساخت خوانده نمی‌شود") from error
        if head.program != program:
            raise CacheError("برنامه یا یکی از کتابخانه‌هایش عوض شده است")
        if head.place != place:
            raise CacheError("حافظهٔ ساخت از آنِ پوشهٔ دیگری است")
        if head.now_ns > self.now_ns:
            raise CacheError("ساعت دستگاه به عقب رفته است")
        path = self.folder / head.texts
        if not path.is_file():
            raise CacheError("متن‌های حافظهٔ ساخت نیست")
        self.texts = TextFile(path)
        try:
            return msgspec.msgpack.decode(payload, type=State, dec_hook=self._text_of)
        except msgspec.MsgspecError as error:  # of our own program, and yet
            self.texts.close()
            raise CacheError("حافظهٔ ساخت خوانده نمی‌شود") from error

    def _text_of(self, kind: type, value: Any) -> Text:
        del kind
        digest, offset, size_bytes = value
        return Text(self.texts, digest, Place(offset, size_bytes))

    def save(self, state: State) -> None:
        """
        Keep *state* for the next build, and drop what no state points at any more.

        Raises:
            OSError: it cannot be written; what was kept before still is.
        """
        live = sum(kept.post.body.text.place.size_bytes for kept in state.posts.values()
                   if kept.post.body.text.place)  # fmt: skip
        if self.texts.size_bytes > 2 * live + SPARE_BYTES:
            self._move_texts(state)
        self.texts.flush()
        self.save_payload(msgspec.msgpack.encode(state, enc_hook=_place_of))
        for name in self._old:
            (self.folder / name).unlink(missing_ok=True)

    def save_payload(self, payload: bytes) -> None:
        """Put *payload* in the place of the state, whole."""
        new = self.folder / f"{STATE}.new"
        new.write_bytes(MARK + _seal(payload) + payload)
        new.replace(self.folder / STATE)

    def _move_texts(self, state: State) -> None:
        """Write the texts that are still of use into a file of their own."""
        self._old.append(state.texts)
        state.texts = f"texts-{_number_of(state.texts) + 1}"
        texts = TextFile(self.folder / state.texts)
        for path, kept in state.posts.items():
            body = kept.post.body
            moved = texts.add(body.html.encode(), body.text.digest)
            post = replace(kept.post, body=replace(body, text=moved))
            state.posts[path] = replace(kept, post=post)
        self.texts.close()
        self.texts = texts


class _Head(msgspec.Struct):
    """As much of a state as tells whether the rest can be used."""

    program: str
    place: str
    now_ns: int
    texts: str


_HEAD = msgspec.msgpack.Decoder(_Head)


def folder_of(cache: Path, output: Path) -> Path:
    """The folder in *cache* that belongs to the folder *output*."""
    whole = str(output.resolve()).encode()
    return cache / f"{output.name}-{hashlib.blake2b(whole, digest_size=6).hexdigest()}"


def read_state(folder: Path) -> State | None:
    """What the last build has left, to be looked at; its texts cannot be read. CacheError."""
    payload = _load_payload(folder / STATE)
    if payload is None:
        return None
    try:
        return msgspec.msgpack.decode(payload, type=State, dec_hook=_unread)
    except msgspec.MsgspecError as error:
        raise CacheError("حافظهٔ ساخت خوانده نمی‌شود") from error


def _unread(kind: type, value: Any) -> Text:
    del kind
    return Text("", value[0])


def _load_payload(path: Path) -> bytes | None:
    """The records of a state file. CacheError if it is none, or not whole."""
    try:
        with path.open("rb") as file:
            mark = file.read(len(MARK) + _DIGEST_BYTES)
            if not mark.startswith(MARK):
                raise CacheError("حافظهٔ ساخت از این نسخهٔ برنامه نیست")
            payload = file.read()
    except FileNotFoundError:
        return None
    if _seal(payload) != mark[len(MARK) :]:
        raise CacheError("حافظهٔ ساخت آسیب دیده است")
    return payload


def _seal(payload: bytes) -> bytes:
    return hashlib.blake2b(payload, digest_size=_DIGEST_BYTES).digest()


def _place_of(text: Any) -> tuple[bytes, int, int]:
    place = text.place
    return text.digest, place.offset, place.size_bytes


def _number_of(name: str) -> int:
    """The number at the end of the name of a file of texts."""
    number = name.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


def _now_of(folder: Path) -> int:
    """The time of the file system, which is what the stamps of files are compared with."""
    file = folder / "now"
    file.touch()
    return file.stat().st_mtime_ns
