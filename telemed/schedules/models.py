"""The tables of time, and the guards in the database that keep one calendar's rows from overlapping."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, CheckConstraint, Index, Table as SqlTable, UniqueConstraint, event
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json


class Calendar(Table, table=True):
    """One line of time. It shares the id of what it belongs to: a doctor, or a patient.

    `clinic_id` is whose holidays close it (None: nobody's). `planned_until` is the last date that has its template
    shifts; `revision` rises with every change of working time.
    """

    clinic_id: UUID | None = Field(default=None, index=True)
    zone: str
    revision: int = 1
    planned_until: dt.date | None = Field(default=None, index=True)


class Template(Table, table=True):
    """Weekly hours that rule a calendar from a date until another, both included."""

    calendar_id: UUID = Field(foreign_key="calendar.id", index=True)
    valid_from: dt.date
    valid_until: dt.date | None = None
    revision: int = 1
    created_at: dt.datetime = Field(sa_type=Instant)

    __table_args__ = (CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="dates_in_order"),)


class TemplateHours(Table, table=True):
    """Hours of one weekday (Monday is 0) in local time; an `end` at or before `start` is on the next day."""

    __tablename__ = "template_hours"

    template_id: UUID = Field(foreign_key="template.id", ondelete="CASCADE", index=True)
    weekday: int
    start: dt.time
    end: dt.time

    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_week"),)


class Shift(Table, table=True):
    """A stretch of working time. Shifts of one calendar never overlap (`ex_shift_overlap`).

    `local_date` is the day it counts for in the calendar's zone. `source` is `template` or `manual`; a shift edited by
    hand becomes manual and keeps the `template_id` it came from.
    """

    calendar_id: UUID = Field(foreign_key="calendar.id")
    starts_at: dt.datetime = Field(sa_type=Instant)
    ends_at: dt.datetime = Field(sa_type=Instant)
    template_id: UUID | None = Field(default=None, foreign_key="template.id", ondelete="SET NULL", index=True)
    source: str
    local_date: dt.date

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("source IN ('template', 'manual')", name="source_known"),
        Index("ix_shift_calendar_id_starts_at", "calendar_id", "starts_at"),
        Index("ix_shift_starts_at", "starts_at"),
    )


class SetAside(Table, table=True):
    """Time that a person took from a template's shift, by editing or removing it: templates make nothing there again."""

    __tablename__ = "set_aside"

    calendar_id: UUID = Field(foreign_key="calendar.id")
    starts_at: dt.datetime = Field(sa_type=Instant)
    ends_at: dt.datetime = Field(sa_type=Instant)

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_set_aside_calendar_id_starts_at", "calendar_id", "starts_at"),
    )


class Absence(Table, table=True):
    """Time when a calendar is closed. Absences may overlap each other: being ill on leave is both."""

    calendar_id: UUID = Field(foreign_key="calendar.id")
    starts_at: dt.datetime = Field(sa_type=Instant)
    ends_at: dt.datetime = Field(sa_type=Instant)
    reason: str
    note: str = ""

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("reason IN ('illness', 'leave', 'holiday', 'other')", name="reason_known"),
        Index("ix_absence_calendar_id_starts_at", "calendar_id", "starts_at"),
    )


class ClinicHoliday(Table, table=True):
    """A date on which a clinic is closed, from midnight to midnight in the zone of each of its calendars."""

    __tablename__ = "clinic_holiday"

    clinic_id: UUID
    date: dt.date
    name: dict[str, str] = Field(sa_type=Json)

    __table_args__ = (UniqueConstraint("clinic_id", "date"),)


class Claim(Table, table=True):
    """Time that is taken, by an owner this room knows nothing about. Claims never overlap (`ex_claim_overlap`).

    A claim with `expires_at` is a hold: from that instant on it counts for nothing and is swept away.
    """

    calendar_id: UUID = Field(foreign_key="calendar.id")
    starts_at: dt.datetime = Field(sa_type=Instant)
    ends_at: dt.datetime = Field(sa_type=Instant)
    owner_kind: str
    owner_id: UUID = Field(index=True)
    expires_at: dt.datetime | None = Field(default=None, sa_type=Instant)

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_claim_calendar_id_starts_at", "calendar_id", "starts_at"),
    )


