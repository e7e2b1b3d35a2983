"""What became of accepted messages: asked of the gateway for as long as it remembers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, select, tuple_

from newsroom.sms import messages as ledger_messages
from newsroom.sms.gateway import AnswerLostError, Delivery, Gateway, NotSentError
from newsroom.sms.ledger import Ledger, stamp_before
from newsroom.sms.schema import messages, posts
from newsroom.sms.states import State

LONGEST = timedelta(days=40)  # from the first sight of a post to its last claim
STATES = {
    Delivery.DELIVERED: State.DELIVERED,
    Delivery.UNDELIVERED: State.UNDELIVERED,
    Delivery.GONE: State.EXPIRED,
}


class _Row(NamedTuple):
    post: int
    subscriber: int
    remote_id: str


async def read_receipts(
    ledger: Ledger, gateway: Gateway, connections: int, now: datetime
) -> Counter[State]:
    """
    Ask about every accepted message within the gateway's window; what lies beyond is expired.

    A gateway that brings its receipts is closed: what came after the last look would be lost, and
    what comes after the end it brings again.

    Errors: StopError of the gateway. A call that fails is made again by the next run.
    """
    counts = await _look(ledger, gateway, connections, now)
    if gateway.traits.brings_receipts:
        await gateway.close()
        counts += await _look(ledger, gateway, connections, now)
    with ledger.begin() as tx:
        late = stamp_before(now, gateway.traits.delivery_within)
        counts[State.EXPIRED] += ledger_messages.expire_accepted(tx, gateway.name, late)
    return counts


async def _look(
    ledger: Ledger, gateway: Gateway, connections: int, now: datetime
) -> Counter[State]:
    counts: Counter[State] = Counter()
    after = (0, 0)
    while True:
        with ledger.read() as tx:
            size = gateway.traits.batch_size * connections
            rows = _accepted(tx, gateway, now, after, size)
        if not rows:
            break
        after = rows[-1][:2]
        step = gateway.traits.batch_size
        batches = [rows[start : start + step] for start in range(0, len(rows), step)]
        answers = await asyncio.gather(*(_ask(gateway, batch) for batch in batches))
        with ledger.begin() as tx:
            for batch, answer in zip(batches, answers, strict=True):
                counts += _record(tx, batch, answer)
    return counts


def _accepted(
    tx: Connection, gateway: Gateway, now: datetime, after: tuple[int, int], limit: int
) -> list[_Row]:
    window = gateway.traits.delivery_within
    recent = select(posts.c.number).where(
        posts.c.text.is_not(None), posts.c.seen_at > stamp_before(now - LONGEST, window)
    )
    query = (
        select(messages.c.post, messages.c.subscriber, messages.c.remote_id)
        .where(
            tuple_(messages.c.post, messages.c.subscriber) > after,
            messages.c.post.in_(recent),
            messages.c.state == State.ACCEPTED.value,
            messages.c.gateway == gateway.name,
            messages.c.claimed_at > stamp_before(now, window),
        )
        .order_by(messages.c.post, messages.c.subscriber)
        .limit(limit)
    )
    return [_Row(*row) for row in tx.execute(query)]


async def _ask(gateway: Gateway, batch: Sequence[_Row]) -> dict[str, Delivery]:
    try:
        return dict(await gateway.deliveries([row.remote_id for row in batch]))
    except (NotSentError, AnswerLostError):
        return {}


def _record(tx: Connection, batch: Sequence[_Row], answer: dict[str, Delivery]) -> Counter[State]:
    counts: Counter[State] = Counter()
    for delivery, state in STATES.items():
        for post in {row.post for row in batch}:
            told = [
                row.subscriber
                for row in batch
                if row.post == post and answer.get(row.remote_id) is delivery
            ]
            reason = "receipt-gone" if state is State.EXPIRED else None
            ledger_messages.record_delivery(tx, post, told, state, reason)
            counts[state] += len(told)
    return counts
