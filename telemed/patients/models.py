"""Patients and what ties them to accounts, clinics and consents."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json


class Patient(Table, table=True):
    """A person who receives care; without an account when a child, or somebody who phones in."""

    __tablename__ = "patient"
    __table_args__ = (CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name="sex"),)

    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True, description="Their own, if any")
    given_name: str = Field(max_length=100)
    family_name: str = Field(max_length=100)
    search_name: str = Field(max_length=210, description="Case-folded here: SQLite folds ASCII only")
    birth_date: date
    sex: str = Field(max_length=8)
    language: str = Field(max_length=2)
    zone: str = Field(max_length=64)
    phone: str | None = Field(default=None, max_length=16, index=True, description="E.164")
    email: str | None = Field(default=None, max_length=254)
    contact_by: str | None = Field(
        default=None,
        max_length=8,
        description="How they want to hear: email, sms, or call; None: as we know to reach them",
    )
    created_at: datetime = Field(sa_type=Instant)
    revision: int = 1


class Representative(Table, table=True):
    """An account that acts for a patient. Its `account_grant` of the same time and scope is what requests are checked by.

    `invited_by` is the account that asked them to, if any did.
    """

    __tablename__ = "representative"

    patient_id: UUID = Field(foreign_key="patient.id", index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    scope: str = Field(default="book", max_length=16)
    created_at: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    invited_by: UUID | None = None


class Invitation(Table, table=True):
    """Somebody is asked to act for a patient. Whoever shows the link that was sent to `email`, and signs in, may.

    It works once, until `expires_at`; the representation then lasts until `until`.
    """

    __tablename__ = "representative_invitation"
    __table_args__ = (CheckConstraint("scope IN ('book', 'attend', 'read')", name="scope"),)

    patient_id: UUID = Field(foreign_key="patient.id", index=True)
    invited_by: UUID = Field(foreign_key="account.id")
    email: str = Field(max_length=254)
    scope: str = Field(max_length=8)
    until: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    accepted_by: UUID | None = None
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class Consent(Table, table=True):
    """That somebody agreed to one version of one document."""

    __tablename__ = "consent"

    patient_id: UUID = Field(foreign_key="patient.id", index=True)
    document: str = Field(max_length=32)
    version: str = Field(max_length=32)
    given_at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)


class CareRelation(Table, table=True):
    """A clinic (and a doctor of it) that has to do with a patient: they booked there, or were entered there.

    The id is made from the three others, so that telling twice is the same as telling once.
    """

    __tablename__ = "care_relation"
    __table_args__ = (Index("ix_care_relation_clinic_id_patient_id", "clinic_id", "patient_id"),)

    patient_id: UUID = Field(foreign_key="patient.id", index=True)
    clinic_id: UUID
    doctor_id: UUID | None = None
    since: datetime = Field(sa_type=Instant)


class Registration(Table, table=True):
    """Somebody who says an address is theirs. It becomes an account when the code that was sent there comes back.

    Until then it is nobody's: a second person registering the same address waits for a code of their own, and neither
    can set the other's password.
    """

    __tablename__ = "registration"
    __table_args__ = (CheckConstraint("channel IN ('email', 'sms')", name="channel"),)

    channel: str = Field(max_length=8)
    address: str = Field(max_length=254)
    password_hash: str = Field(max_length=256)
    person: dict[str, Any] = Field(sa_type=Json)
    consents: dict[str, str] = Field(sa_type=Json, description="Version by document")
    created_at: datetime = Field(sa_type=Instant)
    sent_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    generation: int = Field(default=0, description="How often a new code was asked for")
    attempts: int = Field(default=0, description="Codes tried since the last one was sent")
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
