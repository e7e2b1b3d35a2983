"""What `save` and `undo` tell an editor alike."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsroom.checks import check_content
from newsroom.project import Project
from newsroom.repository import (
    OURS,
    THEIRS,
    Answer,
    Conflict,
    GitError,
    Pushed,
    Repository,
    open_repository,
)
from newsroom.saving import Sent, send

REFUSED = 3


def open_checkout(root: Path) -> tuple[Repository, str]:
    """The repository of the content folder, and the folder's path in it; ready for a commit."""
    repository = open_repository(root)
    if repository is None:
        raise click.UsageError(
            f"پوشهٔ {root} در مخزن git نیست؛ پروژه را چنان که README.fa.md می‌گوید بگیرید."
        )
    if repository.unfinished:
        refuse(
            f"کاری از git نیمه‌کاره مانده است ({repository.unfinished}).",
            "«git status» می‌گوید چیست و چگونه پایان می‌یابد؛ یا از مدیر سامانه بپرسید.",
        )
    if not repository.branch:
        refuse(
            "این پوشه روی هیچ شاخه‌ای نیست؛ آنچه ذخیره شود گم می‌شود.",
            "«git switch main» بزنید و سپس همین دستور را؛ تغییرهای شما می‌ماند.",
        )
    return repository, root.resolve().relative_to(repository.top.resolve()).as_posix()


def refuse(what: str, remedy: str) -> None:
    """Say why nothing is done, and how it would be; exit code 3."""
    click.echo(f"{what} چیزی ذخیره نشد.\n    راه‌حل: {remedy}", err=True)
    raise SystemExit(REFUSED)


def introduce(repository: Repository, name: str | None, email: str | None) -> None:
    """Let git know who writes: from the options, or by asking a person."""
    if name and email:
        repository.git("config", "user.name", name)
        repository.git("config", "user.email", email)
    if repository.author:
        return
    if not sys.stdin.isatty():
        refuse(
            "git نام و نشانی شما را نمی‌داند.",
            "یک بار بزنید: make save ARGS=\"--name 'نام شما' --email you@example.ir\"",
        )
    click.echo("git نام و نشانی شما را نمی‌داند؛ یک بار می‌پرسم. در تاریخچهٔ پروژه دیده می‌شود.")
    introduce(repository, click.prompt("نام"), click.prompt("رایانامه"))


def find_problems(project: Project, repository: Repository) -> list[str]:
    """What keeps the content from being saved, as told to an editor."""
    since = repository.git("merge-base", "HEAD", repository.shared) if repository.shared else "HEAD"
    checked = check_content(project.root, project.site, project.clock, since)
    return [str(problem) for problem in checked.errors]


def send_and_tell(repository: Repository) -> int:
    """Send what is committed and say what became of it; the exit code."""
    if not repository.remote:
        click.echo("این مخزن جای مشترکی ندارد؛ نوشته تنها روی همین رایانه ذخیره است.")
        return 0
    try:
        return tell(send(repository), repository)
    except GitError as error:
        click.echo(f"ذخیره شد ولی فرستاده نشد. git: {error}")
        return 1


def tell(sent: Sent, repository: Repository) -> int:
    """Say what became of sending; the exit code."""
    if sent.conflicts:
        for conflict in sent.conflicts:
            click.echo(explain(conflict))
        click.echo(
            "هیچ چیز گم نشده است: نوشتهٔ شما ذخیره است و نوشتهٔ همکار در مخزن. این پرونده‌ها را درست "
            "کنید و باز «make save» را بزنید؛ یا «make undo» تا همه چیز به پیش از یکی شدن برگردد."
        )
        return 1
    answer = sent.answer or Answer(Pushed.OVERTAKEN)
    if answer.pushed is Pushed.DONE:
        click.echo(_told(answer, repository))
        return 0
    reasons = {
        Pushed.OVERTAKEN: ("همکاران هم‌اکنون پی‌درپی می‌فرستند.", "باز «make save» را بزنید."),
        Pushed.DECLINED: (
            "مخزن فرستادن به این شاخه را نپذیرفت؛ شاید تأیید نفر دوم می‌خواهد.",
            "«make save REVIEW=1» را بزنید تا درخواست تأیید ساخته شود.",
        ),
        Pushed.UNREACHABLE: (
            "به مخزن نرسیدم.",
            "اتصال را ببینید و باز «make save» را بزنید؛ نوشته از نو ذخیره نمی‌شود، فرستاده می‌شود.",
        ),
    }
    what, remedy = reasons[answer.pushed]
    click.echo(f"ذخیره شد ولی فرستاده نشد: {what}\n    راه‌حل: {remedy}")
    if answer.words:
        click.echo(f"    git: {answer.words.splitlines()[-1]}")
    return 1


def _told(answer: Answer, repository: Repository) -> str:
    if repository.base == repository.branch:
        return f"فرستاده شد: {repository.remote}/{repository.branch}"
    ask = answer.address or "از مدیر سامانه بخواهید آن را بپذیرد."
    return f"برای تأیید فرستاده شد، در شاخهٔ {repository.branch}. درخواست: {ask}"


def explain(conflict: Conflict) -> str:
    """A conflict in the words of an editor."""
    if conflict.removed_by:
        remover = "همکار" if conflict.removed_by == THEIRS else "شما"
        writer = "شما" if conflict.removed_by == THEIRS else "همکار"
        return (
            f"{conflict.path}:1: {remover} این پرونده را پاک کرده و {writer} تغییرش داده‌اید."
            "\n    راه‌حل: پرونده اکنون این‌جاست؛ اگر باید بماند کاری نکنید، وگرنه پاکش کنید."
        )
    if conflict.beside:
        return (
            f"{conflict.path}:1: شما و همکار هر دو این پرونده را عوض کرده‌اید."
            f"\n    راه‌حل: از شما سر جایش است و از همکار {conflict.beside}؛ یکی را پاک کنید."
        )
    return (
        f"{conflict.path}:{conflict.line}: شما و همکار یک جای این پرونده را تغییر داده‌اید. "
        f"هر دو نوشته آن‌جاست: بالای ======= «{OURS}» و زیر آن «{THEIRS}»."
        "\n    راه‌حل: آنچه درست است نگه دارید و سه سطر <<<<<<< و ======= و >>>>>>> را پاک کنید."
    )
