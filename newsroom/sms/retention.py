"""What the ledger need not know for ever: who got an old post, who wrote what, who has left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from newsroom.sms.ledger import Ledger, stamp
from newsroom.sms.schema import days, inbound, messages, posts, totals
from newsroom.sms.subscribers import forget_departed


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased: people who had left, rows of messages, texts that came in."""

    people: int
    messages: int
    inbound: int


def sum_messages() -> Select[Any]:
    """The messages of each post by state, as the rows of `totals`."""
    parts = func.coalesce(messages.c.parts, posts.c.parts)
    return (
        select(
            messages.c.post, messages.c.state, func.count().label("messages"),
            func.sum(parts).label("parts"),
            func.coalesce(func.sum(messages.c.cost), 0).label("cost"),
        )
        .join_from(messages, posts)
        .group_by(messages.c.post, messages.c.state)
    )  # fmt: skip


def erase_old(tx: Connection, ledger: Ledger, before: datetime, now: datetime) -> Erased:
    """
    Erase what is older than *before*; sums stay, and the posts are never texted again.

    A post of which something is still open keeps its rows. To be called while nobody sends.
    """
    people = forget_departed(tx, ledger, before, now)
    is_open = select(messages.c.post).where(messages.c.due_at.is_not(None))
    old = list(
        tx.execute(
            select(posts.c.number).where(
                posts.c.seen_at < stamp(before), posts.c.number.not_in(is_open)
            )
        ).scalars()
    )
    rows = [row._asdict() for row in tx.execute(sum_messages().where(messages.c.post.in_(old)))]
    if rows:
        tx.execute(insert(totals), rows)
    erased = tx.execute(delete(messages).where(messages.c.post.in_(old))).rowcount
    tx.execute(update(posts).where(posts.c.number.in_(old)).values(is_known=True))
    tx.execute(delete(days).where(days.c.day < before.date().isoformat()))
    read = (inbound.c.received_at < stamp(before), inbound.c.action.is_not(None))
    heard = tx.execute(
        update(inbound).where(*read, inbound.c.text.is_not(None)).values(phone=None, text=None)
    )
    return Erased(people, erased, heard.rowcount)
