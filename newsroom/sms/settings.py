"""
What the SMS script is told by its environment: the names, the defaults, and what each may be.

docs/settings.md explains them to people; a test holds that it leaves none out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from newsroom.persian import ascii_digits
from newsroom.sms.phones import PhoneError, parse_phone
from newsroom.sms.trouble import WrongSetting

DEFAULTS = {
    "SMS_NOTICES": "output/notices.json",
    "SMS_LEDGER": "sqlite:///var/sms.db",
    "SMS_GATEWAY": "console://",
    "SMS_CONNECTIONS": "4",
    "SMS_TIMEOUT_SECONDS": "15",
    "SMS_SETTLE_AFTER_SECONDS": "30",
    "SMS_QUIET_HOURS": "21:00-08:00",
    "SMS_MAX_POSTS": "5",
    "SMS_MAX_MESSAGES": "20000",
    "SMS_DAILY_CAP": "",
    "SMS_MAX_AGE_DAYS": "3",
    "SMS_MAX_PARTS": "2",
    "SMS_ALLOW": "",
    "SMS_MAX_COST": "",
    "SMS_RATE": "",
    "SMS_ON_UNKNOWN": "hold",
    "SMS_OPT_OUT_TEXT": "لغو11",
    "SMS_OPERATOR_PHONE": "",
}
_HOURS = re.compile(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of the day in Tehran in which nothing is sent; it may go over midnight."""

    begins: time
    ends: time

    def has(self, moment: time) -> bool:
        """Whether *moment* is in it; the end is not."""
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class Settings:
    """
    All of them, read. What may be left empty is None then.

    Attributes:
        gateway: the address, which holds the key: never print it.
        ledger: the address, which may hold a password.
        rate: messages a second.
        max_cost: Rial in one run.
    """

    notices: str
    ledger: str
    gateway: str
    connections: int
    timeout_seconds: float
    settle_after: timedelta
    quiet_hours: QuietHours | None
    max_posts: int
    max_messages: int
    daily_cap: int | None
    max_age: timedelta
    max_parts: int
    allow: tuple[str, ...]
    max_cost: int | None
    rate: float | None
    resends: bool
    opt_out_text: str
    operator_phone: str | None


def parse_settings(environment: Mapping[str, str]) -> Settings:
    """
    The settings of an environment; what is not there has its default, what is empty is empty.

    Raises:
        WrongSetting: one of them cannot be.
    """

    def read(name: str, parse: Callable[[str], Any], fix: str) -> Any:
        text = environment.get(name, DEFAULTS[name]).strip()
        try:
            return parse(text)
        except ValueError as error:
            # The two addresses may hold secrets; they have errors of their own.
            raise WrongSetting(f"{name} «{text}» پذیرفته نیست.", fix, "setting-invalid") from error

    number = "عددی از ۱ به بالا بنویسید."
    return Settings(
        notices=read("SMS_NOTICES", _needed, "مسیر یا نشانی notices.json را بنویسید."),
        ledger=read("SMS_LEDGER", _needed, "بنویسید sqlite:///var/sms.db."),
        gateway=read("SMS_GATEWAY", _needed, "بنویسید console://."),
        connections=read("SMS_CONNECTIONS", _between(1, 64), "عددی از ۱ تا ۶۴ بنویسید."),
        timeout_seconds=read("SMS_TIMEOUT_SECONDS", _seconds, "عددی بزرگ‌تر از صفر بنویسید."),
        settle_after=timedelta(
            seconds=read("SMS_SETTLE_AFTER_SECONDS", _between(0, 86_400), "عددی به ثانیه بنویسید.")
        ),
        quiet_hours=read("SMS_QUIET_HOURS", _hours, "مانند 21:00-08:00 بنویسید، یا خالی بگذارید."),
        max_posts=read("SMS_MAX_POSTS", _between(1), number),
        max_messages=read("SMS_MAX_MESSAGES", _between(1), number),
        daily_cap=read("SMS_DAILY_CAP", _optional(_between(1)), number),
        max_age=timedelta(days=read("SMS_MAX_AGE_DAYS", _between(1, 30), "از ۱ تا ۳۰ بنویسید.")),
        max_parts=read("SMS_MAX_PARTS", _between(1, 8), "عددی از ۱ تا ۸ بنویسید."),
        allow=read("SMS_ALLOW", _phones, "شماره‌ها را با ویرگول جدا کنید: 09121234567,…"),
        max_cost=read("SMS_MAX_COST", _optional(_between(1)), "عددی به ریال بنویسید."),
        rate=read("SMS_RATE", _optional(_seconds), "شمار پیامک در ثانیه را بنویسید."),
        resends=read("SMS_ON_UNKNOWN", _is_resend, "بنویسید hold یا resend."),
        opt_out_text=read("SMS_OPT_OUT_TEXT", _one_line, "یک سطر کوتاه بنویسید، مانند لغو11."),
        operator_phone=read("SMS_OPERATOR_PHONE", _optional(_phone), "مانند 09121234567 بنویسید."),
    )


def _needed(text: str) -> str:
    if not text:
        raise ValueError
    return text


def _between(least: int, most: int = 10**12) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(ascii_digits(text))
        if not least <= number <= most:
            raise ValueError
        return number

    return parse


def _seconds(text: str) -> float:
    number = float(ascii_digits(text))
    if not 0 < number < 10**6:
        raise ValueError
    return number


def _optional(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: parse(text) if text else None


def _hours(text: str) -> QuietHours | None:
    if not text:
        return None
    match = _HOURS.fullmatch(ascii_digits(text))
    if match is None:
        raise ValueError
    numbers = [int(number) for number in match.groups()]
    hours = QuietHours(time(numbers[0], numbers[1]), time(numbers[2], numbers[3]))
    if hours.begins == hours.ends:
        raise ValueError
    return hours


def _phone(text: str) -> str:
    try:
        return parse_phone(text)
    except PhoneError as error:
        raise ValueError from error


def _phones(text: str) -> tuple[str, ...]:
    return tuple(_phone(part) for part in re.split("[,،]", text) if part.strip())


def _is_resend(text: str) -> bool:
    if text not in ("hold", "resend"):
        raise ValueError
    return text == "resend"


def _one_line(text: str) -> str:
    if "\n" in text or len(text) > 40:
        raise ValueError
    return text
