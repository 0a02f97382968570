"""Programmes of clinics, and who belongs to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json


class Programme(Table, table=True):
    """An employer's cover, a benefit for people who need it. Services and reserved time name it by its `code`."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("clinic_id", "code"),)

    clinic_id: UUID = Field(foreign_key="clinic.id")
    code: str = Field(max_length=40)
    name: dict[str, str] = Field(sa_type=Json)
    active: bool = True
    revision: int = 1


class Membership(Table, table=True):
    """A patient of a programme, for visits that start from `since` on and before `until` (None: for good)."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until > since", name="ends_after_start"),
        Index("ix_membership_programme_id_id", "programme_id", "id"),
    )

    programme_id: UUID = Field(foreign_key="programme.id")
    patient_id: UUID = Field(foreign_key="patient.id", index=True)
    since: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)
    given_by: UUID
