"""Everything a search for places needs to know: which visits lose their time, and where the clinic has free time.

It is read, never written: what the change would do is worked out here, or, for weekly hours, made in a savepoint and
taken back. The time of the threatened visits themselves counts as free again, where the doctor is there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction

from telemed.booking.lifecycle import Status
from telemed.booking.service import OWNER_KIND
from telemed.booking.views import terms_of
from telemed.directory.models import Service
from telemed.kit.intervals import Interval
from telemed.planning.proposals import repository
from telemed.planning.proposals.change import Away, Change, OneVisit, OtherHours
from telemed.planning.proposals.errors import NoSuchProposal
from telemed.planning.proposals.repository import ThreatenedVisit
from telemed.planning.proposals.scoring import Colleague, Needing, Offered, Place
from telemed.schedules import claims, rearranging, reserving, service as schedules
from telemed.schedules.free_time import DayFacts, covered, openings
from telemed.schedules.hours import DAY

REACH = timedelta(days=28)
"""How long after the last threatened visit a place is looked for."""

NOTICE = timedelta(hours=1)
"""The least time between now and a place that is found by itself: people have to hear of it and get ready."""

FAR = timedelta(days=366 * 3)
Facts = Mapping[UUID, DayFacts]
Held = dict[UUID, list[tuple[UUID, Interval]]]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when: the clinic's zone, how far templates are laid out, and the present instant."""

    zone: str
    weeks: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """`threatened` are all visits that lose their time, `needing` those of them that can be moved, in order of time.

    `offered` tells, by service, where; a service that nobody can hold is not in it. `held` are the claims that the
    threatened visits have now.
    """

    threatened: tuple[ThreatenedVisit, ...]
    needing: dict[UUID, Needing]
    offered: dict[UUID, Offered]
    held: Held

    def without(self, places: Mapping[UUID, Place]) -> "Picture":
        """The same when these visits have these places: nobody else can go there."""
        taken: dict[UUID, list[Interval]] = {}
        busy: dict[UUID, list[Interval]] = {}
        for visit_id, place in places.items():
            taken.setdefault(place.doctor_id, []).append(place.taken)
            for person in self.needing[visit_id].people:
                busy.setdefault(person, []).append(place.visit)
        rest = {
            visit_id: replace(each, busy=(*each.busy, *(t for person in each.people for t in busy.get(person, ()))))
            for visit_id, each in self.needing.items()
            if visit_id not in places
        }
        offered = {service_id: _less(each, taken) for service_id, each in self.offered.items()}
        return replace(self, needing=rest, offered=offered)

    def but(self, visit_ids: Collection[UUID]) -> "Picture":
        """The same without looking for places for these visits."""
        return replace(self, needing={v: each for v, each in self.needing.items() if v not in visit_ids})


def _less(offered: Offered, taken: Mapping[UUID, Sequence[Interval]]) -> Offered:
    free = {
        doctor_id: _cut(list(times), taken[doctor_id]) if doctor_id in taken else times
        for doctor_id, times in offered.free.items()
    }
    return replace(offered, free=free)


def _cut(free: list[Interval], taken: Sequence[Interval]) -> list[Interval]:
    if not free:
        return []
    whole = Interval(min(time.start for time in free), max(time.end for time in free))
    return openings(DayFacts(shifts=free, claims=list(taken)), whole)


async def threatened_by(
    session: AsyncSession, doctor_id: UUID, change: Change, setting: Setting
) -> tuple[ThreatenedVisit, ...]:
    """The visits that a change would leave without their time. For other hours the session has to be a writing one."""
    if isinstance(change, OneVisit):
        found = await repository.visit(session, change.appointment_id)
        return () if found is None or found.status not in repository.STILL_TO_COME else (found,)
    visits = await repository.visits_of(session, doctor_id, setting.now)
    if isinstance(change, Away):
        return tuple(visit for visit in visits if visit.time.overlaps(change.time))
    before = await _working(session, doctor_id, setting.now)
    savepoint = await _begin(session, doctor_id, change, setting)
    after = await _working(session, doctor_id, setting.now)
    await savepoint.rollback()
    session.expunge_all()
    return tuple(v for v in visits if covered(v.time, before) and not covered(v.time, after))


