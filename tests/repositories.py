"""Real repositories of git for the tests, whatever this machine's own settings are."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

# No settings of this machine or of its user, and no question that nobody will answer.
BARE: Mapping[str, str] = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
}
IDENTITY = ("-c", "user.name=سارا", "-c", "user.email=sara@example.ir")


def git(root: Path, *words: str) -> str:
    """What git says in *root*, without the last line's end; CalledProcessError if it fails."""
    done = subprocess.run(
        ["git", "-C", str(root), *IDENTITY, *words],
        env=BARE, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout.rstrip("\n")
