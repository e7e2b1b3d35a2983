"""The gateway that others are tortured with: faults by seed, and a memory of what it accepted."""

from __future__ import annotations

import asyncio

import pytest

from newsroom.sms.drivers.factory import open_gateway
from newsroom.sms.gateway import AnswerLostError, Gateway, Message, NotSentError
from tests.sms.driving import SENDER, messages
from tests.sms.servers.http import Fault, HttpServer, Reply, Request
from tests.sms.servers.kavenegar import Kavenegar
from tests.sms.servers.process import Remote, running

BATCHES = 24


async def send_all(remote: Remote) -> str:
    """What became of each batch, one letter each: accepted, not sent, lost."""
    address = f"kavenegar+http://{Kavenegar.key}@127.0.0.1:{remote.port}/?sender={SENDER}"
    gateway = open_gateway(address, timeout_seconds=1, write=lambda _: None)
    told = ""
    for message in messages(BATCHES):
        told += await _send(gateway, message)
    await gateway.close()
    return told


async def _send(gateway: Gateway, message: Message) -> str:
    try:
        await gateway.send([message])
    except NotSentError:
        return "n"
    except AnswerLostError:
        return "l"
    return "a"


def drawn(seed: int) -> list[Reply | Fault | None]:
    """What the first hundred calls that send would come to."""
    server = HttpServer(Kavenegar(), seed=seed, faults=0.3)
    return [server._plan(Request("POST", "/v1/key/sms/send.json", {}, {}, b"")) for _ in range(100)]


def test_faults_come_by_seed_and_are_of_every_kind() -> None:
    assert drawn(7) == drawn(7) != drawn(8)
    assert 15 <= 100 - drawn(7).count(None) <= 45
    assert {fault for seed in range(9) for fault in drawn(seed)} == {None, *Fault}


def test_calls_that_only_ask_have_no_faults_by_chance() -> None:
    server = HttpServer(Kavenegar(), faults=1)
    assert server._plan(Request("POST", "/v1/key/sms/status.json", {}, {}, b"")) is None


@pytest.mark.slow
def test_whatever_goes_wrong_all_that_was_accepted_is_told_and_nothing_twice() -> None:
    with running("kavenegar", seed=7, faults=0.5, late_ms=1) as remote:
        told = asyncio.run(send_all(remote))
        accepted = remote.accepted()
        assert told.count("a") <= len(accepted) < BATCHES
        assert {"a", "l"} <= set(told) <= set("nla")
        remote.ask("faults?share=0")
        assert asyncio.run(send_all(remote)) == "a" * BATCHES
        assert remote.ask("summary") == {"accepted": BATCHES, "keys": BATCHES, "more": {}}
