"""Visits as the clinic's planning sees them: when, who, what; nothing clinical."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.directory.models import Service
from telemed.kit.intervals import Interval
from telemed.patients.models import Patient

AHEAD = (Status.HELD, Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS)
SHOWN = (*AHEAD, Status.COMPLETED, Status.NO_SHOW)


class PlannedVisit(NamedTuple):
    """A visit with the names a planner needs."""

    id: UUID
    doctor_id: UUID
    starts_at: datetime
    ends_at: datetime
    status: str
    revision: int
    modality: str
    given_name: str
    family_name: str
    service_name: dict[str, str]

    @property
    def time(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def patient_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


_VISITS = (
    select(
        col(Appointment.id),
        col(Appointment.doctor_id),
        col(Appointment.starts_at),
        col(Appointment.ends_at),
        col(Appointment.status),
        col(Appointment.revision),
        col(Appointment.modality),
        col(Patient.given_name),
        col(Patient.family_name),
        col(Service.name),
    )
    .join(Patient, col(Patient.id) == col(Appointment.patient_id))
    .join(Service, col(Service.id) == col(Appointment.service_id))
    .order_by(col(Appointment.starts_at), col(Appointment.id))
)


async def visits_ahead(session: AsyncSession, doctor_id: UUID, now: datetime) -> list[PlannedVisit]:
    """Visits of a doctor that are not over and still to take place."""
    found = _VISITS.where(
        col(Appointment.doctor_id) == doctor_id, col(Appointment.ends_at) > now, col(Appointment.status).in_(AHEAD)
    )
    return [PlannedVisit._make(row) for row in await session.execute(found)]


async def visits_between(session: AsyncSession, doctor_ids: Sequence[UUID], window: Interval) -> list[PlannedVisit]:
    """Visits that overlap `window`, taken place or to come; cancelled and expired ones are not shown."""
    found = _VISITS.where(
        col(Appointment.doctor_id).in_(doctor_ids),
        col(Appointment.starts_at) < window.end,
        col(Appointment.ends_at) > window.start,
        col(Appointment.status).in_(SHOWN),
    )
    return [PlannedVisit._make(row) for row in await session.execute(found)]
