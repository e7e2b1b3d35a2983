"""Every driver over HTTP: what an answer, or none, comes to, and that no key is ever shown."""

from __future__ import annotations

import logging
import socket
import ssl
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
import trustme

from newsroom.sms.drivers.wire import MOST_BYTES
from newsroom.sms.gateway import Accepted, AnswerLostError, Lost, NotSentError
from tests.sms.driving import CONTRACTS, SENDER, driving, login, messages, opened, secrets
from tests.sms.servers.http import Contract, Fault, Reply

NAMES = list(CONTRACTS)
IN_LISTS = [name for name in NAMES if name != "melipayamak"]  # which sends one at a time

UNREADABLE = {
    "not JSON": Reply(200, b"<html>OK</html>"),
    "JSON that is no object": Reply.of(["OK"]),
    "an object without anything": Reply.of({}),
    "JSON in JSON without end": Reply(200, b'{"a":' * 100_000),
    "half an answer": Fault.HALF,
    "an answer too long": Reply(200, b"0" * (MOST_BYTES + 1)),
    "a redirect": Reply(302, b"", {"Location": "https://example.ir/"}),
    "an error after all was accepted": Fault.ERROR_AFTER,
    "an error before": Fault.ERROR_BEFORE,
    "a reset after all was accepted": Fault.RESET_AFTER,
    "a reset before": Fault.RESET_BEFORE,
}


def batch(name: str) -> int:
    return 1 if name == "melipayamak" else 3


@pytest.mark.parametrize("name", NAMES)
def test_what_is_accepted_is_what_was_sent(name: str) -> None:
    contract = CONTRACTS[name]()
    sent = messages(batch(name))
    with driving(contract) as gateway:
        outcomes = gateway.send(sent)
    assert list(outcomes) == [message.id for message in sent]
    assert all(isinstance(outcome, Accepted) for outcome in outcomes.values())
    accepted = [(phone[-10:], text) for phone, text, _ in contract.accepted]
    assert accepted == [(message.phone[-10:], message.text) for message in sent]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answer", UNREADABLE)
def test_an_answer_that_says_nothing_leaves_all_unknown(name: str, answer: str) -> None:
    contract = CONTRACTS[name]()
    contract.coming.append(UNREADABLE[answer])
    with driving(contract) as gateway, pytest.raises(AnswerLostError):
        gateway.send(messages(batch(name)))


@pytest.mark.parametrize(("fault", "accepted"), [(Fault.HANG_AFTER, 3), (Fault.HANG_BEFORE, 0)])
def test_no_answer_in_time_leaves_all_unknown_whatever_was_accepted(
    fault: Fault, accepted: int
) -> None:
    contract = CONTRACTS["kavenegar"]()
    contract.coming.append(fault)
    with driving(contract, timeout_seconds=2) as gateway, pytest.raises(AnswerLostError):
        gateway.send(messages(3))
    assert len(contract.accepted) == accepted


def test_an_answer_that_trickles_without_end_is_too_late_as_a_whole() -> None:
    contract = CONTRACTS["kavenegar"]()
    contract.coming.append(Fault.TRICKLE)
    with driving(contract, timeout_seconds=2) as gateway, pytest.raises(AnswerLostError):
        gateway.send(messages(3))


def test_a_redirect_is_not_followed_and_named() -> None:
    contract = CONTRACTS["kavenegar"]()
    contract.coming.append(Reply(302, b"", {"Location": "/v1/elsewhere/"}))
    with driving(contract) as gateway, pytest.raises(AnswerLostError, match=r"302.*SMS_GATEWAY"):
        gateway.send(messages(1))
    assert len(contract.requests) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_success_that_http_denies_leaves_all_unknown(name: str) -> None:
    contract = CONTRACTS[name]()
    with driving(contract) as gateway:
        gateway.send(messages(batch(name)))
        contract.coming.append(Reply(500, _last_answer(contract)))
        with pytest.raises(AnswerLostError):
            gateway.send(messages(batch(name)))


def _last_answer(contract: Contract) -> bytes:
    return contract.answer(contract.requests[-1]).body


