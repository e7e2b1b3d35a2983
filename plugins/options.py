"""How a build is done, which changes nothing of what it makes: what is kept, and on which cores."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsroom.site import SettingsError


@dataclass(frozen=True, slots=True)
class Options:
    """
    The settings of the build itself.

    Attributes:
        cache: where something is kept for the next build; None for nothing.
        jobs: workers at most.
    """

    cache: Path | None
    jobs: int


def read_options(settings: Mapping[str, Any]) -> Options:
    """The options that *settings* name. SettingsError for what cannot be."""
    cache = Path(settings["CACHE_PATH"]) if settings["INCREMENTAL"] else None
    typed = str(settings["JOBS"]).strip()
    if typed and not (typed.isdecimal() and int(typed)):
        raise SettingsError(f"JOBS must be a number from 1 up, or empty for all, not {typed}")
    return Options(cache, int(typed) if typed else len(os.sched_getaffinity(0)))
