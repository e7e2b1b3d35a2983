"""Where a post and a course stand, by the clock alone."""

from __future__ import annotations

from datetime import datetime

import pytest

from newsroom.clock import Clock
from newsroom.jalali import TEHRAN
from newsroom.markup import Renderer
from newsroom.moments import parse_moment
from newsroom.posts import Post, read_post
from newsroom.site import Purpose
from newsroom.states import (
    COURSE_STATE_NAMES,
    CourseState,
    Fate,
    course_state,
    end_of,
    fate_of,
    is_urgent,
)

RENDERER = Renderer()
LOCAL, PREVIEW, PRODUCTION = Purpose.LOCAL, Purpose.PREVIEW, Purpose.PRODUCTION


def post(*lines: str, section: str = "news") -> Post:
    text = "\n".join(["---", *lines, "---", ""])
    found, _ = read_post(f"{section}/1405/a.md", text.encode(), RENDERER)
    assert found is not None
    return found


def course(*lines: str) -> Post:
    return post("آغاز: 1405-10-05 09:00", *lines, section="courses")


def clock(moment: str) -> Clock:
    return Clock(parse_moment(moment).at)


@pytest.mark.parametrize(
    ("status", "date", "fate"),
    [
        ("منتشرشده", "1405-06-10 10:00", Fate.PUBLIC),
        ("منتشرشده", "1405-06-10 12:00", Fate.PUBLIC),
        ("منتشرشده", "1405-06-10 12:01", Fate.SCHEDULED),
        ("پس‌گرفته‌شده", "1405-06-10 10:00", Fate.WITHDRAWN),
        ("پس‌گرفته‌شده", "1405-06-10 12:01", Fate.SCHEDULED),
        ("پیش‌نویس", "1405-06-10 10:00", Fate.DRAFT),
        ("پیش‌نویس", "1405-06-10 12:01", Fate.DRAFT),
    ],
)
def test_fate_is_of_the_status_and_of_the_moment(status: str, date: str, fate: Fate) -> None:
    subject = post(f"وضعیت: {status}", f"تاریخ: {date}")
    for purpose in Purpose:
        assert fate_of(subject, purpose, clock("1405-06-10 12:00")) is fate


def test_withdrawal_of_a_later_date_waits_for_its_moment() -> None:
    subject = post(
        "وضعیت: پس‌گرفته‌شده",
        "تاریخ: 1405-06-10 10:00",
        "پس‌گیری: {تاریخ: 1405-06-12 09:00, دلیل: نادرست بود.}",
    )
    for purpose in Purpose:
        now = clock("1405-06-12 08:59")
        assert fate_of(subject, purpose, now) is Fate.PUBLIC
        assert [moment.isoformat() for moment in now.moments] == ["2026-09-03T09:00:00+03:30"]
        assert fate_of(subject, purpose, clock("1405-06-12 09:00")) is Fate.WITHDRAWN


def test_published_post_without_a_date_is_as_good_as_a_draft() -> None:
    assert fate_of(post("وضعیت: منتشرشده"), LOCAL, clock("1405-06-10")) is Fate.DRAFT


def test_scheduled_post_is_remembered_by_the_clock_and_a_draft_is_not() -> None:
    now = clock("1405-06-10")
    fate_of(post("وضعیت: پیش‌نویس", "تاریخ: 1405-06-11 10:00"), LOCAL, now)
    assert now.next_change is None
    fate_of(post("وضعیت: منتشرشده", "تاریخ: 1405-06-11 10:00"), LOCAL, now)
    assert now.next_change == datetime(2026, 9, 2, 10, tzinfo=TEHRAN)


def test_sample_is_no_part_of_the_production_site() -> None:
    sample = post("وضعیت: منتشرشده", "تاریخ: 1405-06-10 10:00", "نمونه: بله")
    now = clock("1405-06-11")
    assert fate_of(sample, PRODUCTION, now) is Fate.SAMPLE
    assert fate_of(sample, LOCAL, now) is fate_of(sample, PREVIEW, now) is Fate.PUBLIC


