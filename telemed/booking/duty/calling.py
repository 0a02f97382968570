"""What doctors on duty do: log on and off, take the next patient, give one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Role
from telemed.accounts.errors import Denial, NotYours
from telemed.booking.duty import repository, repository_doctors, settling, visits
from telemed.booking.duty.errors import NobodyWaits, NoSuchTurn, NotForDuty, NotOnDuty, TurnOver, WithSomebody
from telemed.booking.duty.models import DutyEntry, DutyPresence
from telemed.booking.duty.order import ANSWER_WITHIN, Left, Stage
from telemed.booking.duty.repository import Row
from telemed.booking.intake import service as intake
from telemed.booking.lifecycle import Step
from telemed.booking.repository import Visit
from telemed.directory import service as directory
from telemed.kit.ids import new_id
from telemed.outbox.service import enqueue


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody was called: their turn, and the visit that begins."""

    entry: DutyEntry
    visit: Visit


async def doctor_at(session: AsyncSession, caller: Caller, clinic_id: UUID) -> UUID:
    """The doctor as whom the caller works at the clinic. Raises NoSuchClinic or NotYours: both are the same 404."""
    await directory.clinic_by_id(session, clinic_id)
    own = {g.subject_id for g in caller.grants if g.role is Role.DOCTOR and g.clinic_id == clinic_id and g.subject_id}
    if not own:
        raise NotYours(Denial("duty.start", clinic_id=clinic_id))
    return min(own)


async def start(
    session: AsyncSession, caller: Caller, clinic_id: UUID, specialty_ids: Sequence[UUID], now: datetime
) -> DutyPresence:
    """Go on duty; being on duty already, only what is treated changes. Raises NotForDuty (422), NotYours (404)."""
    doctor_id = await doctor_at(session, caller, clinic_id)
    offered = await repository_doctors.treated_by(session, [doctor_id])
    if not offered or (specialty_ids and not {specialty for _, _, specialty in offered} & set(specialty_ids)):
        raise NotForDuty("You offer nothing that is held by doctors on duty", reason_code="nothing_offered")
    wanted = [str(each) for each in dict.fromkeys(specialty_ids)]
    present = await repository_doctors.presence_of(session, doctor_id, lock=True)
    if present is not None:
        await repository_doctors.change_presence(session, present.id, specialty_ids=wanted, last_seen_at=now)
        return present
    present = DutyPresence(
        id=new_id(), clinic_id=clinic_id, doctor_id=doctor_id, specialty_ids=wanted, started_at=now, last_seen_at=now
    )
    await repository_doctors.add_presence(session, present)
    return present


async def stop(session: AsyncSession, caller: Caller, now: datetime) -> DutyPresence:
    """Go off duty: whoever was called and not yet let in waits again, in their old place.

    A visit that has begun goes on. Raises NotOnDuty (409).
    """
    present = await presence_for(session, caller, lock=True)
    rows = await repository.called_by(session, present.doctor_id, lock=True)
    await settling.return_called(session, [row for row in rows if _not_begun(row)], caller.account_id, now)
    await repository_doctors.change_presence(session, present.id, ended_at=now)
    return present


async def desk_of(session: AsyncSession, caller: Caller, clinic_id: UUID | None) -> tuple[UUID, UUID]:
    """The clinic whose board a doctor sees, and as which doctor: where they are on duty, or the one asked for, or theirs.

    Raises NoSuchClinic or NotYours (404).
    """
    if clinic_id is not None:
        return clinic_id, await doctor_at(session, caller, clinic_id)
    own = sorted(
        (g.subject_id, g.clinic_id) for g in caller.grants if g.role is Role.DOCTOR and g.subject_id and g.clinic_id
    )
    for doctor_id, _ in own:
        present = await repository_doctors.presence_of(session, doctor_id)
        if present is not None:
            return present.clinic_id, doctor_id
    return own[0][1], own[0][0]


async def presence_for(session: AsyncSession, caller: Caller, *, lock: bool = False) -> DutyPresence:
    """The duty that the caller is on. Raises NotOnDuty (409)."""
    for doctor_id in sorted(caller.subjects(Role.DOCTOR)):
        present = await repository_doctors.presence_of(session, doctor_id, lock=lock)
        if present is not None:
            return present
    raise NotOnDuty


async def seen(session: AsyncSession, caller: Caller, now: datetime) -> DutyPresence:
    """The doctor is there. Raises NotOnDuty (409)."""
    present = await presence_for(session, caller)
    await repository_doctors.change_presence(session, present.id, last_seen_at=now)
    return present


