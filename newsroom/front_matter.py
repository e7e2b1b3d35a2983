"""
Front matter with line numbers: from the bytes of a file to its keys and its Markdown body.

YAML gives the structure only. Its own types are not used, because `1405-06-31` would be an error,
`1403-05-12` a Gregorian day and `12:30:00` a number of seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from newsroom.persian import STRAY, persian_digits
from newsroom.problems import Code, Problem
from newsroom.yaml_slips import (
    CONTROL,
    ODD,
    explain,
    explain_control,
    line_to_mend,
    odd_nodes,
    shorten,
)

MAX_BYTES = 1_000_000
MAX_DEPTH = 50  # of lists in lists: the C parser of YAML crashes at some 20,000,
SHALLOW = 5_000  # and a shorter text, as all front matter is, cannot hold so many
FENCE = "---"
BOM = "\ufeff"

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
UNSEEN = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{STRAY}]")

Loader: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping: its name as typed, its 1-based line, and its YAML node."""

    name: str
    line: int
    node: yaml.Node


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut in two; `head` begins on line 2 of the file, `body` on line `body_line`."""

    head: str
    body: str
    body_line: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file cut in two. `body_line` is the 1-based line on which the body begins."""

    entries: tuple[Entry, ...]
    body: str
    body_line: int


@dataclass(slots=True)
class Report:
    """Collects the problems of one file, so that an editor sees all of them at once."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def __call__(self, code: Code, line: int, what: str, fix: str) -> None:
        """Note one problem; the words are as in `Problem`, and may quote whatever was typed."""
        self.problems.append(Problem(self.path, line, code, _seen(what), _seen(fix)))


def decode(data: bytes, report: Report) -> str | None:
    """
    The text of a content file, with LF line ends and without a byte order mark.

    Returns:
        None, after a report, where the file cannot be used at all.
    """
    if len(data) > MAX_BYTES:
        size = persian_digits(str(len(data) // 1_000_000))
        report(
            Code.FILE_TOO_LARGE, 1,
            f"این پرونده بیش از {size} میلیون بایت است؛ هیچ متنی این اندازه نیست.",
            "اگر تصویر یا پیوستی در متن جا گرفته است، آن را در content/media بگذارید.",
        )  # fmt: skip
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report(
            Code.NOT_UTF8, line,
            "این پرونده به شکل UTF-8 نوشته نشده است و حرف‌های فارسی آن خوانده نمی‌شود.",
            "در ویرایشگر خود «Save with Encoding» و سپس UTF-8 را برگزینید.",
        )  # fmt: skip
        return None
    text = text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        report(Code.FILE_EMPTY, 1, "این پرونده خالی است.",
               "متن را بنویسید، یا پرونده را پاک کنید.")  # fmt: skip
        return None
    if not _is_clean(text, report):
        return None
    return text


def _is_clean(text: str, report: Report) -> bool:
    conflict = _CONFLICT.search(text)
    if conflict:
        report(
            Code.CONFLICT_MARKS, line_at(text, conflict.start()),
            f"نشان‌های تعارض git («{conflict.group().strip()}») در متن مانده است: "
            "دو نفر این پرونده را هم‌زمان تغییر داده‌اند.",
            "از دو نسخه آنچه درست است نگه دارید و سطرهای <<<<<<< و ======= و >>>>>>> را پاک کنید.",
        )  # fmt: skip
        return False
    control = CONTROL.search(text)
    if control:
        report(
            Code.CONTROL_CHARACTER, line_at(text, control.start()),
            *explain_control(control.group()),
        )  # fmt: skip
        return False
    return True


def parse_front_matter(text: str, report: Report) -> FrontMatter | None:
    """
    Cut *text* at its two `---` lines and read what stands between them.

    Returns:
        None, after a report, where there is no readable front matter.
    """
    cut = cut_front_matter(text, report)
    entries = parse_mapping(cut.head, report, first_line=2) if cut else None
    if cut is None or entries is None:
        return None
    return FrontMatter(tuple(entries), cut.body, cut.body_line)


def cut_front_matter(text: str, report: Report) -> Cut | None:
    """*text* without its two `---` lines; None, after a report, where one is missing."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        report(
            Code.FRONT_MATTER_MISSING, 1,
            f"سطر نخست «{shorten(lines[0])}» است؛ پرونده باید با سطر --- آغاز شود.",
            "کلیدهایی مانند عنوان و تاریخ را میان دو سطر --- بگذارید.",
        )  # fmt: skip
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        report(
            Code.FRONT_MATTER_OPEN, 1,
            "سطر --- دوم پیدا نشد؛ دانسته نیست که کلیدها کجا پایان می‌یابند.",
            "پس از آخرین کلید یک سطر --- بنویسید.",
        )  # fmt: skip
        return None
    return Cut("\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2)


def parse_mapping(text: str, report: Report, *, first_line: int = 1) -> list[Entry] | None:
    """
    The keys of a YAML mapping in their order; all scalars stay the strings that were typed.

    Args:
        first_line: the line of the file on which *text* begins.

    Returns:
        [] for an empty text; None, after a report, where it is not a mapping.
    """
    node = compose_mapping(text, report, first_line=first_line)
    return None if node is None else list(entries_of(node, first_line))


def compose_mapping(text: str, report: Report, *, first_line: int = 1) -> yaml.MappingNode | None:
    """The node of which parse_mapping gives the keys; for an empty text one that has none."""
    lines = text.split("\n")
    try:
        if _is_too_deep(text):
            report(Code.YAML_INVALID, first_line, "فهرست‌ها بیش از اندازه تودرتو نوشته شده‌اند.",
                   "کلیدها را ساده و هر کدام را در سطر خود بنویسید.")  # fmt: skip
            return None
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        index = line_to_mend(error, lines)
        report(Code.YAML_INVALID, first_line + index, *explain(lines, index))
        return None
    if node is None:
        return yaml.MappingNode("tag:yaml.org,2002:map", [])
    if not isinstance(node, yaml.MappingNode):
        index = min(node.start_mark.line, len(lines) - 1)
        report(Code.YAML_INVALID, first_line + index, *explain(lines, index))
        return None
    known = len(report.problems)
    if ODD.search(text):
        for code, index, what, fix in dict.fromkeys(odd_nodes(node, text)):
            report(code, first_line + index, what, fix)
    return node if len(report.problems) == known else None


def _is_too_deep(text: str) -> bool:
    if len(text) < SHALLOW:
        return False
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return True
    return False


def entries_of(node: yaml.MappingNode, first_line: int) -> Iterator[Entry]:
    """The keys of a mapping node; a key that is not plain text is named by its kind."""
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else str(key.tag)
        yield Entry(name, first_line + key.start_mark.line, value)


def line_at(text: str, position: int) -> int:
    """The 1-based line of *text* that holds the character at *position*."""
    return text.count("\n", 0, position) + 1


def _seen(text: str) -> str:
    """*text* in one line, without what would turn a terminal's line around or be invisible."""
    return UNSEEN.sub(lambda found: " " if found[0].isspace() else "", text)
