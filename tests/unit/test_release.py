"""The way into the output folder: what is written, what is left alone, and what a kill may do."""

import errno
import json
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.release import (
    BuildRunningError,
    DuplicateOutputError,
    NotOurOutputError,
    Release,
    Switched,
)

ROOT = Path(__file__).parents[2]
NOBODY = 65534

Site = dict[str, bytes]

# Each kind of change, between two sites small enough to be interrupted at every single step.
OLD: Site = {
    "index.html": b"old front",
    "404.html": b"the same",
    "theme/main.css": b"old style",
    "theme/kept.css": b"kept",
    "news/1405/a/index.html": b"a",
    "news/1405/b/index.html": b"b",
    "becomes-folder": b"a file",
    "becomes-file/one.html": b"1",
    "becomes-file/deep/er/two.html": b"2",
    "feeds/all.json": b"old feed",
    "notices.json": b"old notices",
}
NEW: Site = {
    "index.html": b"new front",
    "404.html": b"the same",
    "theme/main.css": b"new style",
    "theme/kept.css": b"kept",
    "news/1405/b/index.html": b"b, corrected",
    "news/1405/c/index.html": b"",
    "becomes-folder/now/index.html": b"below a folder",
    "becomes-file": b"a file",
    "feeds/all.json": b"new feed",
    "notices.json": b"new notices",
}


def scatter_site(seed: int) -> Site:
    """A few hundred files. Two seeds share most paths; some are a file here, a folder there."""
    rng = random.Random(seed)
    site: Site = {"notices.json": b"%d" % seed}
    for number in range(320):
        if rng.random() < 0.2:
            continue
        path = f"{rng.choice(['news', 'tags'])}/{number % 9}/{number}"
        path += rng.choices(["", "/index.html", "/deep/index.html"], [10, 1, 1])[0]
        site[path] = rng.choice([b"kept", b"%d" % seed]) * rng.randrange(300)
    return site


SITES: dict[str, Site] = {
    "old": OLD,
    "new": NEW,
    "first": scatter_site(1),
    "second": scatter_site(2),
    "nothing": {},
}


def build(output: Path, site: Site) -> Switched:
    with Release(output) as release:
        for path, data in site.items():
            release.put(path, data)
        return release.switch()


def read_tree(folder: Path) -> dict[str, bytes | None]:
    """Path of every file with its bytes, of every folder with None; anything else is a failure."""
    found: dict[str, bytes | None] = {}
    for path in folder.rglob("*"):
        kind = path.lstat().st_mode
        assert stat.S_ISDIR(kind) or stat.S_ISREG(kind), path
        found[path.relative_to(folder).as_posix()] = None if path.is_dir() else path.read_bytes()
    return found


def expect_tree(site: Site) -> dict[str, bytes | None]:
    folders = {str(parent) for path in site for parent in Path(path).parents} - {"."}
    return dict.fromkeys(folders) | site


def names_beside(output: Path) -> set[str]:
    return {path.name for path in output.parent.iterdir()} - {output.name}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


# What is written, and what is left alone


def test_first_build_makes_the_folder_its_parents_and_every_file(tmp_path: Path) -> None:
    output = tmp_path / "not" / "yet" / "there"
    switched = build(output, OLD)
    assert read_tree(output) == expect_tree(OLD)
    assert sorted(switched.written) == sorted(OLD)
    assert (switched.removed, switched.unchanged) == ((), 0)


def test_second_build_writes_what_differs_and_removes_what_is_gone(output: Path) -> None:
    build(output, OLD)
    switched = build(output, NEW)
    assert read_tree(output) == expect_tree(NEW)
    assert set(switched.written) == {path for path in NEW if OLD.get(path) != NEW[path]}
    assert switched.removed == tuple(sorted(set(OLD) - set(NEW)))
    assert switched.unchanged == 2


