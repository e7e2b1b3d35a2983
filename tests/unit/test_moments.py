"""What people write for a moment, and what they are told where it is none."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.jalali import MONTHS, TEHRAN, WEEKDAYS, format_date, format_moment, to_jalali
from newsroom.moments import EXAMPLE, DateError, Moment, parse_moment
from newsroom.persian import ZWNJ

NEEDED = "سال و ماه و روز هر سه لازم است، سال و روز با رقم"
UNREAD = "شکل نوشتن تاریخ یا ساعت شناخته نشد"


def tehran(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=TEHRAN)  # type: ignore[arg-type,misc]  # mypy does not count a star


def with_word(word: str) -> str:
    return f"ساعت از ۰ تا ۲۳ و بی «{word}» نوشته می{ZWNJ}شود"


def error_of(text: str) -> DateError:
    with pytest.raises(DateError) as caught:
        parse_moment(text)
    return caught.value


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


@pytest.mark.parametrize("clock", [" ساعت ۸", "، ساعت ۸", " ساعت 8", "، ساعت۰۸"])
def test_an_hour_alone_is_a_time_after_its_word(clock: str) -> None:
    for day in ("1405-07-22", "چهارشنبه ۲۲ مهر ۱۴۰۵", "14 اکتبر 2026"):
        assert parse_moment(day + clock) == Moment(tehran(2026, 10, 14, 8), has_time=True)


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
        ("1405-07-22 25:10", "ساعت باید از ۰ تا ۲۳ باشد", "1405-07-22 23:10"),
        ("1405-07-22 24:00", "ساعت باید از ۰ تا ۲۳ باشد", "1405-07-22 23:59"),
        ("1405-07-22 09:60", "دقیقه و ثانیه باید از ۰ تا ۵۹ باشد", "1405-07-22 09:59"),
        ("1405-07-22 09:30:60", "دقیقه و ثانیه باید از ۰ تا ۵۹ باشد", "1405-07-22 09:30"),
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
        ("22 ببببب 1405", "ماه «ببببب» شناخته نشد", "22 فروردین 1405"),
        # Another form.
        ("", "چیزی نوشته نشده است", EXAMPLE),
        (" \u200f ", "چیزی نوشته نشده است", EXAMPLE),
        ("فردا", "این نوشته تاریخ نیست", EXAMPLE),
        ("22 مهر", NEEDED, "1405-07-22"),
        ("۳۱ مهر ساعت ۹", NEEDED, "1405-07-30 09:00"),
        ("14 اکتبر", NEEDED, "2026-10-14"),
        ("1405-07", NEEDED, "1405-07-01"),
        ("1403/13", NEEDED, "1403-12-01"),
        ("13-1403", NEEDED, "1403-12-01"),
        ("2026-07", NEEDED, "2026-07-01"),
        ("مهر ۱۴۰۳", NEEDED, "1403-07-01"),
        ("سوم آذر ۱۴۰۳", NEEDED, "1403-09-01"),
        ("۱۴۰۳", NEEDED, "1403-01-01"),
        ("9:30", NEEDED, EXAMPLE.replace("14:30", "09:30")),
        ("1405/7/1406", NEEDED, "1405-07-01"),
        ("14050722", UNREAD, "1405-07-22"),
        ("1405-07/22", UNREAD, "1405-07-22"),
        ("1405 07 22", UNREAD, "1405-07-22"),
        ("1405-07-22 9.30", UNREAD, "1405-07-22 09:30"),
        ("1405-07-22 9:5", UNREAD, "1405-07-22 09:05"),
        ("1405-07-22 - 9:30", UNREAD, "1405-07-22 09:30"),
        ("9:30 1405-07-22", UNREAD, "1405-07-22 09:30"),
        ("9:30 22/7/1405", UNREAD, "1405-07-22 09:30"),
        ("۲۲ مهر ۱۴۰۵ ساعت ۹ و نیم", UNREAD, "22 مهر 1405 09:30"),
        ("۲۲ مهر ۱۴۰۵ ساعت ۹ و ۵ دقیقه", UNREAD, "22 مهر 1405 09:05"),
        ("1405-07-22 9", UNREAD, "1405-07-22 09:00"),
        ("1405-07-22 25", UNREAD, "1405-07-22 23:00"),
        ("1405-07-22 ساعت 24", "ساعت باید از ۰ تا ۲۳ باشد", "1405-07-22 23:59"),
        ("2026-10-14T09:30+25:00", UNREAD, "2026-10-14 09:30"),
        ("2026-10-14T07+01:00", "بخش «T» خوانده نشد", "2026-10-14 07:00"),
        ("2026-10-14 در 6:00Z", "بخش «در» خوانده نشد", "2026-10-14 06:00Z"),
        ("ساعت ۹ روز ۲۲ مهر ۱۴۰۵", "بخش «روز» خوانده نشد", "22 مهر 1405 09:00"),
        # Words for a part of the day, which mean no one hour.
        ("1405-07-22 4:30 عصر", with_word("عصر"), "1405-07-22 16:30"),
        ("1405-07-22 4:30 بعد از ظهر", with_word("بعد از ظهر"), "1405-07-22 16:30"),
        ("1405-07-22 16:30 عصر", with_word("عصر"), "1405-07-22 16:30"),
        ("1405-07-22 9:30 صبح", with_word("صبح"), "1405-07-22 09:30"),
        ("1405-07-22 ساعت 8 صبح", with_word("صبح"), "1405-07-22 08:00"),
        ("1405-07-22 8 صبح", with_word("صبح"), "1405-07-22 08:00"),
        ("1405-07-22 ساعت ۸ شب", with_word("شب"), "1405-07-22 20:00"),
        ("1405-07-22 ساعت ۱ شب", with_word("شب"), "1405-07-22 01:00"),
        ("1405-07-22 ساعت ۱۲ شب", with_word("شب"), "1405-07-22 23:59"),
        ("1405-07-22 ساعت ۱ ظهر", with_word("ظهر"), "1405-07-22 13:00"),
        ("1405-07-22 ساعت ۱۲ ظهر", with_word("ظهر"), "1405-07-22 12:00"),
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
