"""
What can be mended by rule in a content file: normal text, the identity, the time, the keys' names.

Only the characters that must change are changed: comments, order, quotes and spaces stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import yaml

from newsroom.fields import PAGES, Field, Kind, find_field
from newsroom.front_matter import FENCE, Loader, Report, decode
from newsroom.jalali import TEHRAN, DateError, Moment, parse_moment
from newsroom.persian import fold, normalise, normalise_markdown, persian_digits
from newsroom.posts import CONTENT

DEFAULT_TIME = "08:00"  # for a day that is not today: the first hour at which an SMS may go out
KEYS = ("fa", "en")

_TEXT_KINDS = frozenset(
    {Kind.TEXT, Kind.TAGS, Kind.SMS, Kind.CORRECTIONS, Kind.WITHDRAWAL, Kind.MEDIA_LIST}
)
_NOT_TEXT = frozenset(map(fold, ("date", "تاریخ", "file", "پرونده", "تصویر")))


@dataclass(frozen=True, slots=True)
class _Edit:
    """Put *text* where `start` to `end` of the front matter was."""

    start: int
    end: int
    text: str


def fix_text(
    source: str, data: bytes, *, now: datetime, new_id: Callable[[], str], keys: str | None = None
) -> bytes | None:
    """
    The file as it should be.

    Args:
        source: its path below content/.
        now: becomes the time of a post that is published today without one.
        new_id: an identity that no other file has.
        keys: `fa` or `en` to rewrite the names of the keys; None leaves them.

    Returns:
        The bytes, the same where nothing is to mend; None where the file cannot be read, which
        `make check` explains.
    """
    report = Report(f"{CONTENT}/{source}")
    text = decode(data, report)
    lines = (text or "").split("\n")
    if text is None or lines[0].rstrip() != FENCE:
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        return None
    head, body = "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])
    try:
        node = yaml.compose(head, Loader=Loader)
    except yaml.YAMLError:
        return None
    if not isinstance(node, yaml.MappingNode):
        return None
    edits = sorted(_edits(node, now, keys), key=lambda edit: edit.start, reverse=True)
    for edit in edits:
        head = head[: edit.start] + edit.text + head[edit.end :]
    if not source.startswith(f"{PAGES}/") and not _has(node, "id"):
        name = "id" if _is_english(node, keys) else "شناسه"
        head = f"{head.rstrip()}\n{name}: {new_id()}"
    body = normalise_markdown(body).rstrip("\n")
    fixed = "\n".join([FENCE, head, FENCE, body]).rstrip("\n") + "\n"
    return fixed.encode()


def _edits(node: yaml.MappingNode, now: datetime, keys: str | None) -> Iterator[_Edit]:
    published = _is_published(node)
    for key, value in node.value:
        field = find_field(str(key.value))
        if field is None:
            continue
        if keys:
            name = field.key if keys == "en" else field.persian[0]
            yield _Edit(key.start_mark.index, key.end_mark.index, name)
        if field.kind in _TEXT_KINDS:
            yield from _normal(value)
        elif field.key == "date" and published:
            yield from _with_time(value, now)


def _normal(node: yaml.Node) -> Iterator[_Edit]:
    """Edits that make every text below *node* normal."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _normal(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if fold(str(key.value)) not in _NOT_TEXT:
                yield from _normal(value)
    elif isinstance(node, yaml.ScalarNode) and (node.style or "'") in "'\"":
        margin = 1 if node.style else 0
        text = normalise(node.value)
        # A value with an escape in it is left alone: its length is not that of its characters.
        written = node.end_mark.index - node.start_mark.index - 2 * margin
        if text != node.value and written == len(node.value) and not set(text) & set("\"'\\\n"):
            yield _Edit(node.start_mark.index + margin, node.end_mark.index - margin, text)


def _with_time(node: yaml.Node, now: datetime) -> Iterator[_Edit]:
    if not isinstance(node, yaml.ScalarNode):
        return
    try:
        moment: Moment = parse_moment(node.value)
    except DateError:
        return
    if moment.has_time:
        return
    here = now.astimezone(TEHRAN)
    time = here.strftime("%H:%M") if moment.at.date() == here.date() else DEFAULT_TIME
    if not node.value.isascii():
        time = persian_digits(time)
    margin = 1 if node.style else 0
    end = node.end_mark.index - margin
    yield _Edit(end, end, f" {time}")


def _field(node: yaml.MappingNode, key: str) -> yaml.Node | None:
    for name, value in node.value:
        field: Field | None = find_field(str(name.value))
        if field is not None and field.key == key:
            return value if isinstance(value, yaml.Node) else None
    return None


def _has(node: yaml.MappingNode, key: str) -> bool:
    return _field(node, key) is not None


def _is_published(node: yaml.MappingNode) -> bool:
    status = _field(node, "status")
    draft = ("draft", "پیش‌نویس", "")
    return status is not None and fold(str(status.value)) not in map(fold, draft)


def _is_english(node: yaml.MappingNode, keys: str | None) -> bool:
    if keys:
        return keys == "en"
    names = [str(key.value) for key, _ in node.value]
    return sum(name.isascii() for name in names) * 2 > len(names)