def test_files_that_do_not_differ_keep_their_inode_and_time(output: Path) -> None:
    build(output, OLD)
    before = {path: (output / path).stat() for path in OLD}
    build(output, OLD | {"index.html": b"new front"})
    after = {path: (output / path).stat() for path in OLD}
    changed = {
        path
        for path in OLD
        if (before[path].st_ino, before[path].st_mtime_ns)
        != (after[path].st_ino, after[path].st_mtime_ns)
    }
    assert changed == {"index.html"}


def test_new_files_and_folders_have_the_rights_of_any_new_file(output: Path) -> None:
    plain = output.with_name("plain")
    plain.mkdir()
    (plain / "file").touch()
    build(output, OLD)
    assert (output / "theme").stat().st_mode == plain.stat().st_mode
    assert (output / "theme/main.css").stat().st_mode == (plain / "file").stat().st_mode


def test_same_length_with_other_bytes_is_a_difference(output: Path) -> None:
    build(output, {"a": b"1234"})
    assert build(output, {"a": b"1243"}).written == ("a",)


def test_a_longer_and_a_shorter_file_are_differences(output: Path) -> None:
    build(output, {"a": b"1234", "b": b"1234"})
    assert build(output, {"a": b"123", "b": b"12345"}).written == ("a", "b")


def test_a_build_without_differences_touches_no_folder(output: Path) -> None:
    build(output, OLD)
    before = {path: path.stat().st_mtime_ns for path in [output, *output.rglob("*")]}
    switched = build(output, OLD)
    assert switched == Switched((), (), len(OLD))
    assert {path: path.stat().st_mtime_ns for path in [output, *output.rglob("*")]} == before


def test_without_a_switch_nothing_changes(output: Path) -> None:
    build(output, OLD)
    with Release(output) as release:
        release.put("index.html", b"never seen")
    assert read_tree(output) == expect_tree(OLD)
    assert names_beside(output) == {".output.lock"}


def test_without_a_switch_no_folder_is_made(output: Path) -> None:
    with Release(output) as release:
        release.put("index.html", b"never seen")
    assert not output.exists()


def test_an_error_in_the_build_leaves_the_output_and_no_stage(output: Path) -> None:
    build(output, OLD)

    def fail_while_building() -> None:
        with Release(output) as release:
            release.put("index.html", b"never seen")
            raise KeyError("a template")

    with pytest.raises(KeyError):
        fail_while_building()
    assert read_tree(output) == expect_tree(OLD)
    assert names_beside(output) == {".output.lock"}


def test_after_a_switch_no_stage_is_left(output: Path) -> None:
    build(output, OLD)
    build(output, NEW)
    assert names_beside(output) == {".output.lock"}


def test_files_of_strangers_in_our_folder_are_removed_and_named(output: Path) -> None:
    build(output, OLD)
    (output / "news" / "stray.txt").write_text("left here", encoding="utf-8")
    (output / "empty" / "folder").mkdir(parents=True)
    (output / os.fsdecode(b"not-utf8-\xff")).touch()
    assert build(output, OLD).removed == ("news/stray.txt", os.fsdecode(b"not-utf8-\xff"))
    assert read_tree(output) == expect_tree(OLD)


def test_what_a_stranger_writes_during_the_build_goes_with_the_next(output: Path) -> None:
    build(output, OLD)
    with Release(output) as release:
        release.put("index.html", b"all there is")
        (output / "theme" / "stray.txt").touch()
        release.switch()
    assert set(read_tree(output)) == {"index.html", "theme", "theme/stray.txt"}
    build(output, NEW)
    assert read_tree(output) == expect_tree(NEW)


def test_a_file_that_vanishes_during_the_build_is_written_again(output: Path) -> None:
    build(output, OLD)
    source = output.with_name("picture.jpg")
    source.write_bytes(OLD["404.html"])
    with Release(output) as release:
        release.put("first.html", b"")
        (output / "index.html").unlink()
        (output / "404.html").unlink()
        release.put("index.html", OLD["index.html"])
        release.copy("404.html", source)
        assert release.switch().written == ("404.html", "first.html", "index.html")


