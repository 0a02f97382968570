"""Handing events to whoever delivers them: at least once each, never to two workers at a time.

Claiming is one statement on both databases, so workers do not wait for one another. A lease ends by itself when its
worker dies. An event that fails is tried again later and later, while others pass it by; after the last attempt it is
kept, dead, for a person to look at.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.db.types import Instant
from telemed.outbox.models import OutboxEvent

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 12
KEPT = timedelta(days=14)
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)
_MAX_ERROR = 200


class Leased(NamedTuple):
    """An event that this worker has for the length of a lease."""

    id: UUID
    kind: str
    subject_id: UUID
    payload: dict[str, Any]
    occurred_at: datetime
    attempts: int


async def claim(session: AsyncSession, now: datetime, *, limit: int, kinds: Sequence[str] = ()) -> list[Leased]:
    """Lease up to `limit` events that are due, the longest due first; `kinds`: only these. Commit before working."""
    due = [
        col(OutboxEvent.processed_at).is_(None),
        col(OutboxEvent.next_attempt_at) <= bindparam("now", type_=Instant()),
        or_(col(OutboxEvent.lease_until).is_(None), col(OutboxEvent.lease_until) <= bindparam("now", type_=Instant())),
    ]
    if kinds:
        due.append(col(OutboxEvent.kind).in_(kinds))
    free = (
        select(col(OutboxEvent.id))
        .where(*due)
        .order_by(col(OutboxEvent.next_attempt_at), col(OutboxEvent.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(OutboxEvent)
        .where(col(OutboxEvent.id).in_(free))
        .values(lease_until=now + LEASE, attempts=OutboxEvent.attempts + 1)
        .returning(*(getattr(OutboxEvent, name) for name in Leased._fields))
        .execution_options(synchronize_session=False)
    )
    rows = (await session.execute(statement, {"now": now})).all()
    return sorted((Leased(*row) for row in rows), key=lambda event: (event.occurred_at, event.id))


async def done(session: AsyncSession, event: Leased, now: datetime) -> bool:
    """Mark as delivered, in the transaction that delivers; False when the lease has passed to somebody else."""
    return await _finish(session, event, processed_at=now, lease_until=None, last_error=None)


async def failed(session: AsyncSession, event: Leased, error: str, now: datetime) -> None:
    """Try again after a pause that doubles each time; after the last attempt, never."""
    text = error[:_MAX_ERROR]
    if event.attempts >= MAX_ATTEMPTS:
        await _finish(session, event, processed_at=now, dead_at=now, lease_until=None, last_error=text)
        return
    pause = min(_FIRST_PAUSE * 2 ** (event.attempts - 1), _LONGEST_PAUSE)
    await _finish(session, event, next_attempt_at=now + pause, lease_until=None, last_error=text)


async def forget_delivered(session: AsyncSession, now: datetime) -> None:
    """Remove events delivered two weeks ago; the dead stay. The worker calls this."""
    old = col(OutboxEvent.processed_at) < now - KEPT
    await session.execute(delete(OutboxEvent).where(old, col(OutboxEvent.dead_at).is_(None)))


async def _finish(session: AsyncSession, event: Leased, **values: Any) -> bool:
    # The number of attempts is the fence: it has risen when another worker took the event over.
    statement = (
        update(OutboxEvent)
        .where(
            col(OutboxEvent.id) == event.id,
            col(OutboxEvent.attempts) == event.attempts,
            col(OutboxEvent.processed_at).is_(None),
        )
        .values(**values)
        .returning(col(OutboxEvent.id))
        .execution_options(synchronize_session=False)
    )
    return (await session.execute(statement)).first() is not None
