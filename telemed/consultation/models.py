"""The stored half of a room: its counter, who belongs to it, and what happened, in order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, Index, UniqueConstraint

from telemed.db.base import Table
from telemed.db.types import Instant, Json


class Consultation(Table, table=True):
    """The live session of an appointment, whose id it shares. `last_seq` counts its events, without gaps."""

    __tablename__ = "consultation"
    __table_args__ = (Index("ix_consultation_doctor_id", "doctor_id", "ended_at"),)

    clinic_id: UUID
    doctor_id: UUID
    patient_id: UUID
    last_seq: int = 0
    opened_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class ConsultationParticipant(Table, table=True):
    """Somebody of a consultation, and where they are.

    `epoch` rises with each connection: the highest one counts, older ones were taken over by another tab.
    `connected_until` is a lease that an open socket renews; when it has passed, nobody is there.
    """

    __tablename__ = "consultation_participant"
    __table_args__ = (UniqueConstraint("consultation_id", "account_id"),)

    consultation_id: UUID = Field(foreign_key="consultation.id")
    account_id: UUID
    role: str
    place: str = "left"
    display_name: str
    joined_at: datetime | None = Field(default=None, sa_type=Instant)
    admitted_at: datetime | None = Field(default=None, sa_type=Instant)
    connected_until: datetime | None = Field(default=None, sa_type=Instant)
    epoch: int = 0


class ConsultationEvent(Table, table=True):
    """One thing that happened. Never changed, never deleted while the consultation is kept."""

    __tablename__ = "consultation_event"
    __table_args__ = (
        UniqueConstraint("consultation_id", "seq"),
        UniqueConstraint("consultation_id", "participant_id", "client_id"),
    )

    consultation_id: UUID = Field(foreign_key="consultation.id")
    seq: int
    kind: str
    participant_id: UUID = Field(foreign_key="consultation_participant.id")
    client_id: str | None = None
    data: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    at: datetime = Field(sa_type=Instant)
