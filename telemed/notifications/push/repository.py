"""Queries of the browsers that show notices."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.kit.ids import new_id
from telemed.notifications.push.models import PushSubscription


async def put(session: AsyncSession, endpoint: str, owned: dict[str, Any]) -> PushSubscription:
    """A browser has one subscription: what is there for this endpoint is overwritten."""
    statement = (
        insert(PushSubscription)
        .values(id=new_id(), endpoint=endpoint, **owned)
        .on_conflict_do_update(index_elements=["endpoint"], set_=owned)
        .returning(PushSubscription)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalars().one()


async def keep_newest(session: AsyncSession, account_id: UUID, most: int) -> None:
    """Drop the account's oldest ones, so that `most` are left."""
    newest = (
        select(col(PushSubscription.id))
        .where(col(PushSubscription.account_id) == account_id)
        .order_by(col(PushSubscription.created_at).desc(), col(PushSubscription.id).desc())
        .limit(most)
    )
    await session.execute(
        delete(PushSubscription)
        .where(col(PushSubscription.account_id) == account_id, col(PushSubscription.id).not_in(newest))
        .execution_options(synchronize_session=False)
    )


async def of_sessions(
    session: AsyncSession, account_id: UUID, session_ids: Collection[UUID]
) -> Sequence[PushSubscription]:
    """Those of an account that were made in one of these sign-ins, the newest first."""
    statement = (
        select(PushSubscription)
        .where(col(PushSubscription.account_id) == account_id, col(PushSubscription.session_id).in_(session_ids))
        .order_by(col(PushSubscription.created_at).desc(), col(PushSubscription.id).desc())
    )
    return (await session.execute(statement)).scalars().all()


async def having_any(session: AsyncSession, account_ids: Collection[UUID]) -> Sequence[UUID]:
    """Which of these accounts have a browser at all."""
    owning = (
        select(col(PushSubscription.account_id)).where(col(PushSubscription.account_id).in_(account_ids)).distinct()
    )
    return (await session.execute(owning)).scalars().all()


async def drop(session: AsyncSession, device_id: UUID) -> None:
    await session.execute(delete(PushSubscription).where(col(PushSubscription.id) == device_id))
