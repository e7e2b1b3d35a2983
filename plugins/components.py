"""
The parts of the theme, as the page of patterns shows them.

Each file of `templates/parts/` begins with a comment that says what its macros are for, what they
take, and what holds for accessibility; under «Examples:» stands one call in each line, which is
shown in both schemes. So the documentation of a part is also its test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, pass_environment
from markupsafe import Markup

PARTS = "templates/parts"

_HEAD = re.compile(r"\{#\s*(.*?)#\}", re.DOTALL)
_MACRO = re.compile(r"\{% macro ([a-z]\w*)")  # with an underline first: of that file alone
_NAMED = re.compile(r'\b(id|for|aria-labelledby|aria-describedby|href)="([^"]*)"|url\(#(\w+)\)')
# A page of examples would have each landmark many times: here they are none.
_LANDMARK = re.compile(r'<(section|nav|aside)\b([^>]*?) aria-label(?:ledby)?="[^"]*"')


@dataclass(frozen=True, slots=True)
class Part:
    """One file of parts: its name, what its head says, its macros, its examples."""

    name: str
    about: str
    macros: tuple[str, ...]
    examples: tuple[str, ...]


def load_parts(theme: Path) -> Iterator[Part]:
    """
    The parts of *theme*, by name.

    Raises:
        ValueError: a file has no head, or its head has no examples.
    """
    for path in sorted((theme / PARTS).glob("*.html")):
        text = path.read_text(encoding="utf-8")
        head = _HEAD.match(text)
        about, _, examples = (head[1] if head else "").partition("Examples:\n")
        calls = tuple(line.strip() for line in examples.splitlines() if line.strip())
        if not calls:
            raise ValueError(f"{path} does not say in its head how its macros are called")
        yield Part(path.stem, about.strip(), tuple(_MACRO.findall(text)), calls)


@pass_environment
def render_example(environment: Environment, call: str, part: Part, view: Any, mark: str) -> Markup:
    """
    What *call* of a macro of *part* gives; its ids end with *mark*, so that it can stand twice.

    The call may name `view`, and `posts` and `cards` of it.
    """
    names = ", ".join(part.macros)
    source = f'{{% from "parts/{part.name}.html" import {names} %}}{{{{ {call} }}}}'
    html = environment.from_string(source).render(view=view, posts=view.posts, cards=view.cards)
    html = _LANDMARK.sub(_as_none, html)
    return Markup(_NAMED.sub(lambda found: _renamed(found, mark), html))


def _as_none(found: re.Match[str]) -> str:
    """A section without a name is no landmark; the others have to be told so."""
    role = "" if found[1] == "section" else ' role="none"'
    return f"<{found[1]}{role}{found[2]}"


def _renamed(found: re.Match[str], mark: str) -> str:
    name, value, drawing = found.groups()
    if drawing:
        return f"url(#{drawing}-{mark})"
    if name == "href" and not value.startswith("#"):
        return found[0]
    ends = " ".join(f"{word}-{mark}" for word in value.split(" "))
    return f'{name}="{ends}"'
