"""Forms as clinics write them, and answers as patients give them.

A booking is not lost because the clinic edited its form meanwhile: answers to the version that the patient saw count for a
day after the next one came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Role, Scope
from telemed.accounts.errors import Denial, NotYours
from telemed.audit.service import record
from telemed.booking.intake import repository
from telemed.booking.intake.errors import DangerSigns, IntakeChanged, IntakeMissing, NoIntake
from telemed.booking.intake.form import Complete, Danger, Missing, evaluate, read_form
from telemed.booking.intake.repository import StoredAnswers, StoredForm, form_of, send_latest
from telemed.booking.intake.schemas import IntakeFormDraft
from telemed.booking.repository import ClinicPart, Visit
from telemed.booking.schemas import IntakeGiven
from telemed.directory.errors import NoSuchService
from telemed.directory.models import Service
from telemed.kit.etag import StaleRevision
from telemed.kit.text import pick

__all__ = ["Filled", "filled", "form_of", "keep", "send_latest"]

STILL_GOOD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Filled:
    """Answers that are whole, ready to be kept; and how urgent they make the visit (1 is the highest)."""

    form_id: UUID
    answers: dict[str, Any]
    urgency: int


# ── the patient's side ──────────────────────────────────────────────────────────────────────────────────────────────


async def form_for_patients(session: AsyncSession, service_id: UUID) -> StoredForm:
    """Raises NoIntake (404) where nothing is asked."""
    form = await repository.latest(session, service_id)
    if form is None or not form.asks:
        raise NoIntake
    return form


async def filled(
    session: AsyncSession,
    form: StoredForm | None,
    given: IntakeGiven | None,
    clinic: ClinicPart,
    languages: Sequence[str],
    now: datetime,
) -> Filled | None:
    """The answers given to a service whose latest form is `form`; None where nothing is asked.

    Raises DangerSigns (422), IntakeMissing (422), IntakeChanged (409).
    """
    answered = await _answered_form(session, form, given, now)
    if answered is None:
        return None
    found = evaluate(read_form(answered.content), given.answers if given else {})
    if isinstance(found, Danger):
        advice = pick(found.advice, (*languages, *clinic.languages))
        raise DangerSigns(question=found.question, advice=advice, emergency_number=clinic.emergency_number)
    if isinstance(found, Missing):
        raise IntakeMissing(questions=found.questions, form_id=str(answered.id))
    return _filled(answered.id, found)


def _filled(form_id: UUID, found: Complete) -> Filled:
    return Filled(form_id, dict(found.answers), found.urgency)


async def _answered_form(
    session: AsyncSession, latest: StoredForm | None, given: IntakeGiven | None, now: datetime
) -> StoredForm | None:
    """The version that the answers are to: the latest, or one that was until lately."""
    if given is None:
        return latest if latest is not None and latest.asks else None
    if latest is None:
        raise IntakeChanged
    if given.form_id == latest.id:
        return latest if latest.asks else None
    older = await repository.form_by_id(session, given.form_id)
    if older is None or older.service_id != latest.service_id:
        raise IntakeChanged
    ended = await repository.superseded_at(session, older)
    if ended is None or ended <= now - STILL_GOOD:
        raise IntakeChanged
    return older


async def keep(session: AsyncSession, appointment_id: UUID, given: Filled, now: datetime) -> None:
    """Keep the answers of a visit that is new. Fit for a `batch`."""
    await repository.put_answers(session, appointment_id, given.form_id, given.answers, given.urgency, now)


async def answer_for_visit(
    session: AsyncSession, visit: Visit, given: IntakeGiven, languages: Sequence[str], now: datetime
) -> None:
    """Answer, or answer anew, for a visit whose row is locked. Raises NoIntake (404), and what `filled` raises."""
    form = await repository.latest(session, visit.offer.service.id)
    answers = await filled(session, form, given, visit.offer.clinic, languages, now)
    if answers is None:
        raise NoIntake
    values = (visit.own.id, answers.form_id, answers.answers, answers.urgency, now)
    if not await repository.replace_answers(session, *values):
        await repository.put_answers(session, *values)


async def read_answers(
    session: AsyncSession, caller: Caller, visit: Visit, now: datetime
) -> tuple[StoredForm | None, StoredAnswers | None]:
    """What was answered and to which form: for those who act for the patient, and the doctor of the visit.

    Without answers the form that would be asked. Raises NotYours (404) for the clinic's staff, who do not read what
    patients say about their health. A doctor who reads leaves an audit row.
    """
    own = visit.own
    if own.patient_id not in caller.subjects(Role.PATIENT, Scope.READ):
        if own.doctor_id not in caller.subjects(Role.DOCTOR):
            raise NotYours(Denial("intake.read", patient_id=own.patient_id, clinic_id=own.clinic_id, subject_id=own.id))
        await record(
            session, action="intake.read", outcome="allowed", actor_id=caller.account_id, patient_id=own.patient_id,
            clinic_id=own.clinic_id, subject_id=own.id, details={}, now=now,
        )  # fmt: skip
    answers = await repository.answers_of(session, own.id)
    if answers is None:
        return await repository.latest(session, own.service_id), None
    return await repository.form_by_id(session, answers.form_id), answers


# ── the clinic's side ───────────────────────────────────────────────────────────────────────────────────────────────


async def settings_of(session: AsyncSession, clinic_id: UUID, service_id: UUID) -> StoredForm | None:
    """The latest form of a service of this clinic. Raises NoSuchService (404)."""
    await _require_service(session, clinic_id, service_id)
    return await repository.latest(session, service_id)


async def change_form(
    session: AsyncSession,
    caller: Caller,
    clinic_id: UUID,
    service_id: UUID,
    draft: IntakeFormDraft,
    expected: int,
    now: datetime,
) -> StoredForm:
    """Store the next version, if `expected` is still the latest. Raises StaleRevision (412), NoSuchService (404)."""
    await _require_service(session, clinic_id, service_id)
    latest = await repository.latest(session, service_id)
    version = latest.version if latest else 0
    if version != expected:
        raise StaleRevision(current_revision=version)
    content = draft.model_dump(mode="json", exclude_none=True)
    stored = await repository.add_form(session, service_id, version + 1, content, caller.account_id, now)
    if stored is None:
        raise StaleRevision(current_revision=version + 1)
    await record(
        session, action="intake.change", outcome="allowed", actor_id=caller.account_id, clinic_id=clinic_id,
        subject_id=service_id, details={"version": stored.version}, now=now,
    )  # fmt: skip
    return stored


async def _require_service(session: AsyncSession, clinic_id: UUID, service_id: UUID) -> None:
    service = await session.get(Service, service_id)
    if service is None or service.clinic_id != clinic_id:
        raise NoSuchService
