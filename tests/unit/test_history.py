"""What git remembers of published addresses, in a real repository."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from newsroom.content import load_content
from newsroom.history import find_lost_addresses
from newsroom.problems import Code, Problem
from tests.sites import NOW, PAGE, post, write_content

NEWS = "news/1405"


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.ir", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose first commit holds a published post, a draft and a scheduled post."""
    files = {
        f"{NEWS}/a.md": post("یک", id="aaaaaa"),
        f"{NEWS}/draft.md": post("پیش‌نویس", id="bbbbbb", status="draft"),
        f"{NEWS}/later.md": post("بعد", "1405-12-01 10:00", "cccccc"),
        f"{NEWS}/broken.md": "چیزی دیگر",
    }
    write_content(tmp_path, files)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def lost(root: Path, since: str = "HEAD") -> list[Problem]:  # as `make check` asks
    content = load_content(root / "content")
    return list(find_lost_addresses(content, datetime.fromisoformat(NOW), since))


def test_nothing_is_lost_where_nothing_moved(repository: Path) -> None:
    (repository / "content" / NEWS / "a.md").write_text(post("عنوانی دیگر"), encoding="utf-8")
    assert lost(repository) == []


def test_a_renamed_file_is_told_with_the_line_to_add(repository: Path) -> None:
    news = repository / "content" / NEWS
    (news / "a.md").rename(news / "b.md")
    (problem,) = lost(repository)
    assert (problem.path, problem.line, problem.code) == (
        "content/news/1405/b.md", 3, Code.ALIAS_MISSING,
    )  # fmt: skip
    assert "نشانی‌های پیشین: /news/1405/a/" in problem.fix


def test_the_line_that_was_told_settles_it(repository: Path) -> None:
    news = repository / "content" / NEWS
    (news / "a.md").unlink()
    (news / "b.md").write_text(post(aliases="/news/1405/a/"), encoding="utf-8")
    assert lost(repository) == []


def test_a_new_slug_or_another_year_moves_an_address_too(repository: Path) -> None:
    file = repository / "content" / NEWS / "a.md"
    file.write_text(post(slug="other"), encoding="utf-8")
    assert [problem.line for problem in lost(repository)] == [7]
    file.unlink()
    write_content(repository, {"news/1404/a.md": post(date="1404-08-20 10:00")})
    assert [problem.path for problem in lost(repository)] == ["content/news/1404/a.md"]


@pytest.mark.parametrize("name", ["draft", "later"])
def test_what_was_not_public_may_move(repository: Path, name: str) -> None:
    news = repository / "content" / NEWS
    (news / f"{name}.md").rename(news / "moved.md")
    assert lost(repository) == []


@pytest.mark.parametrize(
    "change",
    [
        None,
        post("یک", id="zzzzzz"),
        post("یک", status="draft"),
        post("یک", date="1405-12-01 10:00"),
    ],
    ids=["deleted", "another id", "a draft again", "in the future"],
)
def test_what_was_published_does_not_vanish_without_a_word(
    repository: Path, change: str | None
) -> None:
    file = repository / "content" / NEWS / "a.md"
    if change is None:
        file.unlink()
    else:
        file.write_text(change, encoding="utf-8")
    (problem,) = lost(repository)
    assert (problem.path, problem.code) == ("content/news/1405/a.md", Code.POST_GONE)
    assert "git restore --source=HEAD -- content/news/1405/a.md" in problem.fix


def test_a_withdrawn_post_is_not_gone_and_a_sample_may_go(repository: Path) -> None:
    news = repository / "content" / NEWS
    (news / "sample.md").write_text(post("نمونه", id="dddddd", sample="true"), encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "sample")
    (news / "sample.md").unlink()
    reason = "\n  date: 1405-08-25\n  reason: اشتباه."
    (news / "a.md").write_text(post(status="withdrawn", withdrawn=reason), encoding="utf-8")
    assert lost(repository) == []


def test_a_page_has_only_its_file_to_be_known_by(repository: Path) -> None:
    page = PAGE.replace("عنوان:", "slug: us\nعنوان:")
    (repository / "content/pages/about.md").write_text(page, encoding="utf-8")
    (problem,) = lost(repository)
    assert (problem.path, problem.line) == ("content/pages/about.md", 2)


def test_a_branch_is_compared_with_where_it_began(repository: Path) -> None:
    news = repository / "content" / NEWS
    (news / "a.md").rename(news / "b.md")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "second")
    assert lost(repository) == []
    assert len(lost(repository, "HEAD~1")) == 1


def test_a_folder_that_git_does_not_know_has_no_history(tmp_path: Path) -> None:
    write_content(tmp_path, {f"{NEWS}/a.md": post()})
    assert lost(tmp_path) == []


def test_a_machine_without_git_has_no_history(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = repository / "content" / NEWS
    (news / "a.md").rename(news / "b.md")
    monkeypatch.setenv("PATH", str(repository))
    assert lost(repository) == []
