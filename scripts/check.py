"""Check the content: every problem of every file, with its place and its remedy."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newsroom.checks import Checked, check_content
from newsroom.persian import persian_digits
from scripts.options import content_option, open_project, settings_option


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the problems as a JSON list.")
@settings_option
@content_option
@click.option(
    "--since",
    default="HEAD",
    show_default=True,
    help="Revision of git whose published addresses must not be lost; on a branch, its beginning.",
)
def main(as_json: bool, settings: Path, content: Path | None, since: str) -> None:
    """Check every post. Exit code 1 if anything must be mended."""
    project = open_project(settings, content)
    checked = check_content(project.root, project.site, project.clock, since)
    if as_json:
        records = [problem.as_record() for problem in checked.problems]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    else:
        for problem in checked.problems:
            click.echo(str(problem))
        click.echo(f"{checked.read} خوانده شد؛ {_summary(checked)}.")
    raise SystemExit(1 if checked.errors else 0)


def _summary(checked: Checked) -> str:
    errors, remarks = len(checked.errors), len(checked.problems) - len(checked.errors)
    found = f"{errors} مشکل پیدا شد" if errors else "مشکلی نیست"
    return persian_digits(f"{found} و {remarks} یادآوری هست" if remarks else found)


if __name__ == "__main__":
    main()
