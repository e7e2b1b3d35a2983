"""Links inside the site: each must lead to something that the reader may see."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping

from newsroom.body import Link
from newsroom.edition import Edition
from newsroom.front_matter import Report
from newsroom.posts import CONTENT, Post
from newsroom.problems import Code, Problem, nearest_path
from newsroom.site import Purpose
from newsroom.states import Fate, has_page


def find_dead_links(edition: Edition, has: Callable[[str], bool]) -> Iterator[Problem]:
    """
    Problems of the links in bodies that are public, or will be without anybody's doing.

    A draft may link to drafts: it is told when it is published itself. A scheduled post is checked
    as of its own moment, so that no build fails on the night when it comes out.

    Args:
        has: whether the site answers at an address.
    """
    every = {p.source: p for p in (*edition.content.posts, *edition.content.pages)}
    by_address = {post.address: post for post in every.values()}
    for post in every.values():
        if edition.fate(post) not in (Fate.PUBLIC, Fate.SCHEDULED):
            continue
        report = Report(f"{CONTENT}/{post.source}")
        for link in post.body.links:
            linked = every.get(link.target) or by_address.get(link.target)
            if linked:
                _check_linked(edition, post, linked, link, report)
            elif not (link.target.startswith("/") and has(link.target)):
                _report_dead(post, link, every, by_address, report)
        yield from report.problems


def _report_dead(
    post: Post,
    link: Link,
    every: Mapping[str, Post],
    by_address: Mapping[str, Post],
    report: Report,
) -> None:
    is_address = link.target.startswith("/")
    known = [other for other in (by_address if is_address else every) if other != post.source]
    # A folder's own name is what an address ends with, so the final slash is left out.
    meant = nearest_path(link.target.rstrip("/"), [other.rstrip("/") for other in known])
    if meant:
        meant = (
            f"{meant}/" if is_address else posixpath.relpath(meant, posixpath.dirname(post.source))
        )
    fix = f"بنویسید «{meant}»." if meant else "نشانی را درست کنید، یا پیوند را بردارید."
    report(Code.LINK_DEAD, link.line, f"پیوند «{link.typed}» به جایی از این سایت نمی‌رسد.", fix)


def _check_linked(edition: Edition, post: Post, linked: Post, link: Link, report: Report) -> None:
    if linked.sample and not post.sample:
        report(
            Code.SAMPLE_LINKED, link.line,
            f"پیوند «{link.typed}» به مطلبی نمونه می‌رسد که در سایت اصلی نیست.",
            "به مطلبی واقعی پیوند دهید، یا پیوند را بردارید.",
        )  # fmt: skip
    elif not _is_out(edition, linked, when=post):
        report(
            Code.LINK_HIDDEN, link.line,
            f"پیوند «{link.typed}» به مطلبی می‌رسد که هنوز منتشر نشده است.",
            "نخست آن را منتشر کنید، یا پیوند را بردارید.",
        )  # fmt: skip


def _is_out(edition: Edition, linked: Post, *, when: Post) -> bool:
    """Whether *linked* has a page by the moment at which *when* has one."""
    fate = edition.fate(linked)
    if fate is Fate.SCHEDULED and edition.fate(when) is Fate.SCHEDULED:
        return linked.published <= when.published
    return has_page(fate, Purpose.LOCAL)
