"""The dates of a course, and what speaks against each of them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telemed.booking.rules import Person, Refusal, Restrictions, Terms, refusal
from telemed.booking.slots import starts
from telemed.kit.intervals import Interval
from telemed.kit.zones import first_instant_from

TAKEN = Refusal("taken", "The doctor is not free for the whole visit")
ALTERNATIVES = 4
AROUND = timedelta(days=3)
"""How far from its date an alternative may lie."""


def rhythm(first: datetime, count: int, every_days: int, tz: ZoneInfo) -> list[datetime]:
    """The same time of the clinic's clock every so many days; in the spring gap, the first time after it."""
    local = first.astimezone(tz)
    days = (local.date() + timedelta(days=every_days * n) for n in range(count))
    return [first, *[first_instant_from(day, local.time(), tz) for day in days][1:]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What decides about a doctor's times for a patient: the rules, what is free, and what is reserved."""

    terms: Terms
    person: Person
    restrictions: Restrictions
    openings: Sequence[Interval]
    now: datetime

    def refuses(self, start: datetime, others: Sequence[datetime] = ()) -> Refusal | None:
        """Why there can be no visit then, besides those at `others`. None when there can."""
        terms = self.terms
        refused = refusal(terms, start, self.now, self._with(others), self.restrictions)
        if refused is not None:
            return refused
        taken = terms.taken(start)
        if any(terms.taken(other).overlaps(taken) for other in others):
            return TAKEN
        return None if any(each.contains(taken) for each in self.openings) else TAKEN

    def alternatives(self, start: datetime, others: Sequence[datetime]) -> list[datetime]:
        """The times nearest to `start` that go together with `others`: of the same day, else of days around it."""
        day = self.terms.local_day(start)
        near = sorted(
            self._free_around(start),
            key=lambda each: (self.terms.local_day(each) != day, abs(each - start), each),
        )
        fitting = (each for each in near if self.refuses(each, others) is None)
        return [each for each, _ in zip(fitting, range(ALTERNATIVES), strict=False)]

    def _free_around(self, start: datetime) -> Iterator[datetime]:
        window = Interval(start - AROUND, start + AROUND)
        for opening in self.openings:
            if opening.overlaps(window):
                yield from starts(opening, self.terms, window)

    def _with(self, others: Sequence[datetime]) -> Person:
        visits = [self.terms.visit(other) for other in others]
        return replace(self.person, visits=(*self.person.visits, *others), busy=(*self.person.busy, *visits))


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of a course: free, or why not and what could take its place."""

    start: datetime
    refused: Refusal | None
    alternatives: Sequence[datetime] = ()


def weigh(ground: Ground, wanted: Sequence[datetime]) -> list[Dated]:
    """Each date beside the others that are free; one that overlaps an earlier one is refused."""
    free: list[datetime] = []
    refused: dict[datetime, Refusal] = {}
    found = []
    for start in wanted:
        why = ground.refuses(start, free)
        if why is None:
            free.append(start)
        else:
            refused[start] = why
        found.append((start, why))
    return [Dated(start, why, ground.alternatives(start, free) if why else ()) for start, why in found]
