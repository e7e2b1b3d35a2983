"""
Kavenegar as its documentation has it (kavenegar.com/rest.html).

A localid that was seen gives the old record, and nothing is sent. The status of the HTTP answer is
the code. Whether one bad receptor fails the whole batch is not documented; here it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.sms.servers.http import Contract, Reply, Request

FIRST_ID = 8_792_343
MOST_RECEPTORS, MOST_IDS, MOST_CHARACTERS = 200, 500, 900
WORDS = {200: "تایید شد", 403: "کد شناسائی API-Key معتبر نمی‌باشد", 411: "دریافت کننده نامعتبر است",
         414: "تعداد رکوردها بیشتر از حد مجاز است", 418: "اعتبار حساب شما کافی نیست",
         419: "طول آرایه‌ها یکسان نیست", 404: "متد نامشخص است"}  # fmt: skip


@dataclass(slots=True)
class Record:
    messageid: int
    receptor: str
    message: str
    localid: str
    status: int = 1


@dataclass
class Kavenegar(Contract):
    """
    Attributes:
        credit: in Rial; a message costs `price`.
        bad: receptors that operators do not know.
        forgotten: localids that are older than the window.
        left: (number, reason) of the list of blocked ones.
    """

    sending: str = "sms/send.json"
    key: str = "KAVENEGAR-KEY-0123456789"
    credit: int = 1_000_000_000
    price: int = 120
    bad: set[str] = field(default_factory=set)
    records: list[Record] = field(default_factory=list)
    by_localid: dict[str, Record] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    left: list[tuple[str, int]] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    config: dict[str, Any] = field(
        default_factory=lambda: {"debugmode": "disabled", "resendfailed": "disabled"}
    )

    def answer(self, request: Request) -> Reply:
        _, version, key, *method = request.path.split("/")
        if version != "v1" or key != self.key:
            return _said(403)
        name = "/".join(method).removesuffix(".json")
        methods: dict[str, Callable[[dict[str, str]], Reply]] = {
            "sms/send": self._send,
            "sms/statuslocalmessageid": self._status_by_localid,
            "sms/status": self._status,
            "sms/receive": self._receive,
            "line/blocked/list": self._blocked,
            "account/info": lambda _: _said(200, {"remaincredit": self.credit, "type": "master"}),
            "account/config": lambda _: _said(200, self.config),
        }
        return methods[name](request.given()) if name in methods else _said(404)

    def _send(self, given: dict[str, str]) -> Reply:
        receptors, text = given["receptor"].split(","), given["message"]
        localids = given["localid"].split(",") if "localid" in given else [""] * len(receptors)
        new = [one for one in localids if not one or one not in self.by_localid]
        for is_wrong, code in (
            (len(receptors) > MOST_RECEPTORS, 414),
            (len(localids) != len(receptors), 419),
            (not 0 < len(text) <= MOST_CHARACTERS, 413),
            (not self.bad.isdisjoint(receptors), 411),
            (len(new) * self.price > self.credit, 418),
        ):
            if is_wrong:
                return _said(code)
        return _said(
            200, [self._accept(*pair, text) for pair in zip(receptors, localids, strict=True)]
        )

    def _accept(self, receptor: str, localid: str, text: str) -> dict[str, Any]:
        record = self.by_localid.get(localid) if localid else None
        if record is None:
            record = Record(FIRST_ID + len(self.records), receptor, text, localid)
            self.records.append(record)
            self.by_localid[localid] = record
            self.accepted.append((receptor, text, localid))
            self.credit -= self.price
        return {
            "messageid": record.messageid, "message": record.message, "status": record.status,
            "statustext": "در صف ارسال", "sender": "10004346", "receptor": record.receptor,
            "date": 1356619709, "cost": self.price,
        }  # fmt: skip

    def _status_by_localid(self, given: dict[str, str]) -> Reply:
        localids = given["localid"].split(",")
        if len(localids) > MOST_IDS:
            return _said(414)
        entries = []
        for localid in localids:
            record = self.by_localid.get(localid) if localid not in self.forgotten else None
            entries.append({
                "messageid": record.messageid if record else 0, "localid": localid,
                "status": record.status if record else 100, "statustext": "",
            })  # fmt: skip
        return _said(200, entries)

    def _status(self, given: dict[str, str]) -> Reply:
        ids = [int(one) for one in given["messageid"].split(",")]
        if len(ids) > MOST_IDS:
            return _said(414)
        return _said(200, [{"messageid": one, "status": self._status_of(one)} for one in ids])

    def _status_of(self, messageid: int) -> int:
        place = messageid - FIRST_ID
        return self.records[place].status if 0 <= place < len(self.records) else 100

    def _receive(self, given: dict[str, str]) -> Reply:
        read, self.received = self.received[:100], self.received[100:]
        return _said(200, read)

    def _blocked(self, given: dict[str, str]) -> Reply:
        page, size = int(given.get("pagenumber", "1")), 200
        wanted = given.get("blockreason", "")
        found = [(n, r) for n, r in self.left if not wanted or str(r) == wanted]
        entries = [
            {"number": number, "blockreason": reason, "date": 1740300377}
            for number, reason in found[(page - 1) * size : page * size]
        ]
        pages = {"totalpages": str(-(-len(found) // size)), "currentpage": str(page)}
        return _said(200, entries, metadata=pages)


def _said(code: int, entries: Any = None, **more: Any) -> Reply:
    said = {"status": code, "message": WORDS.get(code, "خطا")}
    return Reply.of({"return": said, "entries": entries, **more}, status=code)