def test_day_without_a_time_lasts_until_its_midnight() -> None:
    at = datetime(2026, 9, 11, tzinfo=TEHRAN)
    assert end_of(post("فوری: 1405-06-20"), "urgent") == at.replace(day=12)
    assert end_of(post("فوری: 1405-06-20 00:00"), "urgent") == at
    assert end_of(post("عنوان: خبر"), "urgent") is None


def test_urgent_post_stands_first_to_the_end_of_its_day() -> None:
    subject = post("فوری: 1405-06-20")
    assert is_urgent(subject, clock("1405-06-20 23:59"))
    assert not is_urgent(subject, clock("1405-06-21 00:00"))
    assert not is_urgent(post("عنوان: خبر"), clock("1405-06-20"))


@pytest.mark.parametrize(
    ("lines", "now", "state"),
    [
        ((), "1405-10-05 08:59", CourseState.OPEN),
        ((), "1405-10-05 09:00", CourseState.RUNNING),
        ((), "1405-10-05 23:59", CourseState.RUNNING),
        ((), "1405-10-06 00:00", CourseState.OVER),
        (("پایان: 1405-10-06 12:00",), "1405-10-06 11:59", CourseState.RUNNING),
        (("پایان: 1405-10-06 12:00",), "1405-10-06 12:00", CourseState.OVER),
        (("پایان: 1405-10-06",), "1405-10-06 23:59", CourseState.RUNNING),
        (("پایان: 1405-10-06",), "1405-10-07 00:00", CourseState.OVER),
        (("مهلت ثبت‌نام: 1405-10-01",), "1405-10-01 23:59", CourseState.OPEN),
        (("مهلت ثبت‌نام: 1405-10-01",), "1405-10-02 00:00", CourseState.CLOSED),
        (("مهلت ثبت‌نام: 1405-10-01 10:00",), "1405-10-01 10:00", CourseState.CLOSED),
        (("ظرفیت: 30", "ثبت‌نام‌شده: 29"), "1405-10-01", CourseState.OPEN),
        (("ظرفیت: 30", "ثبت‌نام‌شده: 30"), "1405-10-01", CourseState.FULL),
        (("ظرفیت: 0",), "1405-10-01", CourseState.FULL),
        (("ظرفیت: 30",), "1405-10-01", CourseState.OPEN),
        (("ثبت‌نام‌شده: 30",), "1405-10-01", CourseState.OPEN),
        (("ظرفیت: 1", "ثبت‌نام‌شده: 1"), "1405-10-05 10:00", CourseState.RUNNING),
        (("لغو: بله",), "1405-10-01", CourseState.CANCELLED),
        (("لغو: بله",), "1405-10-09", CourseState.CANCELLED),
        (("لغو: خیر",), "1405-10-01", CourseState.OPEN),
    ],
)
def test_state_of_a_course_is_of_its_fields_and_of_the_clock(
    lines: tuple[str, ...], now: str, state: CourseState
) -> None:
    assert course_state(course(*lines), clock(now)) is state


def test_what_has_no_beginning_is_in_no_state() -> None:
    assert course_state(post("عنوان: خبر"), clock("1405-10-01")) is None


def test_open_course_leaves_the_moments_of_its_changes_with_the_clock() -> None:
    now = clock("1405-10-01 12:00")
    course_state(course("مهلت ثبت‌نام: 1405-10-03", "پایان: 1405-10-06 12:00"), now)
    assert [moment.isoformat(timespec="minutes") for moment in now.moments] == [
        "2026-12-25T00:00+03:30",
        "2026-12-26T09:00+03:30",
        "2026-12-27T12:00+03:30",
    ]


def test_every_state_has_its_persian_name() -> None:
    assert set(COURSE_STATE_NAMES) == set(CourseState)
