"""
The fingerprint of a file of the output: of its maker, the site's settings, and its view.

The view is all that a file may show, so nothing has to be declared besides it, and nothing can be
forgotten. It is taken apart in one canonical form: sets and mappings in order, a moment as its
instant, a long text as its digest. What has no such form (a function, an object of a plugin) cannot
stand in a view: the build stops with a TypeError that names its type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from newsroom.outputs import Output, Twins
from newsroom.records import Text, digest_of
from newsroom.site import Site

HEAD_BYTES = 8  # of a fingerprint: its maker and the settings; the rest is the view


def _plain(value: Any) -> Any:
    """What msgspec does not know by itself."""
    if isinstance(value, Text):
        return value.digest
    if isinstance(value, Path):  # where a file is read; what is in it stands in the view by itself
        return None
    raise TypeError(f"a view cannot hold a {type(value).__qualname__}: it has no canonical form")


_ENCODER = msgspec.msgpack.Encoder(order="deterministic", enc_hook=_plain)


def canonical(value: Any) -> bytes:
    """The bytes by which a view or a record is told from others. TypeError if it has none."""
    return _ENCODER.encode(value)


class Fingerprints:
    """Takes the fingerprints of one build."""

    def __init__(self, site: Site, templates: Mapping[str, bytes]) -> None:
        """
        Args:
            templates: for each template, a digest of it and of all that it may use of the theme.
        """
        self._site = canonical(site)
        self._templates = templates
        self._heads: dict[tuple[str | Callable[..., bytes], Twins], bytes] = {}
        self._last: tuple[object, bytes] = (None, b"")

    def of(self, output: Output) -> bytes:
        """The fingerprint of *output*: its head, then its view."""
        head = self._heads.get((output.make, output.twins))
        if head is None:
            head = self._heads[output.make, output.twins] = self._head(output)
        view, digest = self._last
        if view is not output.view:  # the forms of a feed have one view
            digest = digest_of(_ENCODER.encode(output.view))
            self._last = output.view, digest
        return head + digest

    def _head(self, output: Output) -> bytes:
        """The part that outputs of one kind share."""
        make = output.make
        if isinstance(make, str):
            maker: tuple[str, bytes] = make, self._templates[make]
        else:
            maker = f"{make.__module__}.{make.__qualname__}", b""
        return digest_of(self._site + canonical((*maker, output.twins)))[:HEAD_BYTES]
