"""`python -m scripts.show`: a draft in a ZIP, opened from the disk in Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from quality.browser import chromium
from tests.sites import NOW, ROOT, post, write_content

pytestmark = pytest.mark.slow


def show(content: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.show", "--content", str(content)]
    env = {**os.environ, "BUILD_TIME": NOW, "SITEURL": "https://example.ir", "PYTHONUTF8": "1"}
    return subprocess.run(
        [*command, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def test_a_draft_is_read_from_a_zip_without_a_server(tmp_path: Path) -> None:
    files = {"news/1405/a.md": post("خبری پنهان", status="draft", body="متن پنهان.")}
    content = write_content(tmp_path, files)
    target = tmp_path / "for-the-boss.zip"
    done = show(content, "a", "--output", str(target))
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["a.html"]
        archive.extractall(tmp_path / "opened")
    asked: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "opened/a.html").as_uri())
        assert page.get_by_text("متن پنهان.").is_visible()
        assert page.evaluate(
            "document.fonts.ready.then(f => [...f].some(x => x.status == 'loaded'))"
        )
        page.screenshot(path=tmp_path / "page.png")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert not (tmp_path / "output").exists()


def test_content_with_problems_makes_no_zip(tmp_path: Path) -> None:
    content = write_content(tmp_path, {"news/1405/a.md": post(date="نادرست")})
    done = show(content, "a", "--output", str(tmp_path / "a.zip"))
    assert done.returncode == 1
    assert "[date-invalid]" in done.stderr
    assert not (tmp_path / "a.zip").exists()
