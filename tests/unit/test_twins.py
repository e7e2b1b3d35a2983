"""Compressed twins: made of the same bytes, with the same mtime, once."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from newsroom.compression import MAKERS, makers_for
from newsroom.outputs import Output, Twins
from newsroom.release import DuplicateOutputError, Release, Switched
from newsroom.site import Purpose


class Counting:
    """A maker of twins that knows how often it was asked."""

    def __init__(self) -> None:
        self.made: list[bytes] = []

    def __call__(self, data: bytes) -> bytes:
        self.made.append(data)
        return b"pressed " + data


def build(
    output: Path, data: bytes, twins: dict[str, Callable[[bytes], bytes]], more: str = ""
) -> Switched:
    with Release(output) as release:
        release.put("feeds/all.json", data, twins)
        if more:
            release.put(more, b"more")
        return release.switch()


def stamps(output: Path) -> set[int]:
    return {path.stat().st_mtime_ns for path in (output / "feeds").iterdir()}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


def test_a_file_and_its_twins_have_one_mtime(output: Path) -> None:
    press = Counting()
    switched = build(output, b"one", {".gz": press, ".br": press})
    assert switched.written == ("feeds/all.json", "feeds/all.json.br", "feeds/all.json.gz")
    assert (output / "feeds/all.json.gz").read_bytes() == b"pressed one"
    assert len(stamps(output)) == 1
    assert press.made == [b"one", b"one"]


def test_what_did_not_change_is_neither_written_nor_pressed_again(output: Path) -> None:
    press = Counting()
    build(output, b"one", {".gz": press, ".br": press})
    before = stamps(output)
    switched = build(output, b"one", {".gz": press, ".br": press}, more="index.html")
    assert (switched.written, switched.unchanged) == (("index.html",), 3)
    assert (stamps(output), len(press.made)) == (before, 2)


def test_what_changed_is_pressed_again(output: Path) -> None:
    press = Counting()
    build(output, b"one", {".gz": press})
    build(output, b"two", {".gz": press})
    assert (output / "feeds/all.json.gz").read_bytes() == b"pressed two"
    assert press.made == [b"one", b"two"]
    assert len(stamps(output)) == 1


def test_a_twin_that_is_missing_or_of_another_time_is_made_anew(output: Path) -> None:
    press = Counting()
    build(output, b"one", {".gz": press, ".br": press})
    (output / "feeds/all.json.br").unlink()
    os.utime(output / "feeds/all.json.gz", ns=(1, 1))
    switched = build(output, b"one", {".gz": press, ".br": press})
    assert switched.written == ("feeds/all.json.br", "feeds/all.json.gz")
    assert len(stamps(output)) == 1


def test_a_twin_that_is_wanted_no_more_is_removed(output: Path) -> None:
    build(output, b"one", {".gz": Counting()})
    assert build(output, b"one", {}).removed == ("feeds/all.json.gz",)


def test_a_file_that_vanishes_meanwhile_takes_its_twins_with_it(output: Path) -> None:
    press = Counting()
    build(output, b"one", {".gz": press})
    with Release(output) as release:
        release.put("first.json", b"")
        (output / "feeds/all.json.gz").unlink()
        release.put("feeds/all.json", b"one", {".gz": press})
        release.switch()
    assert (output / "feeds/all.json.gz").read_bytes() == b"pressed one"


def test_the_name_of_a_twin_is_taken(output: Path) -> None:
    with Release(output) as release:
        release.put("a.json", b"", {".gz": Counting()})
        with pytest.raises(DuplicateOutputError):
            release.put("a.json.gz", b"")


@pytest.mark.parametrize("kind", [Twins.LIVE, Twins.CLOSED])
def test_the_twins_of_a_feed_are_what_they_are_called(kind: Twins) -> None:
    data = "متن یک خوراک. ".encode() * 2_000
    makers = makers_for(Output("feeds/a.json", "", None, kind), Purpose.PRODUCTION)
    assert gzip.decompress(makers[".gz"](data)) == data
    assert brotli.decompress(makers[".br"](data)) == data
    assert makers[".gz"](data) == makers[".gz"](data)


def test_what_is_closed_is_pressed_harder() -> None:
    data = b"".join(b"%d " % (number * number) for number in range(20_000))
    live, closed = (MAKERS[kind][".br"](data) for kind in (Twins.LIVE, Twins.CLOSED))
    assert len(closed) < len(live)


@pytest.mark.parametrize("purpose", [Purpose.LOCAL, Purpose.PREVIEW])
def test_only_what_is_for_the_world_has_twins(purpose: Purpose) -> None:
    assert makers_for(Output("feeds/a.json", "", None, Twins.LIVE), purpose) == {}
    assert makers_for(Output("index.html", "", None), Purpose.PRODUCTION) == {}
