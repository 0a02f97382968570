"""Who is who in a consultation. Pure."""

from collections.abc import Collection
from uuid import UUID

from telemed.accounts.callers import Caller, Role as Held, Scope
from telemed.consultation.messages import Role


def role_of(
    caller: Caller,
    *,
    doctor_id: UUID,
    patient_id: UUID,
    patient_account_id: UUID | None,
    companion_ids: Collection[UUID] = (),
) -> Role | None:
    """As what the caller takes part in a visit of this doctor with this patient; None: not at all.

    A patient grant is held by the patient's own account and by those who represent the patient now; who may only look
    is not in the room. Whoever comes along, or comes with somebody who does, is there beside the patient.
    """
    if doctor_id in caller.subjects(Held.DOCTOR):
        return "doctor"
    if patient_id in caller.subjects(Held.PATIENT, Scope.ATTEND):
        return "patient" if caller.account_id == patient_account_id else "representative"
    if not caller.subjects(Held.PATIENT, Scope.ATTEND).isdisjoint(companion_ids):
        return "representative"
    return None
