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
    EXAMPLE,
    MONTHS,
    TEHRAN,
    WEEKDAYS,
    DateError,
    JalaliDate,
    Moment,
    format_date,
    format_long,
    format_moment,
    format_month,
    format_time,
    iso,
    parse_moment,
    to_gregorian,
    to_jalali,
)

ZWNJ = "\u200c"
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


def error_of(text: str) -> DateError:
    with pytest.raises(DateError) as caught:
        parse_moment(text)
    return caught.value


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
        assert error_of(f"{year}-12-30").suggestion == f"{year}-12-29"


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
    assert format_long(moment) == "چهارشنبه ۲۲ مهر ۱۴۰۵"
    assert format_time(moment) == "۹:۳۰"
    assert format_moment(moment) == "۲۲ مهر ۱۴۰۵، ساعت ۹:۳۰"
    assert format_month(1405, 7) == "مهر ۱۴۰۵"


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


# --- Reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "1405-07-22",
        "1405-7-22",
        "۱۴۰۵-۰۷-۲۲",
        "۱۴۰۵/۷/۲۲",
        "١٤٠٥/٧/٢٢",
        "1405.07.22",
        "1405 / 07 / 22",
        "1405\u201307\u201322",
        "  1405-07-22\n",
        "\u200f1405-07-22\u200e",
        "\ufeff1405-07-22",
        "22 مهر 1405",
        "۲۲ مهر ۱۴۰۵",
        "۲۲\u00a0مهر\u00a0۱۴۰۵",
        "۲۲مهر۱۴۰۵",
        "۲۲ مهرماه ۱۴۰۵",
        "۲۲ مهر ماه ۱۴۰۵",
        f"۲۲ مهر{ZWNJ}ماه ۱۴۰۵",
        "چهارشنبه ۲۲ مهر ۱۴۰۵",
        "چهار شنبه، ۲۲ مهر ۱۴۰۵",
        f"چهار{ZWNJ}شنبه ۱۴۰۵/۷/۲۲",
        "2026-10-14",
        "۲۰۲۶/۱۰/۱۴",
        "14 اکتبر 2026",
        "چهارشنبه 14 اکتبر 2026",
    ],
)
def test_a_day_is_read_in_every_spelling(text: str) -> None:
    assert parse_moment(text) == Moment(tehran(2026, 10, 14), has_time=False)


@pytest.mark.parametrize("day", ["1405-07-22", "۱۴۰۵/۷/۲۲", "چهارشنبه ۲۲ مهر ۱۴۰۵", "2026-10-14"])
@pytest.mark.parametrize(
    "clock",
    [" 9:30", " ۹:۳۰", " ٩:٣٠", " 09:30", " ساعت ۹:۳۰", "، ساعت ۹:۳۰", ", 9:30", "،9:30",
     "  ساعت  ۹:۳۰ ", " ساعت09:30", "T09:30", "T09:30:00", " 09:30:00", " 09:30:00.250",
     " 09:30:00,5", "T09:30:00+03:30", "T09:30+0330", "T06:00Z", "t06:00:00z", " 06:00:00 +00:00"],
)  # fmt: skip
def test_a_time_is_read_in_every_spelling(day: str, clock: str) -> None:
    moment = parse_moment(day + clock)
    assert moment == Moment(tehran(2026, 10, 14, 9, 30), has_time=True)
    assert moment.at.tzinfo is TEHRAN


def test_seconds_are_kept() -> None:
    assert parse_moment("1405-07-22 09:30:15").at == tehran(2026, 10, 14, 9, 30, 15)


def test_midnight_that_was_written_is_a_time() -> None:
    assert parse_moment("1405-07-22 0:00") == Moment(tehran(2026, 10, 14), has_time=True)


def test_an_offset_of_another_country_may_change_the_day() -> None:
    assert parse_moment("2026-10-13T20:30:00Z").at == tehran(2026, 10, 14)
    assert to_jalali(parse_moment("2026-10-14T23:00-08").at) == (1405, 7, 23)


@pytest.mark.parametrize(
    ("text", "month"),
    [(name, number) for number, name in enumerate(MONTHS, 1)]
    + [("د\u064a", 10), ("د\u0649", 10), ("ارد\u064aبهشت", 2), ("امرداد", 5), ("شهر\u064aور", 6)]
    + [("مه\u0640ر", 7), ("ا\u0653بان", 8)],
)
def test_months_are_read_with_arabic_letters_too(text: str, month: int) -> None:
    assert to_jalali(parse_moment(f"5 {text} 1405").at) == (1405, month, 5)


