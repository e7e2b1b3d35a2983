"""What a post or a course is at one moment: computed from its fields and the clock alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from newsroom.clock import Clock
from newsroom.posts import Post
from newsroom.site import Purpose


class Fate(StrEnum):
    """Where a post stands in a build."""

    PUBLIC = "public"
    WITHDRAWN = "withdrawn"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SAMPLE = "sample"


def fate_of(post: Post, purpose: Purpose, clock: Clock) -> Fate:
    """The fate of *post*; what is still to come, be it its withdrawal, the clock remembers."""
    if post.sample and purpose is Purpose.PRODUCTION:
        return Fate.SAMPLE
    if post.status == "draft" or post.date is None:
        return Fate.DRAFT
    if not clock.has_come(post.date):
        return Fate.SCHEDULED
    is_taken_back = post.withdrawn is None or clock.has_come(post.withdrawn.at)
    return Fate.WITHDRAWN if post.status == "withdrawn" and is_taken_back else Fate.PUBLIC


def has_page(fate: Fate, purpose: Purpose) -> bool:
    """Whether a post of this fate has a page in a build for *purpose*."""
    if fate in (Fate.PUBLIC, Fate.WITHDRAWN):
        return True
    return purpose is Purpose.PREVIEW and fate in (Fate.DRAFT, Fate.SCHEDULED)


class CourseState(StrEnum):
    """A course at one moment."""

    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


COURSE_STATE_NAMES = {
    CourseState.OPEN: "ثبت‌نام باز است",
    CourseState.FULL: "ظرفیت پر است",
    CourseState.CLOSED: "ثبت‌نام بسته شده است",
    CourseState.RUNNING: "در حال برگزاری",
    CourseState.OVER: "برگزار شده است",
    CourseState.CANCELLED: "لغو شده است",
}


def end_of(post: Post, key: str) -> datetime | None:
    """
    The moment after which the field *key* is past.

    A day without a time lasts until its midnight: «تا ۱ دی» means all of that day.
    """
    moment: datetime | None = getattr(post, key)
    if moment is not None and key in post.all_day:
        return moment + timedelta(days=1)
    return moment


def is_urgent(post: Post, clock: Clock) -> bool:
    """Whether *post* stands first now."""
    until = end_of(post, "urgent")
    return until is not None and not clock.has_come(until)


def course_state(post: Post, clock: Clock) -> CourseState | None:
    """The state of a course; None for a post that has no `starts`."""
    if post.starts is None:
        return None
    if post.cancelled:
        return CourseState.CANCELLED
    # A course without an end is over when the day on which it starts is.
    midnight = post.starts.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    if clock.has_come(end_of(post, "ends") or midnight):
        return CourseState.OVER
    if clock.has_come(post.starts):
        return CourseState.RUNNING
    closes = end_of(post, "register_until")
    if closes and clock.has_come(closes):
        return CourseState.CLOSED
    if post.capacity is not None and (post.taken or 0) >= post.capacity:
        return CourseState.FULL
    return CourseState.OPEN
