"""
Values of the front matter: one parser for each kind of field.

Every parser reports what is wrong and returns None for it, so that one run shows all problems.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

import yaml

from newsroom.fields import Field, Kind, find_choice, find_flag
from newsroom.front_matter import Entry, Report, entries_of
from newsroom.moments import DateError, Moment, parse_moment
from newsroom.persian import STRAY, ZWJ, ZWNJ, ascii_digits, fold, normalise, persian_digits
from newsroom.problems import Code, nearest
from newsroom.records import Record, settle

ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 6
MEDIA = "media"
SLUG_FORM = (
    "[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?"  # as are the next, also for the form in the browser
)
DURATION_FORM = "(?:[0-9۰-۹]{1,2}:)?[0-9۰-۹]{1,3}:[0-5۰-۵][0-9۰-۹]"

_Keys = dict[str, tuple[str, ...]]

_ID = re.compile(f"[{ID_ALPHABET}]{{{ID_LENGTH}}}")
_SLUG = re.compile(SLUG_FORM)
_ADDRESS = re.compile(r"(?=.{2,200}\Z)(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@-]+)+/?")
_BLANK = re.compile(rf"[\s{STRAY}{ZWNJ}{ZWJ}]*")
_DURATION = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")


class MediaFile(Record, frozen=True):
    """A file of content/media: `path` begins with `media/`; `text` is its alternative or title."""

    path: str
    text: str
    line: int


class Correction(Record, frozen=True):
    """A material correction, shown on the page and announced in the feeds."""

    at: datetime
    text: str

    def __post_init__(self) -> None:
        settle(self, "at")


class Withdrawal(Record, frozen=True):
    """When and why a post was taken back."""

    at: datetime
    reason: str

    def __post_init__(self) -> None:
        settle(self, "at")


class Tag(Record, frozen=True):
    """A tag as written in a post, normalised."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the file, the first line of its front matter, and who hears of it."""

    source: str
    first_line: int
    report: Report

    def line(self, node: yaml.Node) -> int:
        """The 1-based line of the file on which *node* begins."""
        return self.first_line + int(node.start_mark.line)


def parse_value(node: yaml.Node, field: Field, place: Place) -> object | None:
    """The value of *field*, or None after a report. The type depends on the field's kind."""
    if isinstance(node, yaml.ScalarNode) and _BLANK.fullmatch(node.value):
        place.report(
            Code.VALUE_EMPTY, place.line(node),
            f"کلید «{field.persian[0]}» مقدار ندارد.",
            f"مقدار را مانند «{field.example}» بنویسید، یا سطر را پاک کنید.",
        )  # fmt: skip
        return None
    return _PARSERS[field.kind](node, field, place)


def _scalar(node: yaml.Node, field: Field, place: Place) -> str | None:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value).strip()
    place.report(
        Code.SHAPE_WRONG, place.line(node),
        f"کلید «{field.persian[0]}» یک مقدار ساده می‌خواهد، نه فهرست.",
        _like_this(field),
    )  # fmt: skip
    return None


def one_line(typed: str) -> str:
    """*typed*, one piece of prose, as the house writes it, in one line with single spaces."""
    return " ".join(normalise(" ".join(typed.split())).split())


def _like_this(field: Field) -> str:
    return f"مانند این بنویسید: «{field.persian[0]}: {field.example}»."


def _text(node: yaml.Node, field: Field, place: Place) -> str | None:
    typed = _scalar(node, field, place)
    if typed is None:
        return None
    text = one_line(typed)
    if len(text) > field.max_length:
        limit, length = (persian_digits(str(n)) for n in (field.max_length, len(text)))
        place.report(
            Code.TEXT_TOO_LONG, place.line(node),
            f"«{field.persian[0]}» {length} نویسه است؛ بیشترین اندازه {limit} نویسه است.",
            "کوتاهش کنید و جزئیات را به متن ببرید.",
        )  # fmt: skip
        return None
    return text


def _moment(node: yaml.Node, field: Field, place: Place) -> Moment | None:
    typed = _scalar(node, field, place)
    return None if typed is None else _parse_moment(typed, place.line(node), place)


def _parse_moment(typed: str, line: int, place: Place) -> Moment | None:
    try:
        return parse_moment(typed)
    except DateError as error:
        place.report(
            Code.DATE_INVALID, line,
            f"تاریخ «{typed}» خوانده نشد: {error.reason}.",
            f"تاریخ را مانند «{error.suggestion}» بنویسید.",
        )  # fmt: skip
        return None


