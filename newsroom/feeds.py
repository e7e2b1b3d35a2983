"""
RSS 2.0 through feedgen 1.0.0, whose gaps are closed here; nobody else imports feedgen.

Gaps (each seen): entries are prepended; the channel's link is the last one added; dates default to
now, so no two builds are equal; entries carry no date of change.
"""

from __future__ import annotations

import re
from datetime import UTC

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from newsroom.jalali import iso
from newsroom.markup import resolve
from newsroom.persian import fold
from newsroom.posts import Post
from newsroom.site import Site
from newsroom.views import FeedView

_DCTERMS = "http://purl.org/dc/terms/"
TTL_MINUTES = 10

_OWN_ANCHOR = re.compile(r'(<a\b[^>]*\bhref=")#')


class _HouseFeed(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Channel: no build date where there is no post to take it from."""

    def __init__(self) -> None:
        self.is_empty = False

    def extend_ns(self) -> dict[str, str]:
        """Prefixes that the items use."""
        return {"dcterms": _DCTERMS}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Remove the date that feedgen made up."""
        if self.is_empty:
            etree.strip_elements(feed, "lastBuildDate", with_tail=False)
        return feed


class _HouseEntry(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """Item: the moment of its last change."""

    def __init__(self) -> None:
        self.modified = ""

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        """Add `dcterms:modified` (W3CDTF)."""
        etree.SubElement(entry, f"{{{_DCTERMS}}}modified").text = self.modified
        return entry


def make_rss(site: Site, view: FeedView) -> bytes:
    """
    The feed as RSS 2.0, newest first.

    Every address in it is absolute and percent-encoded; every guid is the permanent identity of a
    post (RFC 4151), which no change of title, slug or date moves.
    """
    feed = FeedGenerator()
    feed.register_extension("house", _HouseFeed, _HouseEntry, atom=False, rss=True)
    feed.load_extension("dc", atom=False, rss=True)
    feed.title(view.title)
    feed.description(view.description)
    feed.language("fa-IR")
    feed.copyright(site.office)
    feed.ttl(TTL_MINUTES)
    feed.generator("Tarvij")
    feed.docs("http://www.rssboard.org/rss-specification")
    feed.link(href=site.absolute(view.address), rel="self", type="application/rss+xml")
    feed.link(href=site.absolute(view.page), rel="alternate")  # the last one becomes <link>
    feed.house.is_empty = not view.items
    if view.items:
        feed.lastBuildDate(max(post.modified for post in view.items).astimezone(UTC))
    for post in view.items:
        _fill(feed.add_entry(order="append"), post, site, view)
    document: bytes = feed.rss_str(pretty=True)
    return document


def _fill(entry: FeedEntry, post: Post, site: Site, view: FeedView) -> None:
    entry.guid(site.tag_uri(post.id), permalink=False)
    entry.link(href=site.absolute(post.address))
    entry.pubDate(post.published.astimezone(UTC))
    entry.house.modified = iso(post.modified)
    entry.dc.dc_creator(site.office)
    if post.withdrawn:
        entry.title(f"پس گرفته شد: {post.title}")
        entry.description(post.withdrawn.reason)
        return
    entry.title(post.title)
    entry.description(post.summary)
    body = resolve(post.body.html, lambda target: site.absolute(view.links.get(target, target)))
    own = site.absolute(post.address)
    body = _OWN_ANCHOR.sub(rf"\g<1>{own}#", body)  # footnotes: a reader shows them elsewhere
    entry.content(f'<div lang="fa" dir="rtl">{body}</div>', type="CDATA")
    for tag in post.tags:
        info = view.tags[fold(tag.name)]
        entry.category(term=info.name, scheme=site.absolute(info.address))
