"""
docs/editors.fa.md is played from its first line to its last, in a repository with a remote.

A line «$ …» is a command, and what stands under it is said; a comment before a block says what the
block is: a file, keys of a file, or a line of one.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from newsroom.fixes import fix_text
from newsroom.markup import Renderer
from newsroom.persian import ascii_digits
from newsroom.posts import read_post
from tests.sites import NOW, ROOT, post, write_content
from tests.test_docs import FENCED, problems_of, stubs_for, with_keys

DAY = (ROOT / "docs/editors.fa.md").read_text(encoding="utf-8")
CARD = (ROOT / "docs/card.fa.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:<!-- (\w+): (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPTS = ("بخش (", "عنوان: ", "نامک (", "تاریخ انتشار (")
PAGE = "---\nعنوان: نشان\nخلاصه: نشان استاندارد.\n---\n\nمتن.\n"


@dataclass(frozen=True, slots=True)
class Step:
    """A command as typed, what is answered to its questions, and the lines that it shows."""

    command: str
    answers: str
    shown: list[str]


def steps_of(block: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        asked = [line for line in lines if line.startswith(PROMPTS)]
        answers = "".join(re.split(r"[\])]: |: ", line)[-1].strip() + "\n" for line in asked)
        yield Step(command, answers, [line for line in lines if line not in asked])


def in_project(command: str) -> list[str]:
    """The command line of a documented command: what `make` runs, without the setup before it."""
    words = shlex.split(command)
    if words[0] != "make":
        return words
    options = [option for word in words[2:] for option in word.removeprefix("ARGS=").split()]
    if words[1] == "serve":
        options.append("--once")
    return [sys.executable, "-m", f"scripts.{words[1]}", *options]


def of_an_editor(text: str) -> str:
    """*text* with Persian keys."""
    now = datetime.fromisoformat(NOW)
    fixed = fix_text("news/1405/a.md", text.encode(), now=now, new_id=str, keys="fa")
    assert fixed
    return fixed.decode()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with a remote: our code, our glossary, two published posts and two pages."""
    root, remote = tmp_path / "tarvij", tmp_path / "remote.git"
    root.mkdir()
    for name in ("newsroom", "plugins", "scripts", "theme", "pelicanconf.py", "deploy", ".venv"):
        (root / name).symlink_to(ROOT / name)
    files = {
        "pages/mark.md": PAGE,
        "news/1405/read-the-mark.md": of_an_editor(post("نشان را بخوانیم")),
        "news/1405/old-price.md": of_an_editor(post("بهای نان", id="bbbbbb")),
        "glossary.yaml": (ROOT / "content/glossary.yaml").read_text(encoding="utf-8"),
    }
    write_content(root, files)
    for command in (
        f"git init -q --bare -b main {remote}", "git init -q -b main", "git add content",
        "git commit -qm first", f"git remote add origin {remote}", "git push -qu origin main",
    ):  # fmt: skip
        run(root, shlex.split(command))
    return root


def run(root: Path, command: list[str], answers: str = "") -> str:
    env = {**os.environ, "BUILD_TIME": NOW, "EDITOR": "", "VISUAL": "", "PYTHONUTF8": "1"}
    env |= {f"GIT_{who}_{what}": "a@a.ir" for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")}  # fmt: skip
    done = subprocess.run(
        command, cwd=root, env=env, input=answers, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), (command, done.stdout + done.stderr)
    assert done.returncode == 0 or "scripts.check" in command, (command, done.stdout, done.stderr)
    return done.stdout + done.stderr


def edit(root: Path, kind: str, path: str, text: str) -> None:
    """Do with a file what the comment before a block says."""
    file = root / path
    if kind == "file":
        assert file.is_file()
        file.write_text(text, encoding="utf-8")
    elif kind == "keys":
        file.write_text(with_keys(file.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.slow
def test_the_day_of_an_editor_goes_as_it_is_told(project: Path) -> None:
    for kind, path, language, text in BLOCK.findall(DAY):
        if kind:
            edit(project, kind, path, text)
        for step in steps_of(text) if language == "text" else ():
            said = run(project, in_project(step.command), step.answers).splitlines()
            # An answer is not echoed here, so what follows it stands behind the question.
            missing = [line for line in step.shown if not any(s.endswith(line) for s in said)]
            assert missing == [], (step.command, said)


def commands_of(text: str) -> set[str]:
    """The commands that a document names, without their options and messages."""
    named = re.findall(r"(?:^\$ |`)((?:make|git) [a-z]+)", text, re.MULTILINE)
    return set(named)


def test_the_card_names_only_commands_that_the_day_has_tried() -> None:
    tried = {step.command for block in BLOCK.findall(DAY) for step in steps_of(block[3])}
    assert commands_of(CARD) <= {" ".join(command.split()[:2]) for command in tried}
    assert len(commands_of(CARD)) >= 8


def test_the_keys_of_the_card_can_be_written(tmp_path: Path) -> None:
    rows = re.findall(r"^\| .* \| (.*) \|$", CARD.split("در کلیدها")[1], re.MULTILINE)
    keys = [key for row in rows for key in re.findall(r"`([^`]+: [^`]+)`", row)]
    assert len(keys) == 6
    withdrawn = [key for key in keys if key.startswith(("پس‌گیری", "وضعیت: پس"))]
    others = [key for key in keys if key not in withdrawn]
    persian = "---\nعنوان: خبر\nشناسه: aaaaaa\nخلاصه: یک.\nتاریخ: 1405-08-01 9:00\n---\n\nمتن.\n"
    for number, group in enumerate((others, ["تاریخ: 1405-08-01 9:00", *withdrawn])):
        text = with_keys(persian, "\n".join(group))
        assert problems_of(tmp_path / str(number), {"news/1405/a.md": text}) == ()


def test_the_text_of_the_card_can_be_published(tmp_path: Path) -> None:
    ((language, body),) = FENCED.findall(CARD)
    assert language == "markdown"
    found, problems = read_post("news/1405/a.md", post(body=body).encode(), Renderer())
    assert found is not None
    assert problems == []
    files = {**stubs_for([body]), "news/1405/a.md": post(body=body)}
    assert problems_of(tmp_path, files) == ()


def test_the_documents_end_every_right_to_left_passage() -> None:
    for text in (DAY, CARD):
        marks = re.findall(r'^<div dir="rtl">$|^</div>$', text, re.MULTILINE)
        assert marks == ['<div dir="rtl">', "</div>"] * (len(marks) // 2) != []
        assert ascii_digits(text) != text
