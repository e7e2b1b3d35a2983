"""
What git knows: the addresses that were published before, and the files that have changed since.

A folder that git does not know has no history, and no problems here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from newsroom.content import Content
from newsroom.fields import PAGES
from newsroom.markup import Renderer
from newsroom.posts import CONTENT, Post, read_post
from newsroom.problems import Code, Problem
from newsroom.repository import git_output


def find_lost_addresses(content: Content, now: datetime, since: str) -> Iterator[Problem]:
    """
    Posts that were published and are no more, or not where they were.

    Args:
        now: what was to come then was no address yet; what is to come now is one no more.
        since: the revision to compare with; on a branch, where the branch began.
    """
    current = {_identity(post): post for post in (*content.posts, *content.pages)}
    renderer = Renderer()
    for source in _changed_sources(content.root, since):
        old, _ = read_post(
            source, git_output(content.root, "show", f"{since}:./{source}"), renderer
        )
        if old is None or old.sample or not _is_public(old, now):
            continue
        post = current.get(_identity(old))
        if post is None or post.sample or not _is_public(post, now):
            yield _gone(old, since)
        elif old.address not in (post.address, *post.aliases):
            yield _moved(old, post)


def find_changed(root: Path) -> set[str] | None:
    """
    The Markdown files below *root* that differ from the last commit, new ones among them.

    Returns:
        None where git does not know the folder or has no commit yet: then all is new.
    """
    if not git_output(root, "rev-parse", "--verify", "--quiet", "HEAD"):
        return None
    changed = git_output(root, "diff", "--name-only", "-z", "--relative", "HEAD", "--", ".")
    new = git_output(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return {name for name in (changed + new).decode().split("\0") if name.endswith(".md")}


def find_with_words(root: Path, words: Iterable[str]) -> set[str]:
    """The Markdown files below *root* that hold one of *words*, as git finds them."""
    patterns = [part for word in sorted(set(words)) for part in ("-e", word)]
    if not patterns:
        return set()
    found = git_output(
        root, "grep", "-l", "-z", "--untracked", "--fixed-strings", *patterns, "--", "*.md"
    )
    return set(found.decode().split("\0")) - {""}


def _gone(old: Post, since: str) -> Problem:
    return Problem(
        f"{CONTENT}/{old.source}", 1, Code.POST_GONE,
        f"مطلبی با نشانی {old.address} و شناسهٔ «{old.id}» منتشر شده بود و دیگر نیست.",
        "برای برداشتن مطلب، پرونده بماند و وضعیتش «پس‌گرفته‌شده» شود، با تاریخ و دلیل؛ "
        f"پروندهٔ پیشین: git restore --source={since} -- {CONTENT}/{old.source}",
    )  # fmt: skip


def _moved(old: Post, post: Post) -> Problem:
    return Problem(
        f"{CONTENT}/{post.source}", post.line("slug" if "slug" in post.lines else "date"),
        Code.ALIAS_MISSING,
        f"این مطلب با نشانی {old.address} منتشر شده بود و اکنون {post.address} است.",
        f"این سطر را بیفزایید تا پیوندهای پیشین نمیرند: نشانی‌های پیشین: {old.address}",
    )  # fmt: skip


def _identity(post: Post) -> str:
    """What stays when a post moves: its id; a page that stands alone has only its file."""
    return post.source if post.section == PAGES else post.id


def _is_public(post: Post, now: datetime) -> bool:
    if post.section == PAGES:
        return True
    return bool(post.id and post.date) and post.status != "draft" and post.published <= now


def _changed_sources(root: Path, since: str) -> list[str]:
    """Files of *since* that are gone or have other bytes now, relative to *root*."""
    flags = ("--name-only", "-z", "--no-renames", "--relative", "--diff-filter=MD")
    listed = git_output(root, "diff", *flags, since, "--", ".")
    return sorted(name for name in listed.decode().split("\0") if name.endswith(".md"))
