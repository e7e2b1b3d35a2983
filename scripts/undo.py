"""Take back the last change that was saved, by a new commit."""

from __future__ import annotations

from pathlib import Path

import click

from scripts.options import content_option, open_project, settings_option
from scripts.saving import find_problems, introduce, open_checkout, refuse, send_and_tell

UNDONE, REDONE = "بازگشت", "دوباره"


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@settings_option
@content_option
def main(yes: bool, settings: Path, content: Path | None) -> None:
    """
    Take back the last change that you saved, and send that too. Again: bring it back.

    Nothing is removed from the history. While two versions wait to be made one, their meeting is
    what is taken back. A publication is not undone so: readers have its address.
    """
    project = open_project(settings, content)
    repository, folder = open_checkout(project.root)
    introduce(repository, None, None)
    if repository.is_merging:
        repository.stop_merging()
        click.echo("یکی کردن کنار رفت: نوشتهٔ شما چنان است که ذخیره کرده بودید و هنوز نرفته است.")
        return
    unsaved = repository.changed(folder)
    if unsaved:
        refuse(
            f"این‌ها هنوز ذخیره نشده است: {'، '.join(unsaved)}.",
            "نخست «make save» را بزنید؛ سپس «make undo» همان را برمی‌گرداند.",
        )
    revision, subject = repository.last_of_mine(folder)
    if not revision:
        click.echo("چیزی از شما در تاریخچه نیست که برگردد.")
        return
    if not yes:
        click.confirm(f"این تغییر برگردد؟ {subject}", abort=True)
    message = _opposite(subject)
    if not repository.take_back(revision, message):
        refuse(
            f"پس از «{subject}» کسی همان‌جا را تغییر داده است.",
            "پرونده را به دست درست کنید و «make save» را بزنید.",
        )
    problems = find_problems(project, repository)
    if problems:
        repository.drop_last()
        click.echo("\n".join(problems))
        click.echo("چیزی برنگشت: با برگرداندن آن، این‌ها پیش می‌آید.")
        raise SystemExit(1)
    click.echo(f"برگشت: {message}")
    raise SystemExit(send_and_tell(repository))


def _opposite(subject: str) -> str:
    """The message of what undoes the commit of *subject*."""
    if subject.startswith(f"{UNDONE}: "):
        return f"{REDONE}: {subject.removeprefix(f'{UNDONE}: ')}"
    return f"{UNDONE}: {subject.removeprefix(f'{REDONE}: ')}"


if __name__ == "__main__":
    main()
