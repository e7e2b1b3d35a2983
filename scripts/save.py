"""Save what was written: check, commit, take what colleagues did, send."""

from __future__ import annotations

from pathlib import Path

import click

from newsroom.changes import Change, find_changes, make_message, warn_of_unreached
from newsroom.persian import persian_digits
from newsroom.project import Project
from newsroom.repository import GitError, Repository
from newsroom.saving import review_branch
from scripts.options import content_option, open_project, settings_option
from scripts.saving import find_problems, introduce, open_checkout, send_and_tell

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=FILE)
@click.option("-m", "--message", help="The commit's message; made from the change if left out.")
@click.option(
    "--review",
    is_flag=True,
    envvar="REVIEW",
    help="Send to a branch of its own, for a second person's approval.",
)
@click.option("--name", help="Who writes; asked for once where git does not know.")
@click.option("--email", help="Their address.")
@settings_option
@content_option
def main(
    files: tuple[Path, ...],
    message: str | None,
    review: bool,
    name: str | None,
    email: str | None,
    settings: Path,
    content: Path | None,
) -> None:
    """
    Check the content, commit it (all of it, or FILES), and send it to the shared repository.

    Without a change it sends what waits and takes what is new. Files outside of the content
    folder are left alone. Exit code 1: not saved, or saved and not sent; the message says which.
    """
    project = open_project(settings, content)
    repository, folder = open_checkout(project.root)
    introduce(repository, name, email)
    come_back(repository)
    paths = [_path_of(file, project.root, repository) for file in files] or [folder]
    changed = repository.changed(*paths)
    problems = find_problems(project, repository)
    if problems:
        click.echo("\n".join(problems))
        count = persian_digits(str(len(problems)))
        click.echo(f"{count} مشکل پیدا شد. چیزی ذخیره نشد؛ نوشته‌هایتان همان‌جاست که بود.")
        raise SystemExit(1)
    pending = _pending(project, repository, folder)
    if review and repository.shared and repository.base == repository.branch:
        repository.leave_for_approval(review_branch(pending, repository))
    if changed or repository.is_merging:
        text = message or _message(project, repository, folder, changed)
        repository.commit(text, paths if changed else [folder])
        click.echo(f"ذخیره شد: {text.splitlines()[0]}")
    elif not repository.waits():
        click.echo("چیز تازه‌ای برای ذخیره نیست.")
    raise SystemExit(_send(repository, pending, project, folder))


def come_back(repository: Repository) -> None:
    """Leave a branch that was accepted meanwhile; where nobody can be asked, later."""
    try:
        repository.fetch()
    except GitError:
        return
    branch = repository.branch
    if repository.return_if_accepted():
        click.echo(f"شاخهٔ {branch} پذیرفته شده است؛ به {repository.branch} برگشتیم.")


def _path_of(file: Path, root: Path, repository: Repository) -> str:
    """*file*, which may have been removed, from the top of the repository."""
    path = file.parent.resolve() / file.name
    if not path.is_relative_to(root.resolve()):
        raise click.UsageError(f"{file} is not in {root}")
    return path.relative_to(repository.top.resolve()).as_posix()


def _pending(project: Project, repository: Repository, folder: str) -> list[Change]:
    """All that the shared repository does not have yet, committed or not."""
    if not repository.shared:
        since, paths = "HEAD", repository.changed(folder)
    else:
        since = repository.git("merge-base", "HEAD", repository.shared)
        paths = repository.changed_since(since, folder)
    return find_changes(project.root, _sources(paths, folder), since)


def _message(project: Project, repository: Repository, folder: str, changed: list[str]) -> str:
    if repository.is_merging:
        return "یکی کردن با نوشتهٔ همکار"
    changes = find_changes(project.root, _sources(changed, folder), "HEAD")
    return make_message(changes, project.clock.now)


def _sources(paths: list[str], folder: str) -> list[str]:
    """*paths* of the repository as paths below the content folder."""
    return [p.removeprefix(f"{folder}/") for p in paths if p.startswith(f"{folder}/")]


def _send(repository: Repository, changes: list[Change], project: Project, folder: str) -> int:
    now = project.clock.now
    for warning in warn_of_unreached(changes, project.site, now):
        click.echo(warning)
    others = [p for p in repository.changed() if not p.startswith(f"{folder}/")]
    if others:
        click.echo(f"بیرون از {folder} است و با شما نرفت: {'، '.join(others)}")
    code = send_and_tell(repository)
    if code == 0:
        for step in filter(None, (change.next_step(now) for change in changes)):
            click.echo(step)
    return code


if __name__ == "__main__":
    main()
