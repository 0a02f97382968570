"""The queries of messages, and only they."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.db.statements import Prepared
from telemed.db.types import Instant
from telemed.notifications.models import Message

LEASE = timedelta(seconds=120)
KEPT = timedelta(days=90)

_COLUMNS = (
    "id", "event_id", "kind", "recipient_account_id", "channel", "to_address", "subject", "body_text", "body_html",
    "created_at", "next_attempt_at",
)  # fmt: skip
_ADD = Prepared(
    insert(Message)
    .values({name: bindparam(name) for name in _COLUMNS} | {"status": "queued", "attempts": 0})
    .on_conflict_do_nothing()
)


async def add(session: AsyncSession, **values: Any) -> None:
    """Queue a message; nothing happens when there is one of that id, sent or not."""
    await _ADD.run(session, **values)


async def claim_due(session: AsyncSession, now: datetime, limit: int) -> Sequence[Message]:
    """Lease queued messages that are due, the oldest first."""
    free = (
        select(col(Message.id))
        .where(
            col(Message.status) == "queued",
            col(Message.next_attempt_at) <= bindparam("now", type_=Instant()),
            or_(col(Message.lease_until).is_(None), col(Message.lease_until) <= bindparam("now", type_=Instant())),
        )
        .order_by(col(Message.next_attempt_at), col(Message.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(Message)
        .where(col(Message.id).in_(free))
        .values(lease_until=now + LEASE, attempts=Message.attempts + 1)
        .returning(Message)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    rows = (await session.execute(statement, {"now": now})).scalars().all()
    return sorted(rows, key=lambda message: (message.created_at, message.id))


async def settle(session: AsyncSession, message: Message, **values: Any) -> None:
    """Write the outcome of an attempt, unless another worker has taken the message over meanwhile."""
    await session.execute(
        update(Message)
        .where(
            col(Message.id) == message.id,
            col(Message.attempts) == message.attempts,
            col(Message.status) == "queued",
        )
        .values(lease_until=None, **values)
        .execution_options(synchronize_session=False)
    )


async def messages_of_event(session: AsyncSession, event_id: UUID) -> Sequence[Message]:
    statement = select(Message).where(col(Message.event_id) == event_id).order_by(col(Message.to_address))
    return (await session.execute(statement)).scalars().all()


async def forget_old(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(Message).where(col(Message.created_at) < now - KEPT, col(Message.status) != "queued"))
