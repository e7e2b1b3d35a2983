"""A lost answer is settled by the gateway's own rule, or by a person, and never by a guess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from newsroom.sms import posts, schema
from newsroom.sms.ledger import stamp
from tests.sms.office import Office, notice, phone
from tests.sms.servers.http import Contract, Fault, Reply, serving
from tests.sms.servers.kavenegar import Kavenegar
from tests.sms.servers.magfa import Magfa
from tests.sms.servers.melipayamak import MeliPayamak

ID = "aaaaaa"
LEASE = timedelta(minutes=5)


@contextmanager
def losing(office: Office, contract: Contract, name: str, *faults: Fault) -> Iterator[Contract]:
    """An office whose gateway loses the answers of its first calls that send."""
    with serving(contract) as port:
        office.use(name, port)
        office.settings["SMS_TIMEOUT_SECONDS"] = "0.5"
        office.begin(3)
        office.publish(notice(ID))
        contract.coming = _Coming(contract, list(faults))  # type: ignore[assignment]
        yield contract


class _Coming:
    """What comes for calls that send; all others are answered."""

    def __init__(self, contract: Contract, faults: list[Fault]) -> None:
        self.contract, self.faults = contract, faults

    def __bool__(self) -> bool:
        sends = self.contract.requests[-1].path.endswith(self.contract.sending)
        return bool(self.faults) and sends

    def popleft(self) -> Fault:
        return self.faults.pop(0)


LOST = [
    Fault.HANG_BEFORE, Fault.HANG_AFTER, Fault.LATE, Fault.ERROR_BEFORE, Fault.ERROR_AFTER,
    Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.HALF,
]  # fmt: skip


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: fault.value)
@pytest.mark.parametrize(("kind", "name"), [(Kavenegar, "kavenegar"), (Magfa, "magfa")])
def test_a_gateway_that_knows_our_ids_tells_and_everyone_gets_it_once(
    office: Office, kind: type[Contract], name: str, fault: Fault
) -> None:
    with losing(office, kind(), name, fault) as gateway:
        begun = office.timer.at
        office.do("send")
        assert office.states(ID) == {"accepted": 3}
    assert len(gateway.accepted) == len({number for number, *_ in gateway.accepted}) == 3
    wait = 60 if name == "magfa" else 30  # the driver's own is longer than the office's
    looks = 1 if len(office.timer.slept) == 1 else 2
    assert office.timer.at - begun == timedelta(seconds=wait * looks)


def test_it_takes_two_looks_to_be_sure_that_nothing_was_accepted(office: Office) -> None:
    with losing(office, Magfa(), "magfa", Fault.ERROR_BEFORE) as gateway:
        office.do("send")
        looks = [r.path for r in gateway.requests if "/mid/" in r.path]
        sends = [r for r in gateway.requests if r.path.endswith("/send")]
    assert len(looks) == 6  # three messages, twice
    assert len(sends) == 2
    assert sends[0].record()["uids"] == sends[1].record()["uids"]
    assert sends[0].record()["messages"] == sends[1].record()["messages"]


def test_nobody_asks_before_the_wait_is_over(office: Office) -> None:
    with losing(office, Magfa(), "magfa", Fault.ERROR_AFTER) as gateway:
        office.run("send")
        office_asked = [r.path for r in gateway.requests if "/mid/" in r.path]
        assert len(office_asked) == 3
    assert office.timer.slept == [60.0]


def test_an_edited_text_does_not_change_what_is_sent_again(office: Office) -> None:
    with losing(office, Magfa(), "magfa", Fault.ERROR_BEFORE) as gateway:
        first = office.run("send")
        assert first.exit_code == 0
        office.publish(notice(ID, "ویراسته"))
        office.do("send")
    assert {text.split("\n")[0] for _, text, _ in gateway.accepted} == {"خبر تازه"}


def test_who_left_while_it_was_unknown_does_not_get_it(office: Office) -> None:
    with losing(office, Magfa(), "magfa", Fault.ERROR_BEFORE) as gateway:
        gateway.coming.faults *= 6  # type: ignore[attr-defined]
        assert office.run("send").exit_code == 4
        office.do("subscribers", "remove", phone(1))
        gateway.coming.faults.clear()  # type: ignore[attr-defined]
        office.timer.at += timedelta(minutes=10)
        office.do("send")
    assert {number[-10:] for number, *_ in gateway.accepted} == {phone(2)[3:], phone(3)[3:]}


@pytest.mark.parametrize("fault", [Fault.ERROR_BEFORE, Fault.ERROR_AFTER], ids=str)
def test_beyond_the_window_a_case_is_held_and_listed_by_masked_number(
    office: Office, fault: Fault
) -> None:
    with losing(office, Magfa(), "magfa", fault) as gateway:
        office.settings["SMS_SETTLE_AFTER_SECONDS"] = "86400"  # later than Magfa remembers
        result = office.run("send")
        assert result.exit_code == 4
        asked = [r.path for r in gateway.requests if "/mid/" in r.path]
        assert asked == []
        result = office.run("settle")
        assert result.exit_code == 4
        for number in (1, 2, 3):
            assert f"{ID} 0912***000{number} magfa" in result.output
        assert office.states(ID) == {"unknown": 3}


def test_what_cannot_be_asked_is_held_by_default(office: Office) -> None:
    with losing(office, MeliPayamak(), "melipayamak", Fault.ERROR_BEFORE) as gateway:
        for _ in range(3):
            assert office.run("send").exit_code == 4
            assert office.states(ID) == {"accepted": 2, "unknown": 1}
            office.timer.at += LEASE
    assert len(gateway.accepted) == 2


def test_a_gateway_that_cannot_be_asked_is_not_asked(office: Office) -> None:
    office.settings["SMS_GATEWAY"] = "kannel+http://office:password@127.0.0.1:1/?sender=3000"
    office.begin(60)
    office.publish(notice(ID))
    now = stamp(office.timer.at)
    with office.ledger().begin() as tx:
        posts.see_posts(tx, [ID], office.timer.at)
        posts.freeze(tx, 1, "خبر", 1)
        for person in range(1, 61):
            row = {"post": 1, "subscriber": person, "id": person, "state": "unknown",
                   "gateway": "kannel", "worker": 1, "claimed_at": now, "due_at": now}  # fmt: skip
            tx.execute(schema.messages.insert().values(row))
    result = office.run("settle")
    assert result.exit_code == 4
    assert result.output.count(f"{ID} 0912***") == 50
    assert "و ۱۰ مورد دیگر." in result.output


def test_an_office_may_choose_to_send_again(office: Office) -> None:
    office.settings["SMS_ON_UNKNOWN"] = "resend"
    with losing(office, Magfa(), "magfa", Fault.ERROR_BEFORE) as gateway:
        office.settings["SMS_SETTLE_AFTER_SECONDS"] = "86400"
        office.run("send")
        office.timer.at += timedelta(days=1)
        office.do("send")
    assert len(gateway.accepted) == 3


@pytest.mark.parametrize(
    ("decision", "code", "states"),
    [
        ("sent", 4, {"accepted": 1, "unknown": 2}),
        ("give-up", 4, {"expired": 1, "unknown": 2}),
        ("resend", 4, {"pending": 1, "unknown": 2}),
    ],
)
def test_a_person_decides_an_open_case(
    office: Office, decision: str, code: int, states: dict[str, int]
) -> None:
    with losing(office, Magfa(), "magfa", Fault.ERROR_BEFORE):
        office.settings["SMS_SETTLE_AFTER_SECONDS"] = "86400"
        office.run("send")
        case = ("settle", "--post", ID, "--phone", phone(2), "--as", decision)
        assert office.run(*case).exit_code == code
        assert office.states(ID) == states
        assert "[case-missing]" in office.run(*case).output


def test_half_a_decision_is_wrong_usage(office: Office) -> None:
    office.begin(1)
    assert office.run("settle", "--post", ID).exit_code == 2


def test_an_open_case_stays_with_its_gateway(office: Office) -> None:
    with losing(office, Magfa(), "magfa", *[Fault.ERROR_BEFORE] * 6) as first:
        assert office.run("send").exit_code == 4
        magfa = office.settings["SMS_GATEWAY"]
        with serving(Kavenegar()) as port:
            office.use("kavenegar", port)
            office.timer.at += LEASE
            result = office.run("send")
            assert result.exit_code == 4
            assert "magfa" in result.output
            assert office.states(ID) == {"unknown": 3}
        office.settings["SMS_GATEWAY"] = magfa
        first.coming.faults.clear()  # type: ignore[attr-defined]
        office.do("send")
    assert len(first.accepted) == 3


def test_a_clock_that_jumped_ahead_and_back_keeps_nobody_waiting(office: Office) -> None:
    with losing(office, Magfa(), "magfa", *[Fault.ERROR_BEFORE] * 6) as gateway:
        noon = office.timer.at
        office.timer.at += timedelta(days=2)
        assert office.run("send").exit_code == 4
        office.timer.at = noon
        gateway.coming.faults.clear()  # type: ignore[attr-defined]
        office.do("send")
        assert office.states(ID) == {"accepted": 3}
        assert office.timer.at - noon <= timedelta(minutes=3)
    assert len(gateway.accepted) == 3


# --- Receipts -------------------------------------------------------------------------------------


def test_receipts_are_read_and_what_is_final_stays(office: Office) -> None:
    contract = Kavenegar()
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(3)
        office.publish(notice(ID))
        office.do("send")
        contract.records[0].status, contract.records[1].status = 10, 11
        office.do("settle")
        assert office.states(ID) == {"accepted": 1, "delivered": 1, "undelivered": 1}
        contract.records[0].status, contract.records[1].status = 11, 10
        office.do("settle")
        assert office.states(ID) == {"accepted": 1, "delivered": 1, "undelivered": 1}
        office.timer.at += timedelta(hours=49)
        office.do("settle")
        assert office.states(ID) == {"delivered": 1, "expired": 1, "undelivered": 1}


def test_a_receipt_that_is_gone_is_an_end_of_its_own(office: Office) -> None:
    contract = Kavenegar()
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(1)
        office.publish(notice(ID))
        office.do("send")
        contract.records[0].status = 100
        office.do("settle")
        assert office.states(ID) == {"expired": 1}


def test_a_gateway_that_does_not_answer_about_receipts_is_asked_again(office: Office) -> None:
    contract = Kavenegar()
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(1)
        office.publish(notice(ID))
        office.do("send")
        contract.coming.append(Reply(503, b"busy"))
        office.do("settle")
        assert office.states(ID) == {"accepted": 1}
        contract.records[0].status = 10
        office.do("settle")
        assert office.states(ID) == {"delivered": 1}
