"""
What each kind of page may show: one frozen record for each template.

A template is given `site` and `view` and nothing else, so a page depends on its template, the
site's settings and its view, and on nothing that is not written here. A name that a template makes
up is an error, not an empty string.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from newsroom.content import Agreement, Partner, ShareWay, TagInfo
from newsroom.feeds.catalogue import ALL, FeedInfo
from newsroom.paging import ListPage
from newsroom.posts import Post
from newsroom.records import Record
from newsroom.states import CourseState, Fate


class Link(Record, frozen=True):
    """An address of the site and the words that lead to it."""

    text: str
    address: str


class Head(Record, frozen=True):
    """
    What a page says of itself to machines.

    Attributes:
        title: without the site's name.
        address: the page's own permanent address.
        feed: the feed that belongs to the page, to be named before the site's own.
        is_indexed: whether search engines may keep it.
    """

    title: str
    description: str
    address: str
    feed: FeedInfo | None = None
    is_indexed: bool = True

    @property
    def feeds(self) -> tuple[FeedInfo, ...]:
        """The feeds that the page names to machines, its own before that of everything."""
        return (self.feed, ALL) if self.feed else (ALL,)


class Card(Record, frozen=True):
    """
    A post as lists show it: the light record. Nothing else of a post may stand in a list.

    Attributes:
        date: None only for a draft, in a preview.
        image: path below the site, or empty.
        state: of a course at the build instant.
    """

    section: str
    address: str
    title: str
    kicker: str
    summary: str
    date: datetime | None
    image: str
    image_alt: str
    kind: str
    starts: datetime | None
    starts_all_day: bool
    airs: datetime | None
    airs_all_day: bool
    place: str
    register_until: datetime | None
    register_all_day: bool
    channel: str
    duration: int | None
    state: CourseState | None
    sample: bool
    fate: Fate


class Attachment(Record, frozen=True):
    """A file to fetch: where, what it is called, how large, of which type."""

    address: str
    title: str
    size_bytes: int
    suffix: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A section on the front page: its newest posts, or what will be there."""

    link: Link
    cards: tuple[Card, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class FrontView:
    """
    The front page.

    Attributes:
        lead: the newest public story that is not urgent.
        news: those after the lead.
        courses: those to come, the next one first.
    """

    head: Head
    urgent: tuple[Card, ...]
    lead: Card | None
    news: Shelf
    courses: Shelf
    brochures: Shelf
    broadcasts: Shelf
    partners: tuple[Partner, ...]


class Group(Record, frozen=True):
    """Some posts of a list under a heading of their own."""

    heading: str
    cards: tuple[Card, ...]


class ListView(Record, frozen=True):
    """
    One page of the posts of a section, or (`section` is empty) of a tag or an audience.

    Attributes:
        groups: the posts of the front of a section in the order in which they are of use, which is
            not that of publication; empty where it is.
    """

    head: Head
    trail: tuple[Link, ...]
    heading: str
    description: str
    address: str
    page: ListPage[Card]
    empty: str
    section: str = ""
    feed: FeedInfo | None = None
    groups: tuple[Group, ...] = ()

    @property
    def older(self) -> Link | None:
        """The way to the next older page."""
        return self._way(self.page.older, "مطلب‌های قدیمی‌تر")

    @property
    def newer(self) -> Link | None:
        """The way to the next newer page."""
        return self._way(self.page.newer, "مطلب‌های جدیدتر")

    def _way(self, number: int | None, text: str) -> Link | None:
        """A link to page *number* of this list; 0 is its front, None no page."""
        if number is None:
            return None
        return Link(text, f"{self.address}page/{number}/" if number else self.address)


class PostView(Record, frozen=True):
    """
    A post's own page.

    Attributes:
        links: the addresses of the files that the body links to, by their path in content/.
        tags: those of the tags file, in the order of the post.
        audiences: pages of the audiences named.
        related: older posts only, so that a new post touches no old page.
        picture_size: width and height of the main picture in pixels; zeros where it does not say.
        ninjs: address of the story for newsroom systems; empty for what is not public.
        share: ways to pass the page on; none for what is not public yet.
        kit: address of the press kit; empty where there is none.
    """

    head: Head
    trail: tuple[Link, ...]
    post: Post
    fate: Fate
    is_urgent: bool
    links: Mapping[str, str]
    tags: tuple[TagInfo, ...]
    audiences: tuple[Link, ...]
    attachments: tuple[Attachment, ...]
    file: Attachment | None
    state: CourseState | None
    older: Link | None
    newer: Link | None
    related: tuple[Card, ...]
    share: tuple[ShareWay, ...]
    picture_size: tuple[int, int] = (0, 0)
    ninjs: str = ""
    kit: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """
    A page that stands alone.

    Attributes:
        agreement, partners, feeds: for the pages about them alone.
        has_mark: whether it is the page on which a mark is checked.
    """

    head: Head
    trail: tuple[Link, ...]
    post: Post
    links: Mapping[str, str]
    agreement: Agreement | None = None
    agreement_is_over: bool = False
    partners: tuple[Partner, ...] = ()
    feeds: tuple[FeedInfo, ...] = ()
    has_mark: bool = False
    picture_size: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class IndexView:
    """A page of links: the tags, the years of the archive, the months of a year."""

    head: Head
    trail: tuple[Link, ...]
    heading: str
    description: str
    items: tuple[tuple[Link, str], ...]
    empty: str


class MonthView(Record, frozen=True):
    """A page of the posts of one Jalali month, newest first; with those beside it in time."""

    head: Head
    trail: tuple[Link, ...]
    heading: str
    cards: tuple[Card, ...]
    older: Link | None
    newer: Link | None


class RedirectView(Record, frozen=True):
    """A short or former address that leads to a page."""

    head: Head
    target: str


@dataclass(frozen=True, slots=True)
class ErrorView:
    """The page for addresses that lead nowhere."""

    head: Head
    sections: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ComponentsView:
    """
    The page of patterns: records with which each part of the theme is shown.

    Attributes:
        posts, cards: by the name of the file without `.md`.
    """

    head: Head
    posts: Mapping[str, PostView]
    cards: Mapping[str, Card]
    agreement: Agreement | None
    partners: tuple[Partner, ...]
    feeds: tuple[FeedInfo, ...]


@dataclass(frozen=True, slots=True)
class SitemapView:
    """One sitemap: addresses with the moment of their last change, where there is one."""

    entries: tuple[tuple[str, datetime | None], ...]


@dataclass(frozen=True, slots=True)
class NoticesView:
    """The posts of the last thirty days, newest first."""

    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class SiteView:
    """A document that shows nothing but the site's settings."""
