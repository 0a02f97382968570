"""Moving visits because the clinic has to: many at once, whole or not at all, and the patient did not ask for it.

The caller has decided where each visit goes, and holds the locks in the order of the house: rows of visits first, by
`lock_visits`, then all calendars. The places were found free under these locks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.audit.service import record
from telemed.booking import repository, repository_many
from telemed.booking.errors import NoSuchVisit, StepRefused
from telemed.booking.lifecycle import Actor, Refused, Status, Step, VisitTimes, decide
from telemed.booking.models import Appointment
from telemed.booking.service import OWNER_KIND, take_step
from telemed.booking.waitlist.offering import freed
from telemed.db.statements import batch
from telemed.kit.intervals import Interval
from telemed.outbox.service import enqueue
from telemed.patients.service import relate
from telemed.schedules import claims, rearranging
from telemed.schedules.claims import Owner
from telemed.schedules.rearranging import Taken

_AT_ONCE = 20
"""So many rows are written in one statement: more make it slow to plan."""

Held = Mapping[UUID, Sequence[tuple[UUID, Interval]]]


@dataclass(frozen=True, slots=True)
class Relocation:
    """Where a visit goes: `time` is what the patient sees, `taken` what the doctor's calendar gives."""

    appointment_id: UUID
    doctor_id: UUID
    time: Interval
    taken: Interval


async def lock_visits(session: AsyncSession, appointment_ids: Collection[UUID]) -> dict[UUID, Appointment]:
    """The rows of these visits, held until the transaction ends, in the order of their ids."""
    return await repository_many.lock(session, appointment_ids)


async def relocate(
    session: AsyncSession,
    moves: Sequence[Relocation],
    visits: Mapping[UUID, Appointment],
    held: Held,
    *,
    by: UUID,
    now: datetime,
) -> None:
    """Move the locked visits: same ids, next revisions. `held` are their claims now; everybody who comes moves with them.

    From then on the patient may change or cancel the visit until it begins. Raises StepRefused for one that cannot be moved.
    """
    for move in moves:
        _require_movable(visits[move.appointment_id], now)
    taken = [each for move in moves for each in _taken(move, visits[move.appointment_id], held)]
    await rearranging.rearrange(
        session, {move.appointment_id: held[move.appointment_id] for move in moves}, OWNER_KIND, taken
    )
    left: dict[UUID, list[Interval]] = {}
    for move in moves:
        doctor_id = visits[move.appointment_id].doctor_id
        left.setdefault(doctor_id, []).extend(time for each, time in held[move.appointment_id] if each == doctor_id)
    for first in range(0, len(moves), _AT_ONCE):
        async with batch(session):
            for move in moves[first : first + _AT_ONCE]:
                await _write(session, move, visits[move.appointment_id], by, now)
    for doctor_id, times in left.items():
        await freed(session, doctor_id, times, now)


def _require_movable(visit: Appointment, now: datetime) -> None:
    times = VisitTimes(visit.starts_at, visit.ends_at, timedelta(0), timedelta(0))
    decision = decide(Step.RESCHEDULE, Status(visit.status), Actor.STAFF, times, now)
    if isinstance(decision, Refused):
        raise StepRefused(decision.reason, reason_code=decision.code)


def _taken(move: Relocation, visit: Appointment, held: Held) -> list[Taken]:
    owner = Owner(OWNER_KIND, visit.id)
    people = {calendar for calendar, _ in held[visit.id] if calendar != visit.doctor_id}
    return [Taken(move.doctor_id, move.taken, owner), *(Taken(person, move.time, owner) for person in sorted(people))]


async def _write(session: AsyncSession, move: Relocation, visit: Appointment, by: UUID, now: datetime) -> None:
    said = {"was": visit.starts_at.isoformat(), "was_doctor_id": str(visit.doctor_id)}
    visit.doctor_id, visit.starts_at, visit.ends_at = move.doctor_id, move.time.start, move.time.end
    await _say(session, "replan.moved", visit, said, by, now)
    await relate(session, visit.patient_id, visit.clinic_id, doctor_id=move.doctor_id, now=now)


async def leave_over(session: AsyncSession, visits: Sequence[Appointment], *, by: UUID, now: datetime) -> None:
    """Visits that found no place keep theirs for now. Their patients hear it, and may change or cancel them at once."""
    for first in range(0, len(visits), _AT_ONCE):
        async with batch(session):
            for visit in visits[first : first + _AT_ONCE]:
                await _say(session, "replan.leftover", visit, {}, by, now)


async def _say(
    session: AsyncSession, kind: str, visit: Appointment, more: dict[str, str], by: UUID, now: datetime
) -> None:
    visit.revision += 1
    visit.moved_by_clinic_at = now
    said = {"revision": visit.revision, "by": str(by), **more}
    await enqueue(session, kind, subject_id=visit.id, payload=said, now=now)
    await record(
        session, action=kind, outcome="allowed", actor_id=by, patient_id=visit.patient_id, clinic_id=visit.clinic_id,
        subject_id=visit.id, details=said, now=now,
    )  # fmt: skip


async def holds_between(session: AsyncSession, doctor_id: UUID, time: Interval, now: datetime) -> set[UUID]:
    """Times of a doctor that somebody holds at this moment, without having booked them."""
    return await repository_many.holds_between(session, doctor_id, time, now)


async def end_holds(session: AsyncSession, appointment_ids: Collection[UUID], now: datetime) -> None:
    """The held times are not to be had any more; rows and calendars are locked."""
    for appointment_id in sorted(appointment_ids):
        visit = await repository.get(session, appointment_id)
        if visit is not None:
            about = {"why": "clinic"}
            await take_step(session, visit, Actor.SYSTEM, Step.EXPIRE, by=None, now=now, about=about, ended_at=now)
            await claims.release(session, Owner(OWNER_KIND, appointment_id))


async def cancel_unasked(session: AsyncSession, appointment_id: UUID, *, by: UUID | None, now: datetime) -> None:
    """The patient does not want the time that the clinic chose. Raises StepRefused (409), NoSuchVisit (404)."""
    visit = await repository.get(session, appointment_id, lock=True)
    if visit is None:
        raise NoSuchVisit
    await take_step(session, visit, Actor.PATIENT, Step.CANCEL, by=by, now=now, cancelled_at=now, cancelled_by=by)
    owner = Owner(OWNER_KIND, appointment_id)
    await claims.lock(session, await claims.calendars_of(session, owner))
    released = await claims.release(session, owner)
    times = [each.time for each in released if each.calendar_id == visit.own.doctor_id]
    await freed(session, visit.own.doctor_id, times, now)
