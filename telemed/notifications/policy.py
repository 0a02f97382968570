"""Whether a message that is due may leave now. Pure: everything it needs is passed in.

In this order: too late is too late; what is no longer true, or no longer wanted, is dropped; what is not urgent waits for
the end of the person's quiet hours, unless it would be of no use by then; and whoever has had enough messages within a day
gets only those that matter.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from telemed.kit.zones import first_instant_from
from telemed.notifications.kinds import ALWAYS, Kind

A_DAY = timedelta(days=1)
USE_NEEDS = timedelta(minutes=30)
"""A message that waits for the morning must leave its reader at least this long to act on it."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of a person's own clock in which nothing rings; from 22:00 until 07:00, say. Equal times: the whole day."""

    start: time
    end: time
    tz: ZoneInfo

    def ends_after(self, now: datetime) -> datetime | None:
        """When the quiet hours that `now` lies in are over; None outside them."""
        local = now.astimezone(self.tz)
        at = local.time().replace(tzinfo=None)
        over_midnight = self.start >= self.end
        inside = (at >= self.start or at < self.end) if over_midnight else self.start <= at < self.end
        if not inside:
            return None
        tomorrow = over_midnight and at >= self.start
        return first_instant_from(local.date() + timedelta(days=int(tomorrow)), self.end, self.tz)


@dataclass(frozen=True, slots=True)
class Due:
    """A message and what is known of its reader at this moment."""

    kind: Kind
    awaited: bool = False
    moment: datetime | None = None
    good_until: datetime | None = None
    still_true: bool = True
    wanted: bool = True
    quiet: Quiet | None = None
    sent_today: int = 0


@dataclass(frozen=True, slots=True)
class Send:
    """Now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before this instant."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """Never; the reason is a stable code: too_late, outdated, not_wanted or cap."""

    reason: str


def admit(due: Due, cap: int, now: datetime) -> Send | Wait | Drop:
    """What happens to a due message; `cap`: messages a person gets within a day, over all channels."""
    never = _never(due, now)
    if never is not None:
        return never
    if _is_urgent(due, now):
        return Send()
    morning = due.quiet.ends_after(now) if due.quiet is not None else None
    if morning is not None and (due.good_until is None or morning + USE_NEEDS < due.good_until):
        return Wait(morning)
    return Drop("cap") if due.kind.capped and due.sent_today >= cap else Send()


def _never(due: Due, now: datetime) -> Drop | None:
    if due.good_until is not None and now >= due.good_until:
        return Drop("too_late")
    if not due.still_true:
        return Drop("outdated")
    return None if due.wanted else Drop("not_wanted")


def _is_urgent(due: Due, now: datetime) -> bool:
    if due.awaited or due.kind.wakes_within == ALWAYS:
        return True
    return due.moment is not None and due.moment - now <= due.kind.wakes_within
