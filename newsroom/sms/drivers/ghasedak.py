"""
Ghasedak, the new API: pair by pair, because only so has each message our id.

`CheckSmsStatus` finds a message by that `clientReferenceId`. The office should also switch on «عدم
ارسال پیام‌های تکراری» in the panel: then a repeat is refused with 451, which we read as "settle it".

Two official sources disagree about the numbers of deliveries. Only what both say, or what only one
of them knows, is believed, until a message to one's own phone has shown which is right and the
address says so: `?statuses=site` or `?statuses=sdk`.

Source: the documentation's OpenAPI files (`SendPairToPairSMS`, `CheckSmsStatus`,
`GetReceivedSmses`), `send_status.py` of the official Python SDK, and the table of errors that is
shipped with laravel-ghasedak-sms. What it leaves open: most recipients of a call (100 here), how
long a reference is found (one hour here: a message that is absent only because it is old would be
sent twice), where credit is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from newsroom.sms.drivers.address import Address
from newsroom.sms.drivers.codes import LOST, STOP, Codes, fail, match
from newsroom.sms.drivers.driver import (
    HttpDriver,
    chunks,
    deliveries_of,
    iso_moment,
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

OK = 200
MOST_IDS = 100
BY_MESSAGE_ID, BY_OUR_ID = 1, 2

CODES: Codes = {
    400: (STOP, "درخواست ناقص است، گیرنده ندارد، یا «لغو11» در پایان متن نیست"),
    401: (STOP, "کلید درست نیست یا حساب غیرفعال است"),
    402: (LOST, "عملیات ناموفق بود"),
    406: (STOP, "مالکیت خط تأیید نشده است"),
    412: (STOP, "این خط در دسترس حساب نیست"),
    413: (STOP, "متن یا شمار گیرندگان بیش از اندازه است"),
    416: (STOP, "نشانی IP با آنچه در پنل ثبت شده است یکی نیست"),
    418: (STOP, "اعتبار حساب کافی نیست"),
    419: (STOP, "تعرفهٔ حساب درست نیست"),
    420: (STOP, "فرستادن پیوند در متن برای این حساب بسته است"),
    422: (STOP, "متن نویسهٔ نامناسب دارد"),
    426: (STOP, "این کار در طرح حساب نیست"),
    428: (STOP, "الگوی متن تأیید نشده است"),
    451: (LOST, "درخواست تکراری است: پیش از این پذیرفته شده است"),
}

_DELIVERED, _UNDELIVERED = Delivery.DELIVERED, Delivery.UNDELIVERED
SITE = {1: _UNDELIVERED, 2: _UNDELIVERED, 4: _UNDELIVERED, 5: _DELIVERED, 6: _UNDELIVERED,
        7: _UNDELIVERED}  # fmt: skip
SDK = {1: _UNDELIVERED, 5: _UNDELIVERED, 6: _UNDELIVERED, 7: _UNDELIVERED, 8: _UNDELIVERED,
       12: _UNDELIVERED, 13: _UNDELIVERED, 14: _DELIVERED, 15: _UNDELIVERED,
       16: _UNDELIVERED}  # fmt: skip
LAST_OF_SITE = 8
AGREED = {
    status: delivery
    for status, delivery in SDK.items()
    if status > LAST_OF_SITE or SITE.get(status) is delivery
}
STATUSES = {"": AGREED, "site": SITE, "sdk": SDK}


class Ghasedak(HttpDriver):
    """The driver; `address.user` is the key."""

    name = "ghasedak"
    persian = "قاصدک"
    contract = Traits(
        batch_size=100,
        settling=Settling.LOOK_UP,
        settle_after=timedelta(minutes=3),  # «not right after the send»
        settle_within=timedelta(hours=1),
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
                root="/rest/api/v1/WebService/",
                headers={"ApiKey": address.user},
            ),
        )
        self._statuses = STATUSES[address.options.get("statuses", "")]

    async def send(self, messages: Sequence[Message]) -> Mapping[int, Accepted | Refused | Lost]:
        """One `SendPairToPairSMS`; matched by number, since our id does not come back."""
        items = [
            {
                "lineNumber": self._sender,
                "receptor": f"0{message.phone[3:]}",
                "message": message.text,
                "clientReferenceId": str(message.id),
            }
            for message in messages
        ]
        data = await self._call("POST", "SendPairToPairSMS", body={"items": items, "udh": False})
        keys = {message.phone: message.id for message in messages}
        return match(keys, _sent(records(data.get("items") if isinstance(data, dict) else None)))

    async def settle(
        self, messages: Sequence[Message], *, attempted: datetime
    ) -> Mapping[int, Accepted | Refused | Lost | Absent]:
        """Whoever is not in the answer is absent."""
        outcomes: dict[int, Accepted | Lost | Absent] = {}
        for chunk in chunks(messages, MOST_IDS):
            ids = [str(message.id) for message in chunk]
            found = {number(entry.get("clientReferenceId")): entry
                     for entry in await self._check(ids, BY_OUR_ID)}  # fmt: skip
            for message in chunk:
                entry = found.get(message.id)
                outcomes[message.id] = _accepted(entry) if entry else Absent()
        return outcomes

    async def deliveries(self, remote_ids: Sequence[str]) -> Mapping[str, Delivery]:
        """By `CheckSmsStatus`; numbers that nobody explains are still PENDING."""
        said: list[tuple[object, Delivery]] = []
        for chunk in chunks(remote_ids, MOST_IDS):
            for entry in await self._check(chunk, BY_MESSAGE_ID):
                status = number(entry.get("status"))
                delivery = self._statuses.get(-1 if status is None else status, Delivery.PENDING)
                said.append((entry.get("messageId"), delivery))
        return deliveries_of(remote_ids, said)

    async def inbox(self) -> Sequence[Inbound]:
        """Up to 100 unread ones; reading marks them read."""
        params = {"lineNumber": self._sender, "isRead": "false"}
        data = await self._call("GET", "GetReceivedSmses", params=params)
        return [
            Inbound(
                str(entry.get("id")),
                phone_of(entry.get("sender")),
                str(entry.get("message")),
                iso_moment(entry.get("receiveDate")),
            )
            for entry in records(data.get("items") if isinstance(data, dict) else None)
        ]

    async def _check(self, ids: Sequence[str], kind: int) -> list[dict[str, Any]]:
        params: dict[str, str | int] = {"Ids": ",".join(ids), "Type": kind}
        data = await self._call("GET", "CheckSmsStatus", params=params)
        if not isinstance(data, list):  # an empty one says "absent", so nothing may pass for it
            fail(self.persian, None, "پاسخ فهرست ندارد", CODES)
        return records(data)

    async def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: object = None,
    ) -> Any:
        """What `data` holds, once HTTP, `isSuccess` and `statusCode` say that it went well."""
        answer = await self._http.ask(method, path, params=params, body=body)
        record = answer.record()
        code = number(record.get("statusCode"))
        if record.get("isSuccess") is not True or code != OK or not answer.is_ok:
            fail(self.persian, code, record.get("message"), CODES)
        return record.get("data")


def _sent(entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Accepted | Lost]]:
    for entry in entries:
        yield phone_of(entry.get("receptor")), _accepted(entry)


def _accepted(entry: Mapping[str, Any]) -> Accepted | Lost:
    remote_id = number(entry.get("messageId"))
    if not remote_id:
        return Lost("پاسخ قاصدک شناسهٔ پیامک را ندارد")
    cost = number(entry.get("cost", entry.get("price")))
    return Accepted(str(remote_id), cost=cost)
