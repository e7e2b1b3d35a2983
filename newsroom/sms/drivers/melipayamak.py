"""
MeliPayamak: no id of ours, and what a call for several numbers answers is not documented.

So each call is for one number: its answer is about that number and nothing else, and a lost answer
leaves one person in doubt, not a hundred. Such a message is looked for in the sent box, by number
and text; if it is not there it stays unknown, and a person looks.

Source: melipayamak.com/api (`SendSMS`, `GetDeliveries2`, `GetMessages`, `GetCredit`) and the
official Python SDK; errors 0 to 15 are in the documentation, 16 to 110 in several programs of
others. What it leaves open: the unit of `GetCredit` (so it is not told), the order and the depth of
the sent box (the newest 100 are read), what `GetDeliveries2` says of an old id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from newsroom.sms.drivers.address import Address
from newsroom.sms.drivers.codes import (
    LATER,
    LOST,
    REFUSED,
    STOP,
    CallRefusedError,
    Codes,
    all_lost,
    fail,
)
from newsroom.sms.drivers.driver import (
    HttpDriver,
    number,
    phone_of,
    records,
    same_text,
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

OK = 1
INBOX, SENT = 1, 2
NEWEST = 100
SHORTEST_ID = 10  # digits; a shorter `Value` beside `RetStatus` 1 is a code, not an id

CODES: Codes = {
    0: (STOP, "نام کاربری یا گذرواژه درست نیست"),
    2: (STOP, "اعتبار حساب کافی نیست"),
    3: (STOP, "اندازهٔ ارسال روزانه پر شده است"),
    4: (STOP, "حجم ارسال پر شده است"),
    5: (STOP, "شمارهٔ فرستنده درست نیست"),
    6: (LATER, "سامانه در حال به‌روزرسانی است"),
    7: (STOP, "متن واژهٔ پالایش‌شده دارد"),
    9: (STOP, "از خط عمومی با وب‌سرویس نمی‌توان فرستاد"),
    10: (STOP, "حساب فعال نیست"),
    11: (LOST, "فرستاده نشد"),
    12: (STOP, "مدارک حساب کامل نیست"),
    14: (STOP, "متن پیوند دارد و این حساب اجازهٔ آن را ندارد"),
    15: (STOP, "بی «لغو11» در پایان متن به بیش از یک شماره فرستاده نمی‌شود"),
    16: (REFUSED, "شمارهٔ گیرنده نیست"),
    17: (STOP, "متن خالی است"),
    18: (REFUSED, "شمارهٔ گیرنده نامعتبر است"),
    19: (STOP, "اندازهٔ ارسال ساعتی پر شده است"),
    35: (REFUSED, "شماره در فهرست سیاه اپراتور است"),
    108: (STOP, "نشانی IP پس از ورودهای ناموفق بسته شده است"),
    109: (STOP, "نشانی IP این دستگاه باید در پنل ثبت شود"),
    110: (STOP, "به جای گذرواژه باید ApiKey نوشت"),
}
DELIVERIES = {
    1: Delivery.DELIVERED,
    **dict.fromkeys((2, 3, 16, 35, 300, 500), Delivery.UNDELIVERED),
}  # all others (0, 5, 8, 100, 200, 400) are on their way, or unknown


class MeliPayamak(HttpDriver):
    """The driver; user, and the password or the ApiKey in its place."""

    name = "melipayamak"
    persian = "ملی‌پیامک"
    contract = Traits(
        batch_size=1,
        settling=Settling.COMPARE,
        settle_after=timedelta(minutes=1),
        settle_within=timedelta(hours=20),
        delivery_within=timedelta(hours=48),
        reads_inbox=True,
    )

    def __init__(self, address: Address, timeout_seconds: float) -> None:
        super().__init__(
            address,
            Wire(self.persian, address, timeout_seconds=timeout_seconds, root="/api/SendSMS/"),
        )
        self._login = {"username": address.user, "password": address.password}

    async def send(self, messages: Sequence[Message]) -> Mapping[int, Accepted | Refused | Lost]:
        """One `SendSMS` for the one message."""
        (message,) = messages
        form = {
            "to": f"0{message.phone[3:]}",
            "from": self._sender,
            "text": message.text,
            "isflash": "false",
        }
        try:
            record = await self._call("SendSMS", form)
        except CallRefusedError as error:
            return {message.id: error.refused}
        value = str(record.get("Value"))
        if value.isdecimal() and len(value) >= SHORTEST_ID:
            return {message.id: Accepted(value)}
        return {message.id: Lost("پاسخ ملی‌پیامک شناسهٔ پیامک را ندارد")}

    async def settle(
        self, messages: Sequence[Message], *, attempted: datetime
    ) -> Mapping[int, Accepted | Refused | Lost | Absent]:
        """Looks for number and text in the newest of the sent box."""
        outcomes: dict[int, Accepted | Refused | Lost | Absent] = dict(
            all_lost(messages, "در صندوق ارسال پیدا نشد؛ باید در پنل دید")
        )
        sent = await self._box(SENT)
        for message in messages:
            for entry in sent:
                is_it = phone_of(entry.get("Receiver")) == message.phone
                if is_it and same_text(entry.get("Body"), message.text) and entry.get("MsgID"):
                    outcomes[message.id] = Accepted(str(entry["MsgID"]))
        return outcomes

    async def deliveries(self, remote_ids: Sequence[str]) -> Mapping[str, Delivery]:
        """One `GetDeliveries2` for each."""
        found = {}
        for remote_id in remote_ids:
            record = await self._call("GetDeliveries2", {"recID": remote_id})
            state = number(record.get("Value"))
            found[remote_id] = DELIVERIES.get(0 if state is None else state, Delivery.PENDING)
        return found

    async def inbox(self) -> Sequence[Inbound]:
        """The newest 100; they can be read again."""
        return [
            Inbound(
                str(entry.get("MsgID")),
                phone_of(entry.get("Sender")),
                str(entry.get("Body")),
                None,
            )
            for entry in await self._box(INBOX)
        ]

    async def _box(self, location: int) -> list[dict[str, Any]]:
        form = {"location": str(location), "from": "", "index": "0", "count": str(NEWEST)}
        return records((await self._call("GetMessages", form)).get("Data"))

    async def _call(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer, once HTTP and `RetStatus` (of the answer or of its `MyBase`) are well."""
        answer = await self._http.ask("POST", path, form={**self._login, **form})
        record = answer.record()
        base = record.get("MyBase")
        said = base if isinstance(base, dict) else record
        code = number(said.get("RetStatus"))
        if code != OK or not answer.is_ok:
            fail(self.persian, code, said.get("StrRetStatus"), CODES)
        return record
