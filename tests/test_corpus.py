"""The seeded corpus and the bench: the same bytes anywhere, nothing wrong in them, no post lost."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from bench import BUILD_TIME, ROOT
from bench.build import SETTINGS, STOCK
from bench.corpus import SECTIONS, Story, make_stories, write_corpus, write_stock_corpus
from newsroom.checks import check_content
from newsroom.fixes import fix_text
from newsroom.jalali import to_jalali
from newsroom.project import load_project
from tests.sites import digests, run_pelican

SIZE, SEED = 300, 7


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return list(make_stories(SIZE, SEED))


def run(*arguments: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sources(content: Path) -> set[str]:
    found = (path for section in SECTIONS for path in (content / section).rglob("*.md"))
    return {path.relative_to(content).with_suffix("").as_posix() for path in found}


def pages(output: Path) -> set[str]:
    """The posts' pages: three folders deep and no page of a list."""
    found = (path for section in SECTIONS for path in (output / section).rglob("index.html"))
    paths = (path.relative_to(output).parent.as_posix() for path in found)
    return {path for path in paths if path.count("/") == 2 and "/page/" not in path}


@pytest.mark.slow
def test_one_seed_gives_the_same_bytes_whatever_the_machine_is_set_to(tmp_path: Path) -> None:
    settings = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tehran", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C", "PYTHONUTF8": "0"},
    ]
    for number, env in enumerate(settings):
        for stock in ([], ["--form=stock"]):
            folder = str(tmp_path / f"{number}{''.join(stock)}")
            run("bench.corpus", "--size=40", f"--seed={SEED}", *stock, folder, **env)
    assert digests(tmp_path / "0") == digests(tmp_path / "1")
    assert digests(tmp_path / "0--form=stock") == digests(tmp_path / "1--form=stock")


def test_another_seed_gives_other_posts() -> None:
    one, other = (next(make_stories(1, seed)) for seed in (1, 2))
    assert one.body != other.body


def test_the_corpus_is_of_the_shape_that_was_promised(stories: list[Story]) -> None:
    sizes = [len(story.body.encode()) for story in stories]
    assert 3_700 < sum(sizes) / SIZE < 4_500
    assert {story.section for story in stories} == set(SECTIONS)
    assert sum(story.section == "news" for story in stories) > SIZE / 2
    assert len({to_jalali(story.date).year for story in stories}) >= 3
    assert len({story.identity for story in stories}) == SIZE
    everything = "\n".join(story.body for story in stories)
    for sign in ("\n## ", "\n- ", "\n1. ", "\n| --- |", "**", "](@news/", "](@pages/", "\u200c",
                 "[^1]: ", "![", "\n> ", "```", "۰۶۶-", "٬", "ISO"):  # fmt: skip
        assert sign in everything, sign


def test_links_lead_to_earlier_posts_only(stories: list[Story]) -> None:
    seen: set[str] = set()
    for story in stories:
        targets = [part.split(")", 1)[0] for part in story.body.split("](@")[1:]]
        assert {t for t in targets if t.startswith(tuple(SECTIONS))} <= seen
        seen.add(story.source)


@pytest.mark.slow
def test_large_corpora_keep_their_months_realistic() -> None:
    dates = [story.date for story in make_stories(6_000, SEED)]
    days = (dates[-1] - dates[0]).days
    assert len(dates) / days <= 5.01


def test_nothing_in_the_corpus_is_wrong_and_nothing_is_left_to_mend(tmp_path: Path) -> None:
    write_corpus(tmp_path, SIZE, SEED)
    now = datetime.fromisoformat(BUILD_TIME)
    project = load_project(ROOT / "pelicanconf.py", now, tmp_path)
    checked = check_content(tmp_path, project.site, project.clock)
    assert [str(problem) for problem in checked.errors] == []
    assert checked.read.posts == SIZE
    assert checked.read.pages == len(list((tmp_path / "pages").rglob("*.md")))
    for path in tmp_path.rglob("*.md"):
        data = path.read_bytes()
        source = path.relative_to(tmp_path).as_posix()
        assert fix_text(source, data, now=now, new_id=lambda: "aaaaaa") == data, source


@pytest.mark.slow
def test_every_post_of_the_corpus_has_its_page(tmp_path: Path) -> None:
    write_corpus(tmp_path / "content", SIZE, SEED)
    built = run_pelican(tmp_path, env={"BUILD_TIME": BUILD_TIME})
    assert built.returncode == 0, built.stdout + built.stderr
    assert len(sources(tmp_path / "content")) == SIZE
    assert pages(tmp_path / "output") == sources(tmp_path / "content")


@pytest.mark.slow
def test_stock_pelican_builds_the_same_posts(tmp_path: Path, stories: list[Story]) -> None:
    posts, output = tmp_path / "content", tmp_path / "output"
    write_stock_corpus(posts, SIZE, SEED)
    assert sources(posts) == {story.source.removesuffix(".md") for story in stories}
    said = run("pelican", str(posts), "-s", SETTINGS[STOCK], "-o", str(output), "--fatal=warnings")
    # Its addresses have the Gregorian year.
    wanted = {f"{s.section}/{s.date.year}/{s.slug}" for s in stories}
    assert pages(output) == wanted, said
    assert "{filename}" not in "".join(p.read_text("utf-8") for p in output.rglob("index.html"))


@pytest.mark.slow
def test_the_bench_shows_each_build_and_goes_on_where_it_was(tmp_path: Path) -> None:
    own = ["bench.build", "--only=ours", "--only=stock", "--size=20", "--size=40"]
    own += [f"--results={tmp_path}", f"--chart={tmp_path / 'chart.svg'}"]
    said = run(*own)
    rows = [line.split() for line in said.splitlines()]
    figures = {tuple(row[:3]): row[3:] for row in rows if row and row[0] in ("20", "40")}
    wanted = {
        ("ours", build) for build in ("clean", "no-op", "publish", "edit", "title", "template")
    }
    wanted |= {("stock", build) for build in ("clean", "publish")}
    assert set(figures) == {(size, *build) for size in ("20", "40") for build in wanted}
    assert figures["40", "ours", "no-op"][3] == "0"  # files written
    assert figures["40", "ours", "clean"][3] == figures["40", "ours", "clean"][4]
    assert "ours, clean: 2.0 x the posts (20 to 40) took" in said
    assert (tmp_path / "chart.svg").read_text("utf-8").count("<circle") == 16
    assert run(*own) == said


@pytest.mark.slow
def test_the_bench_shows_what_a_check_takes() -> None:
    said = run("bench.build", "--size=20", "--only=check")
    rows = [line.split() for line in said.splitlines()]
    assert [row[0] for row in rows if len(row) == 4 and row[0] != "make"] == ["all", "--changed"]


@pytest.mark.slow
def test_the_profile_looks_into_each_phase() -> None:
    said = run("bench.build", "--size=20", "--profile")
    for phase in ("read", "plan", "render", "write"):
        assert f"{phase}, under the profiler:" in said
