"""The table of those who come along."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from telemed.db.base import Table


class AppointmentCompanion(Table, table=True):
    """A further patient of a visit. Their calendar has a claim of the same owner as the visit's own."""

    __tablename__ = "appointment_companion"
    __table_args__ = (UniqueConstraint("appointment_id", "patient_id"),)

    appointment_id: UUID = Field(foreign_key="appointment.id", ondelete="CASCADE")
    patient_id: UUID = Field(foreign_key="patient.id", index=True)
