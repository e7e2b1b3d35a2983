"""A small content folder that every kind of check can lean on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Time says nothing on a shared machine. Continuous integration judges the change, with the same
# examples each time; looking for new ones is what `make test` at a desk and `make test-long` do.
settings.register_profile("newsroom", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("newsroom")

TAGS = """\
ایمنی: {slug: safety, description: ایمنی در خانه و کار.}
نشان استاندارد: {slug: standard-mark, description: نشان و کد آن.}
"""
PAGE = """\
---
عنوان: دربارهٔ ما
خلاصه: این سایت از کیست.
---

متن صفحه.
"""
POST = """\
---
عنوان: {title}
تاریخ: 1405-06-01 09:00
وضعیت: {status}
شناسه: {identity}
خلاصه: یک جمله.
نمونه: {sample}
---

متن.
"""
# What a case may name, link to, or collide with.
BASE = {
    "tags.yaml": TAGS,
    "media/mark.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "pages/about.md": PAGE,
    "news/1405/published.md": POST.format(
        title="خبری که منتشر شده", status="منتشرشده", identity="pbpbpb", sample="خیر"
    ),
    "news/1405/draft.md": POST.format(
        title="خبری که هنوز پیش‌نویس است", status="پیش‌نویس", identity="drdrdr", sample="خیر"
    ),
    "news/1405/sample.md": POST.format(
        title="خبری نمونه", status="منتشرشده", identity="smsmsm", sample="بله"
    ),
}


@pytest.fixture
def base_content(tmp_path: Path) -> Path:
    """A content folder without problems: two tags, a picture, a page, a post, a draft, a sample."""
    root = tmp_path / "content"
    for path, text in BASE.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root
