"""Queries of programmes and memberships."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.patients.models import Patient
from telemed.programmes.models import Membership, Programme


async def programmes_of(session: AsyncSession, clinic_id: UUID) -> list[Programme]:
    found = select(Programme).where(col(Programme.clinic_id) == clinic_id)
    return list(await session.scalars(found.order_by(col(Programme.code))))


async def member_counts(session: AsyncSession, programme_ids: Sequence[UUID], now: datetime) -> dict[UUID, int]:
    """How many belong to each now, or will."""
    rows = await session.execute(
        select(col(Membership.programme_id), func.count())
        .where(
            col(Membership.programme_id).in_(programme_ids),
            col(Membership.until).is_(None) | (col(Membership.until) > now),
        )
        .group_by(col(Membership.programme_id))
    )
    return {row[0]: row[1] for row in rows}


async def programme(session: AsyncSession, programme_id: UUID, *, lock: bool = False) -> Programme | None:
    return await session.get(Programme, programme_id, with_for_update=True if lock else None)


async def by_code(session: AsyncSession, clinic_id: UUID, code: str) -> Programme | None:
    found = select(Programme).where(col(Programme.clinic_id) == clinic_id, col(Programme.code) == code)
    return (await session.scalars(found)).first()


async def members(
    session: AsyncSession, programme_id: UUID, now: datetime, *, after: UUID | None, limit: int
) -> list[tuple[Membership, Patient]]:
    """Who belongs to it now, or will; by when they were entered."""
    found = (
        select(Membership, Patient)
        .join(Patient, col(Patient.id) == col(Membership.patient_id))
        .where(
            col(Membership.programme_id) == programme_id,
            col(Membership.until).is_(None) | (col(Membership.until) > now),
        )
        .order_by(col(Membership.id))
        .limit(limit)
    )
    if after is not None:
        found = found.where(col(Membership.id) > after)
    return [(row[0], row[1]) for row in await session.execute(found)]


async def membership(session: AsyncSession, membership_id: UUID) -> Membership | None:
    return await session.get(Membership, membership_id, with_for_update=True)


async def running(session: AsyncSession, programme_id: UUID, patient_id: UUID, now: datetime) -> Membership | None:
    """The patient's membership that has not ended."""
    found = select(Membership).where(
        col(Membership.programme_id) == programme_id,
        col(Membership.patient_id) == patient_id,
        col(Membership.until).is_(None) | (col(Membership.until) > now),
    )
    return (await session.scalars(found)).first()


async def of_patient(session: AsyncSession, patient_id: UUID, now: datetime) -> list[tuple[Membership, Programme]]:
    """What the patient belongs to, or will."""
    found = (
        select(Membership, Programme)
        .join(Programme, col(Programme.id) == col(Membership.programme_id))
        .where(
            col(Membership.patient_id) == patient_id,
            col(Programme.active),
            col(Membership.until).is_(None) | (col(Membership.until) > now),
        )
        .order_by(col(Programme.code))
    )
    return [(row[0], row[1]) for row in await session.execute(found)]
