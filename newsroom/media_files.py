"""What a file of content/media is: its size, its type, and how large a picture is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import imagesize
from lxml import etree

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


@dataclass(frozen=True, slots=True)
class FileFacts:
    """
    What is known of a file.

    Attributes:
        stamp: changes whenever the file is written: whoever keeps what was made of it compares.
        width, height: in pixels, as shown; 0 for what is no picture, or an SVG that says neither.
    """

    size_bytes: int
    type: str
    stamp: int
    width: int = 0
    height: int = 0


def type_of(path: str) -> str:
    """The media type of a file by the end of its name."""
    return TYPES.get(PurePosixPath(path).suffix.lower(), UNKNOWN)


def load_facts(file: Path) -> FileFacts:
    """
    The facts of *file*; of a picture only the header is read.

    Raises:
        ValueError: it is called a picture and is none.
        OSError: it is not there.
    """
    status = file.stat()
    kind = type_of(file.name)
    facts = FileFacts(status.st_size, kind, status.st_mtime_ns)
    if not kind.startswith("image/"):
        return facts
    width, height = _svg_size(file) if kind == "image/svg+xml" else _picture_size(file)
    return FileFacts(facts.size_bytes, kind, facts.stamp, width, height)


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
