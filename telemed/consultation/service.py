"""Coming into a room, and what is stored of what happens there. Each function is part of the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller
from telemed.accounts.errors import Denial, NotYours
from telemed.consultation import repository, visits
from telemed.consultation.errors import ConsultationOver, NotOpenYet
from telemed.consultation.messages import Event, EventKind, Role, Sender
from telemed.consultation.models import Consultation, ConsultationParticipant
from telemed.consultation.policies import role_of
from telemed.consultation.repository import StoredEvent
from telemed.consultation.room import Record, place_on_joining
from telemed.consultation.visits import OPEN, Visit
from telemed.kit.ids import new_id
from telemed.outbox.service import enqueue

LEASE = timedelta(seconds=25)
"""For how long an open socket counts as open without a sign of life: a little over two heartbeats."""

DOCTOR_WAITING = "consultation.doctor_waiting"
"""The event that the doctor came first."""

LINGER = timedelta(minutes=5)
"""For how long somebody whose connection was lost keeps the place in line."""


class NotInRoom(Exception):
    """Nothing was stored: the consultation has ended, or its sender is no longer in the room."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody has come in: as whom, into what, and what is new in the log because of it."""

    visit: Visit
    consultation_id: UUID
    last_seq: int
    started: bool
    participant: ConsultationParticipant
    everybody: Sequence[ConsultationParticipant]
    events: Sequence[Event]


async def admit_to_doors(session: AsyncSession, caller: Caller, consultation_id: UUID, now: datetime) -> Visit:
    """Make sure that the caller may join, and is a participant. Raises NotFound, ConsultationOver, NotOpenYet."""
    visit, role = await visit_of(session, caller, consultation_id)
    if visit.status not in OPEN or (now >= visit.join_closes_at and visit.status != "in_progress"):
        raise ConsultationOver
    if now < visit.join_opens_at:
        raise NotOpenYet(opens_at=visit.join_opens_at.isoformat())
    await repository.ensure(
        session,
        Consultation(
            id=consultation_id,
            clinic_id=visit.clinic_id,
            doctor_id=visit.doctor_id,
            patient_id=visit.patient_id,
            opened_at=now,
        ),
    )
    name = visit.doctor_name if role == "doctor" else visit.patient_name
    await repository.ensure(
        session,
        ConsultationParticipant(
            consultation_id=consultation_id, account_id=caller.account_id, role=role, display_name=name
        ),
    )
    await repository.refresh(
        session, consultation_id, visit.doctor_id, account_id=caller.account_id, role=role, display_name=name
    )
    return visit


async def visit_of(session: AsyncSession, caller: Caller, consultation_id: UUID) -> tuple[Visit, Role]:
    """The appointment behind a consultation and the caller's part in it. Raises NotFound when there is none.

    The clinic's desk may see the appointment, and has no part in the consultation.
    """
    visit = await visits.look_up(session, caller, consultation_id)
    role = role_in(caller, visit)
    if role is None:
        raise NotYours(Denial("consultation.enter", patient_id=visit.patient_id, clinic_id=visit.clinic_id))
    return visit, role


def role_in(caller: Caller, visit: Visit) -> Role | None:
    return role_of(
        caller,
        doctor_id=visit.doctor_id,
        patient_id=visit.patient_id,
        patient_account_id=visit.patient_account_id,
        companion_ids=visit.companion_ids,
    )


async def join(session: AsyncSession, caller: Caller, consultation_id: UUID, now: datetime) -> Joined | None:
    """A socket of `caller` has opened. None when they may not come in (any more).

    The participant's epoch rises, so an older socket of the same person knows that it was taken over.
    """
    visit, role = await visit_of(session, caller, consultation_id)
    consultation = await repository.get(session, consultation_id, lock=True)
    participant = await repository.participant_of(session, consultation_id, caller.account_id)
    if consultation is None or participant is None or participant.role != role:
        return None
    if consultation.ended_at is not None or visit.status not in OPEN:
        raise ConsultationOver
    before = cast("Any", participant.place)
    place = place_on_joining(role, before, admitted=participant.admitted_at is not None)
    if place is None:
        return None
    participant.place = place
    participant.epoch += 1
    participant.connected_until = now + LEASE
    first_time = participant.joined_at is None
    participant.joined_at = participant.joined_at or now
    if place == "room":
        participant.admitted_at = participant.admitted_at or now
    await session.flush()
    if first_time and visit.status == "booked":
        if role == "doctor":
            await enqueue(session, DOCTOR_WAITING, subject_id=consultation_id, payload={}, now=now)
        else:
            await visits.arrive(session, consultation_id, by=caller.account_id, now=now)
    enters = place == "room" and before != "room"
    joined = [Record("joined", str(participant.id), None, _introduction(participant))]
    author, account_id = _sender(participant), caller.account_id
    events = await store(session, consultation_id, author, joined, now, by=account_id) if enters else []
    return Joined(
        visit=visit,
        consultation_id=consultation_id,
        last_seq=events[-1].seq if events else consultation.last_seq,
        started=consultation.started_at is not None,
        participant=participant,
        everybody=await repository.participants_of(session, consultation_id),
        events=events,
    )


