"""
Moments as people write them: from «۲۲ مهر ۱۴۰۵، ساعت ۹:۳۰» to an aware datetime of Asia/Tehran.

Whatever is no moment gets the reason, and the nearest moment that was probably meant.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from newsroom.jalali import (
    GREGORIAN_MONTHS,
    GREGORIAN_YEARS,
    JALALI_YEARS,
    MONTHS,
    TEHRAN,
    JalaliDate,
    days_in,
    format_date,
    to_gregorian,
    weekday,
)
from newsroom.persian import (
    HAMZA_ABOVE,
    KASHIDA,
    STRAY,
    ZWJ,
    ZWNJ,
    ascii_digits,
    persian_digits,
)
from newsroom.problems import nearest

EXAMPLE_YEAR = 1405
EXAMPLE_DAY, EXAMPLE_TIME = f"{EXAMPLE_YEAR}-12-05", " 14:30"
EXAMPLE = EXAMPLE_DAY + EXAMPLE_TIME


class Moment(NamedTuple):
    """
    What an editor wrote into a date field.

    Attributes:
        at: aware, in Tehran; the first moment of the day (00:00) when no time was written.
        has_time: whether a time was written.
    """

    at: datetime
    has_time: bool


class DateError(ValueError):
    """
    A text that is no date.

    Attributes:
        reason: a Persian sentence without its full stop.
        suggestion: what was probably meant, or else an example; parse_moment takes it as it is.
    """

    def __init__(self, reason: str, suggestion: str) -> None:
        super().__init__(reason, suggestion)
        self.reason = reason
        self.suggestion = suggestion


_LETTERS = {
    "\u064a": "ی",  # Arabic yeh
    "\u0649": "ی",  # alef maksura
    "\u0643": "ک",  # Arabic kaf
    "\u06c0": "ه",  # heh with hamza above, as in «فوریهٔ ۲۰۲۶»
}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_DROPPED = STRAY + ZWNJ + ZWJ + KASHIDA + HAMZA_ABOVE
_FOLDS = str.maketrans(_LETTERS | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_DROPPED, ""))

_JALALI_NAMES = {name: number for number, name in enumerate(MONTHS, 1)} | {"امرداد": 5}
_GREGORIAN_NAMES = {name: number for number, name in enumerate(GREGORIAN_MONTHS, 1)} | {
    "می": 5, "جولای": 7, "آگوست": 8,
}  # fmt: skip
_DAY_WORDS = {29: f"بیست{ZWNJ}ونه", 30: "سی", 31: f"سی{ZWNJ}ویک"}

# All patterns are for folded text: ASCII digits, single spaces, no ZWNJ.
_WORD = r"[^\W\d_]+"
_NOT_TWO_YEARS = r"(?![0-9]{3,4}[^0-9]+(?:[0-9]{1,2}[^0-9]+)?[0-9]{3,4})"
_WEEKDAY = r"(?P<weekday>(?:(?:یک|دو|سه|چهار|پنج) ?)?شنبه|جمعه)"
_NAMED_MONTH = rf"(?P<name>{_WORD}?)(?: ?ماه)?"
_DATE = (
    rf"{_NOT_TWO_YEARS}(?P<first>[0-9]{{1,4}})"
    rf"(?: ?(?P<mark>[-/.]) ?(?P<month>[0-9]{{1,2}}) ?(?P=mark) ?| ?{_NAMED_MONTH} ?)"
    r"(?P<last>[0-9]{1,4})"
)
_SECOND = r"(?::(?P<second>[0-9][0-9])(?:[.,][0-9]+)?)?"
_OFFSET = r"(?: ?(?P<offset>Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?))?"
# An hour alone is a time where the word says so; `(?!)` matches nothing.
_HOURS, _MINUTES = "(?P<hour>[0-9]{1,2})", rf":(?P<minute>[0-9][0-9]){_SECOND}{_OFFSET}"
_TIME = rf"(?P<word>ساعت ?)?{_HOURS}(?:{_MINUTES}|(?(word)|(?!)))"
_AROUND_TIME = rf"(?:{_WEEKDAY} ?[،,]? ?)?{_DATE}(?:(?: ?[،,] ?| |T){{}})?"
_MOMENT = re.compile(_AROUND_TIME.replace("{}", _TIME), re.IGNORECASE)
# The same for JavaScript, which has no conditions, writes names otherwise, and folds nothing.
_FOR_A_BROWSER = (
    ("(?P=mark)", "[-/.]"),
    (_WORD, r"[آ-ی\u0654\u06c0\u200c]+"),
    ("0-9", "0-9۰-۹٠-٩"),
    (" ?", r"[ \u200c]*"),
)

# The same in disorder: only to find out what was probably meant.
_REPAIRS = (
    (re.compile(r"(?<![0-9])([0-9]{4})([0-9][0-9])([0-9][0-9])(?![0-9])"), r"\1-\2-\3"),
    (re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9][0-9])(?![0-9.])"), r"\1:\2"),
    (re.compile(r"ساعت ?([0-9]{1,2}) و نیم"), r"\1:30"),
    (re.compile(r"ساعت ?([0-9]{1,2}) و ([0-9]{1,2}) دقیقه"), r"\1:\2"),
    (re.compile(r"ساعت ?([0-9]{1,2})(?![0-9:])"), r"\1:00"),
)
_LOOSE_DATE = re.compile(
    rf"(?<![0-9]){_NOT_TWO_YEARS}(?P<first>[0-9]{{1,4}})"
    rf"(?:[-/.،, ]+(?P<month>[0-9]{{1,2}})[-/.،, ]+|[-/.،, ]*{_NAMED_MONTH}[-/.،, ]*)"
    r"(?P<last>[0-9]{1,4})(?![0-9])"
)
_LOOSE_TIME = re.compile(
    r"(?:T|ساعت ?)?(?<![0-9+])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2})(?![0-9])"
    rf"{_SECOND}{_OFFSET}",
    re.IGNORECASE,
)
_LOOSE_HOUR = re.compile(r"(?<![0-9])(?P<hour>[0-9]{1,2})(?P<minute>)(?P<offset>)(?![0-9])")
_DAYTIME = re.compile(r"بامداد|صبح|بعد ?از ?ظهر|ظهر|عصر|غروب|شب|[ap]m", re.IGNORECASE)
# The hours that such a word moves to the second half of the day.
_LATER = (
    (re.compile(r"بعد ?از ?ظهر|عصر|غروب|pm", re.IGNORECASE), range(1, 12)),
    (re.compile(r"ظهر"), range(1, 5)),
    (re.compile(r"شب"), range(6, 13)),
)


def form_pattern() -> str:
    """
    How a moment is written, as a regular expression of JavaScript: for a field in a browser.

    It knows the spellings of parse_moment, in all three sets of digits. Whether there is such a
    day or hour only parse_moment tells.
    """
    pattern = _AROUND_TIME.replace("{}", f"(?:(?:ساعت ?)?{_HOURS}{_MINUTES}|ساعت ?{_HOURS})")
    for ours, theirs in _FOR_A_BROWSER:
        pattern = pattern.replace(ours, theirs)
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


class _Written(NamedTuple):
    """The numbers of a date as they were written, not yet checked."""

    year: int
    month: int
    day: int
    gregorian: bool

    def near_year(self) -> int:
        """The year itself if its calendar has it, else the one that was probably meant."""
        ordinal = (self.month, self.day)
        if self.gregorian:
            if self.year in JALALI_YEARS:
                return min(self.year + (621 if ordinal >= (3, 21) else 622), GREGORIAN_YEARS[-1])
            return self.year if self.year in GREGORIAN_YEARS else 2000 + self.year % 100
        if self.year in GREGORIAN_YEARS:
            return max(self.year - (621 if ordinal <= (10, 10) else 622), JALALI_YEARS[0])
        short = self.year % 100
        return self.year if self.year in JALALI_YEARS else short + (1300 if short >= 50 else 1400)

    def typed(self, tail: str) -> str:
        """An existing date as near as possible to these numbers, and *tail*, as to be typed."""
        year, month, day = self.near_year(), self.month, self.day
        if month > 13 and day <= 12:  # 13 is one month too many; what lies above was meant as a day
            month, day = day, month
        month = min(max(month, 1), 12)
        day = min(max(day, 1), days_in(year, month))
        return f"{year}-{month:02}-{day:02}{tail}"

    def error(self, reason: str, tail: str) -> DateError:
        return DateError(reason, self.typed(tail))


def parse_moment(text: str) -> Moment:
    """
    The moment that an editor wrote, in any of the spellings of the content contract.

    Args:
        text: Jalali (`1405-07-22`, «۱۴۰۵/۷/۲۲», «چهارشنبه ۲۲ مهر ۱۴۰۵») or Gregorian, told apart by
            the year; then, if at all, a time («۹:۳۰», «، ساعت ۹:۳۰», «ساعت ۹», `T09:30:15`), and
            after its minutes an offset (`Z`, `+03:30`). Digits are Persian, Arabic or ASCII;
            fractions of a second are dropped. Hours are 0 to 23: no «صبح», no «عصر».

    Returns:
        A moment that exists. What the clocks of Tehran skipped in spring (until 1401) is the same
        instant under its real name: 00:00 of 2 Farvardin 1401 is 01:00+04:30, the first moment of
        that day. Of the hour that they showed twice in autumn it is the first.

    Errors: DateError for everything else.
    """
    plain = unicodedata.normalize("NFC", text).translate(_FOLDS)
    folded = " ".join(ascii_digits(plain).split())
    match = _MOMENT.fullmatch(folded)
    if match is None:
        raise _misread(folded)
    tail = _valid_time(match)
    written = _written_date(match, tail)
    day = _existing_day(written, tail)
    _check_weekday(match["weekday"], day, written.typed(tail))
    if match["hour"] is None:
        return Moment(_settle(datetime.combine(day, time(), TEHRAN)), has_time=False)
    if not tail:
        raise _time_error(match, written)
    clock = time.fromisoformat(tail.strip())
    return Moment(_settle(datetime.combine(day, clock, clock.tzinfo or TEHRAN)), has_time=True)


def _settle(moment: datetime) -> datetime:
    # By way of UTC, because astimezone leaves a skipped time of the same zone as it is; such a
    # value is equal to no datetime of another zone (PEP 495).
    return moment.astimezone(UTC).astimezone(TEHRAN)


def _valid_time(match: re.Match[str]) -> str:
    """The time of *match* in the ISO form after a space; empty if there is none that exists."""
    hour, minute, second = (int(match[unit] or 0) for unit in ("hour", "minute", "second"))
    if match["hour"] is None or hour > 23 or minute > 59 or second > 59:
        return ""
    seconds = f":{second:02}" if match["second"] else ""
    return f" {hour:02}:{minute:02}{seconds}{(match['offset'] or '').upper()}"


def _time_error(match: re.Match[str], written: _Written) -> DateError:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    parts = "ساعت باید از ۰ تا ۲۳" if hour > 23 else "دقیقه و ثانیه باید از ۰ تا ۵۹"
    if (hour, minute) == (24, 0):  # how the end of a day is written, which a deadline means
        hour, minute = 23, 59
    return written.error(f"{parts} باشد", f" {min(hour, 23):02}:{min(minute, 59):02}")


def _written_date(match: re.Match[str], tail: str) -> _Written:
    first, last = match["first"], match["last"]
    if match["name"] is None:
        return _numbered_date(first, match["month"], last, tail)
    return _named_date(first, match["name"], last, tail)


def _numbered_date(first: str, middle: str, last: str, tail: str) -> _Written:
    year, month, day = int(first), int(middle), int(last)
    if len(last) > 2 or (len(first) <= 2 and year <= 31 < day):
        year, day = day, year
        if month > 12:  # the American order
            month, day = day, month
        meant = _Written(year, month, day, year in GREGORIAN_YEARS)
        raise meant.error("سال باید پیش از ماه و روز بیاید", tail)
    written = _Written(year, month, day, year in GREGORIAN_YEARS)
    if len(first) < 4:
        raise written.error("سال باید چهار رقم داشته باشد", tail)
    return written


def _named_date(first: str, name: str, last: str, tail: str) -> _Written:
    gregorian = name in _GREGORIAN_NAMES
    month = (_GREGORIAN_NAMES if gregorian else _JALALI_NAMES).get(name)
    if month is None:
        near = nearest(name, (*_JALALI_NAMES, *_GREGORIAN_NAMES)) or MONTHS[0]
        raise DateError(f"ماه «{name}» شناخته نشد", _accepted(f"{first} {near} {last}{tail}"))
    if len(first) > 2:
        turned = _Written(int(first), month, int(last), gregorian)
        raise turned.error("پیش از نام ماه روز می‌آید و پس از آن سال", tail)
    written = _Written(int(last), month, int(first), gregorian)
    if len(last) < 4:
        raise written.error("سال باید چهار رقم داشته باشد", tail)
    if written.year in (JALALI_YEARS if gregorian else GREGORIAN_YEARS):
        calendars = ("میلادی", "شمسی") if gregorian else ("شمسی", "میلادی")
        reason = f"{name} ماه {calendars[0]} است و {persian_digits(last)} سال {calendars[1]}"
        raise written.error(reason, tail)
    return written


def _existing_day(written: _Written, tail: str) -> date:
    year, month, day, gregorian = written
    if year not in (GREGORIAN_YEARS if gregorian else JALALI_YEARS):
        reason = "سال باید از ۱۳۰۰ تا ۱۴۹۹ (شمسی) یا از ۱۹۰۰ تا ۲۱۰۰ (میلادی) باشد"
        raise written.error(reason, tail)
    if not 1 <= month <= 12:
        raise written.error("ماه باید از ۱ تا ۱۲ باشد", tail)
    if not 1 <= day <= days_in(year, month):
        raise written.error(_day_reason(written), tail)
    return date(year, month, day) if gregorian else to_gregorian(JalaliDate(year, month, day))


def _day_reason(written: _Written) -> str:
    if written.day not in _DAY_WORDS:
        length = days_in(written.year, written.month)
        return f"روز باید از ۱ تا {persian_digits(str(length))} باشد"
    name = (GREGORIAN_MONTHS if written.gregorian else MONTHS)[written.month - 1]
    linked = f"{name}{HAMZA_ABOVE}" if name.endswith("ه") else name
    return f"{linked} {persian_digits(str(written.year))} {_DAY_WORDS[written.day]} روز ندارد"


def _check_weekday(name: str | None, day: date, typed: str) -> None:
    right = weekday(day)
    if name is not None and name.replace(" ", "") != right.replace(ZWNJ, ""):
        raise DateError(f"{format_date(day)} {right} است، نه {name}", f"{right} {typed}")


def _accepted(text: str) -> str:
    """*text* itself if it is a moment, else what its error suggests."""
    try:
        parse_moment(text)
    except DateError as error:
        return error.suggestion
    return text


def _misread(folded: str) -> DateError:
    """The error for a text of another form: look for a date and a time anywhere in it."""
    if not folded:
        return DateError("چیزی نوشته نشده است", EXAMPLE)
    rest = folded
    for pattern, replacement in _REPAIRS:
        rest = pattern.sub(replacement, rest)
    clock, rest = _take(_LOOSE_TIME, rest)
    day, rest = _take(_LOOSE_DATE, rest)
    if day and not clock:
        clock, rest = _take(_LOOSE_HOUR, rest)
    tail = _loose_tail(clock, rest)
    if day is None:
        has_digit = any(map(str.isdecimal, folded))
        needed = "سال و ماه و روز هر سه لازم است، سال و روز با رقم"
        reason = needed if has_digit else "این نوشته تاریخ نیست"
        return DateError(reason, _completed(rest, tail))
    mark = "-" if day["month"] else " "
    plain = mark.join((day["first"], day["month"] or day["name"], day["last"]))
    return DateError(_unread(rest), _accepted(plain + tail))


def _unread(rest: str) -> str:
    """The reason for what is left over beside a date."""
    daytime = _DAYTIME.search(rest)
    if daytime:
        return f"ساعت از ۰ تا ۲۳ و بی «{daytime[0]}» نوشته می‌شود"
    words = " ".join(re.findall(_WORD, rest))
    return f"بخش «{words}» خوانده نشد" if words else "شکل نوشتن تاریخ یا ساعت شناخته نشد"


def _completed(rest: str, tail: str) -> str:
    """A date of the parts that stand in *rest*, with the first month and day for what does not."""
    numbers = re.findall(r"[0-9]{1,4}", rest)
    year = next((int(number) for number in numbers if len(number) > 2), EXAMPLE_YEAR)
    small = [int(number) for number in numbers if len(number) <= 2]
    names = _JALALI_NAMES | _GREGORIAN_NAMES
    name = next((word for word in re.findall(_WORD, rest) if word in names), None)
    if not name and not numbers:
        return _accepted(EXAMPLE_DAY + (tail or EXAMPLE_TIME))
    month, day = (names[name], [*small, 1][0]) if name else [*small, 1, 1][:2]
    gregorian = name in _GREGORIAN_NAMES or year in GREGORIAN_YEARS
    return _accepted(_Written(year, month, day, gregorian).typed(tail))


def _take(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """The first match of *pattern* in *text*, and the text without it."""
    match = pattern.search(text)
    if match is None:
        return None, text
    return match, f"{text[: match.start()]} {text[match.end() :]}"


def _loose_tail(clock: re.Match[str] | None, rest: str) -> str:
    if clock is None:
        return ""
    hour = int(clock["hour"])
    hour += 12 * any(hour in hours and word.search(rest) is not None for word, hours in _LATER)
    return f" {hour:02}:{clock['minute']:0>2}{clock['offset'] or ''}"
