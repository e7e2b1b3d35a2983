"""A new post is a valid draft, whatever its title is."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.drafts import compose_draft, draft_path, new_id
from newsroom.fields import FIELDS, SECTIONS, find_field
from newsroom.jalali import TEHRAN
from newsroom.markup import Renderer
from newsroom.persian import normalise
from newsroom.posts import Post, read_post
from newsroom.values import ID_ALPHABET

RENDERER = Renderer()
DATE = datetime(2026, 10, 14, 9, 5, tzinfo=TEHRAN)


def read(section: str, text: str) -> Post:
    post, problems = read_post(draft_path(section, "a", DATE), text.encode(), RENDERER)
    assert problems == []
    assert post is not None
    return post


@pytest.mark.parametrize("section", SECTIONS)
def test_draft_has_no_problem_and_says_what_was_asked_for(section: str) -> None:
    post = read(section, compose_draft(section, "روز جهانی استاندارد", DATE, "4k7m2q"))
    assert post.section == section
    assert (post.title, post.date, post.id) == ("روز جهانی استاندارد", DATE, "4k7m2q")
    assert (post.status, post.year) == ("draft", 1405)
    assert "متن را این‌جا بنویسید." in post.body.html


@settings(deadline=None)
@given(
    st.text(
        st.one_of(st.sampled_from("\"'\\:#-[]{}&*!|>%@`\n\t،«»"), st.characters(codec="utf-8"))
    ),
)
def test_title_comes_back_whatever_signs_are_in_it(title: str) -> None:
    clean = "".join(letter for letter in title if letter.isprintable() or letter in "\n\t")
    post = read("news", compose_draft("news", f"خبر {clean[:50]}", DATE, "4k7m2q"))
    assert post.title == normalise(" ".join(f"خبر {clean[:50]}".split()))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_other_key_of_the_section_is_there_to_be_switched_on(section: str) -> None:
    lines = compose_draft(section, "خبر", DATE, "4k7m2q").split("\n")
    offered = [line[1:] for line in lines if line.startswith("#") and _is_field(line[1:])]
    keys = {find_field(line.partition(":")[0]) for line in lines + offered}
    wanted = {field for field in FIELDS if section in field.sections}
    assert {field.key for field in wanted - keys} == {"slug"}
    switched_on = [line[1:] if line[1:] in offered else line for line in lines]
    _, problems = read_post(
        draft_path(section, "a", DATE), "\n".join(switched_on).encode(), RENDERER
    )
    # A reason to withdraw is no reason while the post is a draft; all else may be switched on.
    assert [problem.code for problem in problems] == ["withdrawal-mismatch"]


def _is_field(line: str) -> bool:
    return find_field(line.partition(":")[0]) is not None and not line.endswith(":")


def test_what_publication_needs_stands_before_what_may_be_left_out() -> None:
    text = compose_draft("courses", "دوره", DATE, "4k7m2q")
    needed, optional = text.split("# هر کدام را که لازم است:")
    assert all(f"#{key}: " in needed for key in ("خلاصه", "آغاز", "محل"))
    assert all(f"#{key}: " in optional for key in ("پایان", "برچسب‌ها", "تصویر"))


def test_draft_belongs_into_the_folder_of_its_jalali_year() -> None:
    assert draft_path("news", "law", DATE) == "news/1405/law.md"
    assert (
        draft_path("courses", "law", datetime(2026, 3, 20, tzinfo=TEHRAN)) == "courses/1404/law.md"
    )


class TakenTwice:
    """Says of the first two identities that they are taken."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def __contains__(self, identity: object) -> bool:
        self.asked.append(identity)
        return len(self.asked) < 3


def test_identity_is_asked_for_until_one_is_free() -> None:
    taken = TakenTwice()
    assert new_id(taken) == taken.asked[-1]
    assert len(taken.asked) == 3


def test_identity_is_of_its_alphabet() -> None:
    identities = [new_id(()) for _ in range(200)]
    assert {len(identity) for identity in identities} == {6}
    assert set("".join(identities)) == set(ID_ALPHABET)