async def store(
    session: AsyncSession,
    consultation_id: UUID,
    author: Sender,
    records: Sequence[Record],
    now: datetime,
    *,
    by: UUID,
) -> list[Event]:
    """Store one author's consecutive events with what they change, all or nothing. Raises NotInRoom.

    A client id that was stored before violates `uq_consultation_event_consultation_id_participant_id_client_id`.
    """
    numbers = await repository.take_numbers(session, consultation_id, UUID(author.participant_id), len(records))
    if numbers is None:
        raise NotInRoom
    events = []
    for seq, record in zip(numbers, records, strict=True):
        event = _event(seq, record, author, now)
        await repository.add_event(session, _row(consultation_id, author, event))
        await _follow(session, consultation_id, record, by=by, now=now)
        events.append(event)
    return events


async def stored_already(
    session: AsyncSession, consultation_id: UUID, participant_id: UUID, client_id: str
) -> Event | None:
    """The event that this client id became, on whichever process."""
    found = await repository.event_by_client_id(session, consultation_id, participant_id, client_id)
    return None if found is None else event_of(found)


def event_of(row: StoredEvent) -> Event:
    """A row of the log as the message that carries it."""
    sender = Sender.model_construct(
        participant_id=str(row.participant_id), role=cast("Role", row.role), display_name=row.display_name
    )
    return Event.model_construct(
        seq=row.seq, id=str(row.id), kind=cast("EventKind", row.kind), at=row.at,
        sender=sender, client_id=row.client_id, data=dict(row.data),
    )  # fmt: skip


async def _follow(session: AsyncSession, consultation_id: UUID, record: Record, *, by: UUID, now: datetime) -> None:
    """What an event changes beside the log."""
    for participant_id, place in record.moves:
        await repository.move(session, UUID(participant_id), place, now)
    if record.step == "start":
        await repository.mark(session, consultation_id, started_at=now)
        await visits.start(session, consultation_id, by=by, now=now)
    if record.step == "complete":
        await repository.mark(session, consultation_id, ended_at=now)
        await visits.complete(session, consultation_id, by=by, now=now)


def _event(seq: int, record: Record, sender: Sender, now: datetime) -> Event:
    return Event(
        seq=seq,
        id=str(new_id()),
        kind=record.kind,
        at=now,
        sender=sender,
        client_id=record.client_id,
        data=dict(record.data),
    )


def _row(consultation_id: UUID, author: Sender, event: Event) -> dict[str, Any]:
    return {
        "id": UUID(event.id),
        "consultation_id": consultation_id,
        "seq": event.seq,
        "kind": event.kind,
        "participant_id": UUID(author.participant_id),
        "client_id": event.client_id,
        "data": event.data,
        "at": event.at,
    }


def _sender(person: ConsultationParticipant) -> Sender:
    return Sender(participant_id=str(person.id), role=cast("Role", person.role), display_name=person.display_name)


def _introduction(person: ConsultationParticipant) -> dict[str, str]:
    return {"participant_id": str(person.id), "role": person.role, "display_name": person.display_name}


async def people_seen_by(
    session: AsyncSession, caller: Caller, consultation_id: UUID, role: Role
) -> list[dict[str, Any]]:
    """Who took part, as the caller may know: the doctor knows everybody, somebody never let in only themselves."""
    people = [person for person in await repository.participants_of(session, consultation_id) if person.joined_at]
    own = next((person for person in people if person.account_id == caller.account_id), None)
    if role != "doctor" and (own is None or own.admitted_at is None):
        people = [] if own is None else [own]
    return [{**_introduction(p), **p.model_dump(include={"place", "joined_at", "admitted_at"})} for p in people]


async def events_for(
    session: AsyncSession, caller: Caller, consultation_id: UUID, after: int, limit: int
) -> list[Event]:
    """The log after a number. Empty for somebody who was never let in. Raises NotFound for a stranger."""
    await visit_of(session, caller, consultation_id)
    own = await repository.participant_of(session, consultation_id, caller.account_id)
    if own is None or own.admitted_at is None or own.place == "removed":
        return []
    return [event_of(row) for row in await repository.events_after(session, consultation_id, after, limit)]
