"""Queries of messages as people read them: in their inbox, and at the clinic's desk."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.notifications.kinds import CALL, INBOX
from telemed.notifications.models import Message, MessageAttempt

_MOST_CALLS = 200


class Position(NamedTuple):
    """The message after which a list goes on, the latest being first."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages of a clinic. Those in inboxes are listed only when asked for: everybody has them too."""

    clinic_id: UUID
    status: str | None = None
    channel: str | None = None
    patient_id: UUID | None = None
    appointment_id: UUID | None = None
    cursor: str | None = None
    limit: int = 50


async def _latest(
    session: AsyncSession, statement: Select[Message], after: Position | None, limit: int
) -> Sequence[Message]:
    created, key = col(Message.created_at), col(Message.id)
    if after is not None:
        statement = statement.where((created < after.at) | ((created == after.at) & (key < after.id)))
    return (await session.execute(statement.order_by(created.desc(), key.desc()).limit(limit))).scalars().all()


# ── inboxes ────────────────────────────────────────


def _lies_here(now: datetime) -> ColumnElement[bool]:
    return (col(Message.channel) == INBOX) & (col(Message.created_at) <= now)


async def boxes(
    session: AsyncSession, account_ids: Collection[UUID], now: datetime
) -> list[tuple[UUID, int, datetime | None]]:
    """Of each inbox in which something lies: how much is unread, and when the last came."""
    unread = func.count().filter(col(Message.read_at).is_(None))
    statement = (
        select(col(Message.recipient_account_id), unread, func.max(col(Message.created_at)))
        .where(col(Message.recipient_account_id).in_(account_ids), _lies_here(now))
        .group_by(col(Message.recipient_account_id))
    )
    return [(whose, count, last) for whose, count, last in await session.execute(statement) if whose is not None]


async def inbox(
    session: AsyncSession, account_id: UUID, after: Position | None, limit: int, now: datetime
) -> Sequence[Message]:
    """The latest first."""
    statement = select(Message).where(col(Message.recipient_account_id) == account_id, _lies_here(now))
    return await _latest(session, statement, after, limit)


async def mark_all_read(session: AsyncSession, account_id: UUID, until: datetime, now: datetime) -> None:
    await session.execute(
        update(Message)
        .where(
            col(Message.recipient_account_id) == account_id,
            col(Message.channel) == INBOX,
            col(Message.read_at).is_(None),
            col(Message.created_at) <= until,
        )
        .values(read_at=now)
    )


# ── the desk ────────────────────────────────────────


async def of_clinic(session: AsyncSession, wanted: Wanted, after: Position | None, limit: int) -> Sequence[Message]:
    """The latest first."""
    statement = select(Message).where(col(Message.clinic_id) == wanted.clinic_id, *_filters(wanted))
    return await _latest(session, statement, after, limit)


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        col(Message.channel) == wanted.channel if wanted.channel else col(Message.channel) != INBOX
    ]
    for column, value in (
        (col(Message.status), wanted.status),
        (col(Message.patient_id), wanted.patient_id),
        (col(Message.appointment_id), wanted.appointment_id),
    ):
        if value is not None:
            found.append(column == value)
    return found


async def calls(session: AsyncSession, clinic_id: UUID, now: datetime) -> Sequence[Message]:
    """Whom to phone, the most urgent first; what was tried already comes after what was not."""
    statement = (
        select(Message)
        .where(
            col(Message.clinic_id) == clinic_id,
            col(Message.channel) == CALL,
            col(Message.status) == "queued",
            or_(col(Message.good_until).is_(None), col(Message.good_until) > now),
        )
        .order_by(col(Message.attempts), col(Message.moment), col(Message.created_at))
        .limit(_MOST_CALLS)
    )
    return (await session.execute(statement)).scalars().all()


async def locked(session: AsyncSession, message_id: UUID) -> Message | None:
    """One message, its row held until the transaction ends."""
    statement = select(Message).where(col(Message.id) == message_id).with_for_update()
    return (await session.execute(statement)).scalar_one_or_none()


async def tries(session: AsyncSession, message_ids: Collection[UUID]) -> Mapping[UUID, list[MessageAttempt]]:
    """Each try to send each of these, in order of time."""
    statement = (
        select(MessageAttempt)
        .where(col(MessageAttempt.message_id).in_(message_ids))
        .order_by(col(MessageAttempt.at), col(MessageAttempt.id))
    )
    found: dict[UUID, list[MessageAttempt]] = defaultdict(list)
    for attempt in (await session.execute(statement)).scalars():
        found[attempt.message_id].append(attempt)
    return found
