"""Messages on their way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant

_QUEUED = text("status = 'queued'")


class Message(Table, table=True):
    """One message to one recipient by one channel. Its id follows from these and the event, so that an event which is
    turned into messages twice is sent once. The text is blanked once it was sent: it may hold a code or a link.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'sent', 'dead')", name="status"),
        Index("ix_message_due", "next_attempt_at", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    )

    event_id: UUID = Field(index=True)
    kind: str = Field(max_length=64)
    recipient_account_id: UUID | None = None
    channel: str = Field(max_length=8)
    to_address: str = Field(max_length=254)
    subject: str = Field(max_length=300)
    body_text: str
    body_html: str
    status: str = Field(default="queued", max_length=8)
    attempts: int = 0
    created_at: datetime = Field(sa_type=Instant)
    next_attempt_at: datetime = Field(sa_type=Instant)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    last_error: str | None = Field(default=None, max_length=300)
