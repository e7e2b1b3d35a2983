"""Killed at any instant, the next build ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import NOW, ROOT, build_site, digests, post, write_content

RUNS = 100
SHARES = 5  # the runs are shared out, so that several workers can do them
KILLER = Path(__file__).with_name("killed_build.py")

BEFORE = {
    "news/1405/kept.md": post("می‌ماند", id="aaaaaa", tags="ایمنی"),
    "news/1405/edited.md": post("پیش از ویرایش", id="bbbbbb", date="1405-08-21 10:00"),
    "news/1405/gone.md": post("می‌رود", id="cccccc", body="![نقش](/media/gone.png)"),
    "media/gone.png": "gone",
}
AFTER = {
    "news/1405/kept.md": BEFORE["news/1405/kept.md"],
    "news/1405/edited.md": post("پس از ویرایش", id="bbbbbb", date="1405-08-21 10:00"),
    "news/1405/fresh.md": post("تازه", id="dddddd", body="![نقش](/media/fresh.png)"),
    "courses/1405/course.md": post("دوره", id="eeeeee", starts="1405-10-01 09:00", place="سالن"),
    "media/fresh.png": "fresh",
}


def killed_build(root: Path, allowed_calls: int, purpose: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(KILLER), str(allowed_calls), str(root / "content")]
    command += ["-s", "pelicanconf.py", "-o", str(root / "output"), "--log-handler", "plain"]
    command += ["-e", f'PURPOSE="{purpose}"']
    env = {**os.environ, "BUILD_TIME": NOW, "SITEURL": "https://example.ir"}
    env["CACHE_PATH"] = str(root / "cache")
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def rewrite(root: Path, files: dict[str, str]) -> None:
    shutil.rmtree(root / "content", ignore_errors=True)
    write_content(root, files)


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_a_killed_build_leaves_whole_files_and_the_next_one_mends_all(
    tmp_path: Path, share: int
) -> None:
    kill_and_mend(tmp_path, share)


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES, 10 * SHARES))
def test_so_do_many_more(tmp_path: Path, share: int) -> None:
    kill_and_mend(tmp_path, share)


def kill_and_mend(tmp_path: Path, share: int) -> None:
    """
    Kill twenty builds at instants drawn from *share*, and see what is there before and after.

    Every second share builds for the world, where feeds have compressed twins.
    """
    purpose = "production" if share % 2 else "local"
    old, new, site = tmp_path / "old", tmp_path / "new", tmp_path / "site"
    build_site(old, BEFORE, PURPOSE=purpose)
    build_site(new, AFTER, PURPOSE=purpose)
    before, after = digests(old / "output"), digests(new / "output")
    rewrite(site, BEFORE)
    build_site(site, PURPOSE=purpose)
    rewrite(site, AFTER)
    whole = killed_build(site, 10**9, purpose)
    calls = int(whole.stdout.rsplit("calls=", 1)[1])
    assert digests(site / "output") == after
    draw = random.Random(share)
    for _ in range(RUNS // SHARES):
        rewrite(site, BEFORE)
        build_site(site, PURPOSE=purpose)
        assert digests(site / "output") == before
        rewrite(site, AFTER)
        allowed = draw.randrange(calls)
        assert killed_build(site, allowed, purpose).returncode == -9
        for path, digest in digests(site / "output").items():
            assert digest in (before.get(path), after.get(path)), f"half a file: {path}"
        build_site(site, PURPOSE=purpose)
        assert digests(site / "output") == after, f"killed after {allowed} calls of {calls}"
        for twin in (site / "output").rglob("*.gz"):
            plain = twin.with_suffix("")
            assert twin.stat().st_mtime_ns == plain.stat().st_mtime_ns, twin
