"""The checks can fail: each bad page is found out, for what it announces and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quality.server import serving
from tests.browser.checks import Inspector, lost_letters, report

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
PAGES = sorted((HERE / "bad").glob("*.html"))
EXPECTED = re.compile(r"<!-- expect: ([\w, -]+) -->")
# Whether axe sees Persian text or takes it for icons depends on the font that a system has.
UNSTEADY = {"axe-color-contrast"}
NOTHING = "<!-- expect nothing -->"


def announced(page: Path) -> set[str]:
    """The codes that a bad page gives."""
    text = page.read_text(encoding="utf-8")
    assert (NOTHING in text) != bool(EXPECTED.search(text)), f"{page.name} announces nothing"
    return {code for codes in EXPECTED.findall(text) for code in codes.split(", ")}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(HERE / "bad") as url:
        yield url


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_gives_exactly_what_it_announces(
    page: Path, inspector: Inspector, address: str
) -> None:
    findings = inspector.inspect(f"{address}/{page.name}")
    codes = {found.code for found in findings} - UNSTEADY
    assert codes == announced(page), report(findings)


def test_every_code_has_a_page() -> None:
    source = (HERE / "look.js").read_text(encoding="utf-8")
    source += (HERE / "checks.py").read_text(encoding="utf-8")
    pairs = re.findall(r'\b(?:finding|_note)\("([a-z-]+)"|"((?:print-)?contrast)"\)', source)
    codes = {code for pair in pairs for code in pair if code}
    shown = {code for page in PAGES for code in announced(page) if not code.startswith("axe-")}
    assert codes == shown


def test_a_document_without_a_sheet_has_lost_all_letters() -> None:
    assert lost_letters("یک ۱۲", b"%PDF-1.4\n%%EOF\n") == "کی۱۲"
