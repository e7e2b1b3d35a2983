"""The console: no gateway at all. The default, so that nothing goes out by accident."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from newsroom.sms.drivers.address import Address
from newsroom.sms.drivers.driver import Driver
from newsroom.sms.gateway import (
    Absent,
    Accepted,
    Delivery,
    Lost,
    Message,
    Refused,
    Settling,
    Traits,
)
from newsroom.sms.phones import mask
from newsroom.sms.text import count_parts


class Console(Driver):
    """The driver; *write* gets a line at a time."""

    name = "console"
    persian = "کنسول"
    contract = Traits(
        batch_size=100,
        settling=Settling.LOOK_UP,
        settle_after=timedelta(0),
        settle_within=timedelta.max,
        delivery_within=timedelta.max,
        absences=1,
    )

    def __init__(self, address: Address, write: Callable[[str], None]) -> None:
        super().__init__(address)
        self._write = write

    async def send(self, messages: Sequence[Message]) -> Mapping[int, Accepted | Refused | Lost]:
        """One block for each message; all are accepted."""
        parts = count_parts(messages[0].text, self.traits.single_units, self.traits.multi_units)
        for message in messages:
            self._write(f"{mask(message.phone)}:")
            for line in message.text.split("\n"):
                self._write(f"    {line}")
        return {message.id: Accepted(f"console-{message.id}", parts, 0) for message in messages}

    async def settle(
        self, messages: Sequence[Message], *, attempted: datetime
    ) -> Mapping[int, Accepted | Refused | Lost | Absent]:
        """Nothing was ever sent."""
        return {message.id: Absent() for message in messages}

    async def deliveries(self, remote_ids: Sequence[str]) -> Mapping[str, Delivery]:
        """What was shown has arrived."""
        return dict.fromkeys(remote_ids, Delivery.DELIVERED)
