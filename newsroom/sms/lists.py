"""
Lists of subscribers as CSV: read as offices and spreadsheets write them, and written for both.

The first line names the columns, in Persian or English, or the first column is the number. A bad
line is told by its own number; the others are good all the same.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from newsroom.fields import AUDIENCES
from newsroom.jalali import format_numbers
from newsroom.moments import DateError, parse_moment
from newsroom.persian import fold
from newsroom.site import SECTION_NAMES
from newsroom.sms.phones import PhoneError, parse_phone
from newsroom.sms.subscribers import Consent, Entry, Person

COLUMNS = {
    "phone": ("شماره", "شماره همراه", "موبایل", "تلفن همراه", "phone", "mobile"),
    "consent": ("رضایت", "تاریخ رضایت", "consent"),
    "sections": ("بخش", "بخش‌ها", "sections"),
    "audience": ("مخاطب", "مخاطبان", "audience"),
    "state": ("وضع", "state"),
}
LEFT = "رفته"
_SECTIONS = {fold(word): name for name, label in SECTION_NAMES.items() for word in (name, label)}
_AUDIENCES = {fold(word): choice.name for choice in AUDIENCES for word in choice.names}
HEADINGS = ("شماره", "رضایت", "بخش‌ها", "مخاطبان", "وضع")
LONGEST_LINE = 10_000  # characters; a quote that is never closed swallows no more


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is nobody: `path:line`, in Persian, without the number itself."""

    path: str
    line: int
    what: str
    fix: str
    code: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}. [{self.code}]\n    راه‌حل: {self.fix}."


def read_list(lines: IO[str], path: str, now: datetime) -> Iterator[Entry | BadLine]:
    """
    What each line of a list is, in order; empty lines are nothing.

    Args:
        lines: text; a byte order mark at its beginning is taken away.
        path: as it is to be named.
        now: the consent of those whose line names no date.
    """
    places: dict[str, int] | None = None
    for number, cells in _rows(lines):
        if not any(cell.strip() for cell in cells):
            continue
        if places is None:
            places = _columns(cells)
            if places:
                continue
            places = {"phone": 0}
        yield _line(cells, places, path, number, now)


def _rows(lines: IO[str]) -> Iterator[tuple[int, list[str]]]:
    """One row a line: a number needs no quoted line breaks, and a stray quote must not eat ten."""
    delimiter = ""
    for number, line in enumerate(lines, 1):
        text = line.lstrip("\ufeff") if number == 1 else line
        text = text.replace("\0", "").rstrip("\r\n")[:LONGEST_LINE]
        if not delimiter:
            delimiter = max(",;\t،", key=text.count)
        yield number, next(csv.reader([text], delimiter=delimiter), [])


def _columns(cells: list[str]) -> dict[str, int] | None:
    """Where each column is, if this is a line of headings."""
    names = {fold(name): key for key, known in COLUMNS.items() for name in known}
    found = {names[fold(cell)]: place for place, cell in enumerate(cells) if fold(cell) in names}
    return found if "phone" in found else None


def _line(
    cells: list[str], places: dict[str, int], path: str, number: int, now: datetime
) -> Entry | BadLine:
    def cell(name: str) -> str:
        place = places.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    if cell("phone").startswith(("=", "@")):
        return BadLine(
            path, number, "به جای شماره یک فرمول آمده است",
            "در اکسل ستون را «متن» کنید و خود شماره را بنویسید", "phone-formula",
        )  # fmt: skip
    try:
        phone = parse_phone(cell("phone"))
        given = cell("consent")
        at = parse_moment(given).at if given else now
        sections = _names(cell("sections"), _SECTIONS)
        audience = _names(cell("audience"), _AUDIENCES)
    except PhoneError as error:
        return BadLine(path, number, error.what, error.fix, str(error.reason))
    except DateError as error:
        return BadLine(
            path, number, f"تاریخ رضایت «{given[:40]}» خوانده نشد: {error.reason}",
            f"بنویسید «{error.suggestion}»", "consent-invalid",
        )  # fmt: skip
    except KeyError as error:
        return BadLine(
            path, number, f"«{error.args[0][:40]}» بخش یا مخاطب شناخته‌شده‌ای نیست",
            "نام‌ها در docs/front-matter.md است؛ برای همه، خالی بگذارید", "topic-unknown",
        )  # fmt: skip
    if at > now:
        return BadLine(
            path, number, f"تاریخ رضایت «{given[:40]}» هنوز نرسیده است",
            "تاریخ روزی را بنویسید که رضایت داده شد", "consent-invalid",
        )  # fmt: skip
    has_left = fold(cell("state")) == fold(LEFT)
    return Entry(phone, Consent(at, "import"), sections, audience, has_left)


def _names(text: str, known: dict[str, str]) -> tuple[str, ...]:
    words = [word for word in text.replace("،", ",").replace(";", ",").split(",") if word.strip()]
    found = []
    for word in words:
        if fold(word) not in known:
            raise KeyError(word.strip())
        found.append(known[fold(word)])
    return tuple(dict.fromkeys(found))


def write_list(pages: Iterable[list[Person]]) -> Iterator[str]:
    """The list as lines of CSV that `read_list` reads: for a copy, or for another ledger."""
    yield ",".join(HEADINGS)
    for person in (person for page in pages for person in page):
        # With its zero and not as +98: a spreadsheet takes a plus for a formula.
        cells = (
            f"0{person.phone[3:]}", format_numbers(person.consented_at),
            ";".join(person.sections), ";".join(person.audience),
            "عضو" if person.is_active else LEFT,
        )  # fmt: skip
        yield ",".join(cells)
