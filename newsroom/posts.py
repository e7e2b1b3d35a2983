"""
A post, and how it is read: from the bytes of one file to one record, or to problems.

Reading a file depends on that file alone, so it can be cached and done in parallel. What needs the
other files (links, tags, one id twice) is checked in `newsroom.content`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from msgspec.structs import force_setattr

from newsroom import front_matter
from newsroom.body import Body, Job, escaped_size
from newsroom.feeds.words import plain, shorten
from newsroom.fields import EVERYWHERE, FIELDS, PAGES, Field, Kind, find_field
from newsroom.front_matter import Entry, FrontMatter, Report
from newsroom.jalali import format_numbers, to_jalali
from newsroom.markup import Renderer
from newsroom.media_safety import is_picture, report_no_picture
from newsroom.moments import Moment
from newsroom.persian import persian_digits
from newsroom.problems import Code, Problem, nearest
from newsroom.records import Record, settle
from newsroom.values import (
    Correction,
    MediaFile,
    Place,
    Tag,
    Withdrawal,
    check_slug,
    indent_inside,
    parse_value,
)

CONTENT = "content"
FIRST_YEAR = 1320
MOMENTS = tuple(known.key for known in FIELDS if known.kind is Kind.MOMENT)


class Post(Record, frozen=True, kw_only=True):
    """
    One post or page as its file says, every field of the contract in it.

    Attributes:
        source: path below content/, with `/`.
        section: one of `newsroom.fields.SECTIONS`, or `pages`.
        year: Jalali year of the address; 0 for pages.
        lines: 1-based line of each key that was written, for problems found later.
        moments and names: as in `newsroom.fields`; a moment is aware, in Tehran.
        address: below the site, `/news/1405/law/`, `/mark/`; made of section, year and slug.
        head_bytes: what title and summary take at most in a feed, beside their markup.
    """

    source: str
    section: str
    slug: str
    year: int
    body: Body
    lines: Mapping[str, int]
    title: str
    date: datetime | None = None
    status: str = "draft"
    id: str = ""
    summary: str = ""
    kicker: str = ""
    dateline: str = ""
    happened: datetime | None = None
    tags: tuple[Tag, ...] = ()
    audience: tuple[str, ...] = ()
    urgent: datetime | None = None
    image: MediaFile | None = None
    image_alt: str = ""
    image_caption: str = ""
    image_credit: str = ""
    image_licence: str = ""
    gallery: tuple[MediaFile, ...] = ()
    attachments: tuple[MediaFile, ...] = ()
    contact: str = ""
    updated: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None
    sms: bool | str | None = None
    aliases: tuple[str, ...] = ()
    sample: bool = False
    kind: str = ""
    file: MediaFile | None = None
    pages: int | None = None
    ages: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    register_until: datetime | None = None
    place: str = ""
    capacity: int | None = None
    taken: int | None = None
    cancelled: bool = False
    register_url: str = ""
    phone: str = ""
    airs: datetime | None = None
    channel: str = ""
    duration: int | None = None
    video: MediaFile | str | None = None
    captions: MediaFile | None = None
    all_day: frozenset[str] = frozenset()
    address: str = ""
    head_bytes: int = 0

    def __post_init__(self) -> None:
        settle(self, *MOMENTS)
        if not self.address:
            force_setattr(self, "address", self._address())
            force_setattr(self, "head_bytes", self._head_bytes())

    def _address(self) -> str:
        if self.section == PAGES:
            return f"/{self.slug}/"
        return f"/{self.section}/{self.year}/{self.slug}/"

    def _head_bytes(self) -> int:
        title, summary = plain(self.title), shorten(plain(self.summary))
        return escaped_size(title) + 2 * escaped_size(summary)

    @property
    def short_address(self) -> str:
        """The permanent short address: `/p/4k7m2q/`."""
        return f"/p/{self.id}/"

    @property
    def published(self) -> datetime:
        """The moment of publication. ValueError for a draft that has none."""
        if self.date is None:
            raise ValueError(f"{self.source} has no date")
        return self.date

    @property
    def modified(self) -> datetime:
        """The moment of the last change that readers are told of."""
        changes = [correction.at for correction in self.corrections]
        changes += [self.updated] if self.updated else []
        changes += [self.withdrawn.at] if self.withdrawn else []
        return max([self.published, *changes])

    @property
    def media(self) -> tuple[MediaFile, ...]:
        """Every file of content/media that the front matter names."""
        single = (self.image, self.file, self.captions, self.video)
        named = [file for file in single if isinstance(file, MediaFile)]
        return (*named, *self.gallery, *self.attachments)

    def line(self, key: str) -> int:
        """The line of *key*, or the first line of the file where it is not written."""
        return self.lines.get(key, 1)


def read_post(source: str, data: bytes, renderer: Renderer) -> tuple[Post | None, list[Problem]]:
    """
    Read one content file.

    Args:
        source: its path below content/.
        data: its bytes, of any quality.
        renderer: converts the body; not thread-safe.

    Returns:
        The post, or None where the file cannot be used at all, and its problems. A post with
        problems is still returned, so that the checks between files see as much as can be seen.
    """
    report = Report(f"{CONTENT}/{source}")
    post = _read(source, data, renderer, report)
    return post, report.problems


def _read(source: str, data: bytes, renderer: Renderer, report: Report) -> Post | None:
    text = front_matter.decode(data, report)
    if text is None:
        return None
    section = PurePosixPath(source).parts[0]
    if section not in EVERYWHERE or len(PurePosixPath(source).parts) > 3:
        report(
            Code.FILE_MISPLACED, 1,
            f"پوشهٔ «{PurePosixPath(source).parent}» جای هیچ بخشی نیست.",
            "پرونده را به یکی از این‌ها ببرید: "
            + "، ".join(f"{CONTENT}/{name}" for name in EVERYWHERE) + ".",
        )  # fmt: skip
        return None
    matter = front_matter.parse_front_matter(text, report)
    if matter is None:
        return None
    values, lines, all_day = _read_fields(matter, source, section, report)
    slug = str(values.pop("slug", "")) or PurePosixPath(source).stem
    if "slug" not in lines:
        check_slug(slug, 1, report)
    body = renderer.render(matter.body, source, matter.body_line, report)
    values.setdefault("title", "")
    post = Post(
        source=source,
        section=section,
        slug=slug,
        year=_year(source, section, values),
        body=body,
        lines=lines,
        all_day=all_day,
        **values,
    )
    _check_rules(post, matter, renderer.job, report)
    return post


def _read_fields(
    matter: FrontMatter, source: str, section: str, report: Report
) -> tuple[dict[str, Any], dict[str, int], frozenset[str]]:
    """The values of the known keys, the line of each, and the moments written without a time."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    meant: dict[str, int] = {}
    all_day = set()
    place = Place(source, 2, report)
    above: tuple[Entry, Field] | None = None
    for entry in matter.entries:
        known = find_field(entry.name)
        if known is None:
            misspelt = _report_unknown(entry, above, section, report)
            if misspelt:
                meant[misspelt.key] = entry.line
            continue
        above = entry, known
        if section not in known.sections:
            _report_elsewhere(known, entry.name, entry.line, report)
            continue
        if known.key in lines:
            first = persian_digits(str(lines[known.key]))
            report(
                Code.KEY_TWICE, entry.line,
                f"کلید «{entry.name}» یک بار در سطر {first} آمده است.",
                "یکی از دو سطر را پاک کنید.",
            )  # fmt: skip
            continue
        lines[known.key] = entry.line
        value = parse_value(entry.node, known, place)
        if isinstance(value, Moment):
            if not value.has_time:
                all_day.add(known.key)
            value = value.at
        if value is not None:
            values[known.key] = value
    return values, {**meant, **lines}, frozenset(all_day)


