"""Steps of a post's life, as edits of its text: only what must change is changed."""

from __future__ import annotations

from datetime import datetime

import pytest

from newsroom import life
from newsroom.edits import CannotEditError, Editing
from newsroom.life import WrongStepError
from newsroom.markup import Renderer
from newsroom.posts import Post, read_post
from tests.sites import NOW as NOW_TEXT

NOW = datetime.fromisoformat(NOW_TEXT)  # ۱ آذر ۱۴۰۵، ساعت ۱۲:۰۰
LATER = datetime.fromisoformat("2026-11-26T09:30:00+03:30")  # ۵ آذر
SOURCE = "news/1405/a.md"
BODY = "---\n\nمتن.\n"
DRAFT = """\
---
# یادداشت ویراستار
عنوان:  "خبر: یک"   # هنوز نه
تاریخ: ۱۴۰۵/۸/۲۰ ۹:۰۰
وضعیت: 'پیش‌نویس'
شناسه: aaaaaa
خلاصه: جمله.
# پایان کلیدها
"""
PUBLIC = DRAFT.replace("'پیش‌نویس'", "منتشرشده")


def read(head: str) -> tuple[Post, bytes]:
    data = (head + BODY).encode()
    post, problems = read_post(SOURCE, data, Renderer())
    assert post
    assert problems == []
    return post, data


def lines(data: bytes, before: str) -> tuple[list[str], list[str]]:
    """What is not in *before* any more, and what is new; both in order."""
    old, new = (before + BODY).split("\n"), data.decode().split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def reread(data: bytes) -> Post:
    post, problems = read_post(SOURCE, data, Renderer())
    assert post
    assert problems == []
    return post


def test_a_draft_is_published_now_and_nothing_else_is_touched() -> None:
    data = life.publish(*read(DRAFT), NOW, None)
    assert lines(data, DRAFT) == (
        ["تاریخ: ۱۴۰۵/۸/۲۰ ۹:۰۰", "وضعیت: 'پیش‌نویس'"],
        ["تاریخ: ۱ آذر ۱۴۰۵ ۱۲:۰۰", "وضعیت: منتشرشده"],
    )
    assert life.is_public(reread(data), NOW)


def test_a_draft_whose_date_is_to_come_is_scheduled_at_it() -> None:
    head = DRAFT.replace("۱۴۰۵/۸/۲۰ ۹:۰۰", "۱۴۰۵/۹/۵ ۹:۳۰")
    data = life.publish(*read(head), NOW, None)
    assert lines(data, head) == (["وضعیت: 'پیش‌نویس'"], ["وضعیت: منتشرشده"])


def test_a_day_without_a_time_gets_the_first_hour() -> None:
    head = DRAFT.replace("۱۴۰۵/۸/۲۰ ۹:۰۰", "۱۴۰۵/۹/۵")
    assert reread(life.publish(*read(head), NOW, None)).published.hour == 8


def test_a_moment_that_is_given_is_the_moment() -> None:
    data = life.publish(*read(DRAFT), NOW, LATER)
    assert "تاریخ: ۵ آذر ۱۴۰۵ ۹:۳۰" in data.decode()
    post = reread(data)
    assert reread(life.publish(post, data, NOW, None)).published == NOW


def test_keys_that_are_missing_are_written_in_the_language_of_the_others() -> None:
    english = "---\ntitle: One\nid: aaaaaa\nsummary: S.\n"
    assert life.publish(*read(english), NOW, None).decode() == (
        "---\ntitle: One\nid: aaaaaa\nsummary: S.\ndate: 1405-09-01 12:00\nstatus: published\n"
        + BODY
    )


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (PUBLIC, "منتشر شده"),
        (
            PUBLIC.replace(
                "منتشرشده", "پس‌گرفته‌شده\nپس‌گیری: {تاریخ: 1405-08-21 10:00, دلیل: نادرست}"
            ),
            "پس گرفته",
        ),
    ],
)
def test_what_is_or_was_public_is_not_published_again(head: str, word: str) -> None:
    with pytest.raises(WrongStepError, match=word):
        life.publish(*read(head), NOW, None)


@pytest.mark.parametrize("head", [DRAFT, PUBLIC.replace("۱۴۰۵/۸/۲۰", "۱۴۰۵/۱۰/۱")])
def test_what_nobody_has_read_is_neither_corrected_nor_updated_nor_withdrawn(head: str) -> None:
    post, data = read(head)
    with pytest.raises(WrongStepError):
        life.correct(post, data, NOW, "نه")
    with pytest.raises(WrongStepError):
        life.update(post, data, NOW)
    with pytest.raises(WrongStepError):
        life.withdraw(post, data, NOW, None, "نه")


def test_an_update_is_one_line_and_the_next_one_takes_its_place() -> None:
    data = life.update(*read(PUBLIC), NOW)
    assert lines(data, PUBLIC) == ([], ["به‌روزرسانی: ۱ آذر ۱۴۰۵ ۱۲:۰۰"])
    later = life.update(reread(data), data, LATER)
    assert lines(later, PUBLIC) == ([], ["به‌روزرسانی: ۵ آذر ۱۴۰۵ ۹:۳۰"])


