"""What `send` sends, to whom, and what makes it stop."""

from __future__ import annotations

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import trustme

from newsroom.sms import workers
from newsroom.sms.drivers.factory import open_gateway
from newsroom.sms.handover import load_handover
from newsroom.sms.run import Result, Run
from newsroom.sms.sending import Stop
from newsroom.sms.settings import parse_settings
from tests.sites import ROOT
from tests.sms.office import NOON, Office, notice, phone
from tests.sms.postgresql import Postgresql
from tests.sms.servers.http import Contract, Reply, Request, serving
from tests.sms.servers.kavenegar import Kavenegar
from tests.sms.servers.magfa import Magfa

ID = "aaaaaa"


@contextmanager
def texting(office: Office, people: int = 5, name: str = "kavenegar") -> Iterator[Any]:
    """An office that is ready to text, and its gateway."""
    contract = {"kavenegar": Kavenegar, "magfa": Magfa}[name]()
    with serving(contract) as port:
        office.use(name, port)
        office.begin(people)
        yield contract


def sent(contract: Contract) -> list[tuple[str, str]]:
    """Number and first line of each SMS."""
    return sorted((number[-10:], text.split("\n")[0]) for number, text, _ in contract.accepted)


# --- To whom, and what ----------------------------------------------------------------------------


def test_everyone_on_the_list_gets_a_new_post_once(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID, "خبر تازه"))
        office.do("send")
        office.do("send")
    text = f"خبر تازه\nhttps://example.ir/p/{ID}/\nلغو11"
    assert [(number, body) for number, body, _ in gateway.accepted] == [
        (f"0{phone(n)[3:]}", text) for n in range(1, 6)
    ]


def test_what_was_published_before_the_ledger_is_never_sent(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice("bbbbbb"))
        office.do("init", "--again")
        office.publish(notice("bbbbbb", "ویراسته"), notice(ID))
        office.do("send")
    assert {first for _, first in sent(gateway)} == {"خبر تازه"}


def test_a_post_that_is_edited_moved_and_given_a_new_date_is_not_sent_again(office: Office) -> None:
    other = "http://127.0.0.2"
    with texting(office) as gateway:
        office.publish(notice(ID))
        office.do("send")
        moved = notice(ID, "ویراسته", url=f"{other}/x/", published=NOON.isoformat())
        office.publish(moved, site=other)
        office.do("send")
    assert len(gateway.accepted) == 5


def test_no_sms_is_sent_where_the_editor_wants_none(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID, None))
        office.do("send")
        assert gateway.accepted == []
        office.publish(notice(ID, "حالا آری"))  # and later does
        office.do("send")
    assert len(gateway.accepted) == 5


def test_a_post_of_the_future_is_sent_when_its_time_has_come(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID, published=(NOON + timedelta(hours=1)).isoformat()))
        office.do("send")
        assert gateway.accepted == []
        office.timer.at = NOON + timedelta(hours=2)
        office.do("send")
    assert len(gateway.accepted) == 5


def test_a_post_older_than_three_days_is_not_sent(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID))
        office.timer.at = NOON + timedelta(days=3)
        office.do("send")
        assert "کهنه‌تر" in office.do("preview")
        assert gateway.accepted == []
        office.timer.at = NOON + timedelta(days=2)  # the clock was wrong, and nothing is lost
        office.do("send")
    assert len(gateway.accepted) == 5


def test_who_joins_after_the_publication_gets_only_later_posts(office: Office) -> None:
    with texting(office, people=1) as gateway:
        office.publish(notice(ID))
        office.do("subscribers", "add", phone(2))
        later = notice("bbbbbb", "بعدی", published=(NOON + timedelta(minutes=1)).isoformat())
        office.publish(notice(ID), later)
        office.timer.at += timedelta(minutes=2)
        office.do("send")
    assert sent(gateway) == [
        (phone(1)[3:], "بعدی"), (phone(1)[3:], "خبر تازه"), (phone(2)[3:], "بعدی"),
    ]  # fmt: skip


