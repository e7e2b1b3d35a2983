"""
Compressed twins: the same bytes as `.gz` and `.br`, made once; a server only hands them out.

What changes daily is pressed quickly (brotli 5: 20 ms for 800 KB); what is closed is pressed as
small as can be, for it is done once (brotli 11: 1.5 s, and a fifth smaller).
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import partial

import brotli

from newsroom.outputs import Output, Twins
from newsroom.release import NO_TWINS, Twin
from newsroom.site import Purpose

Makers = Mapping[str, Twin]


def _gzip(data: bytes, *, level: int) -> bytes:
    """Without a date in it: same bytes, same twin."""
    return gzip.compress(data, compresslevel=level, mtime=0)


def _brotli(data: bytes, *, quality: int) -> bytes:
    pressed: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=quality)
    return pressed


MAKERS: Mapping[Twins, Makers] = {
    Twins.NONE: NO_TWINS,
    Twins.LIVE: {".gz": partial(_gzip, level=6), ".br": partial(_brotli, quality=5)},
    Twins.CLOSED: {".gz": partial(_gzip, level=9), ".br": partial(_brotli, quality=11)},
}


def makers_for(output: Output, purpose: Purpose) -> Makers:
    """How each twin of *output* is made, by its ending; none in a build that nobody is served."""
    return MAKERS[output.twins] if purpose is Purpose.PRODUCTION else NO_TWINS
