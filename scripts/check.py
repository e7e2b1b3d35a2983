"""Check the content: every problem of every file, with its place and its remedy."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newsroom.checks import Checked, check_changed, check_content
from newsroom.persian import persian_digits
from newsroom.sarif import to_sarif
from scripts.options import content_option, open_project, settings_option


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the problems as a JSON list.")
@click.option(
    "--sarif", type=click.Path(path_type=Path), help="Write them as SARIF too, for a git host."
)
@click.option("--changed", is_flag=True, help="Look only at what git says has changed.")
@settings_option
@content_option
@click.option(
    "--since",
    default="HEAD",
    show_default=True,
    help="Revision of git whose published addresses must not be lost; on a branch, its beginning.",
)
def main(
    as_json: bool,
    sarif: Path | None,
    changed: bool,
    settings: Path,
    content: Path | None,
    since: str,
) -> None:
    """Check every post. Exit code 1 if anything must be mended; remarks alone end with 0."""
    project = open_project(settings, content)
    if changed:
        checked = check_changed(project.root, project.site, project.clock)
    else:
        checked = check_content(project.root, project.site, project.clock, since)
    if sarif:
        report = to_sarif(checked.problems)
        sarif.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
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
