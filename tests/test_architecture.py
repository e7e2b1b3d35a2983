"""The arrows point inwards: plugins → newsroom ← scripts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    "newsroom": {"plugins", "scripts", "bench", "pelican", "click"},
    "plugins": {"scripts", "bench", "click"},
    "scripts": {"plugins", "bench", "pelican"},
}
ONE_ROOM = {"feedgen": "newsroom/feeds/xml.py", "jdatetime": "newsroom/jalali.py"}
OUR_CODE = sorted(path for folder in FORBIDDEN for path in (ROOT / folder).rglob("*.py"))


def imported_roots(path: Path) -> set[str]:
    """The top names of everything that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", OUR_CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_inwards(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    assert imported_roots(path) & FORBIDDEN[folder] == set()


@pytest.mark.parametrize("library", sorted(ONE_ROOM))
def test_a_library_with_traps_is_imported_in_one_room_only(library: str) -> None:
    importers = [str(p.relative_to(ROOT)) for p in OUR_CODE if library in imported_roots(p)]
    assert importers == [ONE_ROOM[library]]


def test_the_middle_neither_prints_nor_reads_the_clock() -> None:
    for path in sorted((ROOT / "newsroom").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for word in ("print(", "datetime.now(", "date.today(", "time.time("):
            assert word not in text, f"{path.name} has {word}"


def test_the_two_lock_files_agree_and_name_no_host() -> None:
    runtime, dev = (
        {
            line.split(" ")[0]
            for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
            if "==" in line and not line.startswith(" ")
        }
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime <= dev
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(runtime)
