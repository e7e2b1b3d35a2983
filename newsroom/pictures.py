"""
Photographs as they come from a phone, made fit for an archive that keeps everything for ever.

Turned as they were held, without place and camera, no larger than any screen asks for.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image, ImageOps

LONGEST_SIDE = 2000  # pixels: a main picture on a screen of double density, with room for a crop
QUALITY = 85  # of JPEG and WebP: at 12 megapixels, made small, no eye tells it from 95
# By the names of Pillow; MPO is a JPEG with a second picture behind the first, as many phones make.
MENDED = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP"}
# Kinds that phones and scanners make and browsers do not show.
FOREIGN = (".heic", ".heif", ".tif", ".tiff", ".bmp", ".dng", ".raw", ".psd")

_UNREADABLE = (
    OSError, SyntaxError, ValueError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
_ORIENTATION, _GPS, _MAKER = 0x0112, 0x8825, 0x010F
_TOLD = ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "Raw profile type exif")


@dataclass(frozen=True, slots=True)
class Mended:
    """
    A picture that is fit to be kept, and what was done to it.

    Attributes:
        before, after: width and height in pixels, as shown.
        had_place: whether the file said where it was taken.
    """

    data: bytes
    before: tuple[int, int]
    after: tuple[int, int]
    is_turned: bool
    had_place: bool
    had_camera: bool


class UnreadablePictureError(ValueError):
    """It begins as a picture does, and cannot be shown; or it is a bomb of a billion pixels."""


def mend_picture(data: bytes) -> Mended | None:
    """
    The picture as it is to be kept, of the same kind; None where nothing is to be done.

    A second time there is nothing to be done. Drawings and moving pictures are left alone.

    Raises:
        UnreadablePictureError: it cannot be read as a picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # of metadata that is cut off
            with Image.open(BytesIO(data)) as image:
                return _mend(image) if _needs_mending(image) else None
    except _UNREADABLE as error:
        raise UnreadablePictureError(str(error)) from error


def _needs_mending(image: Image.Image) -> bool:
    if image.format == "MPO":
        return True
    if image.format not in MENDED or getattr(image, "is_animated", False):
        return False
    return max(image.size) > LONGEST_SIDE or any(key in image.info for key in _TOLD)


def _mend(image: Image.Image) -> Mended:
    exif = image.getexif()
    turned = ImageOps.exif_transpose(image)
    before = turned.size
    if turned.mode == "P" and max(before) > LONGEST_SIDE:
        turned = turned.convert("RGBA")  # a palette cannot be averaged
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return Mended(
        data=_encoded(turned, MENDED[str(image.format)], image.info.get("icc_profile")),
        before=before,
        after=turned.size,
        is_turned=exif.get(_ORIENTATION, 1) != 1,
        had_place=bool(exif.get_ifd(_GPS)),
        had_camera=_MAKER in exif,
    )


def _encoded(image: Image.Image, kind: str, profile: bytes | None) -> bytes:
    for key in _TOLD:
        image.info.pop(key, None)
    output = BytesIO()
    # The profile says what the colours are, and nothing of whoever took the picture.
    options = {"icc_profile": profile} if profile else {}
    if kind == "JPEG":
        image.save(output, kind, quality=QUALITY, optimize=True, progressive=True, **options)
    elif kind == "WEBP":
        image.save(output, kind, quality=QUALITY, method=6, exif=b"", xmp=b"", **options)
    else:
        image.save(output, kind, optimize=True, exif=b"", **options)
    return output.getvalue()


def latin_name(name: str, digest: str) -> str:
    """A name for the file *name* that every system writes alike; *digest* makes it its own."""
    return f"picture-{digest[:8]}{PurePosixPath(name).suffix.lower()}"
