"""Ghasedak's driver against its rules: pairs with our reference, and two tables of deliveries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsroom.sms.drivers.ghasedak import CODES, SDK, SITE
from newsroom.sms.gateway import (
    Absent,
    Accepted,
    AnswerLostError,
    Delivery,
    Inbound,
    Lost,
    StopError,
)
from tests.sms.driving import SENDER, TEXT, driving, messages
from tests.sms.servers.ghasedak import FIRST_ID, Ghasedak
from tests.sms.servers.http import Fault, Reply


def test_each_pair_has_our_id_as_its_reference() -> None:
    contract = Ghasedak()
    sent = messages(2)
    with driving(contract) as gateway:
        outcomes = gateway.send(sent)
    (request,) = contract.requests
    assert request.path == "/rest/api/v1/WebService/SendPairToPairSMS"
    assert request.headers["apikey"] == contract.key
    assert request.record() == {
        "items": [
            {
                "lineNumber": SENDER,
                "receptor": f"0{message.phone[3:]}",
                "message": TEXT,
                "clientReferenceId": str(message.id),
            }
            for message in sent
        ],
        "udh": False,
    }
    assert [*outcomes.values()] == [
        Accepted(str(FIRST_ID), None, 1732),
        Accepted(str(FIRST_ID + 1), None, 1732),
    ]


def test_a_repeat_that_is_refused_is_settled_and_was_accepted() -> None:
    contract = Ghasedak(refuses_repeats=True)
    contract.coming.append(Fault.ERROR_AFTER)
    with driving(contract) as gateway:
        for _ in range(2):  # the answer is lost; then the same ids again
            with pytest.raises(AnswerLostError):
                gateway.send(messages(2))
        settled = gateway.settle(messages(3))
    assert [*settled.values()] == [
        Accepted(str(FIRST_ID), None, 1732), Accepted(str(FIRST_ID + 1), None, 1732), Absent(),
    ]  # fmt: skip
    assert set(contract.counts().values()) == {1}


def test_many_lost_ones_are_asked_about_in_lists_of_100() -> None:
    contract = Ghasedak()
    with driving(contract) as gateway:
        settled = gateway.settle(messages(101))
    assert [len(r.query["Ids"].split(",")) for r in contract.requests] == [100, 1]
    assert {r.query["Type"] for r in contract.requests} == {"2"}
    assert {type(outcome) for outcome in settled.values()} == {Absent}


@pytest.mark.parametrize("data", [None, {}, "", {"items": []}])
def test_an_answer_without_a_list_does_not_say_that_all_are_absent(data: object) -> None:
    contract = Ghasedak()
    contract.coming.append(Reply.of({"isSuccess": True, "statusCode": 200, "data": data}))
    with driving(contract) as gateway, pytest.raises(AnswerLostError):
        gateway.settle(messages(1))


def test_a_found_one_without_an_id_is_still_unknown() -> None:
    contract = Ghasedak()
    with driving(contract) as gateway:
        gateway.send(messages(1))
        contract.rewrite = lambda record: {
            **record, "data": [{**e, "messageId": None} for e in record["data"]]
        }  # fmt: skip
        assert [type(outcome) for outcome in gateway.settle(messages(1)).values()] == [Lost]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_documented_code_has_a_meaning(code: int) -> None:
    expected = AnswerLostError if code in (402, 451) else StopError
    caught = pytest.raises(expected, match=f"قاصدک.*{code}")
    with driving(Ghasedak(code=code)) as gateway, caught:
        gateway.send(messages(2))


def test_a_text_without_the_words_to_leave_stops_the_run() -> None:
    with driving(Ghasedak()) as gateway, pytest.raises(StopError, match="لغو11"):
        gateway.send(messages(1, "متنی بی پایان"))


@pytest.mark.parametrize("wrong", [{"isSuccess": False}, {"isSuccess": "true"}, {"statusCode": 0}])
def test_a_success_that_is_not_said_in_both_ways_is_none(wrong: dict[str, object]) -> None:
    contract = Ghasedak()
    contract.rewrite = lambda record: {**record, **wrong}
    with driving(contract) as gateway, pytest.raises(AnswerLostError):
        gateway.send(messages(1))


@pytest.mark.parametrize("data", [None, [], {"items": None}])
def test_a_success_without_its_list_leaves_all_unknown(data: object) -> None:
    contract = Ghasedak()
    contract.rewrite = lambda record: {**record, "data": data}
    with driving(contract) as gateway:
        outcomes = gateway.send(messages(2))
    assert {type(outcome) for outcome in outcomes.values()} == {Lost}


def deliveries(more: str) -> list[Delivery]:
    """What the driver makes of the states 0 to 18."""
    contract = Ghasedak()
    with driving(contract, more=more) as gateway:
        ids = [outcome.remote_id for outcome in gateway.send(messages(19)).values()]
        contract.statuses = {remote_id: state for state, remote_id in enumerate(ids)}
        return [*gateway.deliveries(ids).values()]


def test_of_two_tables_that_disagree_only_what_is_sure_is_final() -> None:
    found = deliveries("")
    final = {n: delivery for n, delivery in enumerate(found) if delivery is not Delivery.PENDING}
    undelivered = dict.fromkeys((1, 6, 7, 12, 13, 15, 16), Delivery.UNDELIVERED)
    assert final == {**undelivered, 14: Delivery.DELIVERED}
    for state in (2, 4, 5, 8):
        assert SITE.get(state) is not SDK.get(state)


def test_the_table_that_a_canary_has_shown_is_believed() -> None:
    assert deliveries("&statuses=site")[5] is Delivery.DELIVERED
    assert deliveries("&statuses=sdk")[5] is Delivery.UNDELIVERED


def test_a_delivery_without_a_status_is_still_to_come() -> None:
    contract = Ghasedak()
    with driving(contract) as gateway:
        (accepted,) = gateway.send(messages(1)).values()
        contract.rewrite = lambda record: {
            **record, "data": [{**e, "status": None} for e in record["data"]]
        }  # fmt: skip
        found = gateway.deliveries([accepted.remote_id])
    assert found == {accepted.remote_id: Delivery.PENDING}


def test_the_inbox_gives_a_moment_only_where_its_zone_is_said() -> None:
    entry = {"id": 12345, "message": "لغو ۱۱", "sender": "0919*******"}
    received = [
        {**entry, "receiveDate": "2024-07-02T14:00:34.975Z"},
        {**entry, "receiveDate": "2024-07-02T14:00:34"},
        {**entry, "receiveDate": None},
    ]
    with driving(Ghasedak(received=received)) as gateway:
        first, second, third = gateway.inbox()
    moment = datetime(2024, 7, 2, 14, 0, 34, 975000, UTC)
    assert first == Inbound("12345", "0919*******", "لغو ۱۱", moment)
    assert (second.received, third.received) == (None, None)


def test_credit_is_not_told() -> None:
    with driving(Ghasedak()) as gateway:
        assert gateway.credit() is None
        assert not gateway.traits.tells_credit
