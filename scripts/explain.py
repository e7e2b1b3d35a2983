"""Say why a page was made again."""

from __future__ import annotations

import runpy
from pathlib import Path

import click

from newsroom.cache import CacheError, folder_of, read_state
from newsroom.reasons import explain
from scripts.options import settings_option


@click.command()
@settings_option
@click.option("--output", type=click.Path(path_type=Path), help="The built site.")
@click.argument("address")
def main(settings: Path, output: Path | None, address: str) -> None:
    """Say why the page or file of ADDRESS (/news/1405/law/) was made again by the last builds."""
    if not settings.is_file():
        raise click.UsageError(f"there is no {settings}; run this from the project's folder")
    values = runpy.run_path(str(settings))
    folder = folder_of(Path(values["CACHE_PATH"]), output or Path(values["OUTPUT_PATH"]))
    try:
        state = read_state(folder)
    except CacheError as error:
        raise click.ClickException(f"{folder}: {error}.") from error
    if state is None:
        raise click.ClickException(f"{folder}: هنوز ساختی چیزی این‌جا نگذاشته است.")
    told = explain(state, address)
    if told is None:
        raise click.ClickException(f"{address}: در سایت ساخته‌شده چنین نشانی‌ای نیست.")
    click.echo(told)


if __name__ == "__main__":
    main()
