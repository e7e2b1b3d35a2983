"""From bytes to keys with their lines; what cannot be read is explained, never raised."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.front_matter import (
    MAX_BYTES,
    Report,
    compose_mapping,
    decode,
    entries_of,
    line_at,
    parse_front_matter,
    parse_mapping,
)
from newsroom.persian import ZWNJ
from newsroom.problems import Code
from tests.wording import assert_is_well_said

RLM = "\u200f"

YAML_MARKS = st.sampled_from(
    [
        *("عنوان", "title", "متن", ":", ": ", " ", "  ", "\n", "\t", "- ", "[", "]", "{", "}", ","),
        *('"', "'", "#", " #", "&", "*", "!", "|", ">", "%", "@", "`", "?", "...", "---", "\\"),
        *("\\0", "<<", "~", "\u00a0", ZWNJ, RLM, "\ufeff", "=", "\U0001f600"),
    ]
)
YAML_TEXTS = st.lists(YAML_MARKS, max_size=25).map("".join)


def keys(text: str) -> list[tuple[str, int]]:
    report = Report("content/a.md")
    matter = parse_front_matter(text, report)
    assert matter is not None, report.problems
    return [(entry.name, entry.line) for entry in matter.entries]


def complaints(text: str) -> list[tuple[int, str]]:
    """What parse_mapping says of *text*, as lines and codes."""
    report = Report("content/a.md")
    assert (parse_mapping(text, report) is None) == bool(report.problems)
    for problem in report.problems:
        assert_is_well_said(problem)
    return [(problem.line, problem.code) for problem in report.problems]


def test_keys_keep_their_lines_and_the_body_begins_after_the_second_fence() -> None:
    head = "# یادداشت\nعنوان: خبر\n\nخلاصه: >\n  دو\n  سطر\nتاریخ: 1405-06-31"
    text = f"---\n{head}\n---\n\nمتن\n---\n"
    assert keys(text) == [("عنوان", 3), ("خلاصه", 5), ("تاریخ", 8)]
    matter = parse_front_matter(text, Report(""))
    assert matter is not None
    assert (matter.body, matter.body_line) == ("\nمتن\n---\n", 10)


def test_scalars_stay_the_strings_that_were_typed() -> None:
    text = "a: 1403-02-31\nb: 12:30:00\nc: 0912\nd: 1.10\ne: no\nf: null\ng: ~\nh: 1_000\n"
    entries = parse_mapping(text, Report(""))
    assert entries is not None
    values = [entry.node.value for entry in entries]
    assert values == ["1403-02-31", "12:30:00", "0912", "1.10", "no", "null", "~", "1_000"]


def test_both_of_two_equal_keys_are_seen() -> None:
    assert keys("---\na: 1\na: 2\n---\n") == [("a", 2), ("a", 3)]


def test_key_that_is_no_text_is_named_by_its_kind() -> None:
    assert [name for name, _ in keys("---\n[a]: b\n---\n")] == ["tag:yaml.org,2002:seq"]


def test_text_without_keys_is_an_empty_mapping() -> None:
    for text in ("", "\n", "# یادداشت\n"):
        assert parse_mapping(text, Report("")) == []
        node = compose_mapping(text, Report(""))
        assert node is not None
        assert list(entries_of(node, 1)) == []


def test_lines_are_those_of_the_file_in_which_the_text_stands() -> None:
    report = Report("content/a.md")
    assert parse_mapping("a: 1\nb: c: d\n", report, first_line=10) is None
    assert [problem.line for problem in report.problems] == [11]


@pytest.mark.parametrize(("position", "line"), [(0, 1), (1, 1), (2, 2), (3, 3), (4, 4)])
def test_line_of_a_position_counts_from_one(position: int, line: int) -> None:
    assert line_at("a\n\n\nb", position) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title:a\ndate: b", 1),
        ("title: a\nsummary:b\ndate: c", 2),
        ("title: a\nno key here\ndate: c", 2),
        ('title: "a\ndate: b\nstatus: c', 1),
        ("title: 'a\ndate: b", 1),
        ("tags: [a, b\ndate: b", 1),
        ("gallery:\n  - {file: a, alt: b\ndate: b", 2),
        ("# note\n\ntitle:a\n", 3),
        ("tags: [\na\n]\ntitle: a: b", 4),
        ("title: a\n  date: b", 2),
        ("a: b\n...\nc: d", 2),
        ("a: b\nc", 2),
        ("title: روز #استاندارد\ndate: b", 1),
        ("tags:\n  - a\n  - b #c\n", 3),
        ("title: a\nalias: !x b\n", 2),
    ],
)
def test_slip_is_told_on_its_own_line_and_not_where_yaml_stumbles(text: str, line: int) -> None:
    assert complaints(text) == [(line, Code.YAML_INVALID)]


def test_all_values_that_yaml_would_cut_short_are_told_at_once() -> None:
    text = 'a: &b c\nd: e #f\ng: "\\0"\nh: [*b, !i j]\n'
    invalid, control = Code.YAML_INVALID, Code.CONTROL_CHARACTER
    found = complaints(text)
    assert found == [(1, invalid), (2, invalid), (3, control), (4, invalid)]


def test_mark_inside_quotes_or_without_a_space_before_it_is_text() -> None:
    text = "a: 'روز #استاندارد'\nb: روز#استاندارد\nc: d # یادداشت\ne: |\n  f #g\n"
    assert complaints(f'{text}h: R&D! و *\ni: "j" #k\n') == []


@given(YAML_TEXTS)
def test_remedy_that_is_offered_for_a_title_is_read_as_that_title(value: str) -> None:
    report = Report("content/a.md")
    if parse_mapping(f"عنوان: {value}", report) is not None:
        return
    remedy = re.search(r": «(عنوان: .*)»\.$", report.problems[0].fix)
    if remedy is None or "\n" in value or remedy[1].removeprefix("عنوان: ")[1:-1] != value.strip():
        return  # no quotes are offered, or what they hold was made visible for the terminal
    entries = parse_mapping(remedy[1], Report(""))
    assert entries is not None
    assert [entry.node.value for entry in entries] == [value.strip()]


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("گزارش: یک", '"گزارش: یک"'),
        ('گفت: "بله"', "'گفت: \"بله\"'"),
        ('it\'s "a": b', "'it''s \"a\": b'"),
        ("@inso", '"@inso"'),
        ("[ویژه] خبر", '"[ویژه] خبر"'),
    ],
)
def test_remedy_quotes_the_value_in_the_quotes_that_it_does_not_hold(
    value: str, remedy: str
) -> None:
    report = Report("content/a.md")
    assert parse_mapping(f"عنوان: {value}", report) is None
    assert f"«عنوان: {remedy}»." in report.problems[0].fix


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("title: a: b", "دونقطه دارد"),
        ('title: "a" b: c', "دونقطه دارد"),
        ("a:\n\t- b", "Tab"),
        ("title: a\n  date: b", "تورفته"),
        ("  title: a\ndate: b", "تورفته"),
        ("title: a\n  no key\nb", "خوانده نشد"),
        ("a:\n  - b\n  c", "خوانده نشد"),
        ("tags:\n  - a\n - b", "زیر سطرهای همانند"),
        ("corrections:\n  - date: a\n  text: b", "زیر سطرهای همانند"),
        ("withdrawn:\n  date: a\n   reason: b", "زیر سطرهای همانند"),
        ("tags:\n  - a\n   - b", "عضوی از فهرست"),
        ("tags: a\n  - b", "عضوی از فهرست"),
        ("tags:\n  -a", "عضوی از فهرست"),
        ("title:\u00a0a", "نویسه‌ای دیگر"),
        ("title\uff1a a", "نویسه‌ای دیگر"),
        (f"title:{ZWNJ}a", "نویسه‌ای دیگر"),
        ('title: "a', "باز مانده"),
        ('title: "a" b', "نشانه‌ای آغاز"),
        ("title: 'a' 'b'", "نشانه‌ای آغاز"),
        ("tags: [a, b", "با [ باز شده"),
        ("tags: {a: b", "با { باز شده"),
        ("tags: [a, b: c: d]", "خوانده نشد"),
        ("tags: [a]: b", "نشانه‌ای آغاز"),
        ("title: [a] b", "نشانه‌ای آغاز"),
        ("title: {a} b", "نشانه‌ای آغاز"),
        ("title: @a", "نشانه‌ای آغاز"),
        ("title: @a]", "خوانده نشد"),
        ("title: - a", "نشانه‌ای آغاز"),
        ("- @a", "خوانده نشد"),
        ("no key", "خوانده نشد"),
        ("@a", "خوانده نشد"),
        ("title:a", "خوانده نشد"),
    ],
)
def test_slip_is_named_by_its_kind(text: str, sign: str) -> None:
    report = Report("content/a.md")
    assert parse_mapping(text, report) is None
    assert sign in report.problems[0].what


@pytest.mark.parametrize(("length", "shown"), [(50, "ا" * 50), (51, "ا" * 49 + "…")])
def test_long_line_is_quoted_in_part(length: int, shown: str) -> None:
    report = Report("content/a.md")
    assert parse_front_matter("ا" * length, report) is None
    assert f"«{shown}»" in report.problems[0].what


@pytest.mark.parametrize(("depth", "lines"), [(49, []), (50, [1]), (30_000, [1])])
@pytest.mark.parametrize("pair", ["[]", "{}"])
def test_deep_nesting_is_refused_before_it_can_crash_the_parser(
    pair: str, depth: int, lines: list[int]
) -> None:
    text = f"a: {pair[0] * depth}{pair[1] * depth}".ljust(6000)
    assert complaints(text) == [(line, Code.YAML_INVALID) for line in lines]


def test_long_front_matter_is_read_to_its_end() -> None:
    lines = [f"key{n}: [{{a: b}}, c]" for n in range(1000)]
    entries = parse_mapping("\n".join(lines), Report(""))
    assert entries is not None
    assert len(entries) == 1000


def test_message_shows_nothing_invisible_of_what_it_quotes() -> None:
    report = Report("content/a.md")
    report(Code.LINK_SCHEME, 1, f"«{RLM}a\n\x1b[31mb\u2028c» بد است.", "خوب\tبنویسید.")
    assert report.problems[0].what == "«a  [31mb c» بد است.".replace("  ", " ", 1)
    assert report.problems[0].fix == "خوب بنویسید."


@pytest.mark.parametrize(("size", "codes"), [(MAX_BYTES, []), (MAX_BYTES + 1, ["file-too-large"])])
def test_file_of_a_million_bytes_is_the_largest(size: int, codes: list[str]) -> None:
    report = Report("content/a.md")
    assert (decode(b"x" * size, report) is None) == bool(codes)
    assert [problem.code for problem in report.problems] == codes


def test_line_of_a_broken_byte_is_counted() -> None:
    report = Report("content/a.md")
    assert decode("خبر\nخبر\n".encode() + b"\xff", report) is None
    assert [(p.line, p.code) for p in report.problems] == [(3, Code.NOT_UTF8)]


@given(st.one_of(st.binary(), YAML_TEXTS.map(lambda text: f"---\n{text}\n---\n".encode())))
def test_no_bytes_are_too_odd_to_be_read_or_explained(data: bytes) -> None:
    report = Report("content/a.md")
    text = decode(data, report)
    matter = None if text is None else parse_front_matter(text, report)
    assert (matter is None) == bool(report.problems)
    for problem in report.problems:
        assert_is_well_said(problem)
        assert problem.line <= data.count(b"\n") + data.count(b"\r") + 1


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        # No colon: on its own line, whatever stands below it.
        ("عنوان: خبر\nخلاصه یک جمله\nتاریخ: 1405-01-01", 2, "«خلاصه: یک جمله»"),
        ("عنوان: خبر\nخلاصه یک جمله\n\n# یادداشت\nتاریخ: 1405-01-01", 2, "«خلاصه: یک جمله»"),
        ("عنوان: خبر\nمتن جایگزین نشان", 2, "«متن جایگزین: نشان»"),
        ("عنوان خبر\nتاریخ: 1405-01-01", 1, "«عنوان: خبر»"),
        ("عنوان: خبر\nبرچسب‌ها\n  - ا\n\n  - ب\nتاریخ: 1405-01-01", 2, "«برچسب‌ها:»"),
        ("اصلاحیه‌ها:\n  - تاریخ 1405-01-01\n    متن: ا", 2, "«- تاریخ: 1405-01-01»"),
        ("گالری:\n- پرونده: ا\n  alt: ب\n- پرونده:ا\n\n  alt: ب", 4, "«- پرونده: ا»"),
        ("اصلاحیه‌ها:\n  - متن ا\n    تاریخ: ب", 2, "«عنوان: روز جهانی استاندارد»"),
        ("پس‌گیری:\n  تاریخ 1405-01-01\n  دلیل: ا", 2, "«تاریخ: 1405-01-01»"),
        ("عنوان: ا\n  ب\n  پ: ت", 3, "فاصله‌های آغاز سطر"),
        ("عنوان:خبر\nتاریخ: 1405-01-01", 1, "«عنوان: خبر»"),
        ("عنوان = خبر\nتاریخ: 1405-01-01", 1, "«عنوان: خبر»"),
        ("ببب خبر\nتاریخ: 1405-01-01", 1, "«عنوان: روز جهانی استاندارد»"),
        # Wrong indentation: as many spaces as the lines of the same kind have.
        ("تگ:\n  - ا\n - ب", 3, "با ۲ فاصله"),
        ("تگ:\n  - ا\n- ب", 3, "با ۲ فاصله"),
        ("برچسب‌ها:\n  - ا\n   - ب", 3, "با ۲ فاصله"),
        ("برچسب‌ها:\n- ا\n  - ب", 3, "فاصله‌های آغاز سطر"),
        ("برچسب‌ها:\n  - ا\n    پ\n    - ب", 4, "با ۲ فاصله"),
        ("اصلاحیه‌ها:\n  - تاریخ: ا\n  متن: ب\nوضعیت: ا", 3, "با ۴ فاصله"),
        ("اصلاحیه‌ها:\n  - تاریخ: ا\n    متن: ب\n   - تاریخ: ا", 4, "با ۲ فاصله"),
        ("پس‌گیری:\n  تاریخ: ا\n دلیل: ب\nوضعیت: ا", 3, "با ۲ فاصله"),
        ("اصلاحیه‌ها:\n  - تاریخ: ا\nوضعیت منتشر", 3, "«وضعیت: منتشر»"),
        ("اصلاحیه‌ها:\n  - تاریخ: ا\nعنوان: ا: ب", 3, "گیومهٔ لاتین"),
        ("عنوان: ا\n  تاریخ: ب", 2, "فاصله‌های آغاز سطر"),
        ("  عنوان: ا\nتاریخ: ب", 1, "فاصله‌های آغاز سطر"),
        # Items that YAML takes for words.
        ("برچسب‌ها: ا\n  - ب", 2, "«برچسب‌ها:» را در سطری تنها بنویسید و «- ا»"),
        ("برچسب‌ها:\n  -ا", 2, "«- ا»"),
    ],
)
def test_line_that_yaml_cannot_place_is_told_itself_with_what_to_write(
    text: str, line: int, remedy: str
) -> None:
    report = Report("content/a.md")
    assert parse_mapping(text, report) is None
    assert report.problems[0].line == line
    assert remedy in report.problems[0].fix


def test_text_may_have_a_line_with_a_hyphen() -> None:
    assert complaints("خلاصه: ا\n  - ب\n  -پ\nبرچسب‌ها:\n  - ت-ث\n  - ج\n    چ\nپیامک: -۱") == []
