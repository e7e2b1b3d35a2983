"""
Single keys of a post's front matter, written into its text.

Only what must change is changed: comments, order, quotes, spaces and the language of the keys stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import yaml

from newsroom.fields import BY_NAME, find_field
from newsroom.front_matter import (
    FENCE,
    Loader,
    Report,
    compose_mapping,
    cut_front_matter,
    decode,
    parse_mapping,
)
from newsroom.jalali import TEHRAN, format_date, format_numbers, format_time

# Keys of the small records, as they are written in either language.
_RECORD_NAMES = {"date": "تاریخ", "text": "متن", "reason": "دلیل"}


class CannotEditError(Exception):
    """The front matter is unreadable, or of a form in which a key is better written by hand."""


class Editing:
    """The text of a content file while its keys are set, one after the other."""

    def __init__(self, data: bytes) -> None:
        report = Report("")
        text = decode(data, report)
        cut = cut_front_matter(text, report) if text else None
        if cut is None or compose_mapping(cut.head, report) is None:
            raise CannotEditError(report.problems[0].what)
        self._head = cut.head
        self._body = cut.body
        names = [str(key.value) for key, _ in self._node().value]
        self.is_english = sum(name.isascii() for name in names) * 2 > len(names)

    @property
    def data(self) -> bytes:
        """The file as it is now."""
        return "\n".join([FENCE, self._head, FENCE, self._body]).encode()

    def moment(self, at: datetime) -> str:
        """*at* as the file's language writes it: «۳ آذر ۱۴۰۵ ۸:۰۰» or `1405-09-03 08:00`."""
        if self.is_english:
            return f"{format_numbers(at)} {at.astimezone(TEHRAN):%H:%M}"
        return f"{format_date(at)} {format_time(at)}"

    def read(self, key: str) -> str | None:
        """The text of *key*; None where it is not there, or no text."""
        node = self._find(key)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else None

    def set(self, key: str, value: str, *, under: str = "") -> None:
        """Write *value*, plain text, as the value of *key*; a new key comes below *under*."""
        node = self._find(key)
        if node is None:
            self._insert(f"{self._name(key)}: {_quoted(value)}", under)
        elif isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">"):
            gap = "" if node.value or node.style else " "  # `key:` with nothing behind it
            self._replace(node.start_mark.index, node.end_mark.index, gap + _quoted(value))
        else:
            raise CannotEditError(f"کلید «{self._name(key)}» یک سطر ساده نیست")

    def add(self, key: str, record: Mapping[str, str], *, under: str = "") -> None:
        """Write a new record as the value of *key*, or one more at the end of its list."""
        node = self._find(key)
        names = {name if self.is_english else _RECORD_NAMES[name]: value
                 for name, value in record.items()}  # fmt: skip
        block = [f"{name}: {_quoted(value)}" for name, value in names.items()]
        if node is None:
            marks = ("  - ", "    ") if key == "corrections" else ("  ", "  ")
            lines = [marks[n > 0] + line for n, line in enumerate(block)]
            self._insert("\n".join([f"{self._name(key)}:", *lines]), under)
        elif not isinstance(node, yaml.SequenceNode) or not node.value:
            raise CannotEditError(f"کلید «{self._name(key)}» فهرست نیست")
        elif node.flow_style:
            pairs = ", ".join(f"{name}: {_double_quoted(value)}" for name, value in names.items())
            end = node.value[-1].end_mark.index
            self._replace(end, end, f", {{{pairs}}}")
        else:
            column = " " * node.start_mark.column
            end = self._line_end(node)
            lines = [f"\n{column}{'  ' if n else '- '}{line}" for n, line in enumerate(block)]
            self._replace(end, end, "".join(lines))

    def add_address(self, address: str) -> None:
        """Remember a former address of the post."""
        node = self._find("aliases")
        if node is None:
            self.set("aliases", address)
        elif isinstance(node, yaml.ScalarNode):
            self.set("aliases", f"{node.value}، {address}" if node.value else address)
        elif not isinstance(node, yaml.SequenceNode) or not node.value:
            raise CannotEditError(f"کلید «{self._name('aliases')}» فهرست نشانی‌ها نیست")
        elif node.flow_style:
            end = node.value[-1].end_mark.index
            self._replace(end, end, f", {address}")
        else:
            end = self._line_end(node)
            self._replace(end, end, f"\n{' ' * node.start_mark.column}- {address}")

    def _node(self) -> yaml.MappingNode:
        node = compose_mapping(self._head, Report(""))
        if node is None or (node.flow_style and node.value):
            raise CannotEditError("کلیدها به این شکل به دست درست می‌شوند")
        return node

    def _find(self, key: str) -> yaml.Node | None:
        wanted = BY_NAME[key]
        entries = parse_mapping(self._head, Report("")) or []
        return next((e.node for e in entries if find_field(e.name) is wanted), None)

    def _name(self, key: str) -> str:
        return key if self.is_english else BY_NAME[key].persian[0]

    def _insert(self, lines: str, under: str) -> None:
        """Put *lines* below the key *under*, or below the last key."""
        above = self._find(under) if under else None
        values = [value for _, value in self._node().value]
        if above is None and not values:
            self._replace(0, 0, f"{lines}\n")
            return
        end = self._line_end(above or values[-1])
        self._replace(end, end, f"\n{lines}")

    def _line_end(self, node: yaml.Node) -> int:
        """The end of the last line of *node*; to YAML a block ends where the next key begins."""
        while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(last, tuple) else last
        end = node.end_mark.index
        if end and self._head[end - 1] == "\n":
            return end - 1
        found = self._head.find("\n", end)
        return len(self._head) if found < 0 else found

    def _replace(self, start: int, end: int, text: str) -> None:
        self._head = self._head[:start] + text + self._head[end:]


def _double_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _quoted(text: str) -> str:
    """*text* as YAML reads it back: plain where that is enough."""
    try:
        node = yaml.compose(f"a: {text}", Loader=Loader)
    except yaml.YAMLError:
        return _double_quoted(text)
    value = node.value[0][1] if isinstance(node, yaml.MappingNode) else node
    is_plain = isinstance(value, yaml.ScalarNode) and value.value == text and not value.style
    return text if is_plain else _double_quoted(text)
