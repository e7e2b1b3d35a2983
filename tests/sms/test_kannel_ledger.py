"""A whole run through a real Kannel: texts, receipts and lost answers, as the ledger has them."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.sms.office import Office, notice, phone
from tests.sms.servers.kannel import LINE, Kannel, kannel
from tests.sms.servers.smsc import Smsc, operating

ID = "aaaaaa"
TITLE = "زمان ثبت‌نام دورهٔ آموزشی ۱۴۰۵ برای مربیان و کارشناسان شهرستان‌ها اعلام شد"


@contextmanager
def texting(office: Office, folder: Path) -> Iterator[tuple[Smsc, Kannel]]:
    with operating(Smsc()) as smsc, kannel(folder, smsc) as gateway:
        office.settings |= {"SMS_GATEWAY": gateway.address, "SMS_TIMEOUT_SECONDS": "2"}
        office.begin(2)
        office.publish(notice(ID, TITLE))
        yield smsc, gateway


def until_settled(office: Office, wanted: dict[str, int]) -> None:
    """Settle again and again until the receipts have come."""
    end = time.monotonic() + 40
    while (states := office.states(ID)) != wanted:
        assert time.monotonic() < end, states
        office.run("settle")


def texts(smsc: Smsc) -> list[tuple[str, Any]]:
    return sorted(smsc.texts())


EXPECTED = [(phone(n)[1:], f"{TITLE}\nhttps://example.ir/p/{ID}/\nلغو11") for n in (1, 2)]


@pytest.mark.slow
def test_two_parts_arrive_letter_by_letter_and_their_receipts_are_in_the_ledger(
    office: Office, tmp_path: Path
) -> None:
    with texting(office, tmp_path) as (smsc, _):
        assert "aaaaaa: ۲ بخش، ۲ گیرنده" in office.do("preview")
        office.do("send")
        until_settled(office, {"delivered": 2})
        assert texts(smsc) == EXPECTED
        office.do("send")
        assert texts(smsc) == EXPECTED


@pytest.mark.slow
def test_behind_a_stopped_bearerbox_all_was_sent_and_the_receipts_settle_it(
    office: Office, tmp_path: Path
) -> None:
    with texting(office, tmp_path) as (smsc, gateway):
        office.timer.during = lambda: gateway.bearerbox.send_signal(signal.SIGCONT)
        with gateway.stopped(gateway.bearerbox):
            assert office.run("send").exit_code in (0, 4)
        until_settled(office, {"delivered": 2})
        assert texts(smsc) == EXPECTED


@pytest.mark.slow
def test_behind_a_smsbox_that_dies_nothing_was_sent_and_all_is_held_for_a_person(
    office: Office, tmp_path: Path
) -> None:
    with texting(office, tmp_path) as (smsc, gateway):
        with gateway.stopped(gateway.smsbox):
            office.timer.during = lambda: gateway.smsbox.send_signal(signal.SIGKILL)
            result = office.run("send")
        assert result.exit_code == 4
        assert office.states(ID) == {"unknown": 2}
        result = office.run("settle")
        assert (result.exit_code, f"{ID} 0912***0001 kannel" in result.output) == (4, True)
        assert smsc.parts == []


@pytest.mark.slow
def test_a_word_to_leave_arrives_before_the_run_sends(office: Office, tmp_path: Path) -> None:
    with texting(office, tmp_path) as (smsc, _):
        smsc.receive(phone(1)[1:], LINE, "۱۱")
        end = time.monotonic() + 40
        while "عضو ۲" in office.do("subscribers", "stats"):
            assert time.monotonic() < end
            office.do("inbox")
        office.do("send")
        assert [number for number, _ in texts(smsc)] == [phone(2)[1:]]
