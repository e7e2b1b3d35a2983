"""Who is on the list: joining, leaving, forgetting, and when, how and in whose words."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from newsroom.sms import messages as ledger_messages
from newsroom.sms.ledger import Ledger, moment_of, stamp
from newsroom.sms.schema import consents, inbound, messages, subscribers
from newsroom.sms.states import State

PAGE = 1_000
FAILING = 3  # undelivered or refused in a row


class Change(StrEnum):
    """What came of a wish to be on the list or off it."""

    JOINED = "joined"
    REJOINED = "rejoined"
    LEFT = "left"
    SAME = "same"
    FORGOTTEN = "forgotten"  # an old list has no say about a person who was forgotten


class Person(NamedTuple):
    """A row of the list; `sections` and `audience` are empty for all."""

    number: int
    phone: str
    is_active: bool
    joined_at: datetime
    consented_at: datetime
    sections: tuple[str, ...]
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """
    Why somebody joins or leaves.

    Attributes:
        source: by which way, such as `import`, `operator`, `sms`, `gateway`.
    """

    at: datetime
    source: str
    words: str = ""


class Entry(NamedTuple):
    """One good line of a list; who has left is on it too, so that nobody brings him back."""

    phone: str
    consent: Consent
    sections: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    has_left: bool = False


def mark_of(ledger: Ledger, phone: str) -> str:
    """What stays of a forgotten number: its keyed hash."""
    return hmac.new(ledger.secret, phone.encode(), hashlib.sha256).hexdigest()


def join(
    tx: Connection,
    phone: str,
    consent: Consent,
    now: datetime,
    sections: Sequence[str] = (),
    audience: Sequence[str] = (),
) -> Change:
    """
    Put *phone*, which asked for it, on the list from *now* on; it may have left or been forgotten.
    """
    row = tx.execute(
        select(subscribers.c.number, subscribers.c.is_active).where(subscribers.c.phone == phone)
    ).one_or_none()
    if row is not None and row.is_active:
        return Change.SAME
    values: dict[str, Any] = {
        "is_active": True, "joined_at": stamp(now), "consented_at": stamp(consent.at),
        "left_at": None,
    }  # fmt: skip
    if row is None:
        topics = {"sections": _topics(sections), "audience": _topics(audience)}
        new = insert(subscribers).values(phone=phone, **values, **topics)
        number = int(tx.execute(new.returning(subscribers.c.number)).scalar_one())
    else:
        number = row.number
        tx.execute(update(subscribers).where(subscribers.c.number == number).values(values))
    _keep(tx, number, consent, is_joining=True)
    return Change.JOINED if row is None else Change.REJOINED


def leave(tx: Connection, phone: str, consent: Consent, now: datetime) -> Change:
    """Take *phone* off the list; a number that is not on it stays unknown."""
    found = select(subscribers.c.number).where(subscribers.c.phone == phone)
    number = tx.execute(found).scalar_one_or_none()
    return Change.SAME if number is None else leave_number(tx, number, consent, now)


def leave_number(tx: Connection, number: int, consent: Consent, now: datetime) -> Change:
    """The same for the subscriber of that number in the ledger."""
    active = (subscribers.c.number == number, subscribers.c.is_active)
    gone = {"is_active": False, "left_at": stamp(now)}
    if tx.execute(update(subscribers).where(*active).values(gone)).rowcount == 0:
        return Change.SAME
    _keep(tx, number, consent, is_joining=False)
    return Change.LEFT


def forget(tx: Connection, ledger: Ledger, phone: str, now: datetime) -> bool:
    """
    Erase a person: number, topics, words, and what came in from it. Whether it was known.

    Its keyed hash stays, so that an old list does not bring it back; what is unknown of it is
    given up. To be called while nobody sends.
    """
    mark = mark_of(ledger, phone)
    row = tx.execute(select(subscribers.c.number).where(subscribers.c.phone == phone)).one_or_none()
    mine = inbound.c.phone == phone
    heard = tx.execute(update(inbound).where(mine).values(phone=None, text=None)).rowcount
    if row is None and _is_forgotten(tx, ledger, phone):
        return bool(heard)
    if row is None:  # an old list that names it shall not bring it in
        moments = dict.fromkeys(("joined_at", "consented_at", "left_at"), stamp(now))
        new = {"mark": mark, "is_active": False, **moments}
        tx.execute(insert(subscribers).values(new))
        return bool(heard)
    ledger_messages.give_up_person(tx, row.number, "forgotten")
    tx.execute(consents.delete().where(consents.c.subscriber == row.number))
    # Of a person who was forgotten, joined again and is forgotten again, the older row keeps it.
    kept = None if _is_forgotten(tx, ledger, phone) else mark
    gone = {"phone": None, "mark": kept, "is_active": False, "sections": "", "audience": ""}
    own = subscribers.c.number == row.number
    tx.execute(update(subscribers).where(own).values(**gone, left_at=stamp(now)))
    return True


def forget_departed(tx: Connection, ledger: Ledger, before: datetime, now: datetime) -> int:
    """Forget everyone who left before a moment. How many they were."""
    gone = select(subscribers.c.phone).where(
        subscribers.c.phone.is_not(None), ~subscribers.c.is_active,
        subscribers.c.left_at < stamp(before),
    )  # fmt: skip
    phones = list(tx.execute(gone).scalars())
    for phone in phones:
        forget(tx, ledger, phone, now)
    return len(phones)


def import_page(
    tx: Connection, ledger: Ledger, entries: Sequence[Entry], now: datetime
) -> dict[Change, int]:
    """Put many on the list at once; who is there, has left or was forgotten stays as is."""
    counts = dict.fromkeys(Change, 0)
    marks = {mark_of(ledger, entry.phone): entry.phone for entry in entries}
    forgotten = {
        marks[mark]
        for mark in tx.execute(
            select(subscribers.c.mark).where(subscribers.c.mark.in_(marks))
        ).scalars()
    }
    phones = [entry.phone for entry in entries]
    known = select(subscribers.c.phone, subscribers.c.is_active).where(
        subscribers.c.phone.in_(phones)
    )
    there = dict(tx.execute(known).all())
    new: dict[str, Entry] = {}
    for entry in entries:
        if entry.phone in there:
            counts[Change.SAME if there[entry.phone] else Change.LEFT] += 1
        elif entry.phone in forgotten:
            counts[Change.FORGOTTEN] += 1
        elif entry.phone in new:
            counts[Change.SAME] += 1
        else:
            new[entry.phone] = entry
    counts[Change.JOINED] = len(new)
    _insert_new(tx, new, now)
    return counts


def _insert_new(tx: Connection, new: dict[str, Entry], now: datetime) -> None:
    if not new:
        return
    rows = [
        {"phone": entry.phone, "is_active": not entry.has_left, "joined_at": stamp(now),
         "consented_at": stamp(entry.consent.at), "left_at": stamp(now) if entry.has_left else None,
         "sections": _topics(entry.sections), "audience": _topics(entry.audience)}
        for entry in new.values()
    ]  # fmt: skip
    added = tx.execute(
        insert(subscribers).returning(subscribers.c.number, subscribers.c.phone), rows
    )
    kept = [
        {"subscriber": number, "at": stamp(new[phone].consent.at), "words": "",
         "is_joining": not new[phone].has_left, "source": new[phone].consent.source}
        for number, phone in added
    ]  # fmt: skip
    tx.execute(insert(consents), kept)


def pages(ledger: Ledger) -> Iterator[list[Person]]:
    """The list, and who has left it, in the order of joining, a page at a time."""
    after = 0
    while True:
        query = select(subscribers).where(
            subscribers.c.phone.is_not(None), subscribers.c.number > after
        )
        with ledger.read() as tx:
            rows = tx.execute(query.order_by(subscribers.c.number).limit(PAGE)).all()
        if not rows:
            return
        yield [_person(row) for row in rows]
        after = rows[-1].number


def find(tx: Connection, phone: str) -> tuple[Person, list[Row[Any]]] | None:
    """A person, and what is kept of its consent, oldest first."""
    row = tx.execute(select(subscribers).where(subscribers.c.phone == phone)).one_or_none()
    if row is None:
        return None
    kept = select(consents).where(consents.c.subscriber == row.number)
    return _person(row), list(tx.execute(kept.order_by(consents.c.at, consents.c.number)))


def count(tx: Connection) -> dict[str, int]:
    """How many are active, left, forgotten."""
    known = subscribers.c.phone.is_not(None)
    query = select(known, subscribers.c.is_active, func.count()).group_by(
        known, subscribers.c.is_active
    )
    totals = {"active": 0, "left": 0, "forgotten": 0}
    for has_phone, is_active, number in tx.execute(query):
        totals["active" if is_active else "left" if has_phone else "forgotten"] += number
    return totals


def failing(tx: Connection) -> list[str]:
    """Numbers of active people whose last three messages all failed: perhaps to be removed."""
    ranked = select(
        messages.c.subscriber, messages.c.state,
        func.row_number().over(
            partition_by=messages.c.subscriber, order_by=messages.c.claimed_at.desc()
        ).label("back"),
    ).subquery()  # fmt: skip
    bad = (State.UNDELIVERED.value, State.REFUSED.value)
    last = select(ranked.c.subscriber).where(ranked.c.back <= FAILING, ranked.c.state.in_(bad))
    often: Select[Any] = last.group_by(ranked.c.subscriber).having(func.count() == FAILING)
    query = select(subscribers.c.phone).where(
        subscribers.c.is_active, subscribers.c.number.in_(often)
    )
    return list(tx.execute(query.order_by(subscribers.c.number)).scalars())


def _is_forgotten(tx: Connection, ledger: Ledger, phone: str) -> bool:
    mark = mark_of(ledger, phone)
    found = select(subscribers.c.number).where(subscribers.c.mark == mark)
    return tx.execute(found).first() is not None


def _keep(tx: Connection, number: int, consent: Consent, *, is_joining: bool) -> None:
    tx.execute(
        insert(consents).values(
            subscriber=number, at=stamp(consent.at), is_joining=is_joining,
            source=consent.source, words=consent.words[:200],
        )
    )  # fmt: skip


def _topics(names: Sequence[str]) -> str:
    return f",{','.join(names)}," if names else ""


def _person(row: Row[Any]) -> Person:
    sections, audience = (
        tuple(name for name in text.split(",") if name) for text in (row.sections, row.audience)
    )
    return Person(
        row.number, row.phone, row.is_active, moment_of(row.joined_at),
        moment_of(row.consented_at), sections, audience,
    )  # fmt: skip