def test_a_subscriber_gets_the_sections_and_audiences_that_were_chosen(office: Office) -> None:
    with texting(office, people=0) as gateway:
        office.timer.at -= timedelta(hours=1)
        office.do("subscribers", "add", phone(1), "--section", "courses")
        office.do("subscribers", "add", phone(2), "--audience", "schools", "--audience", "media")
        office.do("subscribers", "add", phone(3))
        office.timer.at += timedelta(hours=1)
        office.publish(
            notice("cccccc", "دوره", section="courses"),
            notice("dddddd", "مدرسه", audience=["children", "schools"]),
        )
        office.do("send")
    assert sent(gateway) == [
        (phone(1)[3:], "دوره"), (phone(2)[3:], "مدرسه"),
        (phone(3)[3:], "دوره"), (phone(3)[3:], "مدرسه"),
    ]  # fmt: skip


def test_who_leaves_during_the_run_gets_nothing_more_of_it(office: Office) -> None:
    class Leaving(Magfa):
        """While the first batch is with the gateway, two of the last one leave."""

        def answer(self, request: Request) -> Reply:
            if request.path.endswith("/send") and not self.accepted:
                for number in (301, 302):
                    with office.ledger().begin() as tx:
                        tx.exec_driver_sql(
                            f"UPDATE subscribers SET is_active = 0 WHERE phone = '{phone(number)}'"
                        )
            return super().answer(request)

    contract = Leaving()
    office.settings["SMS_CONNECTIONS"] = "1"
    with serving(contract) as port:
        office.use("magfa", port)
        office.begin(302)
        office.publish(notice(ID))
        office.do("send")
    assert [number for number, _ in sent(contract)] == [phone(n)[3:] for n in range(1, 301)]


def test_a_post_that_disappears_between_two_runs_is_not_sent_further(office: Office) -> None:
    office.settings["SMS_DAILY_CAP"] = "2"
    with texting(office) as gateway:
        office.publish(notice(ID), notice("bbbbbb", "دیگری"))
        assert office.run("send").exit_code == 1
        office.publish(notice("bbbbbb", "دیگری"))
        office.settings["SMS_DAILY_CAP"] = ""
        office.do("send")
    assert [first for _, first in sent(gateway)].count("خبر تازه") == 2


def test_the_text_of_the_first_claim_is_what_all_get(office: Office) -> None:
    office.settings["SMS_DAILY_CAP"] = "2"
    with texting(office) as gateway:
        office.publish(notice(ID, "نخست"))
        office.run("send")
        office.publish(notice(ID, "ویراسته"))
        assert "نخست" in office.run("preview").output
        office.settings["SMS_DAILY_CAP"] = ""
        office.do("send")
    assert {first for _, first in sent(gateway)} == {"نخست"}


def test_a_title_of_a_million_characters_is_cut_after_a_word(office: Office) -> None:
    with texting(office, people=1) as gateway:
        office.publish(notice(ID, "استاندارد " * 100_000))
        office.do("send")
    ((_, text, _),) = gateway.accepted
    assert text.split("\n")[0].endswith("استاندارد…")
    assert len(text) <= 134


def test_a_text_with_only_a_link_is_sent_as_it_is(office: Office) -> None:
    with texting(office, people=1) as gateway:
        office.publish(notice(ID, "https://example.ir/x"))
        office.do("send")
    assert sent(gateway) == [(phone(1)[3:], "https://example.ir/x")]


def test_a_text_that_is_no_sms_keeps_the_others_from_nothing(office: Office) -> None:
    with texting(office, people=1) as gateway:
        office.publish(notice(ID, "🌹🌹"), notice("bbbbbb", "دیگری"))
        result = office.run("send")
    assert result.exit_code == 1
    assert ID in result.output
    assert sent(gateway) == [(phone(1)[3:], "دیگری")]


def test_only_the_numbers_of_a_rehearsal_get_it_and_the_others_later(office: Office) -> None:
    office.settings["SMS_ALLOW"] = f"{phone(2)}، {phone(99)}"
    with texting(office, people=3) as gateway:
        office.publish(notice(ID))
        office.do("send")
        assert [number for number, _ in sent(gateway)] == [phone(2)[3:]]
        office.settings["SMS_ALLOW"] = ""
        office.do("send")
    assert len(gateway.accepted) == len(set(sent(gateway))) == 3


