"""Each budget that is broken is told in a sentence; one that is just kept is not."""

from __future__ import annotations

from typing import Any

import pytest

from quality.budgets import MOST_FIRST_VIEW, MOST_WITH_FONT, find_broken
from quality.measures import Measures


def broken(**values: Any) -> list[str]:
    return list(find_broken(Measures("post-news", "/news/1405/a/", **values)))


def test_a_page_at_its_limits_breaks_nothing() -> None:
    html, font = MOST_FIRST_VIEW - 5, MOST_WITH_FONT - MOST_FIRST_VIEW
    assert broken(html=html, css=5, font=font, scores={"seo": 100}) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"scores": {"seo": 92}, "failed": ["seo: meta-description", "performance: x"]},
            "Lighthouse gives seo 92 of 100: meta-description",
        ),
        (
            {"html": MOST_FIRST_VIEW, "css": 1},
            "HTML and CSS weigh 14,337 bytes of 14,336, compressed",
        ),
        (
            {"font": MOST_WITH_FONT + 1},
            "HTML, CSS and font weigh 61,441 bytes of 61,440, compressed",
        ),
        ({"axe": ["region at p"]}, "axe finds region at p"),
        ({"nu": ["a", "b", "c", "d", "e"]}, "the Nu checker says a; b; c (and 2 more)"),
        ({"dead_links": ["/x/"]}, "links lead nowhere: /x/"),
        ({"other_hosts": ["https://cdn.example/"]}, "other hosts are asked: https://cdn.example/"),
    ],
)
def test_a_broken_budget_is_a_sentence(values: dict[str, Any], sentence: str) -> None:
    assert broken(**values) == [sentence]
