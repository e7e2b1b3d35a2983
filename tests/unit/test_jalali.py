from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom import jalali
from newsroom.jalali import (
    MONTHS,
    TEHRAN,
    WEEKDAYS,
    JalaliDate,
    format_date,
    format_long,
    format_moment,
    format_month,
    format_numbers,
    format_span,
    format_time,
    iso,
    to_gregorian,
    to_jalali,
)
from newsroom.moments import DateError, parse_moment

NBSP, ZWNJ = "\u00a0", "\u200c"
FIRST, LAST = date(1921, 3, 21), date(2121, 3, 20)  # 1 Farvardin 1300, last of Esfand 1499

# Compared once with the March equinox before or after noon at Tehran (Meeus, chapter 27): every new
# year from 1279 to 1500 falls where this list puts it.
LEAP_YEARS = frozenset({
    1300, 1304, 1309, 1313, 1317, 1321, 1325, 1329, 1333, 1337, 1342, 1346, 1350, 1354, 1358, 1362,
    1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420, 1424, 1428,
    1432, 1436, 1441, 1445, 1449, 1453, 1457, 1461, 1465, 1469, 1474, 1478, 1482, 1486, 1490, 1494,
    1498,
})  # fmt: skip

days = st.dates(FIRST, date(2100, 12, 31))
moments = st.datetimes(
    datetime(1921, 3, 22), datetime(2100, 12, 31), timezones=st.just(UTC)  # noqa: DTZ001 (bounds must be naive)
)  # fmt: skip


def tehran(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=TEHRAN)  # type: ignore[arg-type,misc]  # mypy does not count a star


def month_lengths(year: int) -> list[int]:
    return [31] * 6 + [30] * 5 + [30 if year in LEAP_YEARS else 29]


# --- The calendar ---------------------------------------------------------------------------------


def test_every_day_of_two_centuries_is_converted_both_ways() -> None:
    day = FIRST
    for year in range(1300, 1500):
        for month, length in enumerate(month_lengths(year), 1):
            for number in range(1, length + 1):
                written = JalaliDate(year, month, number)
                assert to_jalali(day) == written
                assert to_gregorian(written) == day
                day += timedelta(days=1)
    assert day == LAST + timedelta(days=1)


@pytest.mark.slow
def test_every_day_of_two_centuries_is_read_as_it_is_formatted() -> None:
    day = FIRST
    while day <= LAST:
        assert parse_moment(format_long(day)).at.date() == day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", range(1300, 1500))
def test_thirtieth_of_esfand_exists_in_leap_years_alone(year: int) -> None:
    if year in LEAP_YEARS:
        assert to_gregorian(JalaliDate(year, 12, 30)).month == 3
        assert parse_moment(f"{year}-12-30").at.month == 3
    else:
        with pytest.raises(ValueError, match="does not exist"):
            to_gregorian(JalaliDate(year, 12, 30))
        with pytest.raises(DateError) as caught:
            parse_moment(f"{year}-12-30")
        assert caught.value.suggestion == f"{year}-12-29"


@pytest.mark.parametrize(
    ("written", "gregorian"),
    [
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1408, 12, 30), date(2030, 3, 20)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1396, 10, 2), date(2017, 12, 23)),
        ((1405, 7, 22), date(2026, 10, 14)),
        ((1403, 7, 23), date(2024, 10, 14)),
    ],
)
def test_known_days(written: tuple[int, int, int], gregorian: date) -> None:
    assert to_gregorian(JalaliDate(*written)) == gregorian
    assert to_jalali(gregorian) == written


@pytest.mark.parametrize(
    "written",
    [(1299, 12, 29), (1500, 1, 1), (2024, 8, 2), (5, 7, 22), (1405, 13, 1), (1405, 0, 1),
     (1405, 7, 31), (1405, 1, 32), (1405, 1, 0)],
)  # fmt: skip
def test_what_is_no_day_of_the_calendar_is_refused(written: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=f"year={written[0]}"):
        to_gregorian(JalaliDate(*written))


@pytest.mark.parametrize("day", [date(1899, 12, 30), date(2121, 3, 22), date.min, date.max])
def test_days_beyond_the_years_of_the_calendar_are_refused(day: date) -> None:
    with pytest.raises(ValueError, match="outside the years"):
        to_jalali(day)


