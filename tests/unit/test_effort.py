"""A bound for what a text may cost; none of these tests looks at a watch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.extensions.fenced_code import FencedBlockPreprocessor

from newsroom import effort
from newsroom.front_matter import Report
from newsroom.markup import Renderer, _ClosedFences
from newsroom.persian import normalise_markdown
from tests.sites import ROOT

SOURCE = "news/1405/a.md"


def render(text: str) -> tuple[list[tuple[int, str]], int]:
    """The problems of *text*, and how many looks its characters took."""
    renderer, report = Renderer(), Report("")
    renderer.render(text, SOURCE, 1, report)
    allowed = effort.FREE_LOOKS + effort.LOOKS_AT_EACH * len(text)
    return [(p.line, str(p.code)) for p in report.problems], allowed - renderer.effort.left


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![",
        "[a](",
        "![a](",
        "[a][",
        "[a](<",
        '[a](b "c) ',
        "[^",
        "=\n",
        "-\n",
        ": a\n",
        "- \n",
    ],
)
def test_what_would_cost_a_square_is_given_up_at_the_bound(piece: str) -> None:
    text = "متن\n\n" + piece * 8_000
    problems, looks = render(text)
    assert problems == [(3, "body-too-deep")]
    allowed = effort.FREE_LOOKS + effort.LOOKS_AT_EACH * len(text)
    assert allowed < looks <= allowed + len(text)


def test_the_next_body_has_its_own_allowance() -> None:
    renderer, report = Renderer(), Report("")
    for text in ("[" * 8_000, "متن [ب](b.md)", "[" * 8_000, "متن"):
        renderer.render(text, SOURCE, 1, report)
    assert [problem.code for problem in report.problems] == ["body-too-deep"] * 2


def test_real_texts_take_few_looks_however_long_they_are() -> None:
    bodies = [p.read_text("utf-8").split("---", 2)[2] for p in (ROOT / "content").rglob("*.md")]
    everything = "\n\n".join(bodies) * 3
    looks = render(everything)[1]
    assert 0 < looks < effort.LOOKS_AT_EACH * len(everything) / 2


def test_a_long_paragraph_of_links_is_no_tangle() -> None:
    problems, _ = render("در [این خبر](b.md) و [آن](/mark/) آمده است. " * 150)
    assert problems == []


@pytest.mark.parametrize(
    "piece",
    ["`", "`" * 17 + "a", "<!--", "<pre>", "<kbd>", "<span lang=ar>", "[^", "\t\n", "\n\n    - ",
     "`\n\n    ", "\n    -\n", "-\n{: lang=ar}a", "![", "](", "[a]: b\n", "~~~a\n"],
)  # fmt: skip
def test_normalising_ends_for_what_took_it_the_square(piece: str) -> None:
    text = "متن " + piece * (300_000 // len(piece))  # the square of it would be hours
    assert normalise_markdown(text).startswith("متن")


@given(
    st.lists(
        st.sampled_from(
            ["~~~", "```", "````", "~~~~", "\n", " ", "a", "{.x}", "{", "x y", "~~~\n", "\n```"]
        ),
        max_size=16,
    ).map("".join)
)
def test_closed_fences_are_found_as_the_library_finds_them(text: str) -> None:
    library, ours = (
        FencedBlockPreprocessor.FENCED_BLOCK_RE,
        _ClosedFences(FencedBlockPreprocessor.FENCED_BLOCK_RE),
    )
    index = 0
    while True:
        theirs, found = library.search(text, index), ours.search(text, index)
        assert (theirs and theirs.span()) == (found and found.span())
        if found is None:
            break
        text = f"{text[: found.start()]}\nx\n{text[found.end() :]}"
        index = found.start() + 3
