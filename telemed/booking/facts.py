"""What rooms above ask about many visits at once, on nobody's behalf: they decide who hears of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.models import Appointment
from telemed.booking.service import VisitFacts, facts_of
from telemed.directory.models import Clinic, Doctor, Service


class Known(NamedTuple):
    """A visit, with who made and who ended it, and whether it came out of the duty queue."""

    visit: VisitFacts
    booked_by: UUID
    cancelled_by: UUID | None
    duty: bool


class Standing(NamedTuple):
    """How a visit stands: what a message about it was true of."""

    status: str
    starts_at: datetime
    doctor_id: UUID


async def known_visits(session: AsyncSession, appointment_ids: Collection[UUID]) -> dict[UUID, Known]:
    """The facts of many visits in one statement; those that do not exist are left out."""
    statement = (
        select(Appointment, Service, Doctor, Clinic)
        .join(Service, col(Service.id) == col(Appointment.service_id))
        .join(Doctor, col(Doctor.id) == col(Appointment.doctor_id))
        .join(Clinic, col(Clinic.id) == col(Appointment.clinic_id))
        .where(col(Appointment.id).in_(appointment_ids))
    )
    return {
        own.id: Known(facts_of(own, service, doctor, clinic), own.booked_by, own.cancelled_by, service.duty)
        for own, service, doctor, clinic in await session.execute(statement)
    }


async def standings(session: AsyncSession, appointment_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Status, start and doctor of many visits."""
    statement = select(
        col(Appointment.id), col(Appointment.status), col(Appointment.starts_at), col(Appointment.doctor_id)
    ).where(col(Appointment.id).in_(appointment_ids))
    return {row[0]: Standing(*row[1:]) for row in await session.execute(statement)}


class Awaiting(NamedTuple):
    """A booked visit that lies ahead."""

    id: UUID
    revision: int
    starts_at: datetime
    doctor_id: UUID
    booked_at: datetime


async def reminder_rhythms(session: AsyncSession) -> dict[UUID, Sequence[int]]:
    """How many minutes before a visit each clinic reminds its patients."""
    rows = await session.execute(select(col(Clinic.id), col(Clinic.reminders_min)))
    return {row[0]: row[1] for row in rows}
