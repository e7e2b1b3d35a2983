"""The part of `scripts.sms` about people: the list, what they write, what is kept of them."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import click

from newsroom.fields import AUDIENCES, SECTIONS
from newsroom.jalali import format_moment
from newsroom.moments import DateError, parse_moment
from newsroom.sms import mailbox, subscribers, wording
from newsroom.sms.lists import BadLine, read_list, write_list
from newsroom.sms.phones import mask
from newsroom.sms.retention import erase_old
from newsroom.sms.subscribers import Change, Consent, Entry
from newsroom.sms.trouble import Ending
from newsroom.sms.wording import say
from scripts.sms_desk import Desk, Phone, pass_desk

PAGE = 1_000


@click.group("subscribers")
def people() -> None:
    """The list of subscribers."""


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_desk
def import_(desk: Desk, file: Path) -> None:
    """Add the numbers of a CSV FILE; bad lines are told by their number, the good ones kept."""
    counts = dict.fromkeys(Change, 0)
    bad = 0
    page: list[Entry] = []
    with desk.ledger() as ledger, file.open(encoding=_encoding(file), errors="replace") as lines:
        now = desk.timer.now()

        def keep() -> None:
            with ledger.begin() as tx:
                for change, number in subscribers.import_page(tx, ledger, page, now).items():
                    counts[change] += number
            page.clear()

        for line in read_list(lines, str(file), now):
            if isinstance(line, BadLine):
                bad += 1
                click.echo(str(line), err=True)
            else:
                page.append(line)
            if len(page) >= PAGE:
                keep()
        keep()
    told = (
        f"{counts[Change.JOINED]} شماره افزوده شد؛ {counts[Change.SAME]} تکراری بود،"
        f" {counts[Change.LEFT]} نفر رفته‌اند و {counts[Change.FORGOTTEN]} نفر فراموش شده‌اند"
        f" (افزوده نشدند)؛ {bad} سطر بد بود."
    )
    click.echo(say(told))
    raise SystemExit(Ending.MEND if bad else Ending.DONE)


def _encoding(file: Path) -> str:
    """What a spreadsheet calls Unicode is UTF-16, and says so in its first two bytes."""
    with file.open("rb") as start:
        return "utf-16" if start.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8"


@people.command()
@click.argument("phone", type=Phone())
@click.option("--section", "sections", multiple=True, type=click.Choice(SECTIONS))
@click.option("--audience", multiple=True, type=click.Choice([c.name for c in AUDIENCES]))
@click.option("--consent", help="When they agreed: a Jalali or Gregorian date.  [default: now]")
@click.option("--words", default="", help="In whose words, or on which form.")
@pass_desk
def add(
    desk: Desk,
    phone: str,
    sections: tuple[str, ...],
    audience: tuple[str, ...],
    consent: str | None,
    words: str,
) -> None:
    """Add one PHONE that asked for it just now, even if it had left before."""
    now = desk.timer.now()
    try:
        at = parse_moment(consent).at if consent else now
    except DateError as error:
        raise click.BadParameter(f"{error.reason}؛ مانند {error.suggestion}") from error
    with desk.ledger() as ledger, ledger.begin() as tx:
        asked = Consent(at, "operator", words)
        change = subscribers.join(tx, phone, asked, now, sections, audience)
    click.echo(
        f"{mask(phone)}: " + ("از پیش در فهرست بود." if change is Change.SAME else "افزوده شد.")
    )


@people.command()
@click.argument("phone", type=Phone())
@pass_desk
def remove(desk: Desk, phone: str) -> None:
    """Take one PHONE off the list; from now on it gets nothing, even of a run that goes on."""
    now = desk.timer.now()
    with desk.ledger() as ledger, ledger.begin() as tx:
        change = subscribers.leave(tx, phone, Consent(now, "operator"), now)
    click.echo(f"{mask(phone)}: " + ("رفت." if change is Change.LEFT else "در فهرست نبود."))


@people.command("list")
@click.option("--failing", is_flag=True, help="Only those whose last three messages failed.")
@pass_desk
def list_(desk: Desk, failing: bool) -> None:
    """Show the list, numbers masked; `export` writes them whole."""
    with desk.ledger() as ledger:
        if failing:
            with ledger.read() as tx:
                bad = subscribers.failing(tx)
            click.echo("".join(f"{mask(phone)}\n" for phone in bad), nl=False)
            click.echo(say(f"سه پیامک آخر {len(bad)} نفر نرسیده است؛ شاید باید برداشته شوند."))
            return
        for page in subscribers.pages(ledger):
            for person in page:
                topics = " ".join((*person.sections, *person.audience))
                state = "عضو" if person.is_active else "رفته"
                joined = format_moment(person.joined_at)
                click.echo(f"{mask(person.phone)}\t{state}\t{joined}\t{topics}".rstrip())


@people.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@pass_desk
def export(desk: Desk, file: Path) -> None:
    """Write the list, numbers whole, into a new CSV FILE that only its owner may read."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.UsageError(f"{file} is there already.") from None
    with desk.ledger() as ledger, open(handle, "w", encoding="utf-8-sig") as out:  # noqa: PTH123
        out.writelines(f"{line}\n" for line in write_list(subscribers.pages(ledger)))


@people.command()
@pass_desk
def stats(desk: Desk) -> None:
    """Count the list."""
    with desk.ledger() as ledger, ledger.read() as tx:
        counts, bad = subscribers.count(tx), len(subscribers.failing(tx))
    told = f"عضو {counts['active']}، رفته {counts['left']}، فراموش‌شده {counts['forgotten']}."
    click.echo(say(told))
    if bad:
        click.echo(say(f"سه پیامک آخر {bad} نفر نرسیده است: subscribers list --failing"))


@click.command()
@pass_desk
def inbox(desk: Desk) -> None:
    """Read what subscribers wrote (11, 12, a word to join) and the gateway's block list."""
    with desk.ledger() as ledger, desk.alone(ledger) as now:
        heard = desk.ask(lambda gateway: mailbox.hear(ledger, gateway, now))
    told = list(wording.describe_heard(heard)) or ["کسی نپیوست و کسی نرفت."]
    click.echo(told[0])


@click.command()
@click.argument("phone", type=Phone())
@pass_desk
def forget(desk: Desk, phone: str) -> None:
    """Erase a person; a keyed hash stays, so that an old list does not bring the number back."""
    with desk.ledger() as ledger, desk.alone(ledger) as now, ledger.begin() as tx:
        was_known = subscribers.forget(tx, ledger, phone, now)
    click.echo("فراموش شد." if was_known else "در دفتر نبود؛ از این پس هم افزوده نمی‌شود.")


@click.command()
@click.option("--days", default=365, show_default=True, type=click.IntRange(min=45))
@pass_desk
def retention(desk: Desk, days: int) -> None:
    """Erase who got what, who wrote what and who has left, once it is older than so many days."""
    with desk.ledger() as ledger, desk.alone(ledger) as now, ledger.begin() as tx:
        erased = erase_old(tx, ledger, now - timedelta(days=days), now)
    told = f"{erased.people} نفر، {erased.messages} ردیف و {erased.inbound} پیام پاک شد."
    click.echo(say(told))
