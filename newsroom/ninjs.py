"""
News in JSON (ninjs 3.1) of the IPTC: a story as a newsroom's own system takes it in.

The records below are as much of the standard as we write, under its own names; a name that it does
not know is refused by its schema, so it must be one that mypy does not know either.

Source: IPTC, ninjs 3.1 (2024), https://www.iptc.org/std/ninjs/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Literal, NotRequired, TypedDict

from newsroom.feeds.records import FeedFile, FeedItem
from newsroom.feeds.text import full_text
from newsroom.feeds.words import clean
from newsroom.feeds.xml import LANGUAGE, rights
from newsroom.jalali import format_moment, iso
from newsroom.plain_text import text_of
from newsroom.posts import Post
from newsroom.records import Record
from newsroom.site import Site

VERSION = "3.1"
SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
HTML, TEXT = "text/html", "text/plain"


class Standard(TypedDict):
    """Which standard the file follows."""

    name: str
    version: str
    schema: str


class Words(TypedDict):
    """A headline or a description."""

    role: str
    contentType: str
    value: str


class Body(TypedDict):
    """The text, in one form."""

    role: str
    contentType: str
    charCount: int
    wordCount: int
    value: str


class Subject(TypedDict):
    """What the story is about."""

    name: str
    rel: str
    uri: str
    literal: str


class ContactInfo(TypedDict):
    """A way to somebody who answers."""

    role: str
    lang: str
    value: str


class Organisation(TypedDict):
    """A body that has to do with the story."""

    name: str
    rel: str
    uri: str
    contactInfo: NotRequired[list[ContactInfo]]


class InfoSource(TypedDict):
    """Where the story is from."""

    name: str
    role: str
    uri: str


class AltId(TypedDict):
    """Another address or number of the story."""

    role: str
    value: str


class Rendition(TypedDict):
    """A file in which something can be had."""

    name: str
    href: str
    contentType: str
    sizeInBytes: int
    width: NotRequired[int]
    height: NotRequired[int]


class Association(TypedDict):
    """A picture or a file that goes with the story."""

    name: str
    uri: str
    type: Literal["picture", "graphic", "video", "audio", "component"]
    pubStatus: Literal["usable"]
    headlines: NotRequired[list[Words]]
    descriptions: list[Words]
    by: NotRequired[str]
    usageTerms: NotRequired[str]
    renditions: list[Rendition]


class NewsItem(TypedDict):
    """The story; `uri` is its permanent identity."""

    uri: str
    standard: Standard
    type: Literal["text"]
    representationType: Literal["full"]
    version: str
    firstCreated: str
    versionCreated: str
    pubStatus: Literal["usable", "canceled"]
    language: str
    title: str
    headlines: list[Words]
    slugline: str
    by: str
    copyrightHolder: str
    copyrightNotice: str
    usageTerms: str
    infoSources: list[InfoSource]
    organisations: list[Organisation]
    altIds: list[AltId]
    edNote: NotRequired[str]
    located: NotRequired[str]
    descriptions: NotRequired[list[Words]]
    bodies: NotRequired[list[Body]]
    subjects: NotRequired[list[Subject]]
    associations: NotRequired[list[Association]]


class NinjsView(Record, frozen=True):
    """A story, as it stands in the feeds."""

    item: FeedItem

    @property
    def post(self) -> Post:
        """The post as it is now."""
        return self.item.post


def make_ninjs(site: Site, view: NinjsView) -> bytes:
    """The file beside the post's page. Of a withdrawn post nothing is in it but that it is so."""
    item = _news_item(site, view.post, view.item)
    if view.post.withdrawn:
        item["pubStatus"] = "canceled"
        item["edNote"] = clean(f"این مطلب پس گرفته شد. دلیل: {view.post.withdrawn.reason}")
    else:
        _fill(item, site, view.post, view.item)
    # A property on each line: the library's own layout costs three times the time.
    lines = (f'"{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in item.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _news_item(site: Site, post: Post, item: FeedItem) -> NewsItem:
    """What every story has, withdrawn or not."""
    changes = len(post.corrections) + bool(post.updated) + bool(post.withdrawn)
    home = site.absolute("/")
    office: Organisation = {"name": clean(site.office), "rel": "publisher", "uri": home}
    if post.contact:
        office["contactInfo"] = [{"role": "media", "lang": "fa", "value": clean(post.contact)}]
    return {
        "uri": site.tag_uri(post.id),
        "standard": {"name": "ninjs", "version": VERSION, "schema": SCHEMA},
        "type": "text",
        "representationType": "full",
        "version": str(1 + changes),
        "firstCreated": iso(item.published),
        "versionCreated": iso(item.modified),
        "pubStatus": "usable",
        "language": LANGUAGE,
        "title": item.title,
        "headlines": [{"role": "main", "contentType": TEXT, "value": item.title}],
        "slugline": post.slug,
        "by": clean(site.office),
        "copyrightHolder": clean(site.office),
        "copyrightNotice": clean(site.office),
        "usageTerms": rights(site),
        "infoSources": [{"name": clean(site.office), "role": "originator", "uri": home}],
        "organisations": [office],
        "altIds": [
            {"role": "webPage", "value": site.absolute(post.address)},
            {"role": "shortUrl", "value": site.absolute(post.short_address)},
        ],
    }


def _fill(record: NewsItem, site: Site, post: Post, item: FeedItem) -> None:
    """All that is there to be printed."""
    body = full_text(item, site)
    plain = clean(text_of(body))
    if post.kicker:
        record["headlines"].append(_words("kicker", post.kicker))
    record["descriptions"] = [_words("summary", item.summary)]
    words = len(plain.split())
    record["bodies"] = [
        _body("main", HTML, body, len(plain), words),
        _body("plain", TEXT, plain, len(plain), words),
    ]
    if post.dateline:
        record["located"] = clean(post.dateline)
    if post.corrections:
        record["edNote"] = "\n".join(
            clean(f"اصلاحیه ({format_moment(change.at)}): {change.text}")
            for change in post.corrections
        )
    if item.tags:
        record["subjects"] = [
            {
                "name": clean(tag.name),
                "rel": "about",
                "uri": site.absolute(tag.address),
                "literal": tag.slug,
            }
            for tag in item.tags
        ]
    if item.files:
        record["associations"] = list(_associations(site, item.files))


def _words(role: str, value: str) -> Words:
    return {"role": role, "contentType": TEXT, "value": clean(value)}


def _body(role: str, kind: str, value: str, characters: int, words: int) -> Body:
    """The counts are those of the text, whatever its form."""
    return {
        "role": role,
        "contentType": kind,
        "charCount": characters,
        "wordCount": words,
        "value": value,
    }


_KINDS: Mapping[str, Literal["picture", "video", "audio"]] = {
    "image": "picture",
    "video": "video",
    "audio": "audio",
}


def _associations(site: Site, files: tuple[FeedFile, ...]) -> Iterator[Association]:
    for number, file in enumerate(files, 1):
        facts = file.facts
        where = site.absolute(file.path)
        rendition: Rendition = {
            "name": "original",
            "href": where,
            "contentType": facts.type,
            "sizeInBytes": facts.size_bytes,
        }
        if facts.width:
            rendition["width"], rendition["height"] = facts.width, facts.height
        is_drawing = facts.type == "image/svg+xml"
        record: Association = {
            "name": f"{'picture' if file.is_picture else 'file'}{number}",
            "uri": where,
            "type": "graphic" if is_drawing else _KINDS.get(facts.type.split("/")[0], "component"),
            "pubStatus": "usable",
            "descriptions": [_words("alternative", file.title)],
            "renditions": [rendition],
        }
        if file.caption:
            record["headlines"] = [_words("caption", file.caption)]
        if file.credit:
            record["by"] = file.credit
        if file.licence:
            record["usageTerms"] = file.licence
        yield record
