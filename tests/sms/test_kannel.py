"""Kannel's driver on a real Kannel 1.4.5, over SMPP to an operator of ours."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.persian import ZWNJ
from newsroom.sms.drivers.callbacks import Callbacks
from newsroom.sms.gateway import (
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
)
from newsroom.sms.text import compose, count_parts
from tests.sms.driving import Driven, messages, opened
from tests.sms.servers.http import Contract, Reply, serving
from tests.sms.servers.kannel import LINE, PASSWORD, Kannel, free_ports, kannel
from tests.sms.servers.smsc import Smsc, operating

PATIENCE_SECONDS = 2.0  # of which one for connecting, on a machine that is busy
TITLE = (
    f"سامانهٔ اطلاع{ZWNJ}رسانی: زمان ثبت{ZWNJ}نام دورهٔ آموزشی ۱۴۰۵ برای مربیان و کارشناسان "
    f"شهرستان{ZWNJ}ها اعلام شد"
)
TWO_PARTS = compose(TITLE, "https://example.ir/p/4k7m2q/", "لغو11", max_parts=2)


@dataclass
class Office:
    """An operator, a gateway, and the driver."""

    smsc: Smsc
    kannel: Kannel
    driven: Driven

    def send(self, message: Message) -> Any:
        return self.driven.send([message])[message.id]

    def settle(self, message: Message) -> Any:
        return self.driven.settle([message])[message.id]


@contextmanager
def working(folder: Path, timeout_seconds: float = PATIENCE_SECONDS) -> Iterator[Office]:
    with (
        operating(Smsc()) as smsc,
        kannel(folder, smsc) as gateway,
        opened(gateway.address, timeout_seconds) as driven,
    ):
        yield Office(smsc, gateway, driven)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with working(tmp_path) as working_office:
        yield working_office


def until(told: Any, wanted: Any) -> None:
    """Ask *told* until it says *wanted*."""
    end = time.monotonic() + 30
    while (said := told()) != wanted:
        assert time.monotonic() < end, f"{said} is not {wanted}"


def until_heard(driven: Driven) -> Inbound:
    """The one message that comes in."""
    end = time.monotonic() + 30
    while not (heard := driven.inbox()):
        assert time.monotonic() < end, "nothing came in"
    (one,) = heard
    return one


def test_a_persian_sms_of_two_parts_arrives_letter_by_letter_and_its_receipt_comes_back(
    office: Office,
) -> None:
    (message,) = messages(1, TWO_PARTS)
    assert office.send(message) == Accepted(str(message.id))
    remote_id = str(message.id)
    until(
        lambda: office.driven.deliveries([remote_id, "7"]),
        {remote_id: Delivery.DELIVERED, "7": Delivery.PENDING},
    )
    assert office.smsc.texts() == [("989120000001", TWO_PARTS)]
    assert {ZWNJ, "۱", "\u0654", "\n"} <= set(TWO_PARTS)
    first, second = office.smsc.parts
    assert (first.header[:3], first.header[4:]) == (b"\x05\0\3", b"\2\1")
    assert (second.header[:4], second.header[4:]) == (first.header[:4], b"\2\2")
    assert len(first.payload) // 2 == office.driven.traits.multi_units
    assert office.driven.traits.settling is Settling.COMPARE


def test_a_number_that_the_operator_does_not_know_is_accepted_and_undelivered(
    office: Office,
) -> None:
    (message,) = messages(1)
    office.smsc.unknown.add(message.phone[1:])
    assert office.send(message) == Accepted(str(message.id))
    remote_id = str(message.id)
    until(lambda: office.driven.deliveries([remote_id]), {remote_id: Delivery.UNDELIVERED})


def test_an_operator_that_asks_for_patience_gets_every_sms_once(office: Office) -> None:
    office.smsc.throttle = 2
    for message in messages(3, TWO_PARTS):
        assert isinstance(office.send(message), Accepted)
    until(lambda: len(office.smsc.parts), 6)
    expected = [(message.phone[1:], TWO_PARTS) for message in messages(3)]
    assert sorted(office.smsc.texts()) == expected


def test_a_lost_answer_behind_a_stopped_bearerbox_was_sent_and_a_receipt_says_so(
    office: Office,
) -> None:
    (message,) = messages(1, TWO_PARTS)
    with office.kannel.stopped(office.kannel.bearerbox), pytest.raises(AnswerLostError):
        office.send(message)
    until(lambda: office.settle(message), Accepted(str(message.id)))
    assert office.smsc.texts() == [("989120000001", TWO_PARTS)]


def test_a_lost_answer_of_a_stopped_smsbox_that_dies_was_not_sent_and_stays_unknown(
    office: Office,
) -> None:
    (message,) = messages(1)
    with office.kannel.stopped(office.kannel.smsbox):
        with pytest.raises(AnswerLostError):
            office.send(message)
        office.kannel.smsbox.send_signal(signal.SIGKILL)
    office.kannel.smsbox.wait(10)
    assert isinstance(office.settle(message), Lost)  # nobody can know that it is lost for good
    assert office.smsc.parts == []
    with pytest.raises(NotSentError):
        office.send(message)


def test_a_message_that_was_not_sent_is_not_absent_either(office: Office) -> None:
    (message,) = messages(1)
    assert isinstance(office.settle(message), Lost)


def test_what_somebody_writes_arrives_in_the_inbox_and_is_held_until_it_is_stored(
    office: Office,
) -> None:
    office.smsc.receive("989120000001", LINE, "۱۱")
    heard = until_heard(office.driven)
    assert (heard.phone, heard.text) == ("+989120000001", "۱۱")
    assert heard.received
    office.driven.close()  # before it was stored: Kannel brings it again, under the same key
    with opened(office.kannel.address, PATIENCE_SECONDS) as next_run:
        assert until_heard(next_run) == heard
        assert next_run.inbox() == []  # which says that it is stored now
    with opened(office.kannel.address, PATIENCE_SECONDS) as last_run:
        assert last_run.inbox() == []


def test_an_empty_text_never_goes_out(office: Office) -> None:
    with pytest.raises(StopError):
        office.send(messages(1, "")[0])
    assert isinstance(office.send(messages(1)[0]), Accepted)
    until(lambda: [text for _, text in office.smsc.texts()], [messages(1)[0].text])


def test_a_wrong_password_stops_the_run_and_the_right_one_is_in_no_log_of_kannels(
    office: Office, tmp_path: Path
) -> None:
    office.send(messages(1)[0])
    wrong = office.kannel.address.replace(PASSWORD, "wrong-password").partition("&receipts")[0]
    with opened(wrong) as other, pytest.raises(StopError, match="گذرواژه"):
        other.send(messages(1))
    for name in ("bearerbox.log", "smsbox.log"):
        log = (tmp_path / name).read_text(errors="replace")
        assert log
        assert PASSWORD not in log


def test_two_listeners_at_one_place_are_told_and_sending_goes_on(office: Office) -> None:
    office.driven.send(messages(1))
    with opened(office.kannel.address, PATIENCE_SECONDS) as second:
        (warning,) = second.warnings()
        assert "127.0.0.1" in warning
        assert isinstance(*second.send([messages(2)[1]]).values(), Accepted)
        assert second.deliveries(["7"]) == {"7": Delivery.PENDING}
    assert office.driven.warnings() == ()


def test_without_a_place_for_receipts_nothing_is_known_but_what_kannel_answers(
    office: Office,
) -> None:
    with opened(office.kannel.address.partition("&receipts")[0]) as deaf:
        (message,) = messages(1)
        assert isinstance(*deaf.send([message]).values(), Accepted)
        assert deaf.traits.settling is Settling.NONE
        assert not deaf.traits.reads_inbox
        assert isinstance(*deaf.settle([message]).values(), Lost)
        assert deaf.deliveries(["7"]) == {"7": Delivery.PENDING}
        assert deaf.inbox() == ()
        assert "receipts" in deaf.warnings()[0]


TEXTS = st.text("سمپ۱۴هٔ\u200c \n", min_size=1, max_size=340).filter(lambda text: text.strip())


def test_our_count_of_parts_is_what_kannel_really_makes(tmp_path: Path) -> None:
    with working(tmp_path, 10) as office:

        @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
        @given(TEXTS)
        def holds(text: str) -> None:
            office.smsc.parts.clear()
            office.send(messages(1, text)[0])
            until(lambda: len(office.smsc.parts), count_parts(text))
            assert office.smsc.texts() == [("989120000001", text)]

        holds()
        for units in (70, 71, 134, 135, 201, 202, 335, 336):
            office.smsc.parts.clear()
            office.send(messages(1, "س" * units)[0])
            until(lambda: len(office.smsc.parts), count_parts("س" * units))


# --- What a real one does not do on demand --------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (202, "3: Queued for later delivery", Accepted),
        (400, "Number(s) has/have been denied by white- and/or black-lists.", Refused),
        (400, "Empty receiver number not allowed, rejected", Refused),
        (403, "Not routable. Do not try again.", Refused),
        (400, "Sender missing and no global set, rejected", StopError),
        (403, "Authorization failed for sendsms", StopError),
        (503, "Temporal failure, try again later.", NotSentError),
        (202, "Something that no guide tells of", AnswerLostError),
        (500, "0: Accepted for delivery", AnswerLostError),
        (202, "", AnswerLostError),
    ],
)
def test_the_body_tells_and_not_the_status(status: int, said: str, outcome: type) -> None:
    contract = Contract()
    contract.coming.append(Reply(status, said.encode()))
    with (
        serving(contract) as port,
        opened(f"kannel+http://u:p@127.0.0.1:{port}/?sender=3000") as it,
    ):
        if issubclass(outcome, Exception):
            with pytest.raises(outcome):
                it.send(messages(1))
        else:
            (said_of_it,) = it.send(messages(1)).values()
            assert isinstance(said_of_it, outcome)
    (request,) = contract.requests
    assert (request.method, request.path, request.query) == ("POST", "/cgi-bin/sendsms", {})
    assert request.headers["x-kannel-to"] == "989120000001"
    assert request.body.decode() == messages(1)[0].text


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET /receipt?id=1&status=8 HTTP/1.1", b"200"),
        ("GET /receipt?id=1&status=what HTTP/1.1", b"404"),
        ("GET /receipt?status=8 HTTP/1.1", b"404"),
        ("GET /inbox?text=11 HTTP/1.1", b"404"),
        ("GET / HTTP/1.1", b"404"),
        ("GET //[ HTTP/1.1", b""),
        ("GET /\u06f1 HTTP/1.1", b""),
        ("nonsense", b""),
        ("x" * 100_000, b""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_listener_takes_what_kannel_says_and_nothing_else(line: str, status: bytes) -> None:
    (port,) = free_ports(1)

    async def ask() -> bytes:
        callbacks = Callbacks(f"127.0.0.1:{port}", 0)
        await callbacks.open()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{line}\r\nHost: x\r\n\r\n".encode())
        said = b""
        with suppress(ConnectionError):
            said = await reader.read()
        writer.close()
        await callbacks.close()
        return said

    assert asyncio.run(ask())[9:12] == status


def test_a_caller_that_says_nothing_does_not_keep_the_script_from_ending() -> None:
    (port,) = free_ports(1)

    async def ask() -> bytes:
        callbacks = Callbacks(f"127.0.0.1:{port}", 0)
        await callbacks.open()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await callbacks.be_patient()
        await callbacks.close()
        said = await reader.read()
        writer.close()
        return said

    assert asyncio.run(ask()) == b""