def _find_choice(typed: str, field: Field, line: int, place: Place) -> str | None:
    found = find_choice(typed, field.choices)
    if found:
        return found
    names = [choice.persian[0] for choice in field.choices]
    spellings = {name: c.persian[0] for c in field.choices for name in c.names}
    meant = spellings.get(nearest(typed, spellings) or "")
    place.report(
        Code.CHOICE_UNKNOWN, line,
        f"مقدار «{typed}» برای «{field.persian[0]}» شناخته‌شده نیست.",
        (f"بنویسید «{meant}». " if meant else "") + f"مقدارهای درست: {'، '.join(names)}.",
    )  # fmt: skip
    return None


def _choice(node: yaml.Node, field: Field, place: Place) -> str | None:
    typed = _scalar(node, field, place)
    return None if typed is None else _find_choice(typed, field, place.line(node), place)


def _flag(node: yaml.Node, field: Field, place: Place) -> bool | None:
    found = _choice(node, field, place)
    return None if found is None else find_flag(found)


def _items(node: yaml.Node, field: Field, place: Place) -> Iterator[tuple[str, int]]:
    """The members of a list, or of one line split at «،» and `,`."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            typed = _scalar(item, field, place)
            if typed:
                yield typed, place.line(item)
        return
    typed = _scalar(node, field, place)
    for part in re.split("[،,]", typed or ""):
        if part.strip():
            yield part.strip(), place.line(node)


def _choices(node: yaml.Node, field: Field, place: Place) -> tuple[str, ...]:
    found = (_find_choice(typed, field, line, place) for typed, line in _items(node, field, place))
    wanted = {name for name in found if name}
    return tuple(choice.name for choice in field.choices if choice.name in wanted)


def _tags(node: yaml.Node, field: Field, place: Place) -> tuple[Tag, ...]:
    items = _items(node, field, place)
    tags = [Tag(one_line(typed.lstrip("# ")), line) for typed, line in items]
    return tuple({fold(tag.name): tag for tag in tags}.values())


def _identity(node: yaml.Node, field: Field, place: Place) -> str | None:
    typed = _scalar(node, field, place)
    if typed is None or _ID.fullmatch(typed):
        return typed
    place.report(
        Code.ID_INVALID, place.line(node),
        f"شناسهٔ «{typed}» درست نیست: شش نویسه از 0-9 و a-z، بی i و l و o و u.",
        "این سطر را پاک کنید و «make fix» را بزنید تا شناسه‌ای تازه بنویسد.",
    )  # fmt: skip
    return None


def _slug(node: yaml.Node, field: Field, place: Place) -> str | None:
    typed = _scalar(node, field, place)
    return None if typed is None else check_slug(typed, place.line(node), place.report)


def check_slug(typed: str, line: int, report: Report) -> str | None:
    """*typed* if it may stand in an address, else None after a report."""
    if _SLUG.fullmatch(typed):
        return typed
    report(
        Code.SLUG_INVALID, line,
        f"نامک «{typed}» در نشانی جا نمی‌گیرد: تنها a-z و 0-9 و خط تیره، تا ۶۰ نویسه.",
        "نامکی کوتاه و لاتین بگذارید، مانند world-standards-day.",
    )  # fmt: skip
    return None


def media_path(typed: str, source: str) -> str | None:
    """
    The path of a media file below `content/`, or None if it points outside of `content/media`.

    Args:
        typed: `media/a.jpg`, `/media/a.jpg`, `a.jpg`, or relative to the file: `../../media/a.jpg`.
        source: the file that names it, below `content/`.
    """
    if typed.startswith("."):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), typed))
    else:
        path = posixpath.normpath(typed.lstrip("/"))
        if "/" not in path:
            path = posixpath.normpath(f"{MEDIA}/{path}")
    return path if path.startswith(f"{MEDIA}/") and "\\" not in path else None


def report_backslash(typed: str, meant: str, line: int, report: Report) -> None:
    """Report a path as another system writes it; *meant* is what to write."""
    report(
        Code.PATH_BACKSLASH, line,
        f"در «{typed}» به جای / نشانهٔ \\ آمده است.",
        f"بنویسید «{meant}».",
    )  # fmt: skip


def with_slashes(typed: str, source: str) -> str:
    """The path of a media file as it should be typed; only its name where it is of a disk."""
    path = typed.replace("\\", "/")
    is_ours = ":" not in path and media_path(path, source)
    return path if is_ours else f"{MEDIA}/{posixpath.basename(path)}"


def _media_file(typed: str, text: str, line: int, place: Place) -> MediaFile | None:
    if "\\" in typed:
        report_backslash(typed, with_slashes(typed, place.source), line, place.report)
        return None
    path = media_path(typed, place.source)
    if path is None:
        place.report(
            Code.FILE_OUTSIDE_MEDIA, line,
            f"پروندهٔ «{typed}» بیرون از content/media است.",
            "پرونده را در content/media بگذارید و مانند media/mark.svg بنویسید.",
        )  # fmt: skip
        return None
    return MediaFile(path, text, line)


def _media(node: yaml.Node, field: Field, place: Place) -> MediaFile | None:
    typed = _scalar(node, field, place)
    return None if typed is None else _media_file(typed, "", place.line(node), place)


_FILE_KEYS: _Keys = {
    "file": ("پرونده", "تصویر"),
    "text": ("متن جایگزین", "عنوان", "شرح", "alt", "title"),
}


def _media_list(node: yaml.Node, field: Field, place: Place) -> tuple[MediaFile, ...]:
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    found = (_media_item(item, field, place) for item in items)
    return tuple(file for file in found if file)


def _media_item(node: yaml.Node, field: Field, place: Place) -> MediaFile | None:
    line = place.line(node)
    if isinstance(node, yaml.MappingNode):
        parts = _parts(node, _FILE_KEYS, field, place)
        if parts is None:
            return None
        return _media_file(parts["file"], one_line(parts.get("text", "")), line, place)
    typed = _scalar(node, field, place)
    return None if typed is None else _media_file(typed, "", line, place)


def _media_or_link(node: yaml.Node, field: Field, place: Place) -> MediaFile | str | None:
    typed = _scalar(node, field, place)
    if typed is None:
        return None
    if "://" in typed:
        return _check_link(typed, place.line(node), place)
    return _media_file(typed, "", place.line(node), place)


def _link(node: yaml.Node, field: Field, place: Place) -> str | None:
    typed = _scalar(node, field, place)
    return None if typed is None else _check_link(typed, place.line(node), place)


def split_address(typed: str) -> SplitResult | None:
    """The parts of an address; None for one that no browser opens, such as `http://[`."""
    try:
        return urlsplit(typed)
    except ValueError:
        return None


def _check_link(typed: str, line: int, place: Place) -> str | None:
    parts = split_address(typed) if not re.search(r"\s", typed) else None
    if parts and parts.scheme in ("http", "https") and parts.hostname:
        return typed
    place.report(
        Code.LINK_SCHEME, line,
        f"نشانی «{typed}» درست نیست.",
        "نشانی کامل را بنویسید، مانند https://example.ir/register.",
    )  # fmt: skip
    return None


def _sms(node: yaml.Node, field: Field, place: Place) -> bool | str | None:
    typed = _scalar(node, field, place)
    if typed is None:
        return None
    flag = find_flag(typed)
    if flag is not None:
        return flag
    if len(typed.split()) > 1:
        return _text(node, field, place)
    place.report(
        Code.CHOICE_UNKNOWN, place.line(node),
        f"پیامک «{typed}» نه بله یا خیر است و نه یک جمله.",
        "بنویسید «خیر»، یا متن کامل پیامک را.",
    )  # fmt: skip
    return None


def _number(node: yaml.Node, field: Field, place: Place) -> int | None:
    typed = _scalar(node, field, place)
    if typed is None:
        return None
    if re.fullmatch(r"[0-9]{1,6}", ascii_digits(typed)):
        return int(ascii_digits(typed))
    place.report(
        Code.NUMBER_INVALID, place.line(node),
        f"«{typed}» شمار نیست.",
        f"تنها رقم بنویسید، مانند «{field.persian[0]}: {field.example}».",
    )  # fmt: skip
    return None


def _duration(node: yaml.Node, field: Field, place: Place) -> int | None:
    """Seconds."""
    typed = _scalar(node, field, place)
    if typed is None:
        return None
    match = _DURATION.fullmatch(ascii_digits(typed))
    if match:
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds
    place.report(
        Code.NUMBER_INVALID, place.line(node),
        f"مدت «{typed}» خوانده نشد.",
        f"دقیقه و ثانیه را با دونقطه بنویسید، مانند «{field.persian[0]}: {field.example}».",
    )  # fmt: skip
    return None


def _addresses(node: yaml.Node, field: Field, place: Place) -> tuple[str, ...]:
    found = []
    for typed, line in _items(node, field, place):
        if _ADDRESS.fullmatch(typed):
            found.append(typed if typed.endswith("/") or "." in typed else f"{typed}/")
            continue
        place.report(
            Code.ALIAS_INVALID, line,
            f"نشانی پیشین «{typed}» درست نیست.",
            "بخش پس از نام سایت را بنویسید، مانند /news/1405/old-name/.",
        )  # fmt: skip
    return tuple(found)


_CORRECTION_KEYS: _Keys = {"date": ("تاریخ",), "text": ("متن",)}
_WITHDRAWAL_KEYS: _Keys = {"date": ("تاریخ",), "reason": ("دلیل",)}


def _corrections(node: yaml.Node, field: Field, place: Place) -> tuple[Correction, ...]:
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    found = []
    for item in items:
        parts = _parts(item, _CORRECTION_KEYS, field, place)
        moment = parts and _parse_moment(parts["date"], place.line(item), place)
        if parts and moment:
            found.append(Correction(moment.at, one_line(parts["text"])))
    return tuple(sorted(found, key=lambda correction: correction.at))


def _withdrawal(node: yaml.Node, field: Field, place: Place) -> Withdrawal | None:
    parts = _parts(node, _WITHDRAWAL_KEYS, field, place)
    moment = parts and _parse_moment(parts["date"], place.line(node), place)
    return Withdrawal(moment.at, one_line(parts["reason"])) if parts and moment else None


_RECORD_KEYS = {
    Kind.CORRECTIONS: _CORRECTION_KEYS,
    Kind.WITHDRAWAL: _WITHDRAWAL_KEYS,
    Kind.MEDIA_LIST: _FILE_KEYS,
}


def indent_inside(name: str, above: Entry, field: Field) -> int | None:
    """The spaces with which the key *name* would belong to the record of *field* above it."""
    is_list = isinstance(above.node, yaml.SequenceNode)
    record = [None, *above.node.value][-1] if is_list else above.node
    is_block = isinstance(record, yaml.MappingNode) and not record.flow_style
    if not is_block or fold(name) not in _names(_RECORD_KEYS.get(field.kind, {})):
        return None
    return int(record.start_mark.column)


def _names(keys: _Keys) -> dict[str, str]:
    return {fold(name): key for key, others in keys.items() for name in (key, *others)}


def _parts(node: yaml.Node, keys: _Keys, field: Field, place: Place) -> dict[str, str] | None:
    """The texts of a small mapping; its first key is needed, of two-key ones both are."""
    found: dict[str, str] = {}
    names = _names(keys)
    entries: list[Entry] = (
        list(entries_of(node, place.first_line)) if isinstance(node, yaml.MappingNode) else []
    )
    for entry in entries:
        key = names.get(fold(entry.name))
        value = entry.node.value if isinstance(entry.node, yaml.ScalarNode) else ""
        if key is None or key in found or _BLANK.fullmatch(value):
            found.clear()
            break
        found[key] = " ".join(value.split())
    needed = [key for key in keys if key == "file" or "file" not in keys]
    if all(key in found for key in needed):
        return found
    place.report(
        Code.SHAPE_WRONG, place.line(node),
        f"«{field.persian[0]}» به این شکل خوانده نشد.",
        _like_this(field),
    )  # fmt: skip
    return None


_PARSERS: dict[Kind, Callable[[yaml.Node, Field, Place], object | None]] = {
    Kind.TEXT: _text,
    Kind.MOMENT: _moment,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.IDENTITY: _identity,
    Kind.SLUG: _slug,
    Kind.TAGS: _tags,
    Kind.MEDIA: _media,
    Kind.MEDIA_LIST: _media_list,
    Kind.MEDIA_OR_LINK: _media_or_link,
    Kind.FLAG: _flag,
    Kind.SMS: _sms,
    Kind.NUMBER: _number,
    Kind.DURATION: _duration,
    Kind.LINK: _link,
    Kind.ADDRESSES: _addresses,
    Kind.CORRECTIONS: _corrections,
    Kind.WITHDRAWAL: _withdrawal,
}
