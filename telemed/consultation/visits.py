"""The appointment behind a consultation, as far as the room needs it: looked up, and taken its next step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Scope
from telemed.booking import service as booking
from telemed.booking.views import times_of

OPEN = frozenset({"booked", "arrived", "in_progress"})
"""Statuses of appointments whose room can be entered."""

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment's facts at the time it was looked up."""

    id: UUID
    clinic_id: UUID
    doctor_id: UUID
    patient_id: UUID
    patient_account_id: UUID | None
    status: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    join_opens_at: datetime
    join_closes_at: datetime
    doctor_name: str
    patient_name: str
    companion_ids: frozenset[UUID] = frozenset()


async def look_up(session: AsyncSession, caller: Caller, consultation_id: UUID) -> Visit:
    """The appointment, if the caller has anything to do with it. Raises NotFound."""
    booked, _ = await booking.visit_for(session, caller, consultation_id, "consultation.enter", scope=Scope.ATTEND)
    own, doctor, patient, times = booked.own, booked.offer.doctor, booked.patient, times_of(booked)
    return Visit(
        id=own.id,
        clinic_id=own.clinic_id,
        doctor_id=own.doctor_id,
        patient_id=own.patient_id,
        patient_account_id=patient.account_id,
        status=own.status,
        starts_at=own.starts_at,
        ends_at=own.ends_at,
        zone=own.zone,
        join_opens_at=times.join_opens,
        join_closes_at=times.join_closes,
        doctor_name=f"{doctor.given_name} {doctor.family_name}",
        patient_name=f"{patient.given_name} {patient.family_name}",
        companion_ids=frozenset(each.id for each in booked.companions),
    )


async def arrive(session: AsyncSession, consultation_id: UUID, *, by: UUID, now: datetime) -> None:
    """The patient is in the waiting room. Raises StepRefused."""
    await booking.arrive(session, consultation_id, by=by, now=now)


async def start(session: AsyncSession, consultation_id: UUID, *, by: UUID, now: datetime) -> None:
    """The doctor has let the patient in. Raises StepRefused."""
    await booking.start(session, consultation_id, by=by, now=now)


async def complete(session: AsyncSession, consultation_id: UUID, *, by: UUID, now: datetime) -> None:
    """The doctor has ended the visit. Raises StepRefused."""
    await booking.complete(session, consultation_id, by=by, now=now)


async def no_longer_held(session: AsyncSession, consultation_ids: Collection[UUID]) -> set[UUID]:
    """Those whose appointment was cancelled or is over in another way."""
    ordered, over = list(consultation_ids), set[UUID]()
    for start in range(0, len(ordered), _CHUNK):
        found = await booking.statuses(session, ordered[start : start + _CHUNK])
        over |= {consultation_id for consultation_id, status in found.items() if status not in OPEN}
    return over
