"""Queries of many visits at once, for those who tell people about them or move them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.directory.models import Clinic, Doctor, Service
from telemed.kit.intervals import Interval


async def known(
    session: AsyncSession, appointment_ids: Collection[UUID]
) -> list[tuple[Appointment, Service, Doctor, Clinic]]:
    """The visits that exist, with what, with whom and where."""
    statement = (
        select(Appointment, Service, Doctor, Clinic)
        .join(Service, col(Service.id) == col(Appointment.service_id))
        .join(Doctor, col(Doctor.id) == col(Appointment.doctor_id))
        .join(Clinic, col(Clinic.id) == col(Appointment.clinic_id))
        .where(col(Appointment.id).in_(appointment_ids))
    )
    return [(own, service, doctor, clinic) for own, service, doctor, clinic in await session.execute(statement)]


async def standings(session: AsyncSession, appointment_ids: Collection[UUID]) -> list[tuple[UUID, str, datetime, UUID]]:
    """Id, status, start and doctor of each."""
    statement = select(
        col(Appointment.id), col(Appointment.status), col(Appointment.starts_at), col(Appointment.doctor_id)
    ).where(col(Appointment.id).in_(appointment_ids))
    return [(visit_id, status, start, doctor) for visit_id, status, start, doctor in await session.execute(statement)]


async def reminder_rhythms(session: AsyncSession) -> dict[UUID, Sequence[int]]:
    """Minutes before a visit, by clinic."""
    rows = await session.execute(select(col(Clinic.id), col(Clinic.reminders_min)))
    return {row[0]: row[1] for row in rows}


async def lock(session: AsyncSession, appointment_ids: Collection[UUID]) -> dict[UUID, Appointment]:
    """The rows of these visits, held until the transaction ends, in the order of their ids."""
    found = (
        select(Appointment)
        .where(col(Appointment.id).in_(appointment_ids))
        .order_by(col(Appointment.id))
        .with_for_update(key_share=True)
    )
    rows = await session.scalars(found, execution_options={"populate_existing": True})
    return {visit.id: visit for visit in rows}


async def holds_between(session: AsyncSession, doctor_id: UUID, time: Interval, now: datetime) -> set[UUID]:
    """Times of a doctor that somebody holds at this moment, without having booked them."""
    found = select(col(Appointment.id)).where(
        col(Appointment.doctor_id) == doctor_id,
        col(Appointment.status) == Status.HELD,
        col(Appointment.held_until) > now,
        col(Appointment.starts_at) < time.end,
        col(Appointment.ends_at) > time.start,
    )
    return set(await session.scalars(found))
