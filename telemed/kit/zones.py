"""Between a clinic's local time and instants, by IANA names.

Only the `tzdata` package is read, never the system's tables: the two differ for some zones, and every process of a
deployment has to agree on what 09:00 means. A local time names no instant in the gap of spring, one on most days,
and two in the fold of autumn; `instants_of` says which.
"""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from telemed.kit.intervals import Interval

zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()


class UnknownZone(ValueError):
    """No such IANA zone."""


@lru_cache(maxsize=600)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as `Europe/Berlin`. Raises UnknownZone."""
    if name not in known_zones():
        message = f"unknown time zone: {name[:64]!r}"
        raise UnknownZone(message)
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def instants_of(day: date, at: time, tz: ZoneInfo) -> tuple[datetime, ...]:
    """The instants (UTC, ascending) at which a wall clock in `tz` shows `at` on `day`: none, one or two.

    `zoneinfo` gives an offset even for a time that no clock shows, so each candidate makes the round trip.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    found: list[datetime] = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=tz, fold=fold).astimezone(UTC)
        if instant.astimezone(tz).replace(tzinfo=None) == wall and instant not in found:
            found.append(instant)
    return tuple(sorted(found))


def first_instant_from(day: date, at: time, tz: ZoneInfo) -> datetime:
    """The first instant at which the wall clock shows `at` on `day` or has jumped past it.

    In the spring gap that is the moment of the jump; in the autumn fold the earlier of the two.
    """
    exact = instants_of(day, at, tz)
    if exact:
        return exact[0]
    wall = datetime.combine(day, at.replace(tzinfo=None))
    before = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    return _jump_between(min(before, after) - timedelta(hours=1), max(before, after) + timedelta(hours=1), tz)


def _jump_between(low: datetime, high: datetime, tz: ZoneInfo) -> datetime:
    """The first instant (UTC, to the second) that has the offset in force at `high`."""
    target = high.astimezone(tz).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if middle <= low:
            break
        if middle.astimezone(tz).utcoffset() == target:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def to_local(instant: datetime, tz: ZoneInfo) -> datetime:
    """The same instant as a wall clock in `tz` shows it, with its offset."""
    return instant.astimezone(tz)


def day_bounds(day: date, tz: ZoneInfo) -> Interval | None:
    """The local day as instants; 23 or 25 hours when the clocks change, None for a day the zone skipped."""
    start = first_instant_from(day, time.min, tz)
    end = first_instant_from(day + timedelta(days=1), time.min, tz)
    return Interval(start, end) if start < end else None
