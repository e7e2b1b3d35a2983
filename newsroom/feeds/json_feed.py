"""JSON Feed 1.1: the same items under the same ids as in RSS and Atom."""

from __future__ import annotations

import json
from typing import Any

from newsroom.feeds.catalogue import JSON
from newsroom.feeds.records import FeedFile, FeedItem, FeedView, ItemKind
from newsroom.feeds.text import address_of, full_text, short_text
from newsroom.feeds.words import clean, plain
from newsroom.feeds.xml import LANGUAGE, rights
from newsroom.jalali import iso
from newsroom.site import Site


def make_json(site: Site, view: FeedView) -> bytes:
    """The document as JSON Feed 1.1; `next_url` leads to what is older."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plain(view.title),
        "home_page_url": site.absolute(view.page),
        "feed_url": site.absolute(view.stem + JSON),
        "description": plain(view.description),
        "language": LANGUAGE,
        "authors": [{"name": clean(site.office), "url": site.absolute("/")}],
        "_tarvij": {"about": site.absolute("/feeds/"), "rights": rights(site)},
    }
    if view.previous:
        document["next_url"] = site.absolute(view.previous + JSON)
    if site.hub and view.stem == view.current:
        document["hubs"] = [{"type": "WebSub", "url": site.hub}]
    # An item on each line: the library's own layout costs twice the time.
    items = ",\n".join(_dump(_item(site, view, item)) for item in view.items)
    return f'{_dump(document)[:-1]}, "items": [\n{items}\n]}}\n'.encode()


def _dump(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


def _item(site: Site, view: FeedView, item: FeedItem) -> dict[str, Any]:
    carries = view.carries(item)
    record: dict[str, Any] = {
        "id": site.tag_uri(item.identity),
        "url": address_of(item, site),
        "title": item.title,
        "summary": item.summary,
        "content_html": full_text(item, site) if carries else short_text(item, site),
        "date_published": iso(item.published),
        "date_modified": iso(item.modified),
        "_tarvij": _own(site, item),
    }
    if item.tags:
        record["tags"] = [clean(tag.name) for tag in item.tags]
    pictures = [file for file in item.files if file.is_picture]
    if pictures:
        record["image"] = site.absolute(pictures[0].path)
    if item.files:
        record["attachments"] = [_attachment(site, file) for file in item.files]
    return record


def _own(site: Site, item: FeedItem) -> dict[str, str]:
    """What JSON Feed has no name for: what the item is, what it corrects, its ninjs file."""
    own = {"kind": item.kind.value}
    if item.kind is ItemKind.CORRECTION:
        own["corrects"] = site.absolute(item.story)
    if item.ninjs:
        own["ninjs"] = site.absolute(item.ninjs)
    return own


def _attachment(site: Site, file: FeedFile) -> dict[str, Any]:
    return {
        "url": site.absolute(file.path),
        "mime_type": file.facts.type,
        "title": file.title,
        "size_in_bytes": file.facts.size_bytes,
    }
