"""Problems as people and programs read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsroom.problems import (
    Code,
    ContentRejectedError,
    Problem,
    Severity,
    nearest,
    nearest_path,
)

PROBLEM = Problem(
    "content/news/1405/a.md",
    4,
    Code.KEY_UNKNOWN,
    "کلید «Sumary» شناخته‌شده نیست.",
    "بنویسید «Summary».",
)


def test_place_comes_first_and_the_remedy_on_a_line_of_its_own() -> None:
    assert str(PROBLEM) == (
        "content/news/1405/a.md:4: کلید «Sumary» شناخته‌شده نیست. [key-unknown]\n"
        "    راه‌حل: بنویسید «Summary»."
    )


def test_a_remark_says_that_it_is_one() -> None:
    remark = replace(PROBLEM, severity=Severity.REMARK)
    assert str(remark).startswith("content/news/1405/a.md:4: یادآوری: کلید «Sumary»")
    assert remark.as_record()["severity"] == "remark"


def test_record_for_machines_has_plain_values() -> None:
    assert PROBLEM.as_record() == {
        "path": "content/news/1405/a.md",
        "line": 4,
        "code": "key-unknown",
        "severity": "error",
        "what": "کلید «Sumary» شناخته‌شده نیست.",
        "fix": "بنویسید «Summary».",
    }
    assert type(PROBLEM.as_record()["code"]) is str


def test_rejection_tells_all_problems_by_file_and_then_by_line() -> None:
    def at(path: str, line: int) -> Problem:
        return Problem(path, line, Code.KEY_TWICE, "دو بار آمده است.", "یکی را پاک کنید.")

    error = ContentRejectedError([at("b", 1), at("a", 10), at("a", 9)])
    assert [(p.path, p.line) for p in error.problems] == [("a", 9), ("a", 10), ("b", 1)]
    assert str(error) == "\n".join(map(str, error.problems))


def test_names_of_codes_are_words_with_hyphens_in_the_order_of_the_alphabet() -> None:
    names = [str(code) for code in Code]
    assert names == sorted(names)
    assert [code.name.lower().replace("_", "-") for code in Code] == names


@pytest.mark.parametrize(
    ("word", "meant"), [("stauts", "status"), ("sumary", "summary"), ("xyzzy", None), ("", None)]
)
def test_nearest_known_word_is_offered_if_any_is_near(word: str, meant: str | None) -> None:
    assert nearest(word, ["status", "summary", "tags"]) == meant


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("media/marc.svg", "media/mark.svg"),
        ("media/MARK.SVG", "media/mark.svg"),
        ("media/1404/photo.jpg", "media/1405/photo.jpg"),
        ("media/photo.jpg", "media/1405/photo.jpg"),
        ("media/1405/mark.svg", "media/mark.svg"),
        ("media/1405/marc.svg", None),
        ("media/xyzzy", None),
    ],
)
def test_nearest_path_is_the_same_name_elsewhere_or_a_like_name_beside(
    path: str, meant: str | None
) -> None:
    known = ["media/mark.svg", "media/1405/photo.jpg", "media/other.pdf"]
    assert nearest_path(path, known) == meant
