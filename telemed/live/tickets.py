"""Single-use tickets: asked for over HTTP with a token, shown once when the socket opens, never part of a URL."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.live.models import Ticket

LIFETIME = timedelta(seconds=60)
KEPT = timedelta(hours=1)
PREFIX = "ticket."


@dataclass(frozen=True, slots=True)
class Pass:
    """What a good ticket said: who may open a socket, and for what."""

    account_id: UUID
    session_id: UUID
    topic_kind: str
    topic_id: UUID


def issue(session: AsyncSession, bearer: Pass, now: datetime) -> str:
    """A new ticket, valid for `LIFETIME` and for one use; 256 random bits."""
    ticket = secrets.token_urlsafe(32)
    session.add(
        Ticket(
            digest=_digest(ticket),
            account_id=bearer.account_id,
            session_id=bearer.session_id,
            topic_kind=bearer.topic_kind,
            topic_id=bearer.topic_id,
            expires_at=now + LIFETIME,
        )
    )
    return ticket


async def redeem(session: AsyncSession, ticket: str, now: datetime) -> Pass | None:
    """Use the ticket up. None when it is unknown, used or expired; of several at once, one gets it."""
    statement = (
        update(Ticket)
        .where(
            col(Ticket.digest) == _digest(ticket),
            col(Ticket.used_at).is_(None),
            col(Ticket.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(Ticket.account_id), col(Ticket.session_id), col(Ticket.topic_kind), col(Ticket.topic_id))
    )
    row = (await session.execute(statement, execution_options={"synchronize_session": False})).first()
    return None if row is None else Pass(*row)


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Delete tickets that expired long ago; for the worker."""
    await session.execute(delete(Ticket).where(col(Ticket.expires_at) < now - KEPT))


def _digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
