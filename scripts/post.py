"""The steps of a post's life: publish or schedule, update, correct, withdraw, move."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from newsroom import life
from newsroom.checks import check_content
from newsroom.content import load_content
from newsroom.edits import CannotEditError
from newsroom.front_matter import Report
from newsroom.life import WrongStepError
from newsroom.markup import Renderer
from newsroom.moments import DateError, parse_moment
from newsroom.posts import CONTENT, Post, read_post
from newsroom.project import Project
from newsroom.values import check_slug
from scripts.options import content_option, open_project, settings_option
from scripts.writing import replace_file

REFUSED = 3
Step = Callable[[Post, bytes, datetime], bytes]


@click.group()
def main() -> None:
    """Take POST one step on in its life: a file, a slug, or an identity. Nothing is saved yet."""


def _step(command: Callable[..., Step]) -> click.Command:
    """A command whose function says what to do with the post; the rest is the same for all."""

    @main.command(command.__name__, help=command.__doc__)
    @click.argument("post")
    @settings_option
    @content_option
    @wraps(command)
    def run(post: str, settings: Path, content: Path | None, **options: Any) -> None:
        project = open_project(settings, content)
        _take(command(**options), find_post(post, project.root), project)

    return run


def _moment(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        return parse_moment(value).at
    except DateError as error:
        raise click.BadParameter(f"{error.reason}؛ مانند «{error.suggestion}».") from error


at_option = click.option(
    "--at", envvar="AT", callback=_moment, help="The moment, as in front matter; now if left out."
)


@_step
@at_option
def publish(at: datetime | None) -> Step:
    """Publish; with a moment to come, or with a date to come in the file, schedule."""
    return lambda post, data, now: life.publish(post, data, now, at)


@_step
def update() -> Step:
    """Tell readers the date of a minor change; a corrected comma needs nothing."""
    return life.update


@_step
@click.option("--text", prompt="متن اصلاحیه", help="What was wrong, and what is right.")
def correct(text: str) -> Step:
    """Add a correction: shown on the page, and an item of its own in the feeds."""
    return lambda post, data, now: life.correct(post, data, now, text)


@_step
@at_option
@click.option("--reason", prompt="دلیل", help="What readers are told.")
def withdraw(at: datetime | None, reason: str) -> Step:
    """Take it back: the page stays, and says when and why."""
    return lambda post, data, now: life.withdraw(post, data, now, at, reason)


@_step
@click.option("--slug", prompt="نامک تازه", help="The new end of the address.")
def move(slug: str) -> Step:
    """Change its address; the former one leads there."""
    report = Report("")
    if check_slug(slug, 1, report) is None:
        raise click.BadParameter(f"{report.problems[0].what} {report.problems[0].fix}")
    return lambda post, data, now: life.move(post, data, now, slug)


def find_post(typed: str, root: Path) -> Path:
    """The file that is meant: its path, the name of it, a slug or an identity."""
    path = Path(typed)
    if path.is_file():
        if not path.resolve().is_relative_to(root.resolve()):
            raise click.UsageError(f"{path} is not in {root}")
        return path
    found = [
        post.source
        for post in load_content(root).posts
        if typed in (post.slug, post.id, Path(post.source).stem)
    ]
    if not found:
        raise click.UsageError(f"مطلبی با نام، نامک یا شناسهٔ «{typed}» نیست.")
    if len(found) > 1:
        named = "، ".join(f"{root}/{source}" for source in found)
        raise click.UsageError(f"«{typed}» یکی نیست؛ پرونده را بنویسید: {named}")
    return root / found[0]


def _take(step: Step, path: Path, project: Project) -> None:
    source = path.resolve().relative_to(project.root.resolve()).as_posix()
    before = path.read_bytes()
    post, _ = read_post(source, before, Renderer())
    if post is None:
        raise click.UsageError(f"{path} خوانده نشد؛ «make check» را بزنید.")
    try:
        after = step(post, before, project.clock.now)
    except WrongStepError as error:
        click.echo(f"{path}: {error.what} چیزی عوض نشد.\n    راه‌حل: {error.fix}", err=True)
        raise SystemExit(REFUSED) from error
    except CannotEditError as error:
        click.echo(f"{path}: {error}. چیزی عوض نشد؛ به دست بنویسید.", err=True)
        raise SystemExit(1) from error
    replace_file(path, after)
    _tell(path, source, before, after, project)


def _tell(path: Path, source: str, before: bytes, after: bytes, project: Project) -> None:
    """The difference, what is still missing, and what comes next."""
    old, new = (data.decode(errors="replace").splitlines() for data in (before, after))
    for line in difflib.unified_diff(old, new, str(path), str(path), lineterm="", n=0):
        click.echo(line)
    checked = check_content(project.root, project.site, project.clock)
    own = f"{CONTENT}/{source}"
    for problem in checked.problems:
        if problem.path == own:
            click.echo(str(problem))
    is_wrong = any(problem.path == own for problem in checked.errors)
    click.echo("این‌ها را درست کنید، سپس «make save»." if is_wrong else "برای فرستادن: make save")
    raise SystemExit(1 if is_wrong else 0)


if __name__ == "__main__":
    main()
