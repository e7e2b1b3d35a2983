"""The hook and the host's files as git and a host run them, in a real repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from newsroom.persian import normalise
from tests.sites import NOW, ROOT, post, write_content

NEWS = "news/1405"
CI = ROOT / "deploy" / "ci"
GOOD = post(body="متن خبر.")
WRONG = post("دوم", id="bbbbbb", body="متن می شود.")


def run(project: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "BUILD_TIME": NOW, "PYTHONUTF8": "1", **env}
    own.update(
        GIT_AUTHOR_NAME="t", GIT_AUTHOR_EMAIL="t@a.ir", GIT_COMMITTER_NAME="t",
        GIT_COMMITTER_EMAIL="t@a.ir",
    )  # fmt: skip
    return subprocess.run(
        command, cwd=project, env=own, capture_output=True, text=True, check=False
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with our code as links, the hook switched on, and one commit."""
    for name in ("newsroom", "plugins", "scripts", "theme", "pelicanconf.py", "deploy", ".venv"):
        (tmp_path / name).symlink_to(ROOT / name)
    write_content(tmp_path, {f"{NEWS}/a.md": GOOD})
    assert run(tmp_path, "git", "init", "-q", "-b", "main").returncode == 0
    run(tmp_path, "git", "config", "core.hooksPath", "deploy/ci/hooks")
    run(tmp_path, "git", "add", "content")
    assert run(tmp_path, "git", "commit", "-qm", "نخست").returncode == 0
    return tmp_path


def test_the_hook_lets_a_good_change_through_and_stops_a_bad_one(project: Path) -> None:
    file = project / "content" / NEWS / "b.md"
    file.write_text(WRONG, encoding="utf-8")
    run(project, "git", "add", "content")
    refused = run(project, "git", "commit", "-qm", "دوم")
    assert refused.returncode != 0
    assert "content/news/1405/b.md:9: «می شود» با نیم‌فاصله" in refused.stdout + refused.stderr
    assert "چیزی ثبت نشد." in refused.stderr
    file.write_text(WRONG.replace("می شود", "می‌شود"), encoding="utf-8")
    run(project, "git", "add", "content")
    done = run(project, "git", "commit", "-qm", "دوم")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_tells_of_a_rename_that_loses_an_address(project: Path) -> None:
    run(project, "git", "mv", f"content/{NEWS}/a.md", f"content/{NEWS}/c.md")
    refused = run(project, "git", "commit", "-qm", "نامی دیگر")
    assert refused.returncode != 0
    assert "نشانی‌های پیشین: /news/1405/a/" in refused.stdout + refused.stderr


def test_the_hook_without_an_environment_says_what_to_do(project: Path) -> None:
    (project / ".venv").unlink()
    (project / "content" / NEWS / "a.md").write_text(post("دیگر"), encoding="utf-8")
    refused = run(project, "git", "commit", "-qam", "دوم")
    assert refused.returncode != 0
    assert "make check" in refused.stderr


def test_a_host_s_job_names_only_what_there_is() -> None:
    github = yaml.safe_load((CI / "github/content.yml").read_text(encoding="utf-8"))
    gitlab = yaml.safe_load((CI / "gitlab/content.yml").read_text(encoding="utf-8"))
    steps = [step["run"] for step in github["jobs"]["check"]["steps"] if "run" in step]
    for script in ("\n".join(steps), "\n".join(gitlab["check"]["script"])):
        assert "make check ARGS=" in script
        assert "--since $SINCE" in script


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_the_script_of_a_host_s_job_checks_a_branch(
    project: Path, tmp_path: Path, host: str
) -> None:
    job = yaml.safe_load((CI / host / "content.yml").read_text(encoding="utf-8"))
    if host == "github":
        lines = [step["run"] for step in job["jobs"]["check"]["steps"] if "run" in step]
    else:
        lines = job["check"]["script"]
    script = "set -e\n" + "\n[ ! -f env ] || . ./env\n".join(lines)
    script = script.replace("make check ARGS=", "check ")  # without what `make` sets up first
    check = 'check() { eval ".venv/bin/python -m scripts.check $1"; }\n'
    run(project, "git", "checkout", "-qb", "change")
    run(project, "git", "update-ref", "refs/remotes/origin/main", "main")
    run(project, "git", "mv", f"content/{NEWS}/a.md", f"content/{NEWS}/c.md")
    run(project, "git", "commit", "-qm", "نامی دیگر", "--no-verify")
    env = {"GITHUB_ENV": "env", "GITHUB_BASE_REF": "main"}
    env["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] = "main"
    done = run(project, "sh", "-c", check + script, **env)
    assert "[alias-missing]" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 1
    (result,) = json.loads((project / "check.sarif").read_text("utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "alias-missing"


def test_words_of_the_hook_are_normal_persian() -> None:
    hook = (CI / "hooks/pre-commit").read_text(encoding="utf-8")
    said = [line.split('"')[1] for line in hook.splitlines() if "echo" in line]
    assert [normalise(text) for text in said] == said
