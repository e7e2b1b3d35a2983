"""
Ghasedak's new API as its OpenAPI files have it: pair by pair, found again by `clientReferenceId`.

`refuses_repeats` is the switch in the panel: then a repeated reference is refused with 451.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.sms.servers.http import Contract, Reply, Request

ROOT = "/rest/api/v1/WebService/"
MOST_IDS = 100
FIRST_ID = 4249


@dataclass
class Ghasedak(Contract):
    """
    Attributes:
        code: of every call.
        statuses: of deliveries, by message id; 0 for all others.
    """

    sending: str = "SendPairToPairSMS"
    key: str = "GHASEDAK-KEY-0123456789"
    code: int = 200
    refuses_repeats: bool = False
    statuses: dict[str, int] = field(default_factory=dict)
    received: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, request: Request) -> Reply:
        if request.headers.get("apikey") != self.key:
            return _said(401)
        if self.code != 200:
            return _said(self.code)
        method = request.path.removeprefix(ROOT)
        if method == "SendPairToPairSMS":
            return self._send(request.record()["items"])
        if method == "CheckSmsStatus":
            return self._check(request.query["Ids"].split(","), request.query["Type"])
        if method == "GetReceivedSmses":
            return _said(200, {"items": self.received})
        return _said(400)

    def _send(self, items: list[dict[str, str]]) -> Reply:
        seen = {own for _, _, own in self.accepted}
        if self.refuses_repeats and any(item["clientReferenceId"] in seen for item in items):
            return _said(451)
        if any(not item["message"].rstrip().endswith("لغو11") for item in items):
            return _said(400)
        return _said(200, {"items": [self._accept(item) for item in items]})

    def _accept(self, item: dict[str, str]) -> dict[str, Any]:
        self.accepted.append((item["receptor"], item["message"], item["clientReferenceId"]))
        return {
            "lineNumber": item["lineNumber"], "receptor": item["receptor"],
            "messageId": str(FIRST_ID + len(self.accepted) - 1), "cost": 1732,
            "clientReferenceId": "", "message": item["message"], "statusDescription": "",
        }  # fmt: skip

    def _check(self, ids: list[str], kind: str) -> Reply:
        if len(ids) > MOST_IDS:
            return _said(413)
        found = []
        for place, (phone, text, own) in enumerate(self.accepted):
            remote_id = str(FIRST_ID + place)
            if (remote_id if kind == "1" else own) in ids:
                found.append({
                    "messageId": remote_id, "clientReferenceId": own, "message": text,
                    "receptor": phone, "status": self.statuses.get(remote_id, 0), "price": 1732,
                })  # fmt: skip
        return _said(200, found)


def _said(code: int, data: Any = None) -> Reply:
    is_well = code == 200
    record = {"isSuccess": is_well, "statusCode": code, "message": "", "data": data}
    return Reply.of(record, status=code)
