"""Tell when the site will next change by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from newsroom.content import load_content
from newsroom.jalali import TEHRAN, format_long, format_time, iso
from newsroom.plan import make_plan
from newsroom.site import Purpose
from scripts.options import content_option, open_project, settings_option


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the moments as a JSON list.")
@settings_option
@content_option
@click.option("--limit", default=10, show_default=True, help="How many moments to print.")
def main(as_json: bool, settings: Path, content: Path | None, limit: int) -> None:
    """Print the coming moments at which a new build would give another site."""
    project = open_project(settings, content)
    # The site of the world: a sample that ends tomorrow changes nothing there.
    site = replace(project.site, purpose=Purpose.PRODUCTION)
    clock = project.clock
    make_plan(load_content(project.root), site, clock)  # tells the clock of every moment
    moments = clock.moments[:limit]
    if as_json:
        click.echo(json.dumps([iso(moment) for moment in moments]))
        return
    for moment in moments:
        here = moment.astimezone(TEHRAN)
        click.echo(f"{here:%Y-%m-%d %H:%M}  {format_long(here)}، ساعت {format_time(here)}")
    if not moments:
        click.echo("سایت به خودی خود تغییری نخواهد کرد.")


if __name__ == "__main__":
    main()
