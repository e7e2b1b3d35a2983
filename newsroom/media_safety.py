"""
Files of content/media that are not what their names promise, or would act in a reader's browser.

An SVG in an `img` element is tame; the same file opened by its link may run a script of its own, or
ask another host for something. So may a page that goes out as an attachment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from lxml import etree

from newsroom.front_matter import Report
from newsroom.persian import persian_digits
from newsroom.problems import Code

PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "avif", "svg")
MAX_BYTES = 50_000_000  # git keeps every version for ever, and hosts refuse 100 million
HEAD_BYTES = 64  # as far as a beginning is looked at

_ACTIVE_SUFFIXES = (
    ".html", ".htm", ".xhtml", ".xht", ".xml", ".xsl", ".js", ".mjs", ".shtml", ".mht", ".svgz",
)  # fmt: skip
_ACTIVE_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "handler", "set", "animate"})
_PASSIVE_REFERENCE = re.compile(r"#|data:image/(?:png|jpeg|webp|gif);")
_OUTWARD = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: its name, the suffixes that promise it, and how it begins."""

    name: str
    suffixes: tuple[str, ...]
    begins: re.Pattern[bytes]


def _form(name: str, suffixes: str, begins: bytes) -> Form:
    return Form(name, tuple(suffixes.split()), re.compile(begins, re.DOTALL | re.IGNORECASE))


