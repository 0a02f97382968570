"""Changes of working time that say first what they would do to booked visits, and the clinic's week: translation only."""

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from pydantic import AfterValidator

from telemed.accounts.callers import DESK_STAFF, Role
from telemed.accounts.errors import RoleMissing, TokenRefused
from telemed.accounts.policies import AsClinicStaff, require_clinic
from telemed.db.deps import Configured, Now, Reading, Writing
from telemed.directory import service as directory
from telemed.kit.errors import Invalid, NotFound
from telemed.kit.etag import StaleRevision, etag
from telemed.kit.zones import zone
from telemed.planning import errors, preview, views, week as weeks
from telemed.planning.preview import Effect
from telemed.planning.schemas import AbsencePreviewWish, Preview, TemplatePreviewWish, Week
from telemed.schedules import closures, service
from telemed.schedules.claims import CalendarRow
from telemed.schedules.errors import BadTime, NoSuchRow
from telemed.schedules.policies import require_calendar
from telemed.schedules.schemas import AbsenceShown, AbsenceWish, TemplateShown, TemplateWish, sensible_day
from telemed.schedules.views import absence_view, template_view
from telemed.web.answers import created
from telemed.web.idempotency import BadKey, Idempotent, KeyInFlight, KeyReused
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["planning"], responses=responses(TokenRefused, RoleMissing, NotFound))
IfMatch = Annotated[str | None, Header(description="The ETag last seen; a change since then is 412")]
Token = Annotated[
    str | None,
    Query(
        alias="preview_token", max_length=64, description="Of the preview that was shown; needed when it names visits"
    ),
]
_APPLIES = responses(Invalid, BadTime, errors.PreviewNeeded, errors.PreviewOutdated)
_CREATES = responses(Invalid, BadTime, errors.PreviewNeeded, errors.PreviewOutdated, BadKey, KeyReused, KeyInFlight)


def _describe(calendar: CalendarRow, languages: tuple[str, ...]) -> Callable[[Effect], dict[str, object]]:
    tz = zone(calendar.zone)
    return lambda effect: views.preview_view(effect, tz, languages).model_dump(mode="json")


# ── templates ────────────────────────────────────────


@router.post("/calendars/{calendar_id}/templates/preview", responses=responses(Invalid, BadTime))
async def preview_template(
    caller: AsClinicStaff,
    calendar_id: UUID,
    body: TemplatePreviewWish,
    session: Writing,
    settings: Configured,
    languages: Languages,
    now: Now,
) -> Preview:
    """What a new template, or another version of one, would do. Nothing changes."""
    calendar = await require_calendar(session, caller, calendar_id)
    weeks_ahead = settings.horizon_weeks

    async def change() -> object:
        if body.template_id is None:
            return await service.create_template(session, calendar_id, body.draft(), now=now, weeks=weeks_ahead)
        template = await service.template_by_id(session, body.template_id)
        if template.calendar_id != calendar_id:
            raise NoSuchRow
        return await service.replace_template(session, template, body.draft(), now=now, weeks=weeks_ahead)

    effect = await preview.preview(session, calendar_id, change, now=now)
    return views.preview_view(effect, zone(calendar.zone), languages)


@router.post("/calendars/{calendar_id}/templates", status_code=201, response_model=TemplateShown, responses=_CREATES)
async def create_template(
    caller: AsClinicStaff,
    calendar_id: UUID,
    body: TemplateWish,
    session: Writing,
    settings: Configured,
    languages: Languages,
    once: Idempotent,
    now: Now,
    preview_token: Token = None,
) -> Response:
    """New weekly hours. From their first date on they rule over older ones; shifts are made through the horizon."""
    calendar = await require_calendar(session, caller, calendar_id)

    async def work() -> Response:
        made = await preview.apply(
            session,
            calendar_id,
            lambda: service.create_template(session, calendar_id, body.draft(), now=now, weeks=settings.horizon_weeks),
            token=preview_token,
            describe=_describe(calendar, languages),
            now=now,
        )
        shown = template_view(made, await service.hours_of_template(session, made.id))
        return created(shown, revision=made.revision)

    return await once.answer(session, caller.account_id, now, work)


