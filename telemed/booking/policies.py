"""Who a caller is to a visit. Whoever is nobody to it learns nothing: not yours and not there look the same."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller, Role
from telemed.accounts.errors import Denial, NotYours
from telemed.booking.lifecycle import Actor
from telemed.booking.repository import Visit
from telemed.patients.service import is_related


def actor_to(caller: Caller, visit: Visit, action: str) -> Actor:
    """As whom the caller acts on this visit. Raises NotYours (404), with an audit row about `action`.

    Somebody who is several things to a visit acts as the one that may do most with it.
    """
    own = visit.own
    if own.clinic_id in caller.clinics(*DESK_STAFF):
        return Actor.STAFF
    if own.doctor_id in caller.subjects(Role.DOCTOR):
        return Actor.DOCTOR
    if own.patient_id in caller.subjects(Role.PATIENT):
        return Actor.PATIENT
    raise NotYours(Denial(action, patient_id=own.patient_id, clinic_id=own.clinic_id, subject_id=own.id))


async def actor_who_books(session: AsyncSession, caller: Caller, patient_id: UUID, clinic_id: UUID) -> Actor:
    """As whom the caller books for this patient at this clinic. Raises NotYours (404)."""
    if patient_id in caller.subjects(Role.PATIENT):
        return Actor.PATIENT
    if clinic_id in caller.clinics(*DESK_STAFF) and await is_related(session, patient_id, clinic_id):
        return Actor.STAFF
    raise NotYours(Denial("appointment.book", patient_id=patient_id, clinic_id=clinic_id))
