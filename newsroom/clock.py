"""
The clock: the only door through which anything of the site may depend on time.

A build has one instant. Whoever asks whether a moment has come leaves that moment behind if it has
not, so that the build can say when the site will next change by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime

from newsroom.jalali import TEHRAN
from newsroom.moments import DateError, parse_moment


class Clock:
    """
    The build instant, and the future moments that were asked about.

    Attributes:
        now: aware, in Tehran.
    """

    def __init__(self, now: datetime) -> None:
        self._now = _instant(now)
        self._awaited: set[datetime] = set()
        self.now = self._now.astimezone(TEHRAN)

    def has_come(self, moment: datetime) -> bool:
        """
        Whether *moment* is at or before the build instant; one still to come is remembered.

        Errors: ValueError for a naive moment.
        """
        instant = _instant(moment)
        if instant <= self._now:
            return True
        self._awaited.add(instant)
        return False

    @property
    def moments(self) -> list[datetime]:
        """The remembered future moments, in Tehran, each instant once, the earliest first."""
        return [instant.astimezone(TEHRAN) for instant in sorted(self._awaited)]

    @property
    def next_change(self) -> datetime | None:
        """The earliest remembered moment, or None when nothing is awaited."""
        return min(self._awaited).astimezone(TEHRAN) if self._awaited else None


def _instant(moment: datetime) -> datetime:
    # In UTC: two datetimes of one zone are compared by what its wall clock shows, and in autumn
    # (until 1401) it showed an hour twice.
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)


def parse_build_time(text: str | None, *, default: datetime) -> datetime:
    """
    The build instant of the setting BUILD_TIME, in Tehran.

    Args:
        text: ISO 8601 with an offset or `Z`, or a moment as editors write it. Without an offset it
            is the time of Tehran, without a time the first moment of the day.
        default: aware; taken when *text* is None or blank.

    Errors: ValueError, in English, for anything else and for a naive default.
    """
    if text is None or not text.strip():
        return _instant(default).astimezone(TEHRAN)
    try:
        return parse_moment(text).at
    except DateError as error:
        raise ValueError(
            f"BUILD_TIME {text!r} is no date and time: write 2026-10-14T09:30:00+03:30 "
            f"or 1405-07-22 09:30 (perhaps {error.suggestion} was meant)."
        ) from error
