"""
`notices.json`: the hand-over to whoever texts the subscribers.

It is the only file of the site that the SMS script reads, so its shape is a promise.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from newsroom.jalali import iso
from newsroom.posts import Post
from newsroom.site import Purpose, Site
from newsroom.views import NoticesView

VERSION = 1


def make_notices(site: Site, view: NoticesView) -> bytes:
    """
    The notices, newest first.

    Shape: `{version, site, purpose, generated_from, notices: [{id, section, title, sms_text, url,
    short_url, published, audience}]}`. `sms_text` is null where no SMS is wanted; `generated_from`
    is the SHA-256 of the notices, so it changes when and only when they do.
    """
    records = [_notice(site, post) for post in view.posts]
    digest = hashlib.sha256(_dump(records)).hexdigest()
    document = {
        "version": VERSION,
        "site": site.url,
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
