"""The table of appointments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from telemed.booking.lifecycle import Status
from telemed.db.base import Table
from telemed.db.types import Instant

_STATUSES = ", ".join(f"'{status}'" for status in Status)
_HELD: dict[str, Any] = {"postgresql_where": text("status = 'held'"), "sqlite_where": text("status = 'held'")}
_WAS_HELD: dict[str, Any] = {
    "postgresql_where": text("held_until IS NOT NULL"),
    "sqlite_where": text("held_until IS NOT NULL"),
}


class Appointment(Table, table=True):
    """A patient, a doctor, a service and a time. Its claims on the calendars are owned by ("appointment", id).

    `zone` is the clinic's when it was booked: what the patient was told stays what was told. A held one expires at
    `held_until`. Visits of one course share its `course_id`. A `private` visit is hidden from representatives. Since
    `moved_by_clinic_at` the patient, who did not choose the time, may change or cancel it up to its start.
    """

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(f"status IN ({_STATUSES})", name="status_known"),
        Index("ix_appointment_patient_id_starts_at", "patient_id", "starts_at"),
        Index("ix_appointment_doctor_id_starts_at", "doctor_id", "starts_at"),
        Index("ix_appointment_clinic_id_starts_at", "clinic_id", "starts_at"),
        # A patient holds one time; whoever wants another lets this one go first.
        Index("uq_appointment_held_patient_id", "patient_id", unique=True, **_HELD),
        Index("ix_appointment_held_until", "held_until", **_HELD),
        Index("ix_appointment_held_by", "booked_by", "booked_at", **_WAS_HELD),
    )

    clinic_id: UUID = Field(foreign_key="clinic.id")
    service_id: UUID = Field(foreign_key="service.id")
    doctor_id: UUID = Field(foreign_key="doctor.id")
    patient_id: UUID = Field(foreign_key="patient.id")
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    zone: str
    modality: str
    status: str = Status.BOOKED
    revision: int = 1
    reason: str | None = None
    booked_by: UUID
    booked_at: datetime = Field(sa_type=Instant)
    arrived_at: datetime | None = Field(default=None, sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_by: UUID | None = None
    cancel_reason: str | None = None
    held_until: datetime | None = Field(default=None, sa_type=Instant)
    course_id: UUID | None = Field(default=None, index=True)
    private: bool = False
    moved_by_clinic_at: datetime | None = Field(default=None, sa_type=Instant)
