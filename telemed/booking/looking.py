"""For whom free times are looked for: the patient the reader names, if they may."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller, Role
from telemed.accounts.errors import Denial, NotYours, TokenRefused
from telemed.booking.acceptance import ANYBODY, Accepted
from telemed.booking.circumstances import known_of
from telemed.patients.service import clinics_of


async def gate_for(
    session: AsyncSession,
    caller: Caller | None,
    patient_id: UUID | None,
    now: datetime,
    *,
    moving_id: UUID | None = None,
) -> Accepted:
    """What the patient would be accepted for; without one, what is kept for nobody in particular.

    Raises TokenRefused (401) when a patient is named by nobody, NotYours (404) for somebody else's patient.
    """
    if patient_id is None:
        return ANYBODY
    if caller is None:
        raise TokenRefused
    desks: frozenset[UUID] = frozenset()
    if patient_id not in caller.subjects(Role.PATIENT):
        desks = frozenset(caller.clinics(*DESK_STAFF) & await clinics_of(session, patient_id))
        if not desks:
            raise NotYours(Denial("openings.read", patient_id=patient_id))
    known = await known_of(session, patient_id, now, moving_id=moving_id, desks=desks)
    if known is None:
        raise NotYours(Denial("openings.read", patient_id=patient_id))
    return Accepted(known)
