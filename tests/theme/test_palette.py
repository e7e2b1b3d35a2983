"""The colours: every pair that the theme draws can be read, in both schemes (WCAG 2.2, 1.4)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.assets import load_palette

THEME = Path(__file__).resolve().parents[2] / "theme"
PALETTE = load_palette(THEME)
SCHEMES = ("light", "dark")
PAIRS = [
    (scheme, pair["text"], ground, pair["least"], pair["where"])
    for scheme in SCHEMES
    for pair in PALETTE["pairs"]
    for ground in pair["ground"]
]


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1. Source: WCAG 2.2, «relative luminance»."""
    shares = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(w * s for w, s in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # just too weak


@pytest.mark.parametrize(("scheme", "text", "ground", "least", "where"), PAIRS)
def test_a_pair_of_colours_can_be_read(
    scheme: str, text: str, ground: str, least: float, where: str
) -> None:
    found = contrast(PALETTE[scheme][text], PALETTE[scheme][ground])
    assert found >= least, f"{where}: {text} on {ground} is {found:.2f}, not {least} ({scheme})"


def test_both_schemes_have_the_same_names_and_every_name_is_a_colour() -> None:
    assert PALETTE["light"].keys() == PALETTE["dark"].keys()
    for scheme in SCHEMES:
        for name, colour in PALETTE[scheme].items():
            assert re.fullmatch("#[0-9a-f]{6}", colour), f"{scheme}.{name} is {colour}"


SHEETS = {path.stem: path.read_text(encoding="utf-8") for path in (THEME / "css").glob("*.css")}


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_a_style_sheet_has_no_colour_of_its_own_and_misspells_none(name: str) -> None:
    sheet = re.sub(r"/\*.*?\*/", "", SHEETS[name], flags=re.DOTALL)
    sizes = re.findall(r"--([a-z0-9-]+):", SHEETS["base"])
    assert set(re.findall(r"var\(--([a-z0-9-]+)", sheet)) <= {*PALETTE["light"], *sizes}
    if name != "print":  # paper has colours of its own
        assert re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", sheet) == []