def test_what_the_console_showed_was_no_sms(office: Office) -> None:
    office.begin(2)
    office.publish(notice(ID, "نخست"), purpose="local")
    assert "0912***0001" in office.do("send")
    office.publish(notice(ID, "درست"))
    with serving(Kavenegar()) as port:
        office.use("kavenegar", port)
        office.do("send")
        assert office.states(ID) == {"accepted": 2}
    assert "درست" in office.do("preview")


# --- Safety ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("ledger", ["missing", "empty"])
def test_without_a_ledger_nothing_is_sent(office: Office, ledger: str) -> None:
    with serving(Kavenegar()) as port:
        office.use("kavenegar", port)
        office.publish(notice(ID))
        if ledger == "empty":
            (office.folder / "var").mkdir()
            (office.folder / "var/sms.db").touch()
        result = office.run("send")
    assert (result.exit_code, "[ledger-missing]" in result.output) == (3, True)


@pytest.mark.parametrize("purpose", ["local", "preview", "x"])
def test_notices_that_are_not_for_the_world_go_to_the_console_alone(
    office: Office, purpose: str
) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID), purpose=purpose)
        result = office.run("send")
        assert (result.exit_code, "[notices-purpose]" in result.output) == (3, True)
        office.settings["SMS_GATEWAY"] = "console://"
        office.do("send")
    assert gateway.accepted == []


def test_notices_of_another_authority_are_refused(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID), authority="other.ir,2026")
        result = office.run("send")
    assert (result.exit_code, "[authority-changed]" in result.output) == (3, True)
    assert gateway.accepted == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("SMS_MAX_POSTS", "1"), ("SMS_MAX_MESSAGES", "9"), ("SMS_MAX_COST", "1000")],
)
def test_a_run_beyond_a_limit_sends_nothing_until_it_is_confirmed(
    office: Office, name: str, value: str
) -> None:
    with texting(office) as gateway:
        office.publish(notice("cccccc", "پیش از آن"))
        office.do("send")  # the price of a part is known from now on
        office.settings[name] = value
        two = (notice(ID), notice("bbbbbb"))
        office.publish(*two)
        result = office.run("send")
        assert (result.exit_code, "[over-limit]" in result.output) == (3, True)
        assert office.run("send", "--confirm", "9").exit_code == 3
        assert len(gateway.accepted) == 5
        office.do("send", "--confirm", "10")
    assert len(gateway.accepted) == 15


def test_the_cost_is_watched_while_it_grows(office: Office) -> None:
    office.settings |= {"SMS_MAX_COST": "20000", "SMS_CONNECTIONS": "1"}
    with texting(office, people=1000) as gateway:
        office.publish(notice(ID))
        result = office.run("send")
    assert (result.exit_code, "[cost]" in result.output) == (1, True)
    assert len(gateway.accepted) == 200


def test_a_daily_cap_leaves_the_rest_to_the_next_day(office: Office) -> None:
    office.settings |= {"SMS_DAILY_CAP": "3", "SMS_QUIET_HOURS": ""}
    with texting(office) as gateway:
        office.publish(notice(ID))
        result = office.run("send")
        assert (result.exit_code, "[daily-cap]" in result.output) == (1, True)
        assert office.run("send").exit_code == 1
        assert len(gateway.accepted) == 3
        office.timer.at = NOON + timedelta(hours=12, minutes=1)  # past midnight in Tehran
        office.do("send")
    assert len(gateway.accepted) == 5


def test_a_daily_cap_that_is_just_enough_is_no_cap(office: Office) -> None:
    office.settings["SMS_DAILY_CAP"] = "5"
    with texting(office) as gateway:
        office.publish(notice(ID))
        office.do("send")
    assert len(gateway.accepted) == 5


@pytest.mark.parametrize(("hour", "code"), [(20, 0), (21, 1), (23, 1), (24 + 7, 1), (24 + 8, 0)])
def test_at_night_in_tehran_nothing_is_sent(office: Office, hour: int, code: int) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID))
        office.timer.at = NOON.replace(hour=0) + timedelta(hours=hour)
        result = office.run("send")
    assert (result.exit_code, "[quiet]" in result.output) == (code, bool(code))
    assert len(gateway.accepted) == (0 if code else 5)