@router.put("/templates/{template_id}", responses={**_APPLIES, **responses(StaleRevision)})
async def replace_template(
    caller: AsClinicStaff,
    template_id: UUID,
    body: TemplateWish,
    session: Writing,
    settings: Configured,
    languages: Languages,
    now: Now,
    response: Response,
    preview_token: Token = None,
    if_match: IfMatch = None,
) -> TemplateShown:
    """Other dates or hours. Shifts that are over stay as they were."""
    template = await service.template_by_id(session, template_id)
    calendar = await require_calendar(session, caller, template.calendar_id)
    made = await preview.apply(
        session,
        calendar.id,
        lambda: service.replace_template(
            session, template, body.draft(), if_match=if_match, now=now, weeks=settings.horizon_weeks
        ),
        token=preview_token,
        describe=_describe(calendar, languages),
        now=now,
    )
    response.headers["ETag"] = etag(made.revision)
    return template_view(made, await service.hours_of_template(session, made.id))


@router.delete("/templates/{template_id}", status_code=204, responses=_APPLIES)
async def end_template(
    caller: AsClinicStaff,
    template_id: UUID,
    session: Writing,
    settings: Configured,
    languages: Languages,
    now: Now,
    preview_token: Token = None,
) -> None:
    """End the hours today. Without a token, 409 holds the preview when visits would lose their time."""
    template = await service.template_by_id(session, template_id)
    calendar = await require_calendar(session, caller, template.calendar_id)
    await preview.apply(
        session,
        calendar.id,
        lambda: service.end_template(session, template, now=now, weeks=settings.horizon_weeks),
        token=preview_token,
        describe=_describe(calendar, languages),
        now=now,
    )


# ── absences ────────────────────────────────────────


@router.post("/calendars/{calendar_id}/absences/preview", responses=responses(Invalid, BadTime))
async def preview_absence(
    caller: AsClinicStaff,
    calendar_id: UUID,
    body: AbsencePreviewWish,
    session: Writing,
    languages: Languages,
    now: Now,
) -> Preview:
    """Which booked visits an absence would leave without working time. Nothing changes."""
    calendar = await require_calendar(session, caller, calendar_id)
    effect = await preview.preview(
        session,
        calendar_id,
        lambda: closures.add_absence(session, calendar_id, body.interval(), reason="other"),
        now=now,
    )
    return views.preview_view(effect, zone(calendar.zone), languages)


@router.post("/calendars/{calendar_id}/absences", status_code=201, response_model=AbsenceShown, responses=_CREATES)
async def create_absence(
    caller: AsClinicStaff,
    calendar_id: UUID,
    body: AbsenceWish,
    session: Writing,
    languages: Languages,
    once: Idempotent,
    now: Now,
    preview_token: Token = None,
) -> Response:
    """Close the calendar. Booked visits in that time stay booked and are marked in the week."""
    calendar = await require_calendar(session, caller, calendar_id)

    async def work() -> Response:
        made = await preview.apply(
            session,
            calendar_id,
            lambda: closures.add_absence(session, calendar_id, body.interval(), reason=body.reason, note=body.note),
            token=preview_token,
            describe=_describe(calendar, languages),
            now=now,
        )
        return created(absence_view(made, zone(calendar.zone)))

    return await once.answer(session, caller.account_id, now, work)


@router.delete("/absences/{absence_id}", status_code=204)
async def remove_absence(caller: AsClinicStaff, absence_id: UUID, session: Writing) -> None:
    """Open the calendar again."""
    absence = await closures.absence_by_id(session, absence_id)
    await require_calendar(session, caller, absence.calendar_id)
    await closures.remove_absence(session, absence)


# ── the week ────────────────────────────────────────


@router.get("/clinics/{clinic_id}/week", responses=responses(Invalid, BadTime))
async def read_week(
    caller: AsClinicStaff,
    clinic_id: UUID,
    session: Reading,
    languages: Languages,
    start: Annotated[date, AfterValidator(sensible_day), Query(examples=["2026-11-23"])],
    days: Annotated[int, Query(ge=1, le=31)] = 7,
) -> Week:
    """Shifts, absences and visits of all doctors; a doctor sees their own line. Days are the clinic's."""
    require_clinic(caller, clinic_id)
    clinic = await directory.clinic_by_id(session, clinic_id)
    only = None if clinic_id in caller.clinics(*DESK_STAFF) else caller.subjects(Role.DOCTOR)
    return await weeks.week(session, clinic, start, days, only=only, reader=languages)
