"""The rows of the outbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json

_WAITING = text("processed_at IS NULL")


class OutboxEvent(Table, table=True):
    """Something that happened. It is there if and only if the change it tells of was committed."""

    __tablename__ = "outbox_event"
    __table_args__ = (
        Index("ix_outbox_event_waiting", "next_attempt_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    kind: str = Field(max_length=64)
    subject_id: UUID
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    occurred_at: datetime = Field(sa_type=Instant)
    next_attempt_at: datetime = Field(sa_type=Instant)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    processed_at: datetime | None = Field(default=None, sa_type=Instant)
    dead_at: datetime | None = Field(default=None, sa_type=Instant, description="Given up on; kept for a person to see")
    last_error: str | None = Field(default=None, max_length=500)