@pytest.mark.parametrize("text", ["1900-01-01T00:00+14:59", "1499-12-29T23:59:59-14:59"])
def test_an_offset_at_the_edge_of_the_years_still_gives_a_day(text: str) -> None:
    assert format_date(parse_moment(text).at)


def test_the_day_is_the_one_of_tehran() -> None:
    assert to_jalali(datetime(2026, 10, 13, 20, 29, 59, tzinfo=UTC)) == (1405, 7, 21)
    assert to_jalali(datetime(2026, 10, 13, 20, 30, tzinfo=UTC)) == (1405, 7, 22)
    assert to_jalali(tehran(2026, 10, 14)) == (1405, 7, 22)
    assert to_jalali(datetime(2026, 10, 14, tzinfo=ZoneInfo("Asia/Tokyo"))) == (1405, 7, 21)


@pytest.mark.parametrize(
    "function", [to_jalali, format_date, format_long, format_moment, format_time, iso]
)
def test_a_datetime_without_a_zone_is_refused(function: object) -> None:
    assert callable(function)
    with pytest.raises(ValueError, match="no time zone"):
        function(datetime(2026, 10, 14, 9, 30))  # noqa: DTZ001 (the point of the test)


@pytest.mark.parametrize("locale", ["C", "fa_IR.UTF-8", "C.UTF-8"])
def test_dates_are_the_same_and_silent_under_every_locale_of_the_system(locale: str) -> None:
    program = (
        "from datetime import date; from newsroom.jalali import *;"
        "print(ascii(format_long(to_gregorian(to_jalali(date(2026, 10, 14))))))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"LC_ALL": locale},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.stdout.strip(), done.stderr) == (ascii("چهارشنبه ۲۲ مهر ۱۴۰۵"), "")


def test_names_are_spelt_as_the_house_does() -> None:
    assert len(set(MONTHS)) == 12
    assert (MONTHS[0], MONTHS[4], MONTHS[11]) == ("فروردین", "مرداد", "اسفند")
    assert len(set(WEEKDAYS)) == 7
    assert [name for name in WEEKDAYS if ZWNJ in name] == [
        f"{number}{ZWNJ}شنبه" for number in ("یک", "سه", "پنج")
    ]
    assert (WEEKDAYS[0], WEEKDAYS[-1]) == ("شنبه", "جمعه")
    assert not any(letter in "".join(MONTHS + WEEKDAYS) for letter in "\u064a\u0643")


# --- Writing --------------------------------------------------------------------------------------


def test_dates_are_written_for_people() -> None:
    moment = datetime(2026, 10, 14, 6, 0, tzinfo=UTC)
    assert format_date(moment) == "۲۲ مهر ۱۴۰۵"
    assert format_date(date(2026, 10, 14)) == "۲۲ مهر ۱۴۰۵"
    assert format_numbers(moment) == "1405-07-22"
    assert format_long(moment) == "چهارشنبه ۲۲ مهر ۱۴۰۵"
    assert format_time(moment) == "۹:۳۰"
    assert format_moment(moment) == "۲۲ مهر ۱۴۰۵، ساعت ۹:۳۰"
    assert format_month(1405, 7) == "مهر ۱۴۰۵"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 10, 14), date(2026, 10, 14), "۲۲ مهر ۱۴۰۵"),
        (date(2026, 9, 27), date(2026, 10, 14), "۵ تا ۲۲ مهر ۱۴۰۵"),
        (date(2026, 9, 14), date(2026, 10, 14), "۲۳ شهریور تا ۲۲ مهر ۱۴۰۵"),
        (date(2025, 10, 14), date(2026, 10, 14), "۲۲ مهر ۱۴۰۴ تا ۲۲ مهر ۱۴۰۵"),
    ],
)
def test_a_span_of_days_says_once_what_both_ends_share(first: date, last: date, words: str) -> None:
    assert format_span(first, last).replace(NBSP, " ") == words


def test_a_span_of_days_breaks_at_its_middle_alone() -> None:
    pieces = format_span(date(2026, 9, 14), date(2026, 10, 14)).split(" ")
    assert pieces == [f"۲۳{NBSP}شهریور", "تا", f"۲۲{NBSP}مهر{NBSP}۱۴۰۵"]


def test_minutes_have_two_digits_and_hours_have_not() -> None:
    assert format_time(tehran(2026, 10, 14, 0, 5)) == "۰:۰۵"
    assert format_time(tehran(2026, 10, 14, 23, 59, 59)) == "۲۳:۵۹"


