"""The slug that is proposed: as a Persian reader writes it, and always one that may stand."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsroom.persian import ZWNJ, fold
from newsroom.slugs import LONGEST, WORDS_FILE, load_words, propose_slug
from tests.unit.test_persian import any_texts

WORDS = load_words()
SLUG = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("کیفیت", "keyfiyat"),
        ("استاندارد", "standard"),
        ("خرم‌آباد", "khorramabad"),
        ("خرم‌آبادی‌ها", "khorramabadiha"),
        ("روز جهانی استاندارد در لرستان", "ruz-jahani-standard-lorestan"),
        ("كيفيت كالا", "keyfiyat-kala"),
        ("کتاب‌های درسی", "ketabhaye-darsi"),
        ("خبرنگاران و استانداردها", "khabarnegaran-standardha"),
        ("ISO 9001 در سال ۱۴۰۵", "iso-9001-sal-1405"),
        # Words of no list, letter by letter.
        ("صندلی چوبی", "sandali-chubi"),
        ("زعفران", "zafran"),
        ("ورزش", "varzash"),
        ("سیاوش", "siyavsh"),
        ("خواهش و بخوانیم", "khahsh-bakhanim"),
        ("مهره", "mahre"),
        ("راه", "rah"),
        ("دریا", "dariya"),
        ("عدل", "adl"),
        ("ئهڤین", "ahin"),
        ("گاو و چای", "gav-chay"),
        # Nothing to write.
        ("در این", ""),
        ("؟! 😀", ""),
        ("", ""),
    ],
)
def test_a_title_is_written_as_a_reader_would(title: str, slug: str) -> None:
    assert propose_slug(title, WORDS) == slug


@given(any_texts | st.text(st.sampled_from("ابتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءئآ " + ZWNJ)))
def test_every_proposal_may_stand_in_an_address(title: str) -> None:
    slug = propose_slug(title, WORDS)
    assert SLUG.fullmatch(slug)
    assert len(slug) <= LONGEST


def test_a_long_title_is_cut_between_words() -> None:
    slug = propose_slug("استاندارد " * 20, WORDS)
    assert slug == "-".join(["standard"] * 6)


def test_every_word_of_the_list_is_one_and_stands_once() -> None:
    lines = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    words = [line.split(":")[0] for line in lines if line and not line.startswith("#")]
    assert len({fold(word) for word in words}) == len(words)
    latin = yaml.safe_load("\n".join(lines)).values()
    assert [word for word in latin if not re.fullmatch("[a-z]+", word)] == []
