"""Real readers poll a real nginx: the second answer is 304, and a change is followed."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import feedparser
import pytest
from reader import Reader, make_reader

from tests.feeds.documents import Feeds
from tests.feeds.servers import Server, free_port, nginx
from tests.feeds.stories import write_newsroom
from tests.sites import build_site, digests, post

pytestmark = pytest.mark.slow

RENAMED = {"news/1405/fresh.md": post("خبری با نامی دیگر", "1405-08-30 20:00", "frshfr")}


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Server]:
    """The small newsroom, served at the address that its feeds name."""
    port = free_port()
    write_newsroom(tmp_path)
    build_site(tmp_path, SITEURL=f"http://127.0.0.1:{port}")
    with nginx(tmp_path / "nginx", tmp_path / "output", port=port) as server:
        yield server


def rebuild(live: Server) -> None:
    """Build anew with another title, and as if it were a minute later: newsboat goes by seconds."""
    output = live.root.parent / "output"
    before = digests(output)
    build_site(live.root.parent, RENAMED, SITEURL=live.url)
    for path, digest in digests(output).items():
        if before.get(path) != digest:
            later = (output / path).stat().st_mtime + 60
            os.utime(output / path, (later, later))


def ids(live: Server) -> list[str]:
    return Feeds(live.root.parent / "output").ids("/feeds/all")


def polls(live: Server, form: str) -> list[str]:
    """The statuses that the feed of everything was answered with."""
    lines = [line for line in live.log() if f"/feeds/all{form} " in line]
    return [re.search(r'" (\d{3}) ', line)[1] for line in lines]


@pytest.mark.parametrize("form", [".rss.xml", ".atom.xml"])
def test_feedparser(live: Server, form: str) -> None:
    address = f"{live.url}/feeds/all{form}"
    first = feedparser.parse(address)
    assert (first.status, first.bozo, len(first.entries)) == (200, False, len(ids(live)))
    assert feedparser.parse(address, etag=first.etag).status == 304
    assert feedparser.parse(address, modified=first.modified).status == 304
    rebuild(live)
    again = feedparser.parse(address, etag=first.etag)
    assert again.status == 200
    assert {e.id for e in again.entries} == {e.id for e in first.entries}
    titles = {e.id[-6:]: e.title for e in again.entries}
    assert titles["frshfr"] == "خبری با نامی دیگر"


@pytest.mark.parametrize("form", [".rss.xml", ".atom.xml", ".json"])
def test_reader(live: Server, tmp_path: Path, form: str) -> None:
    reader: Reader = make_reader(str(tmp_path / "reader.sqlite"))
    address = f"{live.url}/feeds/all{form}"
    reader.add_feed(address)
    reader.update_feeds()
    entries = list(reader.get_entries())
    assert len(entries) == len(ids(live))
    for entry in entries:
        reader.mark_entry_as_read(entry)
    # It honours max-age and does not ask again within the minute; this is asking all the same.
    reader.set_tag(address, ".reader.update", {"interval": 0})
    reader.update_feed(address)
    assert polls(live, form) == ["200", "304"]
    rebuild(live)
    result = reader.update_feed(address)
    assert result is not None
    assert (result.new, result.modified) == (0, 1)
    renamed = reader.get_entry((address, "tag:tarvij.example.ir,2026:frshfr"))
    assert renamed.title == "خبری با نامی دیگر"
    assert renamed.read
    reader.close()


def newsboat(home: Path, *arguments: str) -> str:
    command = ["newsboat", "-u", str(home / "urls"), "-c", str(home / "cache.db"),
               "-C", str(home / "config"), *arguments]  # fmt: skip
    env = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_newsboat(live: Server, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "config").write_text("", encoding="utf-8")
    (home / "urls").write_text(f"{live.url}/feeds/all.rss.xml\n", encoding="utf-8")
    newsboat(home, "-x", "reload")
    assert newsboat(home, "-x", "print-unread").split()[0] == str(len(ids(live)))
    newsboat(home, "-x", "reload")  # it stores the validators with the second answer
    newsboat(home, "-x", "reload")
    assert polls(live, ".rss.xml")[-1] == "304"
    rebuild(live)
    newsboat(home, "-x", "reload")
    assert newsboat(home, "-x", "print-unread").split()[0] == str(len(ids(live)))
    assert polls(live, ".rss.xml")[-1] == "200"
    with closing(sqlite3.connect(home / "cache.db")) as cache:
        titles = [title for (title,) in cache.execute("SELECT title FROM rss_item")]
    assert len(titles) == len(ids(live))
    assert "خبری با نامی دیگر" in titles
