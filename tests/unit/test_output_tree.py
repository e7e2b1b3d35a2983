"""The output beside what was left there: nothing that somebody did to it goes unseen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from newsroom.output_tree import Tree, compare_tree, load_tree
from newsroom.stamps import stamp_of

FILES = ("index.html", "news/a/index.html", "news/b/index.html")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    for name in FILES:
        file = tmp_path / "output" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("متن")
    return tmp_path / "output"


def compared(output: Path, harm: Callable[[Path], object] = Path.exists) -> Tree:
    """The tree after *harm*, beside what it was."""
    found = load_tree(str(output))
    files = {path: stamp_of(os.lstat(output / path)) for path in found.files}
    folders = {path: os.lstat(output / path).st_mtime_ns for path in ("", *found.folders)}
    harm(output)
    return compare_tree(str(output), files, folders)


def rewrite(file: Path) -> None:
    stamp = file.stat().st_mtime_ns
    file.write_text("تمن")
    os.utime(file, ns=(stamp, stamp))


def test_a_tree_that_was_left_alone_is_as_it_was(output: Path) -> None:
    tree = compared(output)
    assert tree.is_as_left
    assert tree.files == tree.intact == set(FILES)
    assert tree.folders == {"news", "news/a", "news/b"}


@pytest.mark.parametrize(
    ("harm", "files", "altered"),
    [
        (lambda o: (o / FILES[1]).unlink(), {FILES[0], FILES[2]}, set()),
        (lambda o: rewrite(o / FILES[1]), set(FILES), {FILES[1]}),
        (lambda o: (o / "news/stray").touch(), {*FILES, "news/stray"}, {"news/stray"}),
        (lambda o: shutil.rmtree(o / "news/a"), {FILES[0], FILES[2]}, set()),
        (lambda o: shutil.rmtree(o), set(), set()),
        (lambda o: (shutil.rmtree(o / "news"), (o / "news").touch()), {FILES[0], "news"}, {"news"}),
    ],
    ids=["lost", "altered", "stray", "folder", "all", "file for a folder"],
)
def test_what_somebody_did_to_it_is_seen(
    output: Path, harm: Callable[[Path], object], files: set[str], altered: set[str]
) -> None:
    tree = compared(output, harm)
    assert not tree.is_as_left
    assert tree.files == files
    assert tree.files - tree.intact == altered


def test_a_file_that_vanishes_during_the_look_is_missing(output: Path) -> None:
    folders = {"": os.lstat(output).st_mtime_ns}
    files = {"news/gone/index.html": stamp_of(os.lstat(output / FILES[0]))}
    tree = compare_tree(str(output), files, folders)
    assert (tree.files, tree.intact) == (set(), set())


def test_links_are_neither_files_nor_folders(output: Path) -> None:
    tree = compared(output, lambda o: (o / "link").symlink_to("news"))
    assert tree.others == {"link"}
