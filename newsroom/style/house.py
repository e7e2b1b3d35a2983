"""The house style at work on one text: what is wrong in it, and the text as it should be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newsroom.persian import (
    IN_WORD,
    PLAIN,
    QUOTED,
    STAND_IN,
    ZWNJ,
    hide,
    normalise,
    normalise_markdown,
    put_back,
)
from newsroom.style.table import RULES, Rule, Slip

_PASSES = 5
_LETTERS = re.compile(f"[{IN_WORD}{ZWNJ}]")
_LETTERS_AND_BRACKETS = re.compile(f"[{IN_WORD}{ZWNJ}()«»]")
_MARGIN = "\n\n"  # `hide` looks for what stands at the start of a line


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One slip in one text.

    Attributes:
        line: 0-based, in the text that was looked at.
        found: as typed, in one line.
        better: what to write instead; empty where only the writer knows.
    """

    rule: Rule
    slip: Slip
    line: int
    found: str
    better: str


class Visible:
    """The prose of a text without what the house style has no say in."""

    def __init__(self, text: str, hidden: re.Pattern[str]) -> None:
        self.text, self._kept = hide(_MARGIN + text, hidden)

    def put_back(self, visible: str) -> str:
        """The whole text again, with the prose *visible*."""
        return put_back(visible, self._kept)[len(_MARGIN) :]

    def line_at(self, position: int) -> int:
        """The 0-based line of the whole text at a place of the visible one."""
        before = self.text[:position]
        hidden = self._kept[: len(STAND_IN.findall(before))]
        return before.count("\n") + sum(kept.count("\n") for kept in hidden) - len(_MARGIN)

    def typed(self, start: int, end: int) -> str:
        """The whole text between two places of the visible one, in one line."""
        passages = iter(self._kept[len(STAND_IN.findall(self.text[:start])) :])
        typed = STAND_IN.sub(lambda _: next(passages), self.text[start:end])
        return " ".join(typed.split())


class HouseStyle:
    """
    The rules of the house, and the names of its glossary.

    Args:
        names: what the glossary adds to the rules.
    """

    def __init__(self, names: Sequence[tuple[Rule, Slip]] = ()) -> None:
        own = [(rule, rule.slip) for rule in RULES if rule.slip]
        self._all = (*own, *names)
        self._untold = [slip for rule, slip in self._all if rule.code is None]
        self._safe = [slip for _, slip in self._all if slip.is_mended and not slip.advice]

    def mend(self, text: str) -> str:
        """A piece of prose, or a title, as the house writes it. Idempotent."""
        before, passes = "", 0
        while text != before and passes < _PASSES:
            before, passes = text, passes + 1
            text = self._mended(normalise(text), PLAIN)
        return text

    def mend_line(self, text: str) -> str:
        """A value of the front matter as the house writes it, in one line with single spaces."""
        return " ".join(self.mend(" ".join(text.split())).split())

    def mend_markdown(self, text: str) -> str:
        """A body as the house writes it, its lines where they were. Idempotent."""
        before, passes = "", 0
        while text != before and passes < _PASSES:
            before, passes = text, passes + 1
            text = self._mended(normalise_markdown(text), QUOTED)
        return text

    def find(self, text: str) -> Iterator[Finding]:
        """The slips of a piece of prose that is normal already."""
        return self._found(Visible(text, PLAIN))

    def find_in(self, visible: Visible) -> Iterator[Finding]:
        """The slips of a body that is normal already."""
        return self._found(visible)

    def _mended(self, text: str, hidden: re.Pattern[str]) -> str:
        visible = Visible(text, hidden)
        prose = _written(self._safe, visible.text)
        return text if prose == visible.text else visible.put_back(prose)

    def _found(self, visible: Visible) -> Iterator[Finding]:
        # What is never told is mended first, and out of the way: two spaces before «ها».
        visible.text = _written(self._untold, visible.text)
        for rule, slip in self._all:
            if rule.code:
                for found, better in _slips(slip, visible.text):
                    yield self._finding(rule, slip, found, better, visible)

    def _finding(
        self, rule: Rule, slip: Slip, found: re.Match[str], better: str, visible: Visible
    ) -> Finding:
        start, end = _with_neighbours(found)
        better = visible.text[start : found.start()] + better + visible.text[found.end() : end]
        typed = visible.typed(start, end)
        line = visible.line_at(found.start())
        return Finding(rule, slip, line, typed, "" if slip.advice else " ".join(better.split()))


def _slips(slip: Slip, text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The slips of one kind in *text*, from its beginning to its end, and what belongs there."""
    end = 0
    begins = [begin for begin in slip.begins if begin in text]
    for place in sorted(place for begin in begins for place in _places(begin, text)):
        found = slip.find.match(text, place) if place >= end else None
        better = slip.write(found) if found else None
        if found and better is not None:
            yield found, better
            end = found.end()


def _places(begin: str, text: str) -> Iterator[int]:
    place = text.find(begin)
    while place >= 0:
        yield place
        place = text.find(begin, place + 1)


def _written(slips: Iterable[Slip], text: str) -> str:
    """*text* with what belongs there in place of each slip, one kind after the other."""
    for slip in slips:
        pieces, end = [], 0
        for found, better in _slips(slip, text):
            pieces += [text[end : found.start()], better]
            end = found.end()
        text = "".join([*pieces, text[end:]])
    return text


def _with_neighbours(found: re.Match[str]) -> tuple[int, int]:
    """Where the words begin and end in which a slip is, so that an editor sees what is meant."""
    around = _LETTERS if re.search(f"[{IN_WORD}]", found[0]) else _LETTERS_AND_BRACKETS
    text, (start, end) = found.string, found.span()
    while around.match(text, start - 1):  # text begins with a margin
        start -= 1
    after = around.match(text, end)
    while after:
        end = after.end()
        after = around.match(text, end)
    return start, end
