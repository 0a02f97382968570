"""Queries of the room. Numbers are given out here: one row per consultation counts, and its lock orders everybody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, and_, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import ForUpdateArg
from sqlmodel import col

from telemed.consultation.models import Consultation, ConsultationEvent, ConsultationParticipant
from telemed.db.statements import Prepared
from telemed.db.types import Instant

_Event = ConsultationEvent
_Person = ConsultationParticipant
_CHUNK = 500

_EVENT_COLUMNS = (
    col(_Event.seq), col(_Event.id), col(_Event.kind), col(_Event.at),
    col(_Event.participant_id), col(_Event.client_id), col(_Event.data),
    col(_Person.role), col(_Person.display_name),
)  # fmt: skip

_NUMBERS = Prepared(
    update(Consultation)
    .where(
        col(Consultation.id) == bindparam("consultation_id"),
        col(Consultation.ended_at).is_(None),
        exists().where(
            col(_Person.id) == bindparam("participant_id"),
            col(_Person.consultation_id) == col(Consultation.id),
            col(_Person.place) == "room",
        ),
    )
    .values(last_seq=col(Consultation.last_seq) + bindparam("count", type_=Integer()))
    .returning(col(Consultation.last_seq))
)

_ADD_EVENT = Prepared(
    insert(_Event).values(
        {
            name: bindparam(name)
            for name in ("id", "consultation_id", "seq", "kind", "participant_id", "client_id", "data", "at")
        }
    )
)

_AFTER = Prepared(
    select(*_EVENT_COLUMNS)
    .join(_Person, col(_Person.id) == col(_Event.participant_id))
    .where(
        col(_Event.consultation_id) == bindparam("consultation_id"),
        col(_Event.seq) > bindparam("after", type_=Integer()),
    )
    .order_by(col(_Event.seq))
    .limit(bindparam("limit", type_=Integer()))
)

_BY_CLIENT_ID = Prepared(
    select(*_EVENT_COLUMNS)
    .join(_Person, col(_Person.id) == col(_Event.participant_id))
    .where(
        col(_Event.consultation_id) == bindparam("consultation_id"),
        col(_Event.participant_id) == bindparam("participant_id"),
        col(_Event.client_id) == bindparam("client_id"),
    )
)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of the log, with who did it."""

    seq: int
    id: UUID
    kind: str
    at: datetime
    participant_id: UUID
    client_id: str | None
    data: Mapping[str, Any]
    role: str
    display_name: str


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody who waits for a doctor."""

    consultation_id: UUID
    participant_id: UUID
    display_name: str
    arrived_at: datetime
    connected: bool
    doctor_present: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody is now, for a look at many rooms at once."""

    consultation_id: UUID
    participant_id: UUID
    role: str
    display_name: str
    place: str
    epoch: int
    connected: bool


async def get(session: AsyncSession, consultation_id: UUID, *, lock: bool = False) -> Consultation | None:
    """With `lock` its row is held until the transaction ends: joining and storing come one after the other."""
    hold = ForUpdateArg(key_share=True) if lock else None
    return await session.get(Consultation, consultation_id, with_for_update=hold)


async def ensure(session: AsyncSession, row: Consultation | ConsultationParticipant) -> None:
    """Add the row unless it is there: doctor and patient may come for their first tickets at the same moment."""
    # The clause is spelled alike in both dialects, and compiled by that of the connection.
    await session.execute(upsert(type(row)).values(**row.model_dump()).on_conflict_do_nothing())


async def refresh(
    session: AsyncSession, consultation_id: UUID, doctor_id: UUID, *, account_id: UUID, role: str, display_name: str
) -> None:
    """Bring up to date what was known at an earlier ticket: the visit may have another doctor since, a person another name."""
    await session.execute(
        update(Consultation)
        .where(col(Consultation.id) == consultation_id, col(Consultation.doctor_id) != doctor_id)
        .values(doctor_id=doctor_id),
        execution_options={"synchronize_session": False},
    )
    changed = or_(col(_Person.role) != role, col(_Person.display_name) != display_name)
    await session.execute(
        update(_Person)
        .where(col(_Person.consultation_id) == consultation_id, col(_Person.account_id) == account_id, changed)
        .values(role=role, display_name=display_name),
        execution_options={"synchronize_session": False},
    )


async def participants_of(session: AsyncSession, consultation_id: UUID) -> Sequence[ConsultationParticipant]:
    """Everybody who was ever given a ticket, by arrival."""
    statement = select(_Person).where(col(_Person.consultation_id) == consultation_id).order_by(col(_Person.id))
    return (await session.execute(statement)).scalars().all()


