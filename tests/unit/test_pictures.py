"""Photographs as phones make them: turned, bounded, without place and camera; then left alone."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pelican
import pytest
from PIL import Image, ImageCms

from newsroom.pictures import LONGEST_SIDE, UnreadablePictureError, latin_name, mend_picture

# A real photograph, of 400 × 300 pixels, with the camera's data in it.
PHOTOGRAPH = Path(pelican.__file__).parent / "tests/output/basic/pictures/Fat_Cat.jpg"
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def from_a_phone(size: tuple[int, int] = (4032, 3024), orientation: int = 6) -> bytes:
    """The photograph as a phone of 12 megapixels, held upright, would have written it."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "Phone"
    exif.get_ifd(GPS).update({1: "N", 2: (33.0, 29.0, 0.0), 3: "E", 4: (48.0, 21.0, 0.0)})
    output = BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with Image.open(PHOTOGRAPH) as image:
        image.resize(size).save(
            output, "JPEG", exif=exif, icc_profile=profile, comment=b"home", quality=95
        )
    return output.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def test_a_photograph_of_twelve_megapixels_is_turned_bounded_and_tells_nothing() -> None:
    data = from_a_phone()
    mended = mend_picture(data)
    assert mended
    assert (mended.before, mended.after) == ((3024, 4032), (1500, LONGEST_SIDE))
    assert (mended.is_turned, mended.had_place, mended.had_camera) == (True, True, True)
    image = opened(mended.data)
    assert (image.format, image.size) == ("JPEG", (1500, LONGEST_SIDE))
    assert dict(image.getexif()) == {}
    assert not {"exif", "comment", "xmp"} & set(image.info)
    assert "icc_profile" in image.info
    assert len(mended.data) < len(data) / 3
    assert b"Phone" not in mended.data


def test_the_picture_itself_is_turned_not_only_its_sides() -> None:
    mended = mend_picture(from_a_phone((400, 300)))
    assert mended
    with Image.open(PHOTOGRAPH) as original:
        expected = original.transpose(Image.Transpose.ROTATE_270).resize((30, 40)).tobytes()
    found = opened(mended.data).resize((30, 40)).tobytes()
    assert sum(abs(a - b) for a, b in zip(expected, found, strict=True)) / len(found) < 5


def test_a_second_time_there_is_nothing_to_do() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        exif = Image.Exif()
        exif[MAKER] = "Phone"
        mended = mend_picture(encoded(Image.new("RGB", (2500, 20)), kind, exif=exif))
        assert mended
        assert opened(mended.data).format == kind
        assert mend_picture(mended.data) is None


def test_the_camera_of_a_real_photograph_of_good_size_is_forgotten_too() -> None:
    mended = mend_picture(PHOTOGRAPH.read_bytes())
    assert mended
    assert mended.before == mended.after == (400, 300)
    assert mend_picture(mended.data) is None


def test_a_second_picture_behind_the_first_is_dropped() -> None:
    first, second = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    data = encoded(first, "MPO", save_all=True, append_images=[second])
    mended = mend_picture(data)
    assert mended
    assert opened(mended.data).format == "JPEG"
    assert mend_picture(mended.data) is None


def test_a_palette_becomes_colours_before_it_is_made_smaller() -> None:
    mended = mend_picture(encoded(Image.new("P", (3000, 30), 1), "PNG"))
    assert mended
    assert opened(mended.data).size == (2000, 20)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_that_is_fit_already_is_left_alone(kind: str) -> None:
    assert mend_picture(encoded(Image.new("RGB", (40, 30)), kind)) is None


def test_a_moving_picture_is_left_alone() -> None:
    frames = [Image.new("RGB", (2500, 10), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP"):
        assert (
            mend_picture(encoded(frames[0], kind, save_all=True, append_images=frames[1:])) is None
        )


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", from_a_phone()[:20_000]])
def test_half_a_picture_is_told(data: bytes) -> None:
    with pytest.raises(UnreadablePictureError):
        mend_picture(data)


@pytest.mark.parametrize("side", [10_000, 20_000])
def test_a_picture_of_a_billion_pixels_is_told_before_it_fills_the_memory(side: int) -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    with pytest.raises(UnreadablePictureError, match="bomb"):
        mend_picture(b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IDAT")


def test_a_latin_name_keeps_the_kind_of_the_file() -> None:
    assert latin_name("عکس نشست.JPG", "0123456789abcdef") == "picture-01234567.jpg"
