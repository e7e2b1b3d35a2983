"""Writing a file of an editor's: all of it or nothing."""

from __future__ import annotations

from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Put *data* in the place of *path* at once: a broken run never leaves half a post."""
    temporary = path.with_name(f".{path.name}~")
    temporary.write_bytes(data)
    temporary.chmod(path.stat().st_mode & 0o777)
    temporary.replace(path)
