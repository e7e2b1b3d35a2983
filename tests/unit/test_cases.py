"""
Every kind of problem, by example: tests/cases holds what editors write, and what they are told.

`posts/<section>/<name>.md` is put into a small content folder as that section's `<name>.md`; its
last lines announce the problems (`<!-- expect: 3 key-unknown -->`), and a good file announces none.
`trees/<name>/` is a content folder of its own, with the problems in `expect.txt`.
"""

from __future__ import annotations

import os
import re
import runpy
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from newsroom.checks import check_content
from newsroom.clock import Clock
from newsroom.fields import PAGES
from newsroom.jalali import TEHRAN
from newsroom.problems import Code, Problem
from newsroom.site import Site, parse_site
from tests.wording import assert_is_well_said

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
POSTS = sorted((CASES / "posts").rglob("*.md"))
STYLE = sorted((CASES / "style").glob("*.md"))  # these have their own test, test_style.py
TREES = sorted(path.parent for path in (CASES / "trees").rglob("expect.txt"))
NOW = datetime(2026, 11, 22, 12, tzinfo=TEHRAN)
EXPECT = re.compile(r"^<!-- expect: (\d+) ([a-z0-9-]+) -->$", re.MULTILINE)

# These need a repository; newsroom.history has its own tests.
TOLD_OF_HISTORY = {"alias-missing", "post-gone"}

Found = list[tuple[str, int, str]]


def make_huge(content: Path) -> None:
    (content / "news/1405/huge.md").write_bytes(b"---\n---\n" + b"x" * 10_000_000)


def make_pipe(content: Path) -> None:
    os.mkfifo(content / "news/1405/pipe.md")


def make_odd_names(content: Path) -> None:
    (content / "media").mkdir()
    for name in (b"\xc7\xd3\xca.svg", b"a\nb.svg", "\u202egvs.svg".encode()):
        (Path(os.fsencode(content / "media").decode()) / os.fsdecode(name)).touch()


def make_links(content: Path) -> None:
    (content / "media").symlink_to(ROOT / "content" / "media")
    (content / "news/1405/linked.md").symlink_to("kept.md")


def make_leftovers(content: Path) -> None:
    for name in (".good.md.swp", "good.md~", ".DS_Store"):
        (content / "news/1405" / name).write_bytes(b"\0")


# What git cannot keep, or should not.
RECIPES: dict[str, Callable[[Path], None]] = {
    "file-of-10-megabytes": make_huge,
    "file-that-is-a-pipe": make_pipe,
    "good-hidden-files": make_leftovers,
    "file-names-that-cannot-be-shown": make_odd_names,
    "links-to-elsewhere": make_links,
}


@pytest.fixture(scope="module")
def site() -> Site:
    return parse_site(runpy.run_path(str(ROOT / "pelicanconf.py")))


def check(content: Path, site: Site) -> tuple[Problem, ...]:
    problems = check_content(content, site, Clock(NOW)).problems
    for problem in problems:
        assert_is_well_said(problem)
    return problems


def place(case: Path, content: Path) -> str:
    """Put *case* where its section keeps posts; the path under which problems name it."""
    section = case.relative_to(CASES / "posts").parts[0]
    year = "" if section == PAGES else "1405/"
    path = f"{section}/{year}{case.name}"
    (content / path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(case, content / path)
    return f"content/{path}"


def announced_by_post(case: Path) -> list[tuple[int, str]]:
    text = case.read_text(encoding="utf-8")
    return sorted((int(line), code) for line, code in EXPECT.findall(text))


def announced_by_tree(tree: Path) -> Found:
    lines = (tree / "expect.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.rsplit(" ", 1) for line in lines]
    places = [(*place.rsplit(":", 1), code) for place, code in pairs]
    return sorted((path, int(line), code) for path, line, code in places)


def test_the_folder_around_a_case_has_no_problem_of_its_own(base_content: Path, site: Site) -> None:
    assert check(base_content, site) == ()


@pytest.mark.parametrize("case", POSTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_post_yields_exactly_what_it_announces(case: Path, base_content: Path, site: Site) -> None:
    path = place(case, base_content)
    expected = [(path, line, code) for line, code in announced_by_post(case)]
    found = [(p.path, p.line, str(p.code)) for p in check(base_content, site)]
    assert found == expected


@pytest.mark.parametrize("tree", TREES, ids=lambda path: path.name)
def test_folder_yields_exactly_what_it_announces(tree: Path, tmp_path: Path, site: Site) -> None:
    content = tmp_path / "content"
    shutil.copytree(tree, content, ignore=shutil.ignore_patterns("expect.txt"))
    if tree.name in RECIPES:
        RECIPES[tree.name](content)
    found = [(p.path, p.line, str(p.code)) for p in check(content, site)]
    assert found == announced_by_tree(tree)


def test_a_file_that_says_nothing_of_problems_is_named_good() -> None:
    silent = {case.stem for case in POSTS if not announced_by_post(case)}
    assert {stem for stem in silent if not stem.startswith("good")} == set()


def test_every_code_is_announced_by_a_case() -> None:
    announced = {code for case in POSTS for _, code in announced_by_post(case)}
    announced |= {code for tree in TREES for *_, code in announced_by_tree(tree)}
    announced |= {case.stem for case in STYLE} & {str(code) for code in Code}
    assert announced <= {str(code) for code in Code}
    assert {str(code) for code in Code} - announced <= TOLD_OF_HISTORY


def test_every_recipe_has_its_tree() -> None:
    assert set(RECIPES) - {tree.name for tree in TREES} == set()