def _report_unknown(
    entry: Entry, above: tuple[Entry, Field] | None, section: str, report: Report
) -> Field | None:
    """The key that was probably meant is given back: it is misspelt, not missing."""
    spaces = indent_inside(entry.name, *above) if above else None
    if above and spaces:
        report(
            Code.KEY_UNKNOWN, entry.line,
            f"کلید «{entry.name}» بیرون از «{above[1].persian[0]}» است.",
            f"این سطر را با {persian_digits(str(spaces))} فاصله آغاز کنید.",
        )  # fmt: skip
        return None
    known = [n for f in FIELDS if section in f.sections for n in f.names]
    meant = nearest(entry.name.lower(), known)
    report(
        Code.KEY_UNKNOWN, entry.line,
        f"کلید «{entry.name}» شناخته‌شده نیست.",
        (f"بنویسید «{meant}». " if meant else "")
        + "فهرست کلیدها در docs/front-matter.md است.",
    )  # fmt: skip
    return find_field(meant) if meant else None


def _report_elsewhere(known: Field, name: str, line: int, report: Report) -> None:
    report(
        Code.KEY_NOT_HERE, line,
        f"کلید «{name}» در این بخش معنایی ندارد.",
        f"این کلید برای {'، '.join(f'{CONTENT}/{s}' for s in known.sections)} است؛ "
        "سطر را پاک کنید یا پرونده را جابه‌جا کنید.",
    )  # fmt: skip


