"""Messages whose answer was lost: which may be asked about now, and which wait for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, func, select, true, update

from newsroom.sms import messages as ledger_messages
from newsroom.sms.gateway import Accepted, Message, Settling, Traits
from newsroom.sms.ledger import moment_of, stamp, stamp_before
from newsroom.sms.schema import messages, posts, subscribers
from newsroom.sms.states import State


class Open(NamedTuple):
    """A message whose answer was lost at *attempted*, by which gateway, and why."""

    post: int
    post_id: str
    subscriber: int
    message: Message
    gateway: str
    attempted: datetime
    absences: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """
    How one gateway's unknowns are settled.

    Attributes:
        wait: after the end of a connection, before asking, and between two looks.
        resends: whether what cannot be settled is sent again, or held for a person.
    """

    gateway: str
    traits: Traits
    wait: timedelta
    resends: bool

    @property
    def asks(self) -> bool:
        """Whether the gateway can be asked at all."""
        return self.traits.settling is not Settling.NONE


def _opens() -> Select[Any]:
    columns = (
        messages.c.post, posts.c.id.label("post_id"), messages.c.subscriber, messages.c.id,
        subscribers.c.phone, posts.c.text, messages.c.gateway, messages.c.claimed_at,
        messages.c.absences, messages.c.reason,
    )  # fmt: skip
    joined = messages.join(posts, posts.c.number == messages.c.post).join(subscribers)
    unknown = (messages.c.due_at.is_not(None), messages.c.state == State.UNKNOWN.value)
    return select(*columns).select_from(joined).where(*unknown)


def _open(row: Row[Any]) -> Open:
    message = Message(row.id, row.phone, row.text)
    attempted = moment_of(row.claimed_at)
    return Open(
        row.post, row.post_id, row.subscriber, message, row.gateway, attempted, row.absences,
        row.reason or "",
    )  # fmt: skip


def _in_order(query: Select[Any]) -> Select[Any]:
    # As they were claimed, so that the calls of then are the batches of now.
    return query.order_by(
        messages.c.claimed_at, messages.c.worker, messages.c.post, messages.c.subscriber
    )


def due_batches(tx: Connection, rule: Rule, now: datetime, *, limit: int) -> Iterator[list[Open]]:
    """Up to *limit* messages that *rule*'s gateway may be asked about now, call by call."""
    within = messages.c.claimed_at > stamp_before(now, rule.traits.settle_within)
    ours = (messages.c.gateway == rule.gateway, messages.c.due_at <= stamp(now), within)
    rows = [_open(row) for row in tx.execute(_in_order(_opens().where(*ours)).limit(limit))]
    for _, calls in groupby(rows, key=lambda one: (one.post, one.attempted)):
        batch = list(calls)
        size = rule.traits.batch_size
        yield from (batch[start : start + size] for start in range(0, len(batch), size))


def next_due(tx: Connection, rule: Rule, now: datetime) -> datetime | None:
    """When the gateway may next be asked about something; None if about nothing."""
    within = messages.c.claimed_at > stamp_before(now, rule.traits.settle_within)
    found = tx.execute(
        select(func.min(messages.c.due_at)).where(
            messages.c.due_at.is_not(None), messages.c.state == State.UNKNOWN.value,
            messages.c.gateway == rule.gateway, within,
        )
    ).scalar_one()  # fmt: skip
    return None if found is None else moment_of(found)


def find_hopeless(tx: Connection, rule: Rule, now: datetime) -> list[Open]:
    """Messages of *rule*'s gateway that it cannot be asked about (any more), due by now."""
    beyond = messages.c.claimed_at <= stamp_before(now, rule.traits.settle_within)
    ours = (messages.c.gateway == rule.gateway, messages.c.due_at <= stamp(now))
    hopeless = _opens().where(*ours, beyond if rule.asks else true())
    return [_open(row) for row in tx.execute(_in_order(hopeless))]


def list_unknown(tx: Connection, *, limit: int | None = None) -> list[Open]:
    """Every message whose answer was lost, whichever gateway's, oldest first."""
    return [_open(row) for row in tx.execute(_in_order(_opens()).limit(limit))]


def count_unknown(tx: Connection) -> dict[str, int]:
    """How many there are, by gateway."""
    query = (
        select(messages.c.gateway, func.count())
        .where(messages.c.due_at.is_not(None), messages.c.state == State.UNKNOWN.value)
        .group_by(messages.c.gateway)
    )
    return dict(tx.execute(query).all())


def postpone(tx: Connection, opens: Iterable[Open], *, due: datetime, absent: bool) -> None:
    """Look again at *due*; *absent*: the gateway did not know these."""
    rows = [
        {"_post": one.post, "_subscriber": one.subscriber, "_due": stamp(due),
         "_absences": one.absences + absent}
        for one in opens
    ]  # fmt: skip
    statement = (
        update(messages)
        .where(
            messages.c.post == bindparam("_post"),
            messages.c.subscriber == bindparam("_subscriber"),
            messages.c.state == State.UNKNOWN.value,
        )
        .values(due_at=bindparam("_due"), absences=bindparam("_absences"))
    )
    if rows:
        tx.execute(statement, rows)


def release(tx: Connection, opens: Iterable[Open]) -> int:
    """These are pending again; how many were still as they were read."""
    return sum(
        ledger_messages.release_lost(tx, one.post, one.subscriber, attempted=one.attempted)
        for one in opens
    )


def clamp_due(tx: Connection, latest: datetime) -> None:
    """A clock that was ahead has set moments that are far away: none is later than *latest*."""
    late = messages.c.due_at > stamp(latest)
    tx.execute(update(messages).where(late).values(due_at=stamp(latest)))


def decide(tx: Connection, post_id: str, phone: str, decision: str) -> bool:
    """
    Close one case as a person says: it was `sent`, is to `give-up`, or may `resend`, perhaps twice.

    Returns:
        False if there is no such open case.
    """
    this = _opens().where(posts.c.id == post_id, subscribers.c.phone == phone)
    row = tx.execute(this).one_or_none()
    if row is None:
        return False
    one = _open(row)
    if decision == "sent":
        ledger_messages.record_accepted(tx, one.post, {one.subscriber: Accepted("by-hand")})
    elif decision == "give-up":
        ledger_messages.give_up(tx, one.post, [one.subscriber], "by-hand")
    else:
        release(tx, [one])
    return True
