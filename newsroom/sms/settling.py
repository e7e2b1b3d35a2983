"""
What became of messages whose answer was lost: asked of the gateway, by its own rule.

Found: accepted. Absent as often as the gateway's rule says: surely not accepted, so the subscriber
is pending again, and gets the same text under the same id. Beyond the window, or at a gateway that
cannot be asked, it is held for a person, unless the office chose SMS_ON_UNKNOWN=resend.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from newsroom.sms import unknowns
from newsroom.sms.gateway import (
    Absent,
    Accepted,
    AnswerLostError,
    Gateway,
    Lost,
    NotSentError,
    Refused,
)
from newsroom.sms.ledger import Ledger
from newsroom.sms.sending import record_answers
from newsroom.sms.settings import Settings
from newsroom.sms.timer import Timer
from newsroom.sms.unknowns import Open, Rule

PAGE = 1_000


@dataclass(slots=True)
class Settled:
    """
    How many were found to be what.

    Attributes:
        released: surely not accepted, or to be sent again; they are pending.
        postponed: to be asked about again.
    """

    accepted: int = 0
    refused: int = 0
    released: int = 0
    postponed: int = 0


def rule_of(gateway: Gateway, settings: Settings) -> Rule:
    """How the unknowns of *gateway* are settled under *settings*."""
    wait = max(settings.settle_after, gateway.traits.settle_after)
    return Rule(gateway.name, gateway.traits, wait, settings.resends)


async def settle_due(ledger: Ledger, gateway: Gateway, settings: Settings, timer: Timer) -> Settled:
    """
    Ask about all that may be asked about now.

    Errors: StopError of the gateway. One that cannot be reached is asked again later.
    """
    rule = rule_of(gateway, settings)
    settled = Settled()
    with ledger.begin() as tx:
        unknowns.clamp_due(tx, timer.now() + rule.wait)
    while rule.asks:
        with ledger.read() as tx:
            batches = list(unknowns.due_batches(tx, rule, timer.now(), limit=PAGE))
        if not batches:
            break
        for batch in batches:
            await _ask(ledger, gateway, rule, batch, timer, settled)
    if rule.resends:
        _release_hopeless(ledger, rule, timer.now(), settled)
    return settled


async def _ask(
    ledger: Ledger,
    gateway: Gateway,
    rule: Rule,
    batch: list[Open],
    timer: Timer,
    settled: Settled,
) -> None:
    asked = [one.message for one in batch]
    answers: dict[int, Accepted | Refused | Lost | Absent] = {}
    with suppress(NotSentError, AnswerLostError):  # nothing was learnt: all of it is postponed
        answers = dict(await gateway.settle(asked, attempted=batch[0].attempted))
    now = timer.now()
    said = {one.subscriber: answers.get(one.message.id, Lost("no-entry")) for one in batch}
    absent = [one for one in batch if isinstance(said[one.subscriber], Absent)]
    gone = [one for one in absent if one.absences + 1 >= rule.traits.absences]
    again = [one for one in absent if one not in gone]
    dark = [one for one in batch if isinstance(said[one.subscriber], Lost)]
    outcomes = {n: o for n, o in said.items() if isinstance(o, Accepted | Refused)}
    post = batch[0].post
    with ledger.begin() as tx:
        record_answers(tx, post, outcomes, now)
        unknowns.release(tx, gone)
        unknowns.postpone(tx, again, due=now + rule.wait, absent=True)
        unknowns.postpone(tx, dark, due=now + rule.wait, absent=False)
    settled.accepted += sum(isinstance(o, Accepted) for o in outcomes.values())
    settled.refused += sum(isinstance(o, Refused) for o in outcomes.values())
    settled.released += len(gone)
    settled.postponed += len(again) + len(dark)


def _release_hopeless(ledger: Ledger, rule: Rule, now: datetime, settled: Settled) -> None:
    """The office would rather text somebody twice than not at all."""
    with ledger.begin() as tx:
        hopeless = unknowns.find_hopeless(tx, rule, now)
        unknowns.release(tx, hopeless)
    settled.released += len(hopeless)
