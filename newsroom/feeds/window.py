"""
How much a document of a feed holds.

No reader follows the archive by itself, so the feed's own window is by time: whoever was away for
two weeks misses nothing. Readers and hubs refuse what is large, so bodies give way before items do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cache

from newsroom.body import escaped_size
from newsroom.clock import Clock
from newsroom.content import TagInfo
from newsroom.feeds.records import FeedFile, FeedItem
from newsroom.site import Site

LEAST_ITEMS = 50
WINDOW = timedelta(days=30)
LIMIT_BYTES = 1 << 20  # of a document; the smallest limit met is that of a WebSub subscriber
LONGEST_BODY_BYTES = 100_000
# What no item is answerable for: the declaration and the channel, with room for long names.
DOCUMENT_BYTES = 8_000
LONGEST_ADDRESS = 90  # of a post: section, year, and a slug of sixty characters
# The markup around an item, a category, a file; a test holds that they are never too small.
_WRAPPER_BYTES, _ITEM_BYTES, _TAG_BYTES, _FILE_BYTES = 80, 560, 60, 420
PART_BYTES = LIMIT_BYTES - DOCUMENT_BYTES


def window(newest_first: Iterable[FeedItem], clock: Clock) -> tuple[FeedItem, ...]:
    """The newest fifty, all of thirty days, and what was taken back in thirty days."""
    return tuple(
        item
        for number, item in enumerate(newest_first)
        if number < LEAST_ITEMS or not clock.has_come(item.told + WINDOW)
    )


class Sizes:
    """
    How many bytes an item takes at most, in the largest of the three forms; measured once.

    The forms differ: Atom escapes the markup of a body, JSON its quotes, RSS repeats a picture.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._office = len(site.office.encode())
        self._known: dict[str, tuple[int, int]] = {}

    def short(self, item: FeedItem) -> int:
        """With its summary alone."""
        return self._measure(item)[0]

    def body(self, item: FeedItem) -> int:
        """What the body adds."""
        return self._measure(item)[1]

    def is_long(self, item: FeedItem) -> bool:
        """Whether the item carries its summary alone wherever it stands."""
        return self.body(item) > LONGEST_BODY_BYTES

    def _measure(self, item: FeedItem) -> tuple[int, int]:
        known = self._known.get(item.identity)
        if known is None:
            known = self._short(item), self._body(item)
            self._known[item.identity] = known
        return known

    def _body(self, item: FeedItem) -> int:
        """Counted, not made: a body is made once, when it is written."""
        site, bulk = len(self._site.url), item.bulk
        size = _WRAPPER_BYTES + bulk.escaped_bytes + bulk.raw_bytes
        size += bulk.tokens * (site + LONGEST_ADDRESS)
        return size + bulk.anchors * (site + len(item.story))

    def _short(self, item: FeedItem) -> int:
        site = len(self._site.url)
        size = _ITEM_BYTES + 4 * (site + len(item.story)) + self._office
        size += item.head_bytes
        size += sum(_TAG_BYTES + site + _tag_size(tag) for tag in item.tags)
        return size + sum(self._file(file) for file in item.files)

    def _file(self, file: FeedFile) -> int:
        address = len(self._site.absolute(file.path))
        words = (file.title, file.caption, file.credit, file.licence)
        return _FILE_BYTES + 2 * address + 2 * sum(map(escaped_size, words))


@cache  # few tags stand in many posts
def _tag_size(tag: TagInfo) -> int:
    return escaped_size(tag.name + tag.address)


def fit(
    items: Sequence[FeedItem], sizes: Sizes, limit_bytes: int = PART_BYTES
) -> tuple[tuple[FeedItem, ...], frozenset[str]]:
    """
    What of *items* fits into one document.

    Returns:
        The items that stay (the oldest give way last of all), and the identities of those that
        carry their summary alone: the oldest first, and whichever is too long by itself.
    """
    left = limit_bytes
    kept = []
    for item in items:
        left -= sizes.short(item)
        if left < 0:
            break
        kept.append(item)
    left = max(left, 0)
    short = set()
    for item in kept:
        body = sizes.body(item)
        if sizes.is_long(item) or body > left:
            short.add(item.identity)
        else:
            left -= body
    return tuple(kept), frozenset(short)


def cut(oldest_first: Sequence[FeedItem], sizes: Sizes) -> Iterator[list[FeedItem]]:
    """The items, of which there is one at least, in parts that fit with all their bodies."""
    part: list[FeedItem] = []
    left = PART_BYTES
    for item in oldest_first:
        size = sizes.short(item) + (0 if sizes.is_long(item) else sizes.body(item))
        if size > left and part:
            yield part
            part, left = [], PART_BYTES
        part.append(item)
        left -= size
    yield part
