"""What templates say in words: lengths of time, and dates that keep together."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsroom.jalali import format_date, format_long
from newsroom.persian import NBSP
from plugins.theme import breakable, duration, unbroken


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "۰ ثانیه"),
        (45, "۴۵ ثانیه"),
        (120, "۲ دقیقه"),
        (750, "۱۲ دقیقه و ۳۰ ثانیه"),
        (3730, "۱ ساعت و ۲ دقیقه"),
    ],
)
def test_a_length_of_time_is_said_as_exactly_as_people_need_it(seconds: int, words: str) -> None:
    assert duration(seconds) == words


def test_a_date_is_broken_behind_its_weekday_alone() -> None:
    moment = datetime(2026, 10, 14, 6, 0, tzinfo=UTC)
    assert unbroken(format_date)(moment) == f"۲۲{NBSP}مهر{NBSP}۱۴۰۵"
    assert unbroken(format_long, after=1)(moment) == f"چهارشنبه ۲۲{NBSP}مهر{NBSP}۱۴۰۵"


def test_an_address_breaks_behind_its_slashes_and_keeps_its_words() -> None:
    assert breakable("https://a.ir/feeds/<b>/") == ("https://<wbr>a.ir/<wbr>feeds/<wbr>&lt;b&gt;/")
