"""Posts as the ledger knows them: there before it, or to be texted, with their frozen text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, insert, select, update

from newsroom.sms.ledger import hold, stamp
from newsroom.sms.schema import messages, posts


class Known(NamedTuple):
    """
    One post of the ledger.

    Attributes:
        is_known: it was there before the ledger, and is never texted.
        text, parts: None until it was first claimed.
    """

    number: int
    id: str
    is_known: bool
    text: str | None
    parts: int | None


def load_posts(tx: Connection) -> dict[str, Known]:
    """Every post of the ledger, by its id."""
    columns = (posts.c.number, posts.c.id, posts.c.is_known, posts.c.text, posts.c.parts)
    return {row.id: Known(*row) for row in tx.execute(select(*columns))}


def mark_known(tx: Connection, ids: Iterable[str], now: datetime) -> int:
    """Never text these posts; those that have begun get no further. How many there are."""
    wanted = list(ids)
    see_posts(tx, wanted, now)
    for identity in wanted:
        tx.execute(update(posts).where(posts.c.id == identity).values(is_known=True))
    return len(wanted)


def see_posts(tx: Connection, ids: Iterable[str], now: datetime) -> None:
    """Enter the posts that the ledger does not know yet."""
    hold(tx)
    known = load_posts(tx)
    rows = [
        {"id": identity, "seen_at": stamp(now), "is_known": False}
        for identity in ids
        if identity not in known
    ]
    if rows:
        tx.execute(insert(posts), rows)


def freeze(tx: Connection, number: int, text: str, parts: int) -> tuple[str, int]:
    """The text that all get, and its parts: of the first run that came here, whoever asks."""
    first = (posts.c.number == number, posts.c.text.is_(None))
    tx.execute(update(posts).where(*first).values(text=text, parts=parts))
    row = tx.execute(select(posts.c.text, posts.c.parts).where(posts.c.number == number)).one()
    return row.text, row.parts


def clear_shown(tx: Connection, ids: Iterable[str], console: str) -> None:
    """What the console has shown of these posts was no SMS: everyone is still to get it."""
    mine = select(posts.c.number).where(posts.c.id.in_(list(ids)))
    shown = (messages.c.post.in_(mine), messages.c.gateway == console)
    tx.execute(delete(messages).where(*shown))
    has_claims = exists().where(messages.c.post == posts.c.number)
    begun = (posts.c.number.in_(mine), ~has_claims, posts.c.text.is_not(None))
    tx.execute(update(posts).where(*begun).values(text=None, parts=None))
