"""
Kavenegar: the one gateway with real idempotency.

A `localid` that it has seen before gives the old record and no second SMS, so a batch may be sent
again, and one with a bad number in it halved until the number stands alone. `sms/sendarray` is not
used: three official sources name its parameter for local ids in three ways, and a wrong name is
passed over without a word. The key is part of the path.

Source: kavenegar.com/rest.html; `sms/send`, `sms/statuslocalmessageid`, `sms/status`,
`sms/receive`, `line/blocked/list`, `account/info`, `account/config`, and its table of errors. What
it leaves open: how long a localid is remembered (asked for 12 hours only), and whether 500 or 3000
of them may be asked for at once (500 here).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    match,
)
from newsroom.sms.drivers.driver import (
    HttpDriver,
    chunks,
    deliveries_of,
    moment,
    number,
    phone_of,
    records,
    same_text,
)
from newsroom.sms.drivers.wire import KEY_PLACE, Wire
from newsroom.sms.gateway import (
    Absent,
    Accepted,
    AnswerLostError,
    Delivery,
    Inbound,
    Lost,
    Message,
    NotSentError,
    Refused,
    Settling,
    StopError,
    Traits,
)

OK = 200
MOST_IDS = 500
MOST_PAGES = 1000
LEFT_BY_11 = 2

CODES: Codes = {
    400: (STOP, "درخواست ناقص است"),
    401: (STOP, "حساب غیرفعال است یا کلید درست نیست"),
    402: (LOST, "عملیات ناموفق بود"),
    403: (STOP, "کلید درست نیست"),
    404: (STOP, "متدی به این نام نیست"),
    405: (STOP, "متد با این روش صدا زده نمی‌شود"),
    406: (STOP, "پارامتری که لازم است خالی است"),
    407: (STOP, "دسترسی به این متد یا خط نیست؛ نشانی IP این دستگاه را در پنل ثبت کنید"),
    409: (LOST, "سرور در این لحظه پاسخ نمی‌دهد"),
    411: (REFUSED, "شمارهٔ گیرنده نامعتبر است"),
    412: (STOP, "شمارهٔ فرستنده نامعتبر است یا از آنِ این حساب نیست"),
    413: (STOP, "متن خالی است یا از ۹۰۰ نویسه بلندتر است"),
    414: (STOP, "شمار گیرندگان یک درخواست بیش از اندازه است"),
    416: (STOP, "نشانی IP با آنچه در پنل ثبت شده است یکی نیست"),
    417: (STOP, "تاریخ ارسال نادرست است"),
    418: (STOP, "اعتبار حساب کافی نیست"),
    419: (STOP, "شمار گیرندگان و شناسه‌ها یکی نیست"),
    420: (STOP, "فرستادن پیوند در متن برای این حساب بسته است"),
    422: (STOP, "متن نویسهٔ نامناسب دارد"),
    427: (STOP, "این خط سطح دسترسی بالاتری می‌خواهد"),
    429: (STOP, "نشانی IP محدود شده است"),
    451: (LATER, "درخواست‌ها بیش از اندازه است و IP محدود شده است"),
    501: (STOP, "حساب آزمایشی است و تنها به شمارهٔ صاحب حساب می‌فرستد"),
    607: (STOP, "نام برچسب نادرست است"),
}
UNKNOWN_ID = 100
DELIVERIES = {
    6: Delivery.UNDELIVERED,
    10: Delivery.DELIVERED,
    11: Delivery.UNDELIVERED,
    13: Delivery.UNDELIVERED,
    14: Delivery.UNDELIVERED,
    UNKNOWN_ID: Delivery.GONE,
}  # all others (1, 2, 4, 5) are on their way


class Kavenegar(HttpDriver):
    """The driver; `address.user` is the key."""

    name = "kavenegar"
    persian = "کاوه‌نگار"
    contract = Traits(
        batch_size=200,
        settling=Settling.REPEAT,
        settle_after=timedelta(seconds=30),
        settle_within=timedelta(hours=11),  # of 12, so that no question is asked at the edge
        delivery_within=timedelta(hours=48),
        reads_inbox=True,
        lists_blocked=True,
        tells_credit=True,
    )

    def __init__(self, address: Address, timeout_seconds: float) -> None:
        super().__init__(
            address,
            Wire(self.persian, address, timeout_seconds=timeout_seconds, root=f"/v1/{KEY_PLACE}/"),
        )

    async def send(self, messages: Sequence[Message]) -> Mapping[int, Accepted | Refused | Lost]:
        """One `sms/send`; halved where it names a bad number among several."""
        form = {
            "receptor": ",".join(f"0{message.phone[3:]}" for message in messages),
            "message": messages[0].text,
            "sender": self._sender,
            "localid": ",".join(str(message.id) for message in messages),
        }
        try:
            record = await self._call("POST", "sms/send", form)
        except CallRefusedError as error:
            return await self._halve(messages, error)
        keys = {message.phone: message.id for message in messages}
        return match(keys, _accepted(records(record.get("entries")), messages[0].text))

    async def _halve(
        self, messages: Sequence[Message], error: CallRefusedError
    ) -> dict[int, Accepted | Refused | Lost]:
        if len(messages) == 1:
            return {messages[0].id: error.refused}
        outcomes: dict[int, Accepted | Refused | Lost] = {}
        middle = len(messages) // 2
        for half in (messages[:middle], messages[middle:]):
            try:
                outcomes.update(await self.send(half))
            except (NotSentError, AnswerLostError, StopError) as failed:
                # The other half may have been accepted: of one call, one thing must be said.
                outcomes.update(all_lost(half, str(failed)))
        return outcomes

    async def settle(
        self, messages: Sequence[Message], *, attempted: datetime
    ) -> Mapping[int, Accepted | Refused | Lost | Absent]:
        """Asks, and does not send: whoever repeats a batch may do so with the same ids."""
        said: list[tuple[object, Accepted | Lost | Absent]] = []
        for chunk in chunks(messages, MOST_IDS):
            form = {"localid": ",".join(str(message.id) for message in chunk)}
            record = await self._call("POST", "sms/statuslocalmessageid", form)
            said += ((e.get("localid"), _settled(e)) for e in records(record.get("entries")))
        return match(
            {message.id: message.id for message in messages},
            ((number(localid), outcome) for localid, outcome in said),
        )

    async def deliveries(self, remote_ids: Sequence[str]) -> Mapping[str, Delivery]:
        """By `sms/status`."""
        said: list[tuple[object, Delivery]] = []
        for chunk in chunks(remote_ids, MOST_IDS):
            record = await self._call("POST", "sms/status", {"messageid": ",".join(chunk)})
            said += (
                (e.get("messageid"), DELIVERIES.get(number(e.get("status")) or 0, Delivery.PENDING))
                for e in records(record.get("entries"))
            )
        return deliveries_of(remote_ids, said)

    async def inbox(self) -> Sequence[Inbound]:
        """Up to 100 unread ones; reading marks them read."""
        form = {"linenumber": self._sender, "isread": "0"}
        record = await self._call("GET", "sms/receive", form)
        return [
            Inbound(
                str(entry.get("messageid")),
                phone_of(entry.get("sender")),
                str(entry.get("message")),
                moment(entry.get("date")),
            )
            for entry in records(record.get("entries"))
        ]

    async def blocked(self, since: datetime) -> Sequence[str]:
        """Those who sent «لغو ۱۱» to our line."""
        phones: list[str] = []
        for page in range(1, MOST_PAGES + 1):
            form = {
                "linenumber": self._sender,
                "blockreason": str(LEFT_BY_11),
                "startdate": str(int(since.timestamp())),
                "pagenumber": str(page),
            }
            record = await self._call("GET", "line/blocked/list", form)
            entries = records(record.get("entries"))
            phones += (
                phone_of(entry.get("number"))
                for entry in entries
                if number(entry.get("blockreason")) == LEFT_BY_11
            )
            pages = number((record.get("metadata") or {}).get("totalpages"))
            if not entries or page >= (pages or 1):
                break
        return phones

    async def credit(self) -> int | None:
        """`remaincredit`, in Rial."""
        return number((await self._entry("account/info")).get("remaincredit"))

    async def warnings(self) -> Sequence[str]:
        """What is switched on in the panel and must not be."""
        config = await self._entry("account/config")
        found = []
        if config.get("debugmode") == "enabled":
            found.append("حالت «debugmode» در پنل کاوه‌نگار روشن است و هیچ پیامکی فرستاده نمی‌شود.")
        if config.get("resendfailed") == "enabled":
            found.append(
                "در پنل کاوه‌نگار «resendfailed» روشن است: پیامک نرسیده را خودش دوباره می‌فرستد."
            )
        return found

    async def _entry(self, path: str) -> Mapping[str, Any]:
        entries = (await self._call("GET", path, {})).get("entries")
        return entries if isinstance(entries, dict) else next(iter(records(entries)), {})

    async def _call(self, method: str, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer of one method, once both HTTP and `return.status` say that it went well."""
        in_body = method == "POST"
        answer = await self._http.ask(
            method, f"{path}.json", form=form if in_body else None, params=None if in_body else form
        )
        record = answer.record()
        said = record.get("return")
        said = said if isinstance(said, dict) else {}
        code = number(said.get("status"))
        if code != OK:
            fail(self.persian, code, said.get("message"), CODES)
        if not answer.is_ok:
            fail(self.persian, answer.status, "", {})
        return record


def _accepted(
    entries: Sequence[dict[str, Any]], text: str
) -> Iterator[tuple[str, Accepted | Refused | Lost]]:
    for entry in entries:
        phone = phone_of(entry.get("receptor"))
        remote_id = number(entry.get("messageid"))
        if remote_id is None or number(entry.get("status")) == UNKNOWN_ID:
            yield phone, Lost("پاسخ کاوه‌نگار شناسهٔ پیامک را ندارد")
        elif not same_text(entry.get("message"), text):
            # The id was used for another text, so this one was not sent, nor will it ever be.
            yield phone, Refused("localid", "کاوه‌نگار با این شناسه متن دیگری فرستاده است")
        else:
            yield phone, Accepted(str(remote_id), cost=number(entry.get("cost")))


def _settled(entry: Mapping[str, Any]) -> Accepted | Lost | Absent:
    if number(entry.get("status")) == UNKNOWN_ID:
        return Absent()
    remote_id = number(entry.get("messageid"))
    return Accepted(str(remote_id)) if remote_id else Lost("پاسخ کاوه‌نگار شناسهٔ پیامک را ندارد")
