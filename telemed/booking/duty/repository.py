"""Queries of the duty queue. A turn is read with how far its visit has come, since that is part of where it stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.duty.models import DutyEntry, DutyPresence
from telemed.booking.duty.order import LEAVE_AFTER, LONGEST_WAIT, WARN_AFTER, Stage, Turn, stage_after
from telemed.booking.lifecycle import TERMINAL
from telemed.booking.models import Appointment
from telemed.db.statements import Prepared
from telemed.db.types import Instant

_IN_LINE = (Stage.WAITING, Stage.CALLED)
PROMISES = 200
"""The accuracy of promises is that of the last so many people."""


class VisitFacts(NamedTuple):
    """How far the visit of a called person has come."""

    status: str
    starts_at: datetime
    ends_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """A turn and its visit, if somebody was called."""

    entry: DutyEntry
    visit: VisitFacts | None

    @property
    def stage(self) -> Stage:
        """Where it stands, whether or not a worker has written it down yet."""
        stored = Stage(self.entry.status)
        return stage_after(self.visit.status) if stored is Stage.CALLED and self.visit is not None else stored

    @property
    def turn(self) -> Turn:
        own = self.entry
        returned = self.visit.cancelled_at if self.visit is not None and self.stage is Stage.WAITING else None
        seen = max(own.last_seen_at, returned or own.last_seen_at)
        return Turn(own.id, own.service_id, own.urgency, own.joined_at, seen, own.callback)


def _turns() -> Select[Any]:
    return select(DutyEntry, *(getattr(Appointment, name) for name in VisitFacts._fields)).outerjoin(
        Appointment, col(Appointment.id) == col(DutyEntry.appointment_id)
    )


def _row(row: Any) -> Row:
    return Row(row[0], None if row[1] is None else VisitFacts(*row[1:]))


async def _rows(session: AsyncSession, statement: Select[Any]) -> list[Row]:
    found = await session.execute(statement, execution_options={"populate_existing": True})
    return [_row(row) for row in found]


# ── turns ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def get(session: AsyncSession, entry_id: UUID, *, lock: bool = False) -> Row | None:
    """One turn; with `lock` its row is held until the transaction ends."""
    if lock:
        await session.execute(
            select(col(DutyEntry.id)).where(col(DutyEntry.id) == entry_id).with_for_update(key_share=True)
        )
    rows = await _rows(session, _turns().where(col(DutyEntry.id) == entry_id))
    return rows[0] if rows else None


async def in_line(session: AsyncSession, clinic_ids: Collection[UUID]) -> list[Row]:
    """Everybody who is stored as waiting or called at these clinics."""
    return await _rows(
        session, _turns().where(col(DutyEntry.clinic_id).in_(clinic_ids), col(DutyEntry.status).in_(_IN_LINE))
    )


async def in_line_of_patients(session: AsyncSession, patient_ids: Collection[UUID], *, lock: bool = False) -> list[Row]:
    """Their turns that are stored as waiting or called, latest first."""
    theirs = and_(col(DutyEntry.patient_id).in_(patient_ids), col(DutyEntry.status).in_(_IN_LINE))
    if lock:
        await session.execute(
            select(col(DutyEntry.id)).where(theirs).order_by(col(DutyEntry.id)).with_for_update(key_share=True)
        )
    return await _rows(session, _turns().where(theirs).order_by(col(DutyEntry.joined_at).desc()))


async def count_of_account(session: AsyncSession, account_id: UUID) -> int:
    found = select(func.count()).select_from(DutyEntry)
    return int(
        await session.scalar(found.where(col(DutyEntry.account_id) == account_id, col(DutyEntry.status).in_(_IN_LINE)))
        or 0
    )


async def add(session: AsyncSession, entry: DutyEntry) -> None:
    session.add(entry)
    await session.flush()


async def change(session: AsyncSession, entry_id: UUID, **values: Any) -> None:
    await session.execute(
        update(DutyEntry).where(col(DutyEntry.id) == entry_id).values(**values),
        execution_options={"synchronize_session": False},
    )


_CALL = Prepared(
    update(DutyEntry)
    .where(col(DutyEntry.id) == bindparam("entry"))
    .values(
        status=bindparam("stage"),
        called_at=bindparam("at", type_=Instant),
        doctor_id=bindparam("doctor"),
        appointment_id=bindparam("visit"),
        warned_at=null(),
    )
)


async def call(session: AsyncSession, entry_id: UUID, *, doctor_id: UUID, visit_id: UUID, now: datetime) -> None:
    """Note who was called to which visit. Fit for the batch that also writes the visit."""
    await _CALL.run(session, entry=entry_id, stage=Stage.CALLED, at=now, doctor=doctor_id, visit=visit_id)


def _still_there(now: datetime) -> ColumnElement[bool]:
    return and_(
        col(DutyEntry.joined_at) > now - LONGEST_WAIT,
        or_(col(DutyEntry.callback), col(DutyEntry.last_seen_at) > now - LEAVE_AFTER),
    )


async def lock_next(
    session: AsyncSession, clinic_id: UUID, services: Collection[UUID], now: datetime, passed_over: Collection[UUID]
) -> DutyEntry | None:
    """Hold the first waiting turn of these services that nobody else holds: others are taking theirs at this moment."""
    found = (
        select(DutyEntry)
        .where(
            col(DutyEntry.clinic_id) == clinic_id,
            col(DutyEntry.status) == Stage.WAITING,
            col(DutyEntry.service_id).in_(services),
            col(DutyEntry.id).not_in(passed_over),
            _still_there(now),
        )
        .order_by(col(DutyEntry.urgency), col(DutyEntry.joined_at), col(DutyEntry.id))
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return (await session.scalars(found, execution_options={"populate_existing": True})).first()


async def called_by(session: AsyncSession, doctor_id: UUID, *, lock: bool = False) -> list[Row]:
    """Turns that are stored as called by this doctor."""
    theirs = and_(col(DutyEntry.doctor_id) == doctor_id, col(DutyEntry.status) == Stage.CALLED)
    if lock:
        await session.execute(
            select(col(DutyEntry.id)).where(theirs).order_by(col(DutyEntry.id)).with_for_update(key_share=True)
        )
    return await _rows(session, _turns().where(theirs))


# ── what a worker finds ─────────────────────────────────────────────────────────────────────────────────────────────


async def _free_to_change(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]], clinic_id: UUID | None, limit: int
) -> list[Row]:
    """Turns that nobody holds, held; others do the same work at the same time."""
    mine = [*conditions, *([col(DutyEntry.clinic_id) == clinic_id] if clinic_id else [])]
    ids = (
        select(col(DutyEntry.id))
        .outerjoin(Appointment, col(Appointment.id) == col(DutyEntry.appointment_id))
        .where(*mine)
        .order_by(col(DutyEntry.id))
        .limit(limit)
        .with_for_update(of=DutyEntry, skip_locked=True, key_share=True)
    )
    held = list(await session.scalars(ids))
    return await _rows(session, _turns().where(col(DutyEntry.id).in_(held))) if held else []


async def gone(session: AsyncSession, now: datetime, *, clinic_id: UUID | None, limit: int) -> list[Row]:
    """Waiting people who count as gone."""
    still = _still_there(now)
    return await _free_to_change(session, [col(DutyEntry.status) == Stage.WAITING, ~still], clinic_id, limit)


async def to_warn(session: AsyncSession, now: datetime, *, limit: int) -> list[Row]:
    """Waiting people who were not seen for a while, and were not told so yet."""
    unseen = [
        col(DutyEntry.status) == Stage.WAITING,
        col(DutyEntry.warned_at).is_(None),
        ~col(DutyEntry.callback),
        col(DutyEntry.last_seen_at) <= now - WARN_AFTER,
        _still_there(now),
    ]
    return await _free_to_change(session, unseen, None, limit)


async def visits_over(session: AsyncSession, *, clinic_id: UUID | None, limit: int) -> list[Row]:
    """Called people whose visit has ended in one way or another."""
    over = [col(DutyEntry.status) == Stage.CALLED, col(Appointment.status).in_(TERMINAL)]
    return await _free_to_change(session, over, clinic_id, limit)


async def abandoned(session: AsyncSession, now: datetime, after: timedelta, *, limit: int) -> list[Row]:
    """Called people whose visit has not begun, and whose doctor was not seen for long, or has logged off."""
    on_duty = select(col(DutyPresence.doctor_id)).where(
        col(DutyPresence.ended_at).is_(None), col(DutyPresence.last_seen_at) > now - after
    )
    waits = [
        col(DutyEntry.status) == Stage.CALLED,
        col(DutyEntry.called_at) <= now - after,
        col(Appointment.status).in_(("booked", "arrived")),
        col(DutyEntry.doctor_id).not_in(on_duty),
    ]
    return await _free_to_change(session, waits, None, limit)


# ── what the estimate is made of ────────────────────────────────────────────────────────────────────────────────────


async def called_since(session: AsyncSession, clinic_id: UUID, since: datetime) -> list[Row]:
    """Everybody called since then."""
    return await _rows(
        session, _turns().where(col(DutyEntry.clinic_id) == clinic_id, col(DutyEntry.called_at) >= since)
    )


async def arrivals_since(session: AsyncSession, clinic_id: UUID, since: datetime) -> dict[int, int]:
    """How many have come since then, by urgency."""
    found = (
        select(col(DutyEntry.urgency), func.count())
        .where(col(DutyEntry.clinic_id) == clinic_id, col(DutyEntry.joined_at) >= since)
        .group_by(col(DutyEntry.urgency))
    )
    return {row[0]: row[1] for row in await session.execute(found)}


async def promised(session: AsyncSession, clinic_id: UUID) -> list[DutyEntry]:
    """The last people who were told a wait, latest first."""
    found = (
        select(DutyEntry)
        .where(col(DutyEntry.clinic_id) == clinic_id, col(DutyEntry.stated_p90_s).is_not(None))
        .order_by(col(DutyEntry.joined_at).desc())
        .limit(PROMISES)
    )
    return list(await session.scalars(found))


# ── that it changed ───────────────────────────────────────────────────────────────────────────────────────────────────


async def moments(session: AsyncSession, clinic_ids: Collection[UUID]) -> dict[UUID, tuple[Any, ...]]:
    """Something that is another thing whenever the queue of a clinic has changed for those who watch it."""
    found = (
        select(
            col(DutyEntry.clinic_id), func.count(), func.max(col(DutyEntry.joined_at)),
            func.max(col(DutyEntry.called_at)), func.sum(col(DutyEntry.urgency)),
            func.count(col(DutyEntry.appointment_id)), func.max(Appointment.revision), func.sum(Appointment.revision),
        )
        .outerjoin(Appointment, col(Appointment.id) == col(DutyEntry.appointment_id))
        .where(col(DutyEntry.clinic_id).in_(clinic_ids), col(DutyEntry.status).in_(_IN_LINE))
        .group_by(col(DutyEntry.clinic_id))
    )  # fmt: skip
    told: dict[UUID, tuple[Any, ...]] = {row[0]: tuple(row[1:]) for row in await session.execute(found)}
    doctors = (
        select(col(DutyPresence.clinic_id), func.count(), func.max(col(DutyPresence.started_at)))
        .where(col(DutyPresence.clinic_id).in_(clinic_ids), col(DutyPresence.ended_at).is_(None))
        .group_by(col(DutyPresence.clinic_id))
    )
    for row in await session.execute(doctors):
        told[row[0]] = (*told.get(row[0], ()), *row[1:])
    return told
