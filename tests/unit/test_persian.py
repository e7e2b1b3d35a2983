"""Normalising, folding, isolating Persian: pairs written by hand, properties over odd text."""

import re
import string
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom import persian
from newsroom.persian import (
    HAMZA_ABOVE,
    KASHIDA,
    NBSP,
    STRAY,
    ZWJ,
    ZWNJ,
    ascii_digits,
    fold,
    isolate_spans,
    normalise,
    normalise_markdown,
    persian_digits,
)

RLM, ZWSP, BOM = "\u200f", "\u200b", "\ufeff"
HE = "ه" + HAMZA_ABOVE  # «هٔ» as the house writes it

PROSE = [
    # letters
    ("كتاب علي و مصطفى", "کتاب علی و مصطفی"),
    ("مرآة و سورة", None),
    ("مدر\u0651\u0650س", "مدر\u0650\u0651س"),
    ("ا\u0653ب و مسي\u0654ول", "آب و مسئول"),
    ("مِلّی و حتماً و هیأت و رأی", None),
    # digits
    ("سال ١٤٠٥ و 1405 و ۱۴۰۵", "سال ۱۴۰۵ و ۱۴۰۵ و ۱۴۰۵"),
    ("بند 4٥6", "بند ۴۵۶"),
    ("تاریخ 1405/07/22 ساعت 9:30", "تاریخ ۱۴۰۵/۰۷/۲۲ ساعت ۹:۳۰"),
    ("بهای 12,345.50 و 12.5 ریال", "بهای ۱۲٬۳۴۵٫۵۰ و ۱۲٫۵ ریال"),
    ("شماره‌های ۱,۲ و ۱.۲.۳", None),
    ("سال ۱۴۰۵.", None),
    ("بهای ۱۲.۵ یورو", "بهای ۱۲٫۵ یورو"),
    ("بهای ۱۲,۳۴۵ ریال", "بهای ۱۲٬۳۴۵ ریال"),
    ("رشد ۲۰%", "رشد ۲۰٪"),
    ("رشد ۲۰ %", "رشد ۲۰ ٪"),
    ("رشد 23.5% و ۲۰ % و 100%", "رشد ۲۳٫۵٪ و ۲۰ ٪ و ۱۰۰٪"),
    ("۱. پیش‌گفتار", None),
    # numbers that stay
    ("استاندارد ISO 9001 در سال 2015", "استاندارد ISO 9001 در سال ۲۰۱۵"),
    ("بر پایهٔ ISO/IEC 17025:2017 است", None),
    ("نسخهٔ 1.2.3 و v2.0 و 3.11.2", None),
    ("ویروس COVID-19، کاغذ A4 و PDF/UA-1", None),
    ("شبا IR82 0540 1026 8002 0817 9090 02 است", None),
    ("شناسهٔ 4k7m2q در https://example.ir/p/4k7m2q/ است", None),
    ("نشانی info2@example.ir و www.example.ir/كتاب-12 را ببینید", None),
    ("ISO has 10 clauses. In 2015 it grew، و 12", "ISO has 10 clauses. In 2015 it grew، و ۱۲"),
    ("وزن 10 kg", "وزن ۱۰ kg"),
    ("مانند <a href> در HTML 5", None),
    # phones are prose: their digits are for people
    ("تلفن 021-88990011", "تلفن ۰۲۱-۸۸۹۹۰۰۱۱"),
    ("تلفن +98 21 8899 0011", "تلفن +۹۸ ۲۱ ۸۸۹۹ ۰۰۱۱"),
    # «هٔ»
    ("خانۀ ما", f"خان{HE} ما"),
    (f"خانه{ZWNJ}ی ما", f"خان{HE} ما"),
    (f"خانه{ZWNJ}ي ما", f"خان{HE} ما"),
    ("خانهء ما", f"خان{HE} ما"),
    ("خان\u06d5\u0654 ما", f"خان{HE} ما"),
    (f"خانه{ZWNJ}یک", None),
    (f"پسوند ه{ZWNJ}ی", None),
    # signs that nobody sees
    (f"{RLM}سلام{ZWSP} بر{BOM} شما\u202c", "سلام بر شما"),
    ("کتاب\u00adخانه", "کتابخانه"),
    (f"علـ{KASHIDA}ی و ش{KASHIDA}ما", "علی و شما"),
    (f"سال ۱۳۶۵ ه{KASHIDA}.ش و ه{ZWJ}.ش {KASHIDA} پایان", None),
    # half-spaces
    (f"می{ZWNJ}{ZWNJ}شود", f"می{ZWNJ}شود"),
    (f"سلام{ZWNJ}", "سلام"),
    (f"{ZWNJ}می{ZWNJ} شود{ZWNJ}، کتاب {ZWNJ}ها{ZWNJ}", "می شود، کتاب ها"),
    (f"کار{ZWNJ}ها و PDF{ZWNJ}ها و ۵{ZWNJ}گانه", None),
    ("می شود و کتاب ها", None),
    # punctuation
    ("سلام ، خوب  ؛ آیا ؟ بله !", "سلام، خوب؛ آیا؟ بله!"),
    (f"سلام{NBSP}، خوب", "سلام، خوب"),
    ("سلام،خوب؛بد؟آری", "سلام، خوب؛ بد؟ آری"),
    ("قالب،PDF", "قالب، PDF"),
    ("سلام, خوب; آیا?", "سلام، خوب؛ آیا؟"),
    ("۱۲،۵ و الف: ب . پ", None),
    ("ج != د", None),
    # quotes
    ('گفت "سلام" و "بدرود" و رفت', "گفت «سلام» و «بدرود» و رفت"),
    ('گفت "سلام و رفت', None),
    ('لولهٔ ۲۴" و ۳۲" فولادی', None),
    ('«"ج"» و "« ب »" و "ABC" و " ت " و "ب|پ"', None),
    ('الف"ب" و «گفت "پ"» و ="ت"', None),
    # not ours
    ("All about ISO 9001, 12% of it: 1,000?", None),
    ("1405", None),
    ("", None),
]

