"""
What can be mended by rule in a content file: text as the house writes it, identity, time, keys.

Only the characters that must change are changed: comments, order, quotes and spaces stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import yaml

from newsroom.fields import PAGES, STATUSES, Field, Kind, find_choice, find_field
from newsroom.front_matter import (
    FENCE,
    Loader,
    Report,
    compose_mapping,
    cut_front_matter,
    decode,
)
from newsroom.jalali import TEHRAN
from newsroom.moments import DateError, Moment, parse_moment
from newsroom.persian import fold, persian_digits
from newsroom.posts import CONTENT
from newsroom.style.house import HouseStyle
from newsroom.values import one_line

DEFAULT_TIME = "08:00"  # for a day that is not today: the first hour at which an SMS may go out
KEYS = ("fa", "en")
HOUSE = HouseStyle()

# A tag is a name of the tags file, so it is made normal and no more.
_WRITERS: dict[Kind, Callable[[HouseStyle, str], str]] = {
    Kind.TEXT: HouseStyle.mend_line,
    Kind.SMS: HouseStyle.mend_line,
    Kind.TAGS: lambda _, text: one_line(text),
}
_RECORD_KINDS = frozenset({Kind.CORRECTIONS, Kind.WITHDRAWAL, Kind.MEDIA_LIST})
_NOT_TEXT = frozenset(map(fold, ("date", "تاریخ", "file", "پرونده", "تصویر")))


@dataclass(frozen=True, slots=True)
class _Edit:
    """Put *text* where `start` to `end` of the front matter was."""

    start: int
    end: int
    text: str


def fix_text(
    source: str,
    data: bytes,
    *,
    now: datetime,
    new_id: Callable[[], str],
    keys: str | None = None,
    style: HouseStyle = HOUSE,
) -> bytes | None:
    """
    The file as it should be.

    Args:
        source: its path below content/.
        now: becomes the time of a post that is published today without one.
        new_id: an identity that no other file has.
        keys: `fa` or `en` to rewrite the names of the keys; None leaves them.
        style: with the glossary of the content folder.

    Returns:
        The bytes, the same where nothing is to mend; None where the file cannot be read, which
        `make check` explains.
    """
    report = Report(f"{CONTENT}/{source}")
    text = decode(data, report)
    cut = cut_front_matter(text, report) if text else None
    node = compose_mapping(cut.head, report) if cut else None
    if cut is None or node is None:
        return None
    edits = list(_edits(node, now, keys, style))
    if not source.startswith(f"{PAGES}/"):
        edits += _with_identity(node, cut.head, new_id, keys)
    head = _apply(edits, cut.head)
    if not _has_fields_of(node, head):
        head = cut.head
    body = style.mend_markdown(cut.body).rstrip("\n")
    fixed = "\n".join([FENCE, head, FENCE, body]).rstrip("\n") + "\n"
    return fixed.encode()


def _apply(edits: list[_Edit], head: str) -> str:
    position = 0
    pieces = []
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += [head[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, head[position:]])


def _has_fields_of(node: yaml.MappingNode, head: str) -> bool:
    """Whether *head* still says all that *node* did: YAML knows more forms than the edits do."""
    fixed = compose_mapping(head, Report(""))
    return fixed is not None and _fields(fixed)[: len(node.value)] == _fields(node)


def _fields(node: yaml.MappingNode) -> list[Field | None]:
    return [find_field(str(key.value)) for key, _ in node.value]


def _edits(
    node: yaml.MappingNode, now: datetime, keys: str | None, style: HouseStyle
) -> Iterator[_Edit]:
    published = _is_published(node)
    for key, value in node.value:
        field = find_field(str(key.value))
        if field is None:
            continue
        if keys:
            name = field.key if keys == "en" else field.persian[0]
            yield _Edit(key.start_mark.index, key.end_mark.index, name)
        if field.kind in _WRITERS:
            write = partial(_WRITERS[field.kind], style)
            for text in _members(value):
                parent = value if isinstance(value, yaml.SequenceNode) else node
                yield from _mended(text, parent, write)
        elif field.kind in _RECORD_KINDS:
            for record in _members(value):
                yield from _mended_record(record, style.mend_line)
        elif field.key == "date" and published:
            yield from _with_time(value, now)


def _members(node: yaml.Node) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else [node]


def _mended_record(node: yaml.Node, write: Callable[[str], str]) -> Iterator[_Edit]:
    """Edits that mend the texts of a small mapping; what names a file or a day stays."""
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        if fold(str(key.value)) not in _NOT_TEXT:
            yield from _mended(value, node, write)


def _mended(
    node: yaml.Node, parent: yaml.CollectionNode, write: Callable[[str], str]
) -> Iterator[_Edit]:
    if not isinstance(node, yaml.ScalarNode):
        return
    margin = 1 if node.style else 0
    start, end = node.start_mark.index + margin, node.end_mark.index - margin
    text = write(node.value)
    # A value with an escape or with lines is left alone: it is shorter than what is written.
    if text == node.value or end - start != len(node.value):
        return
    if not node.style and not _reads_back(text, in_flow=bool(parent.flow_style)):
        # A mark that was removed had hidden a `#`, a `- ` or a `: ` from YAML.
        if '"' in text or "\\" in text:
            return
        text = f'"{text}"'
    yield _Edit(start, end, text)


def _reads_back(text: str, *, in_flow: bool) -> bool:
    """Whether YAML reads *text* without quotes as it stands; between brackets more is a mark."""
    try:
        node = yaml.compose(f"[{text}]" if in_flow else f"- {text}", Loader=Loader)
    except yaml.YAMLError:
        return False
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    return [item.value for item in items] == [text]


def _with_identity(
    node: yaml.MappingNode, head: str, new_id: Callable[[], str], keys: str | None
) -> Iterator[_Edit]:
    written = _field(node, "id")
    if written is None and not node.flow_style:
        name = "id" if _is_english(node, keys) else "شناسه"
        indent = " " * node.value[0][0].start_mark.column if node.value else ""
        end = len(head.rstrip())
        line = f"{indent}{name}: {new_id()}"
        yield _Edit(end, len(head), f"\n{line}" if end else line)
    elif isinstance(written, yaml.ScalarNode) and not written.value:
        start, end = written.start_mark.index, written.end_mark.index
        yield _Edit(start, end, new_id() if written.style else f" {new_id()}")


def _with_time(node: yaml.Node, now: datetime) -> Iterator[_Edit]:
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
        return
    try:
        moment: Moment = parse_moment(node.value)
    except DateError:
        return
    if moment.has_time:
        return
    here = now.astimezone(TEHRAN)
    time = here.strftime("%H:%M") if moment.at.date() == here.date() else DEFAULT_TIME
    if persian_digits(node.value) == node.value:
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


def _is_published(node: yaml.MappingNode) -> bool:
    status = _field(node, "status")
    if status is None or not status.value:
        return False
    return find_choice(str(status.value), STATUSES) != "draft"


def _is_english(node: yaml.MappingNode, keys: str | None) -> bool:
    if keys:
        return keys == "en"
    names = [str(key.value) for key, _ in node.value]
    return sum(name.isascii() for name in names) * 2 > len(names)
