"""Keeping time of calendars for an audience until an instant. Openings stay what they are: who may take them changes."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.kit.intervals import Interval, subtract
from telemed.schedules import claims, repository_reserved as repository
from telemed.schedules.errors import NoSuchRow
from telemed.schedules.models import ReservedTime

KEPT = timedelta(days=7)
"""How long reserved time stays on record after it is for anybody."""


async def reserve(
    session: AsyncSession, calendar_id: UUID, time: Interval, audience: str, until: datetime, now: datetime
) -> ReservedTime:
    """Keep the time. What was reserved there before gives way, cut where it reaches further."""
    await claims.lock(session, [calendar_id])
    for row in await repository.overlapping(session, [calendar_id], time, now):
        left = subtract([Interval(row.starts_at, row.ends_at)], [time])
        await repository.drop(session, [row.id])
        await repository.add(session, [(calendar_id, each) for each in left], row.audience, row.until)
    reserved = ReservedTime(
        calendar_id=calendar_id, starts_at=time.start, ends_at=time.end, audience=audience, until=until
    )
    session.add(reserved)
    await session.flush()
    return reserved


async def reserve_rest(
    session: AsyncSession, calendar_ids: Collection[UUID], time: Interval, audience: str, until: datetime, now: datetime
) -> None:
    """Keep what is not reserved there yet; what this audience had before is given up."""
    before = await repository.calendars_of(session, audience)
    await claims.lock(session, {*calendar_ids, *before})
    await repository.drop_audience(session, audience)
    taken: dict[UUID, list[Interval]] = {}
    for row in await repository.overlapping(session, calendar_ids, time, now):
        taken.setdefault(row.calendar_id, []).append(Interval(row.starts_at, row.ends_at))
    rest = [(each, left) for each in calendar_ids for left in subtract([time], taken.get(each, []))]
    await repository.add(session, rest, audience, until)


async def give_up(session: AsyncSession, audience: str) -> None:
    """Nothing is kept for this audience any more."""
    await claims.lock(session, await repository.calendars_of(session, audience))
    await repository.drop_audience(session, audience)


async def reserved_by_id(session: AsyncSession, reserved_id: UUID) -> ReservedTime:
    """Raises NoSuchRow."""
    found = await repository.by_id(session, reserved_id)
    if found is None:
        raise NoSuchRow
    return found


async def free(session: AsyncSession, reserved: ReservedTime) -> None:
    """Let anybody have it from now on."""
    await claims.lock(session, [reserved.calendar_id])
    await repository.drop(session, [reserved.id])


async def reserved_between(
    session: AsyncSession, calendar_ids: Collection[UUID], window: Interval, now: datetime
) -> list[ReservedTime]:
    return await repository.overlapping(session, calendar_ids, window, now)


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Remove what has been for anybody for a while. The worker calls this."""
    await repository.forget(session, now - KEPT)
