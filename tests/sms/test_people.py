"""Who is on the list: imported, joined, left, forgotten; and what subscribers write back."""

from __future__ import annotations

import codecs
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from newsroom.sms import mailbox, subscribers
from newsroom.sms.ledger import moment_of
from newsroom.sms.schema import consents, inbound
from tests.sites import ROOT
from tests.sms.office import NOON, Office, notice, phone
from tests.sms.servers.http import Reply, serving
from tests.sms.servers.kavenegar import Kavenegar

ID = "aaaaaa"


@pytest.fixture
def listed(office: Office) -> Office:
    """An office with a ledger and an empty list."""
    office.begin(0)
    return office


def import_file(office: Office, file: Path) -> str:
    """As a process of its own, which coverage does not slow down."""
    command = [sys.executable, "-m", "scripts.sms", "subscribers", "import", str(file)]
    environment = {**os.environ, **office.environment}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    return ended.stderr.replace(str(file), "people.csv")


def import_text(office: Office, text: str | bytes, code: int = 0) -> str:
    file = office.folder / "people.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    result = office.run("subscribers", "import", str(file))
    assert result.exit_code == code, result.output
    return result.output.replace(str(file), "people.csv")


def numbers(office: Office) -> list[str]:
    pages = subscribers.pages(office.ledger())
    return [person.phone for page in pages for person in page if person.is_active]


# --- Lists ----------------------------------------------------------------------------------------


