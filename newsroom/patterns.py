"""
The site of patterns: every page and part of the theme, with the content that tries it hardest.

It is the real content and, laid over it, the posts of `theme/patterns/`: a new case is a new file
there. Only the preview has it; no build for readers does.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from newsroom.content import TAGS_FILE

FOLDER = "theme/patterns"


def lay_content(content: Path, patterns: Path, into: Path) -> None:
    """
    Make the folder *into* anew: *content*, and over it *patterns*, whose tags are added.

    Raises:
        OSError: a folder cannot be read, or *into* not be written.
    """
    if into.exists():
        shutil.rmtree(into)
    shutil.copytree(content, into)
    shutil.copytree(patterns, into, dirs_exist_ok=True)
    tags = [(folder / TAGS_FILE).read_text(encoding="utf-8") for folder in (content, patterns)]
    (into / TAGS_FILE).write_text("\n".join(tags), encoding="utf-8")
