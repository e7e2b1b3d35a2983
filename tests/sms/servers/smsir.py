"""
SMS.ir's v1 as its documentation has it: ids by position, 0 for a blacklisted number, null for one
that is invalid; nothing is deduplicated; packs of today can be listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.sms.servers.http import Contract, Reply, Request

MOST_MOBILES = 100
FIRST_ID = 86_522_023


@dataclass
class SmsIr(Contract):
    """
    Attributes:
        status: of every call.
        states: of deliveries, by message id; 3 (in process) for all others.
        packs: today's, each a list of messages.
    """

    sending: str = "send/bulk"
    key: str = "SMSIR-KEY-0123456789"
    status: int = 1
    blacklisted: set[str] = field(default_factory=set)
    invalid: set[str] = field(default_factory=set)
    states: dict[int, int] = field(default_factory=dict)
    packs: list[list[dict[str, Any]]] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, request: Request) -> Reply:
        if request.headers.get("x-api-key") != self.key:
            return _said(10, http=401)
        if self.status != 1:
            return _said(self.status, http=429 if self.status == 20 else 400)
        parts = request.path.removeprefix("/v1/").split("/")
        if parts == ["send", "bulk"]:
            return self._send(request.record())
        if parts == ["send", "pack"]:
            return self._list(request.query)
        if parts[:2] == ["send", "pack"]:
            return _said(1, self.packs[UUID(parts[2]).int])
        if parts[0] == "send":
            return _said(1, {"messageId": int(parts[1]), "deliveryState": self._state(parts[1])})
        if parts == ["receive", "latest"]:
            count = int(request.query["count"])
            read, self.received = self.received[:count], self.received[count:]
            return _said(1, read)
        return _said(111, http=404)

    def _send(self, body: dict[str, Any]) -> Reply:
        mobiles, text = body["mobiles"], body["messageText"]
        if len(mobiles) > MOST_MOBILES:
            return _said(105, http=400)
        pack = [self._accept(mobile, text) for mobile in mobiles]
        self.packs.append([entry for entry in pack if entry["messageId"]])
        ids = [entry["messageId"] for entry in pack]
        return _said(
            1, {"packId": str(UUID(int=len(self.packs) - 1)), "messageIds": ids, "cost": 2.0}
        )

    def _accept(self, mobile: str, text: str) -> dict[str, Any]:
        remote_id: int | None = FIRST_ID + len(self.accepted)
        if mobile in self.blacklisted:
            remote_id = 0
        elif mobile in self.invalid:
            remote_id = None
        else:
            self.accepted.append((mobile, text, ""))
        return {"messageId": remote_id, "mobile": mobile, "messageText": text}

    def _list(self, query: dict[str, str]) -> Reply:
        size, page = int(query["pageSize"]), int(query["pageNumber"])
        listed = [
            {"packId": str(UUID(int=place)), "recipientCount": len(pack), "creationDateTime": 0}
            for place, pack in enumerate(self.packs)
        ]
        return _said(1, listed[(page - 1) * size : page * size])

    def _state(self, remote_id: str) -> int:
        return self.states.get(int(remote_id), 3)


def _said(status: int, data: Any = None, *, http: int = 200) -> Reply:
    return Reply.of({"status": status, "message": "", "data": data}, status=http)
