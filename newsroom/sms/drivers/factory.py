"""From the setting SMS_GATEWAY to a gateway."""

from __future__ import annotations

from collections.abc import Callable

from newsroom.sms.drivers.address import parse_address
from newsroom.sms.drivers.console import Console
from newsroom.sms.drivers.kavenegar import Kavenegar
from newsroom.sms.gateway import Gateway

OPTIONS: dict[str, tuple[str, ...]] = {}


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
    return Kavenegar(parsed, timeout_seconds)
