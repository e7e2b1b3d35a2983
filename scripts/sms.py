"""Text the subscribers: one SMS for each new post. docs/sms.md is its manual."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import click

from newsroom.jalali import format_moment
from newsroom.site import SettingsError
from newsroom.sms import messages, posts, subscribers, unknowns, wording
from newsroom.sms.gateway import Gateway, Message
from newsroom.sms.ledger import create_ledger
from newsroom.sms.phones import mask
from newsroom.sms.planning import Estimate, Planned, check_handover, estimate, make_plan
from newsroom.sms.receipts import read_receipts
from newsroom.sms.report import find_silent, report_posts
from newsroom.sms.run import Result, Run
from newsroom.sms.settings import parse_settings
from newsroom.sms.settling import settle_due
from newsroom.sms.trouble import Ending, Refusal, Trouble, WrongSetting
from newsroom.sms.wording import say
from scripts import sms_people
from scripts.sms_desk import Commands, Desk, Phone, WallTimer, pass_desk

OnPlan = Callable[[Sequence[Planned], Estimate], None]


@click.group(cls=Commands)
@click.pass_context
def main(context: click.Context) -> None:
    """
    Text every subscriber once for each new post.

    Settings are environment variables (docs/settings.md, "SMS"). Exit codes: 0 done; 1 something
    must be mended, or was only partly done; 2 wrong usage or settings; 3 refused for safety,
    nothing was sent; 4 it is unknown whether some messages were sent.
    """
    timer = context.obj or WallTimer()
    context.obj = Desk(parse_settings(os.environ), timer)


@main.command()
@click.option("--again", is_flag=True, help="The ledger is there, restored perhaps: keep it.")
@pass_desk
def init(desk: Desk, again: bool) -> None:
    """Make the ledger, and mark all that is published by now as known: it is never texted."""
    handover, now = desk.handover(), desk.timer.now()
    ids = [notice.id for notice in handover.notices]
    if again:
        with desk.ledger() as ledger, desk.alone(ledger), ledger.begin() as tx:
            check_handover(replace(handover, purpose="production"), ledger, "")
            posts.mark_known(tx, ids, now)
    else:
        ledger = create_ledger(desk.settings.ledger, handover.authority, now)
        with ledger.begin() as tx:
            posts.mark_known(tx, ids, now)
        ledger.close()
    click.echo(say(f"دفتر آماده است؛ {len(ids)} نوشتهٔ منتشرشده دیگر پیامک نمی‌شود."))


@main.command()
@click.option("--credit", is_flag=True, help="Ask the gateway for its credit; else no network.")
@pass_desk
def preview(desk: Desk, credit: bool) -> None:
    """Show what `send` would send now: texts, parts, recipients, cost. Changes nothing."""
    handover, gateway = desk.handover(), desk.gateway()
    try:
        with desk.ledger() as ledger:
            check_handover(replace(handover, purpose="production"), ledger, gateway.name)
            with ledger.read() as tx:
                plan = make_plan(tx, handover, desk.settings, gateway.traits, desk.timer.now())
                total = estimate(tx, plan, gateway.name)
    except Refusal as refusal:
        if refusal.code != "ledger-missing":
            raise
        click.echo("هنوز دفتری نیست (init)؛ متن‌ها این‌هاست و گیرنده‌ای نیست.")
        plan = make_plan(None, handover, desk.settings, gateway.traits, desk.timer.now())
        total = estimate(None, plan, gateway.name)
    for line in wording.describe_plan(plan, total):
        click.echo(line)
    if credit:
        left = desk.ask(lambda gateway: gateway.credit())
        click.echo("درگاه اعتبار را نمی‌گوید." if left is None else say(f"اعتبار: {left} ریال."))


@main.command()
@click.option("--confirm", type=click.IntRange(min=1), help="Let so many messages pass the limits.")
@click.option("--join", "joins", is_flag=True, help="Take part in a run that goes on.")
@pass_desk
def send(desk: Desk, confirm: int | None, joins: bool) -> None:
    """Text everyone who is still to get a post, once, and find out what became of lost answers."""
    handover = desk.handover()
    with desk.ledger() as ledger:
        if joins and not ledger.shares:
            raise WrongSetting(
                "send --join تنها با دفتر PostgreSQL کار می‌کند.",
                "SMS_LEDGER را ببینید، یا بی --join بزنید.",
                "join-needs-postgresql",
            )
        with _progress() as (on_plan, progress):

            async def work(gateway: Gateway) -> Result:
                run = Run(
                    ledger, handover, gateway, desk.settings, desk.timer, confirm, joins,
                    on_plan, progress,
                )  # fmt: skip
                for number in (signal.SIGTERM, signal.SIGINT):
                    asyncio.get_running_loop().add_signal_handler(number, run.stop)
                return await run.send()

            result = desk.ask(work)
    for line in wording.describe_result(result):
        click.echo(line)
    raise SystemExit(result.ending)


@contextmanager
def _progress() -> Iterator[tuple[OnPlan, Callable[[int], None]]]:
    """A bar on a terminal; in a log, a line for each tenth."""
    bar = click.progressbar(
        length=1, label="پیامک", file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    done = told = 0

    def on_plan(_: Sequence[Planned], total: Estimate) -> None:
        bar.length = max(1, total.messages)
        click.echo(say(f"{total.posts} نوشته، {total.messages} پیامک."), err=True)

    def progress(number: int) -> None:
        nonlocal done, told
        done += number
        bar.update(number)
        if sys.stderr.isatty() or done * 10 // (bar.length or 1) <= told:
            return
        told = done * 10 // (bar.length or 1)
        click.echo(say(f"{done} از {bar.length}"), err=True)

    with bar:
        yield on_plan, progress


@main.command()
@click.option("--post", "post_id", help="Decide one open case by hand: of this post …")
@click.option("--phone", type=Phone(), help="… and this number …")
@click.option("--as", "decision", type=click.Choice(["sent", "give-up", "resend"]),
              help="… was it sent, is it given up, or may it go again, perhaps twice?")  # fmt: skip
@pass_desk
def settle(desk: Desk, post_id: str | None, phone: str | None, decision: str | None) -> None:
    """Find out what became of lost answers and of accepted messages; list what stays open."""
    given = [value is not None for value in (post_id, phone, decision)]
    if any(given) and not all(given):
        raise click.UsageError("--post, --phone and --as go together.")
    with desk.ledger() as ledger:
        if decision is not None:
            with desk.alone(ledger), ledger.begin() as tx:
                if not unknowns.decide(tx, str(post_id), str(phone), decision):
                    raise Trouble(
                        "چنین مورد بازی نیست؛ چیزی تغییر نکرد.",
                        "settle را تنها بزنید تا موردهای باز را ببینید.",
                        "case-missing",
                    )
        else:
            with desk.alone(ledger) as now:

                async def work(gateway: Gateway) -> None:
                    await settle_due(ledger, gateway, desk.settings, desk.timer)
                    await read_receipts(ledger, gateway, desk.settings.connections, now)

                desk.ask(work)
        with ledger.read() as tx:
            counts = unknowns.count_unknown(tx)
            opens = unknowns.list_unknown(tx, limit=wording.MOST_LISTED)
    for line in wording.describe_opens(opens, sum(counts.values())):
        click.echo(line)
    for line in wording.describe_unknown_counts(counts):
        click.echo(line)
    if not counts:
        click.echo("تکلیف همهٔ پیامک‌ها روشن است.")
    raise SystemExit(Ending.UNKNOWN if counts else Ending.DONE)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--last", default=20, show_default=True, help="So many posts.")
@pass_desk
def status(desk: Desk, as_json: bool, last: int) -> None:
    """Show what became of each post; exit 1 if one of more than an hour ago has reached nobody."""
    handover, gateway, now = desk.handover(), desk.gateway(), desk.timer.now()
    with desk.ledger() as ledger, ledger.read() as tx:
        plan = make_plan(tx, handover, desk.settings, gateway.traits, now)
        reports = report_posts(tx, plan, last=last)
        unknown, list_counts = unknowns.count_unknown(tx), subscribers.count(tx)
    silent = find_silent(reports, plan, handover, now)
    ending = Ending.UNKNOWN if unknown else Ending.MEND if silent else Ending.DONE
    if as_json:
        record = {
            "posts": [report.as_record() for report in reports], "unknown": unknown,
            "silent": silent, "subscribers": list_counts,
        }  # fmt: skip
        click.echo(json.dumps(record, ensure_ascii=False))
        raise SystemExit(ending)
    for line in wording.describe_reports(reports):
        click.echo(line)
    for identity in silent:
        click.echo(f"{identity}: بیش از یک ساعت است که منتشر شده و به هیچ‌کس نرسیده است. [silent]")
    for line in wording.describe_unknown_counts(unknown):
        click.echo(line)
    raise SystemExit(ending)


@main.command()
@click.option("--canary", is_flag=True, help="Send one SMS to SMS_OPERATOR_PHONE; it costs.")
@pass_desk
def doctor(desk: Desk, canary: bool) -> None:
    """Look at settings, notices, ledger, gateway and credit, and say what is not well."""
    ill: list[str] = []

    def look(name: str, check: Callable[[], str]) -> None:
        try:
            click.echo(f"{name}: {check()}")
        except (Trouble, SettingsError) as trouble:
            ill.append(name)
            click.echo(f"{name}: {trouble}")

    look("SMS_NOTICES", lambda: _see_notices(desk))
    look("SMS_LEDGER", lambda: _see_ledger(desk))
    look("SMS_GATEWAY", lambda: desk.ask(_see_gateway))
    if canary:
        look("canary", lambda: desk.ask(lambda gateway: _send_canary(desk, gateway)))
    raise SystemExit(Ending.MEND if ill else Ending.DONE)


def _see_notices(desk: Desk) -> str:
    handover = desk.handover()
    return say(f"{len(handover.wanted)} نوشته، ") + f"{handover.purpose}، {handover.site}"


def _see_ledger(desk: Desk) -> str:
    with desk.ledger() as ledger, ledger.read() as tx:
        check_handover(replace(desk.handover(), purpose="production"), ledger, "")
        return say(f"{subscribers.count(tx)['active']} عضو، ") + ledger.authority


async def _see_gateway(gateway: Gateway) -> str:
    credit = await gateway.credit()
    warnings = await gateway.warnings()
    if warnings:
        raise Trouble(" ".join(warnings), "در پنل درگاه درستش کنید.", "gateway-warning")
    return gateway.name + ("" if credit is None else say(f"، اعتبار {credit} ریال"))


async def _send_canary(desk: Desk, gateway: Gateway) -> str:
    phone = desk.settings.operator_phone
    if phone is None:
        raise WrongSetting(
            "شمارهٔ خودتان نوشته نشده است.", "SMS_OPERATOR_PHONE را بنویسید.", "operator-missing"
        )
    now = desk.timer.now()
    identity = messages.message_id("canary", now.isoformat(), phone)
    text = f"آزمایش پیامک ترویج، {format_moment(now)}\n{desk.settings.opt_out_text}"
    outcome = (await gateway.send([Message(identity, phone, text)])).get(identity)
    return f"{mask(phone)}: {type(outcome).__name__}"


for command in (sms_people.people, sms_people.inbox, sms_people.forget, sms_people.retention):
    main.add_command(command)

if __name__ == "__main__":
    main()
