"""The theme's font is what `make font` makes, as far as that can be told without its source."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont

from quality.font import CHARACTERS, FEATURES, FOLDER, WEIGHTS
from tests.sites import ROOT


@pytest.fixture(scope="module")
def font() -> TTFont:
    return TTFont(ROOT / FOLDER / "vazirmatn.woff2")


def promised() -> set[int]:
    """The code points of CHARACTERS."""
    found: set[int] = set()
    for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", CHARACTERS):
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def test_the_font_has_the_letters_that_the_list_names(font: TTFont) -> None:
    drawn = set(font.getBestCmap())
    assert drawn <= promised()
    # Persian letters, digits of both kinds, the half-space, quotation marks.
    assert {ord(letter) for letter in "آابپچژگکیهٔئ«»،؛؟۰۹٪abzAZ09\u200c"} <= drawn


def test_the_font_has_all_its_weights_and_figures_of_one_width(font: TTFont) -> None:
    (axis,) = font["fvar"].axes
    assert f"{axis.axisTag}={axis.minValue:g}:{axis.maxValue:g}" == WEIGHTS
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {*FEATURES.split(","), "init", "medi", "fina"} <= features


def test_the_licence_lies_beside_the_font() -> None:
    licence = (ROOT / FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence.upper()
    assert "Reserved Font Name" not in licence.split("-----", 1)[0]