MARKDOWN = [
    (
        "[متن ١٢](/a/12 'علي 12') و ![تصوير 1](../media/x1.svg)",
        "[متن ۱۲](/a/12 'علي 12') و ![تصویر ۱](../media/x1.svg)",
    ),
    ("تصویر ![نشان](x_(1).svg) و ![نشان](x.svg)", None),
    ("| ستون | 12 |\n|---|:--:|\n| 12.5 | ي |", "| ستون | ۱۲ |\n|---|:--:|\n| ۱۲٫۵ | ی |"),
    ("۱. الف\n۲. ب\n   ٣. پ", "1. الف\n2. ب\n   3. پ"),
    ("> ۱. الف", "> 1. الف"),
    ("1. بند 1\n10. بند 2", "1. بند ۱\n10. بند ۲"),
    ("1405. سالی نو", "۱۴۰۵. سالی نو"),
    (f"{RLM}- الف\n{RLM}1. ب\n{BOM}## ي", "- الف\n1. ب\n## ی"),
    (f"1. {ZWNJ}الف", "1. الف"),
    ("1. ، الف\n- ، ب", None),
    ("متن `كد 12` و ``ي ` 1`` و `ي\n12` ي", "متن `كد 12` و ``ي ` 1`` و `ي\n12` ی"),
    ("متن ` ي\n\nپ ` ي", "متن ` ی\n\nپ ` ی"),
    ("الف\n\n```py\nي = 1\n\n    ي\n```\nي", "الف\n\n```py\nي = 1\n\n    ي\n```\nی"),
    ("الف\n\n~~~\nي 1\n```\n~~~~\nي", "الف\n\n~~~\nي 1\n```\n~~~~\nی"),
    ("ي\n\n```\nي باز", "ی\n\n```\nي باز"),
    ("ي\n\n    كد 1\n    كد 2\n\n\tكد 3\n\nي", "ی\n\n    كد 1\n    كد 2\n\n\tكد 3\n\nی"),
    ("    كد 1\n\nي", "    كد 1\n\nی"),
    (
        "1. الف\nب\n\n    ادامهٔ 1 ي\n\n        كد 1\n\n    ۲. پ",
        "1. الف\nب\n\n    ادامهٔ ۱ ی\n\n        كد 1\n\n    2. پ",
    ),
    (
        "- الف\n\n    ```\n    ي\n\n    ي\n    ```\n\n    ي",
        "- الف\n\n    ```\n    ي\n\n    ي\n    ```\n\n    ی",
    ),
    ("- الف\n\nمتن\n\n    كد 1", None),
    ("[^1]: يكم\n\n    ادامهٔ 1", "[^1]: یکم\n\n    ادامهٔ ۱"),
    ("متن[^1] و [^يك]\n\n[^1]: بند 1", "متن[^1] و [^يك]\n\n[^1]: بند ۱"),
    (
        '[متن 1][1] و [علي][] و [علي] و [بند 1]\n\n[1]: /a/1 "ي"\n[علي]: /b/2',
        '[متن ۱][1] و [علي][] و [علي] و [بند ۱]\n\n[1]: /a/1 "ي"\n[علي]: /b/2',
    ),
    ("متن [Ali ي]\n\n[ALI  ي]: /a", None),
    ("[نكته]: اين متن است", "[نکته]: این متن است"),
    (
        '<bdi title="علي 12">علي 12</bdi> <!-- ي\n 12 --> <br/>',
        '<bdi title="علي 12">علی ۱۲</bdi> <!-- ي\n 12 --> <br/>',
    ),
    (
        '<kbd>ي 1</kbd> و <https://example.ir/ي/1> و &#1740; و \\"ي\\"',
        '<kbd>ي 1</kbd> و <https://example.ir/ي/1> و &#1740; و \\"ی\\"',
    ),
    (
        "۱۲ m<sup>2</sup> و H<sub>2</sub>O و متر<sup>2</sup>",
        "۱۲ m<sup>2</sup> و H<sub>2</sub>O و متر<sup>۲</sup>",
    ),
    (
        'پیش <span lang="ar" dir="rtl">كتاب علي ٤</span> ي',
        'پیش <span lang="ar" dir="rtl">كتاب علي ٤</span> ی',
    ),
    (
        '<span lang="en">14 October</span> و <span lang="fa">14 ي</span>',
        '<span lang="en">14 October</span> و <span lang="fa">۱۴ ی</span>',
    ),
    (
        'ي\n\nكتاب علي\n٤\n{: lang="ar" dir="rtl"}\n\nي',
        'ی\n\nكتاب علي\n٤\n{: lang="ar" dir="rtl"}\n\nی',
    ),
    ("## كتاب ٤ {: lang=ar }\nي", "## كتاب ٤ {: lang=ar }\nی"),
    (
        "*كتاب*{: lang=ar} و [علي](/a){lang=ar} ي {: .x1 data='ي' }",
        "*كتاب*{: lang=ar} و [علي](/a){lang=ar} ی {: .x1 data='ي' }",
    ),
    (
        "| كتاب {: lang=ar} | ي |\n|--|--|\n| ي | ي {lang='ar'} |",
        "| كتاب {: lang=ar} | ی |\n|--|--|\n| ی | ي {lang='ar'} |",
    ),
    ("**ISO** 9001 و **متن** ، **کتاب**‌ها و کتاب‌**ها**", None),
    ("این `کد` ، و [پیوند](/a) ؛ و ![](/b) !", "این `کد`، و [پیوند](/a)؛ و ![](/b)!"),
    ("سطر  \nدوم   \n  سوم", None),
    ('گفت "سلام\nو" رفت', None),
    ('!!! note "نكته 1"\n    متن 1', '!!! note "نكته 1"\n    متن ۱'),
    ('ي\nISO 9001 in 2015: 12 things; "q"\nي', 'ی\nISO 9001 in 2015: 12 things; "q"\nی'),
    ("text `code\nي` ي", "text `code\nي` ی"),
    ("Only English, 12%\n\n- 1,000 things ?", None),
    (
        "متن 1\r\n\r\n    كد 1\r\n\r\n```\r\nي\r\n```\r\nي 1\r\n",
        "متن ۱\r\n\r\n    كد 1\r\n\r\n```\r\nي\r\n```\r\nی ۱\r\n",
    ),
]


