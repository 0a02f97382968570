"""What patients say to a time that the clinic chose for them, and what staff do about those who found none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller
from telemed.accounts.errors import Denial, NotYours
from telemed.audit.service import record
from telemed.booking import relocating
from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.planning.proposals import repository
from telemed.planning.proposals.errors import NoSuchProposal, NothingToAnswer
from telemed.planning.proposals.models import ProposalMove
from telemed.planning.proposals.repository import MoveRow
from telemed.planning.proposals.service import at_desk

Answer = Literal["accept", "cancel"]


@dataclass(frozen=True, slots=True)
class Question:
    """A visit that the clinic moved, or left without a place, as its patient was told."""

    move: ProposalMove
    visit: Appointment
    names: dict[UUID, str]


async def question(session: AsyncSession, appointment_id: UUID) -> Question | None:
    """None when the clinic did not touch the visit, or when it has changed since."""
    move = await repository.asked(session, appointment_id)
    if move is None:
        return None
    visit = await session.get(Appointment, appointment_id)
    if visit is None or visit.revision != move.moved_revision or visit.status != Status.BOOKED:
        return None
    doctors = {move.from_doctor_id, move.to_doctor_id or move.from_doctor_id}
    return Question(move, visit, await repository.names(session, sorted(doctors)))


async def answer(
    session: AsyncSession,
    appointment_id: UUID,
    choice: Answer,
    *,
    revision: int | None = None,
    by: UUID | None,
    now: datetime,
) -> None:
    """Accept the new time, or cancel the visit. Accepting again changes nothing; not answering keeps the place.

    `revision` is the one the question was about, where a link asked it. Raises NothingToAnswer (410), StepRefused (409).
    """
    visits = await relocating.lock_visits(session, [appointment_id])
    asked = await question(session, appointment_id)
    if asked is None or appointment_id not in visits or revision not in {None, asked.move.moved_revision}:
        raise NothingToAnswer
    if choice == "accept" and asked.move.to_doctor_id is None:
        raise NothingToAnswer("No place was found for this visit, so there is none to accept")
    if choice == "cancel":
        await relocating.cancel_unasked(session, appointment_id, by=by, now=now)
    if asked.move.answer != choice:
        asked.move.answer, asked.move.answered_at = choice, now
        await record(
            session, action=f"replan.{choice}", outcome="allowed", actor_id=by, patient_id=asked.visit.patient_id,
            clinic_id=asked.visit.clinic_id, subject_id=appointment_id, details={}, now=now,
        )  # fmt: skip
    await session.flush()


# ── the worklist ────────────────────────────────────────


async def worklist(session: AsyncSession, clinic_id: UUID, now: datetime) -> tuple[list[MoveRow], dict[UUID, str]]:
    """Visits that found no place and wait for a person, the soonest first; and the names of their doctors."""
    rows = await repository.leftovers(session, clinic_id, now)
    return rows, await repository.names(session, sorted({row.move.from_doctor_id for row in rows}))


async def done(session: AsyncSession, caller: Caller, appointment_id: UUID, now: datetime) -> None:
    """Somebody has dealt with it. Raises NoSuchProposal or NotYours (404)."""
    found = await repository.leftover(session, appointment_id)
    if found is None:
        raise NoSuchProposal
    move, clinic_id = found
    if not at_desk(caller, clinic_id):
        raise NotYours(Denial("leftover.done", clinic_id=clinic_id, subject_id=appointment_id))
    move.done_at, move.done_by = now, caller.account_id
    await record(
        session, action="leftover.done", outcome="allowed", actor_id=caller.account_id, clinic_id=clinic_id,
        subject_id=appointment_id, details={}, now=now,
    )  # fmt: skip
