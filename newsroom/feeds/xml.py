"""
RSS 2.0 and Atom 1.0 through feedgen 1.0.0, whose gaps are closed here; nobody else imports feedgen.

Gaps, each seen: entries are prepended; the channel's link is the last one added; RSS keeps one
`atom:link` and drops the others; Atom's entry links lose all but their address (its issue 135);
a date that is not given is now; RSS items have no date of change; RSS dates are not GMT and are
written by switching the locale of the process; Media RSS has no credit and groups what is alone;
the syndication module's elements are misspelt; history (RFC 5005) and language are missing.
Topics are written here too, because feedgen looks at each three times.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from newsroom.feeds.catalogue import ATOM, FORMS, RSS
from newsroom.feeds.records import FeedFile, FeedItem, FeedView, ItemKind
from newsroom.feeds.text import address_of, full_text
from newsroom.feeds.words import clean, plain
from newsroom.jalali import TEHRAN, iso
from newsroom.site import Site

LANGUAGE = "fa-IR"
GENERATOR = "Tarvij"
TTL_MINUTES = 10  # readers take it as the least time between two looks

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_MEDIA = "http://search.yahoo.com/mrss/"
_SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"

Attributes = dict[str, str]


def make_rss(site: Site, view: FeedView) -> bytes:
    """The document as RSS 2.0, newest first."""
    feed = _feed(site, view, RSS)
    feed.description(plain(view.description))
    feed.copyright(rights(site))
    feed.ttl(TTL_MINUTES)
    feed.docs("http://www.rssboard.org/rss-specification")
    for item in view.items:
        entry = feed.add_entry(order="append")
        entry.house.set(site, item)
        entry.guid(site.tag_uri(item.identity), permalink=False)
        entry.link(href=address_of(item, site))
        entry.title(item.title)
        entry.description(item.summary)
        if view.carries(item):
            entry.content(full_text(item, site), type="CDATA")
        if item.enclosure:
            file = item.enclosure
            entry.enclosure(site.absolute(file.path), str(file.facts.size_bytes), file.facts.type)
    document: bytes = feed.rss_str(pretty=True)
    return document


def make_atom(site: Site, view: FeedView) -> bytes:
    """The document as Atom 1.0 (RFC 4287), newest first."""
    feed = _feed(site, view, ATOM)
    feed.id(site.tag_uri(view.identity))
    feed.subtitle(plain(view.description))
    feed.rights(rights(site))
    feed.author(name=clean(site.office), uri=site.absolute("/"))
    feed.updated(max((item.updated for item in view.items), default=_birth(site)))
    for item in view.items:
        entry = feed.add_entry(order="append")
        entry.house.set(site, item)
        entry.id(site.tag_uri(item.identity))
        entry.title(item.title)
        entry.updated(item.updated.astimezone(TEHRAN))
        entry.published(item.published.astimezone(TEHRAN))
        entry.summary(item.summary)
        entry.link(href=address_of(item, site))
        if view.carries(item):
            entry.content(full_text(item, site), type="html")
    document: bytes = feed.atom_str(pretty=True)
    return document


def _birth(site: Site) -> datetime:
    """The year of the site's identity: Atom wants a date where there is no item to take it from."""
    return datetime(int(site.authority.rsplit(",", 1)[1]), 1, 1, tzinfo=UTC)


def rights(site: Site) -> str:
    """What may be done with the text, in one sentence, and where more stands."""
    return f"{site.office}. شرایط بازنشر: {site.absolute('/feeds/')}"


def _feed(site: Site, view: FeedView, form: str) -> FeedGenerator:
    """What both forms have in common."""
    feed = FeedGenerator()
    feed.register_extension("house", _HouseFeed, _HouseEntry)
    feed.house.set(site, view, form)
    feed.title(plain(view.title))
    feed.language(LANGUAGE)
    feed.generator(GENERATOR)
    feed.link(href=site.absolute(view.page), rel="alternate")
    return feed


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, name, attributes).text = text


