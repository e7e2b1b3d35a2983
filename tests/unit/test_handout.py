"""A page of a built site as one file: it needs no server and no other host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from newsroom.handout import Handout
from tests.sites import build_site, post

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
BODY = """\
متن با [پیوند](b.md)، [بیرون](https://other.ir/x) و [فهرست](../../media/list.txt).

## سر {#h}

[بالا](#h)
"""


@pytest.fixture
def handout(tmp_path: Path) -> Handout:
    keys = {"image": "media/a.svg", "image_alt": "یک تصویر", "status": "draft"}
    files = {
        "news/1405/a.md": post("خبری پنهان", body=BODY, **keys),
        "news/1405/b.md": post(id="bbbbbb"),
        "media/a.svg": PICTURE,
        "media/list.txt": "فهرست",
    }
    build_site(tmp_path, files, PURPOSE="preview", SITEURL="https://example.ir/site")
    return Handout(tmp_path / "output", "https://example.ir/site/")


def test_nothing_is_asked_of_anybody(handout: Handout) -> None:
    page = html.document_fromstring(handout.page("/news/1405/a/").decode())
    assert page.xpath("//script[@src] | //link | //meta[@http-equiv]") == []
    assert {src.partition(":")[0] for src in page.xpath("//@src")} == {"data"}
    styles = "".join(page.xpath("//style/text()"))
    assert "font/woff2;base64," in styles
    assert re.findall(r"""url\((?!["']?data:)""", styles) == []
    assert 'xmlns="http' not in styles


def test_links_lead_to_the_live_site_and_downloads_go_along(handout: Handout) -> None:
    page = html.document_fromstring(handout.page("/news/1405/a/").decode())
    links = {a.text_content(): a.get("href") for a in page.xpath("//main//a[@href]")}
    assert links["پیوند"] == "https://example.ir/site/news/1405/b/"
    assert links["بیرون"] == "https://other.ir/x"
    assert links["بالا"] == "#h"
    assert links["فهرست"] == "files/list.txt"
    assert handout.files["files/list.txt"].read_text(encoding="utf-8") == "فهرست"


def test_a_page_that_is_not_there_is_an_error(handout: Handout) -> None:
    with pytest.raises(OSError, match="No such file"):
        handout.page("/news/1405/none/")


def test_what_a_style_takes_from_the_page_itself_stays(tmp_path: Path) -> None:
    page = tmp_path / "a/index.html"
    page.parent.mkdir()
    page.write_text("<title>a</title><style>a{fill:url(#x)}</style><p>", encoding="utf-8")
    assert b'fill:url("#x")' in Handout(tmp_path, "https://example.ir/").page("/a/")
