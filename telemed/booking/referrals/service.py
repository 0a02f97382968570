"""Giving referrals, and who may see them."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller, Role
from telemed.accounts.errors import Denial, NotYours
from telemed.audit.service import record
from telemed.booking.referrals import repository
from telemed.booking.referrals.errors import BadReferral
from telemed.booking.referrals.models import Referral
from telemed.directory import service as directory
from telemed.directory.errors import UnknownReference
from telemed.directory.models import Doctor, Specialty
from telemed.outbox.service import enqueue
from telemed.patients.service import require_care

VALID = timedelta(days=90)
LONGEST = timedelta(days=366)


async def give(
    session: AsyncSession,
    caller: Caller,
    *,
    patient_id: UUID,
    specialty_id: UUID,
    until: datetime | None,
    now: datetime,
) -> Referral:
    """A doctor who treats the patient refers them; a clinic's desk enters one that came on paper.

    Raises NotYours (404), NoCareRelation (403), UnknownReference and BadReferral (422).
    """
    clinic_id = await require_care(session, caller, patient_id)
    if specialty_id not in {each.id for each in await directory.all_specialties(session)}:
        raise UnknownReference("there is no such specialty")
    ends = until or now + VALID
    if not now < ends <= now + LONGEST:
        raise BadReferral("It is good for at most a year from now on")
    referral = Referral(
        patient_id=patient_id, specialty_id=specialty_id, clinic_id=clinic_id,
        doctor_id=await _doctor_at(session, caller, clinic_id), given_by=caller.account_id, given_at=now, until=ends,
    )  # fmt: skip
    session.add(referral)
    await session.flush()
    await enqueue(session, "referral.given", subject_id=referral.id, payload={}, now=now)
    await _trace(session, "referral.give", referral, caller, now)
    return referral


async def _doctor_at(session: AsyncSession, caller: Caller, clinic_id: UUID) -> UUID | None:
    """Which doctor of the clinic the caller is; None at its desk."""
    own = await directory.doctors_by_id(session, sorted(caller.subjects(Role.DOCTOR)))
    return next((doctor.id for doctor in own.values() if doctor.clinic_id == clinic_id), None)


async def take_back(session: AsyncSession, caller: Caller, referral_id: UUID, now: datetime) -> None:
    """By whoever gave it, or the desk of that clinic; booked visits stay. Raises NotYours (404)."""
    referral = await repository.by_id(session, referral_id)
    denial = NotYours(Denial("referral.revoke", subject_id=referral_id))
    if referral is None:
        raise denial
    if referral.given_by != caller.account_id and referral.clinic_id not in caller.clinics(*DESK_STAFF):
        raise denial
    referral.revoked_at = referral.revoked_at or now
    await session.flush()
    await _trace(session, "referral.revoke", referral, caller, now)


async def _trace(session: AsyncSession, action: str, referral: Referral, caller: Caller, now: datetime) -> None:
    await record(
        session, action=action, outcome="allowed", actor_id=caller.account_id, patient_id=referral.patient_id,
        clinic_id=referral.clinic_id, subject_id=referral.id, details={}, now=now,
    )  # fmt: skip


async def of_patient(
    session: AsyncSession, caller: Caller, patient_id: UUID, now: datetime
) -> list[tuple[Referral, Specialty, Doctor | None]]:
    """Those that are good now: for the patient, and for staff who have to do with them. Raises NotYours (404)."""
    if patient_id not in caller.subjects(Role.PATIENT):
        await require_care(session, caller, patient_id)
    return await repository.of_patient(session, patient_id, now)


class ReferralFacts(NamedTuple):
    """What a message about a referral may need. Texts are maps by language."""

    patient_id: UUID
    clinic_id: UUID
    specialty: dict[str, str]
    doctor_name: str
    until: datetime


async def referral_facts(session: AsyncSession, referral_id: UUID) -> ReferralFacts | None:
    """A referral for rooms above that ask on nobody's behalf. None when it was taken back."""
    found = await repository.facts(session, referral_id)
    if found is None or found[0].revoked_at is not None:
        return None
    referral, specialty, doctor = found
    name = doctor.display_name if doctor else ""
    return ReferralFacts(referral.patient_id, referral.clinic_id, specialty.name, name, referral.until)
