"""Files of content/media that are there and are of no use: empty ones, pictures that are none."""

from __future__ import annotations

from collections.abc import Iterator

from newsroom.edition import Edition
from newsroom.posts import CONTENT, Post
from newsroom.problems import Code, Problem
from newsroom.states import Fate
from newsroom.values import MediaFile


def find_broken_files(edition: Edition) -> Iterator[Problem]:
    """The problems of what the front matter of public posts, and of those to come, names."""
    for post in edition.content.posts:
        if edition.fates[post.source] in (Fate.PUBLIC, Fate.SCHEDULED):
            yield from _broken(edition, post)


def _broken(edition: Edition, post: Post) -> Iterator[Problem]:
    pictures = (*([post.image] if post.image else []), *post.gallery)
    for picture in pictures:
        edition.facts(picture.path)
        if picture.path in edition.broken_pictures:
            yield Problem(
                f"{CONTENT}/{post.source}", picture.line, Code.IMAGE_UNREADABLE,
                f"پروندهٔ «{picture.path}» نام تصویر دارد ولی تصویر نیست.",
                "تصویر را از نو ذخیره کنید، به شکل JPEG، PNG، WebP یا SVG.",
            )  # fmt: skip
    own = (post.file, post.video, post.captions, *post.attachments)
    for file in own:
        if not isinstance(file, MediaFile) or file.path not in edition.content.media:
            continue
        if not edition.facts(file.path).size_bytes:
            yield Problem(
                f"{CONTENT}/{post.source}", file.line, Code.FILE_EMPTY,
                f"پروندهٔ «{file.path}» خالی است.",
                "آن را از نو در content/media بگذارید، یا نامش را از این مطلب بردارید.",
            )  # fmt: skip
