"""
Two hundred wrong posts, made from good ones by what editors do: told or mended, never half out.

One seed gives the same posts everywhere; `--hypothesis-seed` is none of its business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from newsroom.checks import check_content
from newsroom.clock import Clock
from newsroom.content import load_content
from newsroom.fields import PAGES
from newsroom.fixes import fix_text
from newsroom.plan import make_plan
from newsroom.problems import ContentRejectedError, Severity
from newsroom.site import Site
from plugins.build import build
from tests.sites import NOW, digests, settings, site_of
from tests.unit.test_cases import CASES
from tests.wording import assert_is_well_said

SEED, COUNT = 1405, 200
NAMES = [
    "news/good", "news/good-everything", "news/good-links", "news/good-english-keys",
    "courses/good-course", "brochures/good-booklet", "broadcasts/good-broadcast", "pages/good-page",
]  # fmt: skip
CLOCK_TIME = datetime.fromisoformat(NOW)


def lines_of(text: str) -> tuple[list[str], int]:
    """The lines of a post, and the number of that which ends the front matter."""
    lines = text.split("\n")
    return lines, lines.index("---", 1)


def change_line(text: str, random: Random, change: Callable[[str], str]) -> str:
    """*text* with one line of its front matter changed, of those with a key and a value."""
    lines, end = lines_of(text)
    number = random.choice(
        [n for n in range(1, end) if re.match(r"[^\s#][^:]*: ?[^\s\[{]", lines[n])]
    )
    lines[number] = change(lines[number])
    return "\n".join(lines)


def change_key(text: str, key: str, value: str) -> str:
    return re.sub(rf"^({key}): .*$", rf"\1: {value}", text, count=1, flags=re.MULTILINE)


def add_to_body(text: str, more: str) -> str:
    return text.rstrip("\n") + f"\n\n{more}\n"


def without_first_fence(text: str, random: Random) -> str:
    return text.removeprefix("---\n")


def without_second_fence(text: str, random: Random) -> str:
    lines, end = lines_of(text)
    return "\n".join(line for n, line in enumerate(lines) if (n != end and line != "---") or n == 0)


def with_conflict(text: str, random: Random) -> str:
    lines, _ = lines_of(text)
    place = random.randrange(1, len(lines))
    mine = ["<<<<<<< HEAD", *lines[place : place + 2], "=======", "متنی دیگر", ">>>>>>> change"]
    return "\n".join([*lines[:place], *mine, *lines[place + 2 :]])


def with_misspelt_key(text: str, random: Random) -> str:
    return change_line(text, random, lambda line: f"ژ{line[: len(line) // 3]}ژ: {line}")


def with_no_colon(text: str, random: Random) -> str:
    return change_line(text, random, lambda line: line.replace(":", "", 1))


def with_open_quote(text: str, random: Random) -> str:
    return change_line(text, random, lambda line: line.replace(": ", ': "باز ', 1))


def with_open_bracket(text: str, random: Random) -> str:
    return change_line(text, random, lambda line: line.replace(": ", ": [", 1))


def with_a_key_twice(text: str, random: Random) -> str:
    return change_line(text, random, lambda line: f"{line}\n{line}")


def with_no_value(text: str, random: Random) -> str:
    return change_line(text, random, lambda line: line.partition(":")[0] + ":")


def with_tab(text: str, random: Random) -> str:
    return change_line(text, random, lambda line: "\t" + line)


def with_control_character(text: str, random: Random) -> str:
    place = random.randrange(4, len(text))
    return text[:place] + random.choice("\x00\x07\x1b\u2028") + text[place:]


def with_too_long_title(text: str, random: Random) -> str:
    return change_key(text, "عنوان|title", "عنوانی که پایان ندارد " * 8)


def with_style_slip(text: str, random: Random) -> str:
    slips = ("این می شود.", "کتاب ها.", "رفته اند.", "چه خوب!!!", "متن ( باز ) است.")
    return add_to_body(text, random.choice(slips))


def with_refused_html(text: str, random: Random) -> str:
    return add_to_body(text, random.choice(("<script>x</script>", "<b>مهم</b>", "<iframe>")))


def with_dead_link(text: str, random: Random) -> str:
    return add_to_body(text, random.choice(("[نامه](gone.md)", "[نامه](/none/)", "[نامه](x:y)")))


def with_picture_without_words(text: str, random: Random) -> str:
    return add_to_body(text, "![](../../media/mark.svg)")


def with_arabic_letters(text: str, random: Random) -> str:
    return add_to_body(text, "كتاب علي ٤")


Change = Callable[[str, Random], str]
CHANGES: tuple[Change, ...] = (
    without_first_fence, without_second_fence, with_conflict, with_misspelt_key, with_no_colon,
    with_open_quote, with_open_bracket, with_a_key_twice, with_no_value, with_tab,
    with_control_character, with_too_long_title, with_style_slip, with_refused_html,
    with_dead_link, with_picture_without_words, with_arabic_letters,
)  # fmt: skip


def cut_in_a_letter(data: bytes) -> bytes:
    """*data*, ended in the middle of a Persian letter, as a broken copy is."""
    place = next(n for n in range(len(data) - 1, 0, -1) if data[n] & 0xC0 == 0x80)
    return data[:place]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong post: where it lies below content/, what was done to it, and its bytes."""

    path: str
    how: str
    data: bytes


