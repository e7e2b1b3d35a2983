"""
A bound for python-markdown, for which some texts take the square of their lengths.

20,000 open brackets took it a minute. What it looks at is counted, and a text that takes too much
is given up.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor

# Real texts, the longest among them, take 3 to 8 looks at each character; the first number is for a
# single long paragraph with hundreds of links.
FREE_LOOKS = 4_000_000
LOOKS_AT_EACH = 20
PLACE = 20  # characters by which a piece of text is found again

_BRACKETS = (
    "reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref",
)  # fmt: skip


class TangledError(Exception):
    """The library has looked at the characters of one body too many times."""


class Effort:
    """
    How many characters of one body the library has looked at.

    Attributes:
        place: the beginning of the piece of text at which it was given up; empty before.
    """

    def __init__(self) -> None:
        self.left = 0
        self.place = ""  # how the piece of text begins that was looked at last

    def begin(self, text: str) -> None:
        """Allow for *text* as much as it may take."""
        self.left = FREE_LOOKS + LOOKS_AT_EACH * len(text)
        self.place = ""

    def spend(self, characters: int, text: str) -> None:
        """Count so many looks at *text*, or raise TangledError when nothing is left."""
        self.left -= characters
        if self.left < 0:
            self.place = text.strip()[:PLACE].split("\n", 1)[0]
            raise TangledError

    def watch(self, md: markdown.Markdown) -> None:
        """Count in *md* what is read of blocks, and behind brackets: to the end, if one is open."""
        md.parser.blockprocessors.register(_Blocks(self, md.parser), "blocks", 999)
        for name in _BRACKETS:
            self._watch_brackets(md.inlinePatterns[name])

    def _watch_brackets(self, processor: Any) -> None:
        get_text, get_link = processor.getText, processor.getLink

        def counted_text(data: str, index: int) -> tuple[str, int, bool]:
            found: tuple[str, int, bool] = get_text(data, index)
            self.spend(found[1] - index, data)
            return found

        def counted_link(data: str, index: int) -> Any:
            self.spend(len(data) - index, data)
            return get_link(data, index)

        processor.getText, processor.getLink = counted_text, counted_link


class _Blocks(BlockProcessor):
    """Stands before all others, counts, and takes nothing."""

    def __init__(self, effort: Effort, parser: BlockParser) -> None:
        super().__init__(parser)
        self._effort = effort

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        """Never ours."""
        del parent
        self._effort.spend(len(block), block)
        return False
