"""Points 3, 4, 7 and 8: identity, the same bytes, the window, and the archive that stays."""

from __future__ import annotations

import os
import random
import subprocess
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from newsroom.clock import Clock
from newsroom.content import load_content
from newsroom.edition import Edition
from newsroom.feeds import json_feed, xml
from newsroom.feeds.items import items_of
from newsroom.feeds.records import FeedView
from newsroom.feeds.window import LIMIT_BYTES, Sizes
from newsroom.site import parse_site
from tests.feeds.documents import FORMS, SITE, Feeds
from tests.feeds.rules import ATOM, CONTENT, HISTORY
from tests.feeds.stories import FILES, NOW_AT, write_newsroom
from tests.sites import build_site, digests, post, run_pelican, settings, write_content

NEWS = "news/1405"
TEXT = "واژه‌ای دیگر و <sub>نشانه</sub> & «گفته». "


def feed_digests(root: Path) -> dict[str, str]:
    """Digests of all feeds, archive included, without their twins."""
    found = digests(root / "output/feeds")
    return {path: digest for path, digest in found.items() if not path.endswith((".gz", ".br"))}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The stems of the documents that are new, gone or other."""
    paths = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    return {path.split(".")[0] for path in paths}


def rel(root: Any, name: str) -> str:
    """The address that a document's link names, RSS or Atom; empty for none."""
    parent = root.find("channel") if root.tag == "rss" else root
    found = [x.get("href") for x in parent.findall(f"{ATOM}link") if x.get("rel") == name]
    return found[0] if found else ""


# --- Identity and reproducibility -----------------------------------------------------------------


def test_point_03_a_guid_survives_a_change_of_title_slug_file_date_and_section(
    tmp_path: Path,
) -> None:
    versions = [
        {"news/1405/a.md": post("یک")},
        {"news/1405/a.md": post("عنوانی دیگر")},
        {"news/1405/a.md": post("یک", slug="other")},
        {"news/1405/renamed.md": post("یک")},
        {"news/1404/a.md": post("یک", "1404-08-20 10:00")},
        {"brochures/1405/a.md": post("یک", kind="brochure")},
    ]
    for number, files in enumerate(versions):
        root = tmp_path / str(number)
        build_site(root, files, SITEURL=f"https://host{number}.ir")
        for form in FORMS:
            assert Feeds(root / "output").ids("/feeds/all", form) == ["aaaaaa"]


@pytest.mark.slow
def test_point_04_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    write_newsroom(tmp_path)
    subprocess.run(
        ["localedef", "-i", "fa_IR", "-f", "UTF-8", str(tmp_path / "fa_IR.UTF-8")], check=True
    )
    found = []
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tehran", "fa_IR.UTF-8")):
        env = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LOCPATH": str(tmp_path)}
        done = run_pelican(tmp_path, "-o", str(tmp_path / seed), env=env)
        assert done.returncode == 0, done.stderr
        found.append(digests(tmp_path / seed))
    assert found[0] == found[1]
    assert len(found[0]) > 300


def test_point_04_a_build_with_nothing_new_leaves_every_file_alone(tmp_path: Path) -> None:
    write_newsroom(tmp_path)
    build_site(tmp_path, PURPOSE="production")
    files = [path for path in (tmp_path / "output").rglob("*") if path.is_file()]
    stamps = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in files}
    later = "2026-11-22T12:05:00+03:30"  # nothing happens in these five minutes
    built = build_site(tmp_path, PURPOSE="production", BUILD_TIME=later)
    assert built.switched.written == built.switched.removed == ()
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in files} == stamps


# --- The window -----------------------------------------------------------------------------------


def many(count: int, *, hours: int, body: str, start: int = 0) -> dict[str, str]:
    """Posts that end an hour before NOW, *hours* apart, numbered from the newest."""
    files = {}
    for number in range(start, start + count):
        moment = NOW_AT - timedelta(hours=1 + number * hours)
        date = moment.strftime("%Y-%m-%d %H:%M")
        year = 1405 if moment >= datetime.fromisoformat("2026-03-21T00:00:00+03:30") else 1404
        identity = f"w{number:05}"
        files[f"news/{year}/{identity}.md"] = post(f"خبر {number}", date, identity, body=body)
    return files


def test_point_07_the_feed_holds_fifty_items_where_thirty_days_have_fewer(tmp_path: Path) -> None:
    build_site(tmp_path, many(60, hours=24 * 3, body="متن."))
    assert Feeds(tmp_path / "output").ids("/feeds/all") == [f"w{n:05}" for n in range(50)]


