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

from newsroom.persian import persian_digits
from newsroom.problems import Code, Problem

MAX_BYTES = 1_000_000
FENCE = "---"
BOM = "\ufeff"

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
# C0 without tab and line end, DEL and C1, and the two code points that XML forbids.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

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
        """Note one problem; the words are as in `Problem`."""
        self.problems.append(Problem(self.path, line, code, what, fix))


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
    control = _CONTROL.search(text)
    if control:
        report(
            Code.CONTROL_CHARACTER, line_at(text, control.start()),
            f"نویسهٔ پنهان U+{ord(control.group()):04X} در این سطر است و جایی در متن ندارد.",
            "سطر را پاک کنید و دوباره بنویسید.",
        )  # fmt: skip
        return False
    return True


def parse_front_matter(text: str, report: Report) -> FrontMatter | None:
    """
    Cut *text* at its two `---` lines and read what stands between them.

    Returns:
        None, after a report, where there is no readable front matter.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        report(
            Code.FRONT_MATTER_MISSING, 1,
            f"سطر نخست «{_shorten(lines[0])}» است؛ پرونده باید با سطر --- آغاز شود.",
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
    entries = parse_mapping("\n".join(lines[1:end]), report, first_line=2)
    if entries is None:
        return None
    return FrontMatter(tuple(entries), "\n".join(lines[end + 1 :]), end + 2)


def parse_mapping(text: str, report: Report, *, first_line: int = 1) -> list[Entry] | None:
    """
    The keys of a YAML mapping in their order; all scalars stay the strings that were typed.

    Args:
        first_line: the line of the file on which *text* begins.

    Returns:
        [] for an empty text; None, after a report, where it is not a mapping.
    """
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        report(Code.YAML_INVALID, line, *_explain(text, line - first_line))
        return None
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        report(
            Code.YAML_INVALID, first_line,
            f"«{_shorten(text.strip())}» کلید و مقدار نیست.",
            "هر سطر را مانند «عنوان: روز جهانی استاندارد» بنویسید، با یک فاصله پس از دونقطه.",
        )  # fmt: skip
        return None
    return list(entries_of(node, first_line))


def entries_of(node: yaml.MappingNode, first_line: int) -> Iterator[Entry]:
    """The keys of a mapping node; a key that is not plain text is named by its kind."""
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else str(key.tag)
        yield Entry(name, first_line + key.start_mark.line, value)


def line_at(text: str, position: int) -> int:
    """The 1-based line of *text* that holds the character at *position*."""
    return text.count("\n", 0, position) + 1


def _explain(text: str, index: int) -> tuple[str, str]:
    """What is wrong on a line that YAML refused, and the usual remedy."""
    lines = text.split("\n")
    typed = lines[min(index, len(lines) - 1)]
    key, colon, value = typed.partition(":")
    if colon and re.search(r":(?:\s|$)", value.strip()):
        return (
            f"مقدار «{_shorten(value.strip())}» خودش دونقطه دارد و کلیدی تازه شمرده می‌شود.",
            f'مقدار را در گیومهٔ لاتین بگذارید: {key.strip()}: "{value.strip()}"',
        )
    if "\t" in typed[: len(typed) - len(typed.lstrip())]:
        return ("این سطر با Tab آغاز شده است.", "به جای Tab دو فاصله بگذارید.")
    if colon and value.strip()[:1] in tuple("@`%&*!|>[{\"'"):
        return (
            f"مقدار «{_shorten(value.strip())}» با نشانه‌ای آغاز شده که معنای دیگری دارد.",
            f"مقدار را در گیومهٔ لاتین بگذارید: {key.strip()}: '{value.strip()}'",
        )
    return (
        f"سطر «{_shorten(typed.strip())}» خوانده نشد.",
        "هر سطر را مانند «عنوان: روز جهانی استاندارد» بنویسید، با یک فاصله پس از دونقطه.",
    )


def _shorten(text: str, limit: int = 50) -> str:
    first = text.split("\n", 1)[0]
    return first if len(first) <= limit else first[: limit - 1].rstrip() + "…"
