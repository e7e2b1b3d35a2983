"""Notices that cannot be trusted are told, and nothing is sent."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from newsroom.sms import handover
from newsroom.sms.handover import parse_handover
from tests.sites import build_site, post
from tests.sms.office import AUTHORITY, NOON, SITE, Office, notice
from tests.sms.servers.http import Contract, Reply, Request, serving
from tests.sms.servers.kavenegar import Kavenegar

WHOLE = {
    "version": 1, "site": SITE, "authority": AUTHORITY, "purpose": "production",
    "notices": [notice("aaaaaa"), notice("bbbbbb")],
}  # fmt: skip


def changed(**more: object) -> str:
    return json.dumps({**WHOLE, **more})


def with_notice(**more: object) -> str:
    return changed(notices=[notice("aaaaaa", **more)])  # type: ignore[arg-type]


CASES = {
    "truncated": (json.dumps(WHOLE)[:-40], 1, "notices-broken"),
    "empty": ("", 1, "notices-broken"),
    "html": ("<!doctype html>", 1, "notices-broken"),
    "a list": ("[]", 1, "notices-broken"),
    "deep": ("[" * 100_000, 1, "notices-broken"),
    "no list": (changed(notices={}), 1, "notices-broken"),
    "old version": (changed(version=0), 1, "notices-version"),
    "new version": (changed(version=2), 1, "notices-version"),
    "of before": (changed(authority=None), 1, "notices-version"),
    "one id twice": (changed(notices=[notice("aaaaaa")] * 2), 1, "notices-id-twice"),
    "no id": (with_notice(id=""), 1, "notices-broken"),
    "a wrong id": (with_notice(id="../../x"), 1, "notices-broken"),
    "no url": (with_notice(url=None), 1, "notices-broken"),
    "an empty text": (with_notice(sms_text=" "), 1, "notices-broken"),
    "a local time": (with_notice(published="2026-11-24T10:00:00"), 1, "notices-broken"),
    "no time": (with_notice(published="yesterday"), 1, "notices-broken"),
    "odd topics": (with_notice(audience=["%"]), 1, "notices-broken"),
    "numbers": (changed(notices=[1, 2]), 1, "notices-broken"),
    "no purpose": (changed(purpose=""), 1, "notices-broken"),
    "huge": (changed(more="x" * handover.MOST_BYTES), 1, "notices-huge"),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_notices_have_a_message_and_an_exit_code(office: Office, name: str) -> None:
    text, ending, code = CASES[name]
    contract = Kavenegar()
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(2)
        office.write(text)
        result = office.run("send")
    assert (result.exit_code, f"[{code}]" in result.output) == (ending, True), result.output
    assert "notices.json" in result.output
    assert contract.accepted == []


def test_missing_notices_are_a_wrong_setting(office: Office) -> None:
    result = office.run("init")
    assert (result.exit_code, "[notices-missing]" in result.output) == (2, True)


class Site(Contract):
    """The live address of the notices."""

    reply = Reply(200, changed().encode())

    def answer(self, request: Request) -> Reply:
        return self.reply


def test_the_live_address_is_read(office: Office) -> None:
    office.begin(1)
    with serving(Site()) as port:
        office.settings["SMS_NOTICES"] = f"http://127.0.0.1:{port}/notices.json"
        assert "aaaaaa" in office.do("preview")


@pytest.mark.parametrize(
    "reply", [Reply(404, b"no"), Reply(301, b"", {"Location": "http://x/"}), Reply(500, b"no")],
    ids=lambda reply: str(reply.status),
)  # fmt: skip
def test_an_address_that_gives_no_notices_is_told(office: Office, reply: Reply) -> None:
    office.begin(1)
    site = Site()
    site.reply = reply
    with serving(site) as port:
        office.settings["SMS_NOTICES"] = f"http://127.0.0.1:{port}/notices.json"
        result = office.run("send")
        assert (result.exit_code, "[notices-unreachable]" in result.output) == (1, True)
        assert str(reply.status) in result.output


def test_a_live_address_without_end_is_not_read_to_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.begin(0)
    monkeypatch.setattr(handover, "MOST_BYTES", 100)
    with serving(Site()) as port:
        office.settings["SMS_NOTICES"] = f"http://127.0.0.1:{port}/notices.json"
        assert "[notices-huge]" in office.run("send").output


def test_an_address_that_nobody_answers_is_told(office: Office) -> None:
    office.begin(1)
    with serving(Site()) as port:
        pass
    for address in (f"http://127.0.0.1:{port}/x", "http://[::1/x"):
        office.settings["SMS_NOTICES"] = address
        result = office.run("send")
        assert (result.exit_code, "[notices-unreachable]" in result.output) == (1, True)


def test_what_the_site_writes_is_what_is_read_here(tmp_path: Path) -> None:
    build_site(tmp_path, {
        "news/1405/a.md": post("خبر", id="aaaaaa", audience="مدرسه‌ها"),
        "brochures/1405/b.md": post("بروشور", id="bbbbbb", kind="brochure"),
    })  # fmt: skip
    read = parse_handover((tmp_path / "output/notices.json").read_bytes(), "notices.json")
    assert (read.purpose, read.authority) == ("local", "tarvij.example.ir,2026")
    assert [(n.id, n.text, n.audience) for n in read.wanted] == [("aaaaaa", "خبر", ("schools",))]
    assert len(read.notices) == 2
    assert NOON - read.wanted[0].published < timedelta(days=30)
