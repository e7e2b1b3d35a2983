"""From the setting SMS_GATEWAY to a gateway."""

from __future__ import annotations

from collections.abc import Callable

from newsroom.sms.drivers.address import parse_address
from newsroom.sms.drivers.console import Console
from newsroom.sms.drivers.ghasedak import STATUSES, Ghasedak
from newsroom.sms.drivers.kannel import Kannel
from newsroom.sms.drivers.kavenegar import Kavenegar
from newsroom.sms.drivers.magfa import Magfa
from newsroom.sms.drivers.melipayamak import MeliPayamak
from newsroom.sms.drivers.smsir import SmsIr
from newsroom.sms.gateway import Gateway

DRIVERS = {
    driver.name: driver for driver in (Kavenegar, Magfa, Ghasedak, SmsIr, MeliPayamak, Kannel)
}
OPTIONS = {
    "ghasedak": {"statuses": "|".join(filter(None, STATUSES))},
    "kannel": {"receipts": r"[0-9A-Za-z.-]+:[0-9]{1,5}"},
}


def open_gateway(address: str, *, timeout_seconds: float, write: Callable[[str], None]) -> Gateway:
    """
    The gateway that *address* names; nothing is asked of it yet.

    Args:
        address: the setting; empty for the console.
        timeout_seconds: of each call, from beginning to end.
        write: gets the lines that the console would print.

    Raises:
        SettingsError: the address cannot be.
    """
    parsed = parse_address(address, OPTIONS)
    if parsed.driver == Console.name:
        return Console(parsed, write)
    return DRIVERS[parsed.driver](parsed, timeout_seconds)
