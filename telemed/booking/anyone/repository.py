"""What is asked about the doctors among whom one is chosen."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.lifecycle import TAKES_TIME
from telemed.booking.models import Appointment
from telemed.kit.intervals import Interval


async def visits_between(session: AsyncSession, doctor_ids: Collection[UUID], day: Interval) -> dict[UUID, int]:
    """How many visits each of the doctors has then; those who have none are left out."""
    rows = await session.execute(
        select(col(Appointment.doctor_id), func.count())
        .where(
            col(Appointment.doctor_id).in_(doctor_ids),
            col(Appointment.starts_at) >= day.start,
            col(Appointment.starts_at) < day.end,
            col(Appointment.status).in_(TAKES_TIME),
        )
        .group_by(col(Appointment.doctor_id))
    )
    return {row[0]: row[1] for row in rows}
