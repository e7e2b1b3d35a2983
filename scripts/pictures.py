"""What `make fix` does to the pictures of content/media, and what it says of other files there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import click

from newsroom.media_safety import PICTURES
from newsroom.persian import persian_digits
from newsroom.pictures import FOREIGN, Mended, UnreadablePictureError, latin_name, mend_picture
from newsroom.values import MEDIA
from scripts.writing import replace_file

BITMAPS = tuple(f".{suffix}" for suffix in PICTURES if suffix != "svg")


def mend_pictures(root: Path, *, dry_run: bool) -> int:
    """Mend the pictures below content/media and say so; how many were mended."""
    count = 0
    for path in _files(root / MEDIA):
        mended = _mended(path)
        if mended is not None:
            count += 1
            click.echo(f"{path}: {describe(mended, path.stat().st_size)}")
            if not dry_run:
                replace_file(path, mended.data)
        _advise(path)
    return count


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield path


def _mended(path: Path) -> Mended | None:
    if path.suffix.lower() not in BITMAPS:
        return None
    try:
        return mend_picture(path.read_bytes())
    except UnreadablePictureError:
        click.echo(f"{path}: این تصویر باز نمی‌شود؛ آن را از نو از دستگاه بگیرید.")
        return None


def describe(mended: Mended, size_bytes: int) -> str:
    """What was done to a picture, in one Persian line."""
    done = []
    if mended.after != mended.before:
        done.append(f"از {_pixels(mended.before)} به {_pixels(mended.after)} پیکسل کوچک")
    if mended.is_turned:
        done.append("راست")
    if mended.had_place or mended.had_camera:
        told = ["جای عکس"] * mended.had_place + ["دستگاه"] * mended.had_camera
        done.append(f"از {' و '.join(told)} پاک")
    words = "، ".join(done) or "از یادداشت‌های درونش پاک"
    return f"{words} شد؛ {_kilobytes(size_bytes)} بود، {_kilobytes(len(mended.data))} است."


def _pixels(size: tuple[int, int]) -> str:
    return persian_digits("×".join(map(str, size)))


def _kilobytes(size_bytes: int) -> str:
    return f"{persian_digits(str(max(1, size_bytes // 1000)))} کیلوبایت"


def _advise(path: Path) -> None:
    if path.suffix.lower() in FOREIGN:
        click.echo(f"{path}: مرورگرها این گونه تصویر را نشان نمی‌دهند؛ آن را JPEG ذخیره کنید.")
    if not path.name.isascii() or " " in path.name:
        name = latin_name(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        click.echo(
            f"{path}: نام پرونده در نشانی می‌آید؛ نامی لاتین و بی فاصله بگذارید، مانند {name}، "
            "و در نوشته‌ها هم همان را."
        )
