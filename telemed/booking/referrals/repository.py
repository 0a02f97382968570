"""Queries of referrals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.referrals.models import Referral
from telemed.directory.models import Doctor, Specialty


async def of_patient(
    session: AsyncSession, patient_id: UUID, now: datetime
) -> list[tuple[Referral, Specialty, Doctor | None]]:
    """Those that are good now, the latest first."""
    found = (
        select(Referral, Specialty, Doctor)
        .join(Specialty, col(Specialty.id) == col(Referral.specialty_id))
        .outerjoin(Doctor, col(Doctor.id) == col(Referral.doctor_id))
        .where(
            col(Referral.patient_id) == patient_id,
            col(Referral.revoked_at).is_(None),
            col(Referral.until) > now,
        )
        .order_by(col(Referral.id).desc())
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(found)]


async def by_id(session: AsyncSession, referral_id: UUID) -> Referral | None:
    return await session.get(Referral, referral_id, with_for_update=True)


async def facts(session: AsyncSession, referral_id: UUID) -> tuple[Referral, Specialty, Doctor | None] | None:
    found = (
        select(Referral, Specialty, Doctor)
        .join(Specialty, col(Specialty.id) == col(Referral.specialty_id))
        .outerjoin(Doctor, col(Doctor.id) == col(Referral.doctor_id))
        .where(col(Referral.id) == referral_id)
    )
    row = (await session.execute(found)).first()
    return None if row is None else (row[0], row[1], row[2])
