"""Why a time is offered or not, over HTTP: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from telemed.accounts.errors import Denial, NotYours, RoleMissing, TokenRefused
from telemed.accounts.policies import AsClinicStaff, require_clinic
from telemed.booking.circumstances import known_of
from telemed.booking.errors import NoSuchVisit
from telemed.booking.rules import Refusal
from telemed.booking.why import why
from telemed.db.deps import Now, Reading
from telemed.kit.errors import Invalid
from telemed.patients.service import is_related
from telemed.web.problems import responses

router = APIRouter(tags=["booking"])


class WhyReason(BaseModel):
    code: str = Field(examples=["too_soon"])
    reason: str


class WhyView(BaseModel):
    """Everything that speaks against the time; nothing does when it is bookable."""

    starts_at: AwareDatetime
    zone: str
    bookable: bool = Field(description="By the patient; without one, by somebody whom no rule excludes")
    reasons: list[WhyReason]
    bookable_by_desk: bool = Field(description="By the clinic's desk, for the patient")
    reasons_by_desk: list[WhyReason]


@router.get("/clinics/{clinic_id}/why", responses=responses(TokenRefused, RoleMissing, NoSuchVisit, Invalid))
async def why_offered(
    caller: AsClinicStaff,
    clinic_id: UUID,
    service_id: UUID,
    doctor_id: UUID,
    starts_at: Annotated[AwareDatetime, Query(examples=["2026-11-24T06:40:00Z"])],
    session: Reading,
    now: Now,
    patient_id: UUID | None = None,
) -> WhyView:
    """Why a doctor's time is offered for a service, or is not; for a patient of the clinic, with what is asked of them."""
    require_clinic(caller, clinic_id)
    if patient_id is not None and not await is_related(session, patient_id, clinic_id):
        raise NotYours(Denial("openings.why", patient_id=patient_id, clinic_id=clinic_id))
    known = await known_of(session, patient_id, now) if patient_id else None
    answer = await why(
        session, clinic_id=clinic_id, service_id=service_id, doctor_id=doctor_id, starts_at=starts_at, known=known,
        now=now,
    )  # fmt: skip
    return WhyView(
        starts_at=starts_at,
        zone=answer.zone,
        bookable=not answer.by_patient,
        reasons=_views(answer.by_patient),
        bookable_by_desk=not answer.by_desk,
        reasons_by_desk=_views(answer.by_desk),
    )


def _views(found: tuple[Refusal, ...]) -> list[WhyReason]:
    return [WhyReason(code=each.code, reason=each.reason) for each in found]
