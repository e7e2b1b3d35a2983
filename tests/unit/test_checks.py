"""What is told of a content folder, and of what git says has changed in it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from newsroom.checks import Checked, check_changed, check_content
from newsroom.clock import Clock
from newsroom.problems import Code, Problem, Severity
from newsroom.sarif import to_sarif
from tests.sites import NOW, post, site_of, write_content
from tests.unit.test_history import git

NEWS = "news/1405"


def changed(root: Path) -> Checked:
    return check_changed(root / "content", site_of(root), Clock(datetime.fromisoformat(NOW)))


def codes(checked: Checked) -> list[tuple[str, str]]:
    return [(Path(problem.path).name, str(problem.code)) for problem in checked.problems]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two good posts, one with a slip that was committed, and a draft."""
    files = {
        f"{NEWS}/a.md": post("یک", body="متن."),
        f"{NEWS}/old.md": post("دو", id="bbbbbb", body="متن می شود."),
        f"{NEWS}/draft.md": post("سه", id="cccccc", status="draft"),
    }
    write_content(tmp_path, files)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / "content" / NEWS / name).write_text(text, encoding="utf-8")


def test_nothing_is_looked_at_where_nothing_changed(repository: Path) -> None:
    checked = changed(repository)
    assert (checked.problems, str(checked.read)) == ((), "۰ نوشته و ۰ صفحه")


def test_a_changed_and_a_new_post_are_told_and_an_old_one_is_not(repository: Path) -> None:
    write(repository, "a.md", post("یک", body="متن می شود."))
    write(repository, "new.md", post("چهار", id="", body="متن."))
    checked = changed(repository)
    assert codes(checked) == [("a.md", "half-space-verb"), ("new.md", "id-missing")]
    assert (checked.read.posts, len(checked.errors)) == (2, 2)


def test_links_to_files_are_followed_and_links_to_addresses_are_left(repository: Path) -> None:
    body = "[یک](a.md) [پیش‌نویس](draft.md) [هیچ](none.md) [نشانی](/no/such/)"
    write(repository, "new.md", post("چهار", id="dddddd", body=body))
    assert codes(changed(repository)) == [("new.md", "link-dead"), ("new.md", "link-hidden")]


def test_an_identity_of_another_post_is_told_wherever_that_is(repository: Path) -> None:
    write(repository, "new.md", post("چهار", "1405-08-21 10:00", id="bbbbbb", body="متن."))
    assert codes(changed(repository)) == [("new.md", "id-taken")]


def test_a_rename_is_told_with_the_line_to_add(repository: Path) -> None:
    news = repository / "content" / NEWS
    (news / "a.md").rename(news / "b.md")
    (problem,) = changed(repository).problems
    assert problem.code is Code.ALIAS_MISSING
    assert "/news/1405/a/" in problem.fix


def test_without_git_and_before_the_first_commit_everything_is_new(tmp_path: Path) -> None:
    write_content(tmp_path, {f"{NEWS}/old.md": post(body="متن می شود.")})
    assert codes(changed(tmp_path)) == [("old.md", "half-space-verb")]
    git(tmp_path, "init", "-q", "-b", "main")
    assert codes(changed(tmp_path)) == [("old.md", "half-space-verb")]


def test_a_remark_is_told_and_is_no_error(tmp_path: Path) -> None:
    write_content(tmp_path, {f"{NEWS}/a.md": post(body=" ".join(["واژه"] * 41))})
    now = Clock(datetime.fromisoformat(NOW))
    checked = check_content(tmp_path / "content", site_of(tmp_path), now)
    assert codes(checked) == [("a.md", "sentence-long")]
    assert checked.errors == ()


def test_sarif_has_a_result_for_each_problem_with_its_place() -> None:
    remark = Problem(
        "content/b.md", 3, Code.TITLE_LONG, "بلند است.", "کوتاه کنید.", Severity.REMARK
    )
    error = Problem("content/a.md", 2, Code.KEY_TWICE, "دو بار است.", "یکی را پاک کنید.")
    report = json.loads(json.dumps(to_sarif([error, remark])))
    assert report["version"] == "2.1.0"
    (run,) = report["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    told = [(r["ruleId"], rules[r["ruleIndex"]], r["level"]) for r in run["results"]]
    assert told == [("key-twice", "key-twice", "error"), ("title-long", "title-long", "note")]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "content/a.md", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 2}
    assert run["results"][0]["message"]["text"] == "دو بار است. راه‌حل: یکی را پاک کنید."
