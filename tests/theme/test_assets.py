"""The theme's files: what is put together from them, and how pages name it."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from lxml import html as lxml_html

from plugins.assets import FONT, load_assets
from tests.sites import build_site, post, site_of

THEME = Path(__file__).resolve().parents[2] / "theme"


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_a_page_allows_the_style_that_stands_in_it_and_no_other(tmp_path: Path) -> None:
    build_site(tmp_path, {"news/1405/a.md": post()})
    root = lxml_html.parse(str(tmp_path / "output/news/1405/a/index.html")).getroot()
    (style,) = root.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert f"style-src 'self' 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "://" not in policy


def test_every_file_that_a_page_names_is_in_the_site(tmp_path: Path) -> None:
    share = 'تلگرام: {address: "https://t.me/share?url={url}", source: "https://example.ir"}'
    files = {"news/1405/a.md": post(), "share.yaml": share}
    build_site(tmp_path, files, SITEURL="https://example.ir/news")
    text = (tmp_path / "output/news/1405/a/index.html").read_text(encoding="utf-8")
    named = set(re.findall(r'"/news/(theme/[^"]+)"', text))
    assert {Path(path).suffix for path in named} == {".woff2", ".css", ".js", ".svg"}
    for path in named:
        assert (tmp_path / "output" / path).is_file(), path


def test_a_name_changes_with_the_bytes_and_only_with_them(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    shutil.copytree(THEME, theme)
    site = site_of(tmp_path)
    before = load_assets(theme, site).addresses
    assert load_assets(theme, site).addresses == before
    (theme / "css/print.css").write_text("@layer print { p { gap: 0; } }", encoding="utf-8")
    after = load_assets(theme, site).addresses
    assert after["print.css"] != before["print.css"]
    assert {n: a for n, a in after.items() if n != "print.css"} == {
        n: a for n, a in before.items() if n != "print.css"
    }


@pytest.mark.parametrize("kept", [".share :is(a, button)", ".p:not(:has(> .q)) > .r", "2vw + 1rem"])
def test_making_small_changes_no_selector(tmp_path: Path, kept: str) -> None:
    theme = tmp_path / "theme"
    shutil.copytree(THEME, theme)
    rule = f"/* gone */ @layer parts {{  {kept} {{ margin : calc(2vw + 1rem) ; }} }}"
    (theme / "css/media.css").write_text(rule, encoding="utf-8")
    sheet = str(load_assets(theme, site_of(tmp_path)).style)
    assert kept.replace(", ", ",") in sheet
    assert "gone" not in sheet
    assert "calc(2vw + 1rem)" in sheet


def test_every_sheet_and_script_is_used_once_and_belongs_to_a_layer() -> None:
    parts = tomllib.loads((THEME / "theme.toml").read_text(encoding="utf-8"))
    sheets = [*parts["page"], *parts["patterns"], *parts["print"]]
    assert sorted(sheets) == sorted(path.stem for path in (THEME / "css").glob("*.css"))
    assert sorted(parts["script"]) == sorted(path.stem for path in (THEME / "js").glob("*.js"))
    for path in sorted((THEME / "css").glob("*.css")):
        layered = r"\s*(@layer [a-z, ]+;\s*)?@layer [a-z]+ \{.*\}\s*"
        assert re.fullmatch(layered, without_comments(path), re.DOTALL), path.name


def test_the_theme_knows_no_left_and_no_right() -> None:
    for path in sorted((THEME / "css").glob("*.css")):
        physical = r"-(?:left|right|top|bottom)\b|(?<![-\w])(?:left|right|top|bottom|width|height):"
        assert re.findall(physical, without_comments(path)) == [], path.name


def test_the_font_has_its_licence_beside_it(tmp_path: Path) -> None:
    files = load_assets(THEME, site_of(tmp_path)).files
    assert "SIL OPEN FONT LICENSE" in files["theme/font/OFL.txt"].decode()
    assert any(path.startswith("theme/font/vazirmatn.") for path in files)
    assert FONT not in {path.removeprefix("theme/") for path in files}
