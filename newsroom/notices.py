"""
`notices.json`: the hand-over to whoever texts the subscribers.

It is the only file of the site that the SMS script reads, so its shape is a promise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from newsroom.jalali import iso
from newsroom.posts import CONTENT, Post
from newsroom.problems import Code, Problem
from newsroom.site import Purpose, Site
from newsroom.sms.text import find_emoji
from newsroom.views import NoticesView

VERSION = 1


def make_notices(site: Site, view: NoticesView) -> bytes:
    """
    The notices, newest first.

    Shape: `{version, site, authority, purpose, generated_from, notices: [{id, section, title,
    sms_text, url, short_url, published, audience}]}`. `authority` is TAG_AUTHORITY: with it and
    with `id`, and never with `site`, whoever texts tells one SMS from another. `sms_text` is null
    where no SMS is wanted; `generated_from` is the SHA-256 of the notices, so it changes when and
    only when they do.
    """
    records = [_notice(site, post) for post in view.posts]
    digest = hashlib.sha256(_dump(records)).hexdigest()
    document = {
        "version": VERSION,
        "site": site.url,
        "authority": site.authority,
        "purpose": "production" if site.purpose is Purpose.PRODUCTION else "local",
        "generated_from": f"sha256:{digest}",
        "notices": records,
    }
    return _dump(document)


def sms_text(site: Site, post: Post) -> str | None:
    """The text that a subscriber would get, without address and opt-out; None for no SMS."""
    if isinstance(post.sms, str):
        return post.sms
    wanted = post.section in site.sms_sections if post.sms is None else post.sms
    return post.title if wanted else None


def find_unsendable(site: Site, posts: Iterable[Post]) -> Iterator[Problem]:
    """Problems of those *posts* whose SMS would hold a sign that gateways tear apart."""
    for post in posts:
        emoji = find_emoji(sms_text(site, post) or "")
        if emoji:
            key = "sms" if isinstance(post.sms, str) else "title"
            yield Problem(
                f"{CONTENT}/{post.source}",
                post.line(key),
                Code.SMS_EMOJI,
                f"در متنی که پیامک می‌شود «{emoji}» آمده است که در پیامک درست نمی‌رسد.",
                "آن را بردارید، یا در کلید «پیامک» متنی بی آن بنویسید.",
            )


def _notice(site: Site, post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "section": post.section,
        "title": post.title,
        "sms_text": sms_text(site, post),
        "url": site.absolute(post.address),
        "short_url": site.absolute(post.short_address),
        "published": iso(post.published),
        "audience": list(post.audience),
    }


def _dump(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
