"""The tables of the duty queue: who waits, and who is on duty."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from telemed.booking.duty.order import LEAST_URGENT, MOST_URGENT, Stage
from telemed.db.base import Table
from telemed.db.types import Instant, Json

_STAGES = ", ".join(f"'{stage}'" for stage in Stage)
_IN_LINE = text("status IN ('waiting', 'called')")


class DutyEntry(Table, table=True):
    """A patient's turn in the duty queue of a clinic. A patient has one at a time.

    The place follows from `urgency` and `joined_at`, which never change: whoever is called and given back has their old
    place. Since `warned_at` they were not seen; `callback` means that they may leave the page and are told when it is
    their turn. `stated_median_s` and `stated_p90_s` are the wait that they were told when they came.
    """

    __tablename__ = "duty_entry"
    __table_args__ = (
        CheckConstraint(f"status IN ({_STAGES})", name="status_known"),
        CheckConstraint(f"urgency BETWEEN {MOST_URGENT} AND {LEAST_URGENT}", name="urgency_known"),
        Index("ix_duty_entry_clinic_id_status", "clinic_id", "status", "urgency", "joined_at"),
        Index("ix_duty_entry_clinic_id_joined_at", "clinic_id", "joined_at"),
        Index("uq_duty_entry_patient_id", "patient_id", unique=True, postgresql_where=_IN_LINE, sqlite_where=_IN_LINE),
    )

    clinic_id: UUID = Field(foreign_key="clinic.id")
    service_id: UUID = Field(foreign_key="service.id")
    patient_id: UUID = Field(foreign_key="patient.id")
    account_id: UUID = Field(description="Who put the patient into the line")
    modality: str
    urgency: int
    reason: str | None = None
    form_id: UUID | None = None
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    status: str = Stage.WAITING
    joined_at: datetime = Field(sa_type=Instant)
    last_seen_at: datetime = Field(sa_type=Instant)
    warned_at: datetime | None = Field(default=None, sa_type=Instant)
    callback: bool = False
    callback_phone: str | None = None
    called_at: datetime | None = Field(default=None, sa_type=Instant)
    doctor_id: UUID | None = Field(default=None, foreign_key="doctor.id", index=True)
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id", index=True)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    left_reason: str | None = None
    stated_median_s: int | None = None
    stated_p90_s: int | None = None


class DutyPresence(Table, table=True):
    """A stretch in which a doctor is on duty: from logging on until logging off. A doctor has one at a time.

    Only services of `specialty_ids` are treated; an empty list means all that the doctor offers. A doctor who has not
    been seen for long is not counted on, whether or not they have logged off.
    """

    __tablename__ = "duty_presence"
    __table_args__ = (
        Index(
            "uq_duty_presence_doctor_id", "doctor_id", unique=True,
            postgresql_where=text("ended_at IS NULL"), sqlite_where=text("ended_at IS NULL"),
        ),
        Index("ix_duty_presence_clinic_id", "clinic_id", "started_at"),
    )  # fmt: skip

    clinic_id: UUID = Field(foreign_key="clinic.id")
    doctor_id: UUID = Field(foreign_key="doctor.id")
    specialty_ids: list[str] = Field(default_factory=list, sa_type=Json)
    started_at: datetime = Field(sa_type=Instant)
    last_seen_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
