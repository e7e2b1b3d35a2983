"""What a feed may show: the records between the plan and the three forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from newsroom.content import TagInfo
from newsroom.media_files import FileFacts


class ItemKind(StrEnum):
    """What an item tells."""

    STORY = "story"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class FeedFile:
    """
    A file that goes with an item.

    Attributes:
        title: what is seen in a picture, or the name of a file to fetch.
    """

    path: str
    facts: FileFacts
    title: str
    caption: str = ""
    credit: str = ""
    licence: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown beside the text."""
        return self.facts.type.startswith("image/")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """
    One item, the same in every feed that holds it.

    Attributes:
        identity: `4k7m2q`, or `4k7m2q-c1` for its first correction; never changes.
        story: the address of the post.
        anchor: the place on its page, `#c1`; empty for the page itself.
        title, summary: plain text that no reader can take for HTML.
        body: HTML with internal addresses as tokens; empty where there is only a summary.
        links: addresses of the files that the body links to.
        files: the first is the enclosure.
        published: decides the order and the month.
        updated: as `modified`, but no two items of the site share it (Atom wants that).
        told: the moment from which it counts as news; later than `published` for a withdrawal.
        ninjs: address of the story for newsroom systems.
    """

    kind: ItemKind
    identity: str
    story: str
    anchor: str
    title: str
    summary: str
    body: str
    links: Mapping[str, str]
    tags: tuple[TagInfo, ...]
    files: tuple[FeedFile, ...]
    published: datetime
    modified: datetime
    updated: datetime
    told: datetime
    ninjs: str = ""

    def __hash__(self) -> int:
        return hash(self.identity)

    @property
    def enclosure(self) -> FeedFile | None:
        """The one file that a reader may fetch by itself."""
        return self.files[0] if self.files else None


@dataclass(frozen=True, slots=True)
class FeedView:
    """
    A document of a feed, in whichever form.

    Attributes:
        identity: of the feed; its archives share it.
        stem: the document's address without its ending; `current` is that of the feed itself.
        items: newest first.
        short: identities of the items that carry their summary alone.
        is_archive: RFC 5005: nothing will be added to it.
        previous, following: stems of the neighbours in the archive; empty for none.
    """

    title: str
    description: str
    page: str
    identity: str
    stem: str
    current: str
    items: tuple[FeedItem, ...]
    short: frozenset[str] = frozenset()
    is_archive: bool = False
    previous: str = ""
    following: str = ""

    def carries(self, item: FeedItem) -> bool:
        """Whether *item* stands here with its full text."""
        return bool(item.body) and item.identity not in self.short


@dataclass(frozen=True, slots=True)
class OpmlView:
    """The list of all feeds: title and stem of each, in their order, and the page it is of."""

    feeds: tuple[tuple[str, str, str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NewsSitemapView:
    """The news of the last two days, newest first: address, moment, title."""

    entries: tuple[tuple[str, datetime, str], ...]
