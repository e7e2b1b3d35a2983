"""
Which documents of feeds a build has, and what each holds.

The archive (RFC 5005) goes by Jalali month. A document of it is closed: a new post never changes
it, so a reader may keep it for good. For that

- the last part of a month always has the month's own address, and its earlier parts, if it was too
  large for one, are numbered from the oldest: the next month can name it and need not change;
- what is not yet closed (the rest of the current month) has its document too, but the chain begins
  in the feed itself, which always holds all of it;
- the chain ends in a document with the oldest post alone, so that no month is without a neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby

from newsroom.edition import Edition
from newsroom.feeds import json_feed, lists, xml
from newsroom.feeds.catalogue import (
    ALL,
    ATOM,
    AUDIENCE_FEEDS,
    FEEDS,
    JSON,
    NEWS_SITEMAP,
    OPML,
    RSS,
    SECTION_FEEDS,
    FeedInfo,
)
from newsroom.feeds.items import items_of
from newsroom.feeds.records import FeedItem, FeedView, NewsSitemapView, OpmlView
from newsroom.feeds.stories import plan_kits, plan_ninjs
from newsroom.feeds.window import Sizes, cut, fit, window
from newsroom.jalali import TEHRAN, JalaliDate, format_month, to_gregorian, to_jalali
from newsroom.outputs import Output, Twins

ARCHIVE = "/feeds/archive"
FIRST = f"{ARCHIVE}/first"
MAKERS = {RSS: xml.make_rss, ATOM: xml.make_atom, JSON: json_feed.make_json}


def plan_agencies(edition: Edition) -> Iterator[Output]:
    """All that is there for agencies."""
    items = items_of(edition, edition.told)
    yield from plan_feeds(edition, items)
    yield from plan_news_sitemap(edition)
    yield from plan_ninjs(edition, items)
    yield from plan_kits(edition, items)


def plan_feeds(edition: Edition, items: tuple[FeedItem, ...]) -> Iterator[Output]:
    """Every feed and its archive, in three forms, and their list; *items* are newest first."""
    sizes = Sizes(edition.site)
    chapters = list(_chapters(edition, items, sizes))
    yield from _whole_site(edition, items, chapters, sizes)
    yield from _archive(edition, items, chapters, sizes)
    sections: dict[str, list[FeedItem]] = {key: [] for key in SECTION_FEEDS}
    audiences: dict[str, list[FeedItem]] = {key: [] for key in AUDIENCE_FEEDS}
    posts = {post.address: post for post in edition.told}
    for item in items:
        post = posts[item.story]
        sections[post.section].append(item)
        for name in post.audience:
            audiences[name].append(item)
    for info, own in ((SECTION_FEEDS[key], own) for key, own in sections.items()):
        yield from _window_of(edition, info, own, sizes)
    for info, own in ((AUDIENCE_FEEDS[key], own) for key, own in audiences.items()):
        yield from _window_of(edition, info, own, sizes)
    entries = tuple((_title(edition, info), info.carries, info.stem, info.page) for info in FEEDS)
    yield Output(OPML[1:], lists.make_opml, OpmlView(entries), Twins.LIVE)


def plan_news_sitemap(edition: Edition) -> Iterator[Output]:
    """The news of the last two days, for search engines of news."""
    recent = []
    for post in reversed(edition.public):
        if edition.clock.has_come(post.published + lists.NEWS_AGE):
            break
        if post.section == "news":
            recent.append((post.address, post.published, post.title))
    view = NewsSitemapView(tuple(recent[: lists.NEWS_ENTRIES]))
    yield Output(NEWS_SITEMAP[1:], lists.make_news_sitemap, view, Twins.LIVE)


def _forms(view: FeedView) -> Iterator[Output]:
    twins = Twins.CLOSED if view.is_archive else Twins.LIVE
    for ending, make in MAKERS.items():
        yield Output(f"{view.stem[1:]}{ending}", make, view, twins)


def _title(edition: Edition, info: FeedInfo) -> str:
    name = edition.site.name
    return name if info is ALL else f"{name}: {info.text}"


def _window_of(
    edition: Edition, info: FeedInfo, items: list[FeedItem], sizes: Sizes
) -> Iterator[Output]:
    """A feed that is no more than its window."""
    kept, short = fit(window(items, edition.clock), sizes)
    yield from _forms(
        FeedView(
            title=_title(edition, info),
            description=info.carries,
            page=info.page,
            identity=f"feed/{info.key}",
            stem=info.stem,
            current=info.stem,
            items=kept,
            short=short,
        )
    )


@dataclass(frozen=True, slots=True)
class _Chapter:
    """One document of the archive: its items, oldest first."""

    stem: str
    heading: str
    items: tuple[FeedItem, ...]
    month: tuple[int, int]
    is_closed: bool


def _chapters(
    edition: Edition, newest_first: tuple[FeedItem, ...], sizes: Sizes
) -> Iterator[_Chapter]:
    """The documents of the archive, oldest first; only the last may be open."""
    now = to_jalali(edition.clock.now)[:2]
    for month, group in groupby(reversed(newest_first), key=lambda i: to_jalali(i.published)[:2]):
        own = f"{ARCHIVE}/{month[0]}-{month[1]:02}"
        parts = list(cut(list(group), sizes))
        for number, part in enumerate(parts, 1):
            is_last = number == len(parts)
            yield _Chapter(
                stem=own if is_last else f"{own}-{number}",
                heading=format_month(*month),
                items=tuple(part),
                month=month,
                is_closed=not is_last or month < now or edition.clock.has_come(_end_of(month)),
            )


def _page_of(month: tuple[int, int]) -> str:
    return f"/archive/{month[0]}/{month[1]:02}/"


def _end_of(month: tuple[int, int]) -> datetime:
    """The first moment of the month after *month*."""
    year, number = month
    following = JalaliDate(year + number // 12, number % 12 + 1, 1)
    return datetime.combine(to_gregorian(following), time(), TEHRAN)


def _whole_site(
    edition: Edition, items: tuple[FeedItem, ...], chapters: list[_Chapter], sizes: Sizes
) -> Iterator[Output]:
    """The feed of everything: its window, and whatever no closed document holds."""
    is_open = bool(chapters) and not chapters[-1].is_closed
    open_items = chapters[-1].items if is_open else ()
    wanted = {item.identity for item in (*window(items, edition.clock), *open_items)}
    kept, short = fit([item for item in items if item.identity in wanted], sizes)
    closed = [chapter for chapter in chapters if chapter.is_closed]
    yield from _forms(
        FeedView(
            title=_title(edition, ALL),
            description=edition.site.tagline,
            page=ALL.page,
            identity=f"feed/{ALL.key}",
            stem=ALL.stem,
            current=ALL.stem,
            items=kept,
            short=short,
            previous=closed[-1].stem if closed else "",
        )
    )


def _archive(
    edition: Edition, items: tuple[FeedItem, ...], chapters: list[_Chapter], sizes: Sizes
) -> Iterator[Output]:
    """Every document of the archive, with its neighbours."""
    if not chapters or not chapters[0].is_closed:
        first = []
    else:
        alone = items[-1:]
        first = [_Chapter(FIRST, chapters[0].heading, alone, chapters[0].month, is_closed=True)]
    chain = [*first, *chapters]
    pages = {to_jalali(post.published)[:2] for post in edition.public}
    for number, chapter in enumerate(chain):
        older = chain[number - 1] if number else None
        newer = chain[number + 1] if number + 1 < len(chain) else None
        # The next month names us for ever; we cannot name it, for it may yet come apart in parts.
        knows_newer = newer and newer.is_closed and (not older or newer.month == chapter.month)
        yield from _forms(
            FeedView(
                title=f"{_title(edition, ALL)}، {chapter.heading}",
                description=edition.site.tagline,
                # A month in which things were only corrected or taken back has no page.
                page=_page_of(chapter.month) if chapter.month in pages else "/archive/",
                identity=f"feed/{ALL.key}",
                stem=chapter.stem,
                current=ALL.stem,
                items=chapter.items[::-1],
                short=frozenset(i.identity for i in chapter.items if sizes.is_long(i)),
                is_archive=chapter.is_closed,
                previous=older.stem if older else "",
                following=newer.stem if newer and knows_newer else "",
            )
        )
