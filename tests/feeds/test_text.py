"""The small functions under the feeds: text, addresses, files, plain text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from newsroom.feeds.text import encode_address
from newsroom.feeds.words import LONGEST_SUMMARY, clean, plain, shorten
from newsroom.media_files import UNKNOWN, FileFacts, load_facts, type_of
from newsroom.plain_text import text_of
from newsroom.records import digest_of
from tests.feeds.rules import BAD_CHARACTERS, FULL, LOOKS_LIKE_HTML
from tests.feeds.stories import png

TABLE = """\
<table><thead><tr><th>یک</th><th>دو</th></tr></thead>
<tbody><tr>
<td>۱</td><td><b>۲</b></td></tr></tbody></table>"""


@given(st.text())
def test_no_title_can_be_taken_for_html_or_stop_a_parser(text: str) -> None:
    shown = plain(text)
    assert not LOOKS_LIKE_HTML.search(shown)
    assert not BAD_CHARACTERS.search(shown)
    assert plain(shown) == shown
    lxml_html.fragment_fromstring(f"<p>{clean(text)}</p>".replace("<", "&lt;"), create_parent=True)


@given(st.text(min_size=1))
def test_every_foreign_address_becomes_ascii(text: str) -> None:
    assert FULL.fullmatch(encode_address(f"https://example.org/{text}"))


@pytest.mark.parametrize(
    ("typed", "encoded"),
    [
        ("https://a.ir/%D8%A7?q=%20&amp;x=1", "https://a.ir/%D8%A7?q=%20&amp;x=1"),
        ("https://a.ir/a b", "https://a.ir/a%20b"),
        ("https://استاندارد.ایران/صفحه", "https://xn--mgbaak0abnl7o.xn--mgba3a4f16a/%D8%B5%D9%81%D8%AD%D9%87"),
        ("mailto:نام@example.ir", "mailto:%D9%86%D8%A7%D9%85@example.ir"),
        (f"https://{'ا' * 80}.ir/", f"https://{'%D8%A7' * 80}.ir/"),
        ("https://[ا/", "https://[%D8%A7/"),
    ],
)  # fmt: skip
def test_addresses_of_other_sites_as_they_are_typed(typed: str, encoded: str) -> None:
    assert encode_address(typed) == encoded


@given(st.text(alphabet="الف ب", max_size=2_000))
def test_a_summary_is_short_and_ends_between_words(text: str) -> None:
    short = shorten(text)
    assert len(short) <= LONGEST_SUMMARY
    assert short == text or short.endswith("…")


def test_what_is_too_long_ends_in_dots() -> None:
    assert shorten("واژه " * 200) == ("واژه " * 100).rstrip() + "…"
    assert shorten("آ" * 600) == "آ" * 499 + "…"


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("a.png", png(7, 5), (7, 5)),
        ("a.gif", b"GIF89a\x03\x00\x02\x00\x00\x00\x00", (3, 2)),
        ("a.svg", b'<svg width="10px" height="20.4"/>', (10, 20)),
        ("a.svg", b'<svg viewBox="0,0,30,40"/>', (30, 40)),
        ("a.svg", b'<svg width="100%" height="2em" viewBox="0 0 3 4"/>', (3, 4)),
        ("a.svg", b'<svg width="-5" height="x" viewBox="0 0 inf nan"/>', (0, 0)),
        ("a.svg", b"<svg/>", (0, 0)),
        ("a.txt", b"x", (0, 0)),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_header(
    tmp_path: Path, name: str, data: bytes, size: tuple[int, int]
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    facts = load_facts(file)
    assert (facts.width, facts.height) == size
    assert (facts.size_bytes, facts.type) == (len(data), type_of(name))
    assert facts.digest == digest_of(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.png", b""), ("a.jpg", b"<html>"), ("a.svg", b"<svg"), ("a.svg", b"<html/>")],
)
def test_a_picture_that_is_none_has_no_size(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert load_facts(tmp_path / name) == FileFacts(0, type_of(name), digest_of(data))


def test_the_type_of_a_file_is_the_same_on_every_machine() -> None:
    assert type_of("media/A.JPG") == "image/jpeg"
    assert type_of("media/a.unheard-of") == UNKNOWN


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("", ""),
        ("  \n", ""),
        ("<p>یک\n دو</p>\n<p>سه</p>", "یک دو\n\nسه"),
        ("<p>یک<br>دو <b>سه</b></p>", "یک\nدو سه"),
        ("<ul><li>یک<ul><li>دو</li></ul></li><li>سه</li></ul>", "- یک\n- دو\n- سه"),
        ('<ol start="3"><li><p>یک</p></li><li>دو</li></ol>', "۳. یک\n\n۴. دو"),
        (
            "<p>الف</p><pre><code>a:\n  b: c\n</code></pre><p>ب</p>",
            "الف\n\n    a:\n        b: c\n\nب",
        ),
        ('<p><img src="x" alt="نقشه"></p>', "[نقشه]"),
        (TABLE, "یک | دو\n۱ | ۲"),
        ("<dl><dt>واژه</dt><dd>معنا</dd></dl>", "واژه\nمعنا"),
        ("<p>A &lt; B &amp; C</p><hr>", "A < B & C"),
    ],
)
def test_html_as_plain_text(fragment: str, text: str) -> None:
    assert text_of(fragment) == text
