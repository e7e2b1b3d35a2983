"""Kavenegar's driver against its rules: a localid is sent once, whatever happens around it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsroom.sms.drivers import kavenegar
from newsroom.sms.drivers.kavenegar import CODES, DELIVERIES
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
from tests.sms.driving import ATTEMPTED, SENDER, TEXT, driving, messages
from tests.sms.servers.http import Fault, Reply
from tests.sms.servers.kavenegar import FIRST_ID, Kavenegar


def said(code: int) -> Reply:
    return Reply.of({"return": {"status": code, "message": "-"}, "entries": None}, code)


def test_a_batch_is_one_form_with_an_id_for_each_receptor() -> None:
    contract = Kavenegar()
    sent = messages(3)
    with driving(contract) as gateway:
        gateway.send(sent)
    (request,) = contract.requests
    assert (request.method, request.path) == ("POST", f"/v1/{contract.key}/sms/send.json")
    assert request.query == {}
    assert request.form() == {
        "receptor": "09120000001,09120000002,09120000003",
        "message": TEXT,
        "sender": SENDER,
        "localid": ",".join(str(message.id) for message in sent),
    }


def test_id_and_cost_are_what_the_gateway_says() -> None:
    with driving(Kavenegar(price=240)) as gateway:
        outcomes = gateway.send(messages(2))
    assert [*outcomes.values()] == [
        Accepted(str(FIRST_ID), None, 240),
        Accepted(str(FIRST_ID + 1), None, 240),
    ]


def test_a_repeated_batch_gives_the_old_records_and_nobody_a_second_sms() -> None:
    contract = Kavenegar()
    with driving(contract) as gateway:
        first = gateway.send(messages(5))
        again = gateway.send(messages(5))
    assert again == first
    assert set(contract.counts().values()) == {1}


def test_a_lost_batch_that_was_accepted_is_found_by_its_ids() -> None:
    contract = Kavenegar()
    contract.coming.append(Fault.RESET_AFTER)
    with driving(contract) as gateway:
        with pytest.raises(AnswerLostError):
            gateway.send(messages(3))
        settled = gateway.settle(messages(4))
    assert [*settled.values()] == [*(Accepted(str(FIRST_ID + n)) for n in range(3)), Absent()]
    assert len(contract.accepted) == 3  # settling sends nothing


def test_an_id_that_is_too_old_is_not_taken_for_one_that_never_came() -> None:
    contract = Kavenegar()
    with driving(contract) as gateway:
        gateway.send(messages(1))
        contract.forgotten = set(contract.by_localid)
        assert [*gateway.settle(messages(1)).values()] == [Absent()]
        within = gateway.traits.settle_within
    assert within.total_seconds() < 12 * 3600  # so nobody asks once it may have been forgotten


def test_many_lost_ones_are_asked_about_in_lists_of_500() -> None:
    contract = Kavenegar()
    with driving(contract) as gateway:
        settled = gateway.settle(messages(501))
    assert len(contract.requests) == 2
    assert len(settled) == 501


def test_an_id_that_was_used_for_another_text_is_refused_and_named() -> None:
    with driving(Kavenegar()) as gateway:
        gateway.send(messages(2))
        outcomes = gateway.send(messages(2, "متنی دیگر"))
    assert {type(outcome) for outcome in outcomes.values()} == {Refused}


def test_a_text_that_comes_back_with_other_letters_is_still_ours() -> None:
    contract = Kavenegar()
    contract.rewrite = lambda record: {
        **record,
        "entries": [{**e, "message": TEXT.replace("ی", "ي")} for e in record["entries"]],
    }
    with driving(contract) as gateway:
        outcomes = gateway.send(messages(2))
    assert {type(outcome) for outcome in outcomes.values()} == {Accepted}


@pytest.mark.parametrize("bad", [0, 3, 6, 199])
def test_one_bad_number_is_refused_and_all_others_are_sent_once(bad: int) -> None:
    contract = Kavenegar()
    sent = messages(200)
    contract.bad = {f"0{sent[bad].phone[3:]}"}
    with driving(contract) as gateway:
        outcomes = gateway.send(sent)
    assert outcomes[sent[bad].id] == Refused("411", CODES[411][1])
    assert sum(isinstance(outcome, Accepted) for outcome in outcomes.values()) == 199
    assert len(contract.accepted) == 199
    assert set(contract.counts().values()) == {1}
    assert len(contract.requests) <= 20


def test_a_half_whose_answer_is_lost_is_unknown_and_the_other_half_is_not() -> None:
    contract = Kavenegar()
    sent = messages(4)
    contract.bad = {f"0{sent[0].phone[3:]}"}
    contract.coming.extend([said(411), Reply(503)])
    with driving(contract) as gateway:
        outcomes = [*gateway.send(sent).values()]
    assert [type(outcome) for outcome in outcomes] == [Lost, Lost, Accepted, Accepted]


def test_credit_that_ends_in_the_middle_of_a_halved_batch_takes_nothing_back() -> None:
    contract = Kavenegar(credit=240)
    sent = messages(4)
    contract.bad = {f"0{sent[3].phone[3:]}"}
    with driving(contract) as gateway:
        outcomes = [*gateway.send(sent).values()]
        contract.credit = 0
        with pytest.raises(StopError, match="418"):
            gateway.send(messages(8)[4:])
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Lost, Refused]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_documented_code_has_a_meaning(code: int) -> None:
    expected = {402: AnswerLostError, 409: AnswerLostError, 451: NotSentError}
    contract = Kavenegar()
    contract.coming.append(said(code))
    with driving(contract) as gateway:
        if code == 411:
            (outcome,) = gateway.send(messages(1)).values()
            assert outcome == Refused("411", CODES[411][1])
        else:
            with pytest.raises(expected.get(code, StopError), match=f"کاوه‌نگار.*{code}"):
                gateway.send(messages(2))


def test_a_code_that_nobody_documents_is_no_refusal() -> None:
    contract = Kavenegar()
    contract.coming.append(said(799))
    with driving(contract) as gateway, pytest.raises(AnswerLostError, match="799"):
        gateway.send(messages(2))


def test_deliveries_are_final_only_where_the_documentation_says_so() -> None:
    contract = Kavenegar()
    states = [1, 2, 4, 5, 6, 10, 11, 13, 14, 77]
    with driving(contract) as gateway:
        ids = [outcome.remote_id for outcome in gateway.send(messages(len(states))).values()]
        for record, state in zip(contract.records, states, strict=True):
            record.status = state
        found = gateway.deliveries([*ids, "1"])
    expected = [DELIVERIES.get(state, Delivery.PENDING) for state in states]
    assert [*found.values()] == [*expected, Delivery.GONE]
    assert expected.count(Delivery.PENDING) == 5


def test_the_inbox_gives_what_came_with_its_moment() -> None:
    entry = {
        "messageid": 35850015, "message": "۱۱", "sender": "09120000001", "receptor": SENDER,
        "date": 1764000000,
    }  # fmt: skip
    advert = {"messageid": 2, "message": "تبلیغ", "sender": "2000"}
    of_no_time = {**advert, "date": 10**20}
    contract = Kavenegar(received=[entry, advert, of_no_time])
    with driving(contract) as gateway:
        first, second, third = gateway.inbox()
        assert gateway.inbox() == []
    moment = datetime.fromtimestamp(1764000000, UTC)
    assert first == Inbound("35850015", "+989120000001", "۱۱", moment)
    assert (second.phone, second.received) == ("2000", None)
    assert third.received is None


def test_only_those_who_left_by_11_are_taken_from_the_block_list_of_all_pages() -> None:
    contract = Kavenegar(left=[(f"0912{n:07}", 2) for n in range(450)] + [("09130000000", 1)])
    with driving(contract) as gateway:
        phones = gateway.blocked()
    assert phones == [f"+98912{n:07}" for n in range(450)]
    assert [r.query["startdate"] for r in contract.requests] == [
        str(int(ATTEMPTED.timestamp()))
    ] * 3


def test_a_block_list_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kavenegar, "MOST_PAGES", 2)
    contract = Kavenegar(left=[(f"0912{n:07}", 2) for n in range(450)])
    with driving(contract) as gateway:
        assert len(gateway.blocked()) == 400


def test_someone_blocked_for_another_reason_has_not_left_though_the_filter_is_passed_over() -> None:
    contract = Kavenegar(left=[("09120000001", 1)])
    contract.rewrite = lambda record: {
        **record, "entries": [{"number": "09120000001", "blockreason": 1}],
    }  # fmt: skip
    with driving(contract) as gateway:
        assert gateway.blocked() == []


def test_credit_is_in_rial() -> None:
    with driving(Kavenegar(credit=98_765)) as gateway:
        assert gateway.credit() == 98_765


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"debugmode": "disabled", "resendfailed": "disabled"}, []),
        ({"debugmode": "enabled"}, ["debugmode"]),
        ([{"debugmode": "enabled", "resendfailed": "enabled"}], ["debugmode", "resendfailed"]),
        (None, []),
    ],
)
def test_what_in_the_panel_breaks_the_promise_is_told(config: object, words: list[str]) -> None:
    contract = Kavenegar()
    contract.config = config
    with driving(contract) as gateway:
        warnings = gateway.warnings()
    assert len(warnings) == len(words)
    assert all(word in warning for word, warning in zip(words, warnings, strict=True))


def test_a_wrong_key_stops_the_run() -> None:
    contract = Kavenegar()
    with driving(contract) as gateway:
        contract.key = "ANOTHER-KEY"
        with pytest.raises(StopError, match="403"):
            gateway.send(messages(1))
