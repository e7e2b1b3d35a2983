"""
MeliPayamak's REST as its documentation has it: `{Value, RetStatus, StrRetStatus}`, and a sent box.

Nothing is deduplicated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.sms.servers.http import Contract, Reply, Request

ROOT = "/api/SendSMS/"
FIRST_ID = 5_268_349_152_368_000_000
INBOX, SENT = "1", "2"


@dataclass
class MeliPayamak(Contract):
    """
    Attributes:
        status: the RetStatus of every call.
        states: of deliveries, by recId; 0 (sent to the operator) for all others.
    """

    sending: str = "/SendSMS/SendSMS"
    user: str = "office"
    password: str = "MELI-PASSWORD-0123"
    status: int = 1
    states: dict[str, int] = field(default_factory=dict)
    received: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, request: Request) -> Reply:
        form = request.form()
        if (form["username"], form["password"]) != (self.user, self.password):
            return _said("", 0)
        if self.status != 1:
            return _said(str(self.status), self.status)
        method = request.path.removeprefix(ROOT)
        if method == "SendSMS":
            self.accepted.append((form["to"], form["text"], ""))
            return _said(str(FIRST_ID + len(self.accepted) - 1), 1)
        if method == "GetDeliveries2":
            return _said(str(self.states.get(form["recID"], 0)), 1)
        if method == "GetMessages":
            box = self.received if form["location"] == INBOX else self._sent()
            base = {"Value": "Ok", "RetStatus": 1, "StrRetStatus": "Ok"}
            return Reply.of({"MyBase": base, "Data": box[: int(form["count"])]})
        return Reply(404, b"no such method")

    def _sent(self) -> list[dict[str, Any]]:
        """The newest first."""
        rows = enumerate(self.accepted)
        return [
            {"MsgID": FIRST_ID + place, "Body": text, "Receiver": phone.lstrip("0"), "Parts": 1}
            for place, (phone, text, _) in rows
        ][::-1]


def _said(value: str, status: int) -> Reply:
    words = "Ok" if status == 1 else "Failed"
    return Reply.of({"Value": value, "RetStatus": status, "StrRetStatus": words})
