"""
Magfa's HTTP v2 as its documentation has it: status at two levels, and `mid/{uid}`.

Nothing is said of a repeated uid, so here it is sent again: the driver must not lean on luck.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from tests.sms.servers.http import Contract, Reply, Request

ROOT = "/api/http/sms/v2/"
MOST_RECIPIENTS = 100
FIRST_ID = 6_000_000_000


@dataclass
class Magfa(Contract):
    """
    Attributes:
        said: the status of single messages, by recipient; 0 for all others.
        delivered: the status of deliveries, by mid; 0 for all others.
        status: of every call.
    """

    sending: str = "/send"
    user: str = "office/domain"
    password: str = "MAGFA-PASSWORD-0123"
    status: int = 0
    said: dict[str, int] = field(default_factory=dict)
    delivered: dict[int, int] = field(default_factory=dict)
    by_uid: dict[int, int] = field(default_factory=dict)
    received: list[dict[str, str]] = field(default_factory=list)

    def answer(self, request: Request) -> Reply:
        login = b64encode(f"{self.user}:{self.password}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {login}":
            return Reply.of({"status": 18}, status=401)
        if self.status:
            return Reply.of({"status": self.status})
        method, _, argument = request.path.removeprefix(ROOT).partition("/")
        if method == "send" and request.method == "POST":
            return self._send(request.record())
        if method == "mid":
            return Reply.of({"status": 0, "mid": self.by_uid.get(int(argument), -1)})
        if method == "statuses":
            mids = [int(mid) for mid in argument.split(",")]
            return Reply.of({"status": 0, "dlrs": [self._delivery(mid) for mid in mids]})
        if method == "balance":
            return Reply.of({"status": 0, "balance": 250_000})
        if method == "messages":
            return Reply.of({"status": 0, "messages": self.received[: int(argument)]})
        return Reply.of({"status": 31}, status=404)

    def _send(self, body: dict[str, list[Any]]) -> Reply:
        count = len(body["recipients"])
        if count > MOST_RECIPIENTS:
            return Reply.of({"status": 107})
        if any(len(values) != count for values in body.values()):
            return Reply.of({"status": 105})
        rows = zip(body["recipients"], body["messages"], body["uids"], strict=True)
        return Reply.of({"status": 0, "messages": [self._accept(*row) for row in rows]})

    def _accept(self, recipient: str, text: str, uid: int) -> dict[str, Any]:
        status = self.said.get(recipient, 0)
        entry = {"status": status, "id": 0, "userId": uid, "recipient": recipient}
        if status == 0:
            mid = FIRST_ID + len(self.accepted)
            self.by_uid[uid] = mid
            self.accepted.append((recipient, text, str(uid)))
            parts = 1 if len(text) <= 70 else -(-len(text) // 67)
            entry |= {"id": mid, "parts": parts, "tariff": 96.5, "alphabet": "UCS2"}
        return entry

    def _delivery(self, mid: int) -> dict[str, Any]:
        is_known = FIRST_ID <= mid < FIRST_ID + len(self.accepted)
        status = self.delivered.get(mid, 0) if is_known else -1
        return {"mid": mid, "status": status, "date": "2026-11-24 13:00:00"}
