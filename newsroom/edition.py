"""
The edition: what one build shows of the content, at its instant and for its purpose.

Everything that depends on the clock or on other posts is decided here and in `newsroom.plan`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from msgspec.structs import replace

from newsroom.body import body_of
from newsroom.clock import Clock
from newsroom.content import Content, TagInfo
from newsroom.fields import PAGES
from newsroom.media_files import FileFacts, type_of
from newsroom.persian import fold
from newsroom.posts import Post
from newsroom.site import SECTION_NAMES, Site
from newsroom.states import Fate, course_state, fate_of, has_page
from newsroom.values import MediaFile
from newsroom.views import Attachment, Card, Link

NO_BODY = body_of("")


@dataclass(frozen=True)
class Edition:
    """
    One build's choice from the content.

    Lists of posts are oldest first. Whatever asks for a moment that is still to come tells the
    clock, so that the build can say when it must be repeated.
    """

    content: Content
    site: Site
    clock: Clock

    @cached_property
    def fates(self) -> Mapping[str, Fate]:
        """The fate of every post that was read, by its source."""
        posts = self.content.posts
        return {post.source: fate_of(post, self.site.purpose, self.clock) for post in posts}

    @cached_property
    def shown(self) -> tuple[Post, ...]:
        """Every post that has a page, as it is now."""
        shown = [p for p in self.content.posts if has_page(self.fates[p.source], self.site.purpose)]
        return tuple(
            sorted(map(self._as_of_now, shown), key=lambda p: (p.date or self.clock.now, p.source))
        )

    @cached_property
    def pages(self) -> tuple[Post, ...]:
        """Every page that stands alone, as it is now."""
        return tuple(map(self._as_of_now, self.content.pages))

    @cached_property
    def listed(self) -> tuple[Post, ...]:
        """What lists hold: the public posts, and in a preview those that are to come."""
        return tuple(p for p in self.shown if self.fates[p.source] is not Fate.WITHDRAWN)

    @cached_property
    def public(self) -> tuple[Post, ...]:
        """What anybody may be told of."""
        return tuple(p for p in self.shown if self.fates[p.source] is Fate.PUBLIC)

    @cached_property
    def told(self) -> tuple[Post, ...]:
        """What feeds hold: the public posts, and those whose withdrawal must be known."""
        fates = (Fate.PUBLIC, Fate.WITHDRAWN)
        return tuple(p for p in self.shown if self.fates[p.source] in fates)

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """The light record of each listed post, by its source."""
        return {post.source: self._card(post) for post in self.listed}

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """The address of every file that has one, by its source."""
        return {post.source: post.address for post in (*self.shown, *self.content.pages)}

    def fate(self, post: Post) -> Fate:
        """The fate of *post*; a page that stands alone is always public."""
        return Fate.PUBLIC if post.section == PAGES else self.fates[post.source]

    def links(self, posts: Iterable[Post]) -> dict[str, str]:
        """The addresses of the files that the bodies of *posts* link to, by source."""
        addresses = self.addresses
        targets = (link.target for post in posts for link in post.body.links)
        return {target: addresses[target] for target in targets if target in addresses}

    def tags(self, post: Post) -> tuple[TagInfo, ...]:
        """The tags of *post*, in its order, as the tags file knows them."""
        known = self._tags.get(post.source)
        if known is None:
            keys = [fold(tag.name) for tag in post.tags]
            known = tuple(self.content.tags[key] for key in keys if key in self.content.tags)
            self._tags[post.source] = known
        return known

    @cached_property
    def _tags(self) -> dict[str, tuple[TagInfo, ...]]:
        return {}

    def picture_size(self, post: Post) -> tuple[int, int]:
        """Width and height of the main picture of *post*; zeros where there is none to know."""
        facts = self.facts(post.image.path) if post.image else None
        return (facts.width, facts.height) if facts else (0, 0)

    def attachment(self, file: MediaFile) -> Attachment:
        """What a page says of a file to fetch; 0 bytes where it is missing, which is a problem."""
        path = PurePosixPath(file.path)
        size = self.facts(file.path).size_bytes
        return Attachment(f"/{path}", file.text or path.name, size, path.suffix.lstrip("."))

    def facts(self, path: str) -> FileFacts:
        """What is known of a file of content/media; one that is missing is told of elsewhere."""
        return self.content.media.get(path) or FileFacts(0, type_of(path), b"")

    def _as_of_now(self, post: Post) -> Post:
        """A post without what was taken back, and without changes dated in the future."""
        if self.fate(post) is Fate.WITHDRAWN:
            return _emptied(post)
        if not (post.corrections or post.updated or post.withdrawn):
            return post
        has_come = self.clock.has_come
        return replace(
            post,
            corrections=tuple(c for c in post.corrections if has_come(c.at)),
            updated=post.updated if post.updated and has_come(post.updated) else None,
            withdrawn=None,
        )

    def _card(self, post: Post) -> Card:
        return Card(
            section=post.section,
            address=post.address,
            title=post.title,
            kicker=post.kicker,
            summary=post.summary,
            date=post.date,
            image=post.image.path if post.image else "",
            image_alt=post.image_alt,
            kind=post.kind,
            starts=post.starts,
            starts_all_day="starts" in post.all_day,
            airs=post.airs,
            airs_all_day="airs" in post.all_day,
            place=post.place,
            register_until=post.register_until,
            register_all_day="register_until" in post.all_day,
            channel=post.channel,
            duration=post.duration,
            state=course_state(post, self.clock),
            sample=post.sample,
            fate=self.fates[post.source],
        )


def section_link(section: str) -> Link:
    """The name and the address of a section."""
    return Link(SECTION_NAMES[section], f"/{section}/")


def _emptied(post: Post) -> Post:
    """A withdrawn post without what was taken back, so that no template can show it."""
    return replace(
        post, body=NO_BODY, summary="", kicker="", sms=False, image=None, gallery=(),
        attachments=(), file=None, video=None, captions=None,
        corrections=(), updated=None, urgent=None, starts=None, ends=None, register_until=None,
        airs=None,
        dateline="", image_alt="", image_caption="", image_credit="", image_licence="",
    )  # fmt: skip
