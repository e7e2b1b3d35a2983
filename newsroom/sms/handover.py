"""
`notices.json` as it is read by whoever texts: from a file or from the live address, and trusted in
nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from newsroom.sms.trouble import Trouble, WrongSetting

VERSION = 1  # of newsroom.notices, whose import would bring half of the build
MOST_BYTES = 32 << 20
ID = re.compile(r"[0-9a-hjkmnp-tv-z]{6}")
REBUILD = "سایت را با همین نسخهٔ برنامه دوباره بسازید؛ چیزی فرستاده نشد."


@dataclass(frozen=True, slots=True)
class Notice:
    """One published post; `text` is None where no SMS is wanted."""

    id: str
    section: str
    text: str | None
    url: str
    short_url: str
    published: datetime
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """What the site hands over; `notices` from the oldest to the newest."""

    site: str
    authority: str
    purpose: str
    notices: tuple[Notice, ...]

    @property
    def wanted(self) -> tuple[Notice, ...]:
        """Those for which an SMS is wanted."""
        return tuple(notice for notice in self.notices if notice.text is not None)


async def load_handover(source: str, timeout_seconds: float) -> Handover:
    """
    Read the notices.

    Args:
        source: a path, or an http(s) address.

    Raises:
        WrongSetting: there is no such file.
        Trouble: nobody answers, or what is there are no notices.
    """
    if source.startswith(("http://", "https://")):
        return parse_handover(await _fetch(source, timeout_seconds), source)
    try:
        with Path(source).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WrongSetting(
            f"{source} خوانده نشد: {error.strerror}",
            "سایت را بسازید (make publish)، یا نشانی درست را در SMS_NOTICES بنویسید.",
            "notices-missing",
        ) from error
    return parse_handover(data, source)


async def _fetch(address: str, timeout_seconds: float) -> bytes:
    """At most one byte more than is taken; a redirect is followed only by whoever set it up."""
    reason = ""
    try:
        async with (
            httpx.AsyncClient(timeout=timeout_seconds) as client,
            client.stream("GET", address) as answer,
        ):
            if answer.status_code == httpx.codes.OK:
                data = b""
                async for piece in answer.aiter_bytes():
                    data += piece
                    if len(data) > MOST_BYTES:
                        break
                return data
            reason = f"پاسخ {answer.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = f"{type(error).__name__} {error}".strip()
    raise Trouble(
        f"{address} خوانده نشد: {reason}",
        "سایت و نشانی SMS_NOTICES را ببینید و دوباره بزنید؛ چیزی فرستاده نشد.",
        "notices-unreachable",
    )


def parse_handover(data: bytes, source: str) -> Handover:
    """
    The notices in *data*; *source* is named in errors.

    Raises:
        Trouble: they are not whole, of another version, or contradict themselves.
    """
    if len(data) > MOST_BYTES:
        raise _bad(source, "از ۳۲ مگابایت بزرگ‌تر است", "notices-huge")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _bad(source, "کامل نیست یا JSON نیست", "notices-broken") from error
    if not isinstance(document, dict) or not isinstance(document.get("notices"), list):
        raise _bad(source, "فهرست نوشته‌ها را ندارد", "notices-broken")
    version = document.get("version")
    if version != VERSION:
        raise _bad(source, f"نسخهٔ «{version}» دارد و این برنامه {VERSION} را می‌خواند",
                   "notices-version")  # fmt: skip
    if not document.get("authority"):
        raise _bad(source, "کلید authority را ندارد", "notices-version")
    try:
        notices = sorted(map(_notice, document["notices"]), key=lambda n: (n.published, n.id))
        handover = Handover(
            _text(document, "site"), _text(document, "authority"), _text(document, "purpose"),
            tuple(notices),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise _bad(source, f"نوشته‌ای ناقص دارد: {error!s:.80}", "notices-broken") from error
    twice = [key for key, number in Counter(n.id for n in notices).items() if number > 1]
    if twice:
        raise _bad(source, f"شناسهٔ «{twice[0]}» را دو بار دارد", "notices-id-twice")
    return handover


def _notice(record: Mapping[str, Any]) -> Notice:
    identity = _text(record, "id")
    if not ID.fullmatch(identity):
        raise ValueError(f"id {identity!r:.20}")
    published = datetime.fromisoformat(_text(record, "published"))
    if published.utcoffset() is None:
        raise ValueError(f"published {identity}")
    if not all(isinstance(name, str) and name.isalpha() for name in record["audience"]):
        raise ValueError(f"audience {identity}")
    text = None if record["sms_text"] is None else _text(record, "sms_text")
    return Notice(
        identity, _text(record, "section"), text, _text(record, "url"), _text(record, "short_url"),
        published, tuple(record["audience"]),
    )  # fmt: skip


def _text(record: Mapping[str, Any], key: str) -> str:
    if not isinstance(record[key], str) or not record[key].strip():
        raise ValueError(key)
    return str(record[key])


def _bad(source: str, what: str, code: str) -> Trouble:
    return Trouble(f"{source} {what}.", REBUILD, code)
