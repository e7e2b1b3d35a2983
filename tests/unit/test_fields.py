"""The table of fields: its names lead back to it, and its examples are what the parsers take."""

from __future__ import annotations

import pytest

from newsroom.fields import EVERYWHERE, FIELDS, PAGES, Choice, Field, Kind, find_field
from newsroom.markup import Renderer
from newsroom.persian import BIDI_CONTROLS, ZWNJ, fold
from newsroom.posts import Post, read_post
from newsroom.values import _PARSERS

RENDERER = Renderer()
IN_SECTIONS = [(field, section) for field in FIELDS for section in field.sections]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_name_of_a_field_leads_to_it_however_its_words_are_joined(field: Field) -> None:
    for name in field.names:
        for joint in (" ", "_", "-", ZWNJ, ""):
            typed = joint.join(name.replace("_", " ").replace(ZWNJ, " ").split())
            assert find_field(typed) is field
            assert find_field(typed.upper()) is field
            assert find_field(typed.replace("ی", "ي").replace("ک", "ك")) is field


def test_unknown_names_lead_nowhere() -> None:
    assert find_field("Sumary") is None
    assert find_field("") is None


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_field_explains_itself_in_one_persian_sentence(field: Field) -> None:
    assert field.help.endswith(".")
    assert not set(field.help + field.example) & set(BIDI_CONTROLS)
    assert field.persian
    assert set(field.sections) <= set(EVERYWHERE)


@pytest.mark.parametrize(
    ("field", "section"), IN_SECTIONS, ids=lambda part: getattr(part, "key", part)
)
def test_example_of_a_field_is_read_without_a_problem(field: Field, section: str) -> None:
    draft = f"---\n{field.persian[0]}: {field.example}\nعنوان: خبر\nخلاصه: یک جمله.\n---\n"
    lines = [line for line in draft.split("\n") if not _repeats(line, field)]
    source = f"{section}/a.md" if section == PAGES else f"{section}/1405/a.md"
    post, problems = read_post(source, "\n".join(lines).encode(), RENDERER)
    # A picture asks for its description, and a reason for a status: those are other fields.
    others = {"image": ["alt-missing"], "withdrawn": ["withdrawal-mismatch"]}
    assert [p.code for p in problems] == others.get(field.key, [])
    assert post is not None
    assert getattr(post, field.key) not in (None, "", ())


def _repeats(line: str, field: Field) -> bool:
    return line.startswith(f"{field.persian[0]}: ") and line != (
        f"{field.persian[0]}: {field.example}"
    )


def test_every_field_has_its_place_in_the_record_of_a_post() -> None:
    assert {field.key for field in FIELDS} <= set(Post.__struct_fields__)


def test_every_kind_has_a_parser() -> None:
    assert {field.kind for field in FIELDS} == set(_PARSERS)


def test_every_text_has_a_limit_and_nothing_else_has() -> None:
    limited = {field.kind for field in FIELDS if field.max_length}
    assert limited == {Kind.TEXT, Kind.SMS}
    assert all(field.max_length for field in FIELDS if field.kind in limited)


def test_no_two_choices_of_a_field_have_one_name() -> None:
    def names(choice: Choice) -> set[str]:
        return {fold(name) for name in (choice.name, *choice.persian)}

    for field in FIELDS:
        every = [name for choice in field.choices for name in names(choice)]
        assert len(every) == len(set(every))
