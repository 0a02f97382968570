"""Where a visit could go instead, and which of these places is better. Pure.

The service stays the same, always. Then, in this order: the same doctor soon, a doctor who speaks the patient's
language, one of the same specialty, and the time closest to the one the patient had. A place has a cost in steps of
five minutes: how far it is from the old time, a day more at night, and a penalty for each of the first three that it lacks.
"""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from telemed.booking.rules import Terms
from telemed.booking.slots import starts
from telemed.kit.intervals import Interval

STEP = timedelta(minutes=5)
SOON = timedelta(days=3)
"""Within this much of the old time, waiting for the same doctor is better than seeing another one."""

EARLIER = 2
"""A day earlier is as bad as this many days later: people have arranged their days."""

_DAY = timedelta(days=1) // STEP
_MORNING, _NIGHT = 7, 22
AT_NIGHT = _DAY
"""What a time of night costs, on the clinic's clock, for somebody who did not come at night before."""

_FAR = EARLIER * (SOON // STEP)
NOT_THE_DOCTOR = _FAR + AT_NIGHT
NOT_THE_LANGUAGE = 14 * _DAY
NOT_THE_SPECIALTY = 3 * _DAY


class Word(StrEnum):
    """What can be said for a place, or against it."""

    SAME_DOCTOR = "same_doctor"
    SAME_LANGUAGE = "same_language"
    OTHER_LANGUAGE = "other_language"
    SAME_SPECIALTY = "same_specialty"
    OTHER_SPECIALTY = "other_specialty"
    SAME_TIME = "same_time"
    SAME_DAY = "same_day"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Needing:
    """A visit that needs a place. `people` are the calendars of those who come; `busy` is when one of them cannot."""

    id: UUID
    service_id: UUID
    doctor_id: UUID
    time: Interval
    language: str
    people: frozenset[UUID]
    busy: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who could see the patient instead."""

    id: UUID
    languages: frozenset[str]
    specialties: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Place:
    """A doctor and a time: `visit` is what the patient sees, `taken` what the doctor's calendar gives."""

    doctor_id: UUID
    visit: Interval
    taken: Interval


@dataclass(frozen=True, slots=True)
class Option:
    """A place with what it costs, in steps of five minutes."""

    place: Place
    cost: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A service as it can be offered: who holds it, when each of them is free, and which starts are near enough."""

    terms: Terms
    specialty_id: UUID
    window: Interval
    colleagues: tuple[Colleague, ...]
    free: Mapping[UUID, Sequence[Interval]]


def distance(old: datetime, new: datetime) -> int:
    """How far the new time is from the old one, in steps; an earlier one counts more."""
    return (new - old) // STEP if new >= old else EARLIER * ((old - new) // STEP)


def penalty(visit: Needing, colleague: Colleague, specialty_id: UUID) -> int:
    """What speaks against another doctor, at any time."""
    found = NOT_THE_DOCTOR
    if visit.language not in colleague.languages:
        found += NOT_THE_LANGUAGE
    if specialty_id not in colleague.specialties:
        found += NOT_THE_SPECIALTY
    return found


def at_night(start: datetime, terms: Terms) -> bool:
    """Whether the clinic's clock shows a time at which people sleep."""
    return not _MORNING <= start.astimezone(terms.zone).hour < _NIGHT


def cost(visit: Needing, colleague: Colleague, offered: Offered, start: datetime, *, night: bool = False) -> int:
    """What this doctor at this time costs. The visit's own doctor is as good as any other when it takes long."""
    far = distance(visit.time.start, start)
    asleep = AT_NIGHT if night and not at_night(visit.time.start, offered.terms) else 0
    if colleague.id != visit.doctor_id:
        return far + asleep + penalty(visit, colleague, offered.specialty_id)
    return far + asleep if far <= _FAR else far + asleep + NOT_THE_DOCTOR


def words(visit: Needing, colleague: Colleague, offered: Offered, start: datetime) -> list[Word]:
    """The reasons for a place, as people weigh them."""
    said = [Word.SAME_DOCTOR] if colleague.id == visit.doctor_id else list(_of_another(visit, colleague, offered))
    local = offered.terms.zone
    if start == visit.time.start:
        return [*said, Word.SAME_TIME]
    if start.astimezone(local).date() == visit.time.start.astimezone(local).date():
        return [*said, Word.SAME_DAY]
    return [*said, Word.EARLIER if start < visit.time.start else Word.LATER]


def _of_another(visit: Needing, colleague: Colleague, offered: Offered) -> Iterator[Word]:
    yield Word.SAME_LANGUAGE if visit.language in colleague.languages else Word.OTHER_LANGUAGE
    yield Word.SAME_SPECIALTY if offered.specialty_id in colleague.specialties else Word.OTHER_SPECIALTY


Starts = Mapping[UUID, tuple[Sequence[datetime], Sequence[datetime]]]
"""Of each colleague: starts by day, and starts at night."""


def starts_of(offered: Offered) -> Starts:
    """The starts at which each colleague could hold the service, ascending; worked out once for all visits of it."""
    return {each.id: _by_day_and_night(_starts(offered, each.id), offered.terms) for each in offered.colleagues}


def _starts(offered: Offered, doctor_id: UUID) -> list[datetime]:
    free = offered.free.get(doctor_id, ())
    return sorted(start for opening in free for start in starts(opening, offered.terms, offered.window))


def _by_day_and_night(ahead: Sequence[datetime], terms: Terms) -> tuple[list[datetime], list[datetime]]:
    night = {start for start in ahead if at_night(start, terms)}
    return [start for start in ahead if start not in night], sorted(night)


def options(visit: Needing, offered: Offered, known: Starts) -> Iterator[Option]:
    """Every other place the visit could go to, the cheapest first; of equal ones the earlier doctor in the list."""
    streams = []
    for number, colleague in enumerate(offered.colleagues):
        for night, ahead in enumerate(known[colleague.id]):
            middle = bisect_left(ahead, visit.time.start)
            both_ways = (ahead[middle:], reversed(ahead[:middle]))
            streams += [_costed(visit, colleague, offered, number, outward, night=bool(night)) for outward in both_ways]
    for found, _, start, doctor_id in heapq.merge(*streams):
        place = Place(doctor_id, offered.terms.visit(start), offered.terms.taken(start))
        unchanged = doctor_id == visit.doctor_id and start == visit.time.start
        if not unchanged and not any(place.visit.overlaps(busy) for busy in visit.busy):
            yield Option(place, found)


def _costed(
    visit: Needing, colleague: Colleague, offered: Offered, number: int, outward: Iterable[datetime], *, night: bool
) -> Iterator[tuple[int, int, datetime, UUID]]:
    """One way from the old time, so that costs only rise."""
    for start in outward:
        yield cost(visit, colleague, offered, start, night=night), number, start, colleague.id


def enough(found: Iterable[Option], others: int, *, longest: timedelta, alone: bool) -> list[Option]:
    """The cheapest options, so many that looking at more changes nothing.

    Another visit, at most `longest`, can stand in the way of only a few options that do not overlap each other. With more
    of these than `others` visits can spoil, one is always left, and it is cheaper than all that come after. `alone`: nobody
    who comes to this visit comes to another one, so only the doctor's time can be taken.
    """
    kept: list[Option] = []
    apart: dict[UUID | None, list[Interval]] = {}
    wanted = 1
    for option in found:
        kept.append(option)
        taken = option.place.taken
        if len(kept) == 1:
            wanted = others * (-(-longest // taken.duration) + 1) + 1
        beside = apart.setdefault(option.place.doctor_id if alone else None, [])
        if not any(taken.overlaps(other) for other in beside):
            beside.append(taken)
            wanted -= 1
            if not wanted:
                break
    return kept