@pytest.mark.parametrize(
    ("text", "month"),
    [("ژانویه", 1), ("ژانوی\u06c0", 1), ("ژانویه\u0654", 1), ("فوریه", 2), ("مارس", 3),
     ("آوریل", 4), ("مه", 5), ("می", 5), ("م\u064a", 5), ("ژوئن", 6), ("ژوئیه", 7), ("جولای", 7),
     ("اوت", 8), ("آگوست", 8), ("سپتامبر", 9), ("اکتبر", 10), ("ا\u0643تبر", 10), ("نوامبر", 11),
     ("دسامبر", 12)],
)  # fmt: skip
def test_gregorian_months_are_read_by_their_persian_names(text: str, month: int) -> None:
    assert parse_moment(f"5 {text} 2026").at.date() == date(2026, month, 5)


@pytest.mark.parametrize("offset", range(7))
def test_each_weekday_is_read_joined_apart_and_with_a_half_space(offset: int) -> None:
    day = date(2026, 10, 10) + timedelta(days=offset)
    name, rest = WEEKDAYS[offset], format_date(day)
    for spelling in (name, name.replace(ZWNJ, ""), name.replace(ZWNJ, " ")):
        assert parse_moment(f"{spelling} {rest}").at.date() == day


@pytest.mark.parametrize("year", [1300, 1499, 1900, 2100])
def test_both_ends_of_the_years_are_read(year: int) -> None:
    written = parse_moment(f"{year}-02-03").at
    assert (to_jalali(written).year if year < 1500 else written.year) == year


