"""
Text as a feed may carry it: nothing that stops a parser, nothing that a reader takes for markup.

A reader shows an item far away from our page and our style sheet. So every address in it is full
and percent-encoded, and no character in it can break a document or turn the direction of a line.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote, urlsplit

from newsroom.body import RAW_ADDRESS, resolve
from newsroom.feeds.records import FeedItem
from newsroom.feeds.words import clean
from newsroom.site import Site

_CHARACTER = re.compile(r"&#(?:x[0-9a-fA-F]{1,6}|[0-9]{1,7});")
_OWN_ANCHOR = re.compile(r'(<a\b[^>]*\bhref=")#')
_ADDRESS_SIGNS = "%/:?#[]@!$&'()*+,;=-._~"


@lru_cache(maxsize=1_024)  # the three forms of a document are made one after the other
def full_text(item: FeedItem, site: Site) -> str:
    """The body of *item* as HTML that stands on its own."""
    body = resolve(item.body, lambda target: site.absolute(item.links.get(target, target)))
    if '"#' in body:  # footnotes and headings
        body = _OWN_ANCHOR.sub(rf"\g<1>{site.absolute(item.story)}#", body)
    body = RAW_ADDRESS.sub(lambda raw: f' href="{encode_address(raw[1])}"', clean(body))
    if "&#" in body:
        body = _CHARACTER.sub(_fit_character, body)
    return wrap(body)


def short_text(item: FeedItem, site: Site) -> str:
    """The summary of *item* and the way to the rest, as HTML."""
    where = address_of(item, site)
    return wrap(f'<p>{escape(item.summary)}</p>\n<p><a href="{where}">متن کامل</a></p>')


def address_of(item: FeedItem, site: Site) -> str:
    """Where *item* is read, as a full address."""
    return site.absolute(item.story) + item.anchor


def wrap(html: str) -> str:
    """*html* with its language and direction, which no feed can say in another way."""
    return f'<div lang="fa" dir="rtl">{html}</div>'


def encode_address(typed: str) -> str:
    """
    An address of another site, HTML-escaped as it stands in a body, in ASCII.

    >>> encode_address("https://fa.example.org/ویکی?a=1&amp;b=2")
    'https://fa.example.org/%D9%88%DB%8C%DA%A9%DB%8C?a=1&amp;b=2'
    >>> encode_address("https://نمونه.example/")
    'https://xn--hhbbbed.example/'
    """
    address = unescape(typed)
    host = _host_of(address)
    if host and not host.isascii():
        with suppress(UnicodeError):  # no host that could be: percent-encoded, it is no fault
            address = address.replace(host, host.encode("idna").decode(), 1)
    return escape(quote(address, safe=_ADDRESS_SIGNS), quote=True)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _fit_character(reference: re.Match[str]) -> str:
    """A numeric reference, unless it stands for a character that is not fit."""
    return "" if not clean(unescape(reference[0])) else reference[0]