def test_when_the_night_begins_the_batch_in_hand_is_ended(office: Office) -> None:
    class Slow(Kavenegar):
        def answer(self, request: Request) -> Reply:
            if request.path.endswith("sms/send.json"):
                office.timer.at = NOON.replace(hour=21)
            return super().answer(request)

    contract = Slow()
    office.settings["SMS_CONNECTIONS"] = "1"
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(1000)
        office.publish(notice(ID))
        office.timer.at = NOON.replace(hour=20, minute=59)
        result = office.run("send")
    assert (result.exit_code, "[quiet]" in result.output) == (1, True)
    assert len(contract.accepted) in (200, 400)
    assert office.states(ID).keys() == {"accepted", "pending"}


class Pages(Contract):
    """A site whose pages are there or not."""

    status = 200

    def answer(self, request: Request) -> Reply:
        return Reply(self.status, b"<!doctype html>", {"Location": "https://127.0.0.1/"})


@pytest.mark.parametrize("status", [404, 301, 500])
def test_an_sms_waits_for_its_page(
    office: Office, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    pages, tls = Pages(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with authority.cert_pem.tempfile() as trusted, serving(pages, tls) as page_port:
        monkeypatch.setenv("SSL_CERT_FILE", trusted)
        with texting(office) as gateway:
            site = f"https://127.0.0.1:{page_port}"
            office.publish(notice(ID, url=f"{site}/news/1405/x/"), site=site)
            pages.status = status
            result = office.run("send")
            assert result.exit_code == 1
            assert str(status) in result.output
            assert gateway.accepted == []
            pages.status = 200
            office.do("send")
    assert len(gateway.accepted) == 5


def test_a_page_behind_a_bad_certificate_is_not_there(office: Office) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with serving(Pages(), tls) as page_port, texting(office) as gateway:
        site = f"https://127.0.0.1:{page_port}"
        office.publish(notice(ID, url=f"{site}/news/1405/x/"), site=site)
        assert office.run("send").exit_code == 1
    assert gateway.accepted == []


# --- What the gateway says ------------------------------------------------------------------------


@pytest.mark.parametrize("code", [401, 403, 407, 412, 416, 418, 420])
def test_a_word_that_stops_the_world_leaves_the_rest_pending(office: Office, code: int) -> None:
    with texting(office, people=450) as gateway:
        office.settings["SMS_CONNECTIONS"] = "1"
        office.publish(notice(ID))
        said = Reply.of({"return": {"status": code, "message": "خطا"}, "entries": None}, code)
        original = gateway._send
        gateway._send = lambda given: said if gateway.accepted else original(given)
        result = office.run("send")
        assert (result.exit_code, "[gateway]" in result.output) == (1, True)
        assert str(code) in result.output
        assert office.states(ID) == {"accepted": 200, "pending": 250}
        gateway._send = original
        office.do("send")
        assert office.states(ID) == {"accepted": 450}


def test_low_credit_is_seen_before_anything_is_sent(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice("cccccc"))
        office.do("send")
        gateway.credit = 600  # five messages of 120, but not a tenth more
        office.publish(notice(ID))
        result = office.run("send")
        assert (result.exit_code, "[credit-low]" in result.output) == (3, True)
        assert len(gateway.accepted) == 5
        office.do("send", "--confirm", "5")
    assert len(gateway.accepted) == 10


def test_a_bad_number_is_refused_and_the_others_get_it(office: Office) -> None:
    with texting(office) as gateway:
        gateway.bad = {f"0{phone(3)[3:]}"}
        office.publish(notice(ID))
        office.do("send")
        assert office.states(ID) == {"accepted": 4, "refused": 1}
        office.do("send")
    assert len(gateway.accepted) == 4


def test_a_gateway_that_nobody_reaches_is_tried_again_a_few_times(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID))
    result = office.run("send")  # it is gone
    assert result.exit_code == 1
    assert "[gateway-unreachable]" in result.output
    assert office.states(ID) == {"pending": 5}
    assert gateway.accepted == []


def test_try_later_is_tried_later_and_each_wait_is_longer(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID))
        later = Reply.of({"return": {"status": 451, "message": "x"}, "entries": None}, 451)
        original, calls = gateway._send, []

        def answer(given: dict[str, str]) -> Reply:
            calls.append(1)
            return later if len(calls) < 4 else original(given)

        gateway._send = answer
        office.do("send")
        waits = [seconds for seconds in office.timer.slept if seconds]
        assert len(waits) == 3
        for wait, about in zip(waits, (1, 2, 4), strict=True):
            assert about / 2 <= wait <= about * 1.5
    assert len(gateway.accepted) == 5


