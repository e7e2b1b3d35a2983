"""
Claims and their outcomes: the one place that moves a message from state to state.

Each function is one step inside a transaction of the caller's. A move that `states.ARROWS` does not
have changes nothing, so a final state is never overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql

from newsroom.sms.gateway import Accepted, Message, Refused
from newsroom.sms.ledger import stamp
from newsroom.sms.schema import messages, subscribers
from newsroom.sms.states import State, sources_of


@dataclass(frozen=True, slots=True)
class Post:
    """
    A post as claims see it.

    Attributes:
        number: its own in the ledger.
        text: frozen; the same for all who get it.
        allowed: the numbers of a rehearsal; empty for everyone.
    """

    number: int
    id: str
    section: str
    audience: tuple[str, ...]
    published: datetime
    text: str
    allowed: tuple[str, ...] = ()


class Claim(NamedTuple):
    """A message that may now be sent, and whose it is."""

    subscriber: int
    message: Message


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who claims, for which gateway, under which authority."""

    worker: int
    gateway: str
    authority: str


def message_id(authority: str, post_id: str, phone: str) -> int:
    """
    The 63 bits by which a gateway knows this SMS at each attempt, from whichever host.

    >>> message_id("tarvij.example.ir,2026", "4k7m2q", "+989121234567")
    4413417575143911390
    """
    digest = hashlib.sha256(f"{authority}|{post_id}|{phone}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 1


# --- Who is still to get a post -------------------------------------------------------------------


def _wants(post: Post) -> Iterable[ColumnElement[bool]]:
    """Whom a post is for: on the list since before it, with its topics."""
    person = subscribers.c
    yield person.is_active
    yield person.joined_at <= stamp(post.published)
    yield or_(person.sections == "", person.sections.contains(f",{post.section},"))
    topics = [person.audience.contains(f",{name},") for name in post.audience]
    yield or_(person.audience == "", *topics) if topics else person.audience == ""
    if post.allowed:
        yield person.phone.in_(post.allowed)


def _pending(post: Post, *columns: Any) -> Select[Any]:
    has_row = exists().where(
        messages.c.post == post.number, messages.c.subscriber == subscribers.c.number
    )
    return select(*columns).select_from(subscribers).where(*_wants(post), ~has_row)


def count_pending(tx: Connection, post: Post) -> int:
    """How many are still to get *post*."""
    return int(tx.execute(_pending(post, func.count())).scalar_one())


@lru_cache(maxsize=4)  # to build it takes longer than to run it
def _next_pending(post: Post) -> Select[Any]:
    person = subscribers.c
    return (
        _pending(post, person.number, person.phone)
        .where(person.number > bindparam("_after"))
        .order_by(person.number)
        .limit(bindparam("_limit"))
        .with_for_update(skip_locked=True)
    )


_INSERT = insert(messages)


def claim(
    tx: Connection, post: Post, claimant: Claimant, *, after: int, limit: int, now: datetime
) -> list[Claim]:
    """
    Claim *post* for up to *limit* subscribers that come *after* a number, in their order.

    Whoever has left by now is not among them. On PostgreSQL, rows that another process is claiming
    are passed over.
    """
    rows = tx.execute(_next_pending(post), {"_after": after, "_limit": limit}).all()
    claims = [
        Claim(number, Message(message_id(claimant.authority, post.id, phone), phone, post.text))
        for number, phone in rows
    ]
    if not claims:
        return claims
    instant = stamp(now)
    fixed = {
        "post": post.number, "state": State.CLAIMED.value, "gateway": claimant.gateway,
        "worker": claimant.worker, "claimed_at": instant, "due_at": instant, "absences": 0,
    }  # fmt: skip
    new_rows = [{**fixed, "subscriber": number, "id": message.id} for number, message in claims]
    if tx.dialect.name == "sqlite":  # whoever writes has it to himself
        tx.execute(_INSERT, new_rows)
        return claims
    # A process that committed between our look and our lock has claimed what we had seen pending.
    new = postgresql.insert(messages).on_conflict_do_nothing().returning(messages.c.subscriber)
    ours = set(tx.execute(new, new_rows).scalars())
    return [claim for claim in claims if claim.subscriber in ours]


# --- What became of a claim -----------------------------------------------------------------------


def _move(target: State, *conditions: ColumnElement[bool], **values: Any) -> Executable:
    sources = or_(false(), *(messages.c.state == source.value for source in sources_of(target)))
    if target is State.PENDING:
        return delete(messages).where(sources, *conditions)
    due = {} if target is State.UNKNOWN else {"due_at": None}
    changes = {"state": target.value, **due, **values}
    return update(messages).where(sources, *conditions).values(changes)


_ITS_ROW = (
    messages.c.post == bindparam("_post"),
    messages.c.subscriber == bindparam("_subscriber"),
)
_OWN = messages.c.worker == bindparam("_worker")
_ACCEPT = _move(
    State.ACCEPTED, *_ITS_ROW,
    remote_id=bindparam("_remote_id"), parts=bindparam("_parts"), cost=bindparam("_cost"),
)  # fmt: skip
_REFUSE = _move(State.REFUSED, *_ITS_ROW, reason=bindparam("_reason"))
_LOSE = _move(State.UNKNOWN, *_ITS_ROW, _OWN, due_at=bindparam("_due"), reason=bindparam("_reason"))
_RELEASE_OWN = _move(State.PENDING, *_ITS_ROW, _OWN)
# Of that attempt alone: by now another process may have claimed it anew.
_RELEASE_LOST = _move(
    State.PENDING, *_ITS_ROW, messages.c.state == State.UNKNOWN.value,
    messages.c.claimed_at == bindparam("_claimed_at"),
)  # fmt: skip
_GIVE_UP = _move(
    State.EXPIRED, *_ITS_ROW, messages.c.state == State.UNKNOWN.value, reason=bindparam("_reason")
)


def _run(tx: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.execute(statement, rows)


def record_accepted(tx: Connection, post: int, outcomes: Mapping[int, Accepted]) -> None:
    """The gateway took these; the keys are subscribers."""
    rows = [
        {"_post": post, "_subscriber": number, "_remote_id": outcome.remote_id,
         "_parts": outcome.parts, "_cost": outcome.cost}
        for number, outcome in outcomes.items()
    ]  # fmt: skip
    _run(tx, _ACCEPT, rows)


def record_refused(tx: Connection, post: int, outcomes: Mapping[int, Refused]) -> None:
    """These will not get it; the keys are subscribers."""
    rows = [
        {"_post": post, "_subscriber": number, "_reason": f"{outcome.code}: {outcome.reason}"}
        for number, outcome in outcomes.items()
    ]
    _run(tx, _REFUSE, rows)


def record_lost(
    tx: Connection, post: int, reasons: Mapping[int, str], *, worker: int, due: datetime
) -> None:
    """The answers for these subscribers were lost; *due*: when to ask. Own claims only."""
    rows = [
        {"_post": post, "_subscriber": number, "_worker": worker, "_due": stamp(due),
         "_reason": reason}
        for number, reason in reasons.items()
    ]  # fmt: skip
    _run(tx, _LOSE, rows)


def release_claims(tx: Connection, post: int, numbers: Iterable[int], *, worker: int) -> None:
    """Nothing of these calls reached the gateway: the subscribers are pending again."""
    rows = [{"_post": post, "_subscriber": n, "_worker": worker} for n in numbers]
    _run(tx, _RELEASE_OWN, rows)


def release_lost(tx: Connection, post: int, number: int, *, attempted: datetime) -> bool:
    """One whose answer was lost, and that was not accepted or may go twice, is pending again."""
    row = {"_post": post, "_subscriber": number, "_claimed_at": stamp(attempted)}
    return tx.execute(_RELEASE_LOST, row).rowcount == 1


def give_up(tx: Connection, post: int, numbers: Iterable[int], reason: str) -> None:
    """What became of these will never be known, and nothing more is done."""
    rows = [{"_post": post, "_subscriber": n, "_reason": reason} for n in numbers]
    _run(tx, _GIVE_UP, rows)


def give_up_person(tx: Connection, subscriber: int, reason: str) -> None:
    """The same for all that is unknown of one subscriber."""
    its = (messages.c.subscriber == subscriber, messages.c.state == State.UNKNOWN.value)
    tx.execute(_move(State.EXPIRED, *its, reason=reason))


def record_delivery(
    tx: Connection, post: int, numbers: Iterable[int], target: State, reason: str | None = None
) -> None:
    """What the receipts say of accepted messages: DELIVERED, UNDELIVERED, or EXPIRED for none."""
    rows = [{"_post": post, "_subscriber": n, "_reason": reason} for n in numbers]
    _run(tx, _move(target, *_ITS_ROW, reason=bindparam("_reason")), rows)


def expire_accepted(tx: Connection, gateway: str, before: int) -> int:
    """No receipt within the gateway's window is an end; *before* is a stamp. How many ended."""
    late = (
        messages.c.state == State.ACCEPTED.value,
        messages.c.gateway == gateway,
        messages.c.claimed_at <= before,
    )
    return tx.execute(_move(State.EXPIRED, *late, reason="no-receipt")).rowcount


def orphan(tx: Connection, alive: Sequence[int], *, due: datetime) -> int:
    """Claims of processes that are gone count as lost; how many there were."""
    gone = (messages.c.due_at.is_not(None), messages.c.worker.not_in(alive))
    return tx.execute(
        _move(
            State.UNKNOWN, messages.c.state == State.CLAIMED.value, *gone,
            due_at=stamp(due), reason="process-gone",
        )
    ).rowcount  # fmt: skip
