"""
Kannel 1.4: a gateway of the office's own, in front of an operator's SMPP line.

It knows no ids of ours and sends a repeated text twice. Our id goes with each message as part of
the address that receipts are sent to, so a receipt proves that a lost message was accepted; without
one it stays unknown, and a person looks. Without `?receipts=` there is neither receipt nor inbox.

`sendsms` is asked by POST with headers, so that no password is in an address. HTTP 202 is said of
everything; the body tells. An empty text would be sent: it is not.

Source: Kannel User's Guide, chapter 6 (SMS Push by POST, delivery reports, escape codes of
sms-service), tried on 1.4.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from newsroom.sms.drivers.address import Address
from newsroom.sms.drivers.callbacks import Callbacks
from newsroom.sms.drivers.codes import LATER, REFUSED, STOP, CallRefusedError, Codes, all_lost, fail
from newsroom.sms.drivers.driver import HttpDriver
from newsroom.sms.drivers.wire import Answer, Wire
from newsroom.sms.gateway import (
    Absent,
    Accepted,
    Delivery,
    Inbound,
    Lost,
    Message,
    Refused,
    Settling,
    StopError,
    Traits,
)

ACCEPTED = 202
REPORT_ALL = "31"  # delivered 1, not delivered 2, queued 4 and taken 8 by the operator, refused 16

# How each answer begins, and a number of our own for it.
ANSWERS = {
    "0: ": 0,
    "3: ": 0,  # queued: the line is down, and it will be sent when it stands
    "Authorization failed": 1,
    "Sender missing": 2,
    "Number(s) has/have been denied": 3,
    "Empty receiver": 4,
    "Not routable": 5,
    "Temporal failure": 6,
}
CODES: Codes = {
    1: (STOP, "نام کاربری یا گذرواژه درست نیست"),
    2: (STOP, "شمارهٔ فرستنده نیست"),
    3: (REFUSED, "شماره در فهرست‌های Kannel پذیرفته نیست"),
    4: (REFUSED, "شمارهٔ گیرنده خالی است"),
    5: (REFUSED, "راهی به این شماره نیست"),
    6: (LATER, "Kannel اکنون نمی‌پذیرد؛ باید دوباره فرستاد"),
}
FINAL = {1: Delivery.DELIVERED, 2: Delivery.UNDELIVERED, 16: Delivery.UNDELIVERED}


class Kannel(HttpDriver):
    """The driver; `?receipts=127.0.0.1:8090` is where it listens while the script runs."""

    name = "kannel"
    persian = "Kannel"
    contract = Traits(
        batch_size=1,
        settling=Settling.NONE,
        settle_after=timedelta(seconds=30),
        settle_within=timedelta(hours=48),
        delivery_within=timedelta(hours=72),
    )

    def __init__(self, address: Address, timeout_seconds: float) -> None:
        super().__init__(
            address,
            Wire(
                self.persian,
                address,
                timeout_seconds=timeout_seconds,
                root="/cgi-bin/",
                headers={
                    "Content-Type": "text/plain; charset=UTF-8",
                    "X-Kannel-Username": address.user,
                    "X-Kannel-Password": address.password,
                    "X-Kannel-From": address.sender,
                    "X-Kannel-Coding": "2",
                },
            ),
        )
        place = address.options.get("receipts", "")
        self._callbacks = Callbacks(place, timeout_seconds) if place else None
        self._place = place
        if place:
            self.traits = replace(
                self.traits, settling=Settling.COMPARE, brings_receipts=True, reads_inbox=True
            )

    async def send(self, messages: Sequence[Message]) -> Mapping[int, Accepted | Refused | Lost]:
        """One `sendsms` for the one message, with an address for its receipts."""
        (message,) = messages
        if not message.text:
            raise StopError(f"{self.persian}: متن پیامک خالی است.")
        headers = {"X-Kannel-To": message.phone[1:]}
        if self._callbacks:
            await self._callbacks.open()
            headers["X-Kannel-DLR-Mask"] = REPORT_ALL
            headers["X-Kannel-DLR-Url"] = f"http://{self._place}/receipt?id={message.id}&status=%d"
        answer = await self._http.ask(
            "POST", "sendsms", headers=headers, content=message.text.encode()
        )
        try:
            return {message.id: self._accepted(answer, message)}
        except CallRefusedError as error:
            return {message.id: error.refused}

    def _accepted(self, answer: Answer, message: Message) -> Accepted:
        said = answer.body.decode("latin-1")
        code = next((code for begin, code in ANSWERS.items() if said.startswith(begin)), None)
        if answer.status != ACCEPTED or code != 0:
            fail(self.persian, code, said, CODES)
        return Accepted(str(message.id))

    async def settle(
        self, messages: Sequence[Message], *, attempted: datetime
    ) -> Mapping[int, Accepted | Refused | Lost | Absent]:
        """Accepted is what a receipt has come of, whatever it says."""
        told = await self._told()
        outcomes: dict[int, Accepted | Refused | Lost | Absent] = dict(
            all_lost(messages, "رسیدی از آن نیامده است؛ باید در گزارش‌های Kannel دید")
        )
        for message in messages:
            if str(message.id) in told:
                outcomes[message.id] = Accepted(str(message.id))
        return outcomes

    async def deliveries(self, remote_ids: Sequence[str]) -> Mapping[str, Delivery]:
        """What receipts have said so far."""
        told = await self._told()
        return {
            remote_id: next(
                (FINAL[state] for state in FINAL if state in told.get(remote_id, ())),
                Delivery.PENDING,
            )
            for remote_id in remote_ids
        }

    async def _told(self) -> Mapping[str, set[int]]:
        if self._callbacks is None:
            return {}
        await self._callbacks.be_patient()
        return self._callbacks.receipts

    async def inbox(self) -> Sequence[Inbound]:
        """What Kannel's sms-service has brought; the next call says that it is stored."""
        return await self._callbacks.take() if self._callbacks else ()

    async def warnings(self) -> Sequence[str]:
        """Where receipts cannot come."""
        if self._callbacks is None:
            return ("بی «receipts» در SMS_GATEWAY نه رسید تحویل می‌آید و نه «۱۱» خوانده می‌شود.",)
        await self._callbacks.open()
        trouble = self._callbacks.trouble
        return (f"جای دریافت رسیدهای Kannel باز نشد: {trouble}.",) if trouble else ()

    async def close(self) -> None:
        """Stop listening, and let go of the connections."""
        if self._callbacks:
            await self._callbacks.close()
        await super().close()
