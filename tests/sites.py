"""Small sites for the tests: their text, and the ways to build them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from newsroom.site import Site, parse_site
from plugins.build import Built, build

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-22T12:00:00+03:30"

PNG = b"\x89PNG\r\n\x1a\n"
TAGS = """\
ایمنی: {slug: safety, description: ایمنی در خانه و کار.}
نشان استاندارد: {slug: mark, description: نشان و کد آن.}
"""
PAGE = """\
---
عنوان: دربارهٔ ما
خلاصه: این سایت از کیست.
---

متن صفحه.
"""


def post(
    title: str = "خبر", date: str = "1405-08-20 10:00", id: str = "aaaaaa", **more: str
) -> str:
    """The text of a published news post; keys and the body can be given or changed."""
    body = more.pop("body", "متن خبر.")
    keys = {
        "title": title,
        "date": date,
        "status": "published",
        "id": id,
        "summary": "خلاصهٔ خبر.",
        **more,
    }
    lines = [f"{key}: {value}" for key, value in keys.items() if value]
    return "\n".join(["---", *lines, "---", "", body, ""])


def write_content(root: Path, files: dict[str, str]) -> Path:
    """A content folder with *files* (below content/; a PNG begins as one), two tags and a page."""
    content = root / "content"
    base = {"tags.yaml": TAGS, "pages/about.md": PAGE}
    for path, text in {**base, **files}.items():
        file = content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes((PNG if path.endswith(".png") else b"") + text.encode())
    return content


def settings(root: Path, **overrides: Any) -> dict[str, Any]:
    """The project's own settings for the content of *root*, built at NOW."""
    values = {
        "PATH": str(root / "content"),
        "OUTPUT_PATH": str(root / "output"),
        "CACHE_PATH": str(root / "cache"),
        "BUILD_TIME": NOW,
        "SITEURL": "https://example.ir",
        **overrides,
    }
    read: dict[str, Any] = read_settings(str(ROOT / "pelicanconf.py"), override=values)
    return read


def site_of(root: Path, **overrides: Any) -> Site:
    """The site that the project's own settings describe, with content of no account."""
    write_content(root, {})
    return parse_site(settings(root, **overrides))


def build_site(root: Path, files: dict[str, str] | None = None, **overrides: Any) -> Built:
    """Build *files* in this process; the output is `root / "output"`."""
    if files is not None:
        write_content(root, files)
    return build(settings(root, **overrides))


def run_pelican(
    root: Path, *arguments: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Build *root* with the `pelican` command, as the Makefile does."""
    command = [sys.executable, "-m", "pelican", str(root / "content"), "-s", "pelicanconf.py"]
    command += ["-o", str(root / "output"), "--log-handler", "plain", *arguments]
    environment = {**os.environ, "BUILD_TIME": NOW, "SITEURL": "https://example.ir"}
    environment |= {"CACHE_PATH": str(root / "cache"), **(env or {})}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below *folder*, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
