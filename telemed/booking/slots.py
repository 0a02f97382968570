"""From free time to the starts a patient can choose, earliest first. Pure."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from telemed.booking.rules import Terms
from telemed.kit.intervals import Interval

T = TypeVar("T")
_MINUTE = timedelta(minutes=1)


class PartOfDay(StrEnum):
    """Parts of the clinic's local day: before noon, until 17:00, and after."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @classmethod
    def of(cls, instant: datetime, tz: ZoneInfo) -> "PartOfDay":
        hour = instant.astimezone(tz).hour
        if hour < 12:  # noqa: PLR2004  noon
            return cls.MORNING
        return cls.AFTERNOON if hour < 17 else cls.EVENING  # noqa: PLR2004  as above

    @property
    def hours(self) -> tuple[int, int]:
        """From which hour of the local day until which."""
        return {PartOfDay.MORNING: (0, 12), PartOfDay.AFTERNOON: (12, 17), PartOfDay.EVENING: (17, 24)}[self]


def starts(opening: Interval, terms: Terms, window: Interval) -> Iterator[datetime]:
    """Starts on the grid, ascending, at which a visit with its buffers fits into `opening`, inside `window`.

    The grid is the clinic's wall clock, so it is looked at again after each step: an offset may change on the way.
    """
    before = timedelta(minutes=terms.buffer_before_min)
    last = opening.end - timedelta(minutes=terms.duration_min + terms.buffer_after_min)
    start = next_on_grid(max(opening.start + before, window.start), terms.grid_min, terms.zone)
    while start <= last and start < window.end:
        yield start
        start = next_on_grid(start + _MINUTE, terms.grid_min, terms.zone)


def next_on_grid(moment: datetime, grid_min: int, tz: ZoneInfo) -> datetime:
    """The first instant from `moment` on whose local minute of the day is a multiple of the grid."""
    whole = moment.replace(second=0, microsecond=0)
    if whole < moment:
        whole += _MINUTE
    while True:
        local = whole.astimezone(tz)
        minute = local.hour * 60 + local.minute
        missing = -minute % grid_min
        if not missing:
            return whole
        # A day need not be a multiple of the grid: midnight starts it anew.
        whole += _MINUTE * min(missing, 24 * 60 - minute)


def earliest(candidates: Iterable[tuple[Iterator[datetime], T]]) -> Iterator[tuple[datetime, T]]:
    """Starts of all candidates merged, earliest first; equal starts in the order in which candidates came."""
    return heapq.merge(*(_labelled(each, label) for each, label in candidates), key=lambda pair: pair[0])


def _labelled(each: Iterator[datetime], label: T) -> Iterator[tuple[datetime, T]]:
    for start in each:
        yield start, label
