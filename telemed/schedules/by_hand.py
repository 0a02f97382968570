"""Shifts made, moved and removed by hand. What a person did stands: templates never overwrite it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.violations import constraint_of
from telemed.kit.intervals import Interval
from telemed.schedules import repository_working_time as agreed
from telemed.schedules.errors import BadTime, NoSuchRow, ShiftOverlap, TimePast
from telemed.schedules.hours import DAY
from telemed.schedules.models import SetAside, Shift
from telemed.schedules.repository import CalendarRow
from telemed.schedules.service import changed, ensure_calendar, lay_shifts, local_date, lock_existing, today_of

FARTHEST = timedelta(days=366 * 2)


async def add_shift(session: AsyncSession, doctor_id: UUID, at: Interval, *, now: datetime) -> Shift:
    """Working time beside the templates. Raises ShiftOverlap, TimePast, BadTime."""
    _check_shift(at, now)
    calendar = await ensure_calendar(session, doctor_id)
    shift = Shift(
        calendar_id=calendar.id,
        starts_at=at.start,
        ends_at=at.end,
        source="manual",
        local_date=local_date(at.start, calendar),
    )
    session.add(shift)
    await _flush_shift(session)
    await changed(session, calendar.id, at)
    return shift


async def edit_shift(session: AsyncSession, shift: Shift, at: Interval, *, now: datetime) -> Shift:
    """Move or resize a shift by hand; a template's becomes manual, and its template leaves that time alone from then on."""
    _check_shift(at, now)
    calendar = await lock_existing(session, shift.calendar_id)
    await session.refresh(shift)
    before = Interval(shift.starts_at, shift.ends_at)
    _refuse_past(before, now)
    _set_aside(session, shift, before)
    shift.starts_at, shift.ends_at, shift.source = at.start, at.end, "manual"
    shift.local_date = local_date(at.start, calendar)
    await _flush_shift(session)
    await changed(session, calendar.id, before, at)
    await _give_back(session, calendar, before, now)
    return shift


async def remove_shift(session: AsyncSession, shift: Shift, *, now: datetime) -> None:
    """Take a shift away by hand. Where one made by hand had pushed a template's hours aside, these come back."""
    calendar = await lock_existing(session, shift.calendar_id)
    await session.refresh(shift)
    before = Interval(shift.starts_at, shift.ends_at)
    _refuse_past(before, now)
    _set_aside(session, shift, before)
    await session.delete(shift)
    await changed(session, calendar.id, before)
    await _give_back(session, calendar, before, now)


async def _give_back(session: AsyncSession, calendar: CalendarRow, at: Interval, now: datetime) -> None:
    """Let templates have the time that a shift made by hand no longer takes; what was set aside stays so."""
    if calendar.planned_until is None:
        return
    first, last = local_date(at.start, calendar) - DAY, local_date(at.end, calendar)
    first, last = max(first, today_of(calendar, now)), min(last, calendar.planned_until)
    await lay_shifts(session, calendar, first, last, now=now)


async def shift_by_id(session: AsyncSession, shift_id: UUID) -> Shift:
    """Raises NoSuchRow."""
    shift = await session.get(Shift, shift_id)
    if shift is None:
        raise NoSuchRow
    return shift


async def shifts_between(session: AsyncSession, calendar_ids: Sequence[UUID], window: Interval) -> list[Shift]:
    return await agreed.shifts_between(session, calendar_ids, window)


def _set_aside(session: AsyncSession, shift: Shift, at: Interval) -> None:
    if shift.source == "template":
        session.add(SetAside(calendar_id=shift.calendar_id, starts_at=at.start, ends_at=at.end))


async def _flush_shift(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "ex_shift_overlap":
            raise ShiftOverlap from error
        raise


def _check_shift(at: Interval, now: datetime) -> None:
    _refuse_past(at, now)
    if at.duration > DAY:
        raise BadTime("a shift is at most 24 hours long")
    if at.start > now + FARTHEST:
        raise BadTime("a shift is at most two years ahead")


def _refuse_past(at: Interval, now: datetime) -> None:
    if at.end <= now:
        raise TimePast