def _year(source: str, section: str, values: dict[str, Any]) -> int:
    if section == PAGES:
        return 0
    if "date" in values:
        return to_jalali(values["date"]).year
    folder = folder_year(source)
    return folder or 0


def folder_year(source: str) -> int | None:
    """The Jalali year that the folder of *source* says, if it says one."""
    parts = PurePosixPath(source).parts
    return int(parts[1]) if len(parts) == 3 and re.fullmatch("1[34][0-9]{2}", parts[1]) else None


def _check_rules(post: Post, matter: FrontMatter, job: Job, report: Report) -> None:
    """Rules between the fields of one post."""
    public = post.status != "draft"
    if public or post.section == PAGES:
        _check_needed(post, report)
    if public and post.date and "date" in post.all_day:
        report(
            Code.TIME_MISSING, post.line("date"),
            "تاریخ انتشار ساعت ندارد.",
            f"ساعت را هم بنویسید، مانند «{format_numbers(post.date)} 09:30»، یا «make fix» را "
            "بزنید.",
        )  # fmt: skip
    if post.status == "published" and not post.body.html.strip() and post.section == "news":
        report(Code.BODY_EMPTY, matter.body_line, "متن خبر خالی است.",
               "متن را پس از سطر --- دوم بنویسید.")  # fmt: skip
    _check_anchors(post, job, report)
    _check_year(post, report)
    _check_picture(post, report)
    _check_course(post, report)
    _check_withdrawal(post, report)


def _check_needed(post: Post, report: Report) -> None:
    for needed in FIELDS:
        if not needed.to_publish or post.section not in needed.sections:
            continue
        if needed.key in post.lines:
            continue
        if needed.key == "id":
            report(Code.ID_MISSING, 1, "این مطلب شناسه ندارد.",
                   "«make fix» را بزنید تا یک بار برای همیشه شناسه بنویسد.")  # fmt: skip
            continue
        report(
            Code.KEY_MISSING, 1,
            f"کلید «{needed.persian[0]}» نوشته نشده است و انتشار به آن نیاز دارد.",
            f"این سطر را بیفزایید: «{needed.persian[0]}: {needed.example}».",
        )  # fmt: skip


def _check_anchors(post: Post, job: Job, report: Report) -> None:
    own = {*job.ids, *(f"c{number}" for number, _ in enumerate(post.corrections, 1))}
    for link in job.anchors:
        if link.target in own:
            continue
        meant = nearest(link.target, own)
        report(
            Code.LINK_DEAD, link.line,
            f"پیوند «{link.typed}» به جایی از همین صفحه نمی‌رسد.",
            (f"بنویسید «#{meant}»، یا " if meant else "")
            + f"در پایان سرفصل آن بنویسید «{{#{link.target or 'a-name'}}}».",
        )  # fmt: skip


