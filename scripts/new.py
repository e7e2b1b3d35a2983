"""Begin a post: ask for what is needed and write a valid draft."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from newsroom.content import load_ids
from newsroom.drafts import compose_draft, draft_path, new_id
from newsroom.fields import BROCHURE_KINDS, BY_NAME, SECTIONS, find_choice
from newsroom.front_matter import Report
from newsroom.jalali import TEHRAN, format_moment
from newsroom.moments import DateError, parse_moment
from newsroom.persian import fold, normalise, persian_digits
from newsroom.site import SECTION_NAMES
from newsroom.slugs import load_words, propose_slug
from newsroom.values import check_slug
from scripts.options import content_option, open_project, settings_option

TITLE = BY_NAME["title"]
Answer = TypeVar("Answer")


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


def _check_moment(value: str) -> str:
    """*value* as typed; empty for what is not known yet."""
    return format_moment(_check_date(value)) if value.strip() else ""


def _check_kind(value: str) -> str:
    """The Persian name of a kind of brochure; empty for what is not known yet."""
    found = find_choice(value, BROCHURE_KINDS)
    if value.strip() and found is None:
        names = "، ".join(choice.persian[0] for choice in BROCHURE_KINDS)
        raise click.BadParameter(f"نوع «{value}» شناخته‌شده نیست؛ یکی از این‌هاست: {names}.")
    return next((kind.persian[0] for kind in BROCHURE_KINDS if kind.name == found), "")


# What a section is asked for besides: key, words, and what the answer is checked with.
_QUESTIONS: dict[str, tuple[tuple[str, str, Callable[[str], str]], ...]] = {
    "news": (),
    "brochures": (("kind", "نوع (بروشور، کتابچهٔ راهنما، دفتر مشق، پوستر)", _check_kind),),
    "courses": (
        ("starts", "آغاز دوره (خالی: هنوز دانسته نیست)", _check_moment),
        ("ends", "پایان دوره (خالی: هنوز دانسته نیست)", _check_moment),
    ),
    "broadcasts": (),
}


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
@click.option("--starts", help="Of a course: its beginning.")
@click.option("--ends", help="Of a course: its end.")
@click.option("--kind", help="Of a brochure: بروشور، کتابچه، دفتر مشق، پوستر.")
@settings_option
@content_option
def main(
    section: str | None,
    title: str | None,
    slug: str | None,
    date: str | None,
    settings: Path,
    content: Path | None,
    **more: str | None,
) -> None:
    """Write a draft into content/. Asks for what the options leave out."""
    root = open_project(settings, content).root
    identity = new_id(load_ids(root))
    is_asked = None in (section, title, slug, date)
    if section is None:
        for name in SECTIONS:
            click.echo(f"  {name}: {SECTION_NAMES[name]}")
        section = click.prompt("بخش", type=SectionName(SECTIONS), default="news")
    title = _ask("عنوان", title, _check_title)
    proposed = propose_slug(title, load_words()) or identity
    slug = _ask("نامک (پایان نشانی، لاتین)", slug, _check_slug, default=proposed)
    moment = _ask("تاریخ انتشار (خالی: همین حالا)", date, _check_date, default="")
    answers = {}
    for key, words, check in _QUESTIONS[section]:
        # Who gave all of the above is a program, and is asked nothing.
        answer = _ask(words, more[key] if is_asked else more[key] or "", check, default="")
        if answer:
            answers[key] = answer
    path = root / draft_path(section, slug, moment)
    if path.exists():
        raise click.UsageError(f"{path} هست؛ نامکی دیگر بگذارید.")
    path.parent.mkdir(parents=True, exist_ok=True)
    # `x` refuses to write over a file that appeared since.
    with path.open("x", encoding="utf-8") as file:
        file.write(compose_draft(section, title, moment, identity, answers))
    click.echo(f"پیش‌نویس ساخته شد: {path}")
    if os.environ.get("EDITOR"):
        click.edit(filename=str(path))


def _ask(
    words: str, given: str | None, check: Callable[[str], Answer], default: str | None = None
) -> Answer:
    """What the option says, or what the editor answers, until it is right."""
    if given is not None:
        return check(given)
    answer: Answer = click.prompt(
        words, default=default, show_default=bool(default), value_proc=check
    )
    return answer


if __name__ == "__main__":
    main()