@pytest.mark.parametrize("name", NAMES)
def test_whom_nobody_listens_to_has_sent_nothing(name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        port = taken.getsockname()[1]
        address = f"{name}+http://{login(CONTRACTS[name]())}@127.0.0.1:{port}/?sender={SENDER}"
        with opened(address) as gateway, pytest.raises(NotSentError, match=r"127\.0\.0\.1"):
            gateway.send(messages(1))


@pytest.mark.parametrize("name", NAMES)
def test_a_host_that_does_not_exist_has_got_nothing(name: str) -> None:
    address = f"{name}://{login(CONTRACTS[name]())}@nowhere.invalid/?sender={SENDER}"
    with opened(address) as gateway, pytest.raises(NotSentError, match="nowhere"):
        gateway.send(messages(1))


@pytest.mark.parametrize("name", NAMES)
def test_a_certificate_that_nobody_vouches_for_gets_nothing(name: str) -> None:
    contract = CONTRACTS[name]()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with driving(contract, tls=tls) as gateway, pytest.raises(NotSentError, match="CERTIFICATE"):
        gateway.send(messages(1))
    assert contract.requests == []


@pytest.mark.parametrize("name", NAMES)
def test_a_gateway_that_asks_for_patience_has_accepted_nothing(name: str) -> None:
    contract = CONTRACTS[name]()
    contract.coming.append(Reply(429, b"slow down"))
    with driving(contract) as gateway, pytest.raises(NotSentError, match="429"):
        gateway.send(messages(1))


# --- Entries -------------------------------------------------------------------------------------


def entries_of(name: str, record: Any) -> list[Any]:
    """The list in an answer in which each recipient has an entry."""
    found: list[Any] = {
        "kavenegar": lambda: record["entries"],
        "magfa": lambda: record["messages"],
        "ghasedak": lambda: record["data"]["items"],
        "smsir": lambda: record["data"]["messageIds"],
    }[name]()
    return found


@contextmanager
def rewritten(name: str, change: Callable[[list[Any]], object]) -> Iterator[Any]:
    """The outcomes of three messages whose answer was changed on its way."""
    contract = CONTRACTS[name]()

    def rewrite(record: Any) -> Any:
        change(entries_of(name, record))
        return record

    contract.rewrite = rewrite
    sent = messages(3)
    with driving(contract) as gateway:
        outcomes = gateway.send(sent)
    yield [outcomes[message.id] for message in sent]


@pytest.mark.parametrize("name", [name for name in IN_LISTS if name != "smsir"])
def test_entries_in_another_order_are_told_apart(name: str) -> None:
    with rewritten(name, len) as plain, rewritten(name, list.reverse) as turned:
        assert turned == plain
        assert len({outcome.remote_id for outcome in plain}) == 3


@pytest.mark.parametrize("name", [name for name in IN_LISTS if name != "smsir"])
def test_whoever_has_no_entry_is_unknown_and_nobody_else(name: str) -> None:
    with rewritten(name, lambda entries: entries.pop(1)) as (first, second, third):
        assert isinstance(second, Lost)
        assert isinstance(first, Accepted)
        assert isinstance(third, Accepted)


@pytest.mark.parametrize("name", [name for name in IN_LISTS if name != "smsir"])
def test_whoever_has_two_entries_is_unknown_and_nobody_else(name: str) -> None:
    with rewritten(name, lambda entries: entries.append(entries[1])) as (first, second, third):
        assert isinstance(second, Lost)
        assert isinstance(first, Accepted)
        assert isinstance(third, Accepted)


@pytest.mark.parametrize("name", [name for name in IN_LISTS if name != "smsir"])
def test_entries_that_are_nothing_are_passed_over(name: str) -> None:
    def spoil(entries: list[Any]) -> None:
        entries[:] = [None, "?", {}, *entries]

    with rewritten(name, spoil) as outcomes:
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)


@pytest.mark.parametrize("change", [list.pop, lambda ids: ids.append(7), list.clear])
def test_ids_by_position_mean_nothing_when_they_are_too_few_or_too_many(
    change: Callable[[list[Any]], None],
) -> None:
    with rewritten("smsir", change) as outcomes:
        assert all(isinstance(outcome, Lost) for outcome in outcomes)


@pytest.mark.parametrize("name", IN_LISTS)
@pytest.mark.parametrize("nothing", [None, "", "?", [], True])
def test_an_entry_without_an_id_is_no_acceptance(name: str, nothing: object) -> None:
    keys = {"kavenegar": "messageid", "magfa": "id", "ghasedak": "messageId"}

    def spoil(entries: list[Any]) -> None:
        if name == "smsir":
            entries[1] = nothing
        else:
            entries[1] = {**entries[1], keys[name]: nothing}

    if name == "smsir" and nothing is None:
        return  # which is how it says that a number is invalid
    with rewritten(name, spoil) as (_, second, _third):
        assert isinstance(second, Lost)


# --- The key -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_key_is_in_no_log_no_exception_and_no_repr(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    contract = CONTRACTS[name]()
    echo = f"no such address /v1/{login(contract)}/ {secrets(contract)}".encode()
    told = []
    coming: list[Reply | Fault] = [
        *UNREADABLE.values(),
        Reply(403, echo),
        Reply(302, b"", {"Location": f"https://example.ir/{login(contract)}"}),
        *(Reply(400, record) for record in _refusals(echo.decode())),
    ]
    with driving(contract) as gateway:
        for answer in coming:
            contract.coming.append(answer)
            with pytest.raises((AnswerLostError, NotSentError)) as caught:
                gateway.send(messages(1))
            told.append("".join(traceback.format_exception(caught.value)))
            told.append(repr(caught.value.__context__))
        gateway.send(messages(1))
        told.append(repr(gateway.gateway))
    shown = "\n".join([*told, *(f"{r.getMessage()} {r.args}" for r in caplog.records)])
    assert "HTTP Request" in shown  # httpx does tell what it asks
    for secret in filter(None, secrets(contract)):
        for form in (secret, quote(secret, safe=""), b64encode(secret.encode()).decode()[:-4]):
            assert form not in shown
    assert "+98912" not in shown
    assert "0912" not in shown


def _refusals(words: str) -> list[bytes]:
    """Refusals in the shape of each gateway, with the key and a number in their words."""
    said = f"{words} 09121234567"
    return [
        Reply.of(record).body
        for record in (
            {"return": {"status": 999, "message": said}},
            {"status": 999, "message": said},
            {"isSuccess": False, "statusCode": 999, "message": said},
            {"RetStatus": 999, "StrRetStatus": said},
        )
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_in_the_path_of_the_one_gateway_that_wants_it_there(name: str) -> None:
    contract = CONTRACTS[name]()
    with driving(contract) as gateway:
        gateway.send(messages(1))
    (request,) = contract.requests
    held = [secret for secret in secrets(contract) if secret and secret in request.path]
    assert held == ([contract.key] if name == "kavenegar" else [])
    assert not any(secret in str(request.query) for secret in filter(None, secrets(contract)))