def test_a_file_that_stays_is_neither_read_nor_twice_there(output: Path) -> None:
    build(output, OLD)
    with Release(output) as release:
        release.keep(["index.html"])
        with pytest.raises(DuplicateOutputError):
            release.put("index.html", b"another")
        with pytest.raises(DuplicateOutputError):
            release.keep(["index.html"])
        switched = release.switch()
    assert (switched.written, switched.unchanged) == ((), 1)
    assert set(read_tree(output)) == {"index.html"}


@given(
    sites=st.lists(
        st.dictionaries(
            st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join),
            st.sampled_from([b"", b"1", b"2"]),
            max_size=6,
        ).filter(lambda site: not any(f"{a}/" in b for a in site for b in site if b != a)),
        min_size=2,
        max_size=4,
    )
)
@settings(deadline=None, max_examples=60)
def test_any_site_after_any_other_is_exactly_that_site(sites: list[Site]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output")
        before: Site = {}
        for site in sites:
            switched = build(output, site)
            assert (read_tree(output) if site else {}) == expect_tree(site)
            assert set(switched.written) == {p for p in site if before.get(p) != site[p]}
            assert switched.removed == tuple(sorted(set(before) - set(site)))
            assert switched.unchanged == len(site) - len(switched.written)
            before = site


# Order


def test_what_others_refer_to_is_written_before_them_and_notices_last(output: Path) -> None:
    scrambled = [
        "notices.json",
        "sitemap.xml",
        "index.html",
        "notices.json.br",
        "feeds/all.json",
        "news/index.html.gz",
        "theme/main.css",
        "media/a.jpg",
        "feeds/notices.json",
        "theme/main.css.br",
        "file-without-ending",
    ]
    assert build(output, dict.fromkeys(scrambled, b"x")).written == (
        "file-without-ending",
        "media/a.jpg",
        "theme/main.css",
        "theme/main.css.br",
        "index.html",
        "news/index.html.gz",
        "feeds/all.json",
        "feeds/notices.json",
        "sitemap.xml",
        "notices.json.br",
        "notices.json",
    )


# Pictures


def test_a_copied_file_is_written_once_and_then_left_alone(output: Path, tmp_path: Path) -> None:
    source = tmp_path / "picture.jpg"
    source.write_bytes(bytes(range(256)) * 10_000)  # more than two pieces

    def copy() -> Switched:
        with Release(output) as release:
            release.copy("media/picture.jpg", source)
            return release.switch()

    assert copy().written == ("media/picture.jpg",)
    assert (output / "media/picture.jpg").read_bytes() == source.read_bytes()
    assert copy() == Switched((), (), 1)


@pytest.mark.parametrize("change", ["longer", "last byte"])
def test_a_changed_picture_is_copied_again(output: Path, tmp_path: Path, change: str) -> None:
    picture = bytes(range(256)) * 10_000
    build(output, {"picture.jpg": picture})
    source = tmp_path / "picture.jpg"
    source.write_bytes(picture + b"!" if change == "longer" else picture[:-1] + b"!")
    with Release(output) as release:
        release.copy("picture.jpg", source)
        assert release.switch().written == ("picture.jpg",)
    assert (output / "picture.jpg").read_bytes() == source.read_bytes()


def test_a_large_picture_is_never_in_memory_as_a_whole(output: Path, tmp_path: Path) -> None:
    source = tmp_path / "film.mp4"
    with source.open("wb") as file:
        file.truncate(32 << 20)

    def copy() -> None:
        with Release(output) as release:
            release.copy("film.mp4", source)
            release.switch()

    tracemalloc.start()
    try:
        copy()
        copy()  # now it is compared
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
    assert (output / "film.mp4").stat().st_size == 32 << 20


def test_a_missing_picture_says_its_name_and_forbids_the_switch(
    output: Path, tmp_path: Path
) -> None:
    build(output, {"picture.jpg": b"old"})
    with Release(output) as release:
        with pytest.raises(FileNotFoundError) as caught:
            release.copy("picture.jpg", tmp_path / "no-such.jpg")
        assert Path(caught.value.filename) == tmp_path / "no-such.jpg"
        with pytest.raises(RuntimeError):
            release.switch()
    assert read_tree(output) == {"picture.jpg": b"old"}


# Paths


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/etc/passwd",
        "a//b",
        "a/",
        ".",
        "./a",
        "..",
        "../a",
        "a/../b",
        "a/..",
        "a\0b",
        "a\0b/c",
        "x" * 256,
        "ی" * 128,
        "x" * 256 + "/a",
        "a/" * 2100 + "b",
        "lone-\udc80",
    ],
)
def test_a_path_that_leads_elsewhere_or_nowhere_is_refused(output: Path, path: str) -> None:
    with Release(output) as release:
        release.put("a/b/c", b"so that the folder is known")
        with pytest.raises(ValueError, match=r"path|surrogates"):
            release.put(path, b"x")
        with pytest.raises(ValueError, match=r"path|surrogates"):
            release.copy(path, Path(__file__))


