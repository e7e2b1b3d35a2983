"""What a record of the site is: frozen values that can be kept, compared, and told apart."""

from __future__ import annotations

import hashlib
from typing import Protocol

import msgspec
from msgspec.structs import force_setattr

from newsroom.jalali import TEHRAN

DIGEST_BYTES = 16


def digest_of(data: bytes) -> bytes:
    """By what bytes are told from others; nobody who could make two alike gains anything by it."""
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).digest()


class Record(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """
    The base of records of which a build has thousands; they are kept in the cache as they are.

    They hold values and other records, never each other in a ring, so the collector need not look
    at them.
    """


def settle(record: Record, *names: str) -> None:
    """Take the moments *names* of a record to Tehran: kept ones come back as instants."""
    for name in names:
        moment = getattr(record, name)
        if moment is not None and moment.tzinfo is not TEHRAN:
            force_setattr(record, name, moment.astimezone(TEHRAN))


class Place(Record, frozen=True):
    """Where a text lies in a file of texts."""

    offset: int
    size_bytes: int


class Shelf(Protocol):
    """Where texts lie that are too many to be held in memory."""

    def read(self, place: Place, digest: bytes) -> str:
        """The text that lies there, if it is the one of *digest*."""


class Text:
    """
    A long text, told from others by its digest; on a shelf it is read when it is asked for.

    Attributes:
        digest: of its bytes in UTF-8.
        place: where it lies on the shelf; None for a text in memory.
    """

    __slots__ = ("_held", "digest", "place")

    def __init__(self, held: str | Shelf, digest: bytes, place: Place | None = None) -> None:
        self._held = held
        self.digest = digest
        self.place = place

    @classmethod
    def of(cls, text: str) -> Text:
        """A text in memory."""
        return cls(text, digest_of(text.encode()))

    def read(self) -> str:
        """The text itself."""
        if isinstance(self._held, str) or self.place is None:
            return str(self._held)
        return self._held.read(self.place, self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)
