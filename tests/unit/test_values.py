"""Each kind of value: what is taken, and in which form it is handed on."""

from __future__ import annotations

from datetime import datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsroom.fields import FIELDS, Field, find_field
from newsroom.front_matter import Loader, Report
from newsroom.jalali import TEHRAN
from newsroom.moments import Moment
from newsroom.persian import ZWNJ
from newsroom.problems import Code
from newsroom.values import (
    Correction,
    MediaFile,
    Place,
    Tag,
    Withdrawal,
    check_slug,
    media_path,
    parse_value,
    split_address,
)
from tests.wording import assert_is_well_said

SOURCE = "news/1405/a.md"


def parse(key: str, typed: str) -> tuple[object, list[str]]:
    """The value of `key: typed` on line 2, and the codes of its problems."""
    field = find_field(key)
    assert field is not None
    node = yaml.compose(typed, Loader=Loader)
    assert node is not None
    report = Report(f"content/{SOURCE}")
    value = parse_value(node, field, Place(SOURCE, 2, report))
    for problem in report.problems:
        assert_is_well_said(problem)
    return value, [str(problem.code) for problem in report.problems]


def value(key: str, typed: str) -> object:
    found, codes = parse(key, typed)
    assert codes == []
    return found


def codes(key: str, typed: str) -> list[str]:
    found, codes = parse(key, typed)
    assert found in (None, ())
    return codes


def test_text_is_normalised_and_in_one_line() -> None:
    assert value("title", '"كتاب  هاي\n  علي"') == "کتاب های علی"


def test_mark_that_goes_leaves_no_second_space() -> None:
    assert value("title", '"یک \u200f \u200b دو"') == "یک دو"
    assert value("tags", "[یک \u200f دو]") == (Tag("یک دو", 2),)


@pytest.mark.parametrize(("extra", "problems"), [("", []), ("ب", ["text-too-long"])])
def test_length_of_a_text_is_that_of_its_normal_form(extra: str, problems: list[str]) -> None:
    found, found_codes = parse("title", "ا\u200f" * 110 + extra)
    assert found_codes == problems
    assert found == (None if problems else "ا" * 110)


@pytest.mark.parametrize("typed", ['""', '" "', f'"{ZWNJ}"', '"\u200f\u200b"', '"\\t\\n"'])
def test_value_without_anything_visible_is_empty(typed: str) -> None:
    for field in FIELDS:
        assert codes(field.key, typed) == ["value-empty"]


def test_moment_says_whether_it_has_a_time() -> None:
    at = datetime(2026, 10, 14, 9, 30, tzinfo=TEHRAN)
    assert value("date", "۱۴۰۵/۷/۲۲ ۹:۳۰") == Moment(at, has_time=True)
    assert value("date", "2026-10-14") == Moment(at.replace(hour=0, minute=0), has_time=False)


def test_refused_date_comes_with_one_that_is_taken() -> None:
    report = Report("")
    field = find_field("date")
    node = yaml.compose("1405-07-31 14:30", Loader=Loader)
    assert field is not None
    assert node is not None
    assert parse_value(node, field, Place(SOURCE, 7, report)) is None
    assert report.problems[0].line == 7
    assert "«1405-07-31 14:30»" in report.problems[0].what
    assert "«1405-07-30 14:30»" in report.problems[0].fix


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("پیش‌نویس", "draft"),
        ("پيش نويس", "draft"),
        ("Draft", "draft"),
        ("منتشر شده", "published"),
        ("منتشر", "published"),
        ("PUBLISHED", "published"),
        ("پس_گرفته", "withdrawn"),
    ],
)
def test_choice_is_known_by_any_spelling_of_its_names(typed: str, status: str) -> None:
    assert value("status", typed) == status


def test_unknown_choice_is_told_the_nearest_and_all() -> None:
    report = Report("")
    field = find_field("status")
    node = yaml.compose("پیشنویش", Loader=Loader)
    assert field is not None
    assert node is not None
    parse_value(node, field, Place(SOURCE, 2, report))
    fix = report.problems[0].fix
    assert fix == "بنویسید «پیش‌نویس». مقدارهای درست: پیش‌نویس، منتشرشده، پس‌گرفته‌شده."


def test_choices_are_in_the_order_of_the_table_each_once() -> None:
    assert value("audience", "مدرسه‌ها، public, همگان") == ("public", "schools")
    assert value("audience", "[media, کودکان]") == ("media", "children")


@pytest.mark.parametrize(
    ("typed", "flag"), [("بله", True), ("True", True), ("خیر", False), ("نه", False)]
)
def test_flag_is_yes_or_no_in_both_languages(typed: str, flag: bool) -> None:
    assert value("cancelled", typed) is flag


@pytest.mark.parametrize(
    ("typed", "sms"),
    [
        ("خیر", False),
        ("نه", False),
        ("false", False),
        ("No", False),
        ("بله", True),
        ("yes", True),
        ("true", True),
        ("متن كوتاه", "متن کوتاه"),
    ],
)
def test_sms_is_yes_or_no_or_a_text(typed: str, sms: object) -> None:
    assert value("sms", typed) == sms


