"""
The text of an SMS: what the post says, the short address, and how to leave.

Source: 3GPP TS 23.038 §4 and TS 23.040 §9.2.3.24.1: one Persian letter makes the whole text UCS-2,
and a part has 140 octets, 6 of them a header once there are several (7 with a 16-bit reference).
"""

from __future__ import annotations

import re
from enum import StrEnum

from newsroom.persian import ZWNJ, persian_digits
from newsroom.values import one_line

SINGLE_UNITS = 70
MULTI_UNITS = 67
ELLIPSIS = "…"
MOST_READ = 2000  # characters of a text that are looked at: far more than any SMS holds

_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # and halves of signs
_LOOSE_END = f" ،؛:.!؟…\\-–«([{ZWNJ}"


class Fault(StrEnum):
    """Why a text cannot be sent. Permanent, as the codes of problems are."""

    EMPTY = "sms-empty"
    EMOJI = "sms-emoji"
    NO_ROOM = "sms-no-room"


class TextError(ValueError):
    """No SMS can be made of this: `fault`, and what is wrong and what to do in Persian."""

    def __init__(self, fault: Fault, what: str, fix: str) -> None:
        self.fault, self.what, self.fix = fault, what, fix
        super().__init__(f"{what} [{fault}]")


def count_units(text: str) -> int:
    """UTF-16 code units of *text*: «س», a half-space and a digit are 1, «هٔ» and an emoji are 2."""
    return len(text) + len(_BEYOND.findall(text))


def count_parts(text: str, single: int = SINGLE_UNITS, multi: int = MULTI_UNITS) -> int:
    """
    Number of SMS parts an operator bills for *text* when sent as UCS-2.

    Args:
        text: the whole message, without signs beyond U+FFFF: gateways split these differently.
        single: units of a text in one part.
        multi: units of each part of a longer one.

    Returns:
        0 for the empty string.

    >>> count_parts("س" * 70), count_parts("س" * 71)
    (1, 2)
    """
    units = count_units(text)
    if units <= single:
        return 1 if text else 0
    return -(-units // multi)


def find_emoji(text: str) -> str | None:
    """The first sign beyond U+FFFF, mostly an emoji: gateways tear these apart or miscount them."""
    found = _BEYOND.search(text)
    return found and found[0]


def compose(
    text: str,
    short_url: str,
    opt_out: str,
    *,
    max_parts: int,
    single: int = SINGLE_UNITS,
    multi: int = MULTI_UNITS,
) -> str:
    """
    One SMS: *text*, the address, and the opt-out text, each on a line of its own.

    *text* is normalised and, where it is too long for *max_parts*, cut after a word. What is empty
    takes no line.

    Raises:
        TextError: *text* has no word, or an emoji, or no word of it fits beside the rest.
    """
    said = one_line(_CONTROL.sub(" ", text[:MOST_READ]))
    _check(said)
    tail = "".join(f"\n{line}" for line in (short_url, opt_out) if line)
    room = _units_of(max_parts, single, multi) - count_units(tail)
    return _cut(said, room, max_parts) + tail


def _check(said: str) -> None:
    if not any(sign.isalnum() for sign in said):
        raise TextError(
            Fault.EMPTY, "پیامک متنی ندارد.", "برای مطلب عنوان بنویسید، یا متن پیامک را."
        )
    emoji = find_emoji(said)
    if emoji:
        raise TextError(
            Fault.EMOJI,
            f"در متن پیامک «{emoji}» آمده است که در پیامک درست نمی‌رسد.",
            "آن را از متن پیامک بردارید.",
        )


def _units_of(parts: int, single: int, multi: int) -> int:
    return single if parts == 1 else parts * multi


def _cut(said: str, room: int, max_parts: int) -> str:
    """*said*, or as many of its words as leave room for «…»; half-spaces join, so none is cut."""
    if count_units(said) <= room:
        return said
    # Without signs beyond U+FFFF, which are refused by now, a character is a unit.
    for found in reversed([*re.finditer(" ", said[: max(room, 0)])]):
        kept = said[: found.start()].rstrip(_LOOSE_END)
        if kept:
            return kept + ELLIPSIS
    raise TextError(
        Fault.NO_ROOM,
        f"در {persian_digits(str(max_parts))} بخش پیامک، کنار نشانی و متن لغو، "
        "جایی برای یک واژه از متن نمی‌ماند.",
        "شمار بخش‌ها را در SMS_MAX_PARTS بیشتر کنید، یا نشانی کوتاه‌تری به کار ببرید.",
    )
