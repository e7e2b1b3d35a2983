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

from newsroom.content import Agreement, Partner, TagInfo
from newsroom.feeds.catalogue import ALL, FeedInfo
from newsroom.paging import ListPage
from newsroom.posts import Post
from newsroom.states import CourseState, Fate


@dataclass(frozen=True, slots=True)
class Link:
    """An address of the site and the words that lead to it."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Head:
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


@dataclass(frozen=True, slots=True)
class Card:
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
    place: str
    state: CourseState | None
    sample: bool
    fate: Fate


@dataclass(frozen=True, slots=True)
class Attachment:
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
    """The front page."""

    head: Head
    urgent: tuple[Card, ...]
    lead: Card | None
    sections: tuple[Shelf, ...]
    coming: tuple[Card, ...]
    partners: tuple[Partner, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """One page of the posts of a section, a tag or an audience."""

    head: Head
    trail: tuple[Link, ...]
    heading: str
    description: str
    address: str
    page: ListPage[Card]
    empty: str
    feed: FeedInfo | None = None

    def page_address(self, number: int) -> str:
        """The address of page *number* of this list; 0 is its front."""
        return f"{self.address}page/{number}/" if number else self.address


@dataclass(frozen=True, slots=True)
class PostView:
    """
    A post's own page.

    Attributes:
        links: the addresses of the files that the body links to, by their path in content/.
        tags: those of the tags file, in the order of the post.
        audiences: pages of the audiences named.
        related: older posts only, so that a new post touches no old page.
        ninjs: address of the story for newsroom systems; empty for what is not public.
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
    ninjs: str = ""
    kit: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page that stands alone; `agreement` and `partners` are there for the pages about them."""

    head: Head
    trail: tuple[Link, ...]
    post: Post
    links: Mapping[str, str]
    agreement: Agreement | None = None
    agreement_is_over: bool = False
    partners: tuple[Partner, ...] = ()
    feeds: tuple[FeedInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexView:
    """A page of links: the tags, the years of the archive, the months of a year."""

    head: Head
    trail: tuple[Link, ...]
    heading: str
    description: str
    items: tuple[tuple[Link, str], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class MonthView:
    """The posts of one Jalali month, newest first."""

    head: Head
    trail: tuple[Link, ...]
    heading: str
    cards: tuple[Card, ...]
    older: Link | None
    newer: Link | None


@dataclass(frozen=True, slots=True)
class RedirectView:
    """A short or former address that leads to a page."""

    head: Head
    target: str
    post: Post


@dataclass(frozen=True, slots=True)
class ErrorView:
    """The page for addresses that lead nowhere."""

    head: Head
    sections: tuple[Link, ...]


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
