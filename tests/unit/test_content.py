"""The folder as a whole: what is read, in which order, and what two files may not share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from newsroom.content import (
    Agreement,
    Duty,
    Partner,
    Read,
    TagInfo,
    load_content,
    load_ids,
)
from newsroom.jalali import TEHRAN
from newsroom.persian import fold
from newsroom.problems import Code

POST = """\
---
عنوان: خبر
تاریخ: {date}
وضعیت: منتشرشده
شناسه: {id}
خلاصه: یک جمله.
{more}---

متن.
"""
AGREEMENT = """\
service_id: "10031940000"
title: ترويج استاندارد
office: ادارهٔ کل
responsible: [روابط عمومی, آموزش]
duties:
  - {text: درج خبرها, needs_budget: خیر}
  - {text: پیامک, needs_budget: بله}
  - {text: فیلم}
partners: [صداوسیما]
price: رایگان
valid_until: ۲۹ اسفند ۱۴۰۳
"""


def post(id: str = "aaaaaa", date: str = "1405-06-10 10:00", more: str = "") -> str:
    return POST.format(id=id, date=date, more=more)


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def test_posts_and_pages_are_read_in_the_order_of_their_paths(base_content: Path) -> None:
    write(base_content, {"courses/1405/b.md": "---\nعنوان: دوره\n---\n"})
    content = load_content(base_content)
    assert [found.source for found in content.posts] == [
        "courses/1405/b.md",
        "news/1405/draft.md",
        "news/1405/published.md",
        "news/1405/sample.md",
    ]
    assert [page.source for page in content.pages] == ["pages/about.md"]
    assert (content.read, content.problems, content.root) == (Read(4, 1), (), base_content)


def test_media_are_all_files_below_their_folder(base_content: Path) -> None:
    write(base_content, {"media/1405/a.csv": "ا", "media/.hidden": "", "media/old.jpg~": ""})
    assert set(load_content(base_content).media) == {"media/mark.svg", "media/1405/a.csv"}


def test_tags_are_known_by_any_spelling_of_their_names(base_content: Path) -> None:
    tags = load_content(base_content).tags
    mark = TagInfo("نشان استاندارد", "standard-mark", "نشان و کد آن.")
    assert tags[fold("نشان_استاندارد")] == mark
    assert mark.address == "/tags/standard-mark/"
    assert len(tags) == 2


def test_partners_and_agreement_are_normalised_data(base_content: Path) -> None:
    partners = "partners:\n  - {name: آموزش و پرورش, role: كار مشترك}\n  - {name: صداوسیما}\n"
    write(base_content, {"partners.yaml": partners, "agreement.yaml": AGREEMENT})
    content = load_content(base_content)
    assert content.problems == ()
    assert content.partners == (Partner("آموزش و پرورش", "کار مشترک"), Partner("صداوسیما", ""))
    assert content.agreement == Agreement(
        service_id="10031940000",
        title="ترویج استاندارد",
        office="ادارهٔ کل",
        responsible=("روابط عمومی", "آموزش"),
        duties=(Duty("درج خبرها", False), Duty("پیامک", True), Duty("فیلم", False)),
        partners=("صداوسیما",),
        price="رایگان",
        valid_until=datetime(2025, 3, 19, tzinfo=TEHRAN),
        notes=(),
    )


def test_folder_may_have_no_data_files(tmp_path: Path) -> None:
    content = load_content(write(tmp_path, {"news/1405/a.md": post()}))
    assert (content.tags, content.partners, content.agreement) == ({}, (), None)
    assert content.problems == ()


def test_agreement_with_a_problem_is_none(base_content: Path) -> None:
    write(base_content, {"agreement.yaml": AGREEMENT.replace("price: رایگان\n", "")})
    content = load_content(base_content)
    assert content.agreement is None
    assert "price" in content.problems[0].what


def test_folder_that_is_not_there_is_no_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_content(tmp_path / "contents")


def test_newer_of_two_posts_with_one_identity_is_told_whatever_its_path(tmp_path: Path) -> None:
    write(tmp_path, {"news/1405/a.md": post(date="1405-06-11 10:00"), "news/1405/b.md": post()})
    content = load_content(tmp_path)
    assert [(p.path, p.code) for p in content.problems] == [
        ("content/news/1405/a.md", Code.ID_TAKEN)
    ]
    assert "content/news/1405/b.md" in content.problems[0].what
    assert [found.id for found in content.posts] == ["", "aaaaaa"]


def test_post_without_a_date_is_the_newest(tmp_path: Path) -> None:
    undated = "---\nشناسه: aaaaaa\n---\n"
    write(tmp_path, {"news/1405/a.md": undated, "news/1405/b.md": post()})
    assert [p.path for p in load_content(tmp_path).problems] == ["content/news/1405/a.md"]


def test_alias_gives_way_to_an_address_even_of_a_newer_post(tmp_path: Path) -> None:
    files = {
        "news/1405/a.md": post(more="نشانی‌های پیشین: /news/1405/b/، /old/\n"),
        "news/1405/b.md": post("bbbbbb", "1405-06-11 10:00"),
        "news/1405/c.md": post("cccccc", "1405-06-12 10:00", "نشانی‌های پیشین: /old/\n"),
    }
    content = load_content(write(tmp_path, files))
    assert [(p.path, p.line, p.code) for p in content.problems] == [
        ("content/news/1405/a.md", 7, Code.ADDRESS_TAKEN),
        ("content/news/1405/c.md", 7, Code.ADDRESS_TAKEN),
    ]
    assert [found.aliases for found in content.posts] == [("/old/",), (), ()]
    assert {p.fix for p in content.problems} == {"نشانی پیشین را پاک کنید."}


def test_no_two_posts_are_handed_on_with_one_address(tmp_path: Path) -> None:
    more = "نامک: same\n"
    files = {f"news/1405/{n}.md": post(n * 6, more=more) for n in "abc"}
    content = load_content(write(tmp_path, files))
    assert [p.code for p in content.problems] == [Code.ADDRESS_TAKEN] * 2
    assert {p.fix for p in content.problems} == {"نام پرونده یا نامک یکی از دو مطلب را عوض کنید."}
    assert len({found.address for found in content.posts}) == 3


def test_missing_file_is_told_the_nearest_that_is_there(base_content: Path) -> None:
    more = "تصویر: media/marc.svg\nمتن جایگزین: نشان\n"
    write(base_content, {"news/1405/a.md": post(more=more)})
    assert "«media/mark.svg»" in load_content(base_content).problems[0].fix


def test_unknown_tag_is_told_the_nearest_and_the_line_to_add(base_content: Path) -> None:
    write(base_content, {"news/1405/a.md": post(more="برچسب‌ها: ایمنیها، گاز\n")})
    near, far = sorted(load_content(base_content).problems, key=lambda p: "گاز" in p.what)
    assert near.fix.startswith("بنویسید «ایمنی»، یا ")
    assert far.fix.startswith("این سطر را به content/tags.yaml بیفزایید: «گاز: {slug: ")


def test_every_identity_is_known_even_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    broken = "---\nعنوان: الف: ب\n شناسه : '4k7m2q'\n".encode() + b"\xff\n"
    write(tmp_path, {"news/1405/a.md": post(), "news/1405/b.md": "id: bbbbbb\n"})
    (tmp_path / "news/1405/c.md").write_bytes(broken)
    (tmp_path / "notes.txt").write_text("id: zzzzzz\n", encoding="utf-8")
    assert load_ids(tmp_path) == {"aaaaaa", "bbbbbb", "4k7m2q"}


def test_problems_are_sorted_and_each_is_told_once(base_content: Path) -> None:
    twice = "[یک](/media/none.svg) [دو](/media/none.svg)"
    write(base_content, {"news/1405/b.md": f"---\n---\n{twice}\n", "news/1405/a.md": "x"})
    found = [(p.path, p.code) for p in load_content(base_content).problems]
    assert found == [
        ("content/news/1405/a.md", Code.FRONT_MATTER_MISSING),
        ("content/news/1405/b.md", Code.FILE_MISSING),
    ]


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("ایمنی - نشان استاندارد", "«برچسب‌ها: ایمنی، نشان استاندارد»."),
        ("ایمنی\u2013نشان استاندارد", "«برچسب‌ها: ایمنی، نشان استاندارد»."),
        ("نشان استاندارد، ایمنی/خانه", "«برچسب‌ها: نشان استاندارد، ایمنی، خانه»."),
        ("'#ایمنی #نشان استاندارد'", "«برچسب‌ها: ایمنی، نشان استاندارد»."),
        ("ایمنی و نشان استاندارد", "«برچسب‌ها: ایمنی، نشان استاندارد»."),
        ("ایمنی - ایمنی", "«برچسب‌ها: ایمنی»."),
        ("ISO-9001", "«ISO-9001: {slug: a-latin-name, description: یک جمله}»."),
        ("-ایمن", "بنویسید «ایمنی»"),
    ],
)
def test_tags_that_are_joined_get_the_line_in_which_they_are_apart(
    base_content: Path, typed: str, remedy: str
) -> None:
    write(base_content, {"news/1405/a.md": post(more=f"برچسب‌ها: {typed}\n")})
    problem = load_content(base_content).problems[0]
    assert problem.code is Code.TAG_UNKNOWN
    assert remedy in problem.fix
