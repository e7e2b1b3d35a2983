"""Settings, the doctor, the report, and what each command says when it goes well."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest

from newsroom.sms.settings import DEFAULTS, QuietHours, parse_settings
from newsroom.sms.trouble import WrongSetting
from tests.sites import ROOT
from tests.sms.office import NOON, Office, notice, phone
from tests.sms.servers.http import Reply, serving
from tests.sms.servers.kavenegar import Kavenegar

ID = "aaaaaa"

# --- Settings -------------------------------------------------------------------------------------


def test_an_empty_environment_has_the_defaults() -> None:
    settings = parse_settings({})
    assert settings.quiet_hours == QuietHours(time(21), time(8))
    assert (settings.max_posts, settings.max_parts, settings.connections) == (5, 2, 4)
    assert (settings.settle_after, settings.max_age) == (timedelta(seconds=30), timedelta(days=3))
    assert (settings.daily_cap, settings.max_cost, settings.rate) == (None, None, None)
    assert (settings.resends, settings.allow, settings.operator_phone) == (False, (), None)
    assert (settings.notices, settings.opt_out_text) == ("output/notices.json", "لغو11")


def test_what_is_given_is_read_in_any_digits() -> None:
    settings = parse_settings({
        "SMS_QUIET_HOURS": "۲۲:۳۰-۷:۰۰", "SMS_MAX_POSTS": "۷", "SMS_RATE": "12.5",
        "SMS_ALLOW": "۰۹۱۲ ۰۰۰ ۰۰۰۱، 09120000002,", "SMS_ON_UNKNOWN": "resend",
        "SMS_OPERATOR_PHONE": "0912 0000003", "SMS_DAILY_CAP": "100", "SMS_MAX_COST": "5000",
    })  # fmt: skip
    assert str(settings.quiet_hours) == "22:30-07:00"
    assert (settings.max_posts, settings.rate, settings.resends) == (7, 12.5, True)
    assert settings.allow == (phone(1), phone(2))
    assert (settings.operator_phone, settings.daily_cap) == (phone(3), 100)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMS_NOTICES", ""), ("SMS_LEDGER", ""), ("SMS_GATEWAY", ""), ("SMS_CONNECTIONS", "0"),
        ("SMS_CONNECTIONS", "100"), ("SMS_TIMEOUT_SECONDS", "0"), ("SMS_TIMEOUT_SECONDS", "nan"),
        ("SMS_SETTLE_AFTER_SECONDS", "-1"), ("SMS_QUIET_HOURS", "21-8"),
        ("SMS_QUIET_HOURS", "25:00-08:00"), ("SMS_QUIET_HOURS", "08:00-08:00"),
        ("SMS_MAX_POSTS", "x"), ("SMS_MAX_MESSAGES", ""), ("SMS_DAILY_CAP", "0"),
        ("SMS_MAX_AGE_DAYS", "31"), ("SMS_MAX_PARTS", "9"), ("SMS_ALLOW", "0912"),
        ("SMS_MAX_COST", "1.5"), ("SMS_RATE", "0"), ("SMS_ON_UNKNOWN", "maybe"),
        ("SMS_OPT_OUT_TEXT", "دو\nسطر"), ("SMS_OPERATOR_PHONE", "02188776655"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_told_with_its_name_and_a_remedy(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=name) as caught:
        parse_settings({name: value})
    assert f"[{caught.value.code}]\n    راه‌حل: {caught.value.fix}" in str(caught.value)


def test_a_wrong_setting_ends_every_command_with_two(office: Office) -> None:
    office.settings["SMS_MAX_PARTS"] = "x"
    assert office.run("status").exit_code == 2
    office.settings = {"SMS_GATEWAY": "nothing://x"}
    office.publish()
    assert office.run("preview").exit_code == 2


def test_hours_that_do_not_pass_midnight_are_hours_too() -> None:
    noon = QuietHours(time(12), time(14))
    assert [noon.has(time(hour)) for hour in (11, 12, 13, 14)] == [False, True, True, False]


def test_every_setting_is_documented_with_its_default() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for name, default in DEFAULTS.items():
        (row,) = re.findall(rf"^\| `{name}` \|.*$", text, re.MULTILINE)
        assert f"`{default}`" in row if default else "none" in row, row


# --- Preview --------------------------------------------------------------------------------------


def test_the_preview_tells_texts_parts_recipients_and_cost_without_a_network(
    office: Office,
) -> None:
    contract = Kavenegar()
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(3)
        office.publish(notice("cccccc"))
        office.do("send")
        asked = len(contract.requests)
        long = "استاندارد " * 8
        office.publish(notice("cccccc"), notice(ID, long), notice("dddddd", "🌹"))
        told = office.do("preview")
        assert len(contract.requests) == asked
        assert "اعتبار: " in office.do("preview", "--credit")
    assert "aaaaaa: ۲ بخش، ۳ گیرنده" in told
    assert "    │ https://example.ir/p/aaaaaa/\n    │ لغو11" in told
    assert "cccccc: ۱ بخش؛ به همه فرستاده شده است" in told
    assert "dddddd: متنش پیامک نمی‌شود" in told
    assert "روی هم ۱ نوشته، ۳ پیامک، ۶ بخش؛ هزینه: ۷۲۰ ریال." in told


def test_the_preview_needs_no_ledger(office: Office) -> None:
    office.publish(notice(ID), purpose="local")
    told = office.do("preview", "--credit")
    assert "هنوز دفتری نیست" in told
    assert "درگاه اعتبار را نمی‌گوید." in told


def test_a_ledger_of_another_site_has_no_preview(office: Office) -> None:
    office.begin(1)
    office.publish(notice(ID), authority="other.ir,2026")
    assert office.run("preview").exit_code == 3


# --- Status ---------------------------------------------------------------------------------------


def test_the_status_is_a_table_for_people_and_json_for_machines(office: Office) -> None:
    contract = Kavenegar(bad={f"0{phone(3)[3:]}"})
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(3)
        assert office.do("status") == "هنوز چیزی فرستاده نشده است.\n"
        office.publish(notice(ID))
        office.do("send")
        office.publish(notice(ID), notice("bbbbbb"))
        told = office.do("status")
        (waiting, done) = office.status()["posts"]
    assert told.splitlines()[0].split("\t") == [
        "شناسه", "همه", "در نوبت", "پذیرفته", "ردشده", "بخش", "ریال",
    ]  # fmt: skip
    assert told.splitlines()[1].split("\t") == ["bbbbbb", "۳", "۳", "۰", "۰", "۰", "۰"]
    assert (done["id"], done["accepted"], done["refused"], done["cost"]) == (ID, 2, 1, 240)
    assert (waiting["id"], waiting["planned"], waiting["pending"]) == ("bbbbbb", 3, 3)


def test_a_post_of_an_hour_ago_that_reached_nobody_is_told(office: Office) -> None:
    office.begin(2)
    office.publish(notice(ID))
    assert office.run("status").exit_code == 0
    office.timer.at = NOON + timedelta(hours=1)
    result = office.run("status")
    assert (result.exit_code, f"{ID}: " in result.output) == (1, True)
    assert office.status()["silent"] == [ID]
    office.do("send")
    assert office.run("status").exit_code == 0


# --- The doctor -----------------------------------------------------------------------------------


def test_the_doctor_finds_a_healthy_office_healthy(office: Office) -> None:
    with serving(Kavenegar(credit=12345)) as port:
        office.use("kavenegar", port)
        office.begin(2)
        told = office.do("doctor")
    assert "۲ عضو" in told
    assert "kavenegar، اعتبار ۱۲۳۴۵ ریال" in told


@pytest.mark.parametrize(
    ("illness", "code"),
    [
        ("notices", "notices-missing"), ("ledger", "ledger-missing"), ("key", "gateway-refused"),
        ("config", "gateway-warning"), ("gone", "gateway-unreachable"),
    ],
)  # fmt: skip
def test_the_doctor_tells_what_is_not_well(office: Office, illness: str, code: str) -> None:
    contract = Kavenegar()
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(1)
        if illness == "notices":
            (office.folder / "notices.json").unlink()
        elif illness == "ledger":
            (office.folder / "var/sms.db").unlink()
        elif illness == "key":
            contract.key = "another"
        elif illness == "config":
            contract.config["resendfailed"] = "enabled"
        else:
            office.use("kavenegar", 1)
        result = office.run("doctor")
    assert (result.exit_code, f"[{code}]" in result.output) == (1, True), result.output


def test_a_canary_flies_to_the_operator_alone(office: Office) -> None:
    contract = Kavenegar()
    with serving(contract) as port:
        office.use("kavenegar", port)
        office.begin(5)
        assert "[operator-missing]" in office.run("doctor", "--canary").output
        office.settings["SMS_OPERATOR_PHONE"] = phone(77)
        assert "0912***0077" in office.do("doctor", "--canary")
        assert [number for number, *_ in contract.accepted] == [f"0{phone(77)[3:]}"]
        assert contract.accepted[0][1].endswith("\nلغو11")
        contract._send = lambda _: Reply(503, b"x")  # type: ignore[method-assign,assignment]
        result = office.run("doctor", "--canary")
        assert result.exit_code == 1