# --- What is no date ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        # The order of day, month and year.
        ("22/7/1405", "سال باید پیش از ماه و روز بیاید", "1405-07-22"),
        ("۲۲/۷/۱۴۰۵ ۹:۳۰", "سال باید پیش از ماه و روز بیاید", "1405-07-22 09:30"),
        ("14/10/2026", "سال باید پیش از ماه و روز بیاید", "2026-10-14"),
        ("10/14/2026", "سال باید پیش از ماه و روز بیاید", "2026-10-14"),
        ("7/13/1405", "سال باید پیش از ماه و روز بیاید", "1405-07-13"),
        ("22/7/99", "سال باید پیش از ماه و روز بیاید", "1399-07-22"),
        ("31/6/99", "سال باید پیش از ماه و روز بیاید", "1399-06-31"),
        ("405 مهر 22", "پیش از نام ماه روز می‌آید و پس از آن سال", "1405-07-22"),
        ("1405 مهر 22", "پیش از نام ماه روز می‌آید و پس از آن سال", "1405-07-22"),
        ("1405-22-07", "ماه باید از ۱ تا ۱۲ باشد", "1405-07-22"),
        ("1405-22-15", "ماه باید از ۱ تا ۱۲ باشد", "1405-12-15"),
        # A short year.
        ("49/07/22", "سال باید چهار رقم داشته باشد", "1449-07-22"),
        ("50/07/22", "سال باید چهار رقم داشته باشد", "1350-07-22"),
        ("22 مهر 405", "سال باید چهار رقم داشته باشد", "1405-07-22"),
        ("05/07/22", "سال باید چهار رقم داشته باشد", "1405-07-22"),
        ("99/07/22", "سال باید چهار رقم داشته باشد", "1399-07-22"),
        ("405/7/22", "سال باید چهار رقم داشته باشد", "1405-07-22"),
        ("22 مهر 05", "سال باید چهار رقم داشته باشد", "1405-07-22"),
        ("14 اکتبر 26", "سال باید چهار رقم داشته باشد", "2026-10-14"),
        # A month, a day, a time that does not exist.
        ("1404-13-05", "ماه باید از ۱ تا ۱۲ باشد", "1404-12-05"),
        ("1404-13-05 14:30", "ماه باید از ۱ تا ۱۲ باشد", "1404-12-05 14:30"),
        ("1404-00-05", "ماه باید از ۱ تا ۱۲ باشد", "1404-01-05"),
        ("2026-13-05", "ماه باید از ۱ تا ۱۲ باشد", "2026-12-05"),
        ("1404-12-30", "اسفند ۱۴۰۴ سی روز ندارد", "1404-12-29"),
        ("30 اسفند 1404 8:00", "اسفند ۱۴۰۴ سی روز ندارد", "1404-12-29 08:00"),
        ("1405-07-31", f"مهر ۱۴۰۵ سی{ZWNJ}ویک روز ندارد", "1405-07-30"),
        ("1404-12-31", f"اسفند ۱۴۰۴ سی{ZWNJ}ویک روز ندارد", "1404-12-29"),
        ("2026-02-30", "فوریه\u0654 ۲۰۲۶ سی روز ندارد", "2026-02-28"),
        ("2026-02-29", f"فوریه\u0654 ۲۰۲۶ بیست{ZWNJ}ونه روز ندارد", "2026-02-28"),
        ("2026-11-31", f"نوامبر ۲۰۲۶ سی{ZWNJ}ویک روز ندارد", "2026-11-30"),
        ("1405-07-45", "روز باید از ۱ تا ۳۰ باشد", "1405-07-30"),
        ("1405-01-00", "روز باید از ۱ تا ۳۱ باشد", "1405-01-01"),
        ("1405-07-22 25:10", "ساعت باید از ۰ تا ۲۳ باشد", "1405-07-22 14:30"),
        ("1405-07-22 24:00", "ساعت باید از ۰ تا ۲۳ باشد", "1405-07-22 23:59"),
        ("1405-07-22 09:60", "دقیقه و ثانیه باید از ۰ تا ۵۹ باشد", "1405-07-22 14:30"),
        ("1405-07-22 09:30:60", "دقیقه و ثانیه باید از ۰ تا ۵۹ باشد", "1405-07-22 14:30"),
        ("1405-07-31 25:00", f"مهر ۱۴۰۵ سی{ZWNJ}ویک روز ندارد", "1405-07-30"),
        ("1405-07-31T09:30:15z", f"مهر ۱۴۰۵ سی{ZWNJ}ویک روز ندارد", "1405-07-30 09:30:15Z"),
        # Two calendars in one date.
        ("22 مهر 2026", "مهر ماه شمسی است و ۲۰۲۶ سال میلادی", "1405-07-22"),
        ("22 دی 2027", "دی ماه شمسی است و ۲۰۲۷ سال میلادی", "1405-10-22"),
        ("14 اکتبر 1405", "اکتبر ماه میلادی است و ۱۴۰۵ سال شمسی", "2026-10-14"),
        ("21 مارس 1405", "مارس ماه میلادی است و ۱۴۰۵ سال شمسی", "2026-03-21"),
        ("14 ژانویه 1405", "ژانویه ماه میلادی است و ۱۴۰۵ سال شمسی", "2027-01-14"),
        ("14 اکتبر 1499", "اکتبر ماه میلادی است و ۱۴۹۹ سال شمسی", "2100-10-14"),
        ("22 دی 1900", "دی ماه شمسی است و ۱۹۰۰ سال میلادی", "1300-10-22"),
        # A weekday.
        ("دوشنبه ۲۲ مهر ۱۴۰۵", "۲۲ مهر ۱۴۰۵ چهارشنبه است، نه دوشنبه", "چهارشنبه 1405-07-22"),
        ("جمعه 2026-10-14 9:30", "۲۲ مهر ۱۴۰۵ چهارشنبه است، نه جمعه", "چهارشنبه 2026-10-14 09:30"),
        # A month that is not one.
        ("22 مهرر 1405 9:30", "ماه «مهرر» شناخته نشد", "22 مهر 1405 09:30"),
        ("31 ابانن 1405", "ماه «ابانن» شناخته نشد", "1405-08-30"),
        ("22 ببببب 1405", "ماه «ببببب» شناخته نشد", EXAMPLE),
        # Another form.
        ("", "چیزی نوشته نشده است", EXAMPLE),
        (" \u200f ", "چیزی نوشته نشده است", EXAMPLE),
        ("فردا", "این نوشته تاریخ نیست", EXAMPLE),
        ("22 مهر", "سال و ماه و روز هر سه لازم است", EXAMPLE),
        ("1405-07", "سال و ماه و روز هر سه لازم است", EXAMPLE),
        ("9:30", "سال و ماه و روز هر سه لازم است", EXAMPLE),
        ("1405/7/1406", "سال و ماه و روز هر سه لازم است", EXAMPLE),
        ("14050722", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "1405-07-22"),
        ("1405-07/22", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "1405-07-22"),
        ("1405 07 22", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "1405-07-22"),
        ("1405-07-22 9.30", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "1405-07-22 09:30"),
        ("1405-07-22 9:5", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "1405-07-22 09:05"),
        ("1405-07-22 - 9:30", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "1405-07-22 09:30"),
        ("9:30 1405-07-22", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "1405-07-22 09:30"),
        ("9:30 22/7/1405", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "1405-07-22 09:30"),
        ("۲۲ مهر ۱۴۰۵ ساعت ۹", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "22 مهر 1405 09:00"),
        ("2026-10-14T09:30+25:00", "شکل نوشتن تاریخ یا ساعت شناخته نشد", "2026-10-14 09:30"),
        ("2026-10-14T07+01:00", "بخش «T» خوانده نشد", "2026-10-14"),
        ("2026-10-14 در 6:00Z", "بخش «در» خوانده نشد", "2026-10-14 06:00Z"),
        ("ساعت ۹ روز ۲۲ مهر ۱۴۰۵", "بخش «روز» خوانده نشد", "22 مهر 1405 09:00"),
        ("1405-07-22 4:30 عصر", "بخش «عصر» خوانده نشد", "1405-07-22 16:30"),
        ("1405-07-22 4:30 بعد از ظهر", "بخش «بعد از ظهر» خوانده نشد", "1405-07-22 16:30"),
        ("1405-07-22 16:30 عصر", "بخش «عصر» خوانده نشد", "1405-07-22 16:30"),
        ("1405-07-22 9:30 صبح", "بخش «صبح» خوانده نشد", "1405-07-22 09:30"),
        ("چهرشنبه ۲۲ مهر ۱۴۰۵", "بخش «چهرشنبه» خوانده نشد", "22 مهر 1405"),
        ("در ۳۱/۷/۱۴۰۵", "بخش «در» خوانده نشد", "1405-07-30"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_what_was_probably_meant(
    text: str, reason: str, suggestion: str
) -> None:
    error = error_of(text)
    assert (error.reason, error.suggestion) == (reason, suggestion)


@pytest.mark.parametrize(
    ("year", "meant"),
    [("1500", "1400"), ("1505", "1405"), ("1899", "1399"), ("1299", "1399"), ("2101", "1401"),
     ("0405", "1405"), ("9999", "1399")],
)  # fmt: skip
def test_years_of_neither_calendar_are_refused(year: str, meant: str) -> None:
    for text in (f"{year}-07-22", f"22 مهر {year}"):
        error = error_of(text)
        assert "۱۳۰۰ تا ۱۴۹۹" in error.reason
        assert "۱۹۰۰ تا ۲۱۰۰" in error.reason
        assert error.suggestion == f"{meant}-07-22"


def test_a_gregorian_name_asks_for_a_gregorian_year() -> None:
    assert error_of("14 اکتبر 1526").suggestion == "2026-10-14"


def test_an_error_is_a_value_error_that_survives_being_sent_to_another_process() -> None:
    error = error_of("1404-12-30")
    assert isinstance(error, ValueError)
    again = DateError(*error.args)
    assert (again.reason, again.suggestion) == (error.reason, error.suggestion)
    assert error.reason in str(error)


def read(text: str) -> Moment | DateError:
    try:
        return parse_moment(text)
    except DateError as error:
        return error


PIECES = st.sampled_from([
    "0", "1", "7", "9", "13", "22", "31", "۵", "٤", "1300", "1405", "۱۴۹۹", "1600", "1900", "2026",
    "2100", "99999", "20261014", "१", "-", "/", ".", ":", "،", ",", " ", "T", "Z", "+03:30",
    "-14:59", "9:30", "24:00", "ساعت", "عصر", "ماه", "مهر", "د\u064a", "اسفند", "اکتبر", "فوریه",
    "شنبه", "یک", "فردا", ZWNJ, "\u200f", "\n",
])  # fmt: skip


@given(st.one_of(st.lists(PIECES, max_size=9).map("".join), st.text(max_size=30)))
@example("1499-12-29 24:00")
@example("30 اسفند 1900")
@example("0/0/0")
@example("22 ماه 1405")
@example("1405-07-22 99:99:99")
def test_whatever_is_typed_gives_a_moment_or_a_suggestion_that_is_accepted(text: str) -> None:
    outcome = read(text)
    if isinstance(outcome, DateError):
        assert outcome.reason
        assert not outcome.reason.endswith(".")
        assert not any(digit in outcome.suggestion for digit in "۰۱۲۳۴۵۶۷۸۹")
        outcome = parse_moment(outcome.suggestion)
    assert outcome.at.tzinfo is TEHRAN
    assert format_moment(outcome.at)


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