@pytest.mark.parametrize(
    "path", ["ی" * 127 + "a", "...", "a..b/..c", "خبر/نامه ی ۱.html", "back\\slash", "-", "~"]
)
def test_an_unusual_path_is_a_path(output: Path, path: str) -> None:
    build(output, {path: b"x"})
    assert read_tree(output) == expect_tree({path: b"x"})


def test_the_longest_path_is_written_and_one_byte_more_is_refused_at_once(output: Path) -> None:
    room = 4095 - len(os.fsencode(output)) - 1
    longest = ("d" * 199 + "/") * (room // 200) + "x" * (room % 200)
    assert len(longest) == room
    with Release(output) as release:
        with pytest.raises(ValueError, match="too long"):
            release.put(longest + "x", b"")
        release.put(longest, b"")
        assert release.switch().written == (longest,)


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [
        ("a/b", "a/b", "a/b"),
        ("a", "a/b", "a"),
        ("a", "a/b/c/d", "a"),
        ("a/b/c", "a/b", "a/b"),
        ("a/b/c", "a", "a"),
    ],
)
def test_two_files_of_one_name_or_a_file_and_a_folder_are_refused(
    output: Path, first: str, second: str, named: str
) -> None:
    with Release(output) as release:
        release.put(first, b"first")
        with pytest.raises(DuplicateOutputError) as caught:
            release.put(second, b"second")
        assert caught.value.path == named
        assert "دو بار" in str(caught.value)
        release.switch()
    assert read_tree(output) == expect_tree({first: b"first"})


def test_a_refused_path_leaves_no_claim_on_its_folders(output: Path) -> None:
    with Release(output) as release:
        with pytest.raises(ValueError, match="path"):
            release.put("a/b/..", b"")
        release.put("a", b"a file after all")
        release.switch()
    assert read_tree(output) == {"a": b"a file after all"}


def test_the_root_of_the_file_system_is_refused() -> None:
    with pytest.raises(ValueError, match="root"):
        Release(Path("/"))


def test_a_release_is_used_inside_with_and_switched_once(output: Path) -> None:
    release = Release(output)
    with pytest.raises(RuntimeError):
        release.put("a", b"")
    with release:
        release.switch()
        with pytest.raises(RuntimeError):
            release.put("a", b"")
        with pytest.raises(RuntimeError):
            release.switch()


def test_a_release_is_for_one_build(output: Path) -> None:
    with Release(output) as release:
        release.put("a", b"")
    with pytest.raises(RuntimeError), release:
        pass


def test_a_release_that_was_refused_may_try_again(output: Path) -> None:
    release = Release(output)
    with Release(output), pytest.raises(BuildRunningError), release:
        pass
    with release:
        release.put("a", b"")
        release.switch()
    assert read_tree(output) == {"a": b""}


