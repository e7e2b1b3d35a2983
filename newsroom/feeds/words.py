"""Short texts as a feed may carry them: no character that stops a parser, no seeming markup."""

from __future__ import annotations

import re

LONGEST_SUMMARY = 500

# What XML 1.0 forbids; what the W3C's rules call bad; what turns a line around and is not closed.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd-\uffff\ud800-\udfff]"
)
_TAG = re.compile(r"<(/?[A-Za-z!?][^<>]*)>")
_TAG_BEGINS = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def clean(text: str) -> str:
    """*text* without the characters that no feed may have; the half-space stays."""
    return _UNFIT.sub("", text)


def plain(text: str) -> str:
    """
    *text* as a title or a summary, which half of the readers take for HTML.

    >>> plain("A < B & C, <b>x</b> &nbsp;") == "A < B & C, \\u2039b\\u203ax\\u2039/b\\u203a & nbsp;"
    True
    """
    text = _TAG_BEGINS.sub("< ", _TAG.sub("\u2039\\1\u203a", clean(text)))
    return _ENTITY.sub("& ", text)


def shorten(text: str) -> str:
    """*text*, cut between words where it is longer than a summary may be."""
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[:LONGEST_SUMMARY].rsplit(" ", 1)[0][: LONGEST_SUMMARY - 1] + "…"
