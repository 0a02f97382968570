"""Looking visits up, and the steps of their lives that take no new time."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller, Role, Scope
from telemed.accounts.errors import NotYours
from telemed.audit.service import record
from telemed.booking import repository
from telemed.booking.companions import repository as companions
from telemed.booking.errors import NoSuchVisit, StepRefused
from telemed.booking.lifecycle import Actor, Refused, Status, Step, decide
from telemed.booking.models import Appointment
from telemed.booking.policies import actor_to, company_of, require_scope
from telemed.booking.repository import ClinicPart, DoctorPart, ServicePart, Visit, VisitPart
from telemed.booking.views import times_of
from telemed.booking.waitlist.offering import freed
from telemed.directory.models import Clinic, Doctor, Service
from telemed.kit.etag import require_revision
from telemed.outbox.service import enqueue
from telemed.schedules import claims
from telemed.schedules.claims import Owner

OWNER_KIND = "appointment"


async def visit_for(
    session: AsyncSession,
    caller: Caller,
    appointment_id: UUID,
    action: str,
    *,
    if_match: str | None = None,
    lock: bool = False,
    scope: Scope = Scope.BOOK,
) -> tuple[Visit, Actor]:
    """A visit of the caller's, and as whom they act on it.

    `scope` is how far a representative has to be allowed to go; whoever only reads says so. Raises NoSuchVisit or
    NotYours (404), ScopeTooNarrow (403), StaleRevision (412).
    """
    visit = await repository.get(session, appointment_id, lock=lock)
    if visit is None:
        raise NoSuchVisit
    actor = await _actor(session, caller, visit, action)
    require_scope(actor, scope)
    require_revision(if_match, visit.own.revision)
    return visit, actor


async def _actor(session: AsyncSession, caller: Caller, visit: Visit, action: str) -> Actor:
    """Raises NotYours (404) for whoever is nobody to the visit, and does not come along either."""
    try:
        return actor_to(caller, visit, action)
    except NotYours:
        attending = company_of(caller, await companions.ids_of(session, visit.own.id))
        if attending is None:
            raise
        return attending


def require_step(step: Step, visit: Visit, actor: Actor, now: datetime) -> Status:
    """Where the step leads. Raises StepRefused (409) with the reason."""
    decision = decide(step, Status(visit.own.status), actor, times_of(visit), now)
    if isinstance(decision, Refused):
        raise StepRefused(decision.reason, reason_code=decision.code)
    return decision.status


async def take_step(
    session: AsyncSession,
    visit: Visit,
    actor: Actor,
    step: Step,
    *,
    by: UUID | None,
    now: datetime,
    about: Mapping[str, str] | None = None,
    **values: Any,
) -> Visit:
    """Take a step with a visit whose row is locked: status and `values` change, the event and the audit row are kept.

    The revision rises with every step, so that whoever acts on what they saw before is told. `about` says more of it, to
    those who hear of it and in the audit row.
    """
    status = require_step(step, visit, actor, now)
    own = visit.own._replace(status=status, revision=visit.own.revision + 1, **values)
    await repository.change(session, own.id, **change_of(visit.own, own))
    kind = f"appointment.{status}"
    said = {"revision": own.revision, **(about or {})}
    await enqueue(session, kind, subject_id=own.id, payload=said, now=now)
    await record(
        session, action=kind, outcome="allowed", actor_id=by, patient_id=own.patient_id, clinic_id=own.clinic_id,
        subject_id=own.id, details=said, now=now,
    )  # fmt: skip
    return Visit(own, visit.offer, visit.patient)


async def cancel(
    session: AsyncSession,
    caller: Caller,
    appointment_id: UUID,
    reason: str | None,
    if_match: str | None,
    now: datetime,
) -> tuple[Visit, Actor]:
    """Cancel the visit and give its time back. Raises StepRefused (409)."""
    visit, actor = await visit_for(session, caller, appointment_id, "appointment.cancel", if_match=if_match, lock=True)
    cancelled = await take_step(
        session, visit, actor, Step.CANCEL, by=caller.account_id, now=now, cancelled_at=now,
        cancelled_by=caller.account_id, cancel_reason=reason or None,
    )  # fmt: skip
    await _give_back(session, visit, now)
    return cancelled, actor


async def mark_no_show(
    session: AsyncSession, caller: Caller, appointment_id: UUID, if_match: str | None, now: datetime
) -> tuple[Visit, Actor]:
    """Say that the patient did not come; what is left of the time is given back. Raises StepRefused (409)."""
    visit, actor = await visit_for(session, caller, appointment_id, "appointment.no_show", if_match=if_match, lock=True)
    missed = await take_step(session, visit, actor, Step.NO_SHOW, by=caller.account_id, now=now, ended_at=now)
    await _give_back(session, visit, now)
    return missed, actor


async def _give_back(session: AsyncSession, visit: Visit, now: datetime) -> None:
    """Release the time of everybody who was to come. Whoever waits for the doctor's is offered it before anybody sees it."""
    owner = Owner(OWNER_KIND, visit.own.id)
    await claims.lock(session, await claims.calendars_of(session, owner))
    released = await claims.release(session, owner)
    times = [each.time for each in released if each.calendar_id == visit.own.doctor_id]
    await freed(session, visit.own.doctor_id, times, now)


