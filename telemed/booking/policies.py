"""Who a caller is to a visit. Whoever is nobody to it learns nothing: not yours and not there look the same."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller, Role, Scope
from telemed.accounts.errors import Denial, NotYours, ScopeTooNarrow
from telemed.booking.lifecycle import Actor
from telemed.booking.repository import Visit
from telemed.patients.service import is_related

_ACTORS = {
    Scope.SELF: Actor.PATIENT,
    Scope.BOOK: Actor.PATIENT,
    Scope.ATTEND: Actor.ATTENDANT,
    Scope.READ: Actor.ONLOOKER,
}
_SCOPES = {Actor.ATTENDANT: Scope.ATTEND, Actor.ONLOOKER: Scope.READ}


def actor_to(caller: Caller, visit: Visit, action: str) -> Actor:
    """As whom the caller acts on this visit. Raises NotYours (404), with an audit row about `action`.

    Somebody who is several things to a visit acts as the one that may do most with it. A private visit is there for the
    patient's own account, and not for representatives.
    """
    own = visit.own
    if own.clinic_id in caller.clinics(*DESK_STAFF):
        return Actor.STAFF
    if own.doctor_id in caller.subjects(Role.DOCTOR):
        return Actor.DOCTOR
    scope = caller.scope_for(own.patient_id)
    if scope is not None and (scope is Scope.SELF or not own.private):
        return _ACTORS[scope]
    raise NotYours(Denial(action, patient_id=own.patient_id, clinic_id=own.clinic_id, subject_id=own.id))


def company_of(caller: Caller, companion_ids: Collection[UUID]) -> Actor | None:
    """As whom the caller comes along: as one of the companions, or for one; None: not at all."""
    scopes = {caller.scope_for(each) for each in companion_ids} - {None}
    if not scopes:
        return None
    return Actor.ONLOOKER if scopes == {Scope.READ} else Actor.ATTENDANT


def require_scope(actor: Actor, scope: Scope) -> None:
    """Raises ScopeTooNarrow (403) for a representative who may not go as far as `scope`."""
    held = _SCOPES.get(actor)
    if held is not None and not held.covers(scope):
        raise ScopeTooNarrow


async def actor_who_books(session: AsyncSession, caller: Caller, patient_id: UUID, clinic_id: UUID) -> Actor:
    """As whom the caller books for this patient at this clinic. Raises NotYours (404), ScopeTooNarrow (403)."""
    if patient_id in caller.subjects(Role.PATIENT):
        return Actor.PATIENT
    if caller.scope_for(patient_id) is not None and not caller.clinics(*DESK_STAFF):
        raise ScopeTooNarrow
    if clinic_id in caller.clinics(*DESK_STAFF) and await is_related(session, patient_id, clinic_id):
        return Actor.STAFF
    raise NotYours(Denial("appointment.book", patient_id=patient_id, clinic_id=clinic_id))
