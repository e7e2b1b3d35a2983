"""Drivers and the servers that they drive, for tests: each gateway by its name."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from newsroom.sms.drivers.factory import open_gateway
from newsroom.sms.gateway import Delivery, Gateway, Inbound, Message, Traits
from tests.sms.servers.ghasedak import Ghasedak
from tests.sms.servers.http import Contract, serving
from tests.sms.servers.kavenegar import Kavenegar
from tests.sms.servers.magfa import Magfa
from tests.sms.servers.melipayamak import MeliPayamak
from tests.sms.servers.smsir import SmsIr

CONTRACTS: dict[str, type[Contract]] = {
    "kavenegar": Kavenegar,
    "magfa": Magfa,
    "ghasedak": Ghasedak,
    "smsir": SmsIr,
    "melipayamak": MeliPayamak,
}
SENDER = "10004346"
TEXT = "اطلاعیهٔ تازه: ثبت‌نام دورهٔ ۱۴۰۵ آغاز شد\nhttps://example.ir/p/4k7m2q/\nلغو11"
ATTEMPTED = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def messages(count: int, text: str = TEXT) -> list[Message]:
    """*count* people, each with an id of 63 bits."""
    return [Message((1 << 62) + n, f"+98912{n:07}", text) for n in range(1, count + 1)]


def login(contract: Contract) -> str:
    """User and password, or the key, as they stand in an address."""
    key = getattr(contract, "key", "")
    return key or ":".join(quote(getattr(contract, name), safe="") for name in ("user", "password"))


def secrets(contract: Contract) -> list[str]:
    """What may be shown nowhere."""
    return [getattr(contract, "key", ""), getattr(contract, "password", "")]


@dataclass
class Driven:
    """A gateway that is called without `await`."""

    gateway: Gateway
    _runner: asyncio.Runner

    @property
    def traits(self) -> Traits:
        return self.gateway.traits

    def send(self, sent: Sequence[Message]) -> Mapping[int, Any]:
        return self._runner.run(self.gateway.send(sent))

    def settle(self, lost: Sequence[Message]) -> Mapping[int, Any]:
        return self._runner.run(self.gateway.settle(lost, attempted=ATTEMPTED))

    def deliveries(self, remote_ids: Sequence[str]) -> Mapping[str, Delivery]:
        return self._runner.run(self.gateway.deliveries(remote_ids))

    def inbox(self) -> Sequence[Inbound]:
        return self._runner.run(self.gateway.inbox())

    def blocked(self) -> Sequence[str]:
        return self._runner.run(self.gateway.blocked(ATTEMPTED))

    def credit(self) -> int | None:
        return self._runner.run(self.gateway.credit())

    def warnings(self) -> Sequence[str]:
        return self._runner.run(self.gateway.warnings())

    def close(self) -> None:
        self._runner.run(self.gateway.close())


@contextmanager
def opened(address: str, timeout_seconds: float = 5) -> Iterator[Driven]:
    """The gateway at *address*; what the console would print is thrown away."""
    with asyncio.Runner() as runner:
        gateway = open_gateway(address, timeout_seconds=timeout_seconds, write=lambda _: None)
        try:
            yield (driven := Driven(gateway, runner))
        finally:
            driven.close()


@contextmanager
def driving(
    contract: Contract,
    *,
    timeout_seconds: float = 5,
    tls: ssl.SSLContext | None = None,
    more: str = "",
) -> Iterator[Driven]:
    """*contract* on loopback, and its driver pointed at it."""
    name = next(name for name, kind in CONTRACTS.items() if isinstance(contract, kind))
    scheme = name if tls else f"{name}+http"
    with serving(contract, tls) as port:
        address = f"{scheme}://{login(contract)}@127.0.0.1:{port}/?sender={SENDER}{more}"
        with opened(address, timeout_seconds) as driven:
            yield driven