def test_a_relative_output_stays_where_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    release = Release(Path("output"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with release:
        release.put("a", b"x")
        release.switch()
    assert read_tree(tmp_path / "output") == {"a": b"x"}


# Links and other things that are no files


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "index.html").write_bytes(b"not ours")
    return folder


def test_a_link_in_place_of_a_folder_is_replaced_and_not_followed(
    output: Path, outside: Path
) -> None:
    build(output, OLD)
    shutil.rmtree(output / "news")
    (output / "news").symlink_to(outside)
    site = OLD | {"news/index.html": b"not ours", "news/1405/new.html": b"new"}
    build(output, site)
    assert read_tree(output) == expect_tree(site)
    assert read_tree(outside) == {"index.html": b"not ours"}


def test_a_link_in_place_of_a_file_is_replaced_even_if_its_bytes_agree(
    output: Path, outside: Path
) -> None:
    build(output, OLD)
    for path, target in [("index.html", outside / "index.html"), ("404.html", outside)]:
        (output / path).unlink()
        (output / path).symlink_to(target)
    site = OLD | {"index.html": b"not ours"}
    assert build(output, site).written == ("404.html", "index.html")
    assert read_tree(output) == expect_tree(site)
    assert read_tree(outside) == {"index.html": b"not ours"}


def test_links_that_were_not_put_are_removed_as_links(output: Path, outside: Path) -> None:
    build(output, OLD)
    (output / "to-folder").symlink_to(outside)
    (output / "to-file").symlink_to(outside / "index.html")
    (output / "to-nothing").symlink_to("nowhere")
    (output / "to-itself").symlink_to(output)
    removed = build(output, OLD).removed
    assert removed == ("to-file", "to-folder", "to-itself", "to-nothing")
    assert read_tree(output) == expect_tree(OLD)
    assert read_tree(outside) == {"index.html": b"not ours"}


def test_a_pipe_is_replaced_without_being_waited_for(output: Path) -> None:
    build(output, OLD)
    (output / "index.html").unlink()
    os.mkfifo(output / "index.html")
    os.mkfifo(output / "pipe")
    assert build(output, OLD).removed == ("pipe",)
    assert read_tree(output) == expect_tree(OLD)


def test_an_output_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    real, name = tmp_path / "disk" / "www", tmp_path / "output"
    name.symlink_to(real)
    build(name, OLD)
    assert name.is_symlink()
    assert read_tree(real) == expect_tree(OLD)
    with Release(real), pytest.raises(BuildRunningError), Release(name):
        pass


# Whose folder it is


def test_a_folder_with_somebodys_files_is_refused_and_not_even_a_lock_is_left(
    tmp_path: Path,
) -> None:
    documents = tmp_path / "Documents"
    documents.mkdir()
    (documents / "letter.odt").write_bytes(b"dear")
    with pytest.raises(NotOurOutputError) as caught, Release(documents):
        pass
    assert caught.value.path == documents
    assert str(caught.value).startswith(f"{documents}: این پوشه خالی نیست")
    assert read_tree(tmp_path) == {"Documents": None, "Documents/letter.odt": b"dear"}


def test_a_file_where_the_folder_should_be_is_refused(output: Path) -> None:
    output.write_bytes(b"somebody's")
    with pytest.raises(NotOurOutputError), Release(output):
        pass
    assert output.read_bytes() == b"somebody's"


def test_an_empty_folder_is_taken(output: Path) -> None:
    output.mkdir()
    build(output, OLD)
    assert read_tree(output) == expect_tree(OLD)


def test_a_build_that_never_switched_makes_the_folder_no_more_ours(output: Path) -> None:
    with Release(output) as release:
        release.put("a", b"")
    output.mkdir()
    (output / "letter.odt").touch()
    with pytest.raises(NotOurOutputError), Release(output):
        pass


def test_a_folder_that_was_deleted_is_built_again(output: Path) -> None:
    build(output, OLD)
    shutil.rmtree(output)
    assert set(build(output, OLD).written) == set(OLD)
    assert read_tree(output) == expect_tree(OLD)


# Failures


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The kernel takes *size* bytes of a file and refuses the next, as a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_while_staging_leaves_the_output(output: Path) -> None:
    build(output, OLD)
    with Release(output) as release, largest_file(4096):
        release.put("index.html", b"fits")
        with pytest.raises(OSError, match="خروجی همان است که بود") as caught:
            release.put("404.html", b"x" * 5000)
        assert caught.value.errno == errno.EFBIG
        with pytest.raises(RuntimeError):  # an error that was caught must not be published either
            release.switch()
    assert read_tree(output) == expect_tree(OLD)
    assert names_beside(output) == {".output.lock"}


def test_a_full_disk_while_writing_the_journal_leaves_the_output(output: Path) -> None:
    build(output, OLD)
    with Release(output) as release, largest_file(4096):
        for number in range(500):
            release.put(f"{number}.html", b"small")
        with pytest.raises(OSError, match="خروجی همان است که بود") as caught:
            release.switch()
        assert caught.value.errno == errno.EFBIG
    assert read_tree(output) == expect_tree(OLD)
    assert names_beside(output) == {".output.lock"}


def test_a_place_that_cannot_be_written_is_noticed_before_the_journal(output: Path) -> None:
    with Release(output) as release:
        release.put("a", b"new")
        output.write_bytes(b"somebody made a file of the folder")
        with pytest.raises(PermissionError, match="خروجی همان است که بود"):
            release.switch()
    assert output.read_bytes() == b"somebody made a file of the folder"
    assert names_beside(output) == {".output.lock"}


def test_a_switch_that_cannot_go_on_is_finished_by_the_next_build(output: Path) -> None:
    with Release(output) as release:
        release.put("news/a.html", b"new")
        output.touch(mode=0o777)  # so that it looks like a folder one may enter
        with pytest.raises(NotADirectoryError, match="جایگزینی ناتمام ماند"):
            release.switch()
    with pytest.raises(NotADirectoryError, match="جایگزینی ناتمام ماند"), Release(output):
        pass
    output.unlink()
    with Release(output):
        pass  # a build with Problems: it puts nothing, and yet the last one is now complete
    assert read_tree(output) == {"news": None, "news/a.html": b"new"}
    assert names_beside(output) == {".output.lock"}


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b'{"writes": [["0", "index.html"]], "removals": [',
        b'{"writes": [["0", "index.html"]]}',
        b"[]",
        b"\0" * 100,
        b'{"writes": [["0", "index.html"]], "removals": [], "folders": [], "version": 99}',
    ],
)
def test_a_journal_that_is_not_whole_or_not_ours_is_thrown_away(
    output: Path, journal: bytes
) -> None:
    build(output, OLD)
    stage = output.with_name(".output.stage")
    stage.mkdir()
    (stage / "0").write_bytes(b"unfinished")
    (stage / "journal").write_bytes(journal)
    with Release(output):
        assert read_tree(output) == expect_tree(OLD)
        assert list(stage.iterdir()) == []