def test_a_correction_is_written_below_the_last_key() -> None:
    data = life.correct(*read(PUBLIC), NOW, "سال: ۱۳۹۶ درست است.")
    assert lines(data, PUBLIC) == ([], [
        "اصلاحیه‌ها:", "  - تاریخ: ۱ آذر ۱۴۰۵ ۱۲:۰۰", '    متن: "سال: ۱۳۹۶ درست است."',
    ])  # fmt: skip
    assert reread(data).corrections[0].text == "سال: ۱۳۹۶ درست است."


@pytest.mark.parametrize(
    "written",
    [
        "اصلاحیه‌ها:\n  - تاریخ: 1405-08-21 10:00\n    متن: یک.  # یادداشت\n",
        "اصلاحیه‌ها:\n- متن: یک.\n  تاریخ: 1405-08-21 10:00\n",
        "اصلاحیه‌ها: [{تاریخ: 1405-08-21 10:00, متن: یک.}]  # یادداشت\n",
        "اصلاحیه‌ها:\n  - تاریخ: 1405-08-21 10:00\n    متن: >\n      یک.\n\n",
        "اصلاحیه‌ها:\n  - {تاریخ: 1405-08-21 10:00, متن: یک.}\n",
    ],
)
def test_a_second_correction_joins_the_first_however_that_is_written(written: str) -> None:
    head = PUBLIC.replace("خلاصه", f"{written}خلاصه")
    data = life.correct(*read(head), NOW, "دو، و «این».")
    assert [c.text for c in reread(data).corrections] == ["یک.", "دو، و «این»."]
    assert not {line for line in head.split("\n") if "#" in line and "[" not in line} - {
        *data.decode().split("\n")
    }


def test_a_withdrawal_stands_below_the_status() -> None:
    data = life.withdraw(*read(PUBLIC), NOW, None, "نشانی نادرست بود.")
    assert data.decode() == (PUBLIC + BODY).replace(
        "وضعیت: منتشرشده\n",
        "وضعیت: پس‌گرفته‌شده\nپس‌گیری:\n  تاریخ: ۱ آذر ۱۴۰۵ ۱۲:۰۰\n  دلیل: نشانی نادرست بود.\n",
    )
    assert reread(data).withdrawn


def test_the_former_address_of_a_published_post_leads_to_the_new_one() -> None:
    data = life.move(*read(PUBLIC), NOW, "other")
    post = reread(data)
    assert (post.address, post.aliases) == ("/news/1405/other/", ("/news/1405/a/",))
    again = reread(life.move(post, data, NOW, "third"))
    assert again.aliases == ("/news/1405/a/", "/news/1405/other/")


@pytest.mark.parametrize("written", ["[/old/]", "\n  - /old/", "/old/", '"/old/"'])
def test_a_former_address_joins_those_before_it(written: str) -> None:
    head = PUBLIC.replace("خلاصه", f"نشانی‌های پیشین: {written}\nخلاصه")
    post = reread(life.move(*read(head), NOW, "other"))
    assert post.aliases == ("/old/", "/news/1405/a/")


def test_a_draft_moves_without_leaving_an_address() -> None:
    data = life.move(*read(DRAFT), NOW, "other")
    assert lines(data, DRAFT) == ([], ["نامک: other"])


def test_a_key_without_a_value_gets_one() -> None:
    editing = Editing(f"---\nعنوان: خبر\nوضعیت:\n{BODY}".encode())
    editing.set("status", "منتشرشده")
    assert "\nوضعیت: منتشرشده\n" in editing.data.decode()


def test_a_post_without_a_key_gets_its_first() -> None:
    editing = Editing(f"---\n# هیچ\n{BODY}".encode())
    editing.set("title", "- خبر\\")
    assert editing.data.decode() == f'---\nعنوان: "- خبر\\\\"\n# هیچ\n{BODY}'


@pytest.mark.parametrize("value", ["یک: دو", "[یک", "#یک", "یک #دو", '"', "- یک", "~", "", "&a"])
def test_every_text_is_written_so_that_it_is_read_back(value: str) -> None:
    editing = Editing(f"---\nعنوان: خبر\n{BODY}".encode())
    editing.set("summary", value)
    editing.set("title", value)
    assert Editing(editing.data).data == editing.data
    assert editing.read("summary") == editing.read("title") == value


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("---\nوضعیت: |\n  یک\n", "status"),
        ("---\nاصلاحیه‌ها: یک\n", "corrections"),
        ("---\nاصلاحیه‌ها: []\n", "corrections"),
        ("---\nنشانی‌های پیشین: {a: b}\n", "aliases"),
        ("---\n{عنوان: یک}\n", "title"),
        ("متن\n", "title"),
        ("", "title"),
    ],
)
def test_what_is_written_in_another_way_is_left_to_a_person(head: str, key: str) -> None:
    with pytest.raises(CannotEditError):
        _edit(Editing((head + BODY).encode() if head else b""), key)


def _edit(editing: Editing, key: str) -> None:
    if key == "corrections":
        editing.add(key, {"date": "1405-09-01", "text": "یک"})
    elif key == "aliases":
        editing.add_address("/a/")
    else:
        editing.set(key, "دو")


def test_an_edit_that_would_break_the_front_matter_is_not_made() -> None:
    editing = Editing(f"---\nعنوان: خبر\n  خلاصه\nوضعیت: a\n{BODY}".encode())
    editing.set("summary", "یک", under="title")
    assert editing.read("title") == "خبر خلاصه"
