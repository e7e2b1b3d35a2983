"""What lies beside a story's page for agencies: its ninjs file, and its press kit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsroom.edition import Edition
from newsroom.feeds.records import NINJS, FeedFile, FeedItem, ItemKind
from newsroom.media_files import type_of
from newsroom.ninjs import NinjsView, make_ninjs
from newsroom.outputs import Output
from newsroom.posts import Post
from newsroom.press_kit import NAME, KitView, make_kit
from newsroom.states import Fate


def ninjs_address(edition: Edition, post: Post) -> str:
    """Where the ninjs file of *post* is; empty for what is not public yet."""
    return post.address + NINJS if edition.fate(post) in (Fate.PUBLIC, Fate.WITHDRAWN) else ""


def kit_address(edition: Edition, post: Post) -> str:
    """Where the press kit of *post* is; empty where there is none."""
    has_kit = post.section == "news" and edition.fate(post) is Fate.PUBLIC
    return post.address + NAME if has_kit and any(_pictures(post)) else ""


def _pictures(post: Post) -> Iterator[str]:
    """The paths of all pictures that the page of *post* shows."""
    if post.image:
        yield post.image.path
    yield from (picture.path for picture in post.gallery)
    yield from (m.target for m in post.body.media if type_of(m.target).startswith("image/"))


def plan_ninjs(edition: Edition, items: Sequence[FeedItem]) -> Iterator[Output]:
    """A file for each story, withdrawn ones too."""
    for _, item in _stories(edition, items):
        yield Output(item.ninjs[1:], make_ninjs, NinjsView(item))


def plan_kits(edition: Edition, items: Sequence[FeedItem]) -> Iterator[Output]:
    """A kit for each news post that shows a picture."""
    for post, item in _stories(edition, items):
        address = kit_address(edition, post)
        if address:
            known = {file.path: file for file in item.files}
            pictures = tuple(
                known.get(path) or FeedFile(path, edition.facts(path), "")
                for path in dict.fromkeys(_pictures(post))
            )
            yield Output(address[1:], make_kit, KitView(item, pictures, edition.content.root))


def _stories(edition: Edition, items: Sequence[FeedItem]) -> Iterator[tuple[Post, FeedItem]]:
    stories = {item.story: item for item in items if item.kind is not ItemKind.CORRECTION}
    for post in edition.told:
        yield post, stories[post.address]
