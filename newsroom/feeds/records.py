"""What a feed may show: the records between the plan and the three forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from html import escape

from newsroom.body import TOKEN, Bulk, body_of, escaped_size
from newsroom.content import TagInfo
from newsroom.feeds.words import plain, shorten
from newsroom.media_files import FileFacts
from newsroom.posts import Post
from newsroom.records import Record
from newsroom.values import Correction

NINJS = "ninjs.json"


class ItemKind(StrEnum):
    """What an item tells."""

    STORY = "story"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


_TITLES = {
    ItemKind.STORY: "",
    ItemKind.CORRECTION: "اصلاحیه: ",
    ItemKind.WITHDRAWAL: "پس گرفته شد: ",
}


class FeedFile(Record, frozen=True):
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


class FeedItem(Record, frozen=True):
    """
    One item, the same in every feed that holds it: a story, a correction of it, its withdrawal.

    Attributes:
        post: as it is now.
        number: of the correction, from 1; 0 for what is none.
        links: addresses of the files that the body links to.
        files: the first is the enclosure.
        updated: as `modified`, but no two items of the site share it (Atom wants that).
    """

    kind: ItemKind
    post: Post
    updated: datetime
    links: Mapping[str, str] = {}
    tags: tuple[TagInfo, ...] = ()
    files: tuple[FeedFile, ...] = ()
    number: int = 0

    def __hash__(self) -> int:
        return hash(self.identity)

    @property
    def identity(self) -> str:
        """`4k7m2q`, or `4k7m2q-c1` for its first correction; never changes."""
        return f"{self.post.id}-c{self.number}" if self.number else self.post.id

    @property
    def story(self) -> str:
        """The address of the post."""
        return self.post.address

    @property
    def anchor(self) -> str:
        """The place on its page, `#c1`; empty for the page itself."""
        return f"#c{self.number}" if self.number else ""

    @property
    def published(self) -> datetime:
        """Decides the order and the month."""
        return self._correction.at if self.number else self.post.published

    @property
    def modified(self) -> datetime:
        """The moment of the last change that readers are told of."""
        return self._correction.at if self.number else self.post.modified

    @property
    def told(self) -> datetime:
        """The moment from which it counts as news; later than `published` for a withdrawal."""
        notice = self.post.withdrawn
        return max(notice.at, self.published) if notice else self.published

    @property
    def ninjs(self) -> str:
        """Address of the story for newsroom systems; none for a correction."""
        return "" if self.number else self.post.address + NINJS

    @property
    def title(self) -> str:
        """Plain text that no reader can take for HTML; so is the summary."""
        return plain(_TITLES[self.kind] + self.post.title)

    @property
    def summary(self) -> str:
        """May be empty."""
        if self.kind is ItemKind.STORY:
            return shorten(plain(self.post.summary))
        return shorten(plain(self._correction.text if self.number else self._reason))

    @property
    def body(self) -> str:
        """HTML with internal addresses as tokens."""
        if self.kind is ItemKind.STORY:
            return self.post.body.html
        return self._body_of_correction() if self.number else self._body_of_withdrawal()

    @property
    def head_bytes(self) -> int:
        """What title and summary take at most, beside their markup."""
        if self.kind is ItemKind.STORY:
            return self.post.head_bytes
        return escaped_size(self.title) + 2 * escaped_size(self.summary)

    @property
    def bulk(self) -> Bulk:
        """How much of a body there is."""
        return self.post.body.bulk if self.kind is ItemKind.STORY else body_of(self.body).bulk

    @property
    def enclosure(self) -> FeedFile | None:
        """The one file that a reader may fetch by itself."""
        return self.files[0] if self.files else None

    @property
    def _correction(self) -> Correction:
        return self.post.corrections[self.number - 1]

    @property
    def _reason(self) -> str:
        return self.post.withdrawn.reason if self.post.withdrawn else ""

    def _body_of_correction(self) -> str:
        text, original = escape(self._correction.text), escape(self.post.title)
        link = f'<a href="{TOKEN}{self.story}">{original}</a>'
        return f"<p>{text}</p>\n<p>مطلب اصلاح‌شده: {link}</p>"

    def _body_of_withdrawal(self) -> str:
        return (
            f"<p>این مطلب پس گرفته شد. دلیل: {escape(self._reason)}</p>\n"
            "<p>اگر آن را بازنشر کرده‌اید، لطفاً شما نیز پس بگیرید.</p>"
        )


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
