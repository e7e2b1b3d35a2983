from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.clock import Clock, parse_build_time
from newsroom.jalali import TEHRAN, iso

NOW = datetime(2026, 10, 14, 6, 0, tzinfo=UTC)  # 09:30 in Tehran
MINUTE = timedelta(minutes=1)
NAIVE = datetime(2026, 10, 14, 9, 30)  # noqa: DTZ001 (the point of the tests)

instants = st.datetimes(timezones=st.sampled_from([UTC, TEHRAN, timezone(timedelta(hours=-5))]))


def test_a_moment_has_come_from_its_very_instant_on() -> None:
    clock = Clock(NOW)
    assert clock.has_come(NOW - MINUTE)
    assert clock.has_come(NOW)
    assert not clock.has_come(NOW + timedelta(microseconds=1))


def test_now_is_the_build_instant_in_tehran() -> None:
    assert Clock(NOW).now == NOW
    assert iso(Clock(NOW).now) == Clock(NOW).now.isoformat() == "2026-10-14T09:30:00+03:30"


def test_a_clock_that_was_not_asked_awaits_nothing() -> None:
    clock = Clock(NOW)
    assert clock.next_change is None
    assert clock.moments == []


def test_the_past_is_not_awaited() -> None:
    clock = Clock(NOW)
    clock.has_come(NOW)
    clock.has_come(NOW - MINUTE)
    assert clock.next_change is None
    assert clock.moments == []


def test_the_earliest_future_moment_is_the_next_change() -> None:
    clock = Clock(NOW)
    for minutes in (30, 10, 20, 10):
        clock.has_come(NOW + minutes * MINUTE)
    assert clock.next_change == NOW + 10 * MINUTE
    assert clock.moments == [NOW + minutes * MINUTE for minutes in (10, 20, 30)]


def test_one_instant_in_two_zones_is_remembered_once_and_in_tehran() -> None:
    clock = Clock(NOW)
    clock.has_come(NOW + MINUTE)
    clock.has_come((NOW + MINUTE).astimezone(TEHRAN))
    assert [moment.isoformat() for moment in clock.moments] == ["2026-10-14T09:31:00+03:30"]
    assert clock.next_change is not None
    assert clock.next_change.tzinfo is TEHRAN


def test_what_was_given_out_does_not_change_the_clock() -> None:
    clock = Clock(NOW)
    clock.has_come(NOW + MINUTE)
    clock.moments.clear()
    assert clock.moments == [NOW + MINUTE]


def test_the_hour_that_autumn_showed_twice_is_two_hours() -> None:
    first = datetime(2022, 9, 21, 23, 30, tzinfo=TEHRAN)
    second = first.replace(fold=1)
    assert first == second  # by their wall clocks, which is the trap
    clock = Clock(first)
    assert not clock.has_come(second)
    assert iso(clock.moments[0]) == "2022-09-21T23:30:00+03:30"
    assert Clock(second).has_come(first)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Clock(NAIVE)
    clock = Clock(NOW)
    with pytest.raises(ValueError, match="no time zone"):
        clock.has_come(NAIVE)
    assert clock.moments == []


@given(
    instants.filter(lambda moment: 1 < moment.year < 9999),
    st.lists(instants.filter(lambda moment: 1 < moment.year < 9999)),
)
def test_each_moment_has_come_or_is_remembered_in_order(
    now: datetime, asked: list[datetime]
) -> None:
    clock = Clock(now)
    to_come = {moment.astimezone(UTC) for moment in asked if not clock.has_come(moment)}
    remembered = [moment.astimezone(UTC) for moment in clock.moments]
    assert remembered == sorted(to_come)
    assert all(moment > now.astimezone(UTC) for moment in remembered)
    assert len(to_come) == len({m.astimezone(UTC) for m in asked if m.astimezone(UTC) > clock.now})
    if clock.next_change is not None:
        assert clock.next_change.astimezone(UTC) == remembered[0]


@given(st.lists(st.integers(-5, 5)))
def test_at_the_next_change_one_awaited_moment_has_come_and_none_before(minutes: list[int]) -> None:
    asked = [NOW + number * MINUTE for number in minutes]
    clock = Clock(NOW)
    before = [clock.has_come(moment) for moment in asked]
    if clock.next_change is None:
        assert all(before)
        return
    just_before, then = Clock(clock.next_change - timedelta(seconds=1)), Clock(clock.next_change)
    assert [just_before.has_come(moment) for moment in asked] == before
    assert sum(then.has_come(moment) for moment in asked) > sum(before)


# --- The setting ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [None, "", "  "])
def test_without_the_setting_the_default_is_the_build_instant(text: str | None) -> None:
    assert parse_build_time(text, default=NOW) == NOW
    assert parse_build_time(text, default=NOW).tzinfo is TEHRAN


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-14T06:00:00Z",
        "2026-10-14T06:00:00.000Z",
        "2026-10-14T06:00:00+00:00",
        "2026-10-14T09:30:00+03:30",
        " 2026-10-14T09:30:00+03:30\n",
        "2026-10-14T09:30:00",
        "2026-10-14 09:30",
        "1405-07-22 09:30",
        "1405-07-22T09:30:00",
        "۲۲ مهر ۱۴۰۵، ساعت ۹:۳۰",
    ],
)
def test_the_setting_is_read_as_machines_and_as_editors_write_it(text: str) -> None:
    default = datetime(2000, 1, 1, tzinfo=UTC)
    assert parse_build_time(text, default=default) == NOW
    assert parse_build_time(text, default=default).tzinfo is TEHRAN


def test_a_day_without_a_time_is_its_first_moment() -> None:
    assert iso(parse_build_time("1405-07-22", default=NOW)) == "2026-10-14T00:00:00+03:30"


@pytest.mark.parametrize("text", ["now", "1404-12-30 09:30", "2026-10-14T25:00:00Z", "1760000000"])
def test_a_setting_that_is_no_moment_is_refused_in_english(text: str) -> None:
    with pytest.raises(ValueError, match="BUILD_TIME") as caught:
        parse_build_time(text, default=NOW)
    assert repr(text) in str(caught.value)
    assert "1405-07-22 09:30" in str(caught.value)


def test_the_refusal_says_what_was_probably_meant() -> None:
    with pytest.raises(ValueError, match="perhaps 1404-12-29 09:30 was meant"):
        parse_build_time("1404-12-30 09:30", default=NOW)


def test_a_default_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        parse_build_time(None, default=NAIVE)
