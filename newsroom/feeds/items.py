"""From posts to items: each story, each material correction, each withdrawal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from newsroom.edition import Edition
from newsroom.feeds.records import FeedFile, FeedItem, ItemKind
from newsroom.feeds.words import plain
from newsroom.jalali import TEHRAN
from newsroom.posts import Post
from newsroom.states import Fate
from newsroom.values import MediaFile


def items_of(edition: Edition, posts: Iterable[Post]) -> tuple[FeedItem, ...]:
    """The items of *posts*, newest first."""
    found = [item for post in posts for item in _items(edition, post)]
    found.sort(key=lambda item: (item.published, item.identity), reverse=True)
    return tuple(_told_apart(found))


def _items(edition: Edition, post: Post) -> Iterator[FeedItem]:
    if edition.fate(post) is Fate.WITHDRAWN:
        yield FeedItem(ItemKind.WITHDRAWAL, post, post.modified)
        return
    links, tags = edition.links([post]), edition.tags(post)
    files = tuple(_files(edition, post))
    yield FeedItem(ItemKind.STORY, post, post.modified, links, tags, files)
    # Half of the readers never look again at an item they know, so a correction is one itself.
    for number, correction in enumerate(post.corrections, 1):
        yield FeedItem(ItemKind.CORRECTION, post, correction.at, {}, tags, (), number)


def _files(edition: Edition, post: Post) -> Iterator[FeedFile]:
    """The lead picture, what a broadcast or a brochure is about, then all the rest; each once."""
    seen = set()
    for file in _files_in_order(edition, post):
        if file.path not in seen:
            seen.add(file.path)
            yield file


def _files_in_order(edition: Edition, post: Post) -> Iterator[FeedFile]:
    if post.image:
        yield FeedFile(
            path=post.image.path,
            facts=edition.facts(post.image.path),
            title=plain(post.image_alt),
            caption=plain(post.image_caption),
            credit=plain(post.image_credit),
            licence=plain(post.image_licence),
        )
    own = (post.video, post.file, *post.gallery, *post.attachments)
    for file in own:
        if isinstance(file, MediaFile):
            title = plain(file.text) or file.path.rsplit("/", 1)[-1]
            yield FeedFile(file.path, edition.facts(file.path), title)


def _told_apart(newest_first: list[FeedItem]) -> Iterator[FeedItem]:
    """
    The items, no two with one `updated`: validators and some readers take two such for one.

    Those of one moment get a second each in the order of publication, so that an item that comes
    later moves none that was there. Editors write minutes; the seconds are free.
    """
    seconds: dict[datetime, int] = defaultdict(int)  # already given to those of one moment
    taken: set[datetime] = set()
    moments: dict[str, datetime] = {}
    for item in reversed(newest_first):
        moment = item.updated.astimezone(TEHRAN)
        while (free := moment + timedelta(seconds=seconds[moment])) in taken:
            seconds[moment] += 1
        taken.add(free)
        moments[item.identity] = free
    for item in newest_first:
        moment = moments[item.identity]
        yield item if moment == item.updated else replace(item, updated=moment)