def test_sms_that_is_a_list_or_too_long_is_refused() -> None:
    assert codes("sms", "[الف]") == ["shape-wrong"]
    assert codes("sms", "ا " * 301) == ["text-too-long"]


@pytest.mark.parametrize("typed", ["ندارد", "off", "0", "نخیر"])
def test_sms_of_one_word_is_no_text_to_send(typed: str) -> None:
    assert codes("sms", typed) == ["choice-unknown"]


def test_tags_are_split_at_both_commas_and_listed_once() -> None:
    tags = (Tag("ایمنی", 2), Tag("کد ده‌رقمی", 2), Tag("نشان", 2))
    assert value("tags", "'ایمنی، كد ده‌رقمی,, #نشان، ایمنی،'") == tags
    assert value("tags", "- ایمنی\n- '# نشان'\n- ''\n") == (Tag("ایمنی", 2), Tag("نشان", 3))
    assert value("tags", "[]") == ()
    assert codes("tags", "- [ایمنی]\n") == ["shape-wrong"]
    assert codes("tags", "{ایمنی: نشان}") == ["shape-wrong"]


@pytest.mark.parametrize(
    ("typed", "problems"), [("4k7m2q", []), ("000000", []), ("a b", ["id-invalid"])]
)
def test_identity_is_six_characters_of_its_alphabet(typed: str, problems: list[str]) -> None:
    assert parse("id", f'"{typed}"') == (None if problems else typed, problems)


@pytest.mark.parametrize("letter", "iloukKچ۴-_ ")
def test_identity_has_no_letter_that_is_taken_for_another(letter: str) -> None:
    if letter == "k":
        assert value("id", f"4{letter}7m2q") == "4k7m2q"
    else:
        assert codes("id", f'"4{letter}7m2q"') == ["id-invalid"]


@pytest.mark.parametrize("typed", ["a", "a-1", "world-standards-day", "9" * 60])
def test_slug_of_small_latin_letters_digits_and_hyphens_is_taken(typed: str) -> None:
    report = Report("")
    assert check_slug(typed, 1, report) == typed
    assert report.problems == []


@pytest.mark.parametrize(
    "typed", ["", "-a", "a-", "A", "a_b", "a.b", "a/b", "خبر", "9" * 61, "a\n"]
)
def test_other_slug_is_refused(typed: str) -> None:
    report = Report("")
    assert check_slug(typed, 3, report) is None
    assert [(p.line, p.code) for p in report.problems] == [(3, Code.SLUG_INVALID)]


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("media/a.svg", "media/a.svg"),
        ("/media/a.svg", "media/a.svg"),
        ("a.svg", "media/a.svg"),
        ("../../media/1405/a.svg", "media/1405/a.svg"),
        ("media/./b/../a.svg", "media/a.svg"),
        ("media/عکس.jpg", "media/عکس.jpg"),
        ("./a.svg", None),
        ("../media/a.svg", None),
        ("../../../media/a.svg", None),
        ("../../mediaeval/a.svg", None),
        ("media/../tags.yaml", "media/tags.yaml"),
        ("media/../pages/about.md", None),
        ("/etc/passwd", None),
        ("//example.ir/a.svg", None),
        ("media/..\\..\\a", None),
        ("https://example.ir/a.svg", None),
    ],
)
def test_file_is_one_of_content_media_or_none(typed: str, path: str | None) -> None:
    assert media_path(typed, SOURCE) == path


@given(
    st.text(st.sampled_from("./\\m~a:% "), max_size=20), st.sampled_from(["", "media/", "/", "../"])
)
def test_no_spelling_of_a_path_leads_out_of_content_media(rest: str, start: str) -> None:
    path = media_path(start + rest, SOURCE)
    assert path is None or (path.startswith("media/") and ".." not in path.split("/"))


def test_files_of_a_list_are_names_or_records() -> None:
    typed = "- a.jpg\n- {پرونده: media/b.jpg, متن_جایگزین: غرفة آموزش}\n- {file: c.jpg}\n"
    assert value("gallery", typed) == (
        MediaFile("media/a.jpg", "", 2),
        MediaFile("media/b.jpg", "غرفة آموزش", 3),
        MediaFile("media/c.jpg", "", 4),
    )
    assert value("attachments", "a.pdf") == (MediaFile("media/a.pdf", "", 2),)
    assert value("gallery", "{تصویر: a.jpg, alt: غرفه}") == (MediaFile("media/a.jpg", "غرفه", 2),)


@pytest.mark.parametrize(
    "typed",
    [
        "{alt: غرفه}",
        "{file: a.jpg, colour: red}",
        "{file: [a.jpg]}",
        "{file: a.jpg, file: b.jpg}",
        "{file: ''}",
        "{file: a.jpg, alt: ''}",
        "[[a.jpg]]",
        "{[a]: b}",
    ],
)
def test_file_in_another_form_is_refused(typed: str) -> None:
    assert codes("gallery", typed) == ["shape-wrong"]


