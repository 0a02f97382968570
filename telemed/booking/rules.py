"""May this time be booked, and if not, why? One pure function for search, booking, and the staff's questions.

Whether the time is free is not asked here: the calendar answers that, under its lock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telemed.kit.intervals import Interval


@dataclass(frozen=True, slots=True)
class Terms:
    """What a service asks of a time. Lengths in minutes; `horizon_days` counts days of the clinic's calendar."""

    duration_min: int
    buffer_before_min: int
    buffer_after_min: int
    grid_min: int
    lead_min: int
    horizon_days: int
    zone: ZoneInfo

    def visit(self, start: datetime) -> Interval:
        """What the patient sees: from the start, for the duration."""
        return Interval(start, start + timedelta(minutes=self.duration_min))

    def taken(self, start: datetime) -> Interval:
        """What the doctor's calendar gives: the visit with its buffers."""
        return self.visit(start).widened(
            timedelta(minutes=self.buffer_before_min), timedelta(minutes=self.buffer_after_min)
        )

    def earliest(self, now: datetime) -> datetime:
        return now + timedelta(minutes=self.lead_min)

    def latest(self, now: datetime) -> datetime:
        """The end of the last local day that can be booked."""
        day = now.astimezone(self.zone).date() + timedelta(days=self.horizon_days + 1)
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a time may not be booked: a stable code, and a sentence for the person."""

    code: str
    reason: str


def refusal(terms: Terms, start: datetime, now: datetime) -> Refusal | None:
    """None when the service's rules allow a visit at `start`."""
    if start <= now:
        return Refusal("past", "This time has passed")
    if start < terms.earliest(now):
        return Refusal("too_soon", f"This has to be booked at least {terms.lead_min} minutes ahead")
    if start >= terms.latest(now):
        return Refusal("too_far", f"This can be booked at most {terms.horizon_days} days ahead")
    if not on_grid(terms, start):
        return Refusal("misaligned", f"Visits start every {terms.grid_min} minutes of the clinic's clock")
    return None


def on_grid(terms: Terms, start: datetime) -> bool:
    """Whether the clinic's wall clock shows a multiple of the grid, on the minute."""
    local = start.astimezone(terms.zone)
    return not (local.second or local.microsecond or (local.hour * 60 + local.minute) % terms.grid_min)
