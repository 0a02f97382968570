"""Queries of what the demo has been filled with so far, for what is built upon it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.accounts.models import AccountGrant
from telemed.booking.intake.models import IntakeForm
from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.directory.models import Service
from telemed.kit.intervals import Interval
from telemed.patients.models import Patient


async def services(session: AsyncSession, clinic_id: UUID) -> Sequence[Service]:
    return (await session.scalars(select(Service).where(col(Service.clinic_id) == clinic_id))).all()


async def duty_service(session: AsyncSession, clinic_id: UUID) -> tuple[Service, IntakeForm] | None:
    """The service that the clinic's queue is for, with what it asks."""
    found = select(Service, IntakeForm).join(IntakeForm, col(IntakeForm.service_id) == col(Service.id))
    row = (await session.execute(found.where(col(Service.clinic_id) == clinic_id, col(Service.duty)))).first()
    return None if row is None else (row[0], row[1])


async def visits_of_service(
    session: AsyncSession, service_id: UUID, statuses: Collection[Status], now: datetime, limit: int
) -> list[tuple[UUID, datetime]]:
    """Visits that are not over, the next first: their ids, and when they were booked."""
    rows = await session.execute(
        select(col(Appointment.id), col(Appointment.booked_at))
        .where(
            col(Appointment.service_id) == service_id,
            col(Appointment.status).in_(statuses),
            col(Appointment.ends_at) > now,
        )
        .order_by(col(Appointment.starts_at))
        .limit(limit)
    )
    return [(appointment_id, booked_at) for appointment_id, booked_at in rows]


async def visits_ahead(session: AsyncSession, clinic_id: UUID, after: datetime) -> Sequence[Appointment]:
    """Booked visits of a clinic, the next first."""
    found = select(Appointment).where(
        col(Appointment.clinic_id) == clinic_id,
        col(Appointment.status) == Status.BOOKED,
        col(Appointment.starts_at) > after,
    )
    return (await session.scalars(found.order_by(col(Appointment.starts_at), col(Appointment.doctor_id)))).all()


async def visits_of_nobodys(
    session: AsyncSession, clinic_id: UUID, after: datetime, limit: int
) -> list[tuple[Appointment, Patient]]:
    """Booked visits of patients for whom no account acts, the next first."""
    acted_for = select(col(AccountGrant.id)).where(col(AccountGrant.subject_id) == col(Patient.id))
    statement = (
        select(Appointment, Patient)
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
        .where(
            col(Appointment.clinic_id) == clinic_id,
            col(Appointment.status) == Status.BOOKED,
            col(Appointment.starts_at) > after,
            ~acted_for.exists(),
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(limit)
    )
    return [(visit, patient) for visit, patient in await session.execute(statement)]


async def starts_of_doctors(
    session: AsyncSession, clinic_id: UUID, doctor_ids: Collection[UUID], between: Interval
) -> list[tuple[UUID, datetime]]:
    """When each booked visit of these doctors begins: the doctor, and the time."""
    rows = await session.execute(
        select(col(Appointment.doctor_id), col(Appointment.starts_at)).where(
            col(Appointment.clinic_id) == clinic_id,
            col(Appointment.doctor_id).in_(doctor_ids),
            col(Appointment.status) == Status.BOOKED,
            col(Appointment.starts_at) > between.start,
            col(Appointment.starts_at) < between.end,
        )
    )
    return [(doctor_id, start) for doctor_id, start in rows]


async def times_of_people(session: AsyncSession, between: Interval) -> list[tuple[UUID, UUID, Interval]]:
    """Doctor, patient and time of all visits that begin in it, whatever became of them."""
    rows = await session.execute(
        select(
            col(Appointment.doctor_id),
            col(Appointment.patient_id),
            col(Appointment.starts_at),
            col(Appointment.ends_at),
        ).where(col(Appointment.starts_at) > between.start, col(Appointment.starts_at) < between.end)
    )
    return [(doctor_id, patient_id, Interval(start, end)) for doctor_id, patient_id, start, end in rows]
