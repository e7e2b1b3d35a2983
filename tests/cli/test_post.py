"""`python -m scripts.post`: the steps of a post's life as an editor takes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsroom.checks import check_content
from newsroom.moments import parse_moment
from newsroom.project import load_project
from scripts.post import main
from tests.sites import NOW, ROOT, build_site, post, write_content

DRAFT = "news/1405/draft.md"
PUBLIC = "news/1405/public.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    files = {DRAFT: post("پیش‌نویس", id="drdrdr", status="draft"), PUBLIC: post("خبر", id="pbpbpb")}
    return write_content(tmp_path, files)


def take(content: Path, *words: str, typed: str = "", **env: str) -> Result:
    step, *rest = words
    options = ["--settings", str(ROOT / "pelicanconf.py"), "--content", str(content)]
    runner = CliRunner(env={"BUILD_TIME": NOW, **env})
    return runner.invoke(main, [step, *options, *rest], input=typed, catch_exceptions=False)


def problems(content: Path) -> list[str]:
    project = load_project(ROOT / "pelicanconf.py", parse_moment(NOW).at, content)
    return [str(p) for p in check_content(content, project.site, project.clock).problems]


@pytest.mark.parametrize("named", ["draft", "drdrdr", DRAFT])
def test_a_post_is_found_by_its_name_its_identity_and_its_file(content: Path, named: str) -> None:
    typed = str(content / named) if "/" in named else named
    result = take(content, "publish", typed)
    assert result.exit_code == 0, result.output
    assert "+status: published" in result.output
    assert result.output.endswith("برای فرستادن: make save\n")
    assert "status: published" in (content / DRAFT).read_text(encoding="utf-8")


def test_a_moment_to_come_schedules(content: Path) -> None:
    result = take(content, "publish", "draft", AT="۵ آذر ۱۴۰۵ ۹:۳۰")
    assert "+date: 1405-09-05 09:30" in result.output
    assert take(content, "publish", "draft", "--at", "فردا").exit_code == 2


def test_the_whole_life_of_a_post_keeps_the_site_without_problems(content: Path) -> None:
    assert take(content, "update", "public").exit_code == 0
    assert take(content, "correct", "public", typed="سال ۱۳۹۶ است.\n").exit_code == 0
    assert take(content, "move", "public", "--slug", "renamed").exit_code == 0
    assert problems(content) == []
    build_site(content.parent)
    page = content.parent / "output/news/1405/renamed/index.html"
    assert "سال ۱۳۹۶ است." in page.read_text(encoding="utf-8")
    assert (content.parent / "output/news/1405/public/index.html").is_file()
    assert take(content, "withdraw", "renamed", "--reason", "نادرست بود.").exit_code == 0
    assert problems(content) == []
    build_site(content.parent)
    assert "نادرست بود." in page.read_text(encoding="utf-8")


def test_what_is_still_missing_is_told(tmp_path: Path) -> None:
    content = write_content(tmp_path, {DRAFT: post(status="draft", summary="")})
    result = take(content, "publish", "draft")
    assert result.exit_code == 1
    assert "[key-missing]" in result.output


def test_a_step_that_cannot_be_taken_is_refused_and_nothing_is_written(content: Path) -> None:
    before = (content / PUBLIC).read_bytes()
    result = take(content, "publish", "public")
    assert (result.exit_code, "چیزی عوض نشد" in result.output) == (3, True)
    assert (content / PUBLIC).read_bytes() == before


def test_front_matter_of_another_form_is_left_to_a_person(content: Path) -> None:
    (content / PUBLIC).write_text(post(corrections="{date: 1405-08-21 10:00, text: ن}"), "utf-8")
    result = take(content, "correct", "public", "--text", "دو")
    assert (result.exit_code, "به دست بنویسید" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("publish", "nothing"), "نیست"),
        (("move", "public", "--slug", "نامک"), "نامک"),
        (("publish", str(ROOT / "README.md")), "is not in"),
    ],
)
def test_wrong_usage_is_told(content: Path, words: tuple[str, ...], said: str) -> None:
    result = take(content, *words)
    assert result.exit_code == 2
    assert said in result.output


def test_a_name_that_two_posts_have_is_told_with_both_files(content: Path) -> None:
    other = content / "courses/1405/draft.md"
    other.parent.mkdir(parents=True)
    other.write_text(post(id="cccccc", status="draft"), encoding="utf-8")
    result = take(content, "publish", "draft")
    assert result.exit_code == 2
    assert "courses/1405/draft.md" in result.output


def test_a_file_that_cannot_be_read_is_told(content: Path) -> None:
    (content / DRAFT).write_text("بی سرآغاز", encoding="utf-8")
    assert take(content, "publish", str(content / DRAFT)).exit_code == 2
