"""
Point 16: whatever an editor writes, the build names file and line, or every feed is valid.

tests/cases/feeds holds one post for each case. The name of a good one begins with `good-`; any
other must be refused, and then nothing of the site may have changed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom.problems import ContentRejectedError
from tests.feeds.documents import Feeds
from tests.feeds.rules import ATOM, CONTENT, find_faults
from tests.feeds.stories import NOW_AT, png
from tests.feeds.test_rules import documents
from tests.sites import ROOT, build_site, digests, post, write_content

CASES = sorted((ROOT / "tests/cases/feeds").iterdir())
CODES = {
    "attachment-empty": "file-empty",
    "body-with-fffe": "control-character",
    "body-with-lone-surrogate": "not-utf8",
    "body-with-nul": "control-character",
    "id-of-another": "id-taken",
    "image-missing": "file-missing",
    "image-that-is-none": "file-mismatch",
    "slug-of-300-characters": "slug-invalid",
    "summary-missing": "key-missing",
    "title-with-vertical-tab": "control-character",
}
BROKEN = {"media/none.png": b"no picture", "media/empty.pdf": b""}
GOOD = [case for case in CASES if case.stem.startswith("good-")]
REFUSED = [case for case in CASES if case not in GOOD]
KEPT = {"news/1405/kept.md": post("می‌ماند", "1405-08-01 10:00", "kptkpt")}


def place(root: Path, data: bytes) -> None:
    content = root / "content"
    (content / "media").mkdir(exist_ok=True)
    (content / "media/عکس یک.png").write_bytes(png(4, 3))
    for name, bytes_ in BROKEN.items():
        if name.encode() in data:
            (content / name).write_bytes(bytes_)
    year = "1397" if b"1397-02-03" in data else "1405"
    (content / "news" / year).mkdir(exist_ok=True)
    (content / "news" / year / "case.md").write_bytes(data)


def assert_all_valid(root: Path) -> None:
    output = root / "output"
    for path in documents(Feeds(output)):
        address = f"/{path.relative_to(output).as_posix()}"
        assert find_faults(address, path.read_bytes(), NOW_AT) == [], address


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.stem)
def test_point_16_what_is_accepted_gives_valid_feeds(tmp_path: Path, case: Path) -> None:
    write_content(tmp_path, KEPT)
    place(tmp_path, case.read_bytes())
    build_site(tmp_path)
    assert_all_valid(tmp_path)
    feeds = Feeds(tmp_path / "output")
    for form in (".rss.xml", ".atom.xml", ".json"):
        assert set(feeds.ids("/feeds/all", form)) == {"aaaaaa", "kptkpt"}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.stem)
def test_point_16_what_is_refused_is_named_and_the_site_stays(tmp_path: Path, case: Path) -> None:
    build_site(tmp_path, KEPT)
    before = digests(tmp_path / "output")
    place(tmp_path, case.read_bytes())
    with pytest.raises(ContentRejectedError) as caught:
        build_site(tmp_path)
    (problem,) = caught.value.problems
    own = [f"content/{name}" for name in BROKEN if name.encode() in case.read_bytes()]
    assert (problem.path, problem.code) in [
        (path, CODES[case.stem]) for path in (*own, "content/news/1405/case.md")
    ]
    assert 1 <= problem.line <= case.read_bytes().count(b"\n") + 1
    assert digests(tmp_path / "output") == before


def test_point_16_every_refused_case_has_its_code() -> None:
    assert {case.stem for case in REFUSED} == set(CODES)


def test_point_16_a_post_of_a_million_characters_is_named(tmp_path: Path) -> None:
    build_site(tmp_path, KEPT)
    before = digests(tmp_path / "output")
    with pytest.raises(ContentRejectedError) as caught:
        build_site(tmp_path, {"news/1405/long.md": post(body="واژه " * 200_000)})
    assert [p.code for p in caught.value.problems] == ["file-too-large"]
    assert digests(tmp_path / "output") == before


def test_point_07_an_item_of_over_100_kilobytes_carries_its_summary_and_a_link(
    tmp_path: Path,
) -> None:
    build_site(tmp_path, {**KEPT, "news/1405/long.md": post("دراز", body="واژه‌ای دیگر. " * 30_000)})
    assert_all_valid(tmp_path)
    feeds = Feeds(tmp_path / "output")
    for stem in ("/feeds/all", "/feeds/archive/1405-08"):
        item = feeds.item("aaaaaa", stem)
        assert item.find(f"{CONTENT}encoded") is None
        assert item.findtext("description") == "خلاصهٔ خبر."
        assert feeds.entry("aaaaaa", stem).find(f"{ATOM}content") is None
        assert "/news/1405/long/" in feeds.record("aaaaaa", stem)["content_html"]
        assert len(feeds.read(f"{stem}.atom.xml")) < 100_000