def test_video_is_a_file_or_an_address() -> None:
    assert value("video", "media/a.mp4") == MediaFile("media/a.mp4", "", 2)
    assert value("video", "https://example.ir/v") == "https://example.ir/v"
    assert codes("video", "javascript://x") == ["link-scheme"]
    assert codes("video", "../a.mp4") == ["file-outside-media"]


@pytest.mark.parametrize(
    ("typed", "is_link"),
    [
        ("https://example.ir/register?a=1", True),
        ("HTTP://example.ir", True),
        ("https://", False),
        ("example.ir", False),
        ("ftp://example.ir", False),
        ("javascript:alert(1)", False),
        ("'https://a b'", False),
        ("'http://[::1'", False),
    ],
)
def test_link_is_a_full_address_of_the_web(typed: str, is_link: bool) -> None:
    expected = (typed, []) if is_link else (None, ["link-scheme"])
    assert parse("register_url", typed) == expected


def test_address_that_no_browser_opens_has_no_parts() -> None:
    assert split_address("http://[") is None
    parts = split_address("https://example.ir/a")
    assert parts is not None
    assert parts.hostname == "example.ir"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("8", 8), ("۳۰", 30), ("٣٠", 30), ("0", 0), ("007", 7), ("999999", 999999)],
)
def test_number_is_of_digits_of_any_script(typed: str, number: int) -> None:
    assert value("capacity", typed) == number


@pytest.mark.parametrize("typed", ["-1", "1.5", "1,000", "سی", "1 2", "1000000", "0x10", "²"])
def test_other_number_is_refused(typed: str) -> None:
    assert codes("capacity", typed) == ["number-invalid"]


@pytest.mark.parametrize(
    ("typed", "seconds"), [("12:30", 750), ("۱:۰۲:۰۳", 3723), ("0:05", 5), ("120:00", 7200)]
)
def test_duration_is_in_seconds(typed: str, seconds: int) -> None:
    assert value("duration", typed) == seconds


@pytest.mark.parametrize("typed", ["12", "12:5", "12:60", "1:2:3:4", "12.30", "دوازده"])
def test_other_duration_is_refused(typed: str) -> None:
    assert codes("duration", typed) == ["number-invalid"]


def test_former_addresses_end_with_a_slash_unless_they_name_a_file() -> None:
    typed = "[/news/1405/old, /old.html, /a/b/, /v1.2/]"
    assert value("aliases", typed) == ("/news/1405/old/", "/old.html", "/a/b/", "/v1.2/")


@pytest.mark.parametrize(
    "typed",
    [
        "/",
        "//",
        "old/",
        "/a//b/",
        "/../a/",
        "/a/..",
        "/./",
        "/.",
        "/a/./b/",
        "/خبر/",
        "/%D8%AE/",
        "/a b/",
        "'/a?b'",
        "'/a#b'",
        "https://example.ir/a/",
        "/" + "a" * 200,
        "'/a\"b/'",
    ],
)
def test_former_address_that_no_file_can_answer_is_refused(typed: str) -> None:
    assert codes("aliases", typed) == ["alias-invalid"]


def test_corrections_are_in_the_order_of_time() -> None:
    typed = (
        "- {تاریخ: 1405-08-03, متن: دوم}\n"
        "- date: ۲ آبان ۱۴۰۵ ساعت ۱۱:۰۰\n  متن: >\n    نخستِ\n    دو سطر\n"
    )
    assert value("corrections", typed) == (
        Correction(datetime(2026, 10, 24, 11, tzinfo=TEHRAN), "نخستِ دو سطر"),
        Correction(datetime(2026, 10, 25, tzinfo=TEHRAN), "دوم"),
    )
    assert value("corrections", "{date: 1405-08-03, text: دوم}") == (
        Correction(datetime(2026, 10, 25, tzinfo=TEHRAN), "دوم"),
    )


def test_good_correction_stays_beside_a_bad_one() -> None:
    typed = "- {date: 1405-07-31, text: نخست}\n- {date: 1405-08-03, text: دوم}\n- {text: سوم}\n"
    found, found_codes = parse("corrections", typed)
    assert found == (Correction(datetime(2026, 10, 25, tzinfo=TEHRAN), "دوم"),)
    assert found_codes == ["date-invalid", "shape-wrong"]


def test_withdrawal_has_a_moment_and_a_reason() -> None:
    at = datetime(2026, 10, 26, 12, tzinfo=TEHRAN)
    assert value("withdrawn", "{تاریخ: 1405-08-04 12:00, دليل: اشتباه}") == Withdrawal(at, "اشتباه")
    assert codes("withdrawn", "{تاریخ: 1405-08-04}") == ["shape-wrong"]
    assert codes("withdrawn", "اشتباه") == ["shape-wrong"]
    assert codes("withdrawn", "{تاریخ: هیچ‌گاه, دلیل: اشتباه}") == ["date-invalid"]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
@pytest.mark.parametrize("typed", ["{a: b}", "[[a]]", "[{a: {b: c}}]", "x", "۹۹", "'\\'"])
def test_value_of_any_form_is_read_or_explained(field: Field, typed: str) -> None:
    found, found_codes = parse(field.key, typed)
    assert found_codes or found not in (None, ())
