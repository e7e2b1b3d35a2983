"""The site of patterns: every part of the theme is shown, in both schemes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import html as lxml_html

from newsroom.patterns import FOLDER, lay_content
from plugins.components import Part, load_parts
from tests.sites import ROOT, build_site

PARTS = tuple(load_parts(ROOT / "theme"))


@pytest.fixture(scope="module")
def pattern_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("patterns")
    lay_content(ROOT / "content", ROOT / FOLDER, root / "content")
    build_site(root, PURPOSE="preview", PATTERNS=True)
    return root / "output"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_says_what_its_macros_take_and_what_holds_for_accessibility(part: Part) -> None:
    assert "Accessibility:" in part.about
    for macro in part.macros:
        assert macro in part.about or any(macro in call for call in part.examples), macro


def test_every_example_is_shown_in_both_schemes(pattern_site: Path) -> None:
    root = lxml_html.parse(str(pattern_site / "components/index.html")).getroot()
    for scheme in ("light", "dark"):
        shown = root.xpath(f"//div[@class='scheme {scheme}']")
        assert len(shown) == sum(len(part.examples) for part in PARTS)


def test_no_id_stands_twice_on_the_page_of_patterns(pattern_site: Path) -> None:
    root = lxml_html.parse(str(pattern_site / "components/index.html")).getroot()
    twice = [name for name, count in Counter(root.xpath("//@id")).items() if count > 1]
    assert twice == []
    for name in root.xpath("//@aria-labelledby"):
        assert root.xpath("//*[@id=$name]", name=name), name


def test_laying_the_content_again_leaves_nothing_of_before(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    for _ in range(2):
        lay_content(ROOT / "content", ROOT / FOLDER, folder)
        assert not (folder / "stray.md").exists()
        (folder / "stray.md").write_text("", encoding="utf-8")
    assert (folder / "news/1405/one-word.md").is_file()


def test_no_build_for_readers_has_the_page_of_patterns(tmp_path: Path) -> None:
    lay_content(ROOT / "content", ROOT / FOLDER, tmp_path / "content")
    build_site(tmp_path, PURPOSE="local")
    assert not (tmp_path / "output/components").exists()


def test_a_part_without_examples_is_refused(tmp_path: Path) -> None:
    parts = tmp_path / "templates/parts"
    parts.mkdir(parents=True)
    (parts / "silent.html").write_text("{% macro silent() %}{% endmacro %}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"silent\.html does not say"):
        tuple(load_parts(tmp_path))