def test_point_07_the_feed_holds_thirty_days_where_they_have_more(tmp_path: Path) -> None:
    build_site(tmp_path, many(80, hours=10, body="متن."))
    assert Feeds(tmp_path / "output").ids("/feeds/all") == [f"w{n:05}" for n in range(72)]


@pytest.mark.slow
def test_point_07_bodies_give_way_before_items_do_and_the_oldest_first(tmp_path: Path) -> None:
    build_site(tmp_path, many(120, hours=5, body=TEXT * 200))
    feeds = Feeds(tmp_path / "output")
    for form in FORMS:
        assert len(feeds.read(f"/feeds/all{form}")) <= LIMIT_BYTES
        assert feeds.ids("/feeds/all", form) == [f"w{n:05}" for n in range(120)]
    full = [item.find(f"{CONTENT}encoded") is not None for item in feeds.items()]
    assert all(full[:50])
    assert not full[-1]
    assert full == sorted(full, reverse=True)
    entries = feeds.xml("/feeds/all.atom.xml").findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}content") is not None for entry in entries] == full


@pytest.mark.slow
def test_point_07_items_give_way_when_summaries_alone_are_too_many(tmp_path: Path) -> None:
    files = many(900, hours=0, body="متن.")
    summary = "خلاصه‌ای دراز " * 20
    build_site(tmp_path, {p: t.replace("خلاصهٔ خبر.", summary) for p, t in files.items()})
    feeds = Feeds(tmp_path / "output")
    largest = max(len(feeds.read(f"/feeds/news{form}")) for form in FORMS)
    assert LIMIT_BYTES // 2 < largest <= LIMIT_BYTES
    assert 400 < len(feeds.ids("/feeds/news")) < 900


