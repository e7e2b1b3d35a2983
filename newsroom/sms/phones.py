"""
Mobile phones of Iran: read as people and spreadsheets write them, kept as `+989…`, shown masked.

Source: the national numbering plan (ten digits after +98; those of mobiles begin with 9). Which
operator has which range is not asked: ranges are added faster than tables follow.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_BETWEEN = re.compile(r"[\s()\-./]")
_PLAIN = re.compile(r"\+989[0-9]{9}")
_MOBILE = re.compile(r"(?:\+|00)?(?:98)?0?(9[0-9]{9})")
_LANDLINE = re.compile(r"(?:\+|00)?(?:98)?0?[1-8][0-9]{9}")
_ROUNDED = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")
_ABROAD = re.compile(r"(?:\+|00)(?!98)[0-9]+")


class Reason(StrEnum):
    """Why something is no mobile phone. Permanent, as the codes of problems are."""

    EMPTY = "phone-empty"
    NOT_DIGITS = "phone-not-digits"
    ROUNDED = "phone-rounded"
    LANDLINE = "phone-landline"
    FOREIGN = "phone-foreign"
    TOO_SHORT = "phone-too-short"
    TOO_LONG = "phone-too-long"


_WORDS = {
    Reason.EMPTY: ("شماره‌ای نوشته نشده است", "شماره را بنویسید، یا سطر را پاک کنید"),
    Reason.NOT_DIGITS: ("در شماره چیزی جز رقم آمده است", "تنها رقم‌های شماره را بنویسید"),
    Reason.ROUNDED: (
        "اکسل رقم‌های آخر شماره را گرد کرده است و دیگر خوانده نمی‌شود",
        "ستون شماره را در اکسل «متن» کنید و شماره‌ها را از نو وارد کنید",
    ),
    Reason.LANDLINE: ("این شمارهٔ تلفن ثابت است", "شمارهٔ تلفن همراه را بنویسید"),
    Reason.FOREIGN: ("این شمارهٔ کشوری دیگر است", "شمارهٔ همراه ایران را بنویسید"),
    Reason.TOO_SHORT: ("رقم‌های شماره کم است", "شماره را مانند «09123456789» بنویسید"),
    Reason.TOO_LONG: ("رقم‌های شماره زیاد است", "شماره را مانند «09123456789» بنویسید"),
}


class PhoneError(ValueError):
    """What was typed is no Iranian mobile phone: `reason`, and Persian words without the number."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        self.what, self.fix = _WORDS[reason]
        super().__init__(f"{self.what} [{reason}]")


def parse_phone(typed: str) -> str:
    """
    The phone as `+989123456789`.

    Digits of any script, spaces, brackets, hyphens, invisible signs, +98, 0098, 98, and the zero
    that a spreadsheet took away: all are understood.

    Raises:
        PhoneError: it is something else.

    >>> parse_phone("۰۹۱۲ ۳۴۵ ۶۷۸۹")
    '+989123456789'
    """
    if _PLAIN.fullmatch(typed):
        return typed
    dialled = _dialled(typed)
    found = _MOBILE.fullmatch(dialled)
    if found:
        return f"+98{found[1]}"
    raise PhoneError(_reason(typed.strip(), dialled))


def _dialled(typed: str) -> str:
    """What is left to dial: ASCII digits, and whatever else does not belong into a number."""
    folded = unicodedata.normalize("NFKC", typed)
    kept = []
    for sign in folded:
        category = unicodedata.category(sign)
        if category == "Nd":
            kept.append(str(unicodedata.decimal(sign)))
        elif category not in ("Cf", "Pd"):
            kept.append(sign)
    return _BETWEEN.sub("", "".join(kept))


def _reason(typed: str, dialled: str) -> Reason:
    if not dialled:
        return Reason.EMPTY
    if _ROUNDED.fullmatch(unicodedata.normalize("NFKC", typed)):
        return Reason.ROUNDED
    if not re.fullmatch(r"\+?[0-9]+", dialled):
        return Reason.NOT_DIGITS
    if _LANDLINE.fullmatch(dialled):
        return Reason.LANDLINE
    if _ABROAD.fullmatch(dialled):
        return Reason.FOREIGN
    short = len(dialled.lstrip("+").removeprefix("00").removeprefix("98").lstrip("0")) < 10
    return Reason.TOO_SHORT if short else Reason.TOO_LONG


def mask(phone: str) -> str:
    """
    A phone for logs and screens: enough to find a person's row with, too little to call.

    >>> mask("+989123456789")
    '0912***6789'
    """
    return f"0{phone[3:6]}***{phone[-4:]}"


def masked_numbers(text: str) -> str:
    """*text*, which somebody else wrote, with every long number in it masked."""
    return re.sub(r"\+?[0-9۰-۹٠-٩]{8,}", lambda found: f"***{found[0][-4:]}", text)
