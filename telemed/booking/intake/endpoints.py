"""Intake forms and answers over HTTP: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from telemed.accounts.callers import Role
from telemed.accounts.policies import AsClinicAdmin, Public, SignedIn, require_clinic
from telemed.booking.errors import NoSuchVisit, StepRefused
from telemed.booking.intake import service
from telemed.booking.intake.errors import DangerSigns, IntakeChanged, IntakeMissing, NoIntake
from telemed.booking.intake.repository import StoredForm
from telemed.booking.intake.schemas import IntakeAnswersView, IntakeFormDraft, IntakeFormView, IntakeSettings
from telemed.booking.intake.views import answers_view, form_settings, form_view
from telemed.booking.intake.visits import answer_later, visit_to_read
from telemed.booking.repository import Visit
from telemed.booking.schemas import IntakeGiven
from telemed.db.deps import Now, Reading, Writing
from telemed.directory.errors import NoSuchService
from telemed.directory.service import clinic_by_id, service_by_id
from telemed.kit.errors import BadRequest, Invalid, NotFound
from telemed.kit.etag import StaleRevision, etag, expected_revision
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["intake"])
OF_SERVICE = "/clinics/{clinic_id}/services/{service_id}/intake"
OF_VISIT = "/appointments/{appointment_id}/intake"
IfMatch = Annotated[str | None, Header(description='The ETag last seen; `"0"` before there is a form.')]


@router.get("/services/{service_id}/intake", responses=responses(NoIntake))
async def read_intake(_who: Public, service_id: UUID, session: Reading, languages: Languages) -> IntakeFormView:
    """What a patient is asked before a visit of this service; 404 where nothing is."""
    form = await service.form_for_patients(session, service_id)
    clinic = await clinic_by_id(session, (await service_by_id(session, service_id)).clinic_id)
    return form_view(form, clinic.emergency_number, (*languages, *clinic.languages))


@router.get(OF_SERVICE, responses=responses(NotFound, NoSuchService))
async def read_intake_settings(
    caller: AsClinicAdmin, clinic_id: UUID, service_id: UUID, session: Reading, response: Response
) -> IntakeSettings:
    """The form with all its texts, for its editor."""
    require_clinic(caller, clinic_id, Role.CLINIC_ADMIN)
    return _settings(service_id, await service.settings_of(session, clinic_id, service_id), response)


@router.put(OF_SERVICE, responses=responses(NotFound, NoSuchService, StaleRevision, Invalid, BadRequest))
async def change_intake(
    caller: AsClinicAdmin,
    clinic_id: UUID,
    service_id: UUID,
    draft: IntakeFormDraft,
    session: Writing,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> IntakeSettings:
    """Store the next version. Visits that are booked keep their answers to the version they were asked."""
    require_clinic(caller, clinic_id, Role.CLINIC_ADMIN)
    expected = expected_revision(if_match)
    if expected is None:
        raise BadRequest("If-Match with the version last seen is needed, so that nothing is overwritten unseen")
    stored = await service.change_form(session, caller, clinic_id, service_id, draft, expected, now)
    return _settings(service_id, stored, response)


def _settings(service_id: UUID, stored: StoredForm | None, response: Response) -> IntakeSettings:
    settings = form_settings(service_id, stored)
    response.headers["ETag"] = etag(settings.version)
    return settings


@router.get(OF_VISIT, responses=responses(NoSuchVisit))
async def read_intake_answers(
    caller: SignedIn, appointment_id: UUID, session: Writing, now: Now, languages: Languages, response: Response
) -> IntakeAnswersView:
    """What was answered before the visit: for the patient and the visit's doctor. A doctor's reading leaves an audit row."""
    visit = await visit_to_read(session, caller, appointment_id)
    response.headers["Cache-Control"] = "no-store"
    return answers_view(*await service.read_answers(session, caller, visit, now), _languages(languages, visit))


@router.put(
    OF_VISIT, responses=responses(NoSuchVisit, NoIntake, StepRefused, DangerSigns, IntakeMissing, IntakeChanged)
)
async def answer_intake(
    caller: SignedIn, appointment_id: UUID, given: IntakeGiven, session: Writing, now: Now, languages: Languages
) -> IntakeAnswersView:
    """Answer for a visit that is booked already, or answer anew, until the doctor begins."""
    visit = await answer_later(session, caller, appointment_id, given, languages, now)
    return answers_view(*await service.read_answers(session, caller, visit, now), _languages(languages, visit))


def _languages(preferred: tuple[str, ...], visit: Visit) -> tuple[str, ...]:
    return (*preferred, *visit.offer.clinic.languages)
