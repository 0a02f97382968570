"""Who may book released time, and when: a function of their place, the release's rate and the present instant. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from telemed.kit.intervals import Interval

PRIME = 2**31 - 1
"""Lots and seeds are below it, so that the order of `lot * seed` modulo it is a new one for each seed."""


@dataclass(frozen=True, slots=True)
class Rate:
    """When a release opens and closes, how many people it admits a minute, and how many minutes each then has."""

    opens_at: datetime
    closes_at: datetime
    per_minute: int
    window_min: int

    def turn(self, place: int) -> datetime:
        """When the place (the first is 1) is admitted."""
        return self.opens_at + timedelta(seconds=60 * (place - 1) / self.per_minute)

    def admission(self, place: int) -> Interval | None:
        """When somebody at this place may book; None when it would begin after the release is over."""
        start = self.turn(place)
        end = min(start + timedelta(minutes=self.window_min), self.closes_at)
        return Interval(start, end) if start < end else None

    def admitted(self, now: datetime) -> int:
        """How many places have had their turn begin."""
        if now < self.opens_at:
            return 0
        return int((now - self.opens_at).total_seconds() * self.per_minute / 60) + 1

    def places_admitted(self, now: datetime) -> range:
        """The places whose turn it is now, roughly where the bounds fall between two."""
        over = self.admitted(now - timedelta(minutes=self.window_min))
        return range(over + 1, self.admitted(now) + 1) if now < self.closes_at else range(0)

    def ahead(self, place: int, now: datetime) -> int:
        """How many are admitted before this place and still to come."""
        return max(0, place - 1 - self.admitted(now))


def is_over(place: int, rate: Rate, now: datetime) -> bool:
    """Whether this place's turn has passed."""
    admission = rate.admission(place)
    return admission is None or now >= admission.end
