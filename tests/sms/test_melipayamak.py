"""MeliPayamak's driver against its rules: one number a call, and a sent box to look into."""

from __future__ import annotations

import pytest

from newsroom.sms.drivers.melipayamak import CODES
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
from tests.sms.servers.melipayamak import FIRST_ID, MeliPayamak


def test_a_call_is_a_form_for_one_number() -> None:
    contract = MeliPayamak()
    with driving(contract) as gateway:
        assert gateway.traits.batch_size == 1
        outcomes = gateway.send(messages(1))
    (request,) = contract.requests
    assert (request.path, request.query) == ("/api/SendSMS/SendSMS", {})
    assert request.form() == {
        "username": contract.user, "password": contract.password, "to": "09120000001",
        "from": SENDER, "text": TEXT, "isflash": "false",
    }  # fmt: skip
    assert [*outcomes.values()] == [Accepted(str(FIRST_ID))]


@pytest.mark.parametrize("value", ["", "11", "-12345678901", None, "12345678901,12345678902"])
def test_a_success_without_a_long_id_is_none(value: object) -> None:
    contract = MeliPayamak()
    contract.rewrite = lambda record: {**record, "Value": value}
    with driving(contract) as gateway:
        (outcome,) = gateway.send(messages(1)).values()
    assert isinstance(outcome, Lost)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_documented_code_has_a_meaning(code: int) -> None:
    with driving(MeliPayamak(status=code)) as gateway:
        if code in (16, 18, 35):
            (outcome,) = gateway.send(messages(1)).values()
            assert outcome == Refused(str(code), CODES[code][1])
        else:
            expected = {6: NotSentError, 11: AnswerLostError}.get(code, StopError)
            with pytest.raises(expected, match=f"ملی‌پیامک.*{code}"):
                gateway.send(messages(1))


def test_a_lost_message_that_was_accepted_is_found_in_the_sent_box() -> None:
    contract = MeliPayamak()
    with driving(contract) as gateway:
        gateway.send(messages(1, "خبری دیگر"))  # to the same person
        contract.coming.append(Fault.RESET_AFTER)
        with pytest.raises(AnswerLostError):
            gateway.send(messages(1))
        settled = [*gateway.settle(messages(2)).values()]
    assert settled[0] == Accepted(str(FIRST_ID + 1))
    assert isinstance(settled[1], Lost)


def test_a_sent_one_without_an_id_is_still_unknown() -> None:
    contract = MeliPayamak()
    contract.rewrite = lambda record: {
        **record, "Data": [{**e, "MsgID": None} for e in record.get("Data", [])]
    }  # fmt: skip
    with driving(contract) as gateway:
        gateway.send(messages(1))
        assert [type(outcome) for outcome in gateway.settle(messages(1)).values()] == [Lost]


def test_an_error_inside_of_a_list_is_an_error() -> None:
    contract = MeliPayamak()
    base = {"Value": "0", "RetStatus": 0, "StrRetStatus": "InvalidUser"}
    contract.coming.append(Reply.of({"MyBase": base, "Data": []}))
    with driving(contract) as gateway, pytest.raises(StopError):
        gateway.settle(messages(1))


def test_deliveries_are_final_only_where_the_documentation_says_so() -> None:
    states = {str(n): n for n in (0, 1, 2, 3, 5, 8, 16, 35, 100, 200, 300, 400, 500)}
    with driving(MeliPayamak(states=states)) as gateway:
        found = gateway.deliveries([*states, "77"])
    final = {n: delivery for n, delivery in found.items() if delivery is not Delivery.PENDING}
    undelivered = dict.fromkeys(("2", "3", "16", "35", "300", "500"), Delivery.UNDELIVERED)
    assert final == {"1": Delivery.DELIVERED, **undelivered}


def test_a_delivery_that_is_no_number_is_still_to_come() -> None:
    contract = MeliPayamak()
    contract.coming.append(Reply.of({"Value": "?", "RetStatus": 1}))
    with driving(contract) as gateway:
        assert gateway.deliveries(["7"]) == {"7": Delivery.PENDING}


def test_the_inbox_can_be_read_again_and_its_ids_stay() -> None:
    entry = {"MsgID": 31, "Body": "11", "Sender": "9120000001", "SendDate": "2026/11/24 13:00"}
    with driving(MeliPayamak(received=[entry])) as gateway:
        assert gateway.inbox() == [Inbound("31", "+989120000001", "11", None)] == gateway.inbox()
