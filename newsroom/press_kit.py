"""
The press kit of a story: one ZIP with its text, its pictures as they came, and who made them.

Nothing in it is pressed: pictures are already, and another version of zlib would press a text to
other bytes. Its dates are the story's, so the same story is the same file on every machine.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from newsroom.feeds.records import FeedFile, FeedItem
from newsroom.feeds.text import full_text
from newsroom.feeds.words import clean
from newsroom.feeds.xml import rights
from newsroom.jalali import TEHRAN, format_moment
from newsroom.plain_text import text_of
from newsroom.posts import Post
from newsroom.site import Site

NAME = "press-kit.zip"
_READABLE = 0o100644 << 16  # a file that its owner may change


@dataclass(frozen=True, slots=True)
class KitView:
    """
    A story with pictures.

    Attributes:
        pictures: each once; their facts tell when one has changed.
        root: the content folder, where they are read.
    """

    item: FeedItem
    pictures: tuple[FeedFile, ...]
    root: Path

    @property
    def post(self) -> Post:
        """The post as it is now."""
        return self.item.post


def make_kit(site: Site, view: KitView) -> bytes:
    """The ZIP: one folder with `text.txt`, `text.html`, `credits.txt` and `pictures/`."""
    folder = view.post.slug
    changed = view.item.modified.astimezone(TEHRAN)
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as kit:
        for name, text in _texts(site, view).items():
            kit.writestr(_entry(f"{folder}/{name}", changed), text.encode())
        for picture in view.pictures:
            data = (view.root / picture.path).read_bytes()
            kit.writestr(_entry(f"{folder}/{_inside(picture)}", changed), data)
    return memory.getvalue()


def _texts(site: Site, view: KitView) -> dict[str, str]:
    return {
        "text.txt": "\n\n".join(_plain(site, view)) + "\n",
        "text.html": _page(site, view),
        "credits.txt": "\n\n".join(map(_credit, view.pictures)) + "\n",
    }


def _entry(name: str, changed: datetime) -> zipfile.ZipInfo:
    """Whoever made it and when: the same on every system (a ZIP counts from 1980)."""
    entry = zipfile.ZipInfo(name, max(changed.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    entry.create_system = 3
    entry.external_attr = _READABLE
    return entry


def _inside(picture: FeedFile) -> str:
    """Two pictures of one name may come from two folders of content/media."""
    return f"pictures/{PurePosixPath(picture.path).relative_to('media')}"


def _plain(site: Site, view: KitView) -> Iterator[str]:
    post = view.post
    if post.kicker:
        yield post.kicker
    yield post.title
    yield "، ".join(filter(None, (post.dateline, format_moment(view.item.published))))
    yield post.summary
    yield text_of(full_text(view.item, site))
    for correction in post.corrections:
        yield f"اصلاحیه ({format_moment(correction.at)}): {correction.text}"
    yield from _closing(site, post)


def _closing(site: Site, post: Post) -> Iterator[str]:
    yield f"نشانی: {site.absolute(post.address)}"
    if post.contact:
        yield f"پاسخ‌گوی رسانه‌ها: {post.contact}"
    yield rights(site)


def _page(site: Site, view: KitView) -> str:
    post = view.post
    figures = "\n".join(
        f'<figure><img src="{quote(_inside(p))}" alt="{escape(p.title)}">'
        f"<figcaption>{escape(p.caption or p.title)}</figcaption></figure>"
        for p in view.pictures
    )
    corrections = "\n".join(
        f"<p>اصلاحیه ({format_moment(c.at)}): {escape(c.text)}</p>" for c in post.corrections
    )
    closing = "\n".join(f"<p>{escape(line)}</p>" for line in _closing(site, post))
    title = escape(clean(post.title))
    return (
        f'<!doctype html>\n<html lang="fa" dir="rtl">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"<p><strong>{escape(post.summary)}</strong></p>\n"
        f"{full_text(view.item, site)}\n{corrections}\n{figures}\n<hr>\n{closing}\n"
        "</body>\n</html>\n"
    )


def _credit(picture: FeedFile) -> str:
    """One picture; what nobody wrote is left out, so that no credit is guessed."""
    lines = [
        _inside(picture),
        f"آنچه دیده می‌شود: {picture.title}" if picture.title else "",
        f"شرح: {picture.caption}" if picture.caption else "",
        f"پدیدآور: {picture.credit}" if picture.credit else "",
        f"پروانه: {picture.licence}" if picture.licence else "",
    ]
    return "\n".join(filter(None, lines))
