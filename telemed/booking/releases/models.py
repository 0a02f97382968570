"""Releases and the tickets of those who wait for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json


class Release(Table, table=True):
    """Working time from `starts_at` to `ends_at` that can be booked from `opens_at` on, by those who are admitted.

    `per_minute` people are admitted in each minute and then have `window_min` minutes. What is left at `closes_at` is
    for anybody. `seed` is drawn at the opening and orders those who came before; `places` is how many places were given.
    """

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at AND ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("per_minute > 0 AND window_min > 0", name="rate_positive"),
    )

    clinic_id: UUID = Field(foreign_key="clinic.id", index=True)
    name: dict[str, str] = Field(sa_type=Json)
    service_ids: list[Any] = Field(sa_type=Json)
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    opens_at: datetime = Field(sa_type=Instant)
    closes_at: datetime = Field(sa_type=Instant, index=True)
    per_minute: int
    window_min: int
    seed: int | None = Field(default=None, sa_type=BigInteger)
    places: int = 0
    revision: int = 1


class ReleaseTicket(Table, table=True):
    """One patient's turn. `lot` is drawn when they come; their `place` is known from the opening on.

    A turn is for one visit: `appointment_id` is the one that was booked with it, and while that stands there is no other.
    Ordering by lot times seed gives an order that nobody, not even who reads the tables, knows before the opening.
    """

    __tablename__ = "release_ticket"
    __table_args__ = (
        UniqueConstraint("release_id", "patient_id"),
        Index("ix_release_ticket_release_id_place", "release_id", "place"),
    )

    release_id: UUID = Field(foreign_key="release.id", ondelete="CASCADE")
    patient_id: UUID = Field(foreign_key="patient.id", index=True)
    account_id: UUID
    joined_at: datetime = Field(sa_type=Instant)
    lot: int = Field(sa_type=BigInteger)
    place: int | None = None
    appointment_id: UUID | None = None
    told_at: datetime | None = Field(default=None, sa_type=Instant)