# What normalise_markdown may never touch, each with something in it that it would mend in prose.
OPAQUE_BLOCKS = [
    "```\nكد 12\n\nي\n```",
    '~~~ {.py}\nي = "ي"\n~~~',
    "    كد 12 ، ي",
    "\tي 1",
    "|:--|--:|",
    '[ي]: /كتاب/12 "علي 12"',
    'كتاب علي\n٤ ، ٥\n{: lang="ar" dir="rtl"}',
    "<!-- ي\n\n12 -->",
    "<pre>\nي 12\n\n</pre>",
    "ISO 9001:2015, 12 % and 1,000 ?",
]
OPAQUE_INLINES = [
    "`كد 12`",
    "``ي ` 12``",
    "https://example.ir/كتاب/12?a=1,2",
    "mailto:ali-12@example.ir",
    "[^12]",
    "](/كتاب/12 'ي')",
    "](../media/x_(1).svg)",
    "<https://example.ir/ي/1>",
    '<bdi title="ي 12">',
    "</bdi>",
    '<span lang="ar">كتاب ٤ ، ٥</span>',
    "<kbd>ي 12</kbd>",
    "{: .x12 title='ي' }",
    "&#1610;",
    "&nbsp;",
    "x-12_b",
    "ISO/IEC 17025:2017",
    "1.2.3",
    "H<sub>2</sub>O",
]
MENDABLE = [
    "كتاب علي",
    "سال 1405",
    "١٢.٥",
    "سلام ، خوب ؟بد",
    f"می{ZWNJ}{ZWNJ}شود{ZWNJ} ",
    f"خانه{ZWNJ}ی",
    f"{RLM}ش{KASHIDA}ما{BOM}",
    '"نقل"',
    "و",
    "رشد 20%",
]
ODD = (
    "كيىیکهاأۀءآ\u0653\u0654\u064b\u0651٣۴17.,،;؛?؟!:%٪«»\"'()[]{}<>`~*_#|=+-/\\&^@ \n\t\r"
    f"aBhlngrwÀ\u0301\u0338{ZWNJ}{ZWJ}{KASHIDA}{NBSP}{STRAY}\ue000\ue001\ue002\uf8ff\U000f0000"
)
PIECES = [
    *OPAQUE_BLOCKS,
    *OPAQUE_INLINES,
    *MENDABLE,
    "\n",
    "\n\n",
    " ",
    "- ",
    "۱. ",
    "> ",
    "lang",
    "    ",
]
STAND_INS = re.compile("[\ue000-\uf8ff]")

