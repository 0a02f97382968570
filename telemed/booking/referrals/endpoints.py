"""Referrals over HTTP: translation only."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from telemed.accounts.errors import RoleMissing, TokenRefused
from telemed.accounts.policies import AsClinicStaff, SignedIn
from telemed.accounts.schemas import Wire
from telemed.booking.referrals import service
from telemed.booking.referrals.errors import BadReferral
from telemed.booking.referrals.models import Referral
from telemed.db.deps import Now, Reading, Writing
from telemed.directory.errors import UnknownReference
from telemed.directory.models import Doctor, Specialty
from telemed.directory.schemas import Id
from telemed.kit.errors import Invalid, NotFound
from telemed.kit.text import pick
from telemed.patients.errors import NoCareRelation
from telemed.schedules.schemas import Moment
from telemed.web.answers import created
from telemed.web.idempotency import BadKey, Idempotent, KeyInFlight, KeyReused
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["referrals"], responses=responses(TokenRefused, RoleMissing, NotFound))


class ReferralDraft(Wire):
    """To whom; for 90 days when no end is named."""

    specialty_id: Id
    until: Moment | None = None


class ReferralShown(BaseModel):
    id: UUID
    patient_id: UUID
    specialty_id: UUID
    specialty: str
    doctor_name: str | None
    given_at: datetime
    until: datetime


class ReferralList(BaseModel):
    items: list[ReferralShown]
    next_cursor: str | None = None


@router.get("/patients/{patient_id}/referrals", responses=responses(NoCareRelation))
async def list_referrals(
    caller: SignedIn, patient_id: UUID, session: Reading, languages: Languages, now: Now
) -> ReferralList:
    """Those that are good now, the latest first."""
    found = await service.of_patient(session, caller, patient_id, now)
    return ReferralList(items=[_view(*each, languages) for each in found])


@router.post(
    "/patients/{patient_id}/referrals",
    status_code=201,
    response_model=ReferralShown,
    responses=responses(Invalid, BadReferral, UnknownReference, NoCareRelation, BadKey, KeyReused, KeyInFlight),
)
async def give_referral(
    caller: AsClinicStaff,
    patient_id: UUID,
    body: ReferralDraft,
    session: Writing,
    languages: Languages,
    once: Idempotent,
    now: Now,
) -> Response:
    """A doctor refers a patient of theirs; the clinic's desk enters a referral that came on paper."""

    async def work() -> Response:
        made = await service.give(
            session, caller, patient_id=patient_id, specialty_id=body.specialty_id, until=body.until, now=now
        )
        found = await service.of_patient(session, caller, patient_id, now)
        return created(next(_view(*each, languages) for each in found if each[0].id == made.id))

    return await once.answer(session, caller.account_id, now, work)


@router.delete("/referrals/{referral_id}", status_code=204)
async def take_back_referral(caller: AsClinicStaff, referral_id: UUID, session: Writing, now: Now) -> None:
    """By who gave it, or the desk of that clinic. Booked visits stay."""
    await service.take_back(session, caller, referral_id, now)


def _view(referral: Referral, specialty: Specialty, doctor: Doctor | None, languages: tuple[str, ...]) -> ReferralShown:
    return ReferralShown(
        id=referral.id, patient_id=referral.patient_id, specialty_id=specialty.id,
        specialty=pick(specialty.name, languages), doctor_name=doctor.display_name if doctor else None,
        given_at=referral.given_at, until=referral.until,
    )  # fmt: skip
