"""Proposals of what to do with the visits that a change of working time would leave alone, and each visit's part in it."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json


class Proposal(Table, table=True):
    """A change of a doctor's time that is thought over. `kind` says which: an `absence`, other `hours`, or nothing but one
    `visit`; `change` holds it in full. Every revision has a token of its own; only the last one can be applied.
    """

    clinic_id: UUID = Field(foreign_key="clinic.id")
    doctor_id: UUID = Field(foreign_key="doctor.id")
    kind: str
    change: dict[str, Any] = Field(sa_type=Json)
    status: str = "open"
    revision: int = 1
    created_by: UUID
    created_at: dt.datetime = Field(sa_type=Instant)
    worked_out_at: dt.datetime = Field(sa_type=Instant)
    applied_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    applied_by: UUID | None = None

    __table_args__ = (
        CheckConstraint("kind IN ('absence', 'hours', 'visit')", name="kind_known"),
        CheckConstraint("status IN ('open', 'applied', 'discarded')", name="status_known"),
        Index("ix_proposal_clinic_id_created_at", "clinic_id", "created_at"),
    )


class ProposalMove(Table, table=True):
    """One visit of a proposal: as it was then, and what is to become of it.

    `choice`: `found` (by the search) and `chosen` (by a person) name a place; `leave` keeps the visit as it is; `leftover`
    puts it on the worklist. `decided_by` is the person who chose, none where the search did. Once applied,
    `moved_revision` is the visit's revision that the patient was told of, and `answer` what they said to it. A leftover is
    done when a person says so, or when the visit has moved on by itself.
    """

    __tablename__ = "proposal_move"

    proposal_id: UUID = Field(foreign_key="proposal.id", ondelete="CASCADE")
    appointment_id: UUID = Field(foreign_key="appointment.id", index=True)
    appointment_revision: int
    from_doctor_id: UUID
    from_starts_at: dt.datetime = Field(sa_type=Instant)
    from_ends_at: dt.datetime = Field(sa_type=Instant)
    to_doctor_id: UUID | None = Field(default=None, foreign_key="doctor.id")
    to_starts_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    choice: str
    words: list[str] = Field(sa_type=Json)
    decided_by: UUID | None = None
    moved_revision: int | None = None
    answer: str | None = None
    answered_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    done_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    done_by: UUID | None = None

    __table_args__ = (
        UniqueConstraint("proposal_id", "appointment_id"),
        CheckConstraint("choice IN ('found', 'chosen', 'leave', 'leftover')", name="choice_known"),
        CheckConstraint("(to_doctor_id IS NULL) = (to_starts_at IS NULL)", name="place_whole"),
        CheckConstraint("(choice IN ('found', 'chosen')) = (to_doctor_id IS NOT NULL)", name="choice_has_place"),
        CheckConstraint("answer IS NULL OR answer IN ('accept', 'cancel')", name="answer_known"),
    )
