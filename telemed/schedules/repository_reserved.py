"""Queries of reserved time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.schedules.models import ReservedTime


async def overlapping(
    session: AsyncSession, calendar_ids: Collection[UUID], window: Interval, now: datetime
) -> list[ReservedTime]:
    """Still in force, in order of time."""
    found = select(ReservedTime).where(
        col(ReservedTime.calendar_id).in_(calendar_ids),
        col(ReservedTime.ends_at) > window.start,
        col(ReservedTime.starts_at) < window.end,
        col(ReservedTime.until) > now,
    )
    return list(await session.scalars(found.order_by(col(ReservedTime.starts_at), col(ReservedTime.calendar_id))))


async def by_id(session: AsyncSession, reserved_id: UUID) -> ReservedTime | None:
    return await session.get(ReservedTime, reserved_id)


async def drop(session: AsyncSession, ids: Sequence[UUID]) -> None:
    if ids:
        await session.execute(delete(ReservedTime).where(col(ReservedTime.id).in_(ids)))


async def drop_audience(session: AsyncSession, audience: str) -> None:
    await session.execute(delete(ReservedTime).where(col(ReservedTime.audience) == audience))


async def add(session: AsyncSession, rows: Sequence[tuple[UUID, Interval]], audience: str, until: datetime) -> None:
    if rows:
        values = [
            {"id": new_id(), "calendar_id": calendar_id, "starts_at": time.start, "ends_at": time.end,
             "audience": audience, "until": until}
            for calendar_id, time in rows
        ]  # fmt: skip
        await session.execute(insert(ReservedTime), values)


async def calendars_of(session: AsyncSession, audience: str) -> list[UUID]:
    found = select(col(ReservedTime.calendar_id)).where(col(ReservedTime.audience) == audience).distinct()
    return list(await session.scalars(found))


async def forget(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(ReservedTime).where(col(ReservedTime.until) < before))