def test_a_stage_that_is_no_folder_is_a_clear_error_and_frees_the_lock(output: Path) -> None:
    build(output, OLD)
    stage = output.with_name(".output.stage")
    stage.touch()
    with pytest.raises(NotADirectoryError, match="خروجی همان است که بود"), Release(output):
        pass
    stage.unlink()
    build(output, NEW)
    assert read_tree(output) == expect_tree(NEW)


# Two at once


def test_a_second_build_of_the_same_folder_is_refused(output: Path) -> None:
    with Release(output) as release:
        with pytest.raises(BuildRunningError) as caught, Release(output):
            pass
        assert caught.value.path == output
        assert str(caught.value).startswith(f"{output}: ساخت دیگری")
        release.put("a", b"the first goes on")
        release.switch()
    assert read_tree(output) == {"a": b"the first goes on"}
    build(output, OLD)


def test_builds_of_two_folders_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with Release(tmp_path / "output"), Release(tmp_path / ".preview"):
        pass


# In a process of its own: what is to be killed, watched, or run by an ordinary user


class Child:
    """
    A process that forks one grandchild for each order and says how it ended.

    Forking is safe there: unlike a test runner it has one thread.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )

    def order(self, what: str, *arguments: object) -> Any:
        """What the function returned, or "killed"."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([what, *map(str, arguments)]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"{what} failed: its traceback is in the error output"
        return json.loads(answer)

    def close(self) -> None:
        self._process.communicate()