def test_later_for_ever_leaves_everyone_pending(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID))
        later = Reply.of({"return": {"status": 451, "message": "x"}, "entries": None}, 451)
        gateway._send = lambda _: later
        result = office.run("send")
        assert (result.exit_code, "[unreachable]" in result.output) == (1, True)
        assert office.states(ID) == {"pending": 5}


def test_a_rate_is_kept(office: Office) -> None:
    office.settings |= {"SMS_RATE": "100", "SMS_CONNECTIONS": "1"}
    with texting(office, people=450) as gateway:
        office.publish(notice(ID))
        begun = office.timer.at
        office.do("send")
    assert len(gateway.accepted) == 450
    assert timedelta(seconds=3.9) <= office.timer.at - begun <= timedelta(seconds=4.1)


def test_a_gateway_that_loses_answer_after_answer_is_left_alone(office: Office) -> None:
    office.settings |= {"SMS_CONNECTIONS": "1"}
    with texting(office, people=2000) as gateway:
        office.publish(notice(ID))
        gateway._send = lambda _: Reply(503, b"busy")
        result = office.run("send")
        assert (result.exit_code, "[losing]" in result.output) == (4, True)
        assert office.states(ID) == {"unknown": 1000, "pending": 1000}


# --- One run at a time, and its end ---------------------------------------------------------------


def test_a_second_run_leaves_with_a_clear_sentence(office: Office) -> None:
    other: list[Any] = []

    class Watched(Kavenegar):
        def answer(self, request: Request) -> Reply:
            if request.path.endswith("sms/send.json") and not other:
                command = [sys.executable, "-m", "scripts.sms", "send"]
                environment = {**os.environ, **office.environment}
                other.append(
                    subprocess.run(
                        command, cwd=ROOT, env=environment, capture_output=True, text=True,
                        check=False,
                    )
                )  # fmt: skip
            return super().answer(request)

    contract = Watched()
    office.timer.at = NOON
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.settings["SMS_QUIET_HOURS"] = ""
        office.begin(3)
        office.publish(notice(ID))
        office.timer.at = office_now()
        office.publish(notice(ID, published=(office_now() - timedelta(minutes=1)).isoformat()))
        office.do("send")
    assert other[0].returncode == 3
    assert "[run-going-on]" in other[0].stderr
    assert len(contract.accepted) == 3


