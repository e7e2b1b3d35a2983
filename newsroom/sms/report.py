"""What became of each post's messages, for a person and for a machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from newsroom.sms.handover import Handover
from newsroom.sms.planning import Planned, Wait
from newsroom.sms.retention import sum_messages
from newsroom.sms.schema import messages, posts, totals
from newsroom.sms.states import State

_BILLED = (State.ACCEPTED, State.DELIVERED, State.UNDELIVERED, State.EXPIRED)
SILENT_AFTER = timedelta(hours=1)  # a published post of which nobody has got an SMS


@dataclass(slots=True)
class PostReport:
    """
    One post.

    Attributes:
        states: how many messages stand where.
        pending: subscribers who are still to get it, if it is to be sent at all.
        cost: Rial, as far as the gateway tells.
    """

    id: str
    parts: int
    states: Counter[str] = field(default_factory=Counter)
    pending: int = 0
    billed_parts: int = 0
    cost: int = 0

    @property
    def planned(self) -> int:
        """All whom it was or is for."""
        return self.pending + sum(self.states.values())

    def as_record(self) -> dict[str, Any]:
        """The post for machines: the keys of `status --json`."""
        states = {state.value: self.states[state.value] for state in State}
        return {
            "id": self.id, "planned": self.planned, **states, "pending": self.pending,
            "parts": self.parts, "billed_parts": self.billed_parts, "cost": self.cost,
        }  # fmt: skip


def report_posts(tx: Connection, plan: Sequence[Planned], *, last: int) -> list[PostReport]:
    """The *last* posts that were texted or are to be, newest first; *plan* tells who is pending."""
    begun = select(posts).where(posts.c.text.is_not(None)).order_by(posts.c.number.desc())
    reports = {row.number: PostReport(row.id, row.parts) for row in tx.execute(begun.limit(last))}
    kept = select(totals).where(totals.c.post.in_(reports))
    for query in (sum_messages().where(messages.c.post.in_(reports)), kept):
        for row in tx.execute(query):
            report = reports[row.post]
            report.states[row.state] += row.messages
            report.cost += int(row.cost)
            report.billed_parts += int(row.parts) if row.state in _BILLED else 0
    fresh = [_fresh(planned, reports) for planned in plan if planned.wait is None]
    new = [report for report in fresh if report not in reports.values()]
    return [*reversed(new), *reports.values()]


def _fresh(planned: Planned, reports: Mapping[int, PostReport]) -> PostReport:
    report = reports.get(planned.post.number) or PostReport(planned.post.id, planned.parts)
    report.pending = planned.recipients
    return report


def find_silent(
    reports: Sequence[PostReport],
    plan: Sequence[Planned],
    handover: Handover,
    now: datetime,
) -> list[str]:
    """Ids of posts that were published more than an hour ago and that no gateway has accepted."""
    got = (State.ACCEPTED, State.DELIVERED, State.UNDELIVERED)
    heard = {report.id for report in reports if any(report.states[state] for state in got)}
    waiting = {p.post.id for p in plan if p.wait in (None, Wait.NO_PAGE, Wait.NO_TEXT)}
    return [
        notice.id
        for notice in handover.wanted
        if notice.id in waiting - heard and notice.published < now - SILENT_AFTER
    ]
