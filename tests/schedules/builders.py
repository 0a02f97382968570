"""Calendars with working time, and short ways to say when."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.schedules import claims
from telemed.schedules.claims import Owner
from telemed.schedules.hours import WeeklyHours
from telemed.schedules.models import Opening, Shift
from telemed.schedules.service import TemplateDraft
from tests.directory.builders import make_clinic, make_doctor

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def at(clock: str, day: date = DAY) -> datetime:
    """An instant by a UTC clock such as "09:30"."""
    return datetime.combine(day, time.fromisoformat(clock), UTC)


def span(start: str, end: str, day: date = DAY) -> Interval:
    """Half-open, by UTC clocks of one day; an end of "24:00" is the next midnight."""
    return Interval(at(start, day), at("00:00", day + timedelta(days=1)) if end == "24:00" else at(end, day))


def hours(weekday: int, start: str, end: str) -> WeeklyHours:
    return WeeklyHours(weekday, time.fromisoformat(start), time.fromisoformat(end))


def every_day(start: str, end: str) -> tuple[WeeklyHours, ...]:
    return tuple(hours(weekday, start, end) for weekday in range(7))


def draft(valid_from: date, *week: WeeklyHours, until: date | None = None) -> TemplateDraft:
    return TemplateDraft(valid_from, until, week)


def owner() -> Owner:
    return Owner("appointment", new_id())


async def make_calendar(session: AsyncSession, **clinic_fields: Any) -> tuple[UUID, UUID]:
    """A doctor with an open calendar and no working time: the ids of the calendar and of the clinic."""
    clinic = await make_clinic(session, **clinic_fields)
    doctor = await make_doctor(session, clinic.id)
    await claims.open_calendar(session, doctor.id, zone=clinic.zone, clinic_id=clinic.id)
    return doctor.id, clinic.id


async def make_shift(session: AsyncSession, calendar_id: UUID, when: Interval) -> Shift:
    """Working time with its opening."""
    shift = Shift(
        calendar_id=calendar_id,
        starts_at=when.start,
        ends_at=when.end,
        source="manual",
        local_date=when.start.date(),
    )
    session.add(shift)
    await claims.recompute(session, calendar_id, when)
    return shift


async def stored_openings(session: AsyncSession, calendar_id: UUID) -> list[Interval]:
    rows = await session.scalars(select(Opening).where(Opening.calendar_id == calendar_id))  # type: ignore[arg-type]
    return sorted(Interval(row.starts_at, row.ends_at) for row in rows)
