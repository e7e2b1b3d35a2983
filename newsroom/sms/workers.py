"""
Who sends now: a lease for each process, so that one run at a time has the ledger.

A process that is killed leaves its lease behind; when that has run out, the next one takes over,
and the claims of the dead count as lost.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from newsroom.jalali import TEHRAN, format_time
from newsroom.sms import messages
from newsroom.sms.ledger import hold, moment_of, stamp
from newsroom.sms.schema import days, workers
from newsroom.sms.trouble import Refusal


class Place(NamedTuple):
    """A process among those who send; *is_first*: nobody else does."""

    number: int
    is_first: bool


def enter(
    tx: Connection, now: datetime, lease: timedelta, *, joins: bool, wait: timedelta
) -> Place:
    """
    Begin to send.

    Args:
        joins: to take part in a run that goes on; else it must be the only one.
        wait: how long after now the gateway may still accept what a dead process has sent.

    Raises:
        Refusal: another process is sending.
    """
    hold(tx)
    alive = sweep(tx, now, lease, wait=wait)
    if alive and not joins:
        until = moment_of(max(alive.values()))
        raise Refusal(
            "فرستادن دیگری با همین دفتر در کار است؛ این یکی چیزی نفرستاد.",
            f"صبر کنید تا تمام شود؛ اگر کشته شده است، از ساعت {format_time(until)} دوباره بزنید.",
            "run-going-on",
        )
    new = insert(workers).values(expires_at=stamp(now + lease)).returning(workers.c.number)
    return Place(int(tx.execute(new).scalar_one()), not alive)


def sweep(tx: Connection, now: datetime, lease: timedelta, *, wait: timedelta) -> dict[int, int]:
    """
    Take the claims of the dead for lost.

    Returns:
        Who is alive: the end of the lease of each.
    """
    latest = stamp(now + lease)  # a clock that was ahead made a lease longer than any
    far = workers.c.expires_at > latest
    tx.execute(update(workers).where(far).values(expires_at=latest))
    tx.execute(delete(workers).where(workers.c.expires_at <= stamp(now)))
    rows = tx.execute(select(workers.c.number, workers.c.expires_at))
    alive = dict(rows.all())
    messages.orphan(tx, list(alive), due=now + wait)
    return alive


def renew(tx: Connection, worker: int, now: datetime, lease: timedelta) -> bool:
    """Keep the lease; False if another process has taken over: nothing more may be claimed."""
    own = workers.c.number == worker
    kept = tx.execute(update(workers).where(own).values(expires_at=stamp(now + lease)))
    return kept.rowcount == 1


def leave(tx: Connection, worker: int) -> None:
    """End this process's part."""
    tx.execute(delete(workers).where(workers.c.number == worker))


def count_claims(tx: Connection, worker: int, now: datetime, number: int) -> None:
    """Add *number* messages to what this process has claimed today, in Tehran."""
    day = now.astimezone(TEHRAN).date().isoformat()
    own = (days.c.day == day, days.c.worker == worker)
    changed = tx.execute(update(days).where(*own).values(claimed=days.c.claimed + number))
    if changed.rowcount == 0:
        tx.execute(insert(days).values(day=day, worker=worker, claimed=number))


def claimed_today(tx: Connection, now: datetime) -> int:
    """How many messages all processes have claimed today."""
    day = now.astimezone(TEHRAN).date().isoformat()
    total = select(func.coalesce(func.sum(days.c.claimed), 0)).where(days.c.day == day)
    return int(tx.execute(total).scalar_one())
