"""The glossary of the house, content/glossary.yaml: names as it writes them, and wrong forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from newsroom.content import GLOSSARY_FILE
from newsroom.front_matter import Entry, Report, decode, entries_of, parse_mapping
from newsroom.persian import IN_WORD, ZWNJ
from newsroom.posts import CONTENT
from newsroom.problems import Code, Problem
from newsroom.style.house import HouseStyle
from newsroom.style.table import BY_CODE, Rule, Slip
from newsroom.values import one_line

_KEYS = {"wrong": Code.GLOSSARY_WRONG, "avoid": Code.GLOSSARY_AVOID}
_LETTER = f"[{IN_WORD}{ZWNJ}]"
_EXAMPLE = "خرم‌آباد: {wrong: [خرم آباد, خرم‌اباد]}"


def load_style(root: Path) -> tuple[HouseStyle, list[Problem]]:
    """The house style with the glossary of the content folder *root*; what is wrong in it."""
    report = Report(f"{CONTENT}/{GLOSSARY_FILE}")
    file = root / GLOSSARY_FILE
    text = decode(file.read_bytes(), report) if file.is_file() else None
    entries = parse_mapping(text, report) or [] if text else []
    forms: dict[Code, dict[str, str]] = {code: {} for code in _KEYS.values()}
    for entry in entries:
        for code, form in _forms_of(entry, report):
            forms[code][form] = one_line(entry.name)
    names = [_names(BY_CODE[code], own) for code, own in forms.items() if own]
    return HouseStyle(names), report.problems


def _forms_of(entry: Entry, report: Report) -> Iterator[tuple[Code, str]]:
    """The wrong forms of one name; nothing, after a report, where the entry is of another form."""
    right = one_line(entry.name)
    found: list[tuple[Code, str]] = []
    node = entry.node
    parts = list(entries_of(node, 1)) if isinstance(node, yaml.MappingNode) else []
    for part in parts:
        if part.name == "note":
            continue
        forms = [one_line(typed) for typed in _texts(part.node)]
        if part.name not in _KEYS or not forms or not all(forms) or right in forms:
            found.clear()
            break
        found += [(_KEYS[part.name], form) for form in forms]
    if not found:
        report(
            Code.DATA_INVALID, entry.line,
            f"نام «{right}» در واژه‌نامه به این شکل خوانده نشد.",
            f"شکل‌های نادرست را مانند «{_EXAMPLE}» بنویسید: کلید wrong برای نادرست‌ها و avoid برای "
            "آن‌هایی که گاه درست‌اند، جز خود نام.",
        )  # fmt: skip
    yield from found


def _texts(node: yaml.Node) -> Sequence[str]:
    """The members of a list of texts, or the one text; none for any other form."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    texts = [item.value for item in items if isinstance(item, yaml.ScalarNode)]
    return texts if len(texts) == len(items) else []


def _names(rule: Rule, forms: dict[str, str]) -> tuple[Rule, Slip]:
    """What finds all wrong forms of one kind, the longest first."""
    longest_first = sorted(forms, key=len, reverse=True)
    any_form = "|".join(map(re.escape, longest_first))
    begins = tuple({form.partition(" ")[0] for form in forms})

    def right(found: re.Match[str]) -> str:
        return forms[found[0]]

    find = re.compile(f"(?<!{_LETTER})(?:{any_form})(?!{_LETTER})")
    return rule, Slip(begins, find, right, is_mended=rule.code is Code.GLOSSARY_WRONG)
