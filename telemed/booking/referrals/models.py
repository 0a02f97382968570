"""The table of referrals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant


class Referral(Table, table=True):
    """A patient may see a specialist: for visits that start before `until`, at any clinic, until it is taken back.

    `doctor_id` gave it; None when a clinic's desk entered one that came on paper.
    """

    __tablename__ = "referral"
    __table_args__ = (Index("ix_referral_patient_id_specialty_id", "patient_id", "specialty_id"),)

    patient_id: UUID = Field(foreign_key="patient.id")
    specialty_id: UUID = Field(foreign_key="specialty.id")
    clinic_id: UUID = Field(foreign_key="clinic.id")
    doctor_id: UUID | None = Field(default=None, foreign_key="doctor.id")
    given_by: UUID
    given_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