class Opening(Table, table=True):
    """Free time: shifts − absences − holidays − claims, as whole as it can be (neighbours are one row).

    Derivable at any time, so it carries no guard beyond uniqueness of its start: the writers hold the calendar's lock,
    and `telemed check` compares it with what it is derived from.
    """

    calendar_id: UUID
    starts_at: dt.datetime = Field(sa_type=Instant)
    ends_at: dt.datetime = Field(sa_type=Instant)

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        UniqueConstraint("calendar_id", "starts_at"),
    )


class ReservedTime(Table, table=True):
    """Time of a calendar that only an audience may book, until an instant; from then on it is for anybody.

    What the audiences mean is known above this room. Those of one calendar are cut so that they never overlap.
    """

    __tablename__ = "reserved_time"

    calendar_id: UUID
    starts_at: dt.datetime = Field(sa_type=Instant)
    ends_at: dt.datetime = Field(sa_type=Instant)
    audience: str
    until: dt.datetime = Field(sa_type=Instant)

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_reserved_time_calendar_id_ends_at", "calendar_id", "ends_at"),
        Index("ix_reserved_time_audience", "audience"),
        Index("ix_reserved_time_until", "until"),
    )


Index(
    "ix_claim_expires_at",
    Claim.__table__.c.expires_at,  # type: ignore[attr-defined]  # set by SQLModel for table=True
    postgresql_where=Claim.__table__.c.expires_at.is_not(None),  # type: ignore[attr-defined]
    sqlite_where=Claim.__table__.c.expires_at.is_not(None),  # type: ignore[attr-defined]
)

_EXCLUSION = """\
ALTER TABLE {table} ADD CONSTRAINT ex_{table}_overlap
EXCLUDE USING gist (calendar_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)"""

# Rows of a calendar do not overlap, so of those that start before the new row ends the last one also ends last.
_TRIGGER = """\
CREATE TRIGGER ex_{table}_overlap_{when} BEFORE {event} ON {table}
WHEN (
    SELECT other.ends_at FROM {table} AS other
    WHERE other.calendar_id = NEW.calendar_id AND other.id <> {own} AND other.starts_at < NEW.ends_at
    ORDER BY other.starts_at DESC LIMIT 1
) > NEW.starts_at
BEGIN SELECT RAISE(ABORT, 'ex_{table}_overlap'); END"""


def guard_statements(table: str, dialect: str) -> Iterator[str]:
    """The DDL that refuses overlapping rows of `table` on `dialect`: for `create_all` below, and for migrations."""
    if dialect == "postgresql":
        yield "CREATE EXTENSION IF NOT EXISTS btree_gist"
        yield _EXCLUSION.format(table=table)
    else:
        yield _TRIGGER.format(table=table, when="insert", event="INSERT", own="NEW.id")
        yield _TRIGGER.format(
            table=table, when="update", event="UPDATE OF calendar_id, starts_at, ends_at", own="OLD.id"
        )


def _guard(table: SqlTable) -> None:
    for dialect in ("postgresql", "sqlite"):
        for statement in guard_statements(table.name, dialect):
            ddl = DDL(statement)
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def sql_table(model: type[Table]) -> Any:
    """The Core table of a model, for statements that skip the ORM."""
    return model.__table__  # type: ignore[attr-defined]  # set by SQLModel for table=True


for _model in (Claim, Shift):
    _guard(sql_table(_model))

TOWN_INDEX = "CREATE INDEX ex_opening_time ON opening USING gist (tstzrange(starts_at, ends_at))"
"""Which openings of a whole town hold a moment: no order of starts or ends tells, since nothing bounds their length."""

event.listen(sql_table(Opening), "after_create", DDL(TOWN_INDEX).execute_if(dialect="postgresql"))
