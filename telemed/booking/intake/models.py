"""The tables of intake forms and of what patients answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json


class IntakeForm(Table, table=True):
    """One version of a service's form: the latest rules, and none is ever changed. Without questions nothing is asked."""

    __tablename__ = "intake_form"

    service_id: UUID = Field(foreign_key="service.id")
    version: int
    content: dict[str, Any] = Field(sa_type=Json)
    created_at: datetime = Field(sa_type=Instant)
    created_by: UUID | None = None

    __table_args__ = (UniqueConstraint("service_id", "version"),)


class IntakeAnswers(Table, table=True):
    """What a patient answered for one visit, to the version of the form that they saw.

    `urgency` is 1 (highest) to 4, as the form weighs the answers.
    """

    __tablename__ = "intake_answers"

    appointment_id: UUID = Field(foreign_key="appointment.id", unique=True)
    form_id: UUID = Field(foreign_key="intake_form.id", index=True)
    answers: dict[str, Any] = Field(sa_type=Json)
    urgency: int
    answered_at: datetime = Field(sa_type=Instant)
