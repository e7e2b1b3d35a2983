"""A small newsroom in which everything happens that feeds must tell of."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from pathlib import Path

from tests.sites import NOW, post, write_content

NOW_AT = datetime.fromisoformat(NOW)
PICTURE = "media/عکس یک خبر.png"
SECRET = "متنی که پس گرفته شد"
HOSTILE_TITLE = "پایان ]]> و A < B & C و <b>درشت</b> و &nbsp; و 😀"
BODY = """\
بند نخست با نیم‌فاصله و **درشت** و پانوشت[^1].

## سرفصل

[خبر دیگر](corrected.md)، [صفحه](../../pages/about.md)، [پرونده](/media/list.txt)،
[ویکی](https://fa.example.org/wiki/استاندارد?a=1&b=2)، [بالا](#s1)، ISO 9001 و ۰۶۶-۳۳۲۰۱۵۱۷

![نقشه‌ای کوچک](/media/map.svg)

| یک | دو |
|:---|---:|
| ۱۲ | ۳۴ |

[^1]: یادداشت پایین.
"""
CORRECTIONS = """
  - date: 1405-08-22 09:00
    text: ساعت آغاز ۹ است، نه ۸.
  - date: 1405-09-01 11:30
    text: شمارهٔ سالن ۲ است."""
WITHDRAWAL = "\n  date: 1405-08-28 12:00\n  reason: نشانی درست نبود."
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"/>'

FILES: dict[str, str] = {
    "media/map.svg": SVG,
    "media/list.txt": "نان\nنمک\n",
    "media/clip.mp4": "0000ftyp" + "0" * 1226,
    "media/poster.pdf": "%PDF-1.4",
    "news/1405/picture.md": post(
        "خبر با تصویر", "1405-08-25 10:00", "pctrpc", summary="خلاصهٔ خبر & تصویر.", body=BODY,
        tags="ایمنی، نشان استاندارد", audience="schools", kicker="روتیتر", dateline="خرم‌آباد",
        image=f"'{PICTURE}'", image_alt="آنچه دیده می‌شود", image_caption="شرح تصویر",
        image_credit="روابط عمومی", image_licence="CC BY 4.0",
        gallery="[{file: media/map.svg, alt: نقشه}]", attachments="[media/list.txt]",
        contact="روابط عمومی، ۱۵۱۷",
    ),
    "news/1405/corrected.md": post(
        "خبر اصلاح‌شده", "1405-08-20 10:00", "crrctd", audience="media", corrections=CORRECTIONS
    ),
    "news/1404/withdrawn.md": post(
        "خبر پس‌گرفته", "1404-05-10 10:00", "wthdrw", status="withdrawn", body=SECRET,
        withdrawn=WITHDRAWAL, summary=SECRET, image="media/map.svg", image_alt=SECRET,
    ),
    "news/1405/hostile.md": post(
        f"'{HOSTILE_TITLE}'", "1405-08-26 10:00", "hstxyz", summary="'<i>کج</i> & &copy; ]]>'",
        sms="no", body="`]]>` و &#65533; و &lt;script&gt; و A < B",
    ),
    "news/1405/draft.md": post("پنهان پیش‌نویس", id="drdrdr", status="draft"),
    "news/1405/later.md": post("پنهان آینده", "1405-12-01 10:00", "ftrftr"),
    "news/1405/sample.md": post("پنهان نمونه", id="smpsmp", sample="true"),
    "news/1403/oldest.md": post("کهنه‌ترین", "1403-02-05 10:00", "xdstxd"),
    "news/1405/fresh.md": post("خبر تازه", "1405-08-30 20:00", "frshfr", tags="ایمنی"),
    "courses/1405/course.md": post(
        "دوره", "1405-08-27 10:00", "crsxyz", starts="1405-10-01 09:00", place="سالن",
        audience="schools, children",
    ),
    "brochures/1405/poster.md": post(
        "پوستر", "1405-09-01 09:00", "pstrxy", kind="poster", file="media/poster.pdf"
    ),
    "broadcasts/1405/clip.md": post(
        "برنامه", "1405-09-01 10:00", "brdcst", video="media/clip.mp4", airs="1405-09-02 21:00"
    ),
}  # fmt: skip
# Sixty more, two on each third day of six months, the two of a day in the same minute.
FILES |= {
    f"news/1405/n{number:02}.md": post(
        f"خبر شمارهٔ {number}",
        f"1405-{3 + number // 10:02}-{1 + number % 10 // 2 * 5:02} 08:00",
        f"n{number:05}",
        body="متن این خبر. " * 20,
    )
    for number in range(60)
}


def png(width: int, height: int) -> bytes:
    """A picture of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def write_newsroom(root: Path, more: dict[str, str] | None = None) -> Path:
    """The content folder below *root*, with what differs in *more*."""
    content = write_content(root, {**FILES, **(more or {})})
    (content / PICTURE).write_bytes(png(640, 480))
    return content
