"""`make fix` and the pictures of content/media: what it does and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from scripts import check, fix
from tests.cli.test_commands import invoke
from tests.sites import post, write_content
from tests.unit.test_pictures import from_a_phone


@pytest.fixture
def media(tmp_path: Path) -> Path:
    content = write_content(tmp_path, {"news/1405/a.md": post()})
    (content / "media").mkdir()
    return content / "media"


def test_a_photograph_of_a_phone_is_mended_with_a_word_about_it(media: Path) -> None:
    photo = media / "photo.jpg"
    photo.write_bytes(from_a_phone())
    result = invoke(fix, media.parent.parent)
    first, last = result.output.splitlines()
    assert first.startswith(
        f"{photo}: از ۳۰۲۴×۴۰۳۲ به ۱۵۰۰×۲۰۰۰ پیکسل کوچک، راست، از جای عکس و دستگاه پاک شد؛ "
    )
    assert last == "۱ پرونده درست شد."
    with Image.open(photo) as image:
        assert image.size == (1500, 2000)
    assert invoke(fix, media.parent.parent).output == "۰ پرونده درست شد.\n"


def test_a_dry_run_only_says_so(media: Path) -> None:
    photo = media / "photo.jpg"
    photo.write_bytes(from_a_phone((400, 300), orientation=1))
    before = photo.read_bytes()
    result = invoke(fix, media.parent.parent, "--dry-run")
    assert "از جای عکس و دستگاه پاک شد" in result.output
    assert photo.read_bytes() == before


def test_notes_alone_are_taken_out_too(media: Path) -> None:
    Image.new("RGB", (9, 9)).save(media / "a.jpg", comment=b"note")
    assert "از یادداشت‌های درونش پاک شد" in invoke(fix, media.parent.parent).output


def test_what_cannot_be_mended_is_told(media: Path) -> None:
    (media / "half.jpg").write_bytes(from_a_phone()[:20_000])
    (media / "عکس.png").write_bytes(b"")
    Image.new("RGB", (9, 9)).save(media / "عکس.png")
    (media / "scan.tiff").write_bytes(b"II*\x00")
    said = invoke(fix, media.parent.parent).output
    assert "half.jpg: این تصویر باز نمی‌شود" in said
    assert "عکس.png: نام پرونده در نشانی می‌آید" in said
    assert "picture-" in said
    assert "scan.tiff: مرورگرها این گونه تصویر را نشان نمی‌دهند" in said


def test_a_file_that_git_should_not_keep_is_told_by_check(media: Path) -> None:
    with (media / "long.mp4").open("wb") as file:
        file.truncate(50_000_001)
    result = invoke(check, media.parent.parent)
    assert result.exit_code == 1
    assert "[file-too-large]" in result.output
    assert "۵۰ میلیون بایت" in result.output
