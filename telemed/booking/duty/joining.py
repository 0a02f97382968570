"""Coming into the line, staying in it, and leaving it: what patients, and those who act for them, do."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.addresses import parse_phone
from telemed.accounts.callers import Caller, Role, Scope
from telemed.accounts.errors import Denial, NotYours, ScopeTooNarrow
from telemed.audit.service import record
from telemed.booking.duty import picture, repository, settling, visits
from telemed.booking.duty.errors import AlreadyWaiting, DutyClosed, NoSuchTurn, NotForDuty, TooManyTurns, TurnOver
from telemed.booking.duty.models import DutyEntry
from telemed.booking.duty.order import USUAL_URGENCY, Left, Presence, Stage, presence
from telemed.booking.duty.picture import Queue
from telemed.booking.duty.repository import Row
from telemed.booking.lifecycle import Actor, Step
from telemed.booking.policies import actor_who_books
from telemed.directory import service as directory
from telemed.directory.models import Clinic, Service
from telemed.kit.ids import new_id
from telemed.patients.service import relate

MOST_TURNS = 10
"""Turns that one account may have at once: a family, not a town. The clinic's desk may bring more."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to see a doctor now, and why. `urgency` and `reason` follow from the intake."""

    patient_id: UUID
    service_id: UUID
    modality: str
    callback_phone: str | None = None
    form_id: UUID | None = None
    answers: dict[str, Any] | None = None
    urgency: int = USUAL_URGENCY
    reason: str | None = None


async def service_for_duty(session: AsyncSession, clinic: Clinic, service_id: UUID, modality: str) -> Service:
    """Raises NoSuchService (404) and NotForDuty (422)."""
    service = await directory.service_by_id(session, service_id)
    if service.clinic_id != clinic.id or not (service.duty and service.active):
        raise NotForDuty("This is not held by the doctors on duty", reason_code="not_on_offer")
    if modality not in service.modalities:
        raise NotForDuty("The service is not held in this way", reason_code="not_on_offer")
    return service


async def join(session: AsyncSession, caller: Caller, clinic: Clinic, wish: Wish, now: datetime) -> tuple[Queue, Row]:
    """Put the patient into the line.

    Raises AlreadyWaiting, DutyClosed (409), TooManyTurns (429), NotYours (404) for somebody else's patient.
    """
    actor = await actor_who_books(session, caller, wish.patient_id, clinic.id)
    await _end_earlier_turn(session, wish.patient_id, now)
    if actor is Actor.PATIENT and await repository.count_of_account(session, caller.account_id) >= MOST_TURNS:
        raise TooManyTurns(f"At most {MOST_TURNS} people at once", retry_after=600)
    queue = await picture.load(session, clinic, now)
    if not queue.is_open(wish.service_id):
        raise DutyClosed
    stated = queue.estimate_for(wish.service_id, wish.urgency)
    phone = parse_phone(wish.callback_phone).value if wish.callback_phone else None
    entry = DutyEntry(
        id=new_id(), clinic_id=clinic.id, service_id=wish.service_id, patient_id=wish.patient_id,
        account_id=caller.account_id, modality=wish.modality, urgency=wish.urgency, reason=wish.reason,
        form_id=wish.form_id, answers=wish.answers or {}, status=Stage.WAITING, joined_at=now, last_seen_at=now,
        callback=phone is not None, callback_phone=phone,
        stated_median_s=stated.median_s if stated else None, stated_p90_s=stated.p90_s if stated else None,
    )  # fmt: skip
    await repository.add(session, entry)
    await relate(session, wish.patient_id, clinic.id, now=now)
    await record(
        session, action="duty.join", outcome="allowed", actor_id=caller.account_id, patient_id=wish.patient_id,
        clinic_id=clinic.id, subject_id=entry.id, details={"urgency": wish.urgency}, now=now,
    )  # fmt: skip
    row = Row(entry, None)
    return _with(queue, row), row


