"""What drivers have in common, so that each module tells only of its own gateway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from newsroom.persian import fold
from newsroom.sms.drivers.address import Address
from newsroom.sms.drivers.wire import Wire
from newsroom.sms.gateway import Delivery, Inbound, Traits
from newsroom.sms.phones import PhoneError, parse_phone


class Driver:
    """
    A gateway that offers nothing but to send; a driver adds what its gateway offers.

    Attributes:
        name: as in SMS_GATEWAY.
        persian: as in messages.
        contract: its traits before the address has its say.
    """

    name: str
    persian: str
    contract: Traits

    def __init__(self, address: Address) -> None:
        single, multi = address.units or (self.contract.single_units, self.contract.multi_units)
        self.traits = replace(self.contract, single_units=single, multi_units=multi)
        self._sender = address.sender

    def __repr__(self) -> str:
        return f"<{self.name} from {self._sender}>"

    async def inbox(self) -> Sequence[Inbound]:
        """Nothing comes in."""
        return ()

    async def blocked(self, since: datetime) -> Sequence[str]:
        """No list of them is kept."""
        return ()

    async def credit(self) -> int | None:
        """Not told."""
        return None

    async def warnings(self) -> Sequence[str]:
        """Nothing to warn of."""
        return ()

    async def close(self) -> None:
        """Nothing is held."""


class HttpDriver(Driver):
    """A gateway that is asked over HTTP; *http* is its wire."""

    def __init__(self, address: Address, http: Wire) -> None:
        super().__init__(address)
        self._http = http

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """*items* in pieces of at most *size*."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def records(value: object) -> list[dict[str, Any]]:
    """The JSON objects of a JSON list; whatever else the gateway put there is passed over."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def number(value: object) -> int | None:
    """A whole number, however the gateway wrote it: 12, "12", 12.0."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None


def phone_of(value: object) -> str:
    """A phone as we write it, or, where it is none, as the gateway did."""
    try:
        return parse_phone(str(value))
    except PhoneError:
        return str(value)


def moment(seconds: object) -> datetime | None:
    """The moment of a Unix time."""
    whole = number(seconds)
    try:
        return None if whole is None else datetime.fromtimestamp(whole, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def iso_moment(typed: object) -> datetime | None:
    """The moment of an ISO date with a zone; without one nobody says which is meant."""
    try:
        found = datetime.fromisoformat(str(typed))
    except ValueError:
        return None
    return found if found.tzinfo else None


def same_text(theirs: object, ours: str) -> bool:
    """Whether the gateway shows our text, though it may have its own ی, digits and half-spaces."""
    return theirs == ours or fold(str(theirs)) == fold(ours)


def deliveries_of(
    remote_ids: Sequence[str], said: Iterable[tuple[object, Delivery]]
) -> dict[str, Delivery]:
    """What was said of each id; what was not is still PENDING."""
    known = {str(remote_id): delivery for remote_id, delivery in said}
    return {remote_id: known.get(remote_id, Delivery.PENDING) for remote_id in remote_ids}