def answer(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def serve_orders() -> None:
    for line in sys.stdin:
        what, *arguments = json.loads(line)
        pid = os.fork()
        if not pid:
            answer(ORDERS[what](*arguments))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            answer("killed")
        elif status:
            sys.exit(1)


CHANGES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}


def build_and_die(output: str, site: str, step: str) -> int:
    """Die before the step-th call that could change a file; else tell how many there were."""
    steps = 0

    def watch(event: str, _: tuple[object, ...]) -> None:
        nonlocal steps
        if event in CHANGES:
            steps += 1
            if steps == int(step):
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    build(Path(output), SITES[site])
    return steps


def build_and_tell(output: str, site: str) -> list[list[str]]:
    """What was done below the output, in order: renames into it, removals, and opens to write."""
    done: list[list[str]] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in CHANGES:
            return
        path = os.fsdecode(arguments[1 if event == "os.rename" else 0])
        is_reading = event == "open" and not arguments[2] & (os.O_ACCMODE | os.O_CREAT | os.O_TRUNC)
        if path.startswith(f"{output}/") and not is_reading:
            done.append([event, path.removeprefix(f"{output}/")])

    sys.addaudithook(watch)
    switched = build(Path(output), SITES[site])
    return [["written", *switched.written], *done]


def try_to_enter(output: str) -> str:
    try:
        with Release(Path(output)):
            return "entered"
    except BuildRunningError as error:
        return f"refused: {error.path}"


def meet_missing_rights() -> str:
    """As an ordinary user (root may do everything), in a folder of that user's own."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output")
        build(output, OLD)
        for locked in ("news/1405", "becomes-file/deep/er", "becomes-file"):
            (output / locked).chmod(0o555)
            with pytest.raises(PermissionError, match="خروجی همان است که بود") as caught:
                build(output, NEW)
            assert Path(caught.value.filename) == output / locked, caught.value
            (output / locked).chmod(0o755)
            assert read_tree(output) == expect_tree(OLD)
            assert names_beside(output) == {".output.lock"}
        (output / "theme").chmod(0o000)
        with pytest.raises(PermissionError, match="خروجی همان است که بود"):
            build(output, NEW)
        (output / "theme").chmod(0o755)
        (output / "404.html").chmod(0o000)
        assert "404.html" in build(output, NEW).written
        assert read_tree(output) == expect_tree(NEW)
        Path(folder).chmod(0o555)
        with pytest.raises(PermissionError, match="خروجی همان است که بود"):
            build(output, OLD)
        Path(folder).chmod(0o755)
        assert read_tree(output) == expect_tree(NEW)
    return "met"


ORDERS: dict[str, Callable[..., object]] = {
    "die": build_and_die,
    "tell": build_and_tell,
    "enter": try_to_enter,
    "rights": meet_missing_rights,
}


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.close()


def test_a_second_build_in_another_process_is_refused(output: Path, child: Child) -> None:
    with Release(output):
        assert child.order("enter", output) == f"refused: {output}"
    assert child.order("enter", output) == "entered"


def test_no_file_below_the_output_is_opened_for_writing(output: Path, child: Child) -> None:
    build(output, OLD)
    events = {event for event, *_ in child.order("tell", output, "new")}
    assert events == {"written", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}


def test_files_are_renamed_in_the_order_told_and_removed_after_the_last(
    output: Path, child: Child
) -> None:
    build(output, OLD)
    (_, *written), *done = child.order("tell", output, "new")
    renamed = [path for event, path in done if event == "os.rename" and path in written]
    # One goes twice at the folder in its way.
    assert [p for i, p in enumerate(renamed) if p not in renamed[:i]] == written
    last = max(number for number, (event, _) in enumerate(done) if event == "os.rename")
    first = min(number for number, (event, _) in enumerate(done) if event == "os.remove")
    assert first > last


def test_missing_rights_are_told_before_anything_has_changed(child: Child) -> None:
    assert child.order("rights") == "met"


def clone(place: Path, to: Path) -> Path:
    """The output and what is beside it, by hard links: writing into a file would spoil them all."""
    shutil.copytree(place, to, symlinks=True, copy_function=os.link)
    return to / "output"


def assert_each_file_is_whole(output: Path, *sites: Site) -> None:
    for path, data in read_tree(output).items():
        assert data is None or data in [site.get(path) for site in sites], path


def assert_survives_a_kill(
    place: Path, child: Child, names: tuple[str, str], *, step: int, second_step: int
) -> bool:
    """False once *step* lies behind the end of the build. *place* holds the old site's output."""
    old, new = (SITES[name] for name in names)
    killed = place.with_name("killed")
    output = clone(place, killed)
    if child.order("die", output, names[1], step) != "killed":
        assert read_tree(output) == expect_tree(new)
        shutil.rmtree(killed)
        return False
    assert_each_file_is_whole(output, old, new)
    again = clone(killed, place.with_name("again"))
    back = clone(killed, place.with_name("back"))

    build(output, new)
    assert read_tree(output) == expect_tree(new)
    assert names_beside(output) == {".output.lock"}

    build(back, old)
    assert read_tree(back) == expect_tree(old)

    child.order("die", again, names[1], second_step)
    assert_each_file_is_whole(again, old, new)
    build(again, new)
    assert read_tree(again) == expect_tree(new)

    assert read_tree(place / "output") == expect_tree(old)  # nothing was written through a link
    for used in (output, again, back):
        shutil.rmtree(used.parent)
    return True


