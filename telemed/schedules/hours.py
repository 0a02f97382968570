"""Weekly hours on a clinic's wall clock, turned into stretches of real time. Pure.

A wall time stands for one instant: the first at which the clock shows it or has jumped past it. This keeps order, so
hours that do not overlap on the wall never overlap in time: 09:00 stays 09:00 across both clock changes, a start inside
the spring gap moves to the gap's end, and hours over the autumn fold hold the repeated hour once, as two distinct hours.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from telemed.kit.intervals import Interval
from telemed.kit.zones import day_bounds, first_instant_from

DAY = timedelta(days=1)
WEEK_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class WeeklyHours:
    """Working hours on a weekday (Monday is 0). An `end` at or before `start` is on the next day."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class WeeklyPlan:
    """A template: hours that rule from a date until another (included; None: without an end)."""

    id: UUID
    valid_from: date
    valid_until: date | None
    hours: tuple[WeeklyHours, ...]

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Working time made from a template. `local_date` is the day on whose hours it stands, also when it runs over midnight."""

    local_date: date
    template_id: UUID
    time: Interval


def dates(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`, both included."""
    while first <= last:
        yield first
        first += DAY


def ruling(plans: Iterable[WeeklyPlan], day: date) -> WeeklyPlan | None:
    """The plan a day goes by: of those that cover it the one that began last, and of two begun together the newer.

    So new hours "from Monday" replace the old ones, and a summer plan gives way to the regular one when it ends.
    """
    return max((plan for plan in plans if plan.covers(day)), key=lambda plan: (plan.valid_from, plan.id), default=None)


def stretches(plans: Sequence[WeeklyPlan], first: date, last: date, tz: ZoneInfo) -> list[Stretch]:
    """The working time of the dates from `first` to `last`, in order. A date the zone skipped has none."""
    return [stretch for day in dates(first, last) for stretch in _day_stretches(ruling(plans, day), day, tz)]


def _day_stretches(plan: WeeklyPlan | None, day: date, tz: ZoneInfo) -> Iterator[Stretch]:
    if plan is None or day_bounds(day, tz) is None:
        return
    for hours in sorted(plan.hours):
        if hours.weekday == day.weekday():
            start, end = _ends(hours, day, tz)
            if start < end:
                yield Stretch(day, plan.id, Interval(start, end))


def _ends(hours: WeeklyHours, day: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    last_day = day if hours.end > hours.start else day + DAY
    return first_instant_from(day, hours.start, tz), first_instant_from(last_day, hours.end, tz)


def overlapping(hours: Sequence[WeeklyHours]) -> tuple[WeeklyHours, WeeklyHours] | None:
    """Two hours of one week that share time, the turn from Sunday to Monday included; None when none do."""
    spans = sorted((_minute(h.weekday, h.start), h) for h in hours)
    for position, (start, one) in enumerate(spans):
        next_start, other = spans[(position + 1) % len(spans)]
        ahead = (next_start - start) % WEEK_MINUTES or (WEEK_MINUTES if one is other else 0)
        if ahead < _length(one):
            return one, other
    return None


def _minute(weekday: int, at: time) -> int:
    return weekday * 24 * 60 + at.hour * 60 + at.minute


def _length(hours: WeeklyHours) -> int:
    """Minutes on the wall clock; a whole day when `end` equals `start`."""
    return (_minute(0, hours.end) - _minute(0, hours.start)) % (24 * 60) or 24 * 60
