"""The short way through the inline patterns gives what the library's own way gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from newsroom import markup
from newsroom.front_matter import Report
from newsroom.markup import Renderer
from tests.sites import ROOT

PIECES = (
    "متن", "می‌شود", " ", "\n", "  \n", "\n\n", "*", "**", "_", "__", "`", "``", "\\", "\\*", "[",
    "]",
    "(b.md)", "[ب](/mark/ \"ج\")", "![ن](/media/x.png)", "[^1]", "\n\n[^1]: پانوشت\n\n", "<br>",
    "<https://a.ir>", "<a@b.ir>", "&amp;", "&", "!", "<", "<!-- x -->", "- ", "# ", "C++",
    "۱۲", "ISO 9001",
    "{: lang=en }", "«نقل»",
)  # fmt: skip


def both_ways(text: str) -> tuple[str, str]:
    """The HTML of *text* by our step and by the library's."""
    ours = Renderer().render(text, "news/1405/a.md", 1, Report("")).html
    step = markup._Inline
    markup._Inline = lambda _, md: InlineProcessor(md)  # type: ignore[assignment,misc]
    try:
        theirs = Renderer().render(text, "news/1405/a.md", 1, Report("")).html
    finally:
        markup._Inline = step  # type: ignore[misc]
    return ours, theirs


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_becomes_the_same(text: str) -> None:
    ours, theirs = both_ways(text)
    assert ours == theirs


@pytest.mark.parametrize(
    "path", sorted((ROOT / "content").rglob("*.md")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_the_real_posts_become_the_same(path: Path) -> None:
    ours, theirs = both_ways(path.read_text(encoding="utf-8").split("---", 2)[2])
    assert ours == theirs
