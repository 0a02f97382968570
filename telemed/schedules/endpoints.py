"""Templates, shifts, absences and holidays over HTTP: translation only.

Changes of templates and absences are in planning, which says first what they would do to booked visits.
"""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, AwareDatetime, Field

from telemed.accounts.callers import DESK_STAFF, Role
from telemed.accounts.errors import RoleMissing, TokenRefused
from telemed.accounts.policies import AsClinicAdmin, AsClinicStaff, AsRegistrar, require_clinic
from telemed.db.deps import Now, Reading, Writing
from telemed.kit.errors import Invalid, NotFound
from telemed.kit.zones import zone
from telemed.schedules import by_hand, closures, errors, service, views
from telemed.schedules.policies import require_calendar
from telemed.schedules.schemas import (
    AbsenceList,
    HolidayList,
    HolidayShown,
    HolidayWish,
    ShiftList,
    ShiftShown,
    ShiftWish,
    TemplateList,
    sensible_day,
)
from telemed.schedules.windows import window
from telemed.web.answers import created
from telemed.web.idempotency import BadKey, Idempotent, KeyInFlight, KeyReused
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["schedules"], responses=responses(TokenRefused, RoleMissing, NotFound))
LONGEST_LIST = timedelta(days=100)
LONGEST_ABSENCES = timedelta(days=800)
When = Annotated[
    Annotated[date | AwareDatetime, Field(union_mode="left_to_right"), AfterValidator(sensible_day)] | None,
    Query(description="A date of the clinic's calendar, or an instant"),
]
Since = Annotated[When, Query(alias="from")]
Until = Annotated[When, Query(alias="to")]


@router.get("/calendars/{calendar_id}/templates")
async def list_templates(caller: AsClinicStaff, calendar_id: UUID, session: Reading) -> TemplateList:
    """All templates of a doctor's calendar, past ones too, in the order they begin."""
    await require_calendar(session, caller, calendar_id)
    found = await service.templates_with_hours(session, calendar_id)
    return TemplateList(items=[views.template_view(*each) for each in found])


@router.get("/calendars/{calendar_id}/shifts", responses=responses(Invalid, errors.BadTime))
async def list_shifts(
    caller: AsClinicStaff, calendar_id: UUID, session: Reading, now: Now, since: Since = None, until: Until = None
) -> ShiftList:
    """Shifts that overlap the range: four weeks from today when none is named."""
    calendar = await require_calendar(session, caller, calendar_id)
    tz = zone(calendar.zone)
    since = since or now.astimezone(tz).date()
    wanted = window(since, until or since + timedelta(days=28), tz, LONGEST_LIST)
    found = await by_hand.shifts_between(session, [calendar_id], wanted)
    return ShiftList(zone=calendar.zone, items=[views.shift_view(shift, tz) for shift in found])


@router.post(
    "/calendars/{calendar_id}/shifts",
    status_code=201,
    response_model=ShiftShown,
    responses=responses(Invalid, errors.ShiftOverlap, errors.TimePast, errors.BadTime, BadKey, KeyReused, KeyInFlight),
)
async def create_shift(
    caller: AsClinicStaff, calendar_id: UUID, body: ShiftWish, session: Writing, once: Idempotent, now: Now
) -> Response:
    """Working time beside the templates."""
    calendar = await require_calendar(session, caller, calendar_id)

    async def work() -> Response:
        shift = await by_hand.add_shift(session, calendar_id, body.interval(), now=now)
        return created(views.shift_view(shift, zone(calendar.zone)))

    return await once.answer(session, caller.account_id, now, work)


@router.patch("/shifts/{shift_id}", responses=responses(Invalid, errors.ShiftOverlap, errors.TimePast, errors.BadTime))
async def change_shift(
    caller: AsClinicStaff, shift_id: UUID, body: ShiftWish, session: Writing, now: Now
) -> ShiftShown:
    """Move or resize a shift. It becomes one made by hand: no template overwrites it. Booked visits stay."""
    shift = await by_hand.shift_by_id(session, shift_id)
    calendar = await require_calendar(session, caller, shift.calendar_id)
    changed = await by_hand.edit_shift(session, shift, body.interval(), now=now)
    return views.shift_view(changed, zone(calendar.zone))


@router.delete("/shifts/{shift_id}", status_code=204, responses=responses(errors.TimePast))
async def remove_shift(caller: AsClinicStaff, shift_id: UUID, session: Writing, now: Now) -> None:
    """Take a shift away; its template does not make it again. Booked visits stay."""
    shift = await by_hand.shift_by_id(session, shift_id)
    await require_calendar(session, caller, shift.calendar_id)
    await by_hand.remove_shift(session, shift, now=now)


@router.get("/calendars/{calendar_id}/absences", responses=responses(Invalid, errors.BadTime))
async def list_absences(
    caller: AsClinicStaff, calendar_id: UUID, session: Reading, now: Now, since: Since = None, until: Until = None
) -> AbsenceList:
    """Absences that overlap the range: two years from yesterday when none is named."""
    calendar = await require_calendar(session, caller, calendar_id)
    tz = zone(calendar.zone)
    since = since or now.astimezone(tz).date() - timedelta(days=1)
    wanted = window(since, until or since + timedelta(days=730), tz, LONGEST_ABSENCES)
    found = await closures.absences_between(session, [calendar_id], wanted)
    return AbsenceList(zone=calendar.zone, items=[views.absence_view(absence, tz) for absence in found])


@router.get("/clinics/{clinic_id}/holidays", responses=responses(Invalid))
async def list_holidays(
    caller: AsClinicStaff,
    clinic_id: UUID,
    session: Reading,
    languages: Languages,
    now: Now,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> HolidayList:
    """Holidays of a year; of this and the next when none is named."""
    require_clinic(caller, clinic_id)
    first, last = (year, year) if year else (now.year, now.year + 1)
    found = await closures.holidays_of_clinic(session, clinic_id, date(first, 1, 1), date(last, 12, 31))
    return HolidayList(items=[views.holiday_view(holiday, languages) for holiday in found])


@router.post(
    "/clinics/{clinic_id}/holidays",
    status_code=201,
    response_model=HolidayShown,
    responses=responses(Invalid, errors.HolidayExists, BadKey, KeyReused, KeyInFlight),
)
async def create_holiday(
    caller: AsRegistrar,
    clinic_id: UUID,
    body: HolidayWish,
    session: Writing,
    languages: Languages,
    once: Idempotent,
    now: Now,
) -> Response:
    """Close every calendar of the clinic on a date. Booked visits stay."""
    require_clinic(caller, clinic_id, *DESK_STAFF)

    async def work() -> Response:
        name = {str(language): text for language, text in body.name.items()}
        return created(views.holiday_view(await closures.add_holiday(session, clinic_id, body.date, name), languages))

    return await once.answer(session, caller.account_id, now, work)


@router.delete("/clinics/{clinic_id}/holidays/{holiday_id}", status_code=204)
async def remove_holiday(caller: AsClinicAdmin, clinic_id: UUID, holiday_id: UUID, session: Writing) -> None:
    require_clinic(caller, clinic_id, Role.CLINIC_ADMIN)
    holiday = await closures.holiday_by_id(session, holiday_id)
    if holiday.clinic_id != clinic_id:
        raise NotFound
    await closures.remove_holiday(session, holiday)
