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

from newsroom.persian import STRAY, ZWNJ, persian_digits
from newsroom.problems import Code, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 50  # of lists in lists: the C parser of YAML crashes at some 20,000,
SHALLOW = 5_000  # and a shorter text, as all front matter is, cannot hold so many
FENCE = "---"
BOM = "\ufeff"

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
# C0 without tab and line end, DEL and C1, the two code points that XML forbids, and the two line
# separators of Unicode: YAML ends a line at them, an editor's screen does not.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
UNSEEN = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{STRAY}]")
# Only a text with one of these can hold what `_odd_nodes` looks for.
_ODD = re.compile(r"[&!*\\]|[ \t]#\w")
_HASHTAG = re.compile(r"[ \t]+#\w")
_SPECIAL = ("@", "`", "%", "&", "*", "!", "|", ">", "[", "{", '"', "'", "- ", "? ")
_WRONG_COLON = re.compile(rf"[^:\uff1a]*(?:\uff1a|:[\u00a0{ZWNJ}{STRAY}])")
# «عنوان: …», `title: …`; no list item, no comment, nothing that continues the line above.
_KEY_LINE = re.compile(r"[^\s#-].*?:(?:\s|$)")
_SILENT = re.compile(r"\s*(?:#|$)")
_NO_SLIP = re.compile(rf"[\s\]}}-]|{_KEY_LINE.pattern}")

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
    control = _CONTROL.search(text)
    if control:
        report(
            Code.CONTROL_CHARACTER, line_at(text, control.start()),
            *_explain_control(control.group()),
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
        index = _line_to_mend(error, lines)
        report(Code.YAML_INVALID, first_line + index, *_explain(lines[index]))
        return None
    if node is None:
        return yaml.MappingNode("tag:yaml.org,2002:map", [])
    if not isinstance(node, yaml.MappingNode):
        index = min(node.start_mark.line, len(lines) - 1)
        report(Code.YAML_INVALID, first_line + index, *_explain(lines[index]))
        return None
    known = len(report.problems)
    if _ODD.search(text):
        for code, index, what, fix in dict.fromkeys(_odd_nodes(node, text)):
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


def _odd_nodes(root: yaml.Node, text: str) -> Iterator[tuple[Code, int, str, str]]:
    """What YAML takes without an error and reads otherwise than its writer meant."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        index = node.start_mark.line
        if text[node.start_mark.index : node.start_mark.index + 1] in ("&", "!"):
            # Its first word would be lost. Behind it may be a loop, so nobody goes in.
            yield Code.YAML_INVALID, index, *_explain(text.split("\n")[index])
        elif isinstance(node, yaml.ScalarNode):
            yield from _odd_scalar(node, text)
        elif isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
        else:
            waiting += reversed([part for pair in node.value for part in pair])


def _odd_scalar(node: yaml.ScalarNode, text: str) -> Iterator[tuple[Code, int, str, str]]:
    control = _CONTROL.search(node.value)  # written as an escape, "\0"
    if control:
        yield Code.CONTROL_CHARACTER, node.start_mark.line, *_explain_control(control.group())
    if not node.style and _HASHTAG.match(text, node.end_mark.index):
        yield (
            Code.YAML_INVALID, node.end_mark.line,
            "از # تا پایان سطر یادداشت شمرده می‌شود و خوانده نمی‌شود.",
            'همهٔ مقدار را در گیومهٔ لاتین بگذارید، مانند "#ایمنی"؛ یادداشت پس از # یک فاصله دارد.',
        )  # fmt: skip


def entries_of(node: yaml.MappingNode, first_line: int) -> Iterator[Entry]:
    """The keys of a mapping node; a key that is not plain text is named by its kind."""
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else str(key.tag)
        yield Entry(name, first_line + key.start_mark.line, value)


def line_at(text: str, position: int) -> int:
    """The 1-based line of *text* that holds the character at *position*."""
    return text.count("\n", 0, position) + 1


def _line_to_mend(error: yaml.MarkedYAMLError, lines: list[str]) -> int:
    """The 0-based line with the slip: YAML often notices only on a line below it."""
    opened = (error.context or "").startswith(("while scanning a quoted", "while parsing a flow"))
    mark = error.context_mark if opened else error.problem_mark
    index = min(mark.line if mark else 0, len(lines) - 1)
    above = next((n for n in range(index - 1, -1, -1) if not _SILENT.match(lines[n])), index)
    return index if _NO_SLIP.match(lines[above]) else above


def _explain_control(character: str) -> tuple[str, str]:
    return (
        f"نویسهٔ پنهان U+{ord(character):04X} در این سطر است و جایی در متن ندارد.",
        "سطر را پاک کنید و دوباره بنویسید.",
    )


def _explain(typed: str) -> tuple[str, str]:
    """What is wrong on a line that YAML refused, and the usual remedy."""
    key, _, value = (part.strip() for part in typed.partition(":"))
    if typed.startswith("\t"):
        return ("این سطر با Tab آغاز شده است.", "به جای Tab دو فاصله بگذارید.")
    if typed.startswith(" ") and _KEY_LINE.match(typed.strip()):
        return (
            f"سطر «{_shorten(typed.strip())}» تورفته است و دنبالهٔ سطر بالا شمرده می‌شود.",
            "فاصله‌های آغاز سطر را پاک کنید.",
        )
    if _WRONG_COLON.match(typed):
        return (
            f"در سطر «{_shorten(typed)}» دونقطه یا فاصلهٔ پس از آن نویسه‌ای دیگر است.",
            "دونقطه و پس از آن یک فاصلهٔ ساده را از نو بنویسید.",
        )
    if value[:1] in ("'", '"') and value.count(value[0]) == 1:
        return (f"گیومهٔ «{_shorten(value)}» باز مانده است.", "گیومه را در پایان مقدار ببندید.")
    if value[:1] in ("[", "{"):
        closing = "]" if value[0] == "[" else "}"
        if closing not in value:
            return (
                f"«{_shorten(value)}» با {value[0]} باز شده و بسته نشده است.",
                f"در پایان مقدار {closing} بنویسید، یا همه را در گیومهٔ لاتین بگذارید.",
            )
    elif re.search(r":(?:\s|$)", value):
        return (
            f"مقدار «{_shorten(value)}» خودش دونقطه دارد و کلیدی تازه شمرده می‌شود.",
            f"مقدار را در گیومهٔ لاتین بگذارید: «{key}: {_quoted(value)}».",
        )
    if value.startswith(_SPECIAL) and value[-1:] not in ("]", "}"):
        return (
            f"مقدار «{_shorten(value)}» با نشانه‌ای آغاز شده که معنای دیگری دارد.",
            f"مقدار را در گیومهٔ لاتین بگذارید: «{key}: {_quoted(value)}».",
        )
    return (
        f"سطر «{_shorten(typed.strip())}» خوانده نشد.",
        "هر سطر را مانند «عنوان: روز جهانی استاندارد» بنویسید، با یک فاصله پس از دونقطه.",
    )


def _quoted(value: str) -> str:
    """*value* as YAML reads it back, in the quotes that it does not hold itself."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _seen(text: str) -> str:
    """*text* in one line, without what would turn a terminal's line around or be invisible."""
    return UNSEEN.sub(lambda found: " " if found[0].isspace() else "", text)


def _shorten(text: str, limit: int = 50) -> str:
    first = text.split("\n", 1)[0]
    return first if len(first) <= limit else first[: limit - 1].rstrip() + "…"
