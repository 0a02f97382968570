"""Accounts, their sign-ins, and what they may act as."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant


class Account(Table, table=True):
    """Somebody who can sign in. Signing in needs a confirmed address: until then the account belongs to nobody."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
        CheckConstraint("email = lower(email)", name="email_lowercase"),
    )

    email: str | None = Field(default=None, max_length=254, unique=True)
    phone: str | None = Field(default=None, max_length=16, unique=True, description="E.164")
    password_hash: str | None = Field(default=None, max_length=256)
    language: str = Field(max_length=2)
    zone: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)
    password_changed_at: datetime | None = Field(default=None, sa_type=Instant)


class AccountGrant(Table, table=True):
    """One role of an account. Clinic and subject ids are opaque here: they belong to rooms above.

    The id is made from the other columns (`grant_id`), so the primary key refuses a second equal grant: a unique
    constraint would not, since absent clinics are distinct to SQL.
    """

    __tablename__ = "account_grant"
    __table_args__ = (
        CheckConstraint("role IN ('patient', 'doctor', 'registrar', 'clinic_admin', 'operator')", name="role"),
        CheckConstraint("(role IN ('doctor', 'registrar', 'clinic_admin')) = (clinic_id IS NOT NULL)", name="clinic"),
        CheckConstraint("(role IN ('patient', 'doctor')) = (subject_id IS NOT NULL)", name="subject"),
        Index("ix_account_grant_clinic_id_role", "clinic_id", "role"),
    )

    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    role: str = Field(max_length=16)
    clinic_id: UUID | None = None
    subject_id: UUID | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant, description="A representation ends by itself")
    scope: str = Field(default="self", max_length=8, description="How far a patient's representative may act")


class Session(Table, table=True):
    """One sign-in of one device, looked up by every request: ending it takes effect at once, on every worker."""

    __tablename__ = "account_session"

    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    client: str = Field(max_length=8)
    user_agent: str = Field(default="", max_length=256)
    created_at: datetime = Field(sa_type=Instant)
    last_used_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class RefreshToken(Table, table=True):
    """One link of a session's chain. Only digests are stored; a token's successor is derived from the token itself,
    so that a retry can be given the same one again.
    """

    __tablename__ = "refresh_token"

    session_id: UUID = Field(foreign_key="account_session.id", ondelete="CASCADE", index=True)
    digest: str = Field(max_length=64, unique=True)
    issued_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
