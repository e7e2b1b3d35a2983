"""A checkout as the commands see it: its settings, its clock, its content folder."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newsroom.clock import Clock, parse_build_time
from newsroom.site import SettingsError, Site, parse_site

SETTINGS = Path("pelicanconf.py")


@dataclass(frozen=True, slots=True)
class Project:
    """What every command needs. `root` is the content folder."""

    root: Path
    site: Site
    clock: Clock


def load_project(settings: Path, now: datetime, content: Path | None = None) -> Project:
    """
    The project of a settings file.

    Args:
        settings: a Pelican settings file; Pelican itself is not started.
        now: the build instant where BUILD_TIME does not say another.
        content: a folder in place of the one that the settings name.

    Raises:
        SettingsError: there is no such file, or a setting in it is missing or cannot be.
    """
    if not settings.is_file():
        raise SettingsError(f"there is no {settings}; run this from the project's folder")
    values = runpy.run_path(str(settings))
    return Project(content or Path(values["PATH"]), parse_site(values), read_clock(values, now))


def read_clock(settings: Mapping[str, Any], now: datetime) -> Clock:
    """The clock of a build: it stands at BUILD_TIME, or at *now*. SettingsError if unreadable."""
    try:
        return Clock(parse_build_time(settings["BUILD_TIME"], default=now))
    except ValueError as error:
        raise SettingsError(f"BUILD_TIME: {error}") from error
