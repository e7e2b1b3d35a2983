"""What an editor changed since a revision of git, in words, and whom it does not reach any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from newsroom.jalali import format_moment
from newsroom.markup import Renderer
from newsroom.notices import sms_text
from newsroom.persian import persian_digits
from newsroom.posts import CONTENT, Post, read_post
from newsroom.repository import git_output
from newsroom.site import Site
from newsroom.values import MEDIA

# What a person who was texted acts upon. A short address in an SMS leads to the post for ever.
_ACTED_UPON = {
    "title": "عنوان", "date": "تاریخ", "starts": "آغاز", "ends": "پایان", "place": "محل",
    "register_until": "مهلت ثبت‌نام", "register_url": "نشانی ثبت‌نام", "phone": "تلفن",
    "cancelled": "لغو", "status": "وضعیت",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """
    One file that was changed, or one post that was moved.

    Attributes:
        source: path below content/.
        before, after: the post as it was and as it is; None where there is none, or no post.
        is_removed: the file is there no more.
    """

    source: str
    before: Post | None
    after: Post | None
    is_removed: bool = False

    def verb(self, now: datetime) -> str:
        """What was done, in the word that a commit's message begins with."""
        post, before = self.after, self.before
        if post is None:
            return "حذف" if self.is_removed else _verb_of_file(self.source)
        if before is None or before.status != post.status:
            return _verb_of_status(post, now)
        if len(post.corrections) > len(before.corrections):
            return "اصلاحیه"
        if before.status != "draft" and before.address != post.address:
            return "نشانی تازه"
        return "ویرایش"

    @property
    def name(self) -> str:
        """The title of the post; of any other file its name."""
        post = self.after or self.before
        return post.title if post and post.title else PurePosixPath(self.source).name

    def next_step(self, now: datetime) -> str:
        """What becomes of it now, as a Persian sentence; empty where nothing is to be said."""
        post = self.after
        if post is None or post.sample:
            return ""
        if post.status == "draft":
            return f"«{post.title}» پیش‌نویس است و دیده نمی‌شود؛ برای انتشار: make post-publish"
        if post.date and post.date > now:
            return f"«{post.title}» در {format_moment(post.date)} منتشر می‌شود."
        return f"«{post.title}» با ساخت بعدی پایگاه در {post.address} دیده می‌شود."

    def unreached(self, site: Site, now: datetime) -> tuple[str, ...]:
        """Names of the keys whose change does not reach those who have got the SMS."""
        before, after = self.before, self.after
        if before is None or after is None or not _was_texted(before, site, now):
            return ()
        return tuple(
            name for key, name in _ACTED_UPON.items() if getattr(before, key) != getattr(after, key)
        )


def _verb_of_file(source: str) -> str:
    return "تصویر و پیوست" if source.startswith(f"{MEDIA}/") else "داده"


def _verb_of_status(post: Post, now: datetime) -> str:
    if post.status == "published" and post.date and post.date > now:
        return "زمان‌بندی"
    return {"draft": "پیش‌نویس", "published": "انتشار", "withdrawn": "پس‌گیری"}[post.status]


def _was_texted(post: Post, site: Site, now: datetime) -> bool:
    """Whether an SMS of *post* may have gone out: who got it, only the ledger knows."""
    is_public = post.status == "published" and post.date is not None and post.date <= now
    return is_public and not post.sample and sms_text(site, post) is not None


def find_changes(root: Path, sources: Iterable[str], since: str) -> list[Change]:
    """
    The changes of *sources*, paths below the content folder *root*, since a revision.

    A post that has gone and a post of the same identity that has come are one change.
    """
    renderer = Renderer()
    changes = [_change(root, source, since, renderer) for source in sources]
    moved = {c.after.id: c for c in changes if c.after and c.after.id and c.before is None}
    gone = {c.before.id: c for c in changes if c.is_removed and c.before and c.before.id in moved}
    return [
        Change(c.source, gone[c.after.id].before, c.after)
        if c.after and c.before is None and c.after.id in gone
        else c
        for c in changes
        if c not in gone.values()
    ]


def _change(root: Path, source: str, since: str, renderer: Renderer) -> Change:
    file = root / source
    is_there = file.is_file()
    if not source.endswith(".md"):
        return Change(source, None, None, is_removed=not is_there)
    old = git_output(root, "show", f"{since}:./{source}")
    before = read_post(source, old, renderer)[0] if old else None
    after = read_post(source, file.read_bytes(), renderer)[0] if is_there else None
    return Change(source, before, after, is_removed=not is_there)


def make_message(changes: Sequence[Change], now: datetime) -> str:
    """The message of a commit: one line, and with several changes a line for each below it."""
    lines = [f"{change.verb(now)}: {change.name}" for change in changes]
    # What was brought along for a post is not what the commit is about.
    first = next((n for n, change in enumerate(changes) if change.after), 0)
    if len(lines) == 1:
        return lines[0]
    rest = persian_digits(str(len(lines) - 1))
    return "\n".join([f"{lines[first]}، و {rest} تغییر دیگر", "", *(f"- {line}" for line in lines)])


def warn_of_unreached(changes: Iterable[Change], site: Site, now: datetime) -> Iterator[str]:
    """For each change that comes too late for an SMS: two Persian lines, what and what to do."""
    for change in changes:
        keys = change.unreached(site, now)
        if keys:
            post = change.after or change.before
            yield (
                f"{CONTENT}/{change.source}: پیامک «{post.title if post else ''}» شاید رفته باشد؛ "
                f"تغییر {'، '.join(keys)} به گیرندگان آن نمی‌رسد.\n"
                "    اگر باید بدانند: «make post-correct» اصلاحیه را در صفحه و خوراک‌ها می‌گذارد؛ "
                "برای پیامک تازه، خبری کوتاه با «make new» بنویسید."
            )
