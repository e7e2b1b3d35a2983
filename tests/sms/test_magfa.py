"""Magfa's driver against its rules: two levels of status, and a look-up by uid."""

from __future__ import annotations

from base64 import b64decode

import pytest

from newsroom.sms.drivers.magfa import CODES
from newsroom.sms.gateway import (
    Absent,
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
from tests.sms.servers.magfa import FIRST_ID, Magfa


def recipient(place: int) -> str:
    return f"98912{place:07}"


def test_a_batch_is_four_lists_of_one_length() -> None:
    contract = Magfa()
    sent = messages(2)
    with driving(contract) as gateway:
        gateway.send(sent)
    (request,) = contract.requests
    assert request.path == "/api/http/sms/v2/send"
    assert b64decode(request.headers["authorization"].split()[1]).decode() == (
        "office/domain:MAGFA-PASSWORD-0123"
    )
    assert request.record() == {
        "senders": [SENDER] * 2,
        "messages": [TEXT] * 2,
        "recipients": [recipient(1), recipient(2)],
        "uids": [message.id for message in sent],
    }


def test_the_parts_are_those_that_the_gateway_counts() -> None:
    with driving(Magfa()) as gateway:
        outcomes = gateway.send(messages(1, "س" * 135))
    assert [*outcomes.values()] == [Accepted(str(FIRST_ID), 3, None)]


def test_each_message_has_a_status_of_its_own() -> None:
    said = {recipient(2): 33, recipient(3): 27, recipient(4): 1, recipient(5): 14, recipient(6): 99}
    with driving(Magfa(said=said)) as gateway:
        outcomes = [*gateway.send(messages(6)).values()]
    assert isinstance(outcomes[0], Accepted)
    assert outcomes[1] == Refused("33", CODES[33][1], is_opt_out=True)
    assert outcomes[2] == Refused("27", CODES[27][1])
    assert outcomes[3] == Refused("1", CODES[1][1])
    assert [type(outcome) for outcome in outcomes[4:]] == [Lost, Lost]


@pytest.mark.parametrize(("code", "error"), [(14, StopError), (15, NotSentError)])
def test_what_is_said_of_every_message_is_said_of_the_call(
    code: int, error: type[Exception]
) -> None:
    contract = Magfa(said={recipient(1): code, recipient(2): code})
    with driving(contract) as gateway, pytest.raises(error, match=str(code)):
        gateway.send(messages(2))


def test_what_is_said_of_every_entry_of_too_few_is_not_said_of_the_call() -> None:
    contract = Magfa(said={recipient(1): 14, recipient(2): 14})
    contract.rewrite = lambda record: {**record, "messages": record["messages"][:1]}
    with driving(contract) as gateway:
        outcomes = gateway.send(messages(2))
    assert {type(outcome) for outcome in outcomes.values()} == {Lost}


def test_without_an_echo_of_the_uid_the_number_tells_messages_apart() -> None:
    contract = Magfa(said={recipient(1): 27})
    contract.rewrite = lambda record: {
        **record,
        "messages": [{**e, "userId": None} for e in reversed(record["messages"])],
    }
    with driving(contract) as gateway:
        outcomes = [*gateway.send(messages(2)).values()]
    assert [type(outcome) for outcome in outcomes] == [Refused, Accepted]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_documented_code_of_a_call_has_a_meaning(code: int) -> None:
    expected = {15: NotSentError, 23: NotSentError, 24: AnswerLostError}
    expected |= dict.fromkeys((1, 27, 28, 33, 34), AnswerLostError)  # but of which number?
    caught = pytest.raises(expected.get(code, StopError), match=f"مگفا.*{code}")
    with driving(Magfa(status=code)) as gateway, caught:
        gateway.send(messages(2))


def test_a_call_for_one_number_that_is_refused_is_about_that_number() -> None:
    with driving(Magfa(status=33)) as gateway:
        (outcome,) = gateway.send(messages(1)).values()
    assert isinstance(outcome, Refused)
    assert outcome.is_opt_out


def test_a_lost_batch_is_looked_up_message_by_message() -> None:
    contract = Magfa()
    contract.coming.append(Fault.RESET_AFTER)
    with driving(contract) as gateway:
        with pytest.raises(AnswerLostError):
            gateway.send(messages(2))
        settled = gateway.settle(messages(3))
    assert [*settled.values()] == [Accepted(str(FIRST_ID)), Accepted(str(FIRST_ID + 1)), Absent()]
    assert [r.path.rsplit("/", 1)[1] for r in contract.requests[1:]] == [
        str(message.id) for message in messages(3)
    ]


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        ({"status": 0, "mid": None}, Absent),
        ({"status": 0, "mid": 0}, Lost),
        ({"status": 0}, Lost),
        ({"status": 24, "mid": -1}, Lost),
    ],
)
def test_only_minus_one_and_null_say_that_a_message_never_came(
    record: dict[str, object], outcome: type
) -> None:
    contract = Magfa()
    contract.coming.append(Reply.of(record))
    with driving(contract) as gateway:
        (settled,) = gateway.settle(messages(1)).values()
    assert isinstance(settled, outcome)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply.of({"status": 29}), StopError),
        (Reply.of({"status": 23}), NotSentError),
        (Reply.of({"status": 0, "mid": -1}, 500), AnswerLostError),
    ],
)
def test_a_look_up_that_fails_settles_nothing(reply: Reply, error: type[Exception]) -> None:
    contract = Magfa()
    contract.coming.append(reply)
    with driving(contract) as gateway, pytest.raises(error):
        gateway.settle(messages(1))


def test_deliveries_are_asked_for_in_lists_of_100() -> None:
    contract = Magfa(delivered={FIRST_ID + n: s for n, s in enumerate([0, 8, 1, 2, 16, 5])})
    with driving(contract) as gateway:
        ids = [outcome.remote_id for outcome in gateway.send(messages(100)).values()]
        contract.requests.clear()
        found = [*gateway.deliveries([*ids, "7"]).values()]
    assert len(contract.requests) == 2
    assert found[:6] == [
        Delivery.PENDING, Delivery.PENDING, Delivery.DELIVERED, Delivery.UNDELIVERED,
        Delivery.UNDELIVERED, Delivery.PENDING,
    ]  # fmt: skip
    assert found[-1] is Delivery.GONE


def test_a_delivery_without_a_status_is_still_to_come() -> None:
    contract = Magfa()
    contract.coming.append(Reply.of({"status": 0, "dlrs": [{"mid": 7}]}))
    with driving(contract) as gateway:
        assert gateway.deliveries(["7"]) == {"7": Delivery.PENDING}


def test_what_came_in_is_told_apart_by_all_that_is_known_of_it() -> None:
    entry = {"body": "11", "senderNumber": "989120000001", "date": "2026-11-24 13:00:00"}
    later = {**entry, "date": "2026-11-24 13:05:00"}
    with driving(Magfa(received=[entry, later])) as gateway:
        first, second = gateway.inbox()
    assert first == Inbound(first.key, "+989120000001", "11", None)
    assert first.key != second.key


def test_credit_is_told_and_a_block_list_is_not() -> None:
    with driving(Magfa()) as gateway:
        assert gateway.credit() == 250_000
        assert gateway.blocked() == ()
        assert gateway.warnings() == ()
