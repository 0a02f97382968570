"""Whose visit the answers are of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Role, Scope
from telemed.accounts.errors import Denial, NotYours
from telemed.booking.errors import StepRefused
from telemed.booking.intake.service import answer_for_visit
from telemed.booking.lifecycle import Status
from telemed.booking.repository import Visit
from telemed.booking.schemas import IntakeGiven
from telemed.booking.service import visit_for

_OPEN = {Status.BOOKED, Status.ARRIVED}


async def visit_to_read(session: AsyncSession, caller: Caller, appointment_id: UUID) -> Visit:
    visit, _ = await visit_for(session, caller, appointment_id, "intake.read", scope=Scope.READ)
    return visit


async def answer_later(
    session: AsyncSession,
    caller: Caller,
    appointment_id: UUID,
    given: IntakeGiven,
    languages: Sequence[str],
    now: datetime,
) -> Visit:
    """Answers of the patient's, or of who acts for them, until the visit begins. Raises StepRefused (409)."""
    visit, _ = await visit_for(session, caller, appointment_id, "intake.answer", lock=True)
    own = visit.own
    if own.patient_id not in caller.subjects(Role.PATIENT):
        raise NotYours(Denial("intake.answer", patient_id=own.patient_id, clinic_id=own.clinic_id, subject_id=own.id))
    if own.status not in _OPEN:
        raise StepRefused("The visit has begun or is over", reason_code="too_late")
    await answer_for_visit(session, visit, given, languages, now)
    return visit
