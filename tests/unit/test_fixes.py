"""What `make fix` mends, and all that it leaves as it was typed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.fields import PAGES
from newsroom.fixes import HOUSE, KEYS, fix_text
from newsroom.jalali import TEHRAN
from newsroom.markup import Renderer
from newsroom.persian import ZWNJ
from newsroom.posts import Post, read_post

NOW = datetime(2026, 9, 1, 16, 45, tzinfo=TEHRAN)  # 10 Shahrivar 1405
SOURCE = "news/1405/a.md"
RLM = "\u200f"
RENDERER = Renderer()
TAG = re.compile(r"<(?!/?bdi)[^<>]*>")  # what is isolated may change with the spaces around it
ID = re.compile(r'\bid="([^"]*)"')
CASES = Path(__file__).resolve().parents[1] / "cases" / "posts"
POSTS = {f"{path.parent.name}/{path.stem}": path for path in sorted(CASES.rglob("*.md"))}
GOOD = {name: path for name, path in POSTS.items() if path.stem.startswith("good")}


def source_of(path: Path) -> str:
    year = "" if path.parent.name == PAGES else "1405/"
    return f"{path.parent.name}/{year}{path.name}"


def fix_bytes(data: bytes, source: str = SOURCE, keys: str | None = None) -> bytes | None:
    return fix_text(source, data, now=NOW, new_id=lambda: "zzzzzz", keys=keys)


def fix(text: str, source: str = SOURCE, keys: str | None = None) -> str:
    fixed = fix_bytes(text.encode(), source, keys)
    assert fixed is not None
    return fixed.decode()


def head(*lines: str, id: str | None = "aaaaaa") -> str:
    """A file of these front matter lines, which the fixes leave alone but for what they mend."""
    own = [f"شناسه: {id}"] if id else []
    return "\n".join(["---", *lines, *own, "---", ""])


def read(data: bytes, source: str = SOURCE) -> tuple[Post | None, Counter[str]]:
    post, problems = read_post(source, data, RENDERER)
    return post, Counter(str(problem.code) for problem in problems)


@pytest.mark.parametrize(
    "name", ["news/good", "news/good-links", "courses/good-course", "pages/good-page"]
)
def test_post_in_which_all_is_well_is_not_touched(name: str) -> None:
    data = GOOD[name].read_bytes()
    assert fix_bytes(data, source_of(GOOD[name])) == data


# The identity


def test_post_without_identity_gets_one_at_the_end_of_its_keys() -> None:
    assert fix("---\nعنوان: خبر\n---\n") == "---\nعنوان: خبر\nشناسه: zzzzzz\n---\n"
    assert fix("---\ntitle: a\n---\n") == "---\ntitle: a\nid: zzzzzz\n---\n"
    assert fix("---\nعنوان: خبر\n---\n", keys="en") == "---\ntitle: خبر\nid: zzzzzz\n---\n"
    assert fix("---\ntitle: a\n---\n", keys="fa") == "---\nعنوان: a\nشناسه: zzzzzz\n---\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "شناسه: zzzzzz"),
        ("# یادداشت", "# یادداشت\nشناسه: zzzzzz"),
        ("عنوان: خبر\n\n", "عنوان: خبر\nشناسه: zzzzzz"),
        ("  عنوان: خبر", "  عنوان: خبر\n  شناسه: zzzzzz"),
        ("خلاصه: |\n  یک\n  دو", "خلاصه: |\n  یک\n  دو\nشناسه: zzzzzz"),
        ("شناسه:", "شناسه: zzzzzz"),
        ("شناسه: ''\nعنوان: خبر", "شناسه: zzzzzz\nعنوان: خبر"),
        ("id: # بعد\ntitle: a", "id: zzzzzz # بعد\ntitle: a"),
    ],
)
def test_identity_finds_its_place_in_every_form_of_front_matter(before: str, after: str) -> None:
    assert fix(f"---\n{before}\n---\n") == f"---\n{after}\n---\n"


@pytest.mark.parametrize(
    "text", ["{عنوان: خبر}", "عنوان: خبر\n...", "شناسه: 123", "شناسه: [a]", "شناسه: aaaaaa"]
)
def test_identity_is_not_forced_where_it_would_break_what_is_written(text: str) -> None:
    assert fix(f"---\n{text}\n---\n") == f"---\n{text}\n---\n"


def test_page_has_no_identity() -> None:
    assert fix("---\nعنوان: صفحه\n---\n", "pages/a.md") == "---\nعنوان: صفحه\n---\n"


# The time


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1405-06-10", "1405-06-10 16:45"),
        ("۱۴۰۵/۶/۱۰", "۱۴۰۵/۶/۱۰ ۱۶:۴۵"),
        ("سه‌شنبه ۱۰ شهریور ۱۴۰۵", "سه‌شنبه ۱۰ شهریور ۱۴۰۵ ۱۶:۴۵"),
        ("2026-09-01", "2026-09-01 16:45"),
        ("1405-06-09", "1405-06-09 08:00"),
        ("1405-06-11", "1405-06-11 08:00"),
        ('"1405-06-11"', '"1405-06-11 08:00"'),
        ("'1405-06-11' # فردا", "'1405-06-11 08:00' # فردا"),
        ("1405-06-10 09:30", "1405-06-10 09:30"),
        ("1405-07-31", "1405-07-31"),
        ("[1405-06-10]", "[1405-06-10]"),
        ("|\n  1405-06-10", "|\n  1405-06-10"),
        ("", ""),
    ],
)
def test_published_post_gets_the_time_that_it_lacks(before: str, after: str) -> None:
    fixed = fix(head(f"تاریخ: {before}", "وضعیت: منتشرشده"))
    assert fixed == head(f"تاریخ: {after}", "وضعیت: منتشرشده")


def test_time_is_that_of_tehran_wherever_the_machine_is() -> None:
    utc = datetime.fromisoformat("2026-08-31T21:00:00+00:00")  # 00:30 of the next day
    data = head("تاریخ: 1405-06-10", "وضعیت: منتشرشده").encode()
    fixed = fix_text(SOURCE, data, now=utc, new_id=lambda: "zzzzzz")
    assert fixed is not None
    assert "تاریخ: 1405-06-10 00:30\n" in fixed.decode()


@pytest.mark.parametrize("status", ["وضعیت: پیش‌نویس", "status: Draft", "وضعیت:", "عنوان: خبر"])
def test_draft_may_have_a_day_only(status: str) -> None:
    assert fix(head("تاریخ: 1405-06-10", status)) == head("تاریخ: 1405-06-10", status)


def test_time_and_identity_at_one_place_come_in_their_order() -> None:
    fixed = fix(head("وضعیت: منتشر", "تاریخ: 1405-06-10", id=None))
    assert fixed == "---\nوضعیت: منتشر\nتاریخ: 1405-06-10 16:45\nشناسه: zzzzzz\n---\n"


# Normal text


def test_texts_are_made_normal_and_everything_around_them_stays() -> None:
    before = head(
        "# يادداشت كوتاه",
        "عنوان:   'كتاب علي'   # كتاب",
        'خلاصه: "سال 1405"',
        "برچسب‌ها: [ كتاب,علي ]",
        "پیوست‌ها:",
        "  - كتاب.pdf",
        "  - {پرونده: كتاب.pdf, عنوان: كتاب}",
        "اصلاحیه‌ها: [{تاریخ: 1405-06-12 11:00, متن: سال 1396 است}]",
        "پس‌گیری: {تاریخ: 1405-06-12, دليل: كتاب}",
        "نشانی ثبت‌نام: https://example.ir/كتاب",
        "ناشناخته: كتاب",
    )
    after = head(
        "# يادداشت كوتاه",
        "عنوان:   'کتاب علی'   # كتاب",
        'خلاصه: "سال ۱۴۰۵"',
        "برچسب‌ها: [ کتاب,علی ]",
        "پیوست‌ها:",
        "  - كتاب.pdf",
        "  - {پرونده: كتاب.pdf, عنوان: کتاب}",
        "اصلاحیه‌ها: [{تاریخ: 1405-06-12 11:00, متن: سال ۱۳۹۶ است}]",
        "پس‌گیری: {تاریخ: 1405-06-12, دليل: کتاب}",
        "نشانی ثبت‌نام: https://example.ir/كتاب",
        "ناشناخته: كتاب",
    )
    assert fix(before) == after


@pytest.mark.parametrize(
    "line",
    [
        'عنوان: "كتاب \\"علي\\""',
        "عنوان: 'it''s كتاب'",
        'عنوان: "كتاب\\u200c"',
        "عنوان: >\n  كتاب\n  علي",
        "عنوان: |\n  كتاب",
        "عنوان: كتاب\n  علي",
        "عنوان: {كتاب: علي}",
        "اصلاحیه‌ها: [كتاب]",
        "اصلاحیه‌ها: [{متن: [كتاب]}]",
    ],
)
def test_value_that_is_not_written_as_it_is_read_is_left_alone(line: str) -> None:
    assert fix(head(line)) == head(line)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{RLM}- كتاب", '"- کتاب"'),
        (f"{RLM}# كتاب", '"# کتاب"'),
        (f"كتاب {RLM}#علي", '"کتاب #علی"'),
        (f"كتاب:{RLM} علي", '"کتاب: علی"'),
        (f"{RLM}[كتاب] علي", '"[کتاب] علی"'),
        (f"{RLM}&كتاب", '"&کتاب"'),
        (f"{RLM}كتاب, mark", "کتاب، mark"),
        ("mark, كتاب", "mark, کتاب"),
        (f"{RLM}:كتاب", ":کتاب"),
        ("'كتاب: علي'", "'کتاب: علی'"),
        ('"- كتاب"', '"- کتاب"'),
        ('كتاب "mark"', 'کتاب "mark"'),
        ("كتاب 'mark' \\", "کتاب 'mark' \\"),
        (f'{RLM}- "mark" كتاب', f'{RLM}- "mark" كتاب'),
        (f"{RLM}- كتاب \\", f"{RLM}- كتاب \\"),
    ],
)
def test_value_is_quoted_where_an_invisible_mark_had_kept_it_from_being_yaml(
    before: str, after: str
) -> None:
    assert fix(head(f"عنوان: {before}")) == head(f"عنوان: {after}")


def test_value_between_brackets_is_quoted_by_their_rules() -> None:
    before = head(f"برچسب‌ها: [علي, {RLM}# كتاب, mark - كتاب]")
    assert fix(before) == head('برچسب‌ها: [علی, "# کتاب", mark - کتاب]')
    post, problems = read(fix(before).encode())
    assert post is not None
    assert [tag.name for tag in post.tags] == ["علی", "کتاب", "mark - کتاب"]
    assert not problems


@pytest.mark.parametrize("before", ["یک  دو", f"یک {RLM} دو", "' یک  دو '"])
def test_spaces_of_a_text_become_those_that_are_read(before: str) -> None:
    quote = "'" if before.startswith("'") else ""
    assert fix(head(f"عنوان: {before}")) == head(f"عنوان: {quote}یک دو{quote}")


@pytest.mark.parametrize("title", [f'{RLM}- "mark" كتاب', f"{RLM}- كتاب\\tmark"])
def test_value_that_quotes_would_change_is_left_and_the_others_are_mended(title: str) -> None:
    before = head(f"عنوان: {title}", "خلاصه: كتاب")
    assert fix(before) == head(f"عنوان: {title}", "خلاصه: کتاب")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"برچسب‌ها: [{RLM}:كتاب]", 'برچسب‌ها: [":کتاب"]'),
        (f"برچسب‌ها:\n  - {RLM}:كتاب", "برچسب‌ها:\n  - :کتاب"),
        (
            f"پیوست‌ها: [{{file: a.pdf, عنوان: {RLM}:كتاب}}]",
            'پیوست‌ها: [{file: a.pdf, عنوان: ":کتاب"}]',
        ),
        (f"پیوست‌ها:\n  - {{file: a, عنوان: {RLM}:ك}}", 'پیوست‌ها:\n  - {file: a, عنوان: ":ک"}'),
        (f"پیوست‌ها:\n  - file: a\n    عنوان: {RLM}:ك", "پیوست‌ها:\n  - file: a\n    عنوان: :ک"),
    ],
)
def test_what_brackets_make_a_mark_is_quoted_between_them_only(before: str, after: str) -> None:
    assert fix(head(before)) == head(after)


def test_front_matter_between_brackets_is_mended_but_gets_no_identity() -> None:
    assert fix(f"---\n{{عنوان: {RLM}:كتاب}}\n---\n") == '---\n{عنوان: ":کتاب"}\n---\n'


def test_prose_of_the_body_is_made_normal_and_code_and_addresses_are_not() -> None:
    body = (
        "كتاب 12\n\n"
        '`كود 12` [علي](/كتاب/12/ "علي") <https://example.ir/كتاب> https://example.ir/12\n\n'
        "```yaml\nكتاب: 12\n```\n\n    كود 12\n\n"
        "![علي](كتاب.svg){: #كتاب }\n\n"
        'الْمِيزَانَ كتاب 12\n{: lang="ar" }\n'
    )
    fixed = fix(head("عنوان: خبر") + body)
    assert fixed == head("عنوان: خبر") + (
        "کتاب ۱۲\n\n"
        '`كود 12` [علی](/كتاب/12/ "علي") <https://example.ir/كتاب> https://example.ir/12\n\n'
        "```yaml\nكتاب: 12\n```\n\n    كود 12\n\n"
        "![علی](كتاب.svg){: #كتاب }\n\n"
        'الْمِيزَانَ كتاب 12\n{: lang="ar" }\n'
    )


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_file_ends_with_one_line_end(end: str) -> None:
    assert fix(head("عنوان: خبر") + "متن" + end).endswith("\nمتن\n")


def test_windows_line_ends_byte_order_mark_and_spaces_after_fences_go() -> None:
    text = "\ufeff---  \r\nشناسه: aaaaaa\r\n---\t\r\nمتن\r\n"
    assert fix(text) == "---\nشناسه: aaaaaa\n---\nمتن\n"


# The names of the keys


def test_names_of_keys_are_rewritten_to_one_language() -> None:
    both = head("عنوان: الف", "Image-Alt: ب", "تاريخ: 1405-06-10", "xyzzy: پ", '"لید": ت')
    assert fix(both, keys="fa") == head(
        "عنوان: الف", "متن جایگزین: ب", "تاریخ: 1405-06-10", "xyzzy: پ", "خلاصه: ت"
    )
    assert fix(both, keys="en") == head(
        "title: الف", "image_alt: ب", "date: 1405-06-10", "xyzzy: پ", "summary: ت", id=None
    ).replace("\n---\n", "\nid: aaaaaa\n---\n")


def test_keys_are_left_where_the_change_would_join_a_key_and_its_value() -> None:
    text = '---\n{"title":خبر, "id":aaaaaa}\n---\n'
    assert fix(text, keys="fa") == text


@pytest.mark.parametrize("name", GOOD)
def test_keys_come_back_from_english_as_they_went(name: str) -> None:
    data, source = GOOD[name].read_bytes(), source_of(GOOD[name])
    persian = fix_bytes(data, source, "fa")
    english = fix_bytes(data, source, "en")
    assert persian is not None
    assert english is not None
    assert fix_bytes(english, source, "fa") == persian
    assert fix_bytes(persian, source, "en") == english
    assert read(english, source) == read(persian, source)


def test_both_languages_have_a_name() -> None:
    assert KEYS == ("fa", "en")


# Whatever is in the file


@pytest.mark.parametrize(
    "text",
    ["", "متن", "---\nعنوان: خبر\n", "---\nعنوان: الف: ب\n---\n", "---\n- الف\n---\n", "\x00"],
)
def test_file_that_cannot_be_read_is_left_to_the_checker(text: str) -> None:
    assert fix_bytes(text.encode()) is None


def splice(data: bytes, at: int, length: int, put: bytes) -> bytes:
    start = at % (len(data) + 1)
    return data[:start] + put + data[start + length :]


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "---\n",
                "\n",
                "\r\n",
                "عنوان: ",
                "title: ",
                "id: ",
                "شناسه:",
                "تاریخ: 1405-06-10",
                "خلاصه: ",
            ),
            *(
                "وضعیت: منتشر\n",
                "برچسب‌ها: [",
                "گالری:\n  - {پرونده: ",
                "اصلاحیه‌ها: ",
                "متن: ",
                "}",
                "]",
            ),
            *(
                "كتاب",
                "علي",
                "12",
                "۱۲. ",
                "- ",
                "# ",
                " #a",
                ": ",
                ":",
                ", ",
                "،",
                "؟",
                '"',
                "'",
                "«",
                "»",
            ),
            *(
                ZWNJ,
                RLM,
                "\u0640",
                "\u00a0",
                "\ufeff",
                "`",
                "```\n",
                "    ",
                "[",
                "](",
                ")",
                "<b>",
                "</b>",
            ),
            *(
                "{: lang=ar }",
                "| a |\n|--|\n",
                "**",
                "[^1]",
                "https://a.ir/۱",
                "&a ",
                "*a",
                "!b",
                "|\n ",
                "> ",
            ),
        ]
    ),
    max_size=30,
).map("".join)
MUTATED = st.builds(
    splice,
    st.sampled_from([path.read_bytes() for path in POSTS.values()]),
    st.integers(0, 2000),
    st.integers(0, 40),
    PIECES.map(str.encode),
)


def targets(post: Post) -> list[object]:
    links = [link.target for link in (*post.body.links, *post.body.media)]
    return [*links, post.body.bulk.anchors]


FILES = st.one_of(MUTATED, PIECES.map(lambda text: f"---\n{text}\n---\n{text}".encode()))


@settings(max_examples=300, deadline=None)
@given(FILES, st.sampled_from([None, *KEYS]))
def test_fixing_twice_is_fixing_once(data: bytes, keys: str | None) -> None:
    fixed = fix_bytes(data, keys=keys)
    if fixed is not None:
        assert fix_bytes(fixed, keys=keys) == fixed


@settings(max_examples=300, deadline=None)
@given(FILES, st.sampled_from([None, *KEYS]))
def test_fixing_never_makes_a_new_problem_nor_changes_what_is_meant(
    data: bytes, keys: str | None
) -> None:
    fixed = fix_bytes(data, keys=keys)
    if fixed is None:
        return
    before, problems = read(data)
    after, left = read(fixed)
    assert left <= problems
    assert before is not None
    assert after is not None
    assert TAG.findall(after.body.html) == TAG.findall(before.body.html)
    assert targets(after) == targets(before)
    assert ID.findall(after.body.html) == ID.findall(before.body.html)
    for read_as in ("title", "summary", "contact"):
        assert getattr(after, read_as) == HOUSE.mend_line(getattr(before, read_as))
    assert [tag.name for tag in after.tags] == [tag.name for tag in before.tags]
    texts = [HOUSE.mend_line(file.text) for file in before.gallery]
    assert [file.text for file in after.gallery] == texts
    assert set(after.lines) - set(before.lines) <= {"id"}
