"""What is kept from build to build: whole, of the same program, or not used."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from newsroom.cache import MARK, SPARE_BYTES, STATE, Cache, CacheError, folder_of, read_state
from newsroom.content import load_content
from newsroom.reading import Memory

DAY_NS = 86_400 * 10**9


def opened(folder: Path, program: str = "one", place: str = "here") -> Cache:
    return Cache(folder / "cache", program, place)


def filled(content: Path, folder: Path) -> Memory:
    """Read *content* with a cache in *folder*, and keep it."""
    with opened(folder) as cache:
        memory = Memory.of(cache)
        load_content(content, memory)
        cache.state.posts, cache.state.media = memory.posts, memory.media
        cache.state.now_ns = cache.now_ns
        cache.save(cache.state)
    return memory


def test_posts_come_back_as_they_were_read(base_content: Path, tmp_path: Path) -> None:
    read = filled(base_content, tmp_path)
    with opened(tmp_path) as cache:
        assert cache.doubt == ""
        assert cache.state.posts == read.posts
        assert cache.state.media == read.media
        for path, kept in cache.state.posts.items():
            plain = next(p for p in load_content(base_content).posts + load_content(
                base_content).pages if p.source == path)  # fmt: skip
            assert kept.post == plain
            assert kept.post.body.html == plain.body.html


def test_a_first_build_has_no_doubt(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        assert (cache.doubt, cache.state.posts) == ("", {})


def spoil(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def spoiled(folder: Path) -> None:
        state = folder / STATE
        state.write_bytes(change(state.read_bytes()))

    return spoiled


def garbage(folder: Path) -> None:
    os.truncate(folder / STATE, 0)
    os.truncate(folder / STATE, 1 << 30)


def no_texts(folder: Path) -> None:
    for texts in folder.glob("texts-*"):
        texts.unlink()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (spoil(lambda data: data[:-1] + bytes([data[-1] ^ 1])), "آسیب"),
        (spoil(lambda data: data[: len(data) // 2]), "آسیب"),
        (lambda folder: os.truncate(folder / STATE, 0), "نسخه"),
        (spoil(lambda data: b"tarvij cache 9\n" + data[len(MARK) :]), "نسخه"),
        (garbage, "نسخه"),
        (no_texts, "متن‌ها"),
    ],
    ids=["bit", "half", "empty", "future", "gigabyte", "texts"],
)
def test_what_is_not_as_it_was_written_is_not_used(
    base_content: Path, tmp_path: Path, harm: Callable[[Path], None], words: str
) -> None:
    filled(base_content, tmp_path)
    harm(tmp_path / "cache")
    with opened(tmp_path) as cache:
        assert words in cache.doubt
        assert cache.state.posts == {}
    filled(base_content, tmp_path)
    with opened(tmp_path) as cache:
        assert cache.doubt == ""


def test_of_another_program_or_place_nothing_is_used(base_content: Path, tmp_path: Path) -> None:
    filled(base_content, tmp_path)
    with opened(tmp_path, program="two") as cache:
        assert "برنامه" in cache.doubt
    with opened(tmp_path, place="there") as cache:
        assert "پوشهٔ دیگری" in cache.doubt


def test_a_cache_from_the_future_is_not_used(base_content: Path, tmp_path: Path) -> None:
    filled(base_content, tmp_path)
    with opened(tmp_path) as cache:
        cache.state.now_ns += DAY_NS
        cache.save(cache.state)
    with opened(tmp_path) as cache:
        assert "ساعت" in cache.doubt


def test_records_that_are_none_of_ours_are_not_used(tmp_path: Path) -> None:
    with opened(tmp_path) as cache:
        cache.state.posts = {"a": "no post"}  # type: ignore[dict-item]
        cache.save_payload(b"\xc1")
    with opened(tmp_path) as cache:
        assert "خوانده نمی‌شود" in cache.doubt
    with pytest.raises(CacheError):
        read_state(tmp_path / "cache")
    with opened(tmp_path) as cache:
        cache.state.changed = 1  # type: ignore[assignment]
        cache.save(cache.state)
    with opened(tmp_path) as cache:
        assert "خوانده نمی‌شود" in cache.doubt


def test_a_text_that_is_not_the_same_any_more_is_told(base_content: Path, tmp_path: Path) -> None:
    filled(base_content, tmp_path)
    (texts,) = (tmp_path / "cache").glob("texts-*")
    data = bytearray(texts.read_bytes())
    data[3] ^= 1
    texts.write_bytes(data)
    with opened(tmp_path) as cache:
        post = min(cache.state.posts.values(), key=lambda kept: kept.post.body.text.place.offset)
        with pytest.raises(CacheError, match="متنی"):
            post.post.body.html  # noqa: B018  (reading it is the test)


def test_texts_without_use_are_left_behind_when_they_are_most(
    base_content: Path, tmp_path: Path
) -> None:
    filled(base_content, tmp_path)
    with opened(tmp_path) as cache:
        before = {path: kept.post.body.html for path, kept in cache.state.posts.items()}
        cache.texts.add(b"x" * 2 * SPARE_BYTES, b"")
        cache.save(cache.state)
    (texts,) = (tmp_path / "cache").glob("texts-*")
    assert texts.stat().st_size < SPARE_BYTES
    with opened(tmp_path) as cache:
        assert {path: kept.post.body.html for path, kept in cache.state.posts.items()} == before


def test_a_state_can_be_looked_at_without_its_texts(base_content: Path, tmp_path: Path) -> None:
    assert read_state(tmp_path / "cache") is None
    filled(base_content, tmp_path)
    state = read_state(tmp_path / "cache")
    assert state is not None
    assert "news/1405/published.md" in state.posts


def test_each_output_has_a_folder_of_its_own(tmp_path: Path) -> None:
    names = {folder_of(tmp_path, tmp_path / name / "output") for name in ("a", "b")}
    assert len(names) == 2