async def participant_of(
    session: AsyncSession, consultation_id: UUID, account_id: UUID
) -> ConsultationParticipant | None:
    statement = select(_Person).where(
        col(_Person.consultation_id) == consultation_id, col(_Person.account_id) == account_id
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def take_numbers(session: AsyncSession, consultation_id: UUID, participant_id: UUID, count: int) -> range | None:
    """The next `count` event numbers, and the room's lock until the transaction ends.

    None when the consultation is over or the participant is not in the room: nothing may be stored for them.
    """
    row = await _NUMBERS.first(session, consultation_id=consultation_id, participant_id=participant_id, count=count)
    return None if row is None else range(row[0] - count + 1, row[0] + 1)


async def add_event(session: AsyncSession, values: Mapping[str, Any]) -> None:
    await _ADD_EVENT.run(session, **values)


async def events_after(session: AsyncSession, consultation_id: UUID, after: int, limit: int) -> list[StoredEvent]:
    rows = await _AFTER.all(session, consultation_id=consultation_id, after=after, limit=limit)
    return [StoredEvent(*row) for row in rows]


async def event_by_client_id(
    session: AsyncSession, consultation_id: UUID, participant_id: UUID, client_id: str
) -> StoredEvent | None:
    row = await _BY_CLIENT_ID.first(
        session, consultation_id=consultation_id, participant_id=participant_id, client_id=client_id
    )
    return None if row is None else StoredEvent(*row)


async def line_of(session: AsyncSession, doctor_id: UUID, *, now: datetime, since: datetime) -> list[InLine]:
    """Who waits for this doctor, first come first; those not heard of `since` then are no longer in line."""
    statement = _waiting(now).where(
        col(Consultation.doctor_id) == doctor_id,
        col(Consultation.ended_at).is_(None),
        col(_Person.place) == "waiting",
        col(_Person.connected_until) > since,
    )
    rows = (await session.execute(statement.order_by(col(_Person.joined_at), col(_Person.id)))).all()
    return [InLine(*row) for row in rows]


def _waiting(now: datetime) -> Any:
    doctor = _Person.__table__.alias("doctor")  # type: ignore[attr-defined]  # SQLModel adds it
    present = exists().where(
        doctor.c.consultation_id == col(Consultation.id), doctor.c.role == "doctor", doctor.c.connected_until > now
    )
    return select(
        col(Consultation.id), col(_Person.id), col(_Person.display_name), col(_Person.joined_at),
        _connected(now), present,
    ).join(_Person, col(_Person.consultation_id) == col(Consultation.id))  # fmt: skip


async def standings(session: AsyncSession, consultation_ids: Collection[UUID], now: datetime) -> list[Standing]:
    """Everybody of many rooms, in few statements."""
    found: list[Standing] = []
    for chunk in _chunks(consultation_ids):
        statement = select(
            col(_Person.consultation_id), col(_Person.id), col(_Person.role), col(_Person.display_name),
            col(_Person.place), col(_Person.epoch), _connected(now),
        ).where(col(_Person.consultation_id).in_(chunk))  # fmt: skip
        found += [Standing(*row) for row in (await session.execute(statement)).all()]
    return found


async def last_numbers(session: AsyncSession, consultation_ids: Collection[UUID]) -> dict[UUID, int]:
    """The last event number of each of many rooms."""
    found: dict[UUID, int] = {}
    for chunk in _chunks(consultation_ids):
        statement = select(col(Consultation.id), col(Consultation.last_seq)).where(col(Consultation.id).in_(chunk))
        found |= {row[0]: row[1] for row in (await session.execute(statement)).all()}
    return found


async def renew(session: AsyncSession, participant_ids: Collection[UUID], until: datetime) -> None:
    """Say that these still hold an open socket."""
    for chunk in _chunks(participant_ids):
        await session.execute(
            update(_Person)
            .where(col(_Person.id).in_(chunk), col(_Person.place).in_(("waiting", "room")))
            .values(connected_until=until),
            execution_options={"synchronize_session": False},
        )


async def disconnected(session: AsyncSession, participant_id: UUID, epoch: int, now: datetime) -> bool:
    """End the lease of this very connection. False when a newer one has taken over."""
    statement = (
        update(_Person)
        .where(col(_Person.id) == participant_id, col(_Person.epoch) == epoch)
        .values(connected_until=now)
        .returning(col(_Person.id))
    )
    row = (await session.execute(statement, execution_options={"synchronize_session": False})).first()
    return row is not None


async def move(session: AsyncSession, participant_id: UUID, place: str, now: datetime) -> None:
    """Put somebody in a place; the first time in the room is when they were admitted."""
    values: dict[str, Any] = {"place": place}
    if place == "room":
        values["admitted_at"] = func.coalesce(col(_Person.admitted_at), bindparam("now", now, type_=Instant()))
    await session.execute(
        update(_Person).where(col(_Person.id) == participant_id).values(values),
        execution_options={"synchronize_session": False},
    )


async def call_off(session: AsyncSession, consultation_ids: Collection[UUID], now: datetime) -> None:
    """End those that have not ended by themselves: their appointments are over, so nobody waits for them."""
    await session.execute(
        update(Consultation)
        .where(col(Consultation.id).in_(consultation_ids), col(Consultation.ended_at).is_(None))
        .values(ended_at=now),
        execution_options={"synchronize_session": False},
    )


async def mark(session: AsyncSession, consultation_id: UUID, **values: datetime) -> None:
    """Set `started_at` or `ended_at`."""
    await session.execute(
        update(Consultation).where(col(Consultation.id) == consultation_id).values(**values),
        execution_options={"synchronize_session": False},
    )


def _connected(now: datetime) -> ColumnElement[bool]:
    until = col(_Person.connected_until)
    return and_(until.is_not(None), until > now)


def _chunks(ids: Collection[UUID]) -> list[list[UUID]]:
    ordered = list(ids)
    return [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]
