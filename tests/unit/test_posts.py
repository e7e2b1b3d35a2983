"""From the bytes of one file to one record; odd bytes give problems, never an exception."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.fields import PAGES
from newsroom.jalali import TEHRAN
from newsroom.markup import Renderer
from newsroom.persian import ZWNJ
from newsroom.posts import Post, folder_year, read_post
from newsroom.values import Correction, MediaFile, Tag, Withdrawal
from tests.wording import assert_is_well_said

CASES = Path(__file__).resolve().parents[1] / "cases" / "posts"


def source_of(case: Path) -> str:
    year = "" if case.parent.name == PAGES else "1405/"
    return f"{case.parent.name}/{year}{case.name}"


GOOD = {source_of(path): path.read_bytes() for path in sorted(CASES.rglob("good*.md"))}
RENDERER = Renderer()

# What the reader stumbles over if it stumbles: marks of YAML, of Markdown, of HTML, of Persian.
PIECES = st.sampled_from(
    [
        *(
            "---\n",
            "\n",
            "\r\n",
            "\n\n",
            "عنوان: ",
            "title: ",
            "date: ",
            "1405-07-22",
            "۱۴۰۵",
            "تصویر: ",
        ),
        *(
            "- ",
            "1. ",
            "۱. ",
            "    ",
            "\t",
            "> ",
            "## ",
            "#",
            "# ",
            "**",
            "*",
            "_",
            "`",
            "```\n",
            "~~~\n",
        ),
        *(
            "[",
            "]",
            "(",
            ")",
            "](",
            "![",
            "[^1]",
            "\n[^1]: ",
            "\n[a]: ",
            "*[a]: ",
            "| a |\n|--|\n",
            "|",
        ),
        *(
            "<b>",
            "</b>",
            "<bdi>",
            "<br>",
            "<!--",
            "-->",
            "<a@b.c>",
            "<http://",
            "<",
            ">",
            "&",
            "&#x6a;",
        ),
        *(
            "{: ",
            "}",
            "{#s1}",
            "{.x ",
            'onclick="x"',
            "lang=ar",
            "http://[",
            "javascript:",
            "tarvij:",
        ),
        *(
            ZWNJ,
            "\u200f",
            "\u2028",
            "\ufeff",
            "\u00a0",
            "\x00",
            "\\",
            "\\0",
            '"',
            "'",
            "«",
            "»",
            "، ",
        ),
        *(
            "&a ",
            "*a",
            "!b ",
            " #c",
            "? ",
            ": ",
            "021-88990011",
            "C++",
            "كتاب",
            "متن",
            "<<<<<<< HEAD",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def read(text: str | bytes, source: str = "news/1405/a.md", *, codes: tuple[str, ...] = ()) -> Post:
    """The post of *text*, whose problems are those of *codes*."""
    data = text.encode() if isinstance(text, str) else text
    post, problems = read_post(source, data, RENDERER)
    assert tuple(problem.code for problem in problems) == codes
    assert post is not None
    return post


def test_every_field_of_a_full_post_is_in_its_record() -> None:
    post = read(GOOD["news/1405/good-everything.md"], "news/1405/other.md")
    mark = MediaFile("media/mark.svg", "", 15)

    def at(day: int, hour: int = 0) -> datetime:
        return datetime(2026, 9, day, hour, tzinfo=TEHRAN)

    assert post.title == "نمونهٔ کامل: هر چه می‌توان نوشت"
    assert (post.date, post.status, post.id) == (at(1, 10), "published", "4k7m2q")
    assert post.summary == "خلاصه‌ای که در دو سطر نوشته شده است."
    assert (post.kicker, post.dateline, post.happened) == (
        "برای ویراستاران",
        "خرم‌آباد",
        datetime(2026, 8, 31, tzinfo=TEHRAN),
    )
    assert (post.slug, post.year, post.address) == ("everything", 1405, "/news/1405/everything/")
    assert post.tags == (Tag("ایمنی", 14), Tag("نشان استاندارد", 14))
    assert post.audience == ("public", "schools")
    assert post.urgent == at(11)
    assert post.image == MediaFile("media/mark.svg", "", 17)
    assert (post.image_alt, post.image_caption) == ("نشان استاندارد", "شرح")
    assert (post.image_credit, post.image_licence) == ("روابط عمومی", "CC BY 4.0")
    assert [file.text for file in post.gallery] == ["نشان استاندارد", "همان نشان"]
    assert [file.text for file in post.attachments] == ["", "نشان"]
    assert {file.path for file in post.media} == {mark.path}
    assert len(post.media) == 5
    assert (post.contact, post.updated) == ("روابط عمومی، ۱۵۱۷", at(2, 10))
    assert post.corrections == (Correction(at(3, 11), "سال قانون ۱۳۹۶ است."),)
    assert post.sms == "متنی کوتاه برای پیامک"
    assert post.aliases == ("/news/1405/old-name/", "/old.html")
    assert post.sample is False
    assert post.all_day == {"happened", "urgent"}
    assert post.line("title") == 3
    assert post.line("starts") == 1


def test_fields_of_the_other_sections_are_in_their_records() -> None:
    course = read(GOOD["courses/1405/good-course.md"], "courses/1405/a.md")
    assert (course.capacity, course.taken, course.cancelled) == (30, 30, False)
    assert (course.place, course.phone) == ("سالن آموزش", "1517")
    assert course.register_url == "https://example.ir/register"
    assert course.all_day == {"register_until"}
    brochure = read(GOOD["brochures/1405/good-brochure.md"], "brochures/1405/a.md")
    assert (brochure.kind, brochure.pages, brochure.ages) == ("brochure", 8, "۷ تا ۱۰ سال")
    assert [file.path for file in brochure.media] == ["media/mark.svg"]
    broadcast = read(GOOD["broadcasts/1405/good-broadcast.md"], "broadcasts/1405/a.md")
    assert (broadcast.channel, broadcast.duration) == ("شبکهٔ استانی", 3750)
    assert broadcast.video == "https://example.ir/v"
    assert [file.path for file in broadcast.media] == ["media/mark.svg"]


def test_status_is_draft_unless_another_is_written() -> None:
    assert read("---\nعنوان: خبر\n---\n").status == "draft"


def test_draft_may_lack_everything() -> None:
    post = read("---\n---\n")
    assert (post.title, post.date, post.id, post.year) == ("", None, "", 1405)
    with pytest.raises(ValueError, match="has no date"):
        _ = post.published


def test_address_has_the_year_of_the_date_and_a_page_has_none() -> None:
    assert read("---\nتاریخ: 1405-01-01\n---\n", "courses/a.md").address == "/courses/1405/a/"
    assert read("---\nعنوان: ا\n---\n", "courses/a.md").address == "/courses/0/a/"
    page = read("---\nعنوان: ا\nخلاصه: ب\n---\n", "pages/mark.md")
    assert (page.address, page.year) == ("/mark/", 0)


def test_short_address_is_made_of_the_identity() -> None:
    assert read("---\nشناسه: 4k7m2q\n---\n").short_address == "/p/4k7m2q/"


def test_last_change_that_readers_are_told_of_is_the_newest_of_all() -> None:
    head = "---\nتاریخ: 1405-06-10 10:00\n"
    assert read(f"{head}---\n").modified == datetime(2026, 9, 1, 10, tzinfo=TEHRAN)
    updated = f"{head}به‌روزرسانی: 1405-06-11 10:00\n"
    assert read(f"{updated}---\n").modified == datetime(2026, 9, 2, 10, tzinfo=TEHRAN)
    corrected = (
        f"{updated}اصلاحیه‌ها: [{{تاریخ: 1405-06-12, متن: ا}}, {{تاریخ: 1405-06-10, متن: ب}}]\n"
    )
    assert read(f"{corrected}---\n").modified == datetime(2026, 9, 3, tzinfo=TEHRAN)
    withdrawn = f"{corrected}وضعیت: پس‌گرفته\nپس‌گیری: {{تاریخ: 1405-06-13, دلیل: ا}}\n"
    post = read(f"{withdrawn}---\n", codes=("key-missing", "id-missing", "key-missing"))
    assert post.modified == datetime(2026, 9, 4, tzinfo=TEHRAN)
    assert post.withdrawn == Withdrawal(datetime(2026, 9, 4, tzinfo=TEHRAN), "ا")


@pytest.mark.parametrize(
    ("source", "year"),
    [
        ("news/1405/a.md", 1405),
        ("news/1399/a.md", 1399),
        ("news/a.md", None),
        ("news/1405x/a.md", None),
        ("news/2026/a.md", None),
        ("news/1405/b/a.md", None),
    ],
)
def test_year_of_a_folder_is_a_jalali_one(source: str, year: int | None) -> None:
    assert folder_year(source) == year


def test_post_with_problems_is_still_handed_on() -> None:
    text = "---\nعنوان: خبر\nStauts: draft\nشناسه: 4k7m2q\n---\n"
    post = read(text, "news/1405/بد.md", codes=("key-unknown", "slug-invalid"))
    assert (post.title, post.id) == ("خبر", "4k7m2q")


def test_unknown_key_is_told_the_nearest_of_its_own_section() -> None:
    def fix(source: str, key: str) -> str:
        _, problems = read_post(source, f"---\n{key}: ا\n---\n".encode(), RENDERER)
        return problems[-1].fix

    assert fix("news/1405/a.md", "Stauts").startswith("بنویسید «status». ")
    assert fix("courses/1405/a.md", "ظرفیتت").startswith("بنویسید «ظرفیت». ")
    assert fix("news/1405/a.md", "xyzzy").startswith("فهرست کلیدها")


@pytest.mark.parametrize(
    ("above", "key", "fix"),
    [
        ("اصلاحیه‌ها:\n  - تاریخ: 1405-06-11 10:00", "متن", "با ۴ فاصله"),
        ("پس‌گیری:\n  تاریخ: 1405-06-11 10:00", "reason", "با ۲ فاصله"),
        ("گالری:\n- پرونده: media/a.svg", "alt", "با ۲ فاصله"),
        ("گالری: [{پرونده: media/a.svg}]", "alt", "فهرست کلیدها"),
        ("پس‌گیری:\n  تاریخ: 1405-06-11 10:00", "متن", "فهرست کلیدها"),
        ("گالری: []", "alt", "فهرست کلیدها"),
        ("عنوان: خبر", "متن", "فهرست کلیدها"),
    ],
)
def test_key_of_a_record_that_stands_outside_is_told_how_far_in_it_belongs(
    above: str, key: str, fix: str
) -> None:
    _, problems = read_post("news/1405/a.md", f"---\n{above}\n{key}: ا\n---\n".encode(), RENDERER)
    (unknown,) = [problem for problem in problems if problem.code == "key-unknown"]
    assert fix in unknown.fix


def splice(data: bytes, at: int, length: int, put: bytes) -> bytes:
    start = at % (len(data) + 1)
    return data[:start] + put + data[start + length :]


MUTATED = st.builds(
    splice,
    st.sampled_from(sorted(GOOD.values())),
    st.integers(0, 5000),
    st.integers(0, 60),
    st.one_of(TEXTS.map(str.encode), st.binary(max_size=4)),
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(), TEXTS.map(str.encode), MUTATED), st.sampled_from(sorted(GOOD)))
def test_no_bytes_are_too_odd_for_a_post(data: bytes, source: str) -> None:
    post, problems = read_post(source, data, RENDERER)
    assert post is not None or problems
    for problem in problems:
        assert_is_well_said(problem)
        assert problem.path == f"content/{source}"
        assert problem.line <= data.count(b"\n") + data.count(b"\r") + 1


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_reading_one_post_leaves_no_trace_in_the_next(text: str) -> None:
    source = "news/1405/good-everything.md"
    before = read(GOOD[source], source)
    read_post("news/1405/a.md", f"---\n---\n{text}".encode(), RENDERER)
    assert read(GOOD[source], source) == before
