"""Which start, if any, of free time fits somebody who waits; and until when they may take it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from telemed.booking.rules import Person, Restrictions, Terms, refusal
from telemed.booking.slots import PartOfDay, starts
from telemed.kit.intervals import Interval

GRACE = timedelta(minutes=10)
"""How long the time of a lapsed offer stays claimed, so that it is passed on with no public booker in between. Without any
worker for that long it is free for everybody: silence never loses time.
"""

SHORTEST = timedelta(minutes=5)
"""An offer that could not be thought about is not made."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody waits for. `before` is the start of the visit they have; `refused` was offered and not taken."""

    part_of_day: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: datetime | None = None
    refused: tuple[Interval, ...] = ()


def fitting_start(
    terms: Terms, wish: Wish, openings: Sequence[Interval], freed: Interval, now: datetime
) -> Iterator[datetime]:
    """Starts at which a visit would take some of the `freed` time, best first: those within it leave no odd rests."""
    found = [
        start
        for opening in openings
        for start in starts(opening, terms, _window(terms, opening, wish, now))
        if _is_wanted(terms, wish, start, freed)
    ]
    yield from sorted(found, key=lambda start: (not freed.contains(terms.taken(start)), start))


def _window(terms: Terms, opening: Interval, wish: Wish, now: datetime) -> Interval:
    """From when to when a start is looked for; a window without any start where there is no room at all."""
    first = max(now + SHORTEST, terms.earliest(now) + SHORTEST, opening.start, wish.since or opening.start)
    last = min(opening.end, wish.until or opening.end, wish.before or opening.end, terms.latest(now))
    return Interval(first, max(last, first + timedelta(microseconds=1)))


def _is_wanted(terms: Terms, wish: Wish, start: datetime, freed: Interval) -> bool:
    taken = terms.taken(start)
    return (
        taken.overlaps(freed)
        and (wish.before is None or start < wish.before)
        and (wish.until is None or start < wish.until)
        and (wish.part_of_day is None or PartOfDay.of(start, terms.zone) == wish.part_of_day)
        and not any(taken.overlaps(each) for each in wish.refused)
    )


def is_permitted(terms: Terms, start: datetime, now: datetime, person: Person, restrictions: Restrictions) -> bool:
    return refusal(terms, start, now, person, restrictions) is None


def expiry(terms: Terms, start: datetime, offer_min: int, now: datetime) -> datetime:
    """An offer lasts as long as the clinic says, and not beyond the moment at which the time can last be booked."""
    return min(now + timedelta(minutes=offer_min), start - timedelta(minutes=terms.lead_min))
