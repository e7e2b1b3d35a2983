"""An office that texts: its notices, its ledger, its clock, and the commands that it gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from newsroom.jalali import TEHRAN
from newsroom.sms.ledger import Ledger, open_ledger
from newsroom.sms.messages import message_id
from scripts import sms

NOON = datetime(2026, 11, 24, 12, tzinfo=TEHRAN)
AUTHORITY = "example.ir,2026"
SITE = "http://127.0.0.1"
LOGINS = {
    "kavenegar": "KAVENEGAR-KEY-0123456789",
    "magfa": "office%2Fdomain:MAGFA-PASSWORD-0123",
    "smsir": "SMSIR-KEY-0123456789",
    "melipayamak": "office:MELI-PASSWORD-0123",
}


class StillTimer:
    """A clock that goes on when somebody waits for it, and at once."""

    def __init__(self, now: datetime = NOON) -> None:
        self.at = now
        self.slept: list[float] = []
        self.during: Callable[[], object] = lambda: None  # what happens while somebody waits

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)
        self.during()


def notice(identity: str, text: str | None = "خبر تازه", **more: Any) -> dict[str, Any]:
    """A notice as the site writes it, of half past eleven."""
    return {
        "id": identity,
        "section": "news",
        "title": "خبر تازه",
        "sms_text": text,
        "url": f"{SITE}/news/1405/{identity}/",
        "short_url": f"https://example.ir/p/{identity}/",
        "published": (NOON - timedelta(minutes=30)).isoformat(),
        "audience": [],
        **more,
    }


def phone(number: int) -> str:
    return f"+98912{number:07}"


@dataclass
class Office:
    """
    Attributes:
        settings: environment variables beyond the ones that every office here has.
    """

    folder: Path
    timer: StillTimer = field(default_factory=StillTimer)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def ledger_address(self) -> str:
        return self.settings.get("SMS_LEDGER", f"sqlite:///{self.folder}/var/sms.db")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SMS_NOTICES": str(self.folder / "notices.json"),
            "SMS_LEDGER": self.ledger_address,
            "SMS_SETTLE_AFTER_SECONDS": "30",
            **self.settings,
        }

    def publish(self, *notices: dict[str, Any], **more: Any) -> None:
        """Hand these over, and nothing else."""
        document = {
            "version": 1, "site": SITE, "authority": AUTHORITY, "purpose": "production",
            "notices": list(notices), **more,
        }  # fmt: skip
        self.write(json.dumps(document, ensure_ascii=False))

    def write(self, text: str) -> None:
        (self.folder / "notices.json").write_text(text, encoding="utf-8")

    def use(self, gateway: str, port: int) -> None:
        """Send through a gateway on loopback."""
        self.settings["SMS_GATEWAY"] = address_of(gateway, port)

    def run(self, *arguments: str, text: str | None = None) -> Result:
        """Give a command; time is the timer's."""
        runner = CliRunner(env=self.environment)
        return runner.invoke(
            sms.main, arguments, obj=self.timer, input=text, catch_exceptions=False
        )

    def do(self, *arguments: str, text: str | None = None) -> str:
        """Give a command that must end well; what it says."""
        result = self.run(*arguments, text=text)
        assert result.exit_code == 0, result.output
        return result.output

    def enlist(self, count: int, first: int = 1) -> None:
        """Put so many people on the list."""
        lines = "".join(f"{phone(first + n)}\n" for n in range(count))
        (self.folder / "list.csv").write_text(lines, encoding="utf-8")
        self.do("subscribers", "import", str(self.folder / "list.csv"))

    def begin(self, people: int) -> None:
        """Make the ledger when nothing is published, an hour ago, and put people on the list."""
        self.publish()
        self.timer.at -= timedelta(hours=1)
        self.do("init")
        self.enlist(people)
        self.timer.at += timedelta(hours=1)

    def ledger(self) -> Ledger:
        return open_ledger(self.ledger_address)

    def status(self) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self.run("status", "--json").output)
        return record

    def states(self, post_id: str) -> dict[str, int]:
        """How many messages of a post stand where, without the zeros."""
        (report,) = [one for one in self.status()["posts"] if one["id"] == post_id]
        names = ("pending", "claimed", "accepted", "unknown", "delivered", "undelivered",
                 "refused", "expired")  # fmt: skip
        return {name: report[name] for name in names if report[name]}


def address_of(gateway: str, port: int) -> str:
    return f"{gateway}+http://{LOGINS[gateway]}@127.0.0.1:{port}/?sender=10004346"


def key_of(post_id: str, number: int) -> tuple[str, str]:
    """Whose message of a post it is, as a gateway with ids of ours has it: number and id."""
    mobile = phone(number)
    return mobile[-10:], str(message_id(AUTHORITY, post_id, mobile))
