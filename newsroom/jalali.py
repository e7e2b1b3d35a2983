"""
Dates twice: Jalali for people, aware datetimes of Asia/Tehran for machines.

The arithmetic is jdatetime's, guarded where it surprises: years are limited (it takes 2024 for a
Jalali year), its `isoformat` is not used (no colon in the offset), and its locale is always passed
(else it asks the system for one with each date).
"""

from __future__ import annotations

import calendar
import warnings
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from newsroom.persian import NBSP, ZWNJ, persian_digits

# jdatetime 6.1.1 makes two dates without a locale while it is imported, and then, under LC_ALL=C or
# a locale that is not installed, calls a function that Python 3.15 removes. Nothing here needs the
# answer. To be removed when jdatetime no longer calls locale.getdefaultlocale.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import jdatetime

TEHRAN = ZoneInfo("Asia/Tehran")

# The two ranges do not meet, so a year alone says which calendar is meant.
JALALI_YEARS = range(1300, 1500)
GREGORIAN_YEARS = range(1900, 2101)

MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
GREGORIAN_MONTHS = (
    "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن",
    "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
)  # fmt: skip
WEEKDAYS = (
    "شنبه", f"یک{ZWNJ}شنبه", "دوشنبه", f"سه{ZWNJ}شنبه", "چهارشنبه", f"پنج{ZWNJ}شنبه", "جمعه",
)  # fmt: skip

_LOCALE = "fa_IR"
# Every date that `newsroom.moments` gives, and a day more at both ends for the width of an offset.
# From the Jalali year 1502 on, libraries disagree about leap years.
_FIRST_DAY, _LAST_DAY = date(1899, 12, 31), date(2121, 3, 21)


class JalaliDate(NamedTuple):
    """A day of the Jalali calendar; nothing is checked here."""

    year: int
    month: int
    day: int


# --- From one calendar to the other ---------------------------------------------------------------


def to_jalali(moment: date | datetime) -> JalaliDate:
    """
    The Jalali day of *moment*; an aware datetime is taken to Tehran first.

    Errors: ValueError for a naive datetime, and outside what a moment can be (1278 to 1499).
    """
    return _jalali_day(_tehran_day(moment))


def to_gregorian(day: JalaliDate) -> date:
    """
    The Gregorian day of *day*.

    Errors: ValueError for a day that does not exist, and for a year outside JALALI_YEARS.
    """
    if day.year not in JALALI_YEARS:
        raise ValueError(f"{day} is outside the Jalali years 1300 to 1499")
    try:
        gregorian: date = jdatetime.date(*day, locale=_LOCALE).togregorian()
    except ValueError as error:
        raise ValueError(f"{day} does not exist: {error}") from error
    return gregorian


def days_in(year: int, month: int) -> int:
    """The days of *month*; *year* says of which calendar."""
    if year in GREGORIAN_YEARS:
        return calendar.monthrange(year, month)[1]
    if month == 12 and jdatetime.date(year, month, 1, locale=_LOCALE).isleap():
        return 30
    length: int = jdatetime.j_days_in_month[month - 1]
    return length


def weekday(day: date) -> str:
    """The name of the day in its week."""
    return WEEKDAYS[(day.weekday() + 2) % 7]


def _tehran_day(moment: date | datetime) -> date:
    return _in_tehran(moment).date() if isinstance(moment, datetime) else moment


def _in_tehran(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        # astimezone would take a naive datetime for the time of the machine.
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(TEHRAN)


@cache  # at most one entry for each day of two centuries
def _jalali_day(day: date) -> JalaliDate:
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(f"{day} is outside the years this calendar is kept for")
    jalali = jdatetime.date.fromgregorian(date=day, locale=_LOCALE)
    return JalaliDate(jalali.year, jalali.month, jalali.day)


# --- For people and for machines ------------------------------------------------------------------


def format_date(moment: date | datetime) -> str:
    """«۲۲ مهر ۱۴۰۵»; errors as in to_jalali."""
    return _date_text(_tehran_day(moment))


def format_numbers(moment: date | datetime) -> str:
    """`1405-07-22`, as editors may type it; errors as in to_jalali."""
    year, month, day = to_jalali(moment)
    return f"{year}-{month:02}-{day:02}"


def format_long(moment: date | datetime) -> str:
    """«چهارشنبه ۲۲ مهر ۱۴۰۵»; errors as in to_jalali."""
    day = _tehran_day(moment)
    return f"{weekday(day)} {_date_text(day)}"


def format_span(first: date | datetime, last: date | datetime) -> str:
    """
    The days from *first* to *last*; errors as in to_jalali.

    Returns:
        «۲۲ مهر ۱۴۰۵», «۵ تا ۲۲ مهر ۱۴۰۵», «۵ شهریور تا ۲۲ مهر ۱۴۰۵», or with both years; a line
        breaks before or behind «تا» only.
    """
    start, end = _date_text(_tehran_day(first)).split(" "), _date_text(_tehran_day(last)).split(" ")
    while start and start[-1] == end[len(start) - 1]:
        start.pop()
    return f"{NBSP.join(start)} تا {NBSP.join(end)}" if start else NBSP.join(end)


def format_time(moment: datetime) -> str:
    """«۹:۳۰», the time in Tehran; ValueError for a naive datetime."""
    local = _in_tehran(moment)
    return persian_digits(f"{local.hour}:{local.minute:02}")


def format_moment(moment: datetime) -> str:
    """«۲۲ مهر ۱۴۰۵، ساعت ۹:۳۰»; errors as in to_jalali."""
    return f"{format_date(moment)}، ساعت {format_time(moment)}"


def format_month(year: int, month: int) -> str:
    """«مهر ۱۴۰۵»; ValueError for a month outside 1 to 12."""
    if not 1 <= month <= 12:
        raise ValueError(f"month {month} is not in 1 to 12")
    return persian_digits(f"{MONTHS[month - 1]} {year}")


def iso(moment: datetime) -> str:
    """
    The moment for machines: `2026-10-14T09:30:00+03:30`, to the second, always in Tehran's offset.

    One instant has one spelling, whatever zone it came in, so that equal builds give equal bytes.

    Errors: ValueError for a naive datetime.
    Source: RFC 3339 §5.6, whose offsets have no seconds. Tehran's had until 1314 (+03:25:44):
    they are rounded up, so that the first moment of a day stays in that day.
    """
    offset = _in_tehran(moment).utcoffset() or timedelta()
    whole_minutes = -(-offset // timedelta(minutes=1))
    zone = timezone(timedelta(minutes=whole_minutes))
    return moment.astimezone(zone).isoformat(timespec="seconds")


@cache  # as above
def _date_text(day: date) -> str:
    jalali = _jalali_day(day)
    return persian_digits(f"{jalali.day} {MONTHS[jalali.month - 1]} {jalali.year}")
