"""The tables of the waitlist: wishes, and the offers made of freed time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant

_WAITING, _OPEN = text("status = 'waiting'"), text("status = 'open'")


class WaitlistEntry(Table, table=True):
    """A patient's wish for an earlier time than that of `appointment_id`, or for any time of a service.

    Freed time is offered by `priority` (1 first), then by arrival. `starts_from` and `starts_until` bound the visit's
    start; `doctor_id` None is any doctor of the service. `checked_at` is when a worker last looked for free time.
    """

    __tablename__ = "waitlist_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('earlier', 'any')", name="kind_known"),
        CheckConstraint("(kind = 'earlier') = (appointment_id IS NOT NULL)", name="earlier_than_what"),
        CheckConstraint("status IN ('waiting', 'done', 'withdrawn', 'over')", name="status_known"),
        CheckConstraint("priority BETWEEN 1 AND 3", name="priority_known"),
        Index(
            "uq_waitlist_entry_appointment_id",
            "appointment_id",
            unique=True,
            postgresql_where=_WAITING,
            sqlite_where=_WAITING,
        ),
        Index(
            "ix_waitlist_entry_service_id_priority",
            "service_id", "priority", "created_at", "id",
            postgresql_where=_WAITING, sqlite_where=_WAITING,
        ),
        Index("ix_waitlist_entry_checked_at", "checked_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
    )  # fmt: skip

    patient_id: UUID = Field(foreign_key="patient.id", index=True)
    clinic_id: UUID = Field(foreign_key="clinic.id", index=True)
    service_id: UUID = Field(foreign_key="service.id")
    doctor_id: UUID | None = Field(default=None, foreign_key="doctor.id")
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    kind: str
    modality: str
    language: str | None = None
    part_of_day: str | None = None
    starts_from: datetime | None = Field(default=None, sa_type=Instant)
    starts_until: datetime | None = Field(default=None, sa_type=Instant)
    priority: int = 2
    status: str = "waiting"
    created_at: datetime = Field(sa_type=Instant)
    created_by: UUID
    checked_at: datetime = Field(sa_type=Instant)
    revision: int = 1


class WaitlistOffer(Table, table=True):
    """Time of a doctor that is kept for one person until `expires_at`.

    The claim on [taken_from, taken_until), the visit with its buffers, is owned by ("offer", id). An entry has one open
    offer at most.
    """

    __tablename__ = "waitlist_offer"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'accepted', 'declined', 'lapsed', 'withdrawn')", name="status_known"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("uq_waitlist_offer_entry_id", "entry_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_waitlist_offer_entry_id_offered_at", "entry_id", "offered_at"),
        Index("ix_waitlist_offer_patient_id_offered_at", "patient_id", "offered_at"),
        Index("ix_waitlist_offer_expires_at", "expires_at", postgresql_where=_OPEN, sqlite_where=_OPEN),
    )

    entry_id: UUID = Field(foreign_key="waitlist_entry.id")
    patient_id: UUID = Field(foreign_key="patient.id")
    clinic_id: UUID = Field(foreign_key="clinic.id")
    service_id: UUID = Field(foreign_key="service.id")
    doctor_id: UUID = Field(foreign_key="doctor.id")
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    taken_from: datetime = Field(sa_type=Instant)
    taken_until: datetime = Field(sa_type=Instant)
    offered_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    status: str = "open"
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_by: UUID | None = None
    appointment_id: UUID | None = None
    revision: int = 1
