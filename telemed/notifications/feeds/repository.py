"""Queries of the secret addresses of calendars, of which an account has one at most."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.kit.ids import new_id
from telemed.notifications.feeds.models import CalendarFeed


async def made_at(session: AsyncSession, account_id: UUID) -> datetime | None:
    statement = select(col(CalendarFeed.created_at)).where(col(CalendarFeed.account_id) == account_id)
    return (await session.execute(statement)).scalar_one_or_none()


async def put(session: AsyncSession, account_id: UUID, digest: str, now: datetime) -> None:
    """In place of the one before."""
    new = {"digest": digest, "created_at": now}
    statement = insert(CalendarFeed).values(id=new_id(), account_id=account_id, **new)
    await session.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=new))


async def drop(session: AsyncSession, account_id: UUID) -> None:
    await session.execute(delete(CalendarFeed).where(col(CalendarFeed.account_id) == account_id))


async def owner(session: AsyncSession, digest: str) -> UUID | None:
    """Whose calendar is at the address with this digest."""
    statement = select(col(CalendarFeed.account_id)).where(col(CalendarFeed.digest) == digest)
    return (await session.execute(statement)).scalar_one_or_none()
