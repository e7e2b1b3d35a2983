"""
The one setting that chooses a gateway: `SMS_GATEWAY=kavenegar://KEY@api.kavenegar.com/?sender=…`.

`kavenegar+http://KEY@127.0.0.1:8099/?sender=…` points the same driver at a server without TLS. The
key or password is never quoted in a message, so neither is the address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from newsroom.problems import nearest
from newsroom.site import SettingsError

EXAMPLES = {
    "console": "console://",
    "kavenegar": "kavenegar://KEY@api.kavenegar.com/?sender=10004346",
    "magfa": "magfa://user%2Fdomain:password@sms.magfa.com/?sender=300012345",
    "ghasedak": "ghasedak://KEY@gateway.ghasedak.me/?sender=30005088",
    "smsir": "smsir://KEY@api.sms.ir/?sender=30007732",
    "melipayamak": "melipayamak://user:password@rest.payamak-panel.com/?sender=50004001",
    "kannel": "kannel+http://user:password@127.0.0.1:13013/?sender=3000",
}
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,9}|[0-9a-f:]*:[0-9a-f:]*")
_UNITS = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Address:
    """
    A gateway's address, taken apart.

    Attributes:
        driver: its name in `EXAMPLES`.
        root: scheme, host and port, without user and password: `https://api.kavenegar.com`.
        user, password: decoded; for gateways with a key, *user* is the key.
        sender: the line that messages come from.
        units: UTF-16 units of a text in one part, and of each of several; None for the driver's.
        options: what else stood after `?`.
    """

    driver: str
    root: str
    host: str
    user: str = field(repr=False)
    password: str = field(repr=False)
    sender: str
    units: tuple[int, int] | None
    options: Mapping[str, str]


def parse_address(typed: str, options: Mapping[str, Mapping[str, str]]) -> Address:
    """
    The address in SMS_GATEWAY; an empty one means `console://`.

    Args:
        options: for each driver, what may stand after `?` besides `sender` and `units`, and the
            pattern of its value.

    Raises:
        SettingsError: it cannot be; Persian, with the remedy, and without the address itself.
    """
    parts = _split(typed.strip() or "console://")
    driver, _, variant = parts.scheme.partition("+")
    if driver not in EXAMPLES or variant not in ("", "http"):
        meant = nearest(driver, EXAMPLES)
        raise _error(
            "درگاهی به این نام نیست",
            f"نشانی را با «{meant}://» آغاز کنید" if meant
            else f"یکی از این‌ها را بنویسید: {'، '.join(EXAMPLES)}",
        )  # fmt: skip
    query = _query(parts.query, driver, options.get(driver, {}))
    address = Address(
        driver,
        f"{'http' if variant else 'https'}://{parts.netloc.rpartition('@')[2]}",
        parts.hostname or "",
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        query.pop("sender", ""),
        _units(query.pop("units", "")),
        query,
    )
    if driver != "console":
        _check(address, parts, has_password=":password@" in EXAMPLES[driver])
    return address


def _split(typed: str) -> SplitResult:
    try:
        parts = urlsplit(typed)
        _ = parts.port  # raises where it is no number
    except ValueError:
        raise _error("نشانی خوانده نشد", _like("kavenegar")) from None
    return parts


def _query(typed: str, driver: str, own: Mapping[str, str]) -> dict[str, str]:
    query = dict(parse_qsl(typed, keep_blank_values=True))
    known = {"sender", "units", *own}
    for name, value in query.items():
        if name not in known:
            raise _error(
                "پس از «?» چیزی آمده است که این درگاه نمی‌شناسد",
                f"تنها این‌ها را می‌توان نوشت: {'، '.join(sorted(known))}؛ {_like(driver)}",
            )
        if not re.fullmatch(own.get(name, ".*"), value):
            raise _error(
                f"مقدار «{value}» برای «{name}» درست نیست",
                "آن را مانند docs/sms-gateways.md بنویسید",
            )
    return query


def _units(typed: str) -> tuple[int, int] | None:
    if not typed:
        return None
    found = _UNITS.fullmatch(typed)
    if found is None or int(found[2]) > int(found[1]):
        raise _error(
            f"اندازهٔ بخش‌های پیامک، «{typed}»، خوانده نشد",
            "نخست اندازهٔ پیامک یک‌بخشی و سپس هر بخش را بنویسید، مانند units=70/66",
        )
    return int(found[1]), int(found[2])


def _check(address: Address, parts: SplitResult, *, has_password: bool) -> None:
    is_here = re.fullmatch(r"localhost|127\.[0-9.]+|::1", address.host)
    for is_wrong, what in (
        (not _HOST.fullmatch(address.host), "نام میزبان در نشانی نیست یا درست نیست"),
        (not address.user, "کلید یا نام کاربری در نشانی نیست"),
        (has_password and not address.password, "گذرواژه در نشانی نیست"),
        (
            re.search(r"[^!-~]", address.user + address.password) is not None,
            "در کلید، نام کاربری یا گذرواژه نویسه‌ای هست که در آن جایی ندارد",
        ),
        (not has_password and address.password != "", "این درگاه تنها کلید می‌خواهد، نه گذرواژه"),
        (
            not re.fullmatch(r"\+?[0-9]{3,20}", address.sender),
            "شمارهٔ خط فرستنده (sender) در نشانی نیست",
        ),
        (parts.path not in ("", "/"), "پس از نام میزبان چیزی جز «/» آمده است"),
        (
            address.root.startswith("http:") and not is_here and address.driver != "kannel",
            "کلید از راه http بی‌رمز می‌رود؛ http تنها برای همین دستگاه (127.0.0.1) است",
        ),
    ):  # fmt: skip
        if is_wrong:
            raise _error(what, _like(address.driver))


def _like(driver: str) -> str:
    return f"نشانی را مانند «{EXAMPLES[driver]}» بنویسید"


def _error(what: str, fix: str) -> SettingsError:
    return SettingsError(f"SMS_GATEWAY: {what}.\n    راه‌حل: {fix}.")
