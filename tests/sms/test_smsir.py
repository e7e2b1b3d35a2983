"""SMS.ir's driver against its rules: ids by position, 0 and null among them; packs of today."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsroom.sms.drivers import smsir
from newsroom.sms.drivers.smsir import CODES
from newsroom.sms.gateway import (
    Accepted,
    AnswerLostError,
    Delivery,
    Inbound,
    Lost,
    NotSentError,
    Refused,
    StopError,
)
from tests.sms.driving import SENDER, TEXT, driving, messages
from tests.sms.servers.http import Fault, Reply
from tests.sms.servers.smsir import FIRST_ID, SmsIr


def test_a_batch_is_one_text_and_a_list_of_mobiles() -> None:
    contract = SmsIr()
    with driving(contract) as gateway:
        gateway.send(messages(2))
    (request,) = contract.requests
    assert request.path == "/v1/send/bulk"
    assert request.headers["x-api-key"] == contract.key
    assert request.record() == {
        "lineNumber": int(SENDER),
        "messageText": TEXT,
        "mobiles": ["09120000001", "09120000002"],
        "sendDateTime": None,
    }


def test_zero_is_a_blacklisted_number_and_null_an_invalid_one() -> None:
    contract = SmsIr(blacklisted={"09120000002"}, invalid={"09120000003"})
    with driving(contract) as gateway:
        outcomes = [*gateway.send(messages(4)).values()]
    assert outcomes == [
        Accepted(str(FIRST_ID)),
        Refused("115", CODES[115][1]),
        Refused("104", CODES[104][1]),
        Accepted(str(FIRST_ID + 1)),
    ]


def test_a_lost_batch_that_was_accepted_is_found_in_the_packs_of_today() -> None:
    contract = SmsIr(blacklisted={"09120000002"})
    with driving(contract) as gateway:
        gateway.send(messages(2, "خبری دیگر"))  # to the same people
        contract.coming.append(Fault.ERROR_AFTER)
        with pytest.raises(AnswerLostError):
            gateway.send(messages(3))
        settled = [*gateway.settle(messages(3)).values()]
    assert settled[0] == Accepted(str(FIRST_ID + 1))
    assert isinstance(settled[1], Lost)
    assert settled[2] == Accepted(str(FIRST_ID + 2))


def test_whoever_is_in_no_pack_is_unknown_and_never_called_absent() -> None:
    contract = SmsIr()
    contract.coming.append(Fault.ERROR_BEFORE)
    with driving(contract) as gateway:
        with pytest.raises(AnswerLostError):
            gateway.send(messages(2))
        settled = gateway.settle(messages(2))
    assert {type(outcome) for outcome in settled.values()} == {Lost}


def test_all_pages_of_packs_are_read_and_no_more_packs_than_needed() -> None:
    contract = SmsIr()
    with driving(contract) as gateway:
        gateway.send(messages(1))
        contract.packs.extend([[] for _ in range(150)])
        contract.requests.clear()
        (settled,) = gateway.settle(messages(1)).values()
    assert isinstance(settled, Accepted)
    assert [r.query.get("pageNumber") for r in contract.requests] == ["1", "2", None]


def test_packs_that_never_end_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smsir, "MOST_PAGES", 1)
    contract = SmsIr(packs=[[] for _ in range(150)])
    with driving(contract) as gateway:
        gateway.send(messages(1))
        assert [type(outcome) for outcome in gateway.settle(messages(1)).values()] == [Lost]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_documented_code_has_a_meaning(code: int) -> None:
    expected = {0: AnswerLostError, 20: NotSentError, 104: AnswerLostError, 115: AnswerLostError}
    caught = pytest.raises(expected.get(code, StopError), match=f"SMS.ir.*{code}")
    with driving(SmsIr(status=code)) as gateway, caught:
        gateway.send(messages(2))


@pytest.mark.parametrize("code", [104, 115])
def test_a_call_for_one_number_that_is_refused_is_about_that_number(code: int) -> None:
    with driving(SmsIr(status=code)) as gateway:
        (outcome,) = gateway.send(messages(1)).values()
    assert outcome == Refused(str(code), CODES[code][1])


def test_deliveries_are_final_only_where_the_documentation_says_so() -> None:
    states = [1, 2, 3, 4, 5, 6, 7]
    contract = SmsIr(states={FIRST_ID + n: state for n, state in enumerate(states)})
    with driving(contract) as gateway:
        ids = [outcome.remote_id for outcome in gateway.send(messages(len(states))).values()]
        found = [*gateway.deliveries(ids).values()]
    no, wait = Delivery.UNDELIVERED, Delivery.PENDING
    assert found == [Delivery.DELIVERED, no, wait, no, wait, no, no]


def test_asking_for_deliveries_ends_when_the_gateway_has_had_enough() -> None:
    contract = SmsIr(states={FIRST_ID: 1, FIRST_ID + 1: 1})
    with driving(contract) as gateway:
        ids = [outcome.remote_id for outcome in gateway.send(messages(3)).values()]
        contract.coming.extend([Reply.of({"status": 1, "data": None}), Reply(429)])
        assert {*gateway.deliveries(ids).values()} == {Delivery.PENDING}


def test_the_inbox_is_read_once() -> None:
    entry = {
        "receiveReturnId": 9, "messageText": "11", "mobile": "9120000001",
        "receivedDateTime": 1764000000,
    }  # fmt: skip
    with driving(SmsIr(received=[entry])) as gateway:
        assert gateway.inbox() == [
            Inbound("9", "+989120000001", "11", datetime.fromtimestamp(1764000000, UTC))
        ]
        assert gateway.inbox() == []
