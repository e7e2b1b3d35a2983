"""A new post: a valid draft with Persian keys, each optional one explained and switched off."""

from __future__ import annotations

import secrets
from collections.abc import Container, Mapping
from datetime import datetime

from newsroom.fields import FIELDS
from newsroom.jalali import format_date, format_time, to_jalali
from newsroom.values import ID_ALPHABET, ID_LENGTH

_WRITTEN = ("title", "date", "status", "id", "summary", "slug")


def new_id(taken: Container[str]) -> str:
    """A random identity that is not *taken*."""
    while True:
        identity = "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))
        if identity not in taken:
            return identity


def draft_path(section: str, slug: str, date: datetime) -> str:
    """Where the draft belongs, below content/."""
    return f"{section}/{to_jalali(date).year}/{slug}.md"


def compose_draft(
    section: str,
    title: str,
    date: datetime,
    identity: str,
    answers: Mapping[str, str] | None = None,
) -> str:
    """
    The text of a new file.

    Keys that the section needs before publication stand ready; the others are comments with their
    help, so that nobody has to remember a name.

    Args:
        answers: values of further keys, by their English names, as they are to be written.
    """
    given = answers or {}
    quoted = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    lines = [
        "---",
        f'عنوان: "{quoted}"',
        f"تاریخ: {format_date(date)} {format_time(date)}",
        "وضعیت: پیش‌نویس",
        f"شناسه: {identity}",
    ]
    own = [f for f in FIELDS if section in f.sections and f.key not in _WRITTEN]
    lines += [f"{f.persian[0]}: {given[f.key]}" for f in own if f.key in given]
    needed = [f for f in own if f.key not in given]
    lines += [
        "",
        "# پیش از انتشار این سطرها را از # بیرون بیاورید و پر کنید:",
        "#خلاصه: یک یا دو جمله که جان مطلب است.",
    ]
    lines += [f"#{f.persian[0]}: {f.example}" for f in needed if f.to_publish]
    lines += ["", "# هر کدام را که لازم است:"]
    lines += [f"#{f.persian[0]}: {f.example}" for f in needed if not f.to_publish]
    lines += ["---", "", "متن را این‌جا بنویسید.", ""]
    return "\n".join(lines)