def test_every_spelling_of_a_number_is_the_same_number(listed: Office) -> None:
    spellings = ["09120000001", "۰۹۱۲۰۰۰۰۰۰۱", "9120000001", "+98 912 000 0001", "0098-912-0000001"]
    told = import_text(listed, "\n".join(["شماره", *spellings]))
    assert numbers(listed) == [phone(1)]
    assert "۱ شماره افزوده شد؛ ۴ تکراری بود" in told


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("=1+1", "phone-formula"),
        ('"=""09120000009"""', "phone-formula"),
        ("02188776655", "phone-landline"),
        ("0912000", "phone-too-short"),
        ("091200000099", "phone-too-long"),
        ("9.12E+09", "phone-rounded"),
        ("علی", "phone-not-digits"),
        ("+14155550100", "phone-foreign"),
        ("09120000002,دیروز", "consent-invalid"),
        ("09120000002,1410-01-01", "consent-invalid"),
        ("09120000002,,ورزش", "topic-unknown"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_the_good_ones_are_kept(
    listed: Office, line: str, code: str
) -> None:
    told = import_text(listed, f"شماره,رضایت,بخش‌ها\n{phone(1)}\n{line}\n\n,,\n{phone(3)}", code=1)
    assert "people.csv:3: " in told
    assert f"[{code}]" in told
    assert "راه‌حل: " in told
    assert numbers(listed) == [phone(1), phone(3)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_lists_of_spreadsheets_are_read(listed: Office, encoding: str) -> None:
    text = f"نام;موبایل;بخش\r\nکسی;{phone(1)};دوره‌های آموزشی\r\n".encode(encoding)
    assert text[:2] in (codecs.BOM_UTF8[:2], codecs.BOM_UTF16)
    import_text(listed, text)
    ((person,),) = subscribers.pages(listed.ledger())
    assert (person.phone, person.sections) == (phone(1), ("courses",))


def test_a_list_in_another_encoding_loses_words_and_no_numbers(listed: Office) -> None:
    import_text(listed, f"{phone(1)},\n{phone(2)},1\u0643\n".encode("cp1256"))
    assert numbers(listed) == [phone(1), phone(2)]


def test_a_stray_quote_swallows_no_lines(listed: Office) -> None:
    import_text(listed, f'شماره\n"{phone(1)}\n{phone(2)}\n')
    assert numbers(listed) == [phone(1), phone(2)]


def test_consent_and_topics_are_kept(listed: Office) -> None:
    import_text(
        listed, f"phone,consent,sections,audience\n{phone(1)},1405-06-01,news;courses,مدرسه‌ها\n"
    )
    ((person,),) = subscribers.pages(listed.ledger())
    assert (person.sections, person.audience) == (("news", "courses"), ("schools",))
    assert person.consented_at.date().isoformat() == "2026-08-22"
    assert person.joined_at == NOON


@pytest.mark.slow
def test_two_hundred_thousand_lines_with_rubbish(listed: Office) -> None:
    rubbish = ("=1+1", "02188776655", "0912", "", "علی")
    lines = [rubbish[n % 5] if n % 33 == 0 else f"09{120_000_000 + n}" for n in range(200_000)]
    file = listed.folder / "people.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    told = import_file(listed, file)
    good = sum(line.startswith("0912") and len(line) == 11 for line in lines)
    bad = sum(bool(line) for line in lines) - good
    with listed.ledger().read() as tx:
        assert subscribers.count(tx)["active"] == good
    assert told.count("people.csv:") == bad


def test_an_export_can_be_imported_into_another_ledger(listed: Office, tmp_path: Path) -> None:
    import_text(
        listed,
        f"phone,consent,sections\n{phone(1)},1405-06-01,news\n{phone(2)},,\n{phone(3)},,\n",
    )
    listed.do("subscribers", "remove", phone(2))
    copy = tmp_path / "copy.csv"
    listed.do("subscribers", "export", str(copy))
    assert copy.stat().st_mode & 0o777 == 0o600
    assert listed.run("subscribers", "export", str(copy)).exit_code == 2  # it is there already
    assert not any(line.startswith(tuple("=+-@")) for line in copy.read_text("utf-8-sig").split())
    (listed.folder / "var/sms.db").unlink()
    listed.do("init")
    listed.do("subscribers", "import", str(copy))
    ((one, two, three),) = subscribers.pages(listed.ledger())
    assert (one.sections, one.is_active, two.is_active) == (("news",), True, False)
    assert three.phone == phone(3)


def test_the_list_is_shown_masked(listed: Office) -> None:
    listed.do("subscribers", "add", phone(1), "--section", "news", "--words", "فرم ۱۲")
    listed.do("subscribers", "add", phone(2))
    assert "از پیش در فهرست بود" in listed.do("subscribers", "add", phone(2))
    listed.do("subscribers", "remove", phone(2))
    for number in (2, 3):
        assert "در فهرست نبود" in listed.do("subscribers", "remove", phone(number))
    told = listed.do("subscribers", "list")
    assert "0912***0001\tعضو" in told
    assert "0912***0002\tرفته" in told
    assert listed.do("subscribers", "stats") == "عضو ۱، رفته ۱، فراموش‌شده ۰.\n"


def test_a_number_can_be_given_where_ps_does_not_show_it(listed: Office) -> None:
    listed.do("subscribers", "add", "-", text=f"{phone(1)}\n")
    assert numbers(listed) == [phone(1)]
    assert listed.run("subscribers", "add", "123").exit_code == 2
    assert listed.run("subscribers", "add", phone(1), "--consent", "x").exit_code == 2


def test_who_has_left_is_brought_back_by_nobody_else(listed: Office) -> None:
    import_text(listed, phone(1))
    listed.do("subscribers", "remove", phone(1))
    assert "۱ نفر رفته‌اند" in import_text(listed, phone(1))
    assert numbers(listed) == []
    listed.do("subscribers", "add", phone(1), "--consent", "1405-08-01")
    assert numbers(listed) == [phone(1)]


def test_numbers_that_always_fail_are_suggested_for_removal_and_stay(office: Office) -> None:
    contract = Kavenegar(bad={f"0{phone(2)[3:]}"})
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(3)
        for name in ("aaaaaa", "bbbbbb", "cccccc"):
            office.publish(notice(name))
            assert "نرسیده است: subscribers" not in office.do("subscribers", "stats")
            office.do("send")
    assert "0912***0002" in office.do("subscribers", "list", "--failing")
    assert "سه پیامک آخر ۱ نفر" in office.do("subscribers", "stats")
    assert len(numbers(office)) == 3


# --- Forgetting -----------------------------------------------------------------------------------


def everything_in(office: Office) -> bytes:
    """All bytes of the ledger, once it is written to one file."""
    file = office.folder / "var/sms.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(one.read_bytes() for one in file.parent.iterdir())


def test_a_person_can_be_forgotten_and_no_old_list_brings_him_back(office: Office) -> None:
    contract = Kavenegar()
    contract.received = [
        {"messageid": 1, "message": "سلام", "sender": f"0{phone(1)[3:]}", "date": 1795000000}
    ]
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(2)
        office.publish(notice(ID))
        office.do("send")
        assert phone(1)[3:].encode() in everything_in(office)
        office.do("forget", phone(1))
        office.do("forget", phone(1))
        assert "۱ نفر فراموش شده‌اند" in import_text(office, f"{phone(1)}\n{phone(2)}\n")
        assert numbers(office) == [phone(2)]
        assert office.states(ID) == {"accepted": 2}
        office.do("subscribers", "add", phone(1))  # and asks again himself
        assert sorted(numbers(office)) == [phone(1), phone(2)]
        office.do("send")
        office.do("forget", phone(1))
        assert "۱ نفر فراموش" in import_text(office, phone(1))
    assert len(contract.accepted) == 2


def test_what_is_forgotten_is_gone_from_the_file(office: Office) -> None:
    office.begin(1)
    office.do("forget", phone(1))
    assert phone(1)[3:].encode() not in everything_in(office)


def test_who_was_never_known_can_be_forgotten_in_advance(listed: Office) -> None:
    listed.do("forget", phone(1))
    assert "۱ نفر فراموش" in import_text(listed, phone(1))


def test_an_open_case_of_a_forgotten_person_is_given_up(office: Office) -> None:
    contract = Kavenegar()
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(2)
        office.publish(notice(ID))
        contract._send = lambda _: Reply(503, b"x")  # type: ignore[method-assign,assignment]
        office.settings["SMS_SETTLE_AFTER_SECONDS"] = "86400"
        assert office.run("send").exit_code == 4
        office.do("forget", phone(1))
        assert office.states(ID) == {"unknown": 1, "expired": 1}


def test_retention_finds_nothing_in_a_young_ledger(listed: Office) -> None:
    assert "۰ نفر، ۰ ردیف و ۰ پیام" in listed.do("retention")


def test_retention_erases_who_got_what_and_keeps_the_sums(office: Office) -> None:
    contract = Kavenegar()
    contract.received = [
        {"messageid": 1, "message": "سلام", "sender": f"0{phone(2)[3:]}", "date": 1795000000}
    ]
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(3)
        office.publish(notice(ID))
        office.do("send")
        office.do("subscribers", "remove", phone(3))
        before = [one for one in office.status()["posts"] if one["id"] == ID]
        office.timer.at += timedelta(days=400)
        assert "۱ نفر، ۳ ردیف و ۱ پیام پاک شد" in office.do("retention")
        assert [one for one in office.status()["posts"] if one["id"] == ID] == before
        assert phone(3)[3:].encode() not in everything_in(office)
        office.publish(notice(ID, published=office.timer.at.isoformat()))
        office.do("send")
    assert len(contract.accepted) == 3


# --- What subscribers write -----------------------------------------------------------------------


def wrote(key: int, number: int, text: str, minute: int = 0) -> dict[str, object]:
    moment = round((NOON - timedelta(minutes=60 - minute)).timestamp())
    return {"messageid": key, "message": text, "sender": f"0{phone(number)[3:]}", "date": moment}


@pytest.mark.parametrize("text", ["11", "۱۱", "١١", "لغو11", "لغو ۱۱", " لغو۱۱ .", "لغو", "۱۱\n"])
def test_a_word_to_leave_takes_effect_before_the_same_run_sends(office: Office, text: str) -> None:
    contract = Kavenegar(received=[wrote(1, 2, text)])
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(2)
        office.publish(notice(ID))
        assert "۰ نفر پیوستند و ۱ نفر رفتند" in office.do("send")
    assert [number for number, *_ in contract.accepted] == [f"0{phone(1)[3:]}"]


@pytest.mark.parametrize("text", ["12", "۱۲", "عضویت", "«عضویت»"])
def test_a_word_to_join_is_kept_with_its_time_and_text(office: Office, text: str) -> None:
    contract = Kavenegar(received=[wrote(1, 7, text)])
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(0)
        assert "۱ نفر پیوستند" in office.do("inbox")
    assert numbers(office) == [phone(7)]
    with office.ledger().read() as tx:
        _, (kept,) = subscribers.find(tx, phone(7)) or pytest.fail("not there")
        assert (kept.source, kept.words, kept.is_joining) == ("sms", text, True)
        assert moment_of(kept.at) == NOON - timedelta(hours=1)
        assert subscribers.find(tx, phone(8)) is None


@pytest.mark.parametrize("text", ["سلام", "110", "111", "", "من ۱۱ نفر را می‌شناسم"])
def test_other_words_do_nothing(office: Office, text: str) -> None:
    contract = Kavenegar(received=[wrote(1, 1, text), wrote(2, 9, text)])
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(1)
        assert office.do("inbox") == "کسی نپیوست و کسی نرفت.\n"
    assert numbers(office) == [phone(1)]


def test_the_last_word_counts_in_the_order_of_writing(office: Office) -> None:
    contract = Kavenegar(received=[wrote(3, 1, "12", 9), wrote(2, 1, "11", 5), wrote(1, 2, "11")])
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(2)
        office.do("inbox")
        office.do("inbox")
    assert numbers(office) == [phone(1)]


def test_an_inbox_of_many_pages_is_read_to_its_end(office: Office) -> None:
    contract = Kavenegar(received=[wrote(n, n, "عضویت") for n in range(1, 251)])
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(0)
        assert "۲۵۰ نفر پیوستند" in office.do("inbox")


def test_what_was_read_and_not_yet_done_is_done_by_the_next_run(office: Office) -> None:
    office.begin(2)
    with office.ledger().begin() as tx:
        row = {"gateway": "kavenegar", "key": "1", "phone": phone(2), "text": "11",
               "received_at": 1}  # fmt: skip
        tx.execute(inbound.insert().values(row))
        tx.execute(inbound.insert().values({**row, "key": "2", "phone": "3000"}))
    office.do("inbox")
    assert numbers(office) == [phone(1)]


def test_an_inbox_that_never_ends_keeps_nothing_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MOST_CALLS", 2)
    contract = Kavenegar(received=[wrote(n, n, "عضویت") for n in range(1, 251)])
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(0)
        assert "۲۰۰ نفر پیوستند" in office.do("inbox")
        assert "۵۰ نفر پیوستند" in office.do("inbox")


def test_whom_the_gateway_has_blocked_has_left(office: Office) -> None:
    contract = Kavenegar(left=[(f"0{phone(1)[3:]}", 2), (f"0{phone(9)[3:]}", 2), ("3000", 2)])
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(2)
        office.publish(notice(ID))
        office.do("send")
    assert len(contract.accepted) == 1
    with office.ledger().read() as tx:
        (sources,) = tx.execute(
            consents.select().where(~consents.c.is_joining).with_only_columns(consents.c.source)
        ).all()
    assert sources == ("gateway",)


def test_if_nobody_can_tell_who_left_nothing_is_sent(office: Office) -> None:
    contract = Kavenegar()
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(2)
        office.publish(notice(ID))
        contract._blocked = lambda _: Reply(503, b"x")  # type: ignore[method-assign,assignment]
        result = office.run("send")
    assert (result.exit_code, "[gateway-unreachable]" in result.output) == (1, True)
    assert contract.accepted == []


def test_the_ledger_is_its_owners_alone(listed: Office) -> None:
    for file in (listed.folder / "var").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file
    assert (listed.folder / "var").stat().st_mode & 0o777 == 0o700