class _HouseFeed(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """The head of a document: its links, its history, its dates."""

    def set(self, site: Site, view: FeedView, form: str) -> None:
        """What the document is of; called once, before it is written."""
        self._site, self._view, self._form = site, view, form

    def extend_ns(self) -> dict[str, str]:
        """The prefixes, declared once at the top."""
        names = {"dcterms": _DCTERMS, "fh": _HISTORY, "media": _MEDIA}
        return names if self._form == ATOM else {**names, "dc": _DC, "sy": _SYNDICATION}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Links, history and dates of the channel; its items come after."""
        channel = feed[0]
        for made_up in channel.findall("lastBuildDate"):
            channel.remove(made_up)
        if self._view.items:
            newest = max(item.modified for item in self._view.items)
            _add(channel, "lastBuildDate", _gmt(newest))
        for attributes in self._links():
            etree.SubElement(channel, f"{{{_ATOM}}}link", attributes)
        if self._view.is_archive:
            etree.SubElement(channel, f"{{{_HISTORY}}}archive")
        else:
            _add(channel, f"{{{_SYNDICATION}}}updatePeriod", "hourly")
            _add(channel, f"{{{_SYNDICATION}}}updateFrequency", "6")
        return feed

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Links and history of the feed; its entries come after."""
        for attributes in self._links():
            etree.SubElement(feed, "link", attributes)
        if self._view.is_archive:
            etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        return feed

    def _links(self) -> Iterator[Attributes]:
        view = self._view
        yield self._link("self", view.stem)
        if view.stem == view.current and self._site.hub:
            yield {"rel": "hub", "href": self._site.hub}
        if view.stem != view.current:
            yield self._link("current", view.current)
        if view.previous:
            yield self._link("prev-archive", view.previous)
        if view.following:
            yield self._link("next-archive", view.following)

    def _link(self, relation: str, stem: str) -> Attributes:
        address = self._site.absolute(stem + self._form)
        return {"rel": relation, "type": FORMS[self._form], "href": address}


class _HouseEntry(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """One item: its dates, author, topics, links and pictures."""

    def set(self, site: Site, item: FeedItem) -> None:
        """What the entry is of; called once, before it is written."""
        self._site, self._item = site, item

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        """What feedgen's RSS items lack."""
        item = self._item
        _add(entry, "pubDate", _gmt(item.published))
        _add(entry, f"{{{_DC}}}creator", clean(self._site.office))
        _add(entry, f"{{{_DCTERMS}}}modified", iso(item.modified))
        for tag in item.tags:
            _add(entry, "category", clean(tag.name), domain=self._site.absolute(tag.address))
        if item.kind is ItemKind.CORRECTION:
            link = {"rel": "related", "href": self._site.absolute(item.story)}
            etree.SubElement(entry, f"{{{_ATOM}}}link", link)
        self._add_media(entry)
        return entry

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """The links again, with all that feedgen drops, and the pictures."""
        for bare in entry.findall("link"):
            entry.remove(bare)
        for attributes in self._links():
            etree.SubElement(entry, "link", attributes)
        for tag in self._item.tags:
            topic = {"term": clean(tag.name), "scheme": self._site.absolute(tag.address)}
            etree.SubElement(entry, "category", topic)
        self._add_media(entry)
        return entry

    def _links(self) -> Iterator[Attributes]:
        item, site = self._item, self._site
        yield {"rel": "alternate", "type": "text/html", "href": address_of(item, site)}
        if item.ninjs:
            yield {
                "rel": "alternate",
                "type": "application/json",
                "title": "ninjs",
                "href": site.absolute(item.ninjs),
            }
        if item.kind is ItemKind.CORRECTION:
            yield {"rel": "related", "type": "text/html", "href": site.absolute(item.story)}
        if item.enclosure:
            facts = item.enclosure.facts
            yield {
                "rel": "enclosure",
                "type": facts.type,
                "length": str(facts.size_bytes),
                "href": site.absolute(item.enclosure.path),
            }

    def _add_media(self, entry: etree._Element) -> None:
        """Every picture (Media RSS 1.5.1). A group would be one picture in many sizes."""
        pictures = [file for file in self._item.files if file.is_picture]
        for number, picture in enumerate(pictures):
            self._add_picture(entry, picture, is_default=number == 0)

    def _add_picture(self, entry: etree._Element, file: FeedFile, *, is_default: bool) -> None:
        facts = file.facts
        attributes = {
            "url": self._site.absolute(file.path),
            "type": facts.type,
            "medium": "image",
            "fileSize": str(facts.size_bytes),
        }
        if facts.width:
            attributes |= {"width": str(facts.width), "height": str(facts.height)}
        if is_default:
            attributes["isDefault"] = "true"
        content = etree.SubElement(entry, f"{{{_MEDIA}}}content", attributes)
        _add(content, f"{{{_MEDIA}}}title", file.caption or file.title, type="plain")
        _add(content, f"{{{_MEDIA}}}description", file.title, type="plain")
        if file.credit:
            # Roles are those of the European Broadcasting Union's list.
            _add(content, f"{{{_MEDIA}}}credit", file.credit, role="photographer", scheme="urn:ebu")
        if file.licence:
            _add(content, f"{{{_MEDIA}}}copyright", file.licence)


def _gmt(moment: datetime) -> str:
    """A date of RFC 822 as most newsrooms write it, whatever the locale of the process."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
