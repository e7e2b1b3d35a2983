"""What a file of content/media is: its size, its type, and how large a picture is."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path, PurePosixPath

import imagesize
from lxml import etree

from newsroom.records import DIGEST_BYTES, Record

# Not the system's table, which differs between machines: a feed is compared byte for byte.
TYPES = {
    ".avif": "image/avif", ".bmp": "image/bmp", ".gif": "image/gif", ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg", ".png": "image/png", ".svg": "image/svg+xml", ".tif": "image/tiff",
    ".tiff": "image/tiff", ".webp": "image/webp",
    ".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".oga": "audio/ogg", ".ogg": "audio/ogg",
    ".mp4": "video/mp4", ".ogv": "video/ogg", ".webm": "video/webm",
    ".csv": "text/csv", ".md": "text/markdown", ".txt": "text/plain", ".vtt": "text/vtt",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip", ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text", ".pdf": "application/pdf",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}  # fmt: skip
UNKNOWN = "application/octet-stream"


class FileFacts(Record, frozen=True):
    """
    What is known of a file.

    Attributes:
        digest: of its bytes: whoever keeps what was made of them compares.
        width, height: in pixels, as shown; 0 for what is no picture, or an SVG that says neither.
    """

    size_bytes: int
    type: str
    digest: bytes
    width: int = 0
    height: int = 0


@lru_cache(maxsize=4_096)
def type_of(path: str) -> str:
    """The media type of a file by the end of its name."""
    return TYPES.get(PurePosixPath(path).suffix.lower(), UNKNOWN)


def load_facts(file: Path) -> FileFacts:
    """
    The facts of *file*; what is called a picture and is none has 0 bytes.

    Raises:
        OSError: it is not there.
    """
    kind = type_of(file.name)
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, _new_digest).digest()
    try:
        size = _size_of_picture(file, kind)
    except ValueError:
        return FileFacts(0, kind, digest)
    return FileFacts(file.stat().st_size, kind, digest, *size)


def _new_digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=DIGEST_BYTES)


def _size_of_picture(file: Path, kind: str) -> tuple[int, int]:
    """Width and height; zeros for what is no picture. ValueError for what is only called one."""
    if not kind.startswith("image/"):
        return 0, 0
    return _svg_size(file) if kind == "image/svg+xml" else _picture_size(file)


def _picture_size(file: Path) -> tuple[int, int]:
    width, height = imagesize.get(str(file))
    if width < 1 or height < 1:
        raise ValueError(f"{file.name} has no picture's header")
    return int(width), int(height)


def _svg_size(file: Path) -> tuple[int, int]:
    """From `width` and `height` in pixels, or from `viewBox`; (0, 0) if it has neither."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.parse(str(file), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{file.name} is no XML") from error
    if etree.QName(root).localname != "svg":
        raise ValueError(f"{file.name} has no svg element")
    box = root.get("viewBox", "").replace(",", " ").split()[2:4]
    for sides in ([root.get("width", ""), root.get("height", "")], box):
        numbers = [_pixels(side) for side in sides]
        if len(numbers) == 2 and all(numbers):
            return numbers[0], numbers[1]
    return 0, 0


def _pixels(length: str) -> int:
    """Whole pixels of an SVG length; 0 for other units, `%`, or nonsense."""
    try:
        return max(0, round(float(length.removesuffix("px"))))
    except (ValueError, OverflowError):
        return 0
