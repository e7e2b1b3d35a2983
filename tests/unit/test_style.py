"""
The house style, by example: tests/cases/style holds a file for each rule, named by its code.

A line «- …» is wrong, the «+ …» under it is what `make fix` makes of it (none: only its writer
knows), and a line «= …» is right as it stands.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.markup import Renderer
from newsroom.persian import QUOTED, normalise, normalise_markdown
from newsroom.posts import read_post
from newsroom.problems import Code, Severity
from newsroom.style.house import HouseStyle, Visible
from newsroom.style.review import find_slips_of
from newsroom.style.table import BY_CODE, RULES, Rule
from tests.sites import post
from tests.unit.test_persian import any_texts

CASES = Path(__file__).resolve().parents[1] / "cases" / "style"
HOUSE = HouseStyle()
OF_CHARACTERS = [rule for rule in RULES if rule.slip]


def examples() -> list[tuple[str, str, str | None]]:
    """Of each line: the file's name, the text, and what it becomes (itself; None: untold)."""
    found: list[tuple[str, str, str | None]] = []
    for path in sorted(CASES.glob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            mark, text = line[:2], line[2:]
            if mark == "+ ":
                found[-1] = (path.stem, found[-1][1], text)
            elif mark in ("- ", "= "):
                found.append((path.stem, text, text if mark == "= " else None))
    return found


def codes(text: str) -> list[str]:
    visible = Visible(normalise_markdown(text), QUOTED)
    return [str(finding.rule.code) for finding in HOUSE.find_in(visible)]


@pytest.mark.parametrize(("code", "text", "better"), examples())
def test_a_line_yields_what_it_announces(code: str, text: str, better: str | None) -> None:
    if text == better:
        assert codes(text) == []
        assert HOUSE.mend_markdown(text) == text
    else:
        assert set(codes(text)) == {code}
        assert HOUSE.mend_markdown(text) == (better or text)
        assert better is None or codes(better) == []


def test_every_rule_of_characters_has_good_and_bad_examples() -> None:
    wanted = {str(rule.code) for rule in OF_CHARACTERS if rule.code}
    for is_good in (True, False):
        assert wanted <= {code for code, text, better in examples() if (text == better) is is_good}


@pytest.mark.parametrize("rule", OF_CHARACTERS, ids=lambda rule: str(rule.code))
def test_the_example_of_the_table_is_told_and_mended(rule: Rule) -> None:
    assert rule.slip
    if rule.code:
        assert set(codes(rule.bad)) == {rule.code}
    if not rule.slip.advice:
        assert HOUSE.mend_markdown(rule.bad) == rule.good
    assert codes(rule.good) == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.code is None])
def test_what_is_never_told_is_mended(rule: Rule) -> None:
    assert HOUSE.mend(rule.bad) == rule.good
    assert codes(rule.bad) == []


def test_every_rule_has_its_reason_and_only_what_is_told_has_a_severity() -> None:
    for rule in RULES:
        assert rule.why.endswith(".")
        assert (rule.code is None) == (rule.severity is None)
    assert len(BY_CODE) == sum(rule.code is not None for rule in RULES)
    assert {rule.severity for rule in BY_CODE.values()} == set(Severity)


@given(any_texts)
def test_mending_twice_is_mending_once(text: str) -> None:
    for mend in (HOUSE.mend, HOUSE.mend_line, HOUSE.mend_markdown):
        assert mend(mend(text)) == mend(text)


@given(any_texts)
def test_what_is_mended_has_nothing_left_that_could_be(text: str) -> None:
    visible = Visible(HOUSE.mend_markdown(text), QUOTED)
    assert [f.found for f in HOUSE.find_in(visible) if f.slip.is_mended and not f.slip.advice] == []


@given(any_texts)
def test_lines_stay_where_they_were(text: str) -> None:
    assert HOUSE.mend_markdown(text).count("\n") == text.count("\n")


WRONG = ["می شود", "کتاب ها", "رفته اند", "بر گزار", "و ...", "گفت : سلام", "شد.او", "( نشان )"]
APART = ["```\nکد\n```", "> نقل\n> نقل", "- بند\n- بند", "| a | b |\n|---|---|\n| پ | ت |", "متن"]


@given(st.lists(st.sampled_from([*WRONG, *APART])))
def test_a_slip_is_told_on_its_own_line(blocks: list[str]) -> None:
    text = "\n\n".join(blocks)
    lines = text.split("\n")
    told = [lines[finding.line] for finding in HOUSE.find_in(Visible(text, QUOTED))]
    assert set(told) == set(blocks) & set(WRONG)


def test_a_short_slip_is_shown_with_the_words_around_it() -> None:
    (finding,) = HOUSE.find(normalise("به گفتهٔ او و... نیز"))
    assert (finding.found, finding.better) == ("و...", "و…")
    (finding,) = HOUSE.find(normalise("تهران ـ خرم‌آباد"))
    assert (finding.found, finding.better) == ("ـ", "–")


def test_codes_of_the_style_are_codes_of_problems() -> None:
    assert set(BY_CODE) <= set(Code)


def test_a_file_that_was_emptied_since_it_was_read_has_only_its_fields_looked_at() -> None:
    source = "news/1405/a.md"
    found, _ = read_post(source, post("کتاب ها", body="می شود").encode(), Renderer())
    assert found is not None
    told = [str(problem.code) for problem in find_slips_of(found, b"", HOUSE)]
    assert told == ["half-space-plural"]
