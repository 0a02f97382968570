"""What closes a calendar: absences of one, holidays of a whole clinic. Booked visits stay where they are."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.violations import constraint_of
from telemed.kit.intervals import Interval
from telemed.kit.zones import day_bounds, zone
from telemed.schedules import claims, repository_working_time as agreed
from telemed.schedules.errors import BadTime, HolidayExists, NoSuchRow
from telemed.schedules.models import Absence, ClinicHoliday
from telemed.schedules.service import changed, ensure_calendar, lock_existing

LONGEST_ABSENCE = timedelta(days=366 * 2)


async def add_absence(session: AsyncSession, doctor_id: UUID, at: Interval, *, reason: str, note: str = "") -> Absence:
    """Close the calendar for a while. Booked visits stay; see planning for what it would do to them."""
    if at.duration > LONGEST_ABSENCE:
        raise BadTime("an absence is at most two years long")
    calendar = await ensure_calendar(session, doctor_id)
    absence = Absence(calendar_id=calendar.id, starts_at=at.start, ends_at=at.end, reason=reason, note=note)
    session.add(absence)
    await changed(session, calendar.id, at)
    return absence


async def remove_absence(session: AsyncSession, absence: Absence) -> None:
    calendar = await lock_existing(session, absence.calendar_id)
    at = Interval(absence.starts_at, absence.ends_at)
    await session.delete(absence)
    await changed(session, calendar.id, at)


async def absence_by_id(session: AsyncSession, absence_id: UUID) -> Absence:
    """Raises NoSuchRow."""
    absence = await session.get(Absence, absence_id)
    if absence is None:
        raise NoSuchRow
    return absence


async def absences_between(session: AsyncSession, calendar_ids: Sequence[UUID], window: Interval) -> list[Absence]:
    return await agreed.absences_between(session, calendar_ids, window)


async def holidays_of_clinic(session: AsyncSession, clinic_id: UUID, first: date, last: date) -> list[ClinicHoliday]:
    return await agreed.holidays_of_clinic(session, clinic_id, first, last)


async def holiday_by_id(session: AsyncSession, holiday_id: UUID) -> ClinicHoliday:
    """Raises NoSuchRow."""
    holiday = await session.get(ClinicHoliday, holiday_id)
    if holiday is None:
        raise NoSuchRow
    return holiday


async def add_holiday(session: AsyncSession, clinic_id: UUID, day: date, name: dict[str, str]) -> ClinicHoliday:
    """Close all calendars of the clinic on a date."""
    holiday = ClinicHoliday(clinic_id=clinic_id, date=day, name=name)
    session.add(holiday)
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "uq_clinic_holiday_clinic_id_date":
            raise HolidayExists from error
        raise
    await _day_changed(session, clinic_id, day)
    return holiday


async def remove_holiday(session: AsyncSession, holiday: ClinicHoliday) -> None:
    clinic_id, day = holiday.clinic_id, holiday.date
    await session.delete(holiday)
    await _day_changed(session, clinic_id, day)


async def _day_changed(session: AsyncSession, clinic_id: UUID, day: date) -> None:
    await session.flush()
    calendars = await claims.lock(session, await agreed.calendars_of_clinic(session, clinic_id))
    for calendar in calendars.values():
        bounds = day_bounds(day, zone(calendar.zone))
        if bounds is not None:
            await changed(session, calendar.id, bounds)
