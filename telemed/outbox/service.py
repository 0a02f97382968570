"""Telling that something happened, in the transaction in which it happens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.statements import Prepared
from telemed.kit.ids import new_id
from telemed.outbox.models import OutboxEvent

_INSERT = Prepared(
    insert(OutboxEvent).values(
        id=bindparam("id"),
        kind=bindparam("kind"),
        subject_id=bindparam("subject_id"),
        payload=bindparam("payload"),
        occurred_at=bindparam("occurred_at"),
        next_attempt_at=bindparam("next_attempt_at"),
        attempts=0,
    )
)


async def enqueue(
    session: AsyncSession, kind: str, *, subject_id: UUID, payload: dict[str, Any], now: datetime
) -> UUID:
    """Add an event about `subject_id`; returns its id. A rollback takes it back, so it notifies nobody.

    `payload` holds ids and what cannot be looked up later, such as a code; never a patient's facts.
    """
    event_id = new_id()
    await _INSERT.run(
        session,
        id=event_id,
        kind=kind,
        subject_id=subject_id,
        payload=payload,
        occurred_at=now,
        next_attempt_at=now,
    )
    return event_id
