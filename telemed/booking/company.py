"""Who else comes to a visit, and who is not to know of it: what the patient says beside the time."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Role, Scope
from telemed.accounts.errors import Denial, NotYours, ScopeTooNarrow
from telemed.accounts.policies import require_subject
from telemed.audit.service import record
from telemed.booking import repository
from telemed.booking.companions import repository as companions
from telemed.booking.errors import NotBookable, PatientBusy, StepRefused
from telemed.booking.lifecycle import Actor, Status, Step, standing
from telemed.booking.repository import Visit
from telemed.booking.service import OWNER_KIND, change_of, require_step, visit_for
from telemed.kit.intervals import Interval
from telemed.patients.service import is_related, patients_by_id
from telemed.schedules import claims
from telemed.schedules.claims import Owner
from telemed.schedules.errors import NotFree


async def bring(
    session: AsyncSession, caller: Caller, appointment_id: UUID, patient_ids: Collection[UUID],
    if_match: str | None, now: datetime,
) -> tuple[Visit, Actor]:  # fmt: skip
    """Say who comes along: their calendars are taken for the visit too. Whoever was named before and is not now stays away.

    Raises NotBookable (422) for more people than the service allows, PatientBusy (409), StepRefused (409) when it is too
    late to change the visit, NotYours (404) for somebody else's patient.
    """
    visit, actor = await visit_for(session, caller, appointment_id, "visit.bring", if_match=if_match, lock=True)
    _require_changeable(visit, actor, now)
    wanted = set(patient_ids) - {visit.own.patient_id}
    if 1 + len(wanted) > visit.offer.service.most_people:
        most = visit.offer.service.most_people
        raise NotBookable(f"At most {most} people may come to such a visit", reason_code="too_many_people")
    present = await companions.ids_of(session, appointment_id)
    await _require_bringable(session, caller, actor, wanted - present, visit.own.clinic_id)
    await _take(session, visit, wanted - present, present - wanted, now)
    await companions.replace(session, appointment_id, wanted)
    return await _changed(session, caller, visit, "visit.bring", now), actor


def _require_changeable(visit: Visit, actor: Actor, now: datetime) -> None:
    """As long as the visit could be moved, or is being held."""
    if actor is Actor.DOCTOR:
        raise StepRefused("The patient or the clinic's desk says who comes", reason_code="not_yours_to_do")
    if standing(Status(visit.own.status), visit.own.held_until, now) is not Status.HELD:
        require_step(Step.RESCHEDULE, visit, actor, now)


async def _require_bringable(
    session: AsyncSession, caller: Caller, actor: Actor, patient_ids: Collection[UUID], clinic_id: UUID
) -> None:
    for patient_id in patient_ids:
        if actor is not Actor.STAFF:
            require_subject(caller, Role.PATIENT, patient_id)
        elif not await is_related(session, patient_id, clinic_id):
            raise NotYours(Denial("visit.bring", patient_id=patient_id, clinic_id=clinic_id))


async def _take(
    session: AsyncSession, visit: Visit, added: Collection[UUID], removed: Collection[UUID], now: datetime
) -> None:
    owner, time = Owner(OWNER_KIND, visit.own.id), Interval(visit.own.starts_at, visit.own.ends_at)
    expires_at = visit.own.held_until if visit.own.status == Status.HELD else None
    people = await patients_by_id(session, sorted(added))
    for patient_id in sorted(added):
        await claims.open_calendar(session, patient_id, zone=people[patient_id].zone)
    await claims.lock(session, {*added, *removed})
    await claims.release_on(session, owner, removed)
    try:
        for patient_id in sorted(added):
            await claims.claim(
                session, calendar_id=patient_id, time=time, owner=owner, needs_opening=False, now=now,
                expires_at=expires_at,
            )  # fmt: skip
    except NotFree:
        raise PatientBusy from None


async def hide(
    session: AsyncSession, caller: Caller, appointment_id: UUID, if_match: str | None, now: datetime, *, private: bool
) -> tuple[Visit, Actor]:
    """Hide the visit from those who act for the patient, or show it again: the patient's own decision, or the desk's for
    somebody who phones. Doctors see it all the same. Raises ScopeTooNarrow (403) for a representative.
    """
    visit, actor = await visit_for(session, caller, appointment_id, "visit.hide", if_match=if_match, lock=True)
    own = caller.scope_for(visit.own.patient_id) is Scope.SELF
    if not own and actor is not Actor.STAFF:
        raise ScopeTooNarrow
    if visit.own.private == private:
        return visit, actor
    changed = Visit(visit.own._replace(private=private), visit.offer, visit.patient, visit.companions)
    await repository.change(session, appointment_id, **change_of(visit.own, changed.own))
    return await _changed(session, caller, changed, "visit.hide", now), actor


async def _changed(session: AsyncSession, caller: Caller, visit: Visit, action: str, now: datetime) -> Visit:
    own = visit.own
    await repository.change(session, own.id, revision=own.revision + 1)
    await record(
        session, action=action, outcome="allowed", actor_id=caller.account_id, patient_id=own.patient_id,
        clinic_id=own.clinic_id, subject_id=own.id, details={}, now=now,
    )  # fmt: skip
    found = await repository.get(session, own.id)
    assert found is not None  # noqa: S101  its row is locked
    return found