def office_now() -> Any:
    """The second process has the clock of the machine, so the first one must have it too."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


def test_join_needs_a_ledger_that_processes_can_share(office: Office) -> None:
    office.begin(1)
    result = office.run("send", "--join")
    assert (result.exit_code, "[join-needs-postgresql]" in result.output) == (2, True)


def test_sigterm_ends_the_batch_in_hand(office: Office) -> None:
    class Ending(Kavenegar):
        def answer(self, request: Request) -> Reply:
            if request.path.endswith("sms/send.json"):
                os.kill(os.getpid(), 15)
            return super().answer(request)

    contract = Ending()
    office.settings["SMS_CONNECTIONS"] = "1"
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(700)
        office.publish(notice(ID))
        result = office.run("send")
        assert (result.exit_code, "[signal]" in result.output) == (1, True)
        states = office.states(ID)
    assert states in ({"accepted": n, "pending": 700 - n} for n in (200, 400))


def test_a_signal_that_comes_first_stops_all(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID))
        settings = parse_settings(office.environment)
        handover = asyncio.run(load_handover(settings.notices, 5))

        async def stopped() -> Result:
            opened = open_gateway(settings.gateway, timeout_seconds=5, write=print)
            run = Run(office.ledger(), handover, opened, settings, office.timer)
            run.stop()
            try:
                return await run.send()
            finally:
                await opened.close()

        result = asyncio.run(stopped())
    assert (result.ending, result.stopped, result.left) == (1, Stop.SIGNAL, 5)
    assert gateway.accepted == []


class Interfering(Kavenegar):
    """Something happens while a batch is with the gateway."""

    def __init__(self, interfere: Callable[[], object]) -> None:
        super().__init__()
        self.interfere = interfere

    def answer(self, request: Request) -> Reply:
        if request.path.endswith("sms/send.json"):
            self.interfere()
        return super().answer(request)


def interfered(office: Office, interfere: Callable[[], object]) -> tuple[Interfering, Any]:
    """What comes of a run to 1000 people."""
    contract = Interfering(interfere)
    office.settings["SMS_CONNECTIONS"] = "1"
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(1000)
        office.publish(notice(ID))
        return contract, office.run("send")


def execute(office: Office, statement: str) -> None:
    with office.ledger().begin() as tx:
        tx.exec_driver_sql(statement)


def test_whoever_was_taken_over_claims_no_more(office: Office) -> None:
    contract, result = interfered(office, lambda: execute(office, "DELETE FROM workers"))
    assert (result.exit_code, "[lease]" in result.output) == (1, True)
    assert len(contract.accepted) <= 400
    assert "claimed" not in office.states(ID)


def test_a_process_that_slept_for_long_sends_nothing_of_what_it_had_claimed(
    office: Office,
) -> None:
    later = Reply.of({"return": {"status": 451, "message": "x"}, "entries": None}, 451)
    with texting(office) as gateway:
        office.publish(notice(ID))
        gateway._send = lambda _: later

        def oversleep() -> None:
            office.timer.at += timedelta(hours=1)

        office.timer.during = oversleep
        result = office.run("send")
        assert (result.exit_code, "[lease]" in result.output) == (1, True)
        assert office.states(ID) == {"pending": 5}


def test_whoever_was_taken_over_while_it_waited_settles_nothing(office: Office) -> None:
    with texting(office) as gateway:
        office.publish(notice(ID))
        gateway._send = lambda _: Reply(503, b"x")
        office.timer.during = lambda: execute(office, "DELETE FROM workers")
        result = office.run("send")
        assert (result.exit_code, "[lease]" in result.output) == (4, True)
        assert office.states(ID) == {"unknown": 5}


def test_a_ledger_that_breaks_during_the_run_ends_it_with_a_sentence(office: Office) -> None:
    _, result = interfered(office, lambda: execute(office, "ALTER TABLE workers RENAME TO w"))
    assert (result.exit_code, "[ledger-unusable]" in result.output) == (1, True)


def test_who_has_left_at_the_gateway_has_left_here(office: Office) -> None:
    with texting(office, people=3, name="magfa") as gateway:
        gateway.said = {phone(2)[1:]: 33}
        office.publish(notice(ID))
        office.do("send")
        assert office.states(ID) == {"accepted": 2, "refused": 1}
    assert "عضو ۲، رفته ۱" in office.do("subscribers", "stats")


def test_who_joins_a_run_reads_no_inbox_a_second_time(
    office: Office, postgresql: Postgresql
) -> None:
    office.settings["SMS_LEDGER"] = postgresql.new_database()
    with texting(office) as gateway:
        office.publish(notice(ID))
        ledger = office.ledger()
        with ledger.begin() as tx:
            lease = timedelta(minutes=1)
            workers.enter(tx, office.timer.at, lease, joins=False, wait=lease)
        asked = len(gateway.requests)
        office.do("send", "--join")
        assert not any("receive" in r.path for r in gateway.requests[asked:])
        ledger.close()
    assert len(gateway.accepted) == 5


def test_the_key_and_whole_numbers_are_shown_nowhere(office: Office) -> None:
    said = ""
    with texting(office) as gateway:
        office.publish(notice(ID))
        gateway._send = lambda _: Reply(503, b"KAVENEGAR-KEY-0123456789")
        for command in (["doctor"], ["preview"], ["send"], ["settle"], ["subscribers", "list"]):
            said += office.run(*command).output
        gateway.key = "another"
        for command in (["doctor"], ["send"], ["settle"], ["inbox"]):
            said += office.run(*command).output
    said += office.run("send").output
    assert "KAVENEGAR-KEY" not in said
    assert "0912***0001" in said
    for number in range(1, 6):
        assert phone(number)[3:] not in said
