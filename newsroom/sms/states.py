"""
What can become of one SMS: the states of a message and the arrows between them.

docs/sms.md has the picture of this table, and a test compares the two.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """
    Where a message stands.

    PENDING: nothing was claimed, or what was claimed surely reached nobody: there is no row.
    CLAIMED: committed before the call; if its process is gone, the same as UNKNOWN.
    UNKNOWN: the answer was lost; only the gateway's own rule or a person resolves it.
    EXPIRED: nothing more will come of it: no receipt within the window, or given up unsent.
    """

    PENDING = "pending"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REFUSED = "refused"
    EXPIRED = "expired"


ARROWS: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.CLAIMED}),
    State.CLAIMED: frozenset({State.PENDING, State.ACCEPTED, State.REFUSED, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.PENDING, State.ACCEPTED, State.REFUSED, State.EXPIRED}),
    State.ACCEPTED: frozenset({State.DELIVERED, State.UNDELIVERED, State.EXPIRED}),
    State.DELIVERED: frozenset(),
    State.UNDELIVERED: frozenset(),
    State.REFUSED: frozenset(),
    State.EXPIRED: frozenset(),
}
FINAL = frozenset(state for state, targets in ARROWS.items() if not targets)


def sources_of(target: State) -> tuple[State, ...]:
    """The states from which an arrow leads to *target*, in the order of the table."""
    return tuple(state for state, targets in ARROWS.items() if target in targets)
