"""What lies in a person's inbox in the app."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller
from telemed.accounts.errors import Denial, NotYours
from telemed.kit.paging import BadCursor, decode_cursor, encode_cursor
from telemed.notifications import repository_read as repository
from telemed.notifications.kinds import INBOX
from telemed.notifications.models import Message
from telemed.notifications.repository_read import Position


class Box(NamedTuple):
    """How an inbox stands: how much is unread, and which came last."""

    unread: int
    latest: datetime | None


EMPTY = Box(0, None)


async def boxes(session: AsyncSession, account_ids: Collection[UUID], now: datetime) -> dict[UUID, Box]:
    """How many inboxes stand, in one statement."""
    return {whose: Box(unread, latest) for whose, unread, latest in await repository.boxes(session, account_ids, now)}


async def page(
    session: AsyncSession, caller: Caller, cursor: str | None, limit: int, now: datetime
) -> tuple[Sequence[Message], str | None]:
    """The caller's messages, the latest first, from after the cursor; and the next cursor. Raises BadCursor (422)."""
    after = _position(cursor) if cursor is not None else None
    rows = await repository.inbox(session, caller.account_id, after, limit + 1, now)
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
    await repository.mark_all_read(session, caller.account_id, min(until, now), now)


def _position(cursor: str) -> Position:
    at, identity = decode_cursor(cursor, 2)
    try:
        return Position(datetime.fromisoformat(at).astimezone(UTC), UUID(identity))
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadCursor from error
