"""Markdown as this house reads it: the traps for Persian closed, the doors for HTML shut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from newsroom.body import Body, Link, resolve
from newsroom.front_matter import Report
from newsroom.markup import Renderer
from newsroom.persian import ZWNJ
from tests.wording import assert_is_well_said

SOURCE = "news/1405/a.md"
FIRST_LINE = 5
RENDERER = Renderer()


def render(text: str) -> tuple[Body, list[tuple[int, str]]]:
    report = Report(f"content/{SOURCE}")
    body = RENDERER.render(text, SOURCE, FIRST_LINE, report)
    for problem in report.problems:
        assert_is_well_said(problem)
    return body, [(problem.line, str(problem.code)) for problem in report.problems]


def html(text: str) -> str:
    body, problems = render(text)
    assert problems == []
    return body.html


def tree(text: str) -> lxml_html.HtmlElement:
    return lxml_html.fragment_fromstring(html(text), create_parent=True)


# Traps of python-markdown for Persian


@pytest.mark.parametrize("digits", ["123", "۱۲۳", "١٢٣"])
def test_numbers_of_a_list_may_be_of_any_script(digits: str) -> None:
    text = "\n".join(f"{digit}. مورد" for digit in digits)
    assert html(text) == "<ol>\n<li>مورد</li>\n<li>مورد</li>\n<li>مورد</li>\n</ol>"


def test_list_begins_with_the_number_that_was_typed_in_ascii() -> None:
    assert html("۳. سه\n۴. چهار").startswith('<ol start="3">')


@pytest.mark.parametrize("text", ["۱۴۰۳. سال خوبی بود.", "1403. سال خوبی بود.", "سال ۱۴۰۳. و بعد"])
def test_year_at_the_start_of_a_line_is_no_list(text: str) -> None:
    assert tree(text).xpath("count(//ol)") == 0


def test_year_in_a_list_stays_a_year() -> None:
    assert tree("- یک\n۱۴۰۳. سال\n\n    ۱۴۰۴. سال").xpath("count(//ol)") == 0


@pytest.mark.parametrize("text", ["#آب و برق", "متن\n#آب و برق", "#۱۴۰۵", "#Persian"])
def test_hashtag_is_no_heading(text: str) -> None:
    assert not re.search("<h[1-6]", html(text))


@pytest.mark.parametrize(("marks", "tag"), [("##", "h2"), ("###", "h3"), ("######", "h6")])
def test_marks_and_a_space_are_a_heading(marks: str, tag: str) -> None:
    assert html(f"{marks} سرفصل {marks}") == f'<{tag} id="s1">سرفصل</{tag}>'


def test_headings_move_down_where_a_body_has_its_own_first_one() -> None:
    found = html("# یک\n\n## دو\n\n###### شش")
    assert re.findall("<(h[1-6])", found) == ["h2", "h3", "h6"]


def test_headings_have_short_ids_in_their_order() -> None:
    assert re.findall(' id="(.*?)"', html("## گزارش کار\n\n## می‌شود\n\nزیرخط\n---")) == [
        "s1",
        "s2",
        "s3",
    ]


def test_no_two_elements_get_one_id() -> None:
    ids = tree("## الف {#s2}\n\n## ب\n\n## پ\n\nمتن\n{: #s3 }").xpath("//@id")
    assert ids == ["s2", "s1", "s4", "s3"]


@pytest.mark.parametrize("mark", ["\u200f", "\ufeff", "\u200e", "\u202b"])
def test_direction_mark_before_a_sign_does_not_stop_it(mark: str) -> None:
    assert html(f"{mark}## سرفصل\n\n{mark}- مورد") == (
        '<h2 id="s1">سرفصل</h2>\n<ul>\n<li>مورد</li>\n</ul>'
    )


@pytest.mark.parametrize("start", ["متن:", "متن.\nباز متن:", "## سرفصل", "**درشت:**", "متن  "])
@pytest.mark.parametrize("mark", ["-", "*", "+", "1.", "۱."])
def test_list_may_follow_right_after_text(start: str, mark: str) -> None:
    assert tree(f"{start}\n{mark} یک\n{mark} دو").xpath("count(//li)") == 2


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("- یک\n  ادامه\n- دو", 2),
        ("- یک\n    - دو\n    - سه\n- چهار", 4),
        ("- یک\n\n    بند\n\n- دو", 2),
        ("> نقل\n> - یک", 0),
        ("    کد\n    - کد", 0),
        ("| - الف | ب |\n|---|---|\n| - پ | ت |", 0),
        ("[^1]: پانوشت\n- یک", 1),
        ("متن\n-یک", 0),
        ("متن\n1403. سال", 0),
        ("متن - متن\nمتن", 0),
    ],
)
def test_what_is_in_a_list_or_is_none_stays_so(text: str, items: int) -> None:
    assert tree(text).xpath("count(//li)") == items


def test_footnotes_have_persian_numbers_and_ids_as_typed() -> None:
    found = tree("یک[^۱] و دو[^یک]\n\n[^۱]: الف\n[^یک]: ب")
    references = found.xpath("//a[@class='footnote-ref']")
    assert [a.text for a in references] == ["۱", "۲"]
    assert [a.get("href") for a in references] == ["#fn:۱", "#fn:یک"]
    assert found.xpath("//li/@id") == ["fn:۱", "fn:یک"]
    assert set(found.xpath("//a[@class='footnote-backref']/@title")) == {"بازگشت به متن"}


def test_tables_are_aligned_by_classes_and_not_by_styles() -> None:
    text = "| الف | ب | پ | ت |\n|:--|--:|:-:|--|\n| یک | دو {: .sum } | سه | چهار |"
    found = tree(text)
    assert found.xpath("//@style") == []
    assert found.xpath("//th/@class") == ["start", "end", "center"]
    assert found.xpath("//td/@class") == ["start", "sum end", "center"]


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("**«متن»**را خواند", "«متن»"),
        ("متن**«نقل»**است", "«نقل»"),
        ("**متن (تست)**ها", "متن (تست)"),
        ("**پایان.**بعد", "پایان."),
        ("**می‌شود** گفت", "می‌شود"),
        (f"**کتاب**{ZWNJ}ها", "کتاب"),
        (f"کتاب{ZWNJ}**ها**", "ها"),
    ],
)
def test_emphasis_stands_beside_quotes_and_half_spaces(text: str, strong: str) -> None:
    assert f"<strong>{strong}</strong>" in html(text)


def test_half_space_after_emphasis_is_kept() -> None:
    assert html(f"**کتاب**{ZWNJ}ها") == f"<p><strong>کتاب</strong>{ZWNJ}ها</p>"


def test_prose_is_normalised_and_code_is_not() -> None:
    assert html("كتاب `كود 12` 12") == "<p>کتاب <code>كود 12</code> ۱۲</p>"


def test_passage_marked_as_arabic_is_not_normalised() -> None:
    text = 'رَفَعَهَا الْمِيزَانَ كتاب\n{: lang="ar" dir="rtl" }'
    assert html(text) == '<p dir="rtl" lang="ar">رَفَعَهَا الْمِيزَانَ كتاب</p>'


# Isolation of what runs left to right


def test_tables_of_one_body_have_names_of_their_own() -> None:
    table = "| الف |\n|--|\n| ۱ |\n\nمتن\n\n"
    assert tree(table).xpath("//@aria-label") == ["جدول"]
    assert tree(table * 2).xpath("//@aria-label") == ["جدول ۱", "جدول ۲"]


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("[inso.gov.ir](https://inso.gov.ir/)", True),
        ("<https://inso.gov.ir/news>", True),
        ("[سازمان](https://inso.gov.ir)", False),
    ],
)
def test_a_link_that_is_its_own_address_is_marked_for_paper(text: str, is_bare: bool) -> None:
    assert (tree(text).xpath("//a")[0].get("class") == "bare") is is_bare


def test_only_long_code_in_a_line_may_be_broken() -> None:
    found = tree("`If-None-Match` و `Cache-Control: max-age=60`\n\n    code of a block, and long\n")
    assert [code.get("class") for code in found.xpath("//code")] == [None, "long", None]


def test_a_cell_of_a_number_alone_is_marked() -> None:
    row = "| ۱۲٬۳۴۵ | ۶۱٫۵٪ | -۵ | ۱۴۰۵/۷/۲۲ | ۵ تن | نان | |"
    found = tree(f"|{'الف|' * 7}\n|{'--|' * 7}\n{row}")
    marked = found.xpath("//td[@class='number']")
    assert [cell.text_content() for cell in marked] == ["۱۲٬۳۴۵", "۶۱٫۵٪", "-۵", "۱۴۰۵/۷/۲۲"]


def test_a_long_address_may_break_behind_its_slashes_and_a_short_one_stays_whole() -> None:
    found = tree("نشانی https://a.example/one/two?a=b/c و a.example/b است")
    pieces = [[*bdi.itertext()] for bdi in found.iter("bdi")]
    assert pieces == [["https://", "a.example/", "one/", "two?a=b/", "c"], ["a.example/b"]]


def test_a_date_in_a_block_of_code_is_isolated_and_nothing_else_is() -> None:
    found = tree("```yaml\nتاریخ: 1405-07-22 09:00\nC++ 12-x &\n```\n\n`1405-07-22`")
    assert found.xpath("//bdi/text()") == ["1405-07-22 09:00"]
    assert found.xpath("string(//pre)") == "تاریخ: 1405-07-22 09:00\nC++ 12-x &\n"


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("شمارهٔ ۰۲۱-۸۸۹۹۰۰۱۱ است", ["۰۲۱-۸۸۹۹۰۰۱۱"]),
        ("زبان C++ و C# و **C++** و [C#](/a/)", ["C++", "C#", "C++", "C#"]),
        ("C++", ["C++"]),
        ("- C++\n- متن", ["C++"]),
        ("| C++ |\n|--|\n| C# |", ["C++", "C#"]),
        ("## راهنمای C++", ["C++"]),
        ("متن[^1] C++\n\n[^1]: C#", ["C++", "C#"]),
        ("خانهٔ ۱۲ و mark و سال ۱۴۰۵", []),
    ],
)
def test_phones_and_latin_names_with_signs_are_isolated_in_prose(
    text: str, isolated: list[str]
) -> None:
    found = tree(text)
    assert found.xpath("//bdi[@dir='ltr']/text()") == isolated


@pytest.mark.parametrize(
    "text",
    [
        "`C++`",
        "    C++",
        "```\nC++\n```",
        '[متن](/a/ "C++")',
        "![C++](a.svg)",
        'متن C++\n{: dir="ltr" }',
        '*C++*{: dir="ltr" }',
    ],
)
def test_code_attributes_and_left_to_right_passages_are_not_isolated(text: str) -> None:
    assert "<bdi" not in html(text)


def test_text_around_an_isolated_name_stays_in_its_place() -> None:
    found = tree("الف C++ ب <sup>۱</sup> **پ C# ت** ث <sup>۲</sup> ج 021-88990011 چ 021-88990012")
    assert found.text_content() == "الف C++ ب ۱ پ C# ت ث ۲ ج ۰۲۱-۸۸۹۹۰۰۱۱ چ ۰۲۱-۸۸۹۹۰۰۱۲"


# Raw HTML


@pytest.mark.parametrize(
    "text",
    [
        "<bdi>متن</bdi>",
        '<span lang="en" dir="ltr">Mark</span>',
        "H<sub>2</sub>O",
        "m<sup>2</sup>",
        "<kbd>Ctrl</kbd>",
        '<abbr title="سازمان">ISO</abbr>',
        "<mark>مهم</mark>",
        "<q>نقل</q>",
        "الف<br>ب",
        "الف<br />ب",
        "<SPAN lang='en'>Mark</SPAN>",
    ],
)
def test_few_harmless_tags_pass_as_they_are(text: str) -> None:
    assert re.search(re.escape(re.findall("<[^>]*>", text)[0]), html(text))


@pytest.mark.parametrize(
    "tag",
    [
        "<script>",
        "<iframe src=x>",
        "<div>",
        "<b>",
        "<img src=x onerror=alert(1)>",
        "<style>",
        "<span onclick=alert(1)>",
        '<span title="a" style="x">',
        '<bdi class="x">',
        "<svg/onload=x>",
        '<span title="`" onclick=alert(1) x="`">',
        '<span title="a\\>b">',
        "<spanx>",
        "<a href=x>",
        "</script>",
        "<script\nsrc=x>",
        "<SCRIPT>",
        "<br onclick=x>",
    ],
)
def test_every_other_tag_is_a_problem(tag: str) -> None:
    assert render(f"متن.\n\nمتن {tag} متن")[1] == [(7, "html-refused")]


def test_tag_is_shown_in_one_line() -> None:
    report = Report("")
    RENDERER.render('<span\ntitle="`a`">', SOURCE, 1, report)
    assert '«<span title="…">»' in report.problems[0].what


@pytest.mark.parametrize(
    "text", ["3 < 5 و 5 > 3", "a<b", "<۱۲>", "< b >", "&lt;script&gt;", "R&D", "<"]
)
def test_what_is_no_tag_is_text(text: str) -> None:
    assert "".join(tree(text).itertext()).count("<") == text.replace("&lt;", "<").count("<")


@pytest.mark.parametrize(
    ("text", "line"),
    [("<sup>۲", 5), ("متن\n\n<q>متن", 7), ("متن</sup>", 5), ("<q>a</q> <q>b", 5), ("<bdi/>", 5)],
)
def test_tag_that_is_not_closed_or_not_opened_is_a_problem(text: str, line: int) -> None:
    assert render(text)[1] == [(line, "html-refused")]


@pytest.mark.parametrize(
    "text",
    [
        'متن\n{: onclick="alert(1)" }',
        '**متن**{: style="color: red" }',
        "## متن {onclick=x}",
        '[متن](/a/){: target="_blank" }',
        '![متن](a.svg){: onerror="x" }',
        "متن\n{: href=x }",
        '| الف {: style="text-align: start;" } |\n|--|',
        '```{.python onclick="x"}\na\n```',
        '```{.python style="x" }\na\n```',
        "~~~{a=b}\na\n~~~",
    ],
)
def test_attribute_that_does_something_is_a_problem(text: str) -> None:
    assert [code for _, code in render(text)[1]] == ["html-refused"]


def test_attributes_that_only_name_a_thing_pass() -> None:
    text = 'متن\n{: #a .b lang="fa" dir="rtl" title="ت" }'
    assert html(text) == '<p class="b" dir="rtl" id="a" lang="fa" title="ت">متن</p>'


def test_fenced_code_keeps_its_language_and_is_escaped() -> None:
    text = '```{.yaml #sample .wide}\n<script>&\n```\n\n``` python hl_lines="1"\nx\n```'
    assert html(text) == (
        '<pre id="sample" class="wide"><code class="language-yaml">&lt;script&gt;&amp;\n'
        '</code></pre>\n<pre><code class="language-python">x\n</code></pre>'
    )


def test_notes_of_editors_are_not_published_and_nothing_else_is_lost() -> None:
    text = "<!-- یک -->\nمتن <!-- دو --> متن\n\n<!-- سه\n\nچهار -->\n\n"
    text += "<!-- پنج --> پایان\n\n<!-- شش -->"
    found = "".join(tree(text).itertext()).split()
    assert found == ["متن", "متن", "پایان"]


@pytest.mark.parametrize("text", ["<!-- متن", "متن <!-- متن", "<!-- یک <!-- دو --> سه -->"])
def test_note_that_is_not_closed_is_told_before_it_is_published(text: str) -> None:
    assert render(text)[1] == [(5, "html-refused")]
    assert html(f"`{text}`").count("&lt;!--") == text.count("<!--")


def test_address_of_ours_in_an_example_stays_as_typed() -> None:
    typed = '<a href="tarvij:news/1405/a.md"> src="tarvij:/b/"'
    for text in (f"`{typed}` [متن](b.md)", f"~~~\n{typed}\n~~~\n\n[متن](b.md)"):
        shown = resolve(html(text), lambda target: f"/at/{target}")
        assert 'href="/at/news/1405/b.md"' in shown
        code = lxml_html.fragment_fromstring(shown, create_parent=True).findtext(".//code")
        assert (code or "").strip() == typed


@pytest.mark.parametrize(
    ("text", "typed", "meant"),
    [
        ("[متن] (b.md)", "[متن] (b.md)", "[متن](b.md)"),
        ("![نشان]  (/media/a.svg)", "![نشان]  (/media/a.svg)", "![نشان](/media/a.svg)"),
        ("[**متن**] ( https://a.ir )", "[**متن**] ( https://a.ir )", "[**متن**](https://a.ir )"),
        ('[متن]\n(../b.md "نام")', '[متن] (../b.md "نام")', '[متن](../b.md "نام")'),
        ("**[متن] (#s1)**", "[متن] (#s1)", "[متن](#s1)"),
        ("[[متن]] (a\\_b.md)", "] (a\\_b.md)", "](a\\_b.md)"),
    ],
)
def test_link_with_a_space_in_it_is_told_with_the_link_as_it_should_be(
    text: str, typed: str, meant: str
) -> None:
    report = Report("")
    RENDERER.render(f"متن\n\n{text}", SOURCE, 1, report)
    (problem,) = report.problems
    assert problem.code == "link-spaced"
    assert f"«{typed}»" in problem.what
    assert problem.fix == f"بنویسید «{meant}»."


@pytest.mark.parametrize(
    "text",
    ["[۳] (ص. ۱۲)", "[ISO] (9001)", "[متن] (...)", "[متن](b.md) (c)", "`[متن] (b.md)`", "(b.md)"],
)
def test_remark_after_brackets_is_no_link(text: str) -> None:
    assert render(text)[1] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<q>متن\n\nمتن</q>", [5, 7]),
        ("**<q>متن** متن</q>", [5, 5]),
        ("| <q>متن | متن</q> |\n|--|--|", [5, 5]),
        ("- <q>متن\n- متن</q>", [5, 6]),
        ("<q>یک</q>\n<q>دو</q>\n<q>سه", [7]),
        ("<q>متن\nمتن **متن** متن</q>", []),
        ("<SPAN>متن</span>", []),
        ("`<q>` متن\n\n~~~\n<q>\n~~~", []),
    ],
)
def test_tag_is_closed_where_it_was_opened(text: str, lines: list[int]) -> None:
    assert render(text)[1] == [(line, "html-refused") for line in lines]


@pytest.mark.parametrize(
    "entity",
    ["&#0;", "&#00;", "&#1;", "&#10;", "&#128;", "&#xD800;", "&#x110000;", "&#8238;", "&#x200b;",
     "&#65535;", "&#99999999999;", "&#" + "9" * 5000 + ";"],
)  # fmt: skip
def test_number_of_no_character_that_is_seen_is_told(entity: str) -> None:
    assert render(f"متن\n\n{entity}")[1] == [(7, "control-character")]
    assert render(f"`{entity}`")[1] == []


@pytest.mark.parametrize("entity", ["&#169;", "&#x6A9;", "&#0169;", "&#8204;", "&nbsp;", "&zwnj;"])
def test_character_by_its_number_or_name_passes(entity: str) -> None:
    assert entity in html(entity)


@pytest.mark.parametrize("value", ["left", "RTL", ""])
def test_direction_is_one_of_three(value: str) -> None:
    assert render(f'متن\n{{: dir="{value}" }}')[1] == [(6, "html-refused")]
    assert render(f'<bdi dir="ltr">a</bdi>\n<bdi dir="{value}">a</bdi>')[1] == [(6, "html-refused")]


@pytest.mark.parametrize("value", ["persian", "fa_IR", "a", "فا", ""])
def test_language_is_a_code(value: str) -> None:
    assert render(f"<span lang='ar'>a</span>\n<span lang='{value}'>a</span>")[1] == [
        (6, "html-refused")
    ]


def test_attribute_that_is_not_found_again_is_told_on_the_first_line() -> None:
    assert render("متن\n\nمتن\n{: lang=a\\_b }")[1] == [(5, "html-refused")]


def test_places_of_a_body_and_the_links_to_them_are_told_apart() -> None:
    text = "## الف {#fees}\n\n[ب](#fees) [پ](#s1)\n\n## ب\n\n~~~{#code}\na\n~~~\n\nپ[^1]\n\n[^1]: ت"
    assert render(text)[1] == []
    job = RENDERER.job
    assert set(job.ids) == {"fees", "s1", "code", "fn:1", "fnref:1"}
    assert [(link.target, link.line) for link in job.anchors][:2] == [("fees", 7), ("s1", 7)]


def test_place_that_is_named_twice_is_told_where_it_is_named_again() -> None:
    assert render("## الف {#a}\n\n## ب {#ab}\n\n## پ {#a}")[1] == [(9, "anchor-twice")]
    assert render("~~~{#a}\nx\n~~~\n\n## پ {#a}")[1] == [(9, "anchor-twice")]
    assert render("متن\n{: id=main }")[1] == [(5, "anchor-twice")]


# Addresses


def test_internal_addresses_are_tokens_until_they_are_known() -> None:
    text = "[الف](b.md#s2) [ب](../../pages/mark.md) [پ](/mark/?a=1&b=2#c) [ت](/media/a%20b.pdf)"
    body, problems = render(text)
    assert problems == []
    assert body.links == (
        Link("news/1405/b.md", "b.md#s2", 5),
        Link("pages/mark.md", "../../pages/mark.md", 5),
        Link("/mark/", "/mark/?a=1&b=2#c", 5),
    )
    assert body.media == (Link("media/a b.pdf", "/media/a%20b.pdf", 5),)
    addresses = {"news/1405/b.md": "/news/1405/b/", "media/a b.pdf": "/x/media/a%20b.pdf"}
    resolved = resolve(body.html, lambda target: addresses.get(target, f"/x/{target.strip('/')}/"))
    assert re.findall('href="(.*?)"', resolved) == [
        "/news/1405/b/#s2",
        "/x/pages/mark.md/",
        "/x/mark/?a=1&amp;b=2#c",
        "/x/media/a%20b.pdf",
    ]


def test_body_without_internal_addresses_is_not_touched() -> None:
    assert resolve('<a href="#s1">ا</a>', str.upper) == '<a href="#s1">ا</a>'


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("b.md", "news/1405/b.md"),
        ("./b.md", "news/1405/b.md"),
        ("../1404/b.md", "news/1404/b.md"),
        ("../../media/a.svg", "media/a.svg"),
        ("media/a.svg", "media/a.svg"),
        ("media/../media/a.svg", "media/a.svg"),
        ("/media/a.svg", "media/a.svg"),
        ("/about/", "/about/"),
        ("<b c.md>", "news/1405/b c.md"),
        ("../../../etc/passwd", "../etc/passwd"),
        ("?a=1", "news/1405"),
        ("", "news/1405"),
    ],
)
def test_link_is_read_from_where_its_file_is(typed: str, target: str) -> None:
    body, problems = render(f"[متن]({typed})")
    assert problems == []
    assert [link.target for link in (*body.links, *body.media)] == [target]


@pytest.mark.parametrize(
    "typed",
    [
        "https://example.ir/a?b=1&c=2",
        "http://example.ir",
        "mailto:a@b.ir",
        "tel:+98211517",
        "sms:10001517",
        "#s1",
        "HTTPS://example.ir",
    ],
)
def test_addresses_outside_and_on_the_page_itself_stay_as_typed(typed: str) -> None:
    body, problems = render(f"[متن]({typed})")
    assert problems == []
    assert (body.links, body.media) == ((), ())
    assert f'href="{typed.replace("&", "&amp;")}"' in body.html


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "javascript&#x3a;alert(1)",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.ir/",
        "http://[",
        "ftp://example.ir",
        "tarvij:/about/",
    ],
)
@pytest.mark.parametrize("form", ["[متن]({})", "[متن][1]\n\n[1]: {}"])
def test_link_to_no_safe_place_is_a_problem(form: str, typed: str) -> None:
    body, problems = render(form.format(typed))
    assert [code for _, code in problems] == ["link-scheme"]
    assert (body.links, body.media) == ((), ())


def test_link_is_looked_at_after_its_attributes_have_changed_it() -> None:
    assert render('[متن](/a/){: href="javascript:alert(1)" }')[1] == [(5, "link-scheme")]
    body, problems = render('[متن](/a/){: href="javascript&#58;alert(1)" }')
    assert problems == []
    assert 'href="tarvij:news/1405/javascript' in body.html  # a dead link, so never published


def test_mail_address_between_signs_is_a_link_that_people_can_read() -> None:
    for typed in ("info@example.ir", "mailto:info@example.ir"):
        found = tree(f"نامه: <{typed}>")
        assert found.xpath("//a/@href") == ["mailto:info@example.ir"]
        assert found.xpath("//a//text()") == ["info@example.ir"]


def test_address_between_signs_is_a_link() -> None:
    assert tree("<https://example.ir/a>").xpath("//a/@href") == ["https://example.ir/a"]
    assert render("<javascript://x>")[1] == [(5, "link-scheme")]


@pytest.mark.parametrize("typed", ["a.svg", "media/a.svg", "/media/a.svg", "../../media/a.svg"])
def test_picture_is_one_of_our_own(typed: str) -> None:
    body, problems = render(f"متن\n\n![نشان]({typed})")
    assert problems == []
    assert body.media == (Link("media/a.svg", typed, 7),)
    assert '<img alt="نشان" src="tarvij:media/a.svg">' in body.html


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("![نشان](https://example.ir/a.svg)", "image-foreign"),
        ("![نشان](//example.ir/a.svg)", "image-foreign"),
        ("![نشان](data:image/gif;base64,AAAA)", "image-foreign"),
        ("![نشان](http://[)", "image-foreign"),
        ("![نشان][1]\n\n[1]: https://example.ir/a.svg", "image-foreign"),
        ("![نشان](&#104;ttps://example.ir/a.svg)", "image-foreign"),
        ("![](a.svg)", "alt-missing"),
        ("![ ](a.svg)", "alt-missing"),
        ("![نشان](../a.svg)", "file-outside-media"),
        ("![نشان](/etc/passwd)", "file-outside-media"),
        ("![نشان](images/a.svg)", "file-outside-media"),
    ],
)
def test_other_picture_is_a_problem(text: str, code: str) -> None:
    assert render(f"متن\n\n{text}")[1][0][1] == code


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("![نشان](media\\a.svg)", "media/a.svg"),
        ("![نشان](..\\..\\media\\a.svg)", "../../media/a.svg"),
        ("![نشان](C:\\Users\\a.svg)", "media/a.svg"),
        ("![نشان](images\\a.svg)", "media/a.svg"),
        ("[متن](..\\1404\\b.md)", "../1404/b.md"),
        ("[متن](<..\\1404\\b.md>)", "../1404/b.md"),
        ("[متن][1]\n\n[1]: ..\\1404\\b.md", "../1404/b.md"),
    ],
)
def test_path_with_the_other_slash_is_told_as_typed_and_as_meant(text: str, meant: str) -> None:
    report = Report("")
    body = RENDERER.render(f"`](x\\y)`\n\n{text}", SOURCE, 1, report)
    (problem,) = report.problems
    assert (problem.code, problem.fix) == ("path-backslash", f"بنویسید «{meant}».")
    assert problem.line == text.count("\n") + 3
    assert f"«{re.search('[^(< ]+[.](?:svg|md)', text)[0]}»" in problem.what  # type: ignore[index]
    assert (body.links, body.media) == ((), ())


def test_each_of_several_equal_slips_is_told_on_its_own_line() -> None:
    text = "[الف](javascript:a)\n\n[ب](javascript:a)\n\n![](a.svg)\n\n[پ](data.svg) ![](a.svg)"
    assert render(text)[1] == [
        (5, "link-scheme"),
        (7, "link-scheme"),
        (9, "alt-missing"),
        (11, "alt-missing"),
    ]


def test_equal_tags_are_told_each_on_its_line_from_the_first_letter_on() -> None:
    assert render("<b>متن\n\n<b>متن")[1] == [(5, "html-refused"), (7, "html-refused")]


def test_whole_target_is_looked_for_before_a_part_of_one() -> None:
    body, _ = render("[الف](/about/a.md)\n\n[ب](a.md)")
    assert [link.line for link in body.links] == [5, 7]


def test_slip_that_is_not_found_again_is_told_on_the_first_line() -> None:
    assert render("متن\n\n![](a\\_b.svg)")[1] == [(5, "alt-missing")]
    body, _ = render("متن\n\n[متن](a\\_b.md)")
    assert [(link.target, link.line) for link in body.links] == [("news/1405/a_b.md", 5)]


# Depth


@pytest.mark.parametrize(
    "text", ["- " * 600 + "متن", "\n".join("    " * n + "- ا" for n in range(400))]
)
def test_text_that_is_too_deep_is_a_problem_and_the_next_is_read_as_ever(text: str) -> None:
    body, problems = render(text)
    assert problems == [(5, "body-too-deep")]
    assert "&lt;" not in body.html
    assert html("متن\n\n- یک\n\nمتن") == "<p>متن</p>\n<ul>\n<li>یک</li>\n</ul>\n<p>متن</p>"


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["<", ">", "b", "/", "!--", "--", " ", '"', "`", "=", "x", "\n", "&"]))
)
def test_no_tag_gets_through_without_a_problem(pieces: list[str]) -> None:
    body, problems = render("".join(pieces))
    found = lxml_html.fragment_fromstring(body.html, create_parent=True)
    named = {name for element in found.iter("*") for name in (element.tag, *element.attrib)}
    assert problems or not [name for name in named if set(name) <= set("bx")]