@pytest.mark.parametrize("seed", range(3))
def test_point_07_no_item_is_larger_than_it_was_counted(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    pieces = ["&", "<", '"', "متن ", "[پیوند](a.md) ", "`]]>` ", "🎉", "\n\n", "A "]
    few = ("picture.md", "corrected.md", "withdrawn.md", "about.md")
    base = {name: text for name, text in FILES.items() if name.endswith(few) or "media" in name}
    for number in range(12):
        text = "".join(draw.choices(pieces, k=draw.randrange(1, 900)))
        words = "".join(draw.choices(["&", "<b>", "“", "واژه ", "'' "], k=40))[:100]
        files = {f"{NEWS}/a.md": post(f"'ع {words}'", summary=f"'خ {words}'", body=f"متن {text}",
                                      tags="ایمنی، نشان استاندارد")}  # fmt: skip
        root = tmp_path / str(number)
        content = load_content(write_content(root, {**base, **files}))
        site = parse_site(settings(root, SITEURL=f"https://{'long.' * 12}example.ir"))
        edition = Edition(content, site, Clock(NOW_AT))
        sizes = Sizes(site)
        view = FeedView("t", "d", "/", "feed/x", "/feeds/x", "/feeds/x", ())
        for item in items_of(edition, edition.told):
            for short in (frozenset({item.identity}), frozenset[str]()):
                counted = sizes.short(item) + (0 if short else sizes.body(item))
                own = FeedView("t", "d", "/", "feed/x", "/feeds/x", "/feeds/x", (item,), short)
                for make in (xml.make_rss, xml.make_atom, json_feed.make_json):
                    assert len(make(site, own)) - len(make(site, view)) <= counted


# --- The archive ----------------------------------------------------------------------------------


def walk(feeds: Feeds, form: str) -> list[str]:
    """The stems from the feed to the end of its archive."""
    stem, seen = "/feeds/all", []
    while stem:
        seen.append(stem)
        if form == ".json":
            address = feeds.json(stem + form).get("next_url", "")
        else:
            address = rel(feeds.xml(stem + form), "prev-archive")
        stem = address.removeprefix(SITE).removesuffix(form)
        assert stem not in seen
    return seen


def test_point_08_the_walk_visits_every_post_and_ends_at_the_oldest(feeds: Feeds) -> None:
    walks = [walk(feeds, form) for form in FORMS]
    assert walks[0] == walks[1] == walks[2]
    assert walks[0][0] == "/feeds/all"
    for form in FORMS:
        visited = [identity for stem in walks[0] for identity in feeds.ids(stem, form)]
        sources = [text for name, text in FILES.items() if name.endswith(".md")]
        public = {text.split("id: ")[1][:6] for text in sources if "پنهان" not in text}
        assert {identity for identity in visited if "-c" not in identity} == public
        assert {"crrctd-c1", "crrctd-c2"} <= set(visited)
        assert visited[-1] == "xdstxd"


def test_point_08_the_feed_holds_what_no_closed_document_does(tmp_path: Path) -> None:
    """The last hour of a month of 31 days: its first posts are older than thirty."""
    now = datetime.fromisoformat("2026-05-21T23:00:00+03:30")
    files = {}
    for number in range(62):
        date = f"1405-02-{1 + number // 2:02} {number % 2 * 12:02}:30"
        files[f"{NEWS}/m{number:05}.md"] = post(f"خبر {number}", date, f"m{number:05}")
    build_site(tmp_path, files, BUILD_TIME=now.isoformat())
    feeds = Feeds(tmp_path / "output")
    for form in FORMS:
        assert walk(feeds, form) == ["/feeds/all"]
        assert len(feeds.ids("/feeds/all", form)) == 62
    assert len(feeds.ids("/feeds/news")) == 60  # a section has its window and no archive


def test_point_08_every_document_of_the_archive_says_what_it_is(feeds: Feeds) -> None:
    chain = walk(feeds, ".rss.xml")
    for form in FORMS[:2]:
        for stem in chain[1:]:
            root = feeds.xml(stem + form)
            assert list(root.iter(f"{HISTORY}archive")), stem
            assert rel(root, "current") == f"{SITE}/feeds/all{form}"
            assert rel(root, "self") == f"{SITE}{stem}{form}"
            assert not rel(root, "hub")
        assert not list(feeds.xml(f"/feeds/all{form}").iter(f"{HISTORY}archive"))
        # What is not closed has a document too, outside of the chain: all of it is in the feed.
        rest = "/feeds/archive/1405-09"
        assert rest not in chain
        assert not list(feeds.xml(rest + form).iter(f"{HISTORY}archive"))
        assert set(feeds.ids(rest, form)) <= set(feeds.ids("/feeds/all", form))


@pytest.mark.slow
def test_point_08_next_archive_leads_back_where_it_is_given(tmp_path: Path) -> None:
    build_site(tmp_path, many(150, hours=5, body=TEXT * 120))
    feeds = Feeds(tmp_path / "output")
    chain = walk(feeds, ".atom.xml")
    assert any(stem.endswith("-1") for stem in chain)  # a month in parts
    for newer, older in pairwise(chain):
        following = rel(feeds.xml(f"{older}.atom.xml"), "next-archive")
        assert following in ("", f"{SITE}{newer}.atom.xml")
    assert rel(feeds.xml(f"{chain[-1]}.atom.xml"), "next-archive")


def test_point_08_a_new_post_changes_the_open_month_and_its_own_feeds_alone(tmp_path: Path) -> None:
    write_newsroom(tmp_path)
    build_site(tmp_path)
    before = feed_digests(tmp_path)
    new = post("تازه", "1405-09-01 11:45", "newnew", audience="producers")
    build_site(tmp_path, {f"{NEWS}/new.md": new})
    assert changed(before, feed_digests(tmp_path)) == {
        "all", "news", "producers", "archive/1405-09",
    }  # fmt: skip


def test_point_08_the_first_post_of_a_month_changes_no_closed_month(tmp_path: Path) -> None:
    build_site(tmp_path, {f"{NEWS}/a.md": post("یک", "1405-08-20 10:00", "aaaaaa")})
    before = feed_digests(tmp_path)
    build_site(tmp_path, {f"{NEWS}/b.md": post("دو", "1405-09-01 10:00", "bbbbbb")})
    assert changed(before, feed_digests(tmp_path)) == {"all", "news", "archive/1405-09"}


@pytest.mark.slow
def test_point_08_a_month_that_comes_apart_changes_no_other_month(tmp_path: Path) -> None:
    now = "2026-12-20T12:00:00+03:30"
    old = {f"{NEWS}/a.md": post("یک", "1405-08-20 10:00", "aaaaaa")}
    build_site(tmp_path, old | many(5, hours=1, body=TEXT), BUILD_TIME=now)
    before = feed_digests(tmp_path)
    more = {}
    for number in range(150):
        date = f"1405-09-{2 + number // 10:02} {8 + number % 10}:30"
        identity = f"p{number:05}"
        more[f"{NEWS}/{identity}.md"] = post("تازه", date, identity, body=TEXT * 200)
    build_site(tmp_path, more, BUILD_TIME=now)
    touched = changed(before, feed_digests(tmp_path))
    assert {stem for stem in touched if stem.startswith("archive/")} == {
        "archive/1405-09-1", "archive/1405-09-2", "archive/1405-09",
    }  # fmt: skip
    feeds = Feeds(tmp_path / "output")
    visited = {identity for stem in walk(feeds, ".json") for identity in feeds.ids(stem, ".json")}
    assert len(visited) == 1 + 5 + 150
    # Parts that are full are closed although their month is not.
    assert walk(feeds, ".json")[1] == "/feeds/archive/1405-09-2"


@pytest.mark.parametrize("change", ["edit", "withdraw", "delete"])
def test_point_08_a_closed_month_changes_when_its_own_post_does(
    tmp_path: Path, change: str
) -> None:
    files = {
        f"{NEWS}/a.md": post("یک", "1405-06-20 10:00", "aaaaaa"),
        f"{NEWS}/b.md": post("دو", "1405-06-21 10:00", "bbbbbb"),
        f"{NEWS}/c.md": post("سه", "1405-07-21 10:00", "cccccc"),
        f"{NEWS}/d.md": post("چهار", "1405-08-21 10:00", "dddddd"),
    }
    build_site(tmp_path, files)
    before = feed_digests(tmp_path)
    gone = "\n  date: 1405-08-28\n  reason: ن."
    own = {
        "edit": post("یک و نیم", "1405-06-20 10:00", "aaaaaa"),
        "withdraw": post("یک", "1405-06-20 10:00", "aaaaaa", status="withdrawn", withdrawn=gone),
        "delete": post("یک", "1405-06-20 10:00", "aaaaaa", status="draft"),
    }
    build_site(tmp_path, {f"{NEWS}/a.md": own[change]})
    touched = {s for s in changed(before, feed_digests(tmp_path)) if s.startswith("archive/")}
    assert touched == {"archive/first", "archive/1405-06"}


def test_point_08_a_late_correction_is_in_the_month_in_which_it_was_made(tmp_path: Path) -> None:
    old = {f"{NEWS}/a.md": post("یک", "1405-05-20 10:00", "aaaaaa")}
    other = {f"{NEWS}/b.md": post("دو", "1405-07-20 10:00", "bbbbbb")}
    build_site(tmp_path, old | other)
    before = feed_digests(tmp_path)
    late = post("یک", "1405-05-20 10:00", "aaaaaa", corrections="[{date: 1405-09-01, text: ت}]")
    build_site(tmp_path, {f"{NEWS}/a.md": late})
    feeds = Feeds(tmp_path / "output")
    assert feeds.ids("/feeds/archive/1405-09") == ["aaaaaa-c1"]
    assert feeds.ids("/feeds/all")[0] == "aaaaaa-c1"
    assert "archive/1405-07" not in changed(before, feed_digests(tmp_path))


def test_a_month_is_closed_by_the_clock_and_the_build_knows_when(tmp_path: Path) -> None:
    files = {f"{NEWS}/a.md": post("یک", "1405-09-01 10:00", "aaaaaa")}
    built = build_site(tmp_path, files)
    end = datetime.fromisoformat("2026-12-22T00:00:00+03:30")
    assert end in built.clock.moments
    feeds = Feeds(tmp_path / "output")
    assert walk(feeds, ".rss.xml") == ["/feeds/all"]
    build_site(tmp_path, BUILD_TIME=end.isoformat())
    assert walk(feeds, ".rss.xml")[1:] == ["/feeds/archive/1405-09", "/feeds/archive/first"]


def test_two_posts_of_one_minute_are_told_apart_in_atom_and_nowhere_else(feeds: Feeds) -> None:
    pair = [feeds.entry(i, "/feeds/archive/1405-03") for i in ("n00000", "n00001")]
    updated = sorted(entry.findtext(f"{ATOM}updated") for entry in pair)
    assert updated == ["2026-05-22T08:00:00+03:30", "2026-05-22T08:00:01+03:30"]
    records = [feeds.record(i, "/feeds/archive/1405-03") for i in ("n00000", "n00001")]
    assert {record["date_modified"] for record in records} == {"2026-05-22T08:00:00+03:30"}


def test_the_news_sitemap_holds_two_days_of_news(tmp_path: Path) -> None:
    files = {
        f"{NEWS}/a.md": post("تازه", "1405-08-29 12:01", "aaaaaa"),
        f"{NEWS}/b.md": post("کهنه", "1405-08-29 12:00", "bbbbbb"),
        "courses/1405/c.md": post("دوره", "1405-08-30 12:00", "cccccc", starts="1405-10-01 09:00",
                                  place="سالن"),
    }  # fmt: skip
    built = build_site(tmp_path, files)
    assert (
        os.fsdecode(b"https://example.ir/news/1405/a/")
        in Feeds(tmp_path / "output").read("/sitemap-news.xml").decode()
    )
    view = built.plan.outputs["sitemap-news.xml"].view
    assert [title for *_, title in view.entries] == ["تازه"]
    assert datetime.fromisoformat("2026-11-22T12:01:00+03:30") in built.clock.moments
