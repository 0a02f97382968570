"""Messages on their way, what became of them, and what people chose to hear."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json

_QUEUED = text("status = 'queued'")
_INBOX = text("channel = 'inbox'")


class Message(Table, table=True):
    """One message to one recipient by one channel. Its id follows from these and the event, so that an event which is
    turned into messages twice is sent once. The text is blanked once it was sent: it may hold a code or a link. Only what
    lies in an inbox keeps its text, until it is forgotten.

    Nothing is sent from `good_until` on. `moment` is the instant that it is about: how near that is decides whether it
    may wake somebody. A message of the channel "call" waits for a person to phone, and is "sent" once they did.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'sent', 'dead', 'dropped')", name="status"),
        Index("ix_message_due", "next_attempt_at", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        Index("ix_message_inbox", "recipient_account_id", "created_at", sqlite_where=_INBOX, postgresql_where=_INBOX),
        Index("ix_message_clinic_id_created_at", "clinic_id", "created_at"),
        Index("ix_message_to_address_sent_at", "to_address", "sent_at"),
        Index("ix_message_recipient_account_id_sent_at", "recipient_account_id", "sent_at"),
    )

    event_id: UUID = Field(index=True)
    kind: str = Field(max_length=64)
    recipient_account_id: UUID | None = None
    channel: str = Field(max_length=8)
    to_address: str = Field(max_length=254)
    subject: str = Field(max_length=300)
    body_text: str
    body_html: str
    body_calendar: str = ""
    link: str = ""
    clinic_id: UUID | None = None
    patient_id: UUID | None = None
    appointment_id: UUID | None = Field(default=None, index=True)
    sensitive: bool = False
    awaited: bool = Field(default=False, description="The recipient has just asked for it, so nothing holds it back")
    moment: datetime | None = Field(default=None, sa_type=Instant)
    good_until: datetime | None = Field(default=None, sa_type=Instant)
    status: str = Field(default="queued", max_length=8)
    reason: str | None = Field(default=None, max_length=32, description="Why it was dropped")
    attempts: int = 0
    created_at: datetime = Field(sa_type=Instant)
    next_attempt_at: datetime = Field(sa_type=Instant)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    done_by: UUID | None = Field(default=None, description="Who made the call")
    last_error: str | None = Field(default=None, max_length=300)


class MessageAttempt(Table, table=True):
    """One try to send a message, for whoever asks later what happened to it."""

    __tablename__ = "message_attempt"
    __table_args__ = (CheckConstraint("outcome IN ('sent', 'later', 'refused', 'retry')", name="outcome"),)

    message_id: UUID = Field(foreign_key="message.id", ondelete="CASCADE", index=True)
    at: datetime = Field(sa_type=Instant)
    outcome: str = Field(max_length=8)
    detail: str | None = Field(default=None, max_length=300)


class Reminder(Table, table=True):
    """That a visit's reminder was dealt with. Its id is made from the visit, its revision and how long before it is due,
    so that of several workers one plans it; `starts_at` and `doctor_id` say what was reminded of.

    `outcome`: planned, or not needed because the person had just been told (told) or a nearer one is due (superseded).
    """

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint("outcome IN ('planned', 'told', 'superseded')", name="outcome"),
        Index("ix_reminder_appointment_id_offset_min", "appointment_id", "offset_min"),
    )

    appointment_id: UUID = Field(foreign_key="appointment.id", ondelete="CASCADE")
    revision: int
    offset_min: int
    starts_at: datetime = Field(sa_type=Instant, index=True)
    doctor_id: UUID
    outcome: str = Field(max_length=12)
    planned_at: datetime = Field(sa_type=Instant)


class MessageSettings(Table, table=True):
    """What an account chose to hear, and when. The id is that of the account; no row: the defaults of `kinds.py`.

    `choices` holds what differs from them: a truth value by channel by topic. Quiet hours are on the account's own clock.
    """

    __tablename__ = "message_settings"

    id: UUID = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    choices: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    quiet: bool = True
    quiet_from: str = Field(default="22:00", max_length=5)
    quiet_until: str = Field(default="07:00", max_length=5)
    revision: int = 1