# ── steps that the live room takes ──────────────────────────────────────────────────────────────────────────────────


async def arrive(session: AsyncSession, appointment_id: UUID, *, by: UUID, now: datetime) -> Visit:
    """The patient is in the waiting room. Arriving again changes nothing. Raises StepRefused (409)."""
    visit = await _locked(session, appointment_id)
    if visit.own.status in {Status.ARRIVED, Status.IN_PROGRESS}:
        return visit
    return await take_step(session, visit, Actor.PATIENT, Step.ARRIVE, by=by, now=now, arrived_at=now)


async def start(session: AsyncSession, appointment_id: UUID, *, by: UUID, now: datetime) -> Visit:
    """The doctor has admitted the patient. Starting again changes nothing. Raises StepRefused (409)."""
    visit = await _locked(session, appointment_id)
    if visit.own.status == Status.IN_PROGRESS:
        return visit
    return await take_step(session, visit, Actor.DOCTOR, Step.START, by=by, now=now, started_at=now)


async def complete(session: AsyncSession, appointment_id: UUID, *, by: UUID, now: datetime) -> Visit:
    """The doctor has ended the visit. Raises StepRefused (409). The time it took stays taken."""
    visit = await _locked(session, appointment_id)
    return await take_step(session, visit, Actor.DOCTOR, Step.COMPLETE, by=by, now=now, ended_at=now)


async def _locked(session: AsyncSession, appointment_id: UUID) -> Visit:
    visit = await repository.get(session, appointment_id, lock=True)
    if visit is None:
        raise NoSuchVisit
    return visit


def change_of(before: VisitPart, after: VisitPart) -> dict[str, Any]:
    """The columns that differ."""
    old = before._asdict()
    return {name: value for name, value in after._asdict().items() if value != old[name]}


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def visible_to(caller: Caller, *, clinic_id: UUID | None, doctor_id: UUID | None) -> dict[str, frozenset[UUID]]:
    """Whose visits a list of this caller shows: a clinic's for its desk, a doctor's own, else the caller's patients'.

    What is not the caller's narrows the list to nothing, so that it tells no more than an unknown id would.
    """
    if clinic_id is not None:
        return {"clinics": frozenset({clinic_id} & caller.clinics(*DESK_STAFF))}
    if doctor_id is not None:
        own = {doctor_id} & caller.subjects(Role.DOCTOR)
        return {"doctors": frozenset(own), "clinics": frozenset(caller.clinics(*DESK_STAFF))}
    return {
        "patients": frozenset(caller.subjects(Role.PATIENT, Scope.READ)),
        "private_of": frozenset(caller.subjects(Role.PATIENT, Scope.SELF)),
    }


def actor_in_list(caller: Caller, visit: Visit) -> Actor:
    """As whom the caller sees a visit of a list that was already narrowed to what is theirs."""
    try:
        return actor_to(caller, visit, "appointment.list")
    except NotYours:
        return company_of(caller, {each.id for each in visit.companions}) or Actor.ONLOOKER


class VisitFacts(NamedTuple):
    """What a message about a visit may need. Texts are maps by language; `zone` is the clinic's."""

    id: UUID
    status: str
    starts_at: datetime
    zone: str
    patient_id: UUID
    doctor_name: str
    clinic_name: dict[str, str]
    clinic_languages: list[str]
    clinic_phone: str
    ends_at: datetime
    revision: int
    modality: str
    service_name: dict[str, str]
    sensitive: bool
    private: bool
    doctor_id: UUID
    clinic_id: UUID


def facts_of(
    own: VisitPart | Appointment,
    service: ServicePart | Service,
    doctor: DoctorPart | Doctor,
    clinic: ClinicPart | Clinic,
) -> VisitFacts:
    return VisitFacts(
        id=own.id,
        status=own.status,
        starts_at=own.starts_at,
        zone=own.zone,
        patient_id=own.patient_id,
        doctor_name=f"{doctor.given_name} {doctor.family_name}",
        clinic_name=clinic.name,
        clinic_languages=clinic.languages,
        clinic_phone=clinic.phone,
        ends_at=own.ends_at,
        revision=own.revision,
        modality=own.modality,
        service_name=service.name,
        sensitive=service.sensitive,
        private=own.private,
        doctor_id=own.doctor_id,
        clinic_id=own.clinic_id,
    )


async def statuses(session: AsyncSession, appointment_ids: Collection[UUID]) -> dict[UUID, str]:
    """How far many visits have come, in one statement: for rooms above that watch them on nobody's behalf."""
    return await repository.statuses(session, appointment_ids)
