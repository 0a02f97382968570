"""The rows of the audit, and the seals over them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, CheckConstraint, Index, event, text
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json

_UNSEALED = text("seal_number IS NULL")


class AuditEntry(Table, table=True):
    """One thing that somebody did or was refused. Never changed, except that the worker seals it once."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("outcome IN ('allowed', 'denied')", name="outcome"),
        Index("ix_audit_entry_patient_id_at", "patient_id", "at"),
        Index("ix_audit_entry_seal_number", "seal_number"),
        Index("ix_audit_entry_unsealed", "id", sqlite_where=_UNSEALED, postgresql_where=_UNSEALED),
    )

    at: datetime = Field(sa_type=Instant)
    actor_id: UUID | None = None
    action: str = Field(max_length=64)
    outcome: str = Field(max_length=8)
    patient_id: UUID | None = None
    clinic_id: UUID | None = None
    subject_id: UUID | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    digest: str | None = Field(default=None, max_length=64, description="HMAC over the row, made when it is sealed")
    seal_number: int | None = None


class AuditSeal(Table, table=True):
    """A batch of entries, counted and chained to the batch before it."""

    __tablename__ = "audit_seal"

    number: int = Field(unique=True, description="1, 2, 3 … without a gap")
    sealed_at: datetime = Field(sa_type=Instant)
    entries: int
    digest: str = Field(max_length=64, description="HMAC over the previous seal's digest and the entries' digests")


# The database itself refuses to change or remove what was recorded; sealing, once, is the one change it lets through.
_FACTS = ("id", "at", "actor_id", "action", "outcome", "patient_id", "clinic_id", "subject_id")
_SAME_POSTGRESQL = " AND ".join(f"NEW.{c} IS NOT DISTINCT FROM OLD.{c}" for c in (*_FACTS, "details"))
_SAME_SQLITE = " AND ".join(f"NEW.{c} IS OLD.{c}" for c in (*_FACTS, "details"))

GUARDS_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.seal_number IS NULL AND NEW.seal_number IS NOT NULL AND {_SAME_POSTGRESQL} THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit entries are only ever added' USING ERRCODE = 'restrict_violation',
    CONSTRAINT = 'tr_audit_entry_append_only';
END $$""",
    """CREATE TRIGGER tr_audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_guard()""",
)
GUARDS_SQLITE = (
    f"""CREATE TRIGGER tr_audit_entry_append_only BEFORE UPDATE ON audit_entry
WHEN NOT (OLD.seal_number IS NULL AND NEW.seal_number IS NOT NULL AND {_SAME_SQLITE})
BEGIN SELECT RAISE(ABORT, 'tr_audit_entry_append_only'); END""",
    """CREATE TRIGGER tr_audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'tr_audit_entry_append_only'); END""",
)

_table = AuditEntry.metadata.tables["audit_entry"]
for _dialect, _guards in (("postgresql", GUARDS_POSTGRESQL), ("sqlite", GUARDS_SQLITE)):
    for _guard in _guards:
        event.listen(_table, "after_create", DDL(_guard).execute_if(dialect=_dialect))
