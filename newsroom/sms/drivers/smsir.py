"""
SMS.ir v1: no id of ours, so a lost answer is settled by comparing, or not at all.

`send/bulk` answers with one id for each recipient, by position: 0 for a number in the blacklist,
null for one that is invalid. A lost batch is looked for in today's packs; a message that is found
there with our text and number was accepted. One that is not may still be on its way, or of
yesterday: it stays unknown, and a person looks.

Source: sms.ir/rest-api as of August 2026 (`send/bulk`, `send/pack`, `send/pack/{id}`,
`send/{messageId}`, `receive/latest`, `credit`) and its table of errors. What it leaves open:
whether `credit` is in Rial or in messages (so it is not told), whether `cost` is (so neither).
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
    moment,
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
    NotSentError,
    Refused,
    Settling,
    Traits,
)

OK = 1
PAGE = 100
MOST_PAGES = 50

CODES: Codes = {
    0: (LOST, "خطای سامانه"),
    10: (STOP, "کلید درست نیست"),
    11: (STOP, "کلید غیرفعال است"),
    12: (STOP, "کلید تنها از نشانی‌های IP ثبت‌شده پذیرفته می‌شود"),
    13: (STOP, "حساب غیرفعال است"),
    14: (STOP, "حساب تعلیق شده است"),
    20: (LATER, "درخواست‌ها بیش از اندازه است"),
    101: (STOP, "شمارهٔ خط درست نیست"),
    102: (STOP, "اعتبار حساب کافی نیست"),
    103: (STOP, "متن خالی است"),
    104: (REFUSED, "شمارهٔ گیرنده نامعتبر است"),
    105: (STOP, "شمار گیرندگان بیش از ۱۰۰ است"),
    106: (STOP, "شمار متن‌ها بیش از ۱۰۰ است"),
    107: (STOP, "فهرست گیرندگان خالی است"),
    108: (STOP, "فهرست متن‌ها خالی است"),
    109: (STOP, "زمان ارسال نامعتبر است"),
    110: (STOP, "شمار گیرندگان و متن‌ها یکی نیست"),
    115: (REFUSED, "شماره در فهرست سیاه است"),
    117: (STOP, "متن تأیید نشده است"),
    118: (STOP, "شمار پیامک‌ها از اندازهٔ مجاز گذشته است"),
    119: (STOP, "این کار در طرح حساب نیست"),
    123: (STOP, "خط باید فعال شود"),
}
BLACKLISTED = 0
DELIVERIES = {
    1: Delivery.DELIVERED,
    2: Delivery.UNDELIVERED,
    4: Delivery.UNDELIVERED,
    6: Delivery.UNDELIVERED,
    7: Delivery.UNDELIVERED,
}  # all others (3, 5) are on their way


class SmsIr(HttpDriver):
    """The driver; `address.user` is the key. A sandbox key sends nothing and costs nothing."""

    name = "smsir"
    persian = "SMS.ir"
    contract = Traits(
        batch_size=100,
        settling=Settling.COMPARE,
        settle_after=timedelta(minutes=1),
        settle_within=timedelta(hours=20),  # «today»
        delivery_within=timedelta(hours=48),
        reads_inbox=True,
    )

    def __init__(self, address: Address, timeout_seconds: float) -> None:
        super().__init__(
            address,
            Wire(
                self.persian,
                address,
                timeout_seconds=timeout_seconds,
                root="/v1/",
                headers={"X-API-KEY": address.user},
            ),
        )

    async def send(self, messages: Sequence[Message]) -> Mapping[int, Accepted | Refused | Lost]:
        """One `send/bulk`; its ids are by position, so one too few or too many says nothing."""
        body = {
            "lineNumber": int(self._sender),
            "messageText": messages[0].text,
            "mobiles": [f"0{message.phone[3:]}" for message in messages],
            "sendDateTime": None,
        }
        try:
            data = await self._call("POST", "send/bulk", body=body)
        except CallRefusedError as error:
            if len(messages) > 1:
                raise
            return {messages[0].id: error.refused}
        ids = data.get("messageIds") if isinstance(data, dict) else None
        if not isinstance(ids, list) or len(ids) != len(messages):
            return all_lost(messages, "شمار شناسه‌ها در پاسخ با شمار گیرندگان یکی نیست")
        return {
            message.id: _sent(remote_id) for message, remote_id in zip(messages, ids, strict=True)
        }

    async def settle(
        self, messages: Sequence[Message], *, attempted: datetime
    ) -> Mapping[int, Accepted | Refused | Lost | Absent]:
        """Looks through today's packs for each number with our text."""
        unfound = {message.phone: message for message in messages}
        outcomes: dict[int, Accepted | Refused | Lost | Absent] = dict(
            all_lost(messages, "در بسته‌های امروز پیدا نشد؛ باید در پنل دید")
        )
        for pack in await self._packs():
            if not unfound:
                break
            for entry in records(await self._call("GET", f"send/pack/{pack}")):
                phone, remote_id = phone_of(entry.get("mobile")), number(entry.get("messageId"))
                message = unfound.get(phone)
                if message and remote_id and same_text(entry.get("messageText"), message.text):
                    outcomes[unfound.pop(phone).id] = Accepted(str(remote_id))
        return outcomes

    async def _packs(self) -> list[str]:
        """The ids of today's packs, as long as pages are full."""
        packs: list[str] = []
        for page in range(1, MOST_PAGES + 1):
            params = {"pageSize": PAGE, "pageNumber": page}
            entries = records(await self._call("GET", "send/pack", params=params))
            packs += (str(entry.get("packId")) for entry in entries)
            if len(entries) < PAGE:
                break
        return packs

    async def deliveries(self, remote_ids: Sequence[str]) -> Mapping[str, Delivery]:
        """One `send/{messageId}` for each; the rest stays PENDING where it asks for patience."""
        found = dict.fromkeys(remote_ids, Delivery.PENDING)
        for remote_id in remote_ids:
            try:
                data = await self._call("GET", f"send/{remote_id}")
            except NotSentError:
                break
            state = number(data.get("deliveryState")) if isinstance(data, dict) else None
            found[remote_id] = DELIVERIES.get(state or 0, Delivery.PENDING)
        return found

    async def inbox(self) -> Sequence[Inbound]:
        """Up to 100 unread ones; each is given once."""
        data = await self._call("GET", "receive/latest", params={"count": PAGE})
        return [
            Inbound(
                str(entry.get("receiveReturnId")),
                phone_of(entry.get("mobile")),
                str(entry.get("messageText")),
                moment(entry.get("receivedDateTime")),
            )
            for entry in records(data)
        ]

    async def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: object = None,
    ) -> Any:
        """What `data` holds, once both HTTP and `status` say that it went well."""
        answer = await self._http.ask(method, path, params=params, body=body)
        record = answer.record()
        code = number(record.get("status"))
        if code != OK or not answer.is_ok:
            fail(self.persian, code, record.get("message"), CODES)
        return record.get("data")


def _sent(remote_id: object) -> Accepted | Refused | Lost:
    if remote_id is None:
        return Refused("104", CODES[104][1])
    whole = number(remote_id)
    if whole == BLACKLISTED:
        return Refused("115", CODES[115][1])
    return Accepted(str(whole)) if whole else Lost("پاسخ SMS.ir شناسهٔ پیامک را ندارد")
