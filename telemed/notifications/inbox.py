"""What lies in a person's inbox in the app."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.accounts.callers import Caller
from telemed.accounts.errors import Denial, NotYours
from telemed.kit.paging import BadCursor, decode_cursor, encode_cursor
from telemed.notifications.kinds import INBOX
from telemed.notifications.models import Message


class Box(NamedTuple):
    """How an inbox stands: how much is unread, and which came last."""

    unread: int
    latest: datetime | None


EMPTY = Box(0, None)


async def boxes(session: AsyncSession, account_ids: Collection[UUID], now: datetime) -> dict[UUID, Box]:
    """How many inboxes stand, in one statement."""
    unread = func.count().filter(col(Message.read_at).is_(None))
    statement = (
        select(col(Message.recipient_account_id), unread, func.max(col(Message.created_at)))
        .where(col(Message.recipient_account_id).in_(account_ids), _lies_here(now))
        .group_by(col(Message.recipient_account_id))
    )
    return {
        account_id: Box(count, latest)
        for account_id, count, latest in await session.execute(statement)
        if account_id is not None
    }


async def page(
    session: AsyncSession, caller: Caller, cursor: str | None, limit: int, now: datetime
) -> tuple[Sequence[Message], str | None]:
    """The caller's messages, the latest first, from after the cursor; and the next cursor. Raises BadCursor (422)."""
    statement = select(Message).where(col(Message.recipient_account_id) == caller.account_id, _lies_here(now))
    if cursor is not None:
        at, identity = _position(cursor)
        key = (col(Message.created_at), col(Message.id))
        statement = statement.where((key[0] < at) | ((key[0] == at) & (key[1] < identity)))
    statement = statement.order_by(col(Message.created_at).desc(), col(Message.id).desc()).limit(limit + 1)
    rows = (await session.execute(statement)).scalars().all()
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], encode_cursor(last.created_at.isoformat(), str(last.id)) if last else None


async def mark_read(session: AsyncSession, caller: Caller, message_id: UUID, now: datetime) -> None:
    """Reading twice is reading once. Raises NotYours (404)."""
    message = await session.get(Message, message_id)
    if message is None or message.channel != INBOX or message.recipient_account_id != caller.account_id:
        raise NotYours(Denial("inbox.read", subject_id=message_id))
    message.read_at = message.read_at or now


async def mark_all_read(session: AsyncSession, caller: Caller, until: datetime, now: datetime) -> None:
    """Everything that came until then: what arrived while somebody pressed the button stays unread."""
    await session.execute(
        update(Message)
        .where(
            col(Message.recipient_account_id) == caller.account_id,
            col(Message.channel) == INBOX,
            col(Message.read_at).is_(None),
            col(Message.created_at) <= min(until, now),
        )
        .values(read_at=now)
    )


def _lies_here(now: datetime) -> ColumnElement[bool]:
    return (col(Message.channel) == INBOX) & (col(Message.created_at) <= now)


def _position(cursor: str) -> tuple[datetime, UUID]:
    at, identity = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(at).astimezone(UTC), UUID(identity)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadCursor from error
