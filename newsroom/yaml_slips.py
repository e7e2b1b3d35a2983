"""
Slips of front matter that YAML refuses, or takes without an error and reads otherwise than meant.

For each its line, what is wrong, and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from newsroom.fields import LIST_KINDS, find_field
from newsroom.persian import STRAY, ZWNJ, persian_digits
from newsroom.problems import Code

# C0 without tab and line end, DEL and C1, the two code points that XML forbids, and the two line
# separators of Unicode: YAML ends a line at them, an editor's screen does not.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
# Only a text with one of these can hold what `odd_nodes` looks for.
ODD = re.compile(r"[&!*\\]|[ \t]#\w|\n *-")
_HASHTAG = re.compile(r"[ \t]+#\w")
_SPECIAL = ("@", "`", "%", "&", "*", "!", "|", ">", "[", "{", '"', "'", "- ", "? ")
_WRONG_COLON = re.compile(rf"[^:\uff1a]*(?:\uff1a|:[\u00a0{ZWNJ}{STRAY}])")
# «عنوان: …», `title: …`; no list item, no comment, nothing that continues the line above.
_KEY_LINE = re.compile(r"[^\s#-].*?:(?:\s|$)")
_SILENT = re.compile(r"\s*(?:#|$)")
_ITEM = re.compile(r" *- +")
_NESTED = re.compile(r"[ -]")
_NO_SLIP = re.compile(rf"[\]}}]|{_KEY_LINE.pattern}")
# Whose beginning is the place of the slip; other errors are noticed on a line below it.
_BEGUN = ("while scanning a quoted", "while scanning a simple key", "while parsing a flow")


def odd_nodes(root: yaml.Node, text: str) -> Iterator[tuple[Code, int, str, str]]:
    """What YAML takes without an error and reads otherwise than its writer meant."""
    waiting, lines = [root], text.split("\n")
    while waiting:
        node = waiting.pop()
        index = node.start_mark.line
        if text[node.start_mark.index : node.start_mark.index + 1] in ("&", "!"):
            # Its first word would be lost. Behind it may be a loop, so nobody goes in.
            yield Code.YAML_INVALID, index, *explain(lines, index)
        elif isinstance(node, yaml.ScalarNode):
            yield from _odd_scalar(node, text, lines)
        elif isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
        else:
            waiting += reversed([part for pair in node.value for part in pair])


def _odd_scalar(
    node: yaml.ScalarNode, text: str, lines: list[str]
) -> Iterator[tuple[Code, int, str, str]]:
    control = CONTROL.search(node.value)  # written as an escape, "\0"
    if control:
        yield Code.CONTROL_CHARACTER, node.start_mark.line, *explain_control(control.group())
    if not node.style and _HASHTAG.match(text, node.end_mark.index):
        yield (
            Code.YAML_INVALID, node.end_mark.line,
            "از # تا پایان سطر یادداشت شمرده می‌شود و خوانده نمی‌شود.",
            'همهٔ مقدار را در گیومهٔ لاتین بگذارید، مانند "#ایمنی"؛ یادداشت پس از # یک فاصله دارد.',
        )  # fmt: skip
    if not node.style and "-" in node.value:
        yield from _swallowed_items(node, lines)


def _swallowed_items(
    node: yaml.ScalarNode, lines: list[str]
) -> Iterator[tuple[Code, int, str, str]]:
    """Lines that look like items of a list, and are words of one value to YAML."""
    first, last = node.start_mark.line, node.end_mark.line
    key, _, value = (part.strip() for part in lines[first].partition(":"))
    field = find_field(key)
    if not (key.startswith("-") or (field and field.kind in LIST_KINDS)):
        return  # a text, which may have a line with a hyphen in it
    for index in range(first + (not node.value.startswith("-")), last + 1):
        typed = lines[index].strip()
        if typed.startswith("- "):
            fix = (
                _begin_with(_indent(lines[first])) if key.startswith("-")
                else f"«{key}:» را در سطری تنها بنویسید و «- {value}» را در سطر زیر آن."
            )  # fmt: skip
        elif typed.startswith("-"):
            fix = f"پس از خط تیره یک فاصله بگذارید: «- {typed[1:]}»."
        else:
            continue
        yield (
            Code.YAML_INVALID, index,
            f"سطر «{shorten(typed)}» عضوی از فهرست شمرده نمی‌شود.",
            fix,
        )  # fmt: skip


def line_to_mend(error: yaml.MarkedYAMLError, lines: list[str]) -> int:
    """The 0-based line with the slip: YAML often notices only on a line below it."""
    is_begun = (error.context or "").startswith(_BEGUN)
    mark = error.context_mark if is_begun else error.problem_mark
    index = min(mark.line if mark else 0, len(lines) - 1)
    if is_begun:
        return index
    spoken = [n for n in range(index) if not _SILENT.match(lines[n])]
    if spoken and _is_record_begun_without_colon([lines[n] for n in spoken], lines[index]):
        return spoken[-1]
    key = next((n for n in reversed(spoken) if not _NESTED.match(lines[n])), None)
    if key is None:  # what stands above has no key: the first line is indented
        return spoken[0] if spoken and lines[spoken[0]].startswith(" ") else index
    return index if _NO_SLIP.match(lines[key]) else key


def _is_record_begun_without_colon(above: list[str], typed: str) -> bool:
    """«- تاریخ 1405-08-02» above «  متن: …»: YAML notices where the second key comes."""
    begun = _ITEM.match(above[-1])
    if not begun and above[-2:-1] and above[-2].rstrip().endswith(":"):
        begun = re.match(" +", above[-1])
    if not begun or _KEY_LINE.match(above[-1][begun.end() :]):
        return False
    return _indent(typed) == begun.end() and bool(_KEY_LINE.match(typed.strip()))


def explain(lines: list[str], index: int) -> tuple[str, str]:
    """What is wrong on a line that YAML refused, and the usual remedy."""
    typed = lines[index]
    key, _, value = (part.strip() for part in typed.partition(":"))
    if typed.startswith("\t"):
        return ("این سطر با Tab آغاز شده است.", "به جای Tab دو فاصله بگذارید.")
    like = _indent_of_its_like(lines, index)
    if like not in (None, _indent(typed)):
        return (
            f"سطر «{shorten(typed.strip())}» زیر سطرهای همانند خود نیست.",
            _begin_with(like),
        )
    if typed.startswith(" ") and _KEY_LINE.match(typed.strip()):
        return (
            f"سطر «{shorten(typed.strip())}» تورفته است و دنبالهٔ سطر بالا شمرده می‌شود.",
            _begin_with(0),
        )
    if _WRONG_COLON.match(typed):
        return (
            f"در سطر «{shorten(typed)}» دونقطه یا فاصلهٔ پس از آن نویسه‌ای دیگر است.",
            "دونقطه و پس از آن یک فاصلهٔ ساده را از نو بنویسید.",
        )
    if value[:1] in ("'", '"') and value.count(value[0]) == 1:
        return (f"گیومهٔ «{shorten(value)}» باز مانده است.", "گیومه را در پایان مقدار ببندید.")
    if value[:1] in ("[", "{"):
        closing = "]" if value[0] == "[" else "}"
        if closing not in value:
            return (
                f"«{shorten(value)}» با {value[0]} باز شده و بسته نشده است.",
                f"در پایان مقدار {closing} بنویسید، یا همه را در گیومهٔ لاتین بگذارید.",
            )
    elif re.search(r":(?:\s|$)", value):
        return (
            f"مقدار «{shorten(value)}» خودش دونقطه دارد و کلیدی تازه شمرده می‌شود.",
            f"مقدار را در گیومهٔ لاتین بگذارید: «{key}: {_quoted(value)}».",
        )
    if value.startswith(_SPECIAL) and value[-1:] not in ("]", "}"):
        return (
            f"مقدار «{shorten(value)}» با نشانه‌ای آغاز شده که معنای دیگری دارد.",
            f"مقدار را در گیومهٔ لاتین بگذارید: «{key}: {_quoted(value)}».",
        )
    meant = _with_colon(typed)
    return (
        f"سطر «{shorten(typed.strip())}» خوانده نشد.",
        f"بنویسید «{meant}»، با یک فاصله پس از دونقطه." if meant else
        "هر سطر را مانند «عنوان: روز جهانی استاندارد» بنویسید، با یک فاصله پس از دونقطه.",
    )  # fmt: skip


def _indent_of_its_like(lines: list[str], index: int) -> int | None:
    """The spaces before the list item, or the key of a record, under which this line should be."""
    typed = lines[index].lstrip()
    is_item = typed.startswith("- ")
    if not is_item and not (lines[index].startswith(" ") and _KEY_LINE.match(typed)):
        return None
    for line in reversed(lines[:index]):
        item = _ITEM.match(line)
        if item and is_item:
            return _indent(line)
        if item and _KEY_LINE.match(line[item.end() :]):
            return item.end()
        if line.startswith(" ") and not is_item and _KEY_LINE.match(line.lstrip()):
            return _indent(line)
        if not item and not line.startswith(" ") and not _SILENT.match(line):
            break
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _begin_with(spaces: int) -> str:
    if spaces == 0:
        return "فاصله‌های آغاز سطر را پاک کنید."
    return f"این سطر را با {persian_digits(str(spaces))} فاصله آغاز کنید."


def _with_colon(typed: str) -> str | None:
    """«عنوان خبر», `عنوان:خبر` and `عنوان = خبر` as `عنوان: خبر`, where that is a known key."""
    dash, text = ("- ", typed.strip()[2:]) if _ITEM.match(typed) else ("", typed.strip())
    parts = re.split(r"([\s:=]+)", text.strip())
    for end in range(len(parts), 0, -2):
        key = "".join(parts[:end])
        if find_field(key):
            return f"{dash}{key}: {''.join(parts[end + 1 :])}".rstrip()
    return None


def _quoted(value: str) -> str:
    """*value* as YAML reads it back, in the quotes that it does not hold itself."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def explain_control(character: str) -> tuple[str, str]:
    """What is wrong with a character that CONTROL finds, and the remedy."""
    return (
        f"نویسهٔ پنهان U+{ord(character):04X} در این سطر است و جایی در متن ندارد.",
        "سطر را پاک کنید و دوباره بنویسید.",
    )


def shorten(text: str, limit: int = 50) -> str:
    """The first line of *text*, or its beginning."""
    first = text.split("\n", 1)[0]
    return first if len(first) <= limit else first[: limit - 1].rstrip() + "…"
