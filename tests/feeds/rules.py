"""
What makes a feed document valid, as checks of our own: the W3C validator is in no registry.

Each rule has the name that the validator gives it, where it has one there. `find_faults` returns
the names of the rules that a document breaks; a good one breaks none.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SYNDICATION = "{http://purl.org/rss/1.0/modules/syndication/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

SAME_MEANING = {
    "language": f"{DC}language",
    "copyright": f"{DC}rights",
    "lastBuildDate": f"{DCTERMS}modified",
    "pubDate": f"{DC}date",
}
FULL = re.compile(r"(?:https?|mailto|tel|sms):[!-~]+")
TAG_URI = re.compile(r"tag:[A-Za-z0-9.@-]+,\d{4}(?:-\d\d){0,2}:[!-~]+", re.ASCII)
W3CDTF = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", re.ASCII)
RFC822_GMT = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", re.ASCII)
BAD_CHARACTERS = re.compile("[\x7f-\x9f\ufffd\u202a-\u202e\u2066-\u2069]")
LOOKS_LIKE_HTML = re.compile(r"<[A-Za-z/!]|&#?\w+;")
EBU_ROLES = {"photographer", "author", "director", "producer", "reporter"}  # those we might write
RISKY = {"script", "iframe", "form", "object", "embed", "style", "link", "meta", "base"}
MOST_BYTES = 1 << 20

Faults = Iterator[str]


def find_faults(path: str, data: bytes, now: datetime) -> list[str]:
    """The rules that the document breaks, sorted, each once; *path* tells its form and address."""
    kinds = {
        ".rss.xml": rss_faults, ".atom.xml": atom_faults, ".opml": opml_faults,
        "sitemap-news.xml": sitemap_faults,
    }  # fmt: skip
    faults = set()
    if len(data) > MOST_BYTES:
        faults.add("TooLarge")
    if path.endswith(".json"):
        return sorted(faults | set(json_faults(path, json.loads(data), now)))
    if BAD_CHARACTERS.search(data.decode()):
        faults.add("BadCharacters")
    root = etree.fromstring(data)
    (check,) = [check for ending, check in kinds.items() if path.endswith(ending)]
    return sorted(faults | set(check(path, root, now)))


def text(parent: Any, name: str) -> str:
    return (parent.findtext(name) or "").strip()


# --- RSS 2.0 --------------------------------------------------------------------------------------


def rss_faults(path: str, root: Any, now: datetime) -> Faults:
    channel = root.find("channel")
    for needed in ("title", "link", "description"):
        if not text(channel, needed):
            yield "MissingElement"
    if not FULL.fullmatch(text(channel, "link")):
        yield "InvalidFullLink"
    yield from link_faults(path, channel.findall(f"{ATOM}link"), channel.find(f"{HISTORY}archive"))
    tags = [child.tag for child in channel]
    if "item" in tags and set(tags[tags.index("item") :]) != {"item"}:
        yield "MisplacedItem"
    for one, other in SAME_MEANING.items():
        if one in tags and other in tags:
            yield "DuplicateSemantics"
    for name in ("title", "link", "description", "language", "lastBuildDate", "ttl", "copyright"):
        if tags.count(name) > 1:
            yield "DuplicateElement"
    if text(channel, "language") != "fa-IR":
        yield "InvalidLanguage"
    if int(text(channel, "ttl") or 0) > 10:
        yield "SlowTtl"
    if any("UpdatePeriod" in tag or "UpdateFrequency" in tag for tag in tags):
        yield "UndefinedElement"
    if {"skipHours", "skipDays", "textInput", "cloud", "rating"} & set(tags):
        yield "AvoidElement"
    guids = [text(item, "guid") for item in channel.iter("item")]
    if len(set(guids)) != len(guids):
        yield "DuplicateGuid"
    for item in channel.iter("item"):
        yield from rss_item_faults(item, now)


def rss_item_faults(item: Any, now: datetime) -> Faults:
    tags = [child.tag for child in item]
    guid = item.find("guid")
    if guid is None or guid.get("isPermaLink") != "false":
        yield "InvalidPermalink"
    if not TAG_URI.fullmatch(text(item, "guid")):
        yield "InvalidTagUri"
    if not FULL.fullmatch(text(item, "link")):
        yield "InvalidFullLink"
    yield from plain_faults(text(item, "title"), text(item, "description"))
    if len(text(item, "description")) > 500:
        yield "LongDescription"
    content = f"{CONTENT}encoded"
    if content in tags:
        if "description" not in tags or tags.index("description") > tags.index(content):
            yield "NeedDescriptionBeforeContent"
        yield from html_faults(text(item, content))
    yield from moment_faults(text(item, "pubDate"), now)
    if not W3CDTF.fullmatch(text(item, f"{DCTERMS}modified")):
        yield "InvalidW3CDTFDate"
    if f"{DC}creator" in tags and "author" in tags:
        yield "DuplicateItemSemantics"
    if {"comments", f"{DC}date", f"{DC}subject"} & set(tags):
        yield "DuplicateItemSemantics"
    for category in item.iter("category"):
        if not FULL.fullmatch(category.get("domain", "")):
            yield "InvalidFullLink"
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield "DuplicateEnclosure"
    for enclosure in enclosures:
        yield from enclosure_faults(
            enclosure.get("url"), enclosure.get("length"), enclosure.get("type")
        )
    yield from media_faults(item)


def plain_faults(*texts: str) -> Faults:
    for plain in texts:
        if LOOKS_LIKE_HTML.search(plain):
            yield "ContainsHTML"
        if not plain:
            yield "MissingElement"


def moment_faults(date: str, now: datetime) -> Faults:
    if not RFC822_GMT.fullmatch(date):
        yield "InvalidRFC2822Date"
    elif parsedate_to_datetime(date) > now + timedelta(minutes=10):
        yield "ImplausibleDate"


def enclosure_faults(url: str | None, length: str | None, kind: str | None) -> Faults:
    if not FULL.fullmatch(url or ""):
        yield "InvalidFullLink"
    if not (length or "").isdecimal():
        yield "InvalidIntegerAttribute"
    if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", kind or ""):
        yield "InvalidMIMEAttribute"


def media_faults(item: Any) -> Faults:
    for group in item.iter(f"{MEDIA}group"):
        if len(group) < 2:
            yield "MediaGroupWithoutAlternatives"
    contents = list(item.iter(f"{MEDIA}content"))
    if sum(content.get("isDefault") == "true" for content in contents) > 1:
        yield "MultipleDefaults"
    for content in contents:
        yield from enclosure_faults(
            content.get("url"), content.get("fileSize"), content.get("type")
        )
        for name in ("width", "height"):
            if not content.get(name, "1").isdecimal() or content.get(name) == "0":
                yield "InvalidIntegerAttribute"
        for credit in content.iter(f"{MEDIA}credit"):
            if credit.get("scheme") == "urn:ebu" and credit.get("role") not in EBU_ROLES:
                yield "InvalidCreditRole"


def html_faults(fragment: str) -> Faults:
    """Of a body: a browser far away shows it, without our page around it."""
    root = lxml_html.fragment_fromstring(fragment, create_parent=True)
    wrapper = root[0] if len(root) else root
    if (wrapper.get("lang"), wrapper.get("dir")) != ("fa", "rtl"):
        yield "NoLanguage"
    for element in root.iter():
        if element.tag in RISKY or any(name.startswith("on") for name in element.attrib):
            yield "SecurityRisk"
        if "style" in element.attrib:
            yield "DangerousStyleAttr"
        for name in ("href", "src", "poster", "cite"):
            if name in element.attrib and not FULL.fullmatch(element.get(name, "")):
                yield "ContainsRelRef"
        for candidate in element.get("srcset", "").split(","):
            if candidate.strip() and not FULL.fullmatch(candidate.split()[0]):
                yield "ContainsRelRef"


# --- Links of a document --------------------------------------------------------------------------


def link_faults(path: str, links: list[Any], archive: Any) -> Faults:
    by_rel: dict[str, list[str]] = {}
    for link in links:
        by_rel.setdefault(link.get("rel", "alternate"), []).append(link.get("href", ""))
    if len(by_rel.get("self", [])) != 1:
        yield "MissingSelf"
    elif urlsplit(by_rel["self"][0]).path != path:
        yield "SelfDoesntMatchLocation"
    if any(not FULL.fullmatch(href) for hrefs in by_rel.values() for href in hrefs):
        yield "UriNotIri"
    if archive is not None:
        if "prev-archive" not in by_rel and "next-archive" not in by_rel:
            yield "ArchiveIncomplete"
        if "current" not in by_rel:
            yield "MissingCurrentInArchive"


# --- Atom 1.0 -------------------------------------------------------------------------------------


def atom_faults(path: str, root: Any, now: datetime) -> Faults:
    if root.get(XML_LANG) != "fa-IR":
        yield "InvalidLanguage"
    for needed in ("id", "title", "updated"):
        if not text(root, f"{ATOM}{needed}"):
            yield "MissingElement"
    if text(root, f"{ATOM}updated") < "1994":
        yield "ImplausibleDate"
    if not text(root, f"{ATOM}author/{ATOM}name"):
        yield "MissingAuthor"
    yield from link_faults(path, root.findall(f"{ATOM}link"), root.find(f"{HISTORY}archive"))
    entries = root.findall(f"{ATOM}entry")
    for name, fault in (("updated", "DuplicateUpdated"), ("id", "DuplicateGuid")):
        values = [text(entry, f"{ATOM}{name}") for entry in entries]
        if len(set(values)) != len(values):
            yield fault
    for entry in entries:
        yield from entry_faults(entry, now)


def entry_faults(entry: Any, now: datetime) -> Faults:
    if not TAG_URI.fullmatch(text(entry, f"{ATOM}id")):
        yield "InvalidTagUri"
    yield from plain_faults(text(entry, f"{ATOM}title"), text(entry, f"{ATOM}summary"))
    for name in ("published", "updated"):
        moment = text(entry, f"{ATOM}{name}")
        if not W3CDTF.fullmatch(moment):
            yield "InvalidRFC3339Date"
        elif datetime.fromisoformat(moment) > now + timedelta(minutes=10):
            yield "ImplausibleDate"
    links = entry.findall(f"{ATOM}link")
    if any(not FULL.fullmatch(link.get("href", "")) for link in links):
        yield "UriNotIri"
    if any(not link.get("rel") or not link.get("type") for link in links):
        yield "IncompleteLink"
    kinds = Counter((link.get("rel", "alternate"), link.get("type")) for link in links)
    if kinds[("alternate", "text/html")] != 1 or any(
        count > 1 for (rel, _), count in kinds.items() if rel == "alternate"
    ):
        yield "DuplicateAtomLink"
    for link in links:
        if link.get("rel") == "enclosure":
            yield from enclosure_faults(link.get("href"), link.get("length"), link.get("type"))
        if link.get("rel") in ("current", "prev-archive", "next-archive"):
            yield "FeedHistoryRelInEntry"
    for content in entry.findall(f"{ATOM}content"):
        if content.get("type") != "html":
            yield "InvalidMIMEType"
        yield from html_faults(content.text or "")
    for category in entry.findall(f"{ATOM}category"):
        if not FULL.fullmatch(category.get("scheme", "")):
            yield "UriNotIri"
    yield from media_faults(entry)


# --- JSON Feed 1.1 --------------------------------------------------------------------------------


def json_faults(path: str, feed: dict[str, Any], now: datetime) -> Faults:
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "InvalidVersion"
    if not feed.get("title") or "items" not in feed:
        yield "MissingElement"
    if urlsplit(feed.get("feed_url", "")).path != path:
        yield "SelfDoesntMatchLocation"
    if "author" in feed:
        yield "OldAuthor"
    if feed.get("next_url") == feed.get("feed_url"):
        yield "NextIsSelf"
    if feed.get("language") != "fa-IR":
        yield "InvalidLanguage"
    known = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors",
             "next_url", "hubs", "items", "icon", "favicon"}  # fmt: skip
    if any(name not in known and not name.startswith("_") for name in feed):
        yield "UndefinedElement"
    ids = [item.get("id") for item in feed["items"]]
    if len(set(ids)) != len(ids):
        yield "DuplicateGuid"
    for item in feed["items"]:
        if not TAG_URI.fullmatch(item.get("id", "")):
            yield "InvalidTagUri"
        if "content_html" not in item and "content_text" not in item:
            yield "MissingElement"
        yield from html_faults(item.get("content_html", '<div lang="fa" dir="rtl"></div>'))
        yield from plain_faults(item.get("title", ""), item.get("summary", ""))
        for name in ("url", "image"):
            if name in item and not FULL.fullmatch(item[name]):
                yield "InvalidFullLink"
        for name in ("date_published", "date_modified"):
            if not W3CDTF.fullmatch(item.get(name, "")):
                yield "InvalidRFC3339Date"
            elif datetime.fromisoformat(item[name]) > now + timedelta(minutes=10):
                yield "ImplausibleDate"
        for file in item.get("attachments", []):
            yield from enclosure_faults(file["url"], str(file["size_in_bytes"]), file["mime_type"])
        if BAD_CHARACTERS.search(json.dumps(item, ensure_ascii=False)):
            yield "BadCharacters"


# --- Lists ----------------------------------------------------------------------------------------


def opml_faults(path: str, root: Any, now: datetime) -> Faults:
    del path, now
    if root.tag != "opml" or root.get("version") != "2.0":
        yield "InvalidVersion"
    for outline in root.iter("outline"):
        if not outline.get("text") or not outline.get("title"):
            yield "MissingAttribute"
        if outline.get("type") != "rss" or outline.get("version") != "RSS2":
            yield "InvalidOutlineType"
        for name in ("xmlUrl", "htmlUrl"):
            if not FULL.fullmatch(outline.get(name, "")):
                yield "InvalidFullLink"


def sitemap_faults(path: str, root: Any, now: datetime) -> Faults:
    del path
    if len(root) > 1_000:
        yield "TooManyNews"
    for url in root:
        news = url.find(f"{NEWS}news")
        if not FULL.fullmatch(text(url, f"{SITEMAP}loc")):
            yield "InvalidFullLink"
        if text(news, f"{NEWS}publication/{NEWS}language") != "fa":
            yield "InvalidLanguage"
        if not text(news, f"{NEWS}title") or not text(news, f"{NEWS}publication/{NEWS}name"):
            yield "MissingElement"
        date = text(news, f"{NEWS}publication_date")
        if not W3CDTF.fullmatch(date):
            yield "InvalidW3CDTFDate"
        elif not now - timedelta(days=2) < datetime.fromisoformat(date) <= now:
            yield "OldNews"
