"""SMS_GATEWAY: one address chooses the gateway, and a wrong one is told without its key."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.persian import BIDI_CONTROLS
from newsroom.site import SettingsError
from newsroom.sms.drivers.address import EXAMPLES, parse_address
from newsroom.sms.drivers.console import Console
from newsroom.sms.drivers.factory import DRIVERS, OPTIONS, open_gateway
from newsroom.sms.gateway import Absent, Accepted, Delivery, Gateway
from tests.sms.driving import ATTEMPTED, messages

SECRET = "s3cr3t-0123456789"
KEYED = f"kavenegar://{SECRET}@api.kavenegar.com/?sender=10004346"


def opened(address: str) -> Gateway:
    return open_gateway(address, timeout_seconds=5, write=lambda _: None)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_opens_its_driver(name: str) -> None:
    gateway = opened(EXAMPLES[name])
    assert gateway.name == name
    assert set(EXAMPLES) == {*DRIVERS, Console.name}


def test_no_setting_is_the_console() -> None:
    assert opened("").name == "console"
    assert opened(" console:// ").name == "console"


def test_an_address_is_taken_apart_and_decoded() -> None:
    address = parse_address("magfa://user%2Fdomain:p%40ss@sms.magfa.com/?sender=300012345", {})
    assert (address.driver, address.root) == ("magfa", "https://sms.magfa.com")
    assert (address.user, address.password, address.sender) == ("user/domain", "p@ss", "300012345")
    assert "p@ss" not in repr(address)
    assert "user/domain" not in repr(address)


def test_the_same_driver_can_be_pointed_at_this_machine_without_tls() -> None:
    address = parse_address(f"kavenegar+http://{SECRET}@127.0.0.1:8099/?sender=10004346", {})
    assert (address.driver, address.root) == ("kavenegar", "http://127.0.0.1:8099")


def test_the_size_of_parts_can_be_set() -> None:
    traits = opened(f"{KEYED}&units=70/66").traits
    assert (traits.single_units, traits.multi_units) == (70, 66)
    assert opened(KEYED).traits.multi_units == 67


WRONG = {
    "no scheme": f"{SECRET}@api.kavenegar.com/?sender=10004346",
    "no slashes": f"kavenegar:{SECRET}",
    "a scheme of nobody": KEYED.replace("kavenegar:", "twilio:"),
    "a scheme misspelt": KEYED.replace("kavenegar:", "kavenagar:"),
    "a variant of nobody": KEYED.replace("kavenegar:", "kavenegar+ftp:"),
    "no host": f"kavenegar://{SECRET}@/?sender=10004346",
    "a host that is none": KEYED.replace("api.", "api..") ,
    "a host with a Persian letter": KEYED.replace("api.", "شرکت."),
    "a port that is none": KEYED.replace(".com", ".com:http"),
    "brackets that stay open": KEYED.replace("api.", "["),
    "no key": KEYED.replace(f"{SECRET}@", ""),
    "a password where there is a key": KEYED.replace("@", ":other-password@"),
    "no password": EXAMPLES["magfa"].replace(":password", ""),
    "a key with a space": KEYED.replace("@", "%20@"),
    "a password with a line end": EXAMPLES["kannel"].replace("password@", f"{SECRET}%0A@"),
    "no sender": KEYED.partition("?")[0],
    "a sender that is no number": KEYED.replace("10004346", "standard"),
    "a path": KEYED.replace("/?", "/v1/?"),
    "TLS left out over the net": KEYED.replace("kavenegar:", "kavenegar+http:"),
    "an option of nobody": f"{KEYED}&pattern={SECRET}",
    "units that are none": f"{KEYED}&units=seventy",
    "units that grow": f"{KEYED}&units=67/70",
    "an option with another value": EXAMPLES["ghasedak"] + "&statuses=both",
    "receipts without a port": EXAMPLES["kannel"] + "&receipts=127.0.0.1",
}  # fmt: skip


@pytest.mark.parametrize("address", WRONG.values(), ids=WRONG)
def test_a_wrong_address_is_told_in_persian_with_the_remedy_and_without_the_key(
    address: str,
) -> None:
    with pytest.raises(SettingsError) as caught:
        opened(address)
    what, fix = str(caught.value).split("\n")
    assert re.fullmatch(r"SMS_GATEWAY: .*[آ-ی].*\.", what)
    assert re.fullmatch(r"    راه‌حل: .*[آ-ی].*\.", fix)
    assert SECRET not in what + fix
    assert not set(what + fix) & set(BIDI_CONTROLS)
    assert caught.value.__cause__ is None


def test_a_misspelt_gateway_is_shown_the_right_name() -> None:
    with pytest.raises(SettingsError, match="«kavenegar://»"):
        opened(WRONG["a scheme misspelt"])


@given(st.text())
def test_whatever_is_typed_is_an_address_or_a_settings_error(typed: str) -> None:
    for address in (typed, f"kavenegar://{typed}", f"kannel+http://a:b@{typed}/?sender=3000"):
        try:
            parse_address(address, OPTIONS)
        except SettingsError:
            continue


def test_the_console_shows_each_message_and_no_whole_number() -> None:
    lines: list[str] = []
    gateway = open_gateway("", timeout_seconds=5, write=lines.append)
    sent = messages(2)
    outcomes = asyncio.run(gateway.send(sent))
    assert lines[:4] == ["0912***0001:", *(f"    {line}" for line in sent[0].text.split("\n"))]
    assert outcomes[sent[0].id] == Accepted(f"console-{sent[0].id}", 2, 0)
    assert "09120000001" not in "\n".join(lines)


def test_the_console_knows_of_nothing_and_delivers_everything() -> None:
    gateway = opened("")
    (lost,) = messages(1)
    settled = asyncio.run(gateway.settle([lost], attempted=ATTEMPTED))
    assert settled == {lost.id: Absent()}
    assert asyncio.run(gateway.deliveries(["a"])) == {"a": Delivery.DELIVERED}
    assert asyncio.run(gateway.inbox()) == ()
    asyncio.run(gateway.close())
