"""One round of the notifier: events become messages, and messages leave.

Both steps are leased and both may be repeated: a message's id follows from its event, its channel and its recipient, so
an event that is worked on twice queues once, and a mail that is sent twice (the provider took it and the answer was
lost) carries the same Message-ID.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.engine import Database
from telemed.kit.errors import Problem
from telemed.notifications import repository
from telemed.notifications.models import Message
from telemed.notifications.recipients import Notice, notices
from telemed.notifications.transports import NotNow, Outgoing, Transport, Undeliverable, transport_for
from telemed.notifications.wording import write
from telemed.outbox import relay
from telemed.settings import Settings

EVENTS_AT_ONCE = 20
MESSAGES_AT_ONCE = 20
MAX_ATTEMPTS = 12
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(hours=1)

# What a broken event can raise while its facts are gathered and put into words.
_POISON = (Problem, TemplateError, LookupError, ValueError, TypeError, AttributeError, SQLAlchemyError)

log = structlog.get_logger("telemed.notifications")


async def run_once(database: Database, settings: Settings, now: datetime) -> int:
    """Work on some due events, then send some due messages; returns how many of both there were."""
    return await plan_due(database, settings, now) + await send_due(database, settings, now)


async def plan_due(database: Database, settings: Settings, now: datetime) -> int:
    """Turn due events into queued messages."""
    async with database.writing() as session:
        events = await relay.claim(session, now, limit=EVENTS_AT_ONCE)
    for event in events:
        try:
            await _plan(database, settings, event, now)
        except _POISON as error:
            log.warning("event_failed", kind=event.kind, attempts=event.attempts, error=type(error).__name__)
            async with database.writing() as session:
                await relay.failed(session, event, type(error).__name__, now)
    return len(events)


async def _plan(database: Database, settings: Settings, event: relay.Leased, now: datetime) -> None:
    """The messages and the mark that the event is done are one transaction."""
    async with database.writing() as session:
        for notice in await notices(session, settings, event, now):
            await _queue(session, event, notice, now)
        await relay.done(session, event, now)


async def _queue(session: AsyncSession, event: relay.Leased, notice: Notice, now: datetime) -> None:
    worded = write(notice.kind, notice.language, notice.facts, notice.channel)
    await repository.add(
        session, id=message_id(event.id, notice.channel, notice.address), event_id=event.id, kind=notice.kind,
        recipient_account_id=notice.account_id, channel=notice.channel, to_address=notice.address,
        subject=worded.subject, body_text=worded.text, body_html=worded.html, created_at=now, next_attempt_at=now,
    )  # fmt: skip


def message_id(event_id: UUID, channel: str, address: str) -> UUID:
    """The same for the same event, channel and recipient."""
    return uuid5(event_id, f"{channel}|{address}")


async def send_due(database: Database, settings: Settings, now: datetime) -> int:
    """Send due messages. No transaction is open while a mail server takes its time."""
    async with database.writing() as session:
        due = await repository.claim_due(session, now, MESSAGES_AT_ONCE)
    if not due:
        return 0
    try:
        async with transport_for(settings) as transport:
            for message in due:
                await _send(database, transport, message, now)
    except NotNow as unreachable:
        log.warning("mail_unreachable", error=str(unreachable))
        for message in due:
            await _settle_later(database, message, str(unreachable), now)
    return len(due)


async def _send(database: Database, transport: Transport, message: Message, now: datetime) -> None:
    outgoing = Outgoing(
        message.id, message.channel, message.to_address, message.subject, message.body_text, message.body_html,
        message.created_at,
    )  # fmt: skip
    try:
        await transport.send(outgoing)
    except Undeliverable as verdict:
        log.warning("message_dead", kind=message.kind, error=str(verdict))
        await _settle(database, message, status="dead", last_error=str(verdict))
    except NotNow as reason:
        await _settle_later(database, message, str(reason), now)
    else:
        await _settle(database, message, status="sent", sent_at=now, body_text="", body_html="", **_blank(message))


def _blank(message: Message) -> dict[str, str]:
    """A subject may hold a code; that of a visit tells support what was sent."""
    return {"subject": ""} if message.kind.startswith("account.") else {}


async def _settle_later(database: Database, message: Message, reason: str, now: datetime) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        await _settle(database, message, status="dead", last_error=reason)
        return
    pause = min(_FIRST_PAUSE * 2 ** (message.attempts - 1), _LONGEST_PAUSE)
    await _settle(database, message, next_attempt_at=now + pause, last_error=reason)


async def _settle(database: Database, message: Message, **values: object) -> None:
    async with database.writing() as session:
        await repository.settle(session, message, **values)


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Remove messages of three months ago that were sent or given up. The worker calls this."""
    await repository.forget_old(session, now)
