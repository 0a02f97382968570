"""The tickets that open sockets. Only a digest is stored: who reads the table cannot open anything."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Index

from telemed.db.base import Table
from telemed.db.types import Instant


class Ticket(Table, table=True):
    """A right to open one socket once, for a topic, as an account's session."""

    __table_args__ = (Index("ix_live_ticket_expires_at", "expires_at"),)
    __tablename__ = "live_ticket"

    digest: bytes = Field(unique=True)
    account_id: UUID
    session_id: UUID
    topic_kind: str
    topic_id: UUID
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
