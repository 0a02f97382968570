"""The visits that the queue makes and takes back: appointments for now, with claims on both calendars."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller
from telemed.audit.service import record
from telemed.booking import repository as visits
from telemed.booking.duty import repository_doctors
from telemed.booking.duty.errors import DoctorBusy, NotForDuty
from telemed.booking.duty.models import DutyEntry
from telemed.booking.lifecycle import Actor, Refused, Status, Step, decide
from telemed.booking.repository import Visit, VisitPart, Wished
from telemed.booking.service import OWNER_KIND, change_of
from telemed.booking.views import times_of
from telemed.kit.errors import Conflict
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.kit.zones import to_local, zone
from telemed.patients.service import relate
from telemed.schedules import claims
from telemed.schedules.claims import Owner
from telemed.schedules.errors import NotFree


async def begin(session: AsyncSession, caller: Caller, entry: DutyEntry, doctor_id: UUID, now: datetime) -> Visit:
    """A visit of the locked turn's patient with this doctor, from now on.

    Raises DoctorBusy (409) when the doctor's calendar has no room: a booked visit, an absence, or no working time.
    """
    wished = await _wished(session, entry, doctor_id, now)
    time = time_of(wished.offer.service.duration_min, now)
    taken = time.widened(timedelta(), timedelta(minutes=wished.offer.service.buffer_after_min))
    await _lock_and_clear(session, entry, doctor_id, wished, now)
    await claims.sweep(session, entry.patient_id, now)
    if any(each.overlaps(time) for each in await claims.taken_between(session, entry.patient_id, time)):
        raise Conflict("The patient is in another visit; please try again")
    own = _appointment(entry, wished, time, now)
    owner = Owner(OWNER_KIND, own.id)
    try:
        await claims.claim(session, calendar_id=doctor_id, time=taken, owner=owner, needs_opening=True, now=now)
    except NotFree:
        raise await busy(session, doctor_id, taken, own.zone) from None
    await claims.claim(session, calendar_id=entry.patient_id, time=time, owner=owner, needs_opening=False, now=now)
    await visits.put(session, own)
    await relate(session, entry.patient_id, entry.clinic_id, doctor_id=doctor_id, now=now)
    await record(
        session, action="appointment.booked", outcome="allowed", actor_id=caller.account_id,
        patient_id=own.patient_id, clinic_id=own.clinic_id, subject_id=own.id,
        details={"revision": 1, "duty": str(entry.id)}, now=now,
    )  # fmt: skip
    return Visit(own, wished.offer, wished.patient)


def time_of(duration_min: int, now: datetime) -> Interval:
    """From this second on, for as long as the service plans."""
    start = now.replace(microsecond=0)
    return Interval(start, start + timedelta(minutes=duration_min))


async def in_another_visit(session: AsyncSession, patient_id: UUID, time: Interval, now: datetime) -> bool:
    """Whether the patient has something else in this time. What visits that are over had taken does not count."""
    taken = await claims.taken_between(session, patient_id, time)
    if not taken:
        return False
    over = {ended.time for ended in await repository_doctors.visits_that_ended(session, {patient_id}, now)}
    return any(each not in over for each in taken)


async def busy(session: AsyncSession, doctor_id: UUID, time: Interval, zone_name: str) -> DoctorBusy:
    """Why there is no room, and until when."""
    in_the_way = await repository_doctors.in_the_way(session, doctor_id, time)
    if not in_the_way:
        return DoctorBusy("Your calendar has no working time now", reason_code="not_working")
    begins, ends = min(each.start for each in in_the_way), max(each.end for each in in_the_way)
    tz = zone(zone_name)
    return DoctorBusy(
        "A visit of yours is in the way",
        reason_code="visit",
        next_visit_at=begins.isoformat(),
        busy_until=ends.isoformat(),
        next_visit_local=to_local(begins, tz).isoformat(),
        busy_until_local=to_local(ends, tz).isoformat(),
    )


async def take_back(
    session: AsyncSession, visit_ids: Collection[UUID], step: Step, by: UUID | None, now: datetime
) -> None:
    """End visits that have not begun (`step` is CANCEL or NO_SHOW), and give their time back.

    The queue acts for the clinic's desk. It sends no word of the visit: the turn has words of its own.
    """
    ended = []
    for visit_id in sorted(visit_ids):
        visit = await visits.get(session, visit_id, lock=True)
        if visit is not None and (status := _status_after(step, visit, now)) is not None:
            ended.append((visit, status))
    await claims.lock(session, {each for visit, _ in ended for each in (visit.own.doctor_id, visit.own.patient_id)})
    for visit, status in ended:
        marks = {"cancelled_at": now, "cancelled_by": by} if status is Status.CANCELLED else {"ended_at": now}
        own = visit.own._replace(status=status, revision=visit.own.revision + 1, **marks)
        await visits.change(session, own.id, **change_of(visit.own, own))
        await claims.release(session, Owner(OWNER_KIND, own.id))
        await record(
            session, action=f"appointment.{status}", outcome="allowed", actor_id=by, patient_id=own.patient_id,
            clinic_id=own.clinic_id, subject_id=own.id, details={"revision": own.revision}, now=now,
        )  # fmt: skip


def _status_after(step: Step, visit: Visit, now: datetime) -> Status | None:
    """Where the visit ends; a call older than its planned length can only be missed. None when it is over or going on."""
    for each in (step, Step.NO_SHOW):
        decision = decide(each, Status(visit.own.status), Actor.STAFF, times_of(visit), now)
        if not isinstance(decision, Refused):
            return decision.status
    return None


async def _wished(session: AsyncSession, entry: DutyEntry, doctor_id: UUID, now: datetime) -> Wished:
    sent = await visits.send_wished(
        session, service_id=entry.service_id, doctor_id=doctor_id, patient_id=entry.patient_id, now=now
    )
    wished = await visits.wished_of(sent)
    if wished is None:
        raise NotForDuty("This doctor does not offer this service", reason_code="not_on_offer")
    return wished


async def _lock_and_clear(
    session: AsyncSession, entry: DutyEntry, doctor_id: UUID, wished: Wished, now: datetime
) -> None:
    """Hold both calendars, and give back what visits that ended early had taken beyond their end."""
    over = await repository_doctors.visits_that_ended(session, {doctor_id, entry.patient_id}, now)
    await claims.open_calendar(session, entry.patient_id, zone=wished.patient.zone)
    people = {doctor_id, entry.patient_id}.union(*((ended.doctor_id, ended.patient_id) for ended in over))
    await claims.lock(session, people)
    since = now.replace(microsecond=0)
    for ended in over:
        owner = Owner(OWNER_KIND, ended.id)
        if ended.starts_at < since:
            await claims.shorten(session, owner, since)
        else:
            await claims.release(session, owner)


def _appointment(entry: DutyEntry, wished: Wished, time: Interval, now: datetime) -> VisitPart:
    return VisitPart(
        id=new_id(), clinic_id=entry.clinic_id, service_id=entry.service_id, doctor_id=wished.offer.doctor.id,
        patient_id=entry.patient_id, starts_at=time.start, ends_at=time.end, zone=wished.offer.clinic.zone,
        modality=entry.modality, status=Status.BOOKED, revision=1, reason=entry.reason, booked_by=entry.account_id,
        booked_at=now, arrived_at=None, started_at=None, ended_at=None, cancelled_at=None, cancelled_by=None,
        cancel_reason=None,
    )  # fmt: skip