def test_weekdays_follow_each_other_and_begin_where_the_almanac_says() -> None:
    week = [format_long(date(2026, 10, 10) + timedelta(days=n)).split()[0] for n in range(8)]
    assert week == [*WEEKDAYS, WEEKDAYS[0]]


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_month_that_does_not_exist_has_no_name(month: int) -> None:
    with pytest.raises(ValueError, match="not in 1 to 12"):
        format_month(1405, month)


def test_machines_get_the_offset_with_its_colon() -> None:
    moment = datetime(2026, 10, 14, 6, 0, 0, 999_999, tzinfo=UTC)
    assert iso(moment) == "2026-10-14T09:30:00+03:30"
    assert iso(moment.astimezone(timezone(timedelta(hours=-5)))) == iso(moment)


def test_offsets_of_machines_are_whole_minutes_and_keep_the_day() -> None:
    before_1314 = tehran(1930, 1, 1)
    assert before_1314.isoformat().endswith("+03:25:44")
    assert iso(before_1314) == "1930-01-01T00:00:16+03:26"
    assert datetime.fromisoformat(iso(before_1314)) == before_1314


def test_summers_had_their_own_offset_until_1401() -> None:
    assert iso(parse_moment("1400-05-01 12:00").at) == "2021-07-23T12:00:00+04:30"
    assert iso(parse_moment("1401-06-30 12:00").at) == "2022-09-21T12:00:00+04:30"
    assert iso(parse_moment("1401-06-31 12:00").at) == "2022-09-22T12:00:00+03:30"
    assert iso(parse_moment("1402-05-01 12:00").at) == "2023-07-23T12:00:00+03:30"
    assert iso(parse_moment("1420-05-01 12:00").at) == "2041-07-22T12:00:00+03:30"


def test_a_time_that_the_clocks_skipped_is_the_same_instant_under_its_real_name() -> None:
    assert iso(parse_moment("1401-01-02 00:30").at) == "2022-03-22T01:30:00+04:30"
    first = parse_moment("1401-01-02")
    assert iso(first.at) == "2022-03-22T01:00:00+04:30"
    assert not first.has_time
    assert first.at == datetime(2022, 3, 21, 20, 30, tzinfo=UTC)
    assert first.at - parse_moment("1401-01-01 23:59:59").at.astimezone(UTC) == timedelta(seconds=1)


def test_of_an_hour_that_the_clocks_showed_twice_the_first_is_meant() -> None:
    assert iso(parse_moment("1401-06-30 23:30").at) == "2022-09-21T23:30:00+04:30"
    assert iso(parse_moment("2022-09-21T23:30+03:30").at) == "2022-09-21T23:30:00+03:30"


# --- Round trips ----------------------------------------------------------------------------------


@given(days)
def test_a_day_is_read_back_from_each_of_its_forms(day: date) -> None:
    year, month, number = to_jalali(day)
    forms = (format_date(day), format_long(day), f"{year}-{month}-{number}", day.isoformat())
    assert {parse_moment(form).at.date() for form in forms} == {day}
    assert not any(parse_moment(form).has_time for form in forms)
    assert format_month(year, month) in format_date(day)


@given(moments)
@example(datetime(2022, 3, 21, 20, 30, tzinfo=UTC))
@example(datetime(2022, 9, 21, 20, 0, tzinfo=UTC))
def test_an_instant_is_read_back_from_its_form_for_machines(moment: datetime) -> None:
    text = iso(moment)
    assert text.isascii()
    # In UTC, because a moment of a repeated hour is equal to none of another zone (PEP 495).
    assert parse_moment(text).at.astimezone(UTC) == moment.replace(microsecond=0)
    assert parse_moment(text).has_time
    assert iso(parse_moment(text).at) == text


@given(moments.filter(lambda moment: moment.year > 2022))
def test_a_moment_is_read_back_to_the_minute_from_its_form_for_people(moment: datetime) -> None:
    assert parse_moment(format_moment(moment)) == (moment.replace(second=0, microsecond=0), True)


@given(moments, moments)
def test_what_comes_later_never_has_an_earlier_date(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert to_jalali(earlier) <= to_jalali(later)


def test_the_two_calendars_never_claim_the_same_year() -> None:
    ranges = sorted((jalali.JALALI_YEARS, jalali.GREGORIAN_YEARS), key=lambda years: years.start)
    assert all(one.stop <= other.start for one, other in pairwise(ranges))