async def turn_for(
    session: AsyncSession, caller: Caller, entry_id: UUID, *, scope: Scope = Scope.READ, lock: bool = False
) -> Row:
    """A turn of a patient for whom the caller acts.

    Raises NoSuchTurn or NotYours, both the same 404; ScopeTooNarrow (403) for somebody who may not go as far as `scope`.
    """
    row = await repository.get(session, entry_id, lock=lock)
    if row is None:
        raise NoSuchTurn
    own = row.entry
    held = caller.scope_for(own.patient_id)
    if held is None:
        raise NotYours(Denial("duty.read", patient_id=own.patient_id, clinic_id=own.clinic_id, subject_id=own.id))
    if not held.covers(scope):
        raise ScopeTooNarrow
    return row


async def queue_of(session: AsyncSession, row: Row, now: datetime) -> Queue:
    """The queue in which somebody has a turn."""
    return await picture.load(session, await directory.clinic_by_id(session, row.entry.clinic_id), now)


async def turns_of(session: AsyncSession, caller: Caller, now: datetime) -> list[Row]:
    """Turns of the caller's patients that are not over."""
    rows = await repository.in_line_of_patients(session, caller.subjects(Role.PATIENT, Scope.READ))
    return [row for row in rows if not _is_over(row, now)]


async def seen(session: AsyncSession, caller: Caller, entry_id: UUID, now: datetime) -> Row:
    """Somebody is there. Whoever comes back too late has left already."""
    row = await turn_for(session, caller, entry_id, lock=True)
    if row.stage is Stage.WAITING and presence(row.turn, now) is not Presence.GONE:
        await repository.change(session, entry_id, last_seen_at=max(now, row.entry.last_seen_at), warned_at=None)
        return await turn_for(session, caller, entry_id)
    return row


async def leave(session: AsyncSession, caller: Caller, entry_id: UUID, now: datetime) -> Row:
    """Give the place up; leaving again changes nothing. Raises TurnOver (409) once the doctor has begun."""
    row = await turn_for(session, caller, entry_id, scope=Scope.BOOK, lock=True)
    if row.stage is Stage.CALLED:
        if row.visit is not None and row.visit.status == "in_progress":
            raise TurnOver("The visit has begun", reason_code="in_visit")
        if row.entry.appointment_id is not None:
            await visits.take_back(session, [row.entry.appointment_id], Step.CANCEL, caller.account_id, now)
    if row.entry.status in {Stage.WAITING, Stage.CALLED} and row.stage in {Stage.WAITING, Stage.CALLED}:
        await settling.leave(session, row, Left.BY_THEMSELVES, now)
        await record(
            session, action="duty.leave", outcome="allowed", actor_id=caller.account_id,
            patient_id=row.entry.patient_id, clinic_id=row.entry.clinic_id, subject_id=entry_id, details={}, now=now,
        )  # fmt: skip
    return await turn_for(session, caller, entry_id)


async def call_back(
    session: AsyncSession, caller: Caller, entry_id: UUID, *, wanted: bool, phone: str | None, now: datetime
) -> Row:
    """Whether the page may be left and the person be told when it is their turn; `phone` is where a doctor may ring.

    Raises TurnOver (409) for whoever does not wait any more, BadAddress (422).
    """
    row = await turn_for(session, caller, entry_id, scope=Scope.BOOK, lock=True)
    if row.stage is not Stage.WAITING or presence(row.turn, now) is Presence.GONE:
        raise TurnOver("Only while waiting", reason_code=str(row.stage))
    number = parse_phone(phone).value if wanted and phone else None
    await repository.change(
        session, entry_id, callback=wanted, callback_phone=number, warned_at=None,
        last_seen_at=max(now, row.entry.last_seen_at),
    )  # fmt: skip
    return await turn_for(session, caller, entry_id)


async def _end_earlier_turn(session: AsyncSession, patient_id: UUID, now: datetime) -> None:
    """What is stored of an earlier turn and over by now, written down. Raises AlreadyWaiting when it is not over."""
    for row in await repository.in_line_of_patients(session, [patient_id], lock=True):
        if not _is_over(row, now):
            raise AlreadyWaiting(entry_id=str(row.entry.id))
        if row.stage is Stage.WAITING:
            await settling.leave(session, row, Left.GONE, now)
        else:
            await settling.after_visit(session, row, now)


def _is_over(row: Row, now: datetime) -> bool:
    if row.stage is Stage.WAITING:
        return presence(row.turn, now) is Presence.GONE
    return row.stage is not Stage.CALLED


def _with(queue: Queue, row: Row) -> Queue:
    return replace(queue, rows=[*queue.rows, row])