async def call_next(session: AsyncSession, caller: Caller, now: datetime) -> Called:
    """Take the first person in line whom the doctor can treat, into a visit that begins now.

    Two who press at once take two people: each passes over whom the other holds. Somebody who is in another visit at
    this moment keeps the place and is passed over. Raises NotOnDuty, WithSomebody, NobodyWaits, DoctorBusy (409).
    """
    present = await presence_for(session, caller, lock=True)
    await settling.settle(session, now, present.clinic_id)
    await _require_free(session, present.doctor_id)
    entry = await _first(session, present, now)
    visit = await visits.begin(session, caller, entry, present.doctor_id, now)
    await repository_doctors.change_presence(session, present.id, last_seen_at=now)
    await repository.call(session, entry.id, doctor_id=present.doctor_id, visit_id=visit.own.id, now=now)
    if entry.form_id is not None:
        answers = intake.Filled(entry.form_id, entry.answers, entry.urgency)
        await intake.keep(session, visit.own.id, answers, entry.joined_at)
    await enqueue(session, "duty.called", subject_id=entry.id, payload={"appointment_id": str(visit.own.id)}, now=now)
    return Called(entry, visit)


async def give_back(session: AsyncSession, caller: Caller, entry_id: UUID, now: datetime) -> tuple[UUID, UUID]:
    """Let whom the caller has called wait again, in their old place. Raises NoSuchTurn (404), TurnOver (409)."""
    row, doctor_id = await _called(session, caller, entry_id)
    await settling.return_called(session, [row], caller.account_id, now)
    return row.entry.clinic_id, doctor_id


async def no_answer(session: AsyncSession, caller: Caller, entry_id: UUID, now: datetime) -> tuple[UUID, UUID]:
    """Say that whom the caller has called does not come: the turn is over.

    Raises NoSuchTurn (404), and TurnOver (409) for somebody who is there, or was called less than some minutes ago.
    """
    row, doctor_id = await _called(session, caller, entry_id)
    if row.visit is not None and row.visit.status == "arrived":
        raise TurnOver("The patient is in the waiting room", reason_code="arrived")
    until = (row.entry.called_at or now) + ANSWER_WITHIN
    if now < until:
        raise TurnOver("Give the patient some minutes to come", reason_code="too_early", until=until.isoformat())
    visit_ids = [row.entry.appointment_id] if row.entry.appointment_id else []
    await visits.take_back(session, visit_ids, Step.NO_SHOW, caller.account_id, now)
    await settling.leave(session, row, Left.NO_ANSWER, now)
    return row.entry.clinic_id, doctor_id


async def _called(session: AsyncSession, caller: Caller, entry_id: UUID) -> tuple[Row, UUID]:
    row = await repository.get(session, entry_id, lock=True)
    if row is None:
        raise NoSuchTurn
    doctor_id = row.entry.doctor_id
    if doctor_id is None or doctor_id not in caller.subjects(Role.DOCTOR):
        raise NotYours(
            Denial("duty.return", patient_id=row.entry.patient_id, clinic_id=row.entry.clinic_id, subject_id=entry_id)
        )
    if not _not_begun(row):
        raise TurnOver("The visit has begun, or is over", reason_code="not_waiting_for_you")
    return row, doctor_id


def _not_begun(row: Row) -> bool:
    return row.stage is Stage.CALLED and row.visit is not None and row.visit.status in {"booked", "arrived"}


async def _require_free(session: AsyncSession, doctor_id: UUID) -> None:
    """Raises WithSomebody (409) while a call of the doctor's is open."""
    for row in await repository.called_by(session, doctor_id):
        if row.stage is Stage.CALLED:
            raise WithSomebody(appointment_id=str(row.entry.appointment_id), entry_id=str(row.entry.id))


async def _first(session: AsyncSession, present: DutyPresence, now: datetime) -> DutyEntry:
    """The first turn of the line, held. Raises NobodyWaits (409)."""
    chosen = set(present.specialty_ids)
    services = [
        service
        for _, service, specialty in await repository_doctors.treated_by(session, [present.doctor_id])
        if not chosen or str(specialty) in chosen
    ]
    passed_over: set[UUID] = set()
    while (entry := await repository.lock_next(session, present.clinic_id, services, now, passed_over)) is not None:
        service = await directory.service_by_id(session, entry.service_id)
        time = visits.time_of(service.duration_min, now)
        if not await visits.in_another_visit(session, entry.patient_id, time, now):
            return entry
        passed_over.add(entry.id)
    raise NobodyWaits
