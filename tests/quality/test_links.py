"""Which links of a built site lead nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from quality.links import Links

URL = "https://example.ir"
FILES = {
    "index.html": "<h1 id='top-news'>خبر</h1>",
    "news/index.html": "<p id='یک'>متن</p>",
    "404.html": "<p>نیست</p>",
    "media/a b.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "theme/style.css": "a { background: url(icon.svg) }",
    "theme/icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


def dead_links(root: Path, body: str, url: str = URL) -> list[str]:
    for path, text in {**FILES, "post/index.html": f"<!doctype html><body>{body}"}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(Links(root, url).find_dead("post/index.html"))


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/">خانه</a>',
        '<a href="/news/">خبرها</a>',
        '<a href="/news/#%DB%8C%DA%A9">با نام جا</a>',
        '<a href="../news/">نسبی</a>',
        '<p id="here"><a href="#here">همین‌جا</a>',
        '<a href="#top">بالا</a>',
        '<a href="/404.html">صفحه‌ای با نام پرونده</a>',
        '<img src="/media/a%20b.svg">',
        '<img srcset="/theme/icon.svg 1x, /media/a%20b.svg 2x">',
        '<meta http-equiv="refresh" content="0; url=/news/">',
        '<link rel="canonical" href="https://example.ir/news/">',
        '<a href="https://example.ir">خود سایت</a>',
        '<a href="https://example.irx/missing/">سایتی دیگر</a>',
        '<a href="mailto:a@example.ir">نامه</a> <a href="tel:1517">تلفن</a>',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        '<p style="background: url(/theme/icon.svg)">زمینه</p>',
    ],
)
def test_a_link_that_leads_somewhere_is_not_told(tmp_path: Path, body: str) -> None:
    assert dead_links(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "dead"),
    [
        ('<a href="/newz/">غلط</a>', "/newz/"),
        ('<a href="/news">بی ممیز</a>', "/news"),
        ('<a href="/news/#two">جایی که نیست</a>', "/news/#two"),
        ('<a href="#nowhere">همین‌جا نیست</a>', "#nowhere"),
        ('<a href="news/">نسبت به جای دیگر</a>', "news/"),
        ('<a href="https://example.ir/newz/">نشانی کامل</a>', "https://example.ir/newz/"),
        ('<img srcset="/theme/icon.svg 1x, /media/c.svg 2x">', "/media/c.svg"),
        (
            '<meta property="og:image" content="https://example.ir/c.png">',
            "https://example.ir/c.png",
        ),
        ('<meta http-equiv="refresh" content="0; url=/newz/">', "/newz/"),
        ("<style>p { background: url(/c.svg) }</style>", "/c.svg"),
        ('<a href="/../../etc/passwd">بیرون</a>', "/../../etc/passwd"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_as_it_is_written(
    tmp_path: Path, body: str, dead: str
) -> None:
    assert dead_links(tmp_path, body) == [dead]


def test_a_site_below_a_path_knows_its_own_addresses(tmp_path: Path) -> None:
    body = '<a href="/office/news/">خوب</a> <a href="/news/">بیرون از سایت</a>'
    assert dead_links(tmp_path, body, f"{URL}/office") == ["/news/"]


def test_the_whole_site_is_read_with_its_styles(tmp_path: Path) -> None:
    dead_links(tmp_path, '<a href="/newz/">غلط</a>')
    (tmp_path / "theme/icon.svg").unlink()
    assert list(Links(tmp_path, URL).find_all_dead()) == [
        "/post/index.html: /newz/",
        "/theme/style.css: icon.svg",
    ]
