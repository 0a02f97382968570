"""Whose working time somebody may see and change: the clinic's desk, all of its doctors'; a doctor, their own."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller, Role
from telemed.accounts.errors import Denial, NotYours
from telemed.schedules import service
from telemed.schedules.repository import CalendarRow


async def require_calendar(session: AsyncSession, caller: Caller, calendar_id: UUID) -> CalendarRow:
    """The calendar, when the caller plans it. Raises NoSuchCalendar or NotYours: both are the same 404."""
    calendar = await service.calendar_of_doctor(session, calendar_id)
    at_desk = calendar.clinic_id is not None and calendar.clinic_id in caller.clinics(*DESK_STAFF)
    if not at_desk and calendar_id not in caller.subjects(Role.DOCTOR):
        raise NotYours(Denial("calendar.plan", clinic_id=calendar.clinic_id, subject_id=calendar_id))
    return calendar