async def look(session: AsyncSession, doctor_id: UUID, change: Change, setting: Setting) -> Picture:
    """The whole picture. For other hours the session has to be a writing one; nothing of it stays."""
    threatened = await threatened_by(session, doctor_id, change, setting)
    held = await rearranging.held_by(session, OWNER_KIND, [visit.id for visit in threatened])
    services = await repository.services(session, {visit.service_id for visit in threatened})
    holders = await repository.holders(session, list(services))
    if not holders:
        return Picture(threatened, {}, {}, held)
    window = Interval(setting.now, max(visit.ends_at for visit in threatened) + REACH)
    people = {calendar for visit in threatened for calendar, _ in held[visit.id] if calendar != visit.doctor_id}
    doctors = sorted({holder.doctor_id for holder in holders})
    facts = await rearranging.facts_of(session, [*doctors, *sorted(people)], window)
    if isinstance(change, OtherHours) and doctor_id in facts:
        savepoint = await _begin(session, doctor_id, change, setting)
        facts[doctor_id] = (await rearranging.facts_of(session, [doctor_id], window))[doctor_id]
        await savepoint.rollback()
        session.expunge_all()
    elif isinstance(change, Away) and doctor_id in facts:
        facts[doctor_id].absences.append(change.time)
    _give_back(facts, held)
    for kept in await reserving.reserved_between(session, doctors, window, setting.now):
        # Kept for an audience: it counts as closed, as it does for everybody else.
        if kept.calendar_id in facts:
            facts[kept.calendar_id].absences.append(Interval(kept.starts_at, kept.ends_at))
    free = {each: openings(facts[each], window) if each in facts else [] for each in doctors}
    having = await repository.specialties(session, doctors)
    offered = {
        service.id: found
        for service in services.values()
        if (found := _offered(service, holders, having, free, setting, window)) is not None
    }
    needing = {
        visit.id: _needing(visit, held[visit.id], facts)
        for visit in threatened
        if visit.status == Status.BOOKED and visit.service_id in offered
    }
    return Picture(threatened, needing, offered, held)


def _give_back(facts: Facts, held: Held) -> None:
    """The threatened visits' own time is free again."""
    given: dict[UUID, set[Interval]] = {}
    for calendar_id, time in (pair for pairs in held.values() for pair in pairs):
        given.setdefault(calendar_id, set()).add(time)
    for calendar_id, times in given.items():
        if calendar_id in facts:
            facts[calendar_id].claims[:] = [time for time in facts[calendar_id].claims if time not in times]


def _offered(
    service: Service,
    holders: Sequence[repository.Holder],
    having: Mapping[UUID, set[UUID]],
    free: Mapping[UUID, list[Interval]],
    setting: Setting,
    window: Interval,
) -> Offered | None:
    """None when the service cannot be booked within the window at all."""
    terms = terms_of(service, setting.zone)  # type: ignore[arg-type]  # a row with the same columns
    first = max(setting.now + NOTICE, terms.earliest(setting.now))
    last = min(window.end, terms.latest(setting.now))
    if first >= last:
        return None
    colleagues = tuple(
        Colleague(each.doctor_id, frozenset(each.languages), frozenset(having[each.doctor_id]))
        for each in holders
        if each.service_id == service.id
    )
    return Offered(terms, service.specialty_id, Interval(first, last), colleagues, free)


def _needing(visit: ThreatenedVisit, held: Sequence[tuple[UUID, Interval]], facts: Facts) -> Needing:
    people = frozenset(calendar for calendar, _ in held if calendar != visit.doctor_id) or frozenset({visit.patient_id})
    busy = tuple(time for person in people if person in facts for time in facts[person].claims)
    return Needing(visit.id, visit.service_id, visit.doctor_id, visit.time, visit.language, people, busy)


async def _begin(session: AsyncSession, doctor_id: UUID, change: Change, setting: Setting) -> AsyncSessionTransaction:
    """Make the hours in a savepoint."""
    await claims.lock(session, [doctor_id])
    savepoint = await session.begin_nested()
    await make_hours(session, doctor_id, change, setting)
    await session.flush()
    return savepoint


async def make_hours(session: AsyncSession, doctor_id: UUID, change: Change, setting: Setting) -> None:
    """Change the weekly hours as proposed. Raises NoSuchProposal when the template is somebody else's by now."""
    if not isinstance(change, OtherHours):
        return
    if change.template_id is None:
        await schedules.create_template(session, doctor_id, change.draft, now=setting.now, weeks=setting.weeks)
        return
    template = await schedules.template_by_id(session, change.template_id)
    if template.calendar_id != doctor_id:
        raise NoSuchProposal
    await schedules.replace_template(session, template, change.draft, now=setting.now, weeks=setting.weeks)


async def _working(session: AsyncSession, doctor_id: UUID, now: datetime) -> list[Interval]:
    window = Interval(now - DAY, now + FAR)
    return (await schedules.working_times(session, [doctor_id], window)).get(doctor_id, [])