odd_texts = st.text(ODD, max_size=60) | st.lists(
    st.sampled_from(PIECES) | st.text(ODD, max_size=3), max_size=12
).map("".join)
any_texts = odd_texts | st.text()


def _pairs(table: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
    """The table with `None` (it stays as typed) filled in."""
    return [(before, before if after is None else after) for before, after in table]


@pytest.mark.parametrize(("before", "after"), _pairs(PROSE))
def test_prose_is_written_as_the_house_writes_it(before: str, after: str) -> None:
    assert normalise(before) == after


@pytest.mark.parametrize(("before", "after"), _pairs(PROSE))
def test_a_paragraph_of_markdown_is_written_like_prose(before: str, after: str) -> None:
    if not before.startswith("۱."):  # a numbered title in prose, a list in Markdown
        assert normalise_markdown(before) == after


@pytest.mark.parametrize(("before", "after"), _pairs(MARKDOWN))
def test_markdown_is_changed_in_its_prose_alone(before: str, after: str) -> None:
    assert normalise_markdown(before) == after


@given(any_texts)
def test_normalising_prose_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(any_texts)
def test_normalising_markdown_twice_is_normalising_once(text: str) -> None:
    assert normalise_markdown(normalise_markdown(text)) == normalise_markdown(text)


@given(any_texts)
def test_the_shortcut_never_hides_a_change(text: str) -> None:
    for fast, hidden in (
        (normalise, persian.PLAIN),
        (normalise_markdown, persian._MARKDOWN_WITH_LANG),
    ):
        assert fast(text) == persian._normalise(text, hidden, shortcut=False)


@given(any_texts)
def test_stand_ins_neither_leak_nor_get_lost(text: str) -> None:
    for changed in (normalise(text), normalise_markdown(text)):
        assert STAND_INS.findall(changed) == STAND_INS.findall(text)


@given(any_texts)
def test_lines_stay_where_they_were(text: str) -> None:
    assert normalise_markdown(text).count("\n") == text.count("\n")
    assert normalise(text).count("\n") == text.count("\n")


def _intertwined(opaque: list[str], mendable: list[str], glue: str) -> str:
    return glue.join(part for pair in zip(mendable, opaque, strict=False) for part in pair)


@given(st.lists(st.sampled_from(OPAQUE_BLOCKS)), st.lists(st.sampled_from(MENDABLE)))
def test_blocks_that_are_no_prose_stay_byte_for_byte(blocks: list[str], prose: list[str]) -> None:
    typed = _intertwined(blocks, prose, "\n\n")
    expected = _intertwined(blocks, [normalise(text) for text in prose], "\n\n")
    assert normalise_markdown(typed) == expected


@given(st.lists(st.sampled_from(OPAQUE_INLINES)), st.lists(st.sampled_from(MENDABLE)))
def test_what_is_no_prose_in_a_line_stays_byte_for_byte(marks: list[str], prose: list[str]) -> None:
    typed = _intertwined(marks, prose, " ")
    expected = _intertwined(marks, [normalise(text) for text in prose], " ")
    assert normalise_markdown(typed) == expected


@given(st.text(string.printable + "ÀéñžßøªµºḀ\u2013\u2014\u2026\u201c\u201d"))
def test_text_without_persian_stays_as_it_is(text: str) -> None:
    assert normalise(text) == text
    assert normalise_markdown(text) == text


@given(st.text("abcXYZ0123456789.,;:?!%()/+- ", min_size=1))
def test_a_latin_line_among_persian_ones_stays_as_it_is(line: str) -> None:
    typed = f"علی\n\nA {line} 12 ?\n\nعلی"
    assert normalise(typed) == typed
    assert normalise_markdown(typed) == typed


@given(st.text("كتابعليى٠٤٩0123456789 \u0651\u064e\u0653\u0654" + STRAY))
def test_persian_prose_has_only_the_letters_of_the_standard(text: str) -> None:
    changed = normalise("الف " + text)
    assert re.findall(f"[كيى٠-٩0-9{STRAY}]", changed) == []
    assert unicodedata.is_normalized("NFC", changed)


def test_every_character_that_may_compose_is_looked_at() -> None:
    def passes(character: str) -> bool:
        return normalise(f"الف{character}ب") == f"الف{character}ب"

    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if not unicodedata.is_normalized("NFC", character):
            assert not passes(character), hex(code)
        elif unicodedata.combining(character) and not 0x610 <= code <= 0x6ED:
            assert persian._WORK.search(character), hex(code)


def test_each_rule_changes_an_example_and_says_why() -> None:
    examples = [*PROSE, *MARKDOWN]
    for rule in persian.RULES:
        assert rule.why
        assert any(rule.find.search("\n" + before) for before, _ in examples), rule.why


@given(st.text("0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩ab./-ب"))
def test_digits_go_to_persian_and_back(text: str) -> None:
    assert ascii_digits(persian_digits(text)) == ascii_digits(text)
    assert persian_digits(ascii_digits(text)) == persian_digits(text)
    assert len(persian_digits(text)) == len(text)
    assert not re.search("[0-9٠-٩]", persian_digits(text))
    assert not re.search("[۰-۹٠-٩]", ascii_digits(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"به{ZWNJ}روزرسانی", "به روز_رساني"),
        ("كتاب", "کتاب"),
        ("مصطفى", "مصطفی"),
        ("پروانۀ عکس", f"پروان{HE}\u200cعکس"),
        ("دورة", "دوره"),
        ("أحمد إیران مؤلف", "احمد ایران مولف"),
        ("سال ۱۴۰۵", "سال ١٤٠٥"),
        ("سال 1405", "سال‌۱۴۰۵"),
        ("image_alt", "Image-Alt"),
        (f"مـ{KASHIDA}ِلّی{RLM}", "ملی"),
        ("\u0627\u0653ب", "آب"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("آب", "اب"), ("آغاز", "پایان"), ("ئ", "ی")])
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(any_texts)
def test_a_key_folds_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


ISOLATED = [
    ("تلفن ۰۲۱-۸۸۹۹۰۰۱۱ است", ["۰۲۱-۸۸۹۹۰۰۱۱"]),
    ("تلفن +98 21 8899 0011، +982188990011", ["+98 21 8899 0011", "+982188990011"]),
    ("همراه ۰۹۱۲ ۳۴۵ ۶۷۸۹ و (٠٦٦) ٣٣٢٢٠٠٠٠", ["۰۹۱۲ ۳۴۵ ۶۷۸۹", "(٠٦٦) ٣٣٢٢٠٠٠٠"]),
    ("از ۰۰۹۸ ۲۱ ۸۸۹۹ ۰۰۱۱.", ["۰۰۹۸ ۲۱ ۸۸۹۹ ۰۰۱۱"]),
    ("1405-07-22 و ۱۴۰۵-۷-۲ و ۲۲-۰۷-۱۴۰۵", ["1405-07-22", "۱۴۰۵-۷-۲", "۲۲-۰۷-۱۴۰۵"]),
    ("IR82 0540 1026 8002 0817 9090 02", ["IR82 0540 1026 8002 0817 9090 02"]),
    ("شبا IR۸۲۰۵۴۰۱۰۲۶۸۰۰۲۰۸۱۷۹۰۹۰۰۲", ["IR۸۲۰۵۴۰۱۰۲۶۸۰۰۲۰۸۱۷۹۰۹۰۰۲"]),
    ("نسخهٔ ۱.۲.۳ و v2.0.1 و 10.0.0.1", ["۱.۲.۳", "v2.0.1", "10.0.0.1"]),
    ("شابک ۹۷۸-۶۰۰-۱۲۳۴-۵۶-۷", ["۹۷۸-۶۰۰-۱۲۳۴-۵۶-۷"]),
    ("کارت ۶۰۳۷ ۹۹۱۱ ۱۲۳۴ ۵۶۷۸", ["۶۰۳۷ ۹۹۱۱ ۱۲۳۴ ۵۶۷۸"]),
    ("کد پستی ۶۸۱۳۸-۳۳۹۴۵ و کد ملی ۴۰۷-۰۱۲۳۴۵-۶", ["۶۸۱۳۸-۳۳۹۴۵", "۴۰۷-۰۱۲۳۴۵-۶"]),
    ("C++، C# و .NET و @tarvij", ["C++", "C#", ".NET", "@tarvij"]),
    ("ISO/IEC 17025:2017 و ISO 9001 است", ["ISO/IEC 17025:2017", "ISO 9001"]),
    ("سازمان (ABC) و [DEF] و «GHI» و (JKL", ["ABC", "DEF"]),
    ("node.js و COVID-19 و Hello world", ["node.js", "COVID-19", "Hello world"]),
    (
        "https://example.ir/علی/۱۲. info@example.ir",
        ["https://example.ir/علی/۱۲", "info@example.ir"],
    ),
    ("۱۴۰۵/۰۷/۲۲ و ۱۲۳۴۵ و ۱۲٫۵ و 12.5 و ۹:۳۰", []),
    # The sign of a percentage would stand at either side, as a letter comes before it or not.
    ("۲۳٪ و ۶۱٫۵٪ و ۳۰ ٪ و ۱۲٬۳۴۵٪", ["۲۳", "۶۱٫۵", "۳۰", "۱۲٬۳۴۵"]),
    ("دما -۵ °C بود، یا ۲۳٫۵°C؛ بازهٔ ۳-۵ درجه", ["-۵ °C", "۲۳٫۵°C"]),
    ("با World Standards Day (14 October) پایان", ["World Standards Day (14 October)"]),
    ("ISO (سازمان) و ISO 9001 (2015)", ["ISO 9001"]),
    ("سال‌های ۱۴۰۰-۱۴۰۵ و ۹:۳۰-۱۱:۳۰ و ۰۹-۱۲ و ۱-۲-۳", []),
    ("A4 و 3D است. PDF: خوب", []),
    ("HTML، CSS و RSS، Atom؛ JSON.", ["HTML", "RSS", "Atom"]),
    ("عکس: A. Nemouneh", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), ISOLATED)
def test_what_a_line_would_scramble_is_isolated(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in isolate_spans(text)] == expected


@given(st.text("0۰٠123456789۱۲ +-()./:ABCIRxyz#@&علی،", max_size=80) | any_texts)
def test_isolated_spans_are_in_order_apart_and_not_empty(text: str) -> None:
    spans = isolate_spans(text)
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(st.from_regex(r"0[1-9]{2}-[1-9]{8}|14[0-9]{2}-0[1-9]-[12][0-9]", fullmatch=True))
def test_digits_of_any_kind_are_isolated_alike(number: str) -> None:
    for typed in (number, persian_digits(number)):
        assert isolate_spans(f"شماره {typed} است") == [(6, 6 + len(typed))]
