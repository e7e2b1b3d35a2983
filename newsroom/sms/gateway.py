"""
What the newsroom asks of an SMS gateway, whichever it is.

A driver is a small class for one gateway's contract. It says of each message what the gateway said
of it, and never more than that: an answer that was lost is `Lost`, not refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol


class NotSentError(Exception):
    """Nothing of the call reached the gateway, or it said "later": safe to try again."""


class AnswerLostError(Exception):
    """The gateway may have accepted all, some or none of the call; only settling can tell."""


class StopError(Exception):
    """Nothing was accepted and nothing will be: key, account, credit, line or address of ours."""


class Settling(Enum):
    """What can be found out of a message whose answer was lost."""

    REPEAT = "repeat"  # the same id again gives the old record, and no second SMS
    LOOK_UP = "look-up"  # the gateway can be asked about our id
    COMPARE = "compare"  # only its list of what was sent, by text and number
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Traits:
    """
    What a driver declares of its gateway.

    Attributes:
        batch_size: messages of one call.
        settling: what settles an unknown.
        settle_after: how long after the end of a connection the gateway may still accept; the
            longer of this and the operator's setting counts.
        settle_within: until when after the call it may be asked; later a person must look.
        absences: how often a message must be found absent before it counts as not accepted.
        delivery_within: until when after the call deliveries may be asked for.
        single_units, multi_units: UTF-16 units of a text in one part, and of each of several.
        brings_receipts: receipts come by themselves while the script runs, and never again.
        reads_inbox, lists_blocked, tells_credit: what else it can.
    """

    batch_size: int
    settling: Settling
    settle_after: timedelta
    settle_within: timedelta
    delivery_within: timedelta
    absences: int = 2
    single_units: int = 70
    multi_units: int = 67
    brings_receipts: bool = False
    reads_inbox: bool = False
    lists_blocked: bool = False
    tells_credit: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One SMS: *id* is ours, 63 bits, the same at each attempt; *phone* is `+989…`."""

    id: int
    phone: str
    text: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gateway took it: its own id, and the parts and the cost in Rial, where it says them."""

    remote_id: str
    parts: int | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """This number will not get it; *is_opt_out* when its owner has left (لغو ۱۱)."""

    code: str
    reason: str
    is_opt_out: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """The answer does not say what became of this message."""

    reason: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Asked about this message, the gateway does not know it."""


class Delivery(Enum):
    """What became of an accepted message; PENDING is not final, GONE is beyond the window."""

    PENDING = "pending"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Inbound:
    """
    An SMS that came in.

    Attributes:
        key: the gateway's own id of it, or made of the three others.
        phone: `+989…` where it is a mobile phone, else as the gateway gives it.
        received: None where the gateway does not say it in a way that is documented.
    """

    key: str
    phone: str
    text: str
    received: datetime | None


class Gateway(Protocol):
    """
    One gateway. Calls are made concurrently, within the time-out that it was made with.

    Every call may raise NotSentError, AnswerLostError or StopError; their texts name the gateway's
    code and words, and never the key or a whole number.
    """

    name: str
    traits: Traits

    async def send(self, messages: Sequence[Message]) -> Mapping[int, Accepted | Refused | Lost]:
        """Send up to `batch_size` messages of one text; an outcome for each id."""
        ...

    async def settle(
        self, messages: Sequence[Message], *, attempted: datetime
    ) -> Mapping[int, Accepted | Refused | Lost | Absent]:
        """What became of messages whose answer was lost at *attempted*; `Lost`: still unknown."""
        ...

    async def deliveries(self, remote_ids: Sequence[str]) -> Mapping[str, Delivery]:
        """What became of accepted messages."""
        ...

    async def inbox(self) -> Sequence[Inbound]:
        """What came in; one call's worth, and reading may consume it: store before acting."""
        ...

    async def blocked(self, since: datetime) -> Sequence[str]:
        """Numbers whose owners have left at the gateway since then."""
        ...

    async def credit(self) -> int | None:
        """Credit left, in Rial; None if the gateway does not tell."""
        ...

    async def warnings(self) -> Sequence[str]:
        """What of the account's configuration endangers the promise; Persian sentences."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...
