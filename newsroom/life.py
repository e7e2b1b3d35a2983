"""
The life of a post after it was written: each step is an edit of a few keys of its file.

Draft, scheduled, published, then perhaps updated, corrected, moved, and at last withdrawn.
"""

from __future__ import annotations

from datetime import datetime

from newsroom.edits import Editing
from newsroom.fields import STATUSES
from newsroom.posts import Post

FIRST_HOUR = 8  # of a day that was written without a time, as `make fix` does
_PERSIAN = {status.name: status.persian[0] for status in STATUSES}


class WrongStepError(Exception):
    """A step that this post cannot take now; two Persian sentences: why, and what to do instead."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what} {fix}")
        self.what = what
        self.fix = fix


def is_public(post: Post, now: datetime) -> bool:
    """Whether readers see *post* at *now*."""
    return post.status == "published" and post.date is not None and post.date <= now


def publish(post: Post, data: bytes, now: datetime, at: datetime | None) -> bytes:
    """The file when it is published: at *at*, else at its own date if that is to come, or now."""
    if is_public(post, now):
        raise WrongStepError(
            "این مطلب منتشر شده است.",
            "برای تغییری کوچک «make post-update» و برای اصلاح «make post-correct» را بزنید.",
        )
    if post.status == "withdrawn":
        raise WrongStepError(
            "این مطلب پس گرفته شده است.", "اگر باید برگردد، آن را با «make new» از نو بنویسید."
        )
    own = post.date if post.status == "draft" and post.date and post.date > now else None
    if own and "date" in post.all_day:
        own = own.replace(hour=FIRST_HOUR)
    editing = Editing(data)
    if at or own is None or own != post.date:
        editing.set("date", editing.moment(at or own or now))
    _set_status(editing, "published")
    return editing.data


def update(post: Post, data: bytes, now: datetime) -> bytes:
    """The file when readers are told of a minor change."""
    _need_public(post, now)
    editing = Editing(data)
    editing.set("updated", editing.moment(now))
    return editing.data


def correct(post: Post, data: bytes, now: datetime, text: str) -> bytes:
    """The file with a correction more; its text is to be mended beside."""
    _need_public(post, now)
    editing = Editing(data)
    editing.add("corrections", {"date": editing.moment(now), "text": text})
    return editing.data


def withdraw(post: Post, data: bytes, now: datetime, at: datetime | None, reason: str) -> bytes:
    """The file of a post that is taken back, at *at* or now."""
    _need_public(post, now)
    editing = Editing(data)
    _set_status(editing, "withdrawn")
    record = {"date": editing.moment(at or now), "reason": reason}
    editing.add("withdrawn", record, under="status")
    return editing.data


def move(post: Post, data: bytes, now: datetime, slug: str) -> bytes:
    """The file with another slug; the address under which readers know the post leads there."""
    editing = Editing(data)
    editing.set("slug", slug)
    if post.status == "withdrawn" or is_public(post, now):
        editing.add_address(post.address)
    return editing.data


def _set_status(editing: Editing, name: str) -> None:
    editing.set("status", name if editing.is_english else _PERSIAN[name], under="date")


def _need_public(post: Post, now: datetime) -> None:
    if not is_public(post, now):
        raise WrongStepError(
            "این مطلب اکنون منتشر نیست و خواننده‌ای ندارد که بداند.",
            "متن را در خود پرونده درست کنید؛ برای بیرون آوردن از نوبت، وضعیت را «پیش‌نویس» کنید.",
        )
