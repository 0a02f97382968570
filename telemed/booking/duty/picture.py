"""A clinic's queue as it stands at a moment: who waits, who is on duty, and what may be promised."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.duty import repository, repository_doctors
from telemed.booking.duty.estimate import (
    HORIZON_S,
    Accuracy,
    Estimate,
    OnDuty,
    Past,
    Picture,
    Promise,
    accuracy,
    estimate,
    lengths,
    rate_per_s,
)
from telemed.booking.duty.models import DutyEntry
from telemed.booking.duty.order import Stage, Turn, ahead_of, counts, line, rivals_of
from telemed.booking.duty.repository import Row
from telemed.booking.duty.repository_doctors import OnDutyRow
from telemed.directory import service as directory
from telemed.directory.models import Clinic, Service
from telemed.kit.intervals import Interval, merge
from telemed.kit.zones import day_bounds, to_local, zone
from telemed.schedules.claims import openings_between

_HORIZON = timedelta(seconds=HORIZON_S)
_SHORTEST_DAY = timedelta(hours=6)
_ARRIVALS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything that is shown of a clinic's queue, and asked about it, at `now`."""

    clinic: Clinic
    services: dict[UUID, Service]
    rows: Sequence[Row]
    on_duty: Sequence[OnDutyRow]
    treated: dict[UUID, frozenset[UUID]]
    """The services that each doctor on duty treats now."""
    now: datetime
    windows: dict[UUID, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    lengths_s: Sequence[float] = ()
    arrivals: dict[int, int] = field(default_factory=dict)
    accuracy: Accuracy | None = None
    waits_s: Sequence[float] = ()
    """How long everybody who was called today had waited."""

    @property
    def waiting(self) -> list[Turn]:
        """Who waits, in the order in which they are called."""
        return line((row.turn for row in self.rows if row.stage is Stage.WAITING), self.now)

    @property
    def counted(self) -> list[OnDutyRow]:
        """Doctors on duty who are counted on."""
        return [
            each
            for each in self.on_duty
            if counts(each.presence.last_seen_at, with_somebody=each.with_since is not None, now=self.now)
        ]

    def is_open(self, service_id: UUID) -> bool:
        """Whether a doctor on duty treats this now."""
        return any(service_id in self.treated[each.doctor_id] for each in self.counted)

    def ahead(self, turn: Turn) -> list[Turn]:
        return ahead_of(turn, self.waiting, self._rivals(turn.service_id))

    def estimate_of(self, turn: Turn) -> Estimate | None:
        """The wait that is left to somebody in the line."""
        return self._estimate(turn.service_id, turn.urgency, [each.service_id for each in self.ahead(turn)])

    def estimate_for(self, service_id: UUID, urgency: int) -> Estimate | None:
        """The wait of somebody who came now."""
        rivals = self._rivals(service_id)
        ahead = [each.service_id for each in self.waiting if each.urgency <= urgency and each.service_id in rivals]
        return self._estimate(service_id, urgency, ahead)

    def _rivals(self, service_id: UUID) -> set[UUID]:
        return rivals_of(service_id, self.treated.values())

    def _estimate(self, service_id: UUID, urgency: int, ahead: Sequence[UUID]) -> Estimate | None:
        more_urgent = sum(number for level, number in self.arrivals.items() if level < urgency)
        return estimate(
            Picture(
                doctors=[self._doctor(each) for each in self.counted],
                ahead=ahead,
                service_id=service_id,
                planned_s=self.services[service_id].duration_min * 60.0,
                lengths_s=self.lengths_s,
                more_urgent_per_s=rate_per_s(more_urgent, _ARRIVALS),
            )
        )

    def _doctor(self, each: OnDutyRow) -> OnDuty:
        elapsed = None if each.with_since is None else (self.now - each.with_since).total_seconds()
        return OnDuty(self.treated[each.doctor_id], elapsed, self.windows.get(each.doctor_id, ()))


async def outline(session: AsyncSession, clinic: Clinic, now: datetime) -> Queue:
    """The queue without what estimates are made of."""
    offered = await directory.services(session, clinic_id=clinic.id)
    on_duty = await repository_doctors.on_duty(session, [clinic.id])
    treated = await treatable(session, on_duty)
    rows = await repository.in_line(session, [clinic.id])
    return Queue(
        clinic=clinic,
        services={service.id: service for service in offered if service.duty},
        rows=rows,
        on_duty=on_duty,
        treated=treated,
        now=now,
    )


async def load(session: AsyncSession, clinic: Clinic, now: datetime) -> Queue:
    """The queue with everything that a wait is estimated from."""
    plain = await outline(session, clinic, now)
    past = await repository.called_since(session, clinic.id, _begin_of_day(clinic.zone, now))
    return Queue(
        clinic=clinic,
        services=plain.services,
        rows=plain.rows,
        on_duty=plain.on_duty,
        treated=plain.treated,
        now=now,
        windows=await _windows(session, plain.on_duty, now),
        lengths_s=lengths(list(_past(past))),
        arrivals=await repository.arrivals_since(session, clinic.id, now - _ARRIVALS),
        accuracy=accuracy([_promise(each, now) for each in await repository.promised(session, clinic.id)]),
        waits_s=[(r.entry.called_at - r.entry.joined_at).total_seconds() for r in past if r.entry.called_at],
    )


async def treatable(session: AsyncSession, on_duty: Sequence[OnDutyRow]) -> dict[UUID, frozenset[UUID]]:
    """The duty services of each doctor, narrowed to the specialties they logged on for."""
    wanted = {each.doctor_id: set(each.presence.specialty_ids) for each in on_duty}
    found: dict[UUID, set[UUID]] = {doctor_id: set() for doctor_id in wanted}
    for doctor_id, service_id, specialty_id in await repository_doctors.treated_by(session, wanted.keys()):
        if not wanted[doctor_id] or str(specialty_id) in wanted[doctor_id]:
            found[doctor_id].add(service_id)
    return {doctor_id: frozenset(services) for doctor_id, services in found.items()}


def _begin_of_day(zone_name: str, now: datetime) -> datetime:
    """Midnight at the clinic; some hours ago, while the day is young."""
    tz = zone(zone_name)
    day = day_bounds(to_local(now, tz).date(), tz)
    return min(day.start, now - _SHORTEST_DAY) if day is not None else now - _SHORTEST_DAY


async def _windows(
    session: AsyncSession, on_duty: Sequence[OnDutyRow], now: datetime
) -> dict[UUID, tuple[tuple[float, float], ...]]:
    """When the doctors' calendars let them take somebody: what is free, and what the visit they are in has taken."""
    rest = Interval(now, now + _HORIZON)
    free: dict[UUID, list[Interval]] = {each.doctor_id: [] for each in on_duty}
    for doctor_id, opening in await openings_between(session, list(free), rest):
        free[doctor_id].append(opening)
    for each in on_duty:
        if each.visit is not None:
            free[each.doctor_id].append(each.visit)
    return {doctor_id: tuple(_seconds(merge(times), rest)) for doctor_id, times in free.items()}


def _seconds(times: Collection[Interval], rest: Interval) -> Iterator[tuple[float, float]]:
    for time in times:
        if (clipped := time.clipped(rest)) is not None:
            yield (clipped.start - rest.start).total_seconds(), (clipped.end - rest.start).total_seconds()


def _past(rows: Sequence[Row]) -> Iterator[Past]:
    """Whoever was called and is done with, seen or not: both take a doctor's time."""
    for row in rows:
        own = row.entry
        ended = row.visit.ended_at if row.visit is not None else None
        if own.called_at is not None and own.doctor_id is not None and ended is not None:
            yield Past(own.doctor_id, own.joined_at, own.called_at, ended)


def _promise(entry: DutyEntry, now: datetime) -> Promise:
    until = entry.called_at or entry.ended_at or now
    waited = (until - entry.joined_at).total_seconds()
    return Promise(entry.stated_p90_s or 0, waited, called=entry.called_at is not None)
