"""
What subscribers write back: 11 to leave, 12 or a word to join; and whom the gateway has blocked.

Stored before it is acted on, for a gateway may give a message once only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from newsroom.persian import fold
from newsroom.sms import subscribers
from newsroom.sms.gateway import Gateway, Inbound
from newsroom.sms.ledger import Ledger, moment_of, stamp
from newsroom.sms.phones import PhoneError, parse_phone
from newsroom.sms.schema import inbound, meta
from newsroom.sms.subscribers import Change, Consent

LEAVING = frozenset(map(fold, ("11", "لغو11", "لغو", "انصراف")))
JOINING = frozenset(map(fold, ("12", "عضویت")))
MOST_CALLS = 200  # of one reading: an inbox that never ends must not keep the posts waiting
IGNORED = "ignored"


async def hear(ledger: Ledger, gateway: Gateway, now: datetime) -> Counter[str]:
    """
    Read what came in and what was blocked, and act on it; how many joined, left, were ignored.

    Errors: those of the gateway. What was stored before one is acted on by the next call.
    """
    counts: Counter[str] = Counter()
    with ledger.begin() as tx:
        counts += _act(tx, now)  # what a run that was killed had stored
    if gateway.traits.reads_inbox:
        old = 0
        for _ in range(MOST_CALLS):
            heard = await gateway.inbox()
            with ledger.begin() as tx:
                new = _store(tx, gateway.name, heard, now)
            with ledger.begin() as tx:
                counts += _act(tx, now)
            # The call after the last new one tells a gateway that all of it is stored.
            old = 0 if new else old + 1
            if not heard or old == 2:
                break
    if gateway.traits.lists_blocked:
        with ledger.read() as tx:
            since = moment_of(tx.execute(select(meta.c.blocked_since)).scalar_one())
        phones = await gateway.blocked(since)
        with ledger.begin() as tx:
            counts += _block(tx, phones, now)
            tx.execute(update(meta).values(blocked_since=stamp(now)))
    return counts


def meaning_of(text: str) -> bool | None:
    """True: wants to join; False: wants to leave; None: something else."""
    word = fold(text.strip(" .،!\"'«»\r\n\t"))
    return True if word in JOINING else False if word in LEAVING else None


def _store(tx: Connection, gateway: str, heard: Iterable[Inbound], now: datetime) -> int:
    """Keep what is new; how many."""
    rows = [
        {"gateway": gateway, "key": one.key, "phone": one.phone, "text": one.text[:1000],
         "received_at": stamp(one.received or now)}
        for one in heard
    ]  # fmt: skip
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    new = 0
    for row in rows:
        new += tx.execute(dialect.insert(inbound).values(row).on_conflict_do_nothing()).rowcount
    return new


def _act(tx: Connection, now: datetime) -> Counter[str]:
    """Do what is asked for in what was stored and not yet done, in the order of writing."""
    counts: Counter[str] = Counter()
    waiting = select(inbound).where(inbound.c.action.is_(None))
    for row in tx.execute(waiting.order_by(inbound.c.received_at, inbound.c.key)).all():
        action = _answer(tx, row.phone, row.text, moment_of(row.received_at), now)
        this = (inbound.c.gateway == row.gateway, inbound.c.key == row.key)
        tx.execute(update(inbound).where(*this).values(action=action))
        counts[action] += 1
    return counts


def _answer(
    tx: Connection,
    sender: str | None,
    text: str | None,
    received: datetime,
    now: datetime,
) -> str:
    wants_in = meaning_of(text or "")
    try:
        phone = parse_phone(sender or "")
    except PhoneError:
        return IGNORED
    if wants_in is None:
        return IGNORED
    consent = Consent(received, "sms", text or "")
    if wants_in:
        change = subscribers.join(tx, phone, consent, now)
    else:
        change = subscribers.leave(tx, phone, consent, now)
    return str(change)


def _block(tx: Connection, phones: Iterable[str], now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for typed in phones:
        try:
            phone = parse_phone(typed)
        except PhoneError:
            continue
        change = subscribers.leave(tx, phone, Consent(now, "gateway"), now)
        counts[change] += change is Change.LEFT
    return counts