_MARK = rb"(?:\xef\xbb\xbf)?\s*"  # what may stand before a text
# Source: the "magic numbers" of the IANA registrations, as `file` and browsers look for them.
FORMS = (
    _form("PNG", "png", rb"\x89PNG\r\n\x1a\n"),
    _form("JPEG", "jpg jpeg", rb"\xff\xd8\xff"),
    _form("GIF", "gif", rb"GIF8[79]a"),
    _form("WebP", "webp", rb"RIFF....WEBP"),
    _form("AVIF", "avif", rb"....ftyp.{0,40}?avi[fs]"),
    _form("PDF", "pdf", _MARK + rb"%PDF-"),
    _form("ZIP", "zip docx xlsx pptx odt ods odp epub", rb"PK(?:\x03\x04|\x05\x06)"),
    _form("DOC", "doc xls ppt", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    _form("RAR", "rar", rb"Rar!\x1a\x07"),
    _form("7z", "7z", rb"7z\xbc\xaf\x27\x1c"),
    _form("MP4", "mp4 m4v m4a mov", rb"....(?:ftyp|moov|mdat|wide|free)"),
    _form("WebM", "webm mkv", rb"\x1a\x45\xdf\xa3"),
    _form("MP3", "mp3", rb"ID3|\xff[\xe2-\xff]"),
    _form("Ogg", "ogg oga ogv opus", rb"OggS"),
    _form("WAV", "wav", rb"RIFF....WAVE"),
    _form("WebVTT", "vtt", _MARK + rb"WEBVTT"),
    _form("SVG", "svg", _MARK + rb"<(?:svg|\?xml|!--|!doctype svg)"),
    # Of these only what they are is told.
    _form("HTML", "", _MARK + rb"<(?:!doctype html|html|head|body|script)"),
    _form("متن", "", rb"[\t\n\r -~\x80-\xf4]+\Z"),
)
_PROMISED = {suffix: form for form in FORMS for suffix in form.suffixes}


def is_picture(path: str) -> bool:
    """Whether the name of a file promises a picture that every browser shows."""
    return _suffix(path) in PICTURES


def report_no_picture(path: str, line: int, report: Report) -> None:
    """Report a file that stands where a picture must, and is none by its name."""
    report(
        Code.NOT_A_PICTURE, line,
        f"«{path}» تصویر نیست.",
        f"تصویری با یکی از این پایان‌ها بگذارید: {'، '.join(PICTURES)}؛ پروندهٔ دیگر جایش در "
        "«پیوست‌ها» است.",
    )  # fmt: skip


def check_file(file: Path, report: Report) -> None:
    """
    Report what is wrong with one file of content/media.

    Of all but an SVG only the first bytes are read.

    Raises:
        OSError: the disk.
    """
    if file.name.lower().endswith(_ACTIVE_SUFFIXES):
        _report_active(report)
        return
    if file.stat().st_size > MAX_BYTES:
        _report_too_large(report)
        return
    with file.open("rb") as opened:
        head = opened.read(HEAD_BYTES)
        promised = _PROMISED.get(_suffix(file.name))
        if not head:
            report(Code.FILE_EMPTY, 1, "این پرونده خالی است.",
                   "آن را دوباره در content/media بگذارید، یا پاکش کنید.")  # fmt: skip
        elif promised and not promised.begins.match(head):
            _report_mismatch(file, promised, _seems(head), report)
        elif promised and promised.name == "SVG":
            opened.seek(0)
            _check_svg(file, opened, promised, report)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix[1:].lower()


def _seems(head: bytes) -> Form | None:
    return next((form for form in FORMS if form.begins.match(head)), None)


def _report_active(report: Report) -> None:
    report(
        Code.FILE_ACTIVE, 1,
        "این پرونده می‌تواند در مرورگر خواننده برنامه اجرا کند یا از سایتی دیگر چیزی بیاورد.",
        "تصویر را بی script و بی پیوند بیرونی ذخیره کنید؛ صفحهٔ HTML را به PDF برگردانید.",
    )  # fmt: skip


def _report_too_large(report: Report) -> None:
    size = persian_digits(str(MAX_BYTES // 1_000_000))
    report(
        Code.FILE_TOO_LARGE, 1,
        f"این پرونده بیش از {size} میلیون بایت است؛ git هر نسخه‌اش را برای همیشه نگه می‌دارد.",
        "آن را کوچک کنید؛ ویدئوی بلند را جای دیگری بگذارید و نشانی‌اش را بنویسید.",
    )  # fmt: skip


def _report_mismatch(file: Path, promised: Form, seems: Form | None, report: Report) -> None:
    what = f"«{file.name}» {promised.name} نیست"
    fix = f"آن را با برنامهٔ خودش دوباره به شکل {promised.name} ذخیره کنید"
    if seems:
        what = f"{what}؛ گویا {seems.name} است"
    if seems and 1 <= len(seems.suffixes) <= 2:  # more would not say which
        fix = f"{fix}، یا نامش را «{file.stem}.{seems.suffixes[0]}» کنید"
    report(Code.FILE_MISMATCH, 1, f"{what}.", f"{fix}.")


def _check_svg(file: Path, opened: BinaryIO, promised: Form, report: Report) -> None:
    try:
        tree = etree.parse(opened, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        _report_mismatch(file, promised, None, report)
        return
    root = tree.getroot()
    if etree.QName(root).localname != "svg":
        _report_mismatch(file, promised, None, report)
    # A document type may define entities, which hide what the elements hold.
    elif tree.docinfo.internalDTD or any(map(_is_active_node, _nodes(root))):
        _report_active(report)


def _nodes(root: etree._Element) -> Iterable[etree._Element]:
    return (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter())


def _is_active_node(node: etree._Element) -> bool:
    if not isinstance(node.tag, str):  # a comment is nothing; `<?xml-stylesheet?>` fetches
        return node.tag is etree.ProcessingInstruction
    name = etree.QName(node).localname.lower()
    if name in _ACTIVE_ELEMENTS or any(
        _is_active_attribute(etree.QName(key).localname.lower(), str(value))
        for key, value in node.attrib.items()
    ):
        return True
    return name == "style" and bool(_OUTWARD.search("".join(map(str, node.itertext()))))


def _is_active_attribute(name: str, value: str) -> bool:
    is_reference = name in ("href", "src") and not _PASSIVE_REFERENCE.match(value.strip())
    return name.startswith("on") or is_reference or bool(_OUTWARD.search(value))