def make_wrong(seed: int, count: int) -> list[Wrong]:
    """*count* wrong posts, each change as often as the next."""
    random = Random(seed)
    found = []
    for number in range(count):
        name = random.choice(NAMES)
        text = (CASES / "posts" / f"{name}.md").read_text(encoding="utf-8")
        section, _, stem = name.partition("/")
        path = f"{section}/{'' if section == PAGES else '1405/'}{stem}.md"
        if number % (len(CHANGES) + 1) == len(CHANGES):
            found.append(Wrong(path, "cut", cut_in_a_letter(text.encode())))
            continue
        change = CHANGES[number % (len(CHANGES) + 1)]
        found.append(Wrong(path, change.__name__, change(text, random).encode()))
    return found


WRONG = make_wrong(SEED, COUNT)
KINDS = sorted({wrong.how for wrong in WRONG})


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return site_of(tmp_path / "site")


def put(wrong: Wrong, content: Path) -> None:
    file = content / wrong.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(wrong.data)


@pytest.mark.parametrize("kind", KINDS)
def test_every_wrong_post_is_told_or_mended(kind: str, base_content: Path, site: Site) -> None:
    for wrong in (wrong for wrong in WRONG if wrong.how == kind):
        put(wrong, base_content)
        checked = check_content(base_content, site, Clock(CLOCK_TIME))
        fixed = fix_text(wrong.path, wrong.data, now=CLOCK_TIME, new_id=lambda: "zzzzzz")
        for problem in checked.problems:
            assert_is_well_said(problem)
        told = {problem.path for problem in checked.errors}
        mended = fixed is not None and fixed != wrong.data
        assert f"content/{wrong.path}" in told or (mended and not told), wrong
        (base_content / wrong.path).unlink()


def test_each_kind_is_there_often_enough() -> None:
    assert len(WRONG) == COUNT
    assert min(Counter(wrong.how for wrong in WRONG).values()) >= COUNT // (len(CHANGES) + 1)
    assert make_wrong(SEED, COUNT) == WRONG
    assert len({wrong.data for wrong in WRONG}) > COUNT // 2


def test_conflict_marks_are_told_as_such(base_content: Path, site: Site) -> None:
    for wrong in (wrong for wrong in WRONG if wrong.how == "with_conflict"):
        put(wrong, base_content)
        problems = load_content(base_content).problems
        assert [str(problem.code) for problem in problems] == ["conflict-marks"]
        assert "دو نفر این پرونده را هم‌زمان تغییر داده‌اند" in problems[0].what
        (base_content / wrong.path).unlink()


@pytest.mark.slow
def test_no_wrong_post_is_published_half(base_content: Path, tmp_path: Path) -> None:
    own = settings(tmp_path)
    build(own)
    before = digests(tmp_path / "output")
    refused = 0
    for wrong in WRONG:
        put(wrong, base_content)
        content = load_content(base_content)
        plan = make_plan(content, site_of(tmp_path / "site"), Clock(CLOCK_TIME))
        if {*content.problems, *plan.problems}:
            refused += 1
            if refused % 10 == 1:  # a build takes its time, and asks the same two
                with pytest.raises(ContentRejectedError):
                    build(own)
                assert digests(tmp_path / "output") == before
        else:  # the build mends it, or it is a matter of style, and it is out as a whole
            checked = check_content(base_content, site_of(tmp_path / "site"), Clock(CLOCK_TIME))
            assert {p.severity for p in checked.problems} <= set(Severity)
            assert wrong.how in ("with_style_slip", "with_arabic_letters")
        (base_content / wrong.path).unlink()
    assert refused > COUNT * 3 // 4
