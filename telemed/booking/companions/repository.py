"""Queries of those who come along."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.companions.models import AppointmentCompanion
from telemed.kit.ids import new_id
from telemed.patients.models import Patient


class Companion(NamedTuple):
    """A further patient of a visit."""

    id: UUID
    given_name: str
    family_name: str


async def of_visits(session: AsyncSession, appointment_ids: Collection[UUID]) -> dict[UUID, tuple[Companion, ...]]:
    """The further patients of each visit that has any."""
    statement = (
        select(
            col(AppointmentCompanion.appointment_id), col(Patient.id), col(Patient.given_name), col(Patient.family_name)
        )
        .join(Patient, col(Patient.id) == col(AppointmentCompanion.patient_id))
        .where(col(AppointmentCompanion.appointment_id).in_(appointment_ids))
        .order_by(col(Patient.given_name), col(Patient.id))
    )
    found: dict[UUID, list[Companion]] = defaultdict(list)
    for appointment_id, identity, given_name, family_name in await session.execute(statement):
        found[appointment_id].append(Companion(identity, given_name, family_name))
    return {appointment_id: tuple(people) for appointment_id, people in found.items()}


async def ids_of(session: AsyncSession, appointment_id: UUID) -> set[UUID]:
    """The further patients of a visit."""
    statement = select(col(AppointmentCompanion.patient_id)).where(
        col(AppointmentCompanion.appointment_id) == appointment_id
    )
    return set((await session.execute(statement)).scalars())


async def replace(session: AsyncSession, appointment_id: UUID, patient_ids: Collection[UUID]) -> None:
    """Make these the further patients of a visit whose row is locked."""
    own = col(AppointmentCompanion.appointment_id) == appointment_id
    await session.execute(delete(AppointmentCompanion).where(own))
    if patient_ids:
        rows = [{"id": new_id(), "appointment_id": appointment_id, "patient_id": each} for each in patient_ids]
        await session.execute(insert(AppointmentCompanion), rows)
