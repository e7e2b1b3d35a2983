"""What the site may weigh and must score: the one place for the limits of `make quality`."""

from __future__ import annotations

from collections.abc import Iterator

from quality.measures import Measures

LEAST_SCORE = (
    100  # Lighthouse 12, mobile, each category, on every page that search engines may keep
)
MOST_FIRST_VIEW = 14_336  # HTML and CSS, compressed: what ten packets of a new connection carry
MOST_WITH_FONT = 61_440
MOST_AXE = 0
MOST_NU = 0  # errors and warnings
MOST_DEAD_LINKS = 0
MOST_OTHER_HOSTS = 0


def find_broken(measures: Measures) -> Iterator[str]:
    """A sentence for each budget that a page breaks."""
    for category, score in measures.scores.items():
        if score < LEAST_SCORE:
            reasons = [text for text in measures.failed if text.startswith(f"{category}:")]
            why = "; ".join(text.removeprefix(f"{category}: ") for text in reasons)
            yield f"Lighthouse gives {category} {score} of {LEAST_SCORE}: {why}"
    for what, bytes_, most in (
        ("HTML and CSS", measures.first_view, MOST_FIRST_VIEW),
        ("HTML, CSS and font", measures.with_font, MOST_WITH_FONT),
    ):
        if bytes_ > most:
            yield f"{what} weigh {bytes_:,} bytes of {most:,}, compressed"
    for what, found, most in (
        ("axe finds", measures.axe, MOST_AXE),
        ("the Nu checker says", measures.nu, MOST_NU),
        ("links lead nowhere:", measures.dead_links, MOST_DEAD_LINKS),
        ("other hosts are asked:", measures.other_hosts, MOST_OTHER_HOSTS),
    ):
        if len(found) > most:
            more = f" (and {len(found) - 3} more)" if len(found) > 3 else ""
            yield f"{what} {'; '.join(found[:3])}{more}"
