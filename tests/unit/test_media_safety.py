"""Files of content/media: what their first bytes say, and which would act in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom.front_matter import Report
from newsroom.media_safety import FORMS, check_file, is_picture
from newsroom.problems import Code, Problem
from tests.sites import PNG, ROOT
from tests.wording import assert_is_well_said

TAME = {
    "a.svg": '<svg xmlns="http://www.w3.org/2000/svg"><!-- x --><use href="#a"/></svg>',
    "b.svg": '<svg xmlns="http://www.w3.org/2000/svg" fill="url(#g)"><style>a{}</style></svg>',
    "c.txt": "<script>",
    "d.csv": "a,b",
    "e.pdf": "%PDF-1.7",
}


def problems_of(file: Path) -> list[Problem]:
    report = Report("content/media/x")
    check_file(file, report)
    for problem in report.problems:
        assert_is_well_said(problem)
    return report.problems


@pytest.mark.parametrize("name", TAME)
def test_what_only_shows_itself_is_tame(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TAME[name], encoding="utf-8")
    assert problems_of(tmp_path / name) == []


def test_the_files_of_the_site_are_what_their_names_say_and_tame() -> None:
    files = [path for path in (ROOT / "content/media").iterdir() if path.is_file()]
    assert files
    assert [path.name for path in files if problems_of(path)] == []


@pytest.mark.parametrize(
    ("name", "data", "what", "fix"),
    [
        ("a.png", b"\xff\xd8\xff\xe0", "«a.png» PNG نیست؛ گویا JPEG است.", "نامش را «a.jpg» کنید."),
        ("a.pdf", PNG, "«a.pdf» PDF نیست؛ گویا PNG است.", "نامش را «a.png» کنید."),
        ("a.jpg", b"PK\x03\x04", "گویا ZIP است.", "دوباره به شکل JPEG ذخیره کنید."),
        ("a.webp", b"<html>", "گویا HTML است.", "دوباره به شکل WebP ذخیره کنید."),
        ("a.gif", "نشان\n".encode(), "گویا متن است.", "دوباره به شکل GIF ذخیره کنید."),
        ("a.gif", b"\0\1", "«a.gif» GIF نیست.", "دوباره به شکل GIF ذخیره کنید."),
    ],
)
def test_mismatch_names_the_file_what_it_seems_to_be_and_a_way_out(
    tmp_path: Path, name: str, data: bytes, what: str, fix: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (problem,) = problems_of(tmp_path / name)
    assert problem.code is Code.FILE_MISMATCH
    assert problem.what.endswith(what)
    assert problem.fix.endswith(fix)


def test_every_picture_that_may_be_named_has_a_beginning() -> None:
    promised = {suffix for form in FORMS for suffix in form.suffixes}
    for name in ("a.png", "a.JPG", "a.jpeg", "a.gif", "a.webp", "a.avif", "media/1405/a.svg"):
        assert is_picture(name)
        assert name.rpartition(".")[2].lower() in promised
    assert not any(map(is_picture, ("a.pdf", "png", "a", "a.png.zip")))