@pytest.mark.slow
def test_a_kill_at_any_step_leaves_whole_files_and_the_next_build_finishes(
    tmp_path: Path, child: Child
) -> None:
    rng = random.Random(1405)
    place = tmp_path / "place"
    build(place / "output", OLD)
    steps = 0
    for step in count(1):
        second_step = rng.randrange(1, 60)
        if not assert_survives_a_kill(
            place, child, ("old", "new"), step=step, second_step=second_step
        ):
            break
        steps = step
    assert steps > 40


def test_a_kill_in_the_first_build_of_all_leaves_a_folder_that_is_still_ours(
    tmp_path: Path, child: Child
) -> None:
    for step in count(1):
        output = tmp_path / str(step) / "output"
        output.parent.mkdir()
        if child.order("die", output, "new", step) != "killed":
            break
        assert_each_file_is_whole(output, NEW)
        build(output, NEW)
        assert read_tree(output) == expect_tree(NEW)
    assert step > 30


def test_a_decided_switch_is_finished_even_by_a_build_that_puts_nothing(
    tmp_path: Path, child: Child
) -> None:
    build(tmp_path / "place" / "output", OLD)
    seen = set()
    for step in count(1):
        output = clone(tmp_path / "place", tmp_path / str(step))
        if child.order("die", output, "new", step) != "killed":
            break
        with Release(output):
            seen.add("new" if read_tree(output) == expect_tree(NEW) else "old")
        assert read_tree(output) == expect_tree(SITES["new" if "new" in seen else "old"])
    assert seen == {"old", "new"}


@pytest.mark.slow
@pytest.mark.parametrize("names", [("first", "second"), ("second", "first")])
def test_a_kill_in_a_build_of_hundreds_of_files_is_survived(
    tmp_path: Path, child: Child, names: tuple[str, str]
) -> None:
    rng = random.Random(1)
    place = tmp_path / "place"
    build(place / "output", SITES[names[0]])
    steps = child.order("die", clone(place, tmp_path / "whole"), names[1], 0)
    for _ in range(6):
        assert assert_survives_a_kill(
            place,
            child,
            names,
            step=rng.randrange(1, steps),
            second_step=rng.randrange(1, steps),
        )


if __name__ == "__main__":
    serve_orders()
