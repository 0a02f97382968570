"""The doctor's note of a visit."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant


class VisitNote(Table, table=True):
    """One draft for each appointment. `revision` rises with each change, so two windows do not overwrite each other."""

    __tablename__ = "visit_note"

    appointment_id: UUID = Field(foreign_key="appointment.id", unique=True)
    author_id: UUID
    text: str
    revision: int = 1
    updated_at: datetime = Field(sa_type=Instant)
