"""Reading with a memory: what has not changed is not read, and what has is never missed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsroom.cache import Cache
from newsroom.content import Content, load_content
from newsroom.reading import Memory

NEWS = "news/1405/published.md"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", "program", "place")


def read(content: Path, cache: Cache, *, later: bool = True) -> tuple[Content, Memory]:
    """Read *content* as the next build would; *later* lets the clock go on."""
    cache.now_ns += 10**10 if later else 0
    memory = Memory.of(cache)
    found = load_content(content, memory)
    cache.state.posts, cache.state.media = memory.posts, memory.media
    return found, memory


def test_what_has_not_changed_is_not_read(base_content: Path, cache: Cache) -> None:
    first, memory = read(base_content, cache)
    assert len(memory.parsed) == 4
    second, memory = read(base_content, cache)
    assert (memory.parsed, memory.is_changed) == ([], False)
    assert second == first


def test_a_touched_file_is_read_and_not_parsed(base_content: Path, cache: Cache) -> None:
    read(base_content, cache)
    os.utime(base_content / NEWS)
    _, memory = read(base_content, cache)
    assert (memory.parsed, memory.is_changed) == ([], True)
    _, memory = read(base_content, cache)
    assert not memory.is_changed


def test_other_bytes_of_the_same_number_and_date_are_seen(base_content: Path, cache: Cache) -> None:
    read(base_content, cache)
    file = base_content / NEWS
    stamp = file.stat().st_mtime_ns
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("متن.", "نتم."), encoding="utf-8")
    os.utime(file, ns=(stamp, stamp))
    found, memory = read(base_content, cache)
    assert memory.parsed == [NEWS]
    assert any("نتم." in post.body.html for post in found.posts)


def test_a_file_written_at_the_moment_of_the_look_is_read_again(
    base_content: Path, cache: Cache
) -> None:
    read(base_content, cache, later=False)
    _, memory = read(base_content, cache)
    assert memory.is_changed
    _, memory = read(base_content, cache)
    assert not memory.is_changed


def test_a_file_with_problems_is_told_of_each_time(base_content: Path, cache: Cache) -> None:
    file = base_content / NEWS
    file.write_text(file.read_text(encoding="utf-8").replace("pbpbpb", "x"), encoding="utf-8")
    (base_content / "media/empty.png").touch()
    read(base_content, cache)
    for _ in range(2):
        found, memory = read(base_content, cache)
        assert memory.parsed == [NEWS]
        assert {str(problem.code) for problem in found.problems} == {"id-invalid", "file-empty"}


def test_a_replaced_picture_and_a_vanished_file_are_seen(base_content: Path, cache: Cache) -> None:
    before, _ = read(base_content, cache)
    (base_content / "media/mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" />')
    found, memory = read(base_content, cache)
    assert found.media != before.media
    assert memory.is_changed
    (base_content / "media/mark.svg").unlink()
    found, memory = read(base_content, cache)
    assert (found.media, memory.is_changed) == ({}, True)


def test_a_link_in_the_place_of_a_known_file_is_told(base_content: Path, cache: Cache) -> None:
    read(base_content, cache)
    file = base_content / NEWS
    file.rename(base_content.parent / "elsewhere.md")
    file.symlink_to(base_content.parent / "elsewhere.md")
    found, _ = read(base_content, cache)
    assert [str(problem.code) for problem in found.problems] == ["file-outside-media"]


def test_a_text_that_takes_long_is_remembered(base_content: Path) -> None:
    memory = Memory(slow_seconds=0)
    load_content(base_content, memory)
    assert {path for path, _ in memory.slow} == set(memory.posts)


def test_many_files_are_parsed_by_workers_to_the_same_records(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "news/1405").mkdir(parents=True)
    for number in range(220):
        (content / f"news/1405/p{number}.md").write_text(
            f"---\ntitle: خبر {number}\ndate: 1405-08-01 10:00\n---\n\nمتن **{number}**.\n",
            encoding="utf-8",
        )
    watched: list[int] = []
    assert load_content(content, jobs=2, watch=watched.append) == load_content(content)
    assert watched == list(range(1, 221))
