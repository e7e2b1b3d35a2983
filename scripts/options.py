"""The options that every command on the content has, and the project that they name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from newsroom.project import SETTINGS, Project, load_project
from newsroom.site import SettingsError

settings_option = click.option(
    "--settings", type=click.Path(path_type=Path), default=SETTINGS, show_default=True
)
content_option = click.option(
    "--content",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The content folder.",
)


def open_project(settings: Path, content: Path | None) -> Project:
    """The project as of now; what is wrong with its settings is wrong usage."""
    try:
        return load_project(settings, datetime.now(UTC), content)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
