"""What is free: shifts, minus everything that closes a calendar, minus everything that is taken. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from telemed.kit.intervals import Interval, intersect, merge, subtract


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What is known of a calendar in a window. The lists need not be sorted, and may reach beyond it."""

    shifts: list[Interval] = field(default_factory=list)
    absences: list[Interval] = field(default_factory=list)
    holidays: list[Interval] = field(default_factory=list)
    claims: list[Interval] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Correction:
    """The rows that turn stored openings into the true ones."""

    surplus: list[Interval]
    missing: list[Interval]

    def __bool__(self) -> bool:
        return bool(self.surplus or self.missing)


def working_time(facts: DayFacts) -> list[Interval]:
    """Time in which visits may take place, booked or not: sorted, disjoint, neighbours joined."""
    return subtract(facts.shifts, [*facts.absences, *facts.holidays])


def openings(facts: DayFacts, window: Interval) -> list[Interval]:
    """The free time inside `window`: sorted, disjoint, neighbours joined."""
    return intersect(subtract(working_time(facts), facts.claims), [window])


def correction(stored: Iterable[Interval], true: Iterable[Interval]) -> Correction:
    """What to delete from `stored` and what to add, so that the rows are exactly `true`."""
    have, want = list(stored), set(true)
    kept = want.intersection(have)
    surplus = [interval for interval in have if interval not in kept]
    return Correction(surplus=surplus, missing=sorted(want - kept))


def covered(visit: Interval, working: Iterable[Interval]) -> bool:
    """Whether a visit lies within working time for its whole length."""
    return any(interval.contains(visit) for interval in merge(working))