def _check_year(post: Post, report: Report) -> None:
    if post.date is None:
        return
    if post.year < FIRST_YEAR:
        report(
            Code.DATE_INVALID, post.line("date"),
            f"سال {persian_digits(str(post.year))} پیش از آغاز این بایگانی است.",
            f"سالی از {persian_digits(str(FIRST_YEAR))} به بعد بنویسید.",
        )  # fmt: skip
    folder = folder_year(post.source)
    if folder is not None and folder != post.year:
        written, stands = (persian_digits(str(year)) for year in (post.year, folder))
        report(
            Code.YEAR_MISMATCH, post.line("date"),
            f"تاریخ از سال {written} است ولی پرونده در پوشهٔ {stands} است.",
            f"پرونده را به {CONTENT}/{post.section}/{post.year} ببرید، یا سال را درست کنید.",
        )  # fmt: skip
    elif folder is None and (post.section == "news" or post.source.count("/") > 1):
        report(
            Code.FILE_MISPLACED, 1,
            "این نوشته در پوشهٔ سال خود نیست.",
            f"پرونده را به {CONTENT}/{post.section}/{post.year} ببرید.",
        )  # fmt: skip


def _check_picture(post: Post, report: Report) -> None:
    for picture in (*([post.image] if post.image else []), *post.gallery):
        if not is_picture(picture.path):
            report_no_picture(picture.path, picture.line, report)
    if post.image and "image_alt" not in post.lines:
        report(
            Code.ALT_MISSING, post.line("image"),
            f"تصویر «{post.image.path}» متن جایگزین ندارد.",
            "سطر «متن جایگزین» را بیفزایید و بنویسید در تصویر چه دیده می‌شود.",
        )  # fmt: skip
    for picture in post.gallery:
        if not picture.text:
            report(
                Code.ALT_MISSING, picture.line,
                f"تصویر «{picture.path}» در گالری متن جایگزین ندارد.",
                "هر تصویر را مانند {پرونده: media/a.jpg, متن جایگزین: غرفهٔ آموزش} بنویسید.",
            )  # fmt: skip


def _check_course(post: Post, report: Report) -> None:
    ends = post.ends
    if ends and "ends" in post.all_day:  # all of that day: a course may end on the day it starts
        ends = ends.replace(hour=23, minute=59)
    if post.starts and ends and ends < post.starts:
        report(Code.COURSE_ORDER, post.line("ends"), "پایان دوره پیش از آغاز آن است.",
               "تاریخ آغاز و پایان را با هم بسنجید.")  # fmt: skip
    _check_registration(post, ends, report)
    if post.status == "published" and post.starts and "starts" in post.all_day:
        report(Code.TIME_MISSING, post.line("starts"), "آغاز دوره ساعت ندارد.",
               f"ساعت را هم بنویسید، مانند «آغاز: {format_numbers(post.starts)} 09:00»."
               )  # fmt: skip
    if post.capacity is not None and (post.taken or 0) > post.capacity:
        report(Code.COURSE_ORDER, post.line("taken"),
               "شمار ثبت‌نام‌شده‌ها از ظرفیت بیشتر است.",
               "ظرفیت یا شمار ثبت‌نام‌شده‌ها را درست کنید.")  # fmt: skip


def _check_registration(post: Post, ends: datetime | None, report: Report) -> None:
    """The deadline may be the day of the start: then the start itself ends the registration."""
    until, limit = post.register_until, post.starts or ends
    if not until or not limit or until <= limit:
        return
    what = "پایان" if ends and until > ends else "آغاز"
    report(
        Code.COURSE_ORDER, post.line("register_until"),
        f"مهلت ثبت‌نام پس از {what} دوره است.",
        f"مهلتی تا آغاز دوره بنویسید، مانند «مهلت ثبت‌نام: {format_numbers(limit)}».",
    )  # fmt: skip


def _check_withdrawal(post: Post, report: Report) -> None:
    if post.status == "withdrawn" and "withdrawn" not in post.lines:
        report(
            Code.WITHDRAWAL_MISMATCH, post.line("status"),
            "وضعیت «پس‌گرفته‌شده» است ولی تاریخ و دلیل آن نوشته نشده است.",
            "کلید «پس‌گیری» را با تاریخ و دلیل بیفزایید.",
        )  # fmt: skip
    if post.withdrawn and post.status != "withdrawn":
        report(
            Code.WITHDRAWAL_MISMATCH, post.line("withdrawn"),
            "«پس‌گیری» نوشته شده ولی وضعیت مطلب «پس‌گرفته‌شده» نیست.",
            "سطر وضعیت را به «پس‌گرفته‌شده» تغییر دهید، یا «پس‌گیری» را پاک کنید.",
        )  # fmt: skip
