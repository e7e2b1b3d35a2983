"""Begin a post: ask for what is needed and write a valid draft."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from newsroom.content import load_ids
from newsroom.drafts import compose_draft, draft_path, new_id
from newsroom.fields import BY_NAME, SECTIONS
from newsroom.front_matter import Report
from newsroom.jalali import TEHRAN
from newsroom.moments import DateError, parse_moment
from newsroom.persian import fold, normalise, persian_digits
from newsroom.site import SECTION_NAMES
from newsroom.values import check_slug
from scripts.options import content_option, open_project, settings_option

TITLE = BY_NAME["title"]


def _check_title(value: str) -> str:
    title = normalise(value.strip())
    if not 1 <= len(title) <= TITLE.max_length:
        limit = persian_digits(str(TITLE.max_length))
        raise click.BadParameter(f"عنوان باید از ۱ تا {limit} نویسه باشد.")
    return title


def _check_slug(value: str) -> str:
    report = Report("")
    if check_slug(value.strip(), 1, report) is None:
        problem = report.problems[0]
        raise click.BadParameter(f"{problem.what} {problem.fix}")
    return value.strip()


def _check_date(value: str) -> datetime:
    now = datetime.now(UTC).astimezone(TEHRAN)
    if not value.strip():
        return now
    try:
        moment = parse_moment(value)
    except DateError as error:
        raise click.BadParameter(f"{error.reason}. مانند «{error.suggestion}» بنویسید.") from error
    return moment.at if moment.has_time else moment.at.replace(hour=8)


class SectionName(click.Choice[str]):
    """A section by its folder or by its Persian name."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The folder that *value* names."""
        by_name = {fold(name): section for section, name in SECTION_NAMES.items()}
        return super().convert(by_name.get(fold(value), value), param, ctx)


@click.command()
@click.option("--section", type=SectionName(SECTIONS), help="Folder of the post.")
@click.option("--title", help="Title, 1 to 110 characters.")
@click.option("--slug", help="End of the address: a-z, 0-9 and hyphens.")
@click.option("--date", help="Moment of publication; now if left out.")
@settings_option
@content_option
def main(
    section: str | None,
    title: str | None,
    slug: str | None,
    date: str | None,
    settings: Path,
    content: Path | None,
) -> None:
    """Write a draft into content/. Asks for what the options leave out."""
    root = open_project(settings, content).root
    identity = new_id(load_ids(root))
    if section is None:
        for name in SECTIONS:
            click.echo(f"  {name}: {SECTION_NAMES[name]}")
        section = click.prompt("بخش", type=SectionName(SECTIONS), default="news")
    title = click.prompt("عنوان", value_proc=_check_title) if title is None else _check_title(title)
    if slug is None:
        slug = click.prompt("نامک (پایان نشانی، لاتین)", default=identity, value_proc=_check_slug)
    else:
        slug = _check_slug(slug)
    if date is None:
        moment = click.prompt("تاریخ انتشار (خالی: همین حالا)", default="",
                              show_default=False, value_proc=_check_date)  # fmt: skip
    else:
        moment = _check_date(date)
    path = root / draft_path(section, slug, moment)
    if path.exists():
        raise click.UsageError(f"{path} هست؛ نامکی دیگر بگذارید.")
    path.parent.mkdir(parents=True, exist_ok=True)
    # `x` refuses to write over a file that appeared since.
    with path.open("x", encoding="utf-8") as file:
        file.write(compose_draft(section, title, moment, identity))
    click.echo(f"پیش‌نویس ساخته شد: {path}")
    if os.environ.get("EDITOR"):
        click.edit(filename=str(path))


if __name__ == "__main__":
    main()
