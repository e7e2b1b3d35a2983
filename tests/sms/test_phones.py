"""Phones as people and spreadsheets write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.problems import Code, Problem
from newsroom.sms.phones import PhoneError, Reason, mask, masked_numbers, parse_phone
from tests.wording import assert_is_well_said

GOOD = [
    "09121234567", "9121234567", "989121234567", "+989121234567", "00989121234567",
    "۰۹۱۲۱۲۳۴۵۶۷", "٠٩١٢١٢٣٤٥٦٧", "۰۹۱۲-۱۲۳-۴۵۶۷", "0912 123 4567", "(0912) 123-4567",
    "0912.123.4567", "0912/1234567", " 09121234567\t", "\u200f09121234567", "\ufeff09121234567",
    "0912\u200c1234567", "+98 (0)912 123 4567", "+98 0912 1234567", "0098 912 1234567",
    "0912\u2013123\u20114567", "\uff10\uff19\uff11\uff12\uff11\uff12\uff13\uff14\uff15\uff16\uff17",
    "+98\u00a0912\u00a01234567",
]  # fmt: skip
BAD = {
    "": Reason.EMPTY,
    " \u200f ": Reason.EMPTY,
    "0912123456": Reason.TOO_SHORT,
    "912123456": Reason.TOO_SHORT,
    "11": Reason.TOO_SHORT,
    "+98912123456": Reason.TOO_SHORT,
    "091212345678": Reason.TOO_LONG,
    "9809121234567890": Reason.TOO_LONG,
    "02188776655": Reason.LANDLINE,
    "+982188776655": Reason.LANDLINE,
    "۰۶۶۳۳۴۰۴۰۴۰": Reason.LANDLINE,
    "+447911123456": Reason.FOREIGN,
    "00447911123456": Reason.FOREIGN,
    "9.12123E+09": Reason.ROUNDED,
    "۹٫۱۲E+11": Reason.NOT_DIGITS,
    "9,12E11": Reason.ROUNDED,
    "=09121234567": Reason.NOT_DIGITS,
    '="09121234567"': Reason.NOT_DIGITS,
    "0912123456x": Reason.NOT_DIGITS,
    "09121234567 علی": Reason.NOT_DIGITS,
    "09121234567,09121234568": Reason.NOT_DIGITS,
    "+": Reason.NOT_DIGITS,
    "0912+1234567": Reason.NOT_DIGITS,
}


@pytest.mark.parametrize("typed", GOOD)
def test_one_phone_is_read_however_it_is_written(typed: str) -> None:
    assert parse_phone(typed) == "+989121234567"


@pytest.mark.parametrize("typed", BAD)
def test_what_is_no_mobile_phone_is_refused_with_the_reason(typed: str) -> None:
    with pytest.raises(PhoneError) as caught:
        parse_phone(typed)
    assert caught.value.reason is BAD[typed]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_met_and_well_said(reason: Reason) -> None:
    assert reason in BAD.values()
    error = PhoneError(reason)
    assert_is_well_said(Problem("a.csv", 1, Code.DATA_INVALID, f"{error.what}.", f"{error.fix}."))
    assert str(error).endswith(f"[{reason}]")


@given(st.integers(0, 999_999_999).map(lambda n: f"+989{n:09}"), st.sampled_from(["", " ", "-"]))
def test_every_mobile_phone_is_itself_in_every_spelling(phone: str, between: str) -> None:
    local = phone[3:]
    spaced = between.join((local[:3], local[3:6], local[6:]))
    assert {parse_phone(f"{start}{spaced}") for start in ("", "0", "98", "+98", "0098")} == {phone}
    assert parse_phone(parse_phone(phone)) == phone


@given(st.text())
def test_whatever_is_typed_is_a_phone_or_has_a_reason(typed: str) -> None:
    with suppress(PhoneError):
        assert parse_phone(typed)[:4] == "+989"


def test_a_masked_phone_finds_a_row_and_calls_nobody() -> None:
    assert mask("+989121234567") == "0912***4567"


def test_numbers_in_the_words_of_others_are_masked() -> None:
    words = "گیرنده 09121234567 یا +989121234567 یا ۰۹۱۲۱۲۳۴۵۶۷ در 2026 (کد 411)"
    assert masked_numbers(words) == "گیرنده ***4567 یا ***4567 یا ***۴۵۶۷ در 2026 (کد 411)"
