"""
Magfa v2 over HTTP: what government offices have.

Each message carries our id as its `uid`, and `mid/{uid}` tells afterwards what became of it. Status
comes at two levels: of the call, and of each message in it. Whether a repeated uid is refused is
not documented, so a lost message is looked up, twice, before it is sent again.

Source: messaging.magfa.com/ui/?public/wiki/api/http_v2; the table of errors as the PyPI package
`magfa` 1.0.0 copies it. What it leaves open: how many ids `statuses` takes (100 here), whether
`messages` consumes, the shape of its date, whether `tariff` is of a part or of a message (so the
cost is not told).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from newsroom.sms.drivers.address import Address
from newsroom.sms.drivers.codes import (
    LATER,
    LEFT,
    LOST,
    REFUSED,
    STOP,
    CallRefusedError,
    Codes,
    Sense,
    fail,
    judge,
    match,
)
from newsroom.sms.drivers.driver import (
    HttpDriver,
    chunks,
    deliveries_of,
    number,
    phone_of,
    records,
)
from newsroom.sms.drivers.wire import Wire
from newsroom.sms.gateway import (
    Absent,
    Accepted,
    Delivery,
    Inbound,
    Lost,
    Message,
    Refused,
    Settling,
    Traits,
)

OK = 0
MOST_IDS = 100
BEYOND = 24

CODES: Codes = {
    1: (REFUSED, "شمارهٔ گیرنده نامعتبر است"),
    2: (STOP, "شمارهٔ فرستنده نامعتبر است"),
    3: (STOP, "کدگذاری متن نامعتبر است"),
    8: (STOP, "اکنون ساعت مجاز پیامک تبلیغاتی (۷ تا ۲۲) نیست"),
    13: (STOP, "متن خالی است"),
    14: (STOP, "اعتبار حساب کافی نیست"),
    15: (LATER, "سرور گرفتار است؛ باید دوباره فرستاد"),
    16: (STOP, "حساب غیرفعال است"),
    17: (STOP, "مهلت حساب گذشته است"),
    18: (STOP, "نام کاربری یا گذرواژه درست نیست"),
    19: (STOP, "نام کاربری یا گذرواژه درست نیست"),
    20: (STOP, "شمارهٔ فرستنده از آنِ این حساب نیست"),
    22: (STOP, "این خدمت برای حساب فعال نیست"),
    23: (LATER, "سرور اکنون درخواست نمی‌پذیرد؛ باید دوباره فرستاد"),
    BEYOND: (LOST, "شناسه نامعتبر یا کهنه‌تر از یک روز است"),
    27: (REFUSED, "شماره در فهرست سیاه اپراتور است"),
    28: (REFUSED, "پیش‌شمارهٔ گیرنده در مگفا بسته است"),
    29: (STOP, "نشانی IP این دستگاه مجاز نیست"),
    30: (STOP, "شمار بخش‌های پیامک بیش از اندازه است"),
    31: (STOP, "درخواست ناقص است"),
    33: (LEFT, "گیرنده این خط را بسته است (لغو ۱۱)"),
    34: (REFUSED, "شماره تأیید نشده است"),
    **dict.fromkeys(range(101, 111), (STOP, "طول آرایه‌های درخواست درست نیست")),
}
DELIVERIES = {
    -1: Delivery.GONE,
    1: Delivery.DELIVERED,
    2: Delivery.UNDELIVERED,
    16: Delivery.UNDELIVERED,
}  # all others (0, 8) are on their way


class Magfa(HttpDriver):
    """The driver; user (`name/domain`) and the service password that the panel made."""

    name = "magfa"
    persian = "مگفا"
    contract = Traits(
        batch_size=100,
        settling=Settling.LOOK_UP,
        settle_after=timedelta(seconds=60),
        settle_within=timedelta(hours=23),  # of 24, so that no question is asked at the edge
        delivery_within=timedelta(hours=24),
        reads_inbox=True,
        tells_credit=True,
    )

    def __init__(self, address: Address, timeout_seconds: float) -> None:
        super().__init__(
            address,
            Wire(
                self.persian,
                address,
                timeout_seconds=timeout_seconds,
                root="/api/http/sms/v2/",
                auth=(address.user, address.password),
            ),
        )

    async def send(self, messages: Sequence[Message]) -> Mapping[int, Accepted | Refused | Lost]:
        """One `send`; matched by the uid that comes back, else by number."""
        body = {
            "senders": [self._sender] * len(messages),
            "messages": [message.text for message in messages],
            "recipients": [message.phone[1:] for message in messages],
            "uids": [message.id for message in messages],
        }
        try:
            record = await self._call("POST", "send", body)
        except CallRefusedError as error:
            if len(messages) > 1:
                raise
            return {messages[0].id: error.refused}
        entries = records(record.get("messages"))
        if len(entries) == len(messages):
            self._stop_if_all(entries)
        ids = {message.phone: message.id for message in messages}
        return match({ours: ours for ours in ids.values()}, _sent(entries, ids))

    def _stop_if_all(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """No credit, no line, server busy: said of every message, it is said of the call."""
        codes = {number(entry.get("status")) for entry in entries}
        code = next(iter(codes)) if len(codes) == 1 else None
        if code is not None and CODES.get(code, (None, ""))[0] in (Sense.STOP, Sense.LATER):
            fail(self.persian, code, "", CODES)

    async def settle(
        self, messages: Sequence[Message], *, attempted: datetime
    ) -> Mapping[int, Accepted | Refused | Lost | Absent]:
        """One `mid/{uid}` for each."""
        return {message.id: await self._find(message.id) for message in messages}

    async def _find(self, uid: int) -> Accepted | Lost | Absent:
        answer = await self._http.ask("GET", f"mid/{uid}")
        record = answer.record()
        code, mid = number(record.get("status")), number(record.get("mid"))
        if code == BEYOND:
            return Lost(CODES[BEYOND][1])
        if code != OK or not answer.is_ok:
            fail(self.persian, code, "", CODES)
        if mid is not None and mid > 0:
            return Accepted(str(mid))
        is_told = mid == -1 or ("mid" in record and record["mid"] is None)
        return Absent() if is_told else Lost("پاسخ مگفا شناسه را نمی‌گوید")

    async def deliveries(self, remote_ids: Sequence[str]) -> Mapping[str, Delivery]:
        """By `statuses/{mid,mid,…}`."""
        said: list[tuple[object, Delivery]] = []
        for chunk in chunks(remote_ids, MOST_IDS):
            record = await self._call("GET", f"statuses/{','.join(chunk)}")
            for entry in records(record.get("dlrs")):
                status = number(entry.get("status"))
                if status is not None:
                    said.append((entry.get("mid"), DELIVERIES.get(status, Delivery.PENDING)))
        return deliveries_of(remote_ids, said)

    async def inbox(self) -> Sequence[Inbound]:
        """Up to 100; none of them has an id of its own."""
        record = await self._call("GET", "messages/100")
        return [_inbound(entry) for entry in records(record.get("messages"))]

    async def credit(self) -> int | None:
        """`balance`, in Rial."""
        return number((await self._call("GET", "balance")).get("balance"))

    async def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        answer = await self._http.ask(method, path, body=body)
        record = answer.record()
        code = number(record.get("status"))
        if code != OK or not answer.is_ok:
            fail(self.persian, code, "", CODES)
        return record


def _sent(
    entries: Sequence[Mapping[str, Any]], ids: Mapping[str, int]
) -> Iterator[tuple[int | None, Accepted | Refused | Lost]]:
    for entry in entries:
        uid = number(entry.get("userId"))
        ours = uid if uid in ids.values() else ids.get(phone_of(entry.get("recipient")))
        code, mid = number(entry.get("status")), number(entry.get("id"))
        if code == OK and mid:
            yield ours, Accepted(str(mid), parts=number(entry.get("parts")))
        elif code == OK:
            yield ours, Lost("پاسخ مگفا شناسهٔ پیامک را ندارد")
        else:
            yield ours, judge(code, CODES)


def _inbound(entry: Mapping[str, Any]) -> Inbound:
    phone, text = phone_of(entry.get("senderNumber")), str(entry.get("body"))
    return Inbound(f"{phone} {entry.get('date')} {text}", phone, text, None)
