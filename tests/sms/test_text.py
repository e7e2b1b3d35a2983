"""The text of an SMS: how much it costs, and where it is cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newsroom.persian import ZWNJ
from newsroom.problems import Code, Problem
from newsroom.sms.text import (
    ELLIPSIS,
    MOST_READ,
    Fault,
    TextError,
    compose,
    count_parts,
    count_units,
    find_emoji,
)
from tests.wording import assert_is_well_said

URL = "https://example.ir/p/4k7m2q/"
OPT_OUT = "لغو11"
TAIL = f"\n{URL}\n{OPT_OUT}"

LETTERS = "آبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی۰۱۲۳۴۵۶۷۸۹"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=2).map(ZWNJ.join)
SENTENCES = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
LIMITS = st.sampled_from([(70, 67), (70, 66), (160, 153)])


def composed(text: str, max_parts: int = 2) -> str:
    return compose(text, URL, OPT_OUT, max_parts=max_parts)


def said(sms: str) -> str:
    return sms.removesuffix(TAIL)


@pytest.mark.parametrize(
    ("units", "parts"), [(0, 0), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_parts_of_persian_are_70_and_then_67_units(units: int, parts: int) -> None:
    assert count_parts("س" * units) == parts


def test_a_gateway_with_a_longer_header_has_66() -> None:
    assert (count_parts("س" * 133), count_parts("س" * 133, 70, 66)) == (2, 3)


@pytest.mark.parametrize(
    ("text", "units"), [("س", 1), (ZWNJ, 1), ("۱۴۰۵", 4), ("هٔ", 2), ("🌹", 2), ("\n", 1)]
)
def test_a_unit_is_one_of_utf_16(text: str, units: int) -> None:
    assert count_units(text) == units == len(text.encode("utf-16-be")) // 2


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text("سa۱ ", max_size=5), LIMITS)
def test_more_text_is_never_cheaper(text: str, more: str, limits: tuple[int, int]) -> None:
    assert count_parts(text, *limits) <= count_parts(text + more, *limits)


def test_what_fits_is_said_whole() -> None:
    assert composed("ثبت‌نام دورهٔ ۱۴۰۵ آغاز شد") == f"ثبت‌نام دورهٔ ۱۴۰۵ آغاز شد{TAIL}"


def test_letters_and_digits_are_those_of_the_house() -> None:
    assert said(composed("كتاب 5 در يزد\n و\tتهران \x00")) == "کتاب ۵ در یزد و تهران"


def test_what_is_empty_takes_no_line() -> None:
    assert compose("سلام", "", "", max_parts=1) == "سلام"
    assert compose("سلام", "", OPT_OUT, max_parts=1) == f"سلام\n{OPT_OUT}"
    assert compose("سلام", URL, "", max_parts=1) == f"سلام\n{URL}"


def test_a_text_is_cut_after_a_word_and_not_after_its_comma() -> None:
    sms = compose("یک، دو، سه چهار", "", "", max_parts=1, single=10)
    assert sms == "یک، دو…"


def test_a_join_is_not_cut() -> None:
    assert compose("ما می‌نویسیم", "", "", max_parts=1, single=9) == "ما…"


@given(SENTENCES, st.integers(1, 4), LIMITS)
def test_an_sms_is_within_its_parts_and_says_the_first_words_of_the_text(
    text: str, max_parts: int, limits: tuple[int, int]
) -> None:
    single, multi = limits
    sms = compose(text, URL, OPT_OUT, max_parts=max_parts, single=single, multi=multi)
    assert count_parts(sms, single, multi) <= max_parts
    assert sms.endswith(TAIL)
    whole = text.split(" ")
    kept = said(sms).removesuffix(ELLIPSIS).split(" ")
    assert kept == whole[: len(kept)]
    assert said(sms).endswith(ELLIPSIS) == (len(kept) < len(whole))


@given(SENTENCES)
def test_a_text_is_cut_as_late_as_it_can_be(text: str) -> None:
    sms = composed(text, 1)
    assume(said(sms).endswith(ELLIPSIS))
    kept = said(sms).removesuffix(ELLIPSIS)
    longer = text[: text.find(" ", len(kept) + 1)] + ELLIPSIS + TAIL
    assert count_units(longer) > 70


@given(SENTENCES)
def test_composing_what_was_composed_changes_nothing(text: str) -> None:
    first = composed(text)
    assert composed(said(first)) == first


@pytest.mark.parametrize("emoji", ["🌹", "𐎠", "👨‍👩‍👧"])
def test_what_gateways_tear_apart_is_refused(emoji: str) -> None:
    assert find_emoji(f"گل {emoji}") == emoji[0]
    with pytest.raises(TextError) as caught:
        composed(f"گل {emoji}")
    assert caught.value.fault is Fault.EMOJI
    assert emoji[0] in caught.value.what


def test_half_of_a_sign_is_no_sign() -> None:
    assert said(composed("گل \ud83c سرخ")) == "گل سرخ"
    assert find_emoji("☎ ❤ «»") is None


@pytest.mark.parametrize("text", ["", " \n\t", "\u200f\u200c", "، … «»"])
def test_a_text_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(TextError) as caught:
        composed(text)
    assert caught.value.fault is Fault.EMPTY


@pytest.mark.parametrize(
    ("text", "url", "parts"),
    [
        ("سلام", "https://example.ir/" + "a" * 120, 2),  # the address leaves nothing
        ("س" * 65 + " و", URL, 1),  # no word fits
        ("https://example.ir/" + "a" * 300, URL, 2),  # the text is an address itself
        ("« " + "س" * 65, URL, 1),  # what would be left is none
    ],
)
def test_an_sms_without_room_for_one_word_is_refused(text: str, url: str, parts: int) -> None:
    with pytest.raises(TextError) as caught:
        compose(text, url, OPT_OUT, max_parts=parts)
    assert caught.value.fault is Fault.NO_ROOM


def test_of_a_million_characters_only_the_beginning_is_read() -> None:
    assert composed("واژه " * 200_000) == composed(("واژه " * MOST_READ)[:MOST_READ])


@pytest.mark.parametrize(("text", "url"), [("", ""), ("🌹", ""), ("سلام", "a" * 200)])
def test_every_refusal_is_well_said(text: str, url: str) -> None:
    with pytest.raises(TextError) as caught:
        compose(text, url, "", max_parts=2)
    error = caught.value
    problem = Problem("a.md", 1, Code.DATA_INVALID, error.what, error.fix)
    assert_is_well_said(problem)
    assert re.search(r"\[sms-[a-z-]+\]$", str(error))
