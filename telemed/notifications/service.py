"""One round of the notifier: events become messages, and messages leave.

Both steps are leased and both may be repeated: a message's id follows from its event, its channel and its recipient, so
an event that is worked on twice queues once, and a mail that is sent twice (the provider took it and the answer was
lost) carries the same Message-ID.
"""

from datetime import datetime

import structlog
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.engine import Database
from telemed.kit.errors import Problem
from telemed.notifications import repository
from telemed.notifications.queueing import queue
from telemed.notifications.recipients import notices
from telemed.notifications.reminders import already_told
from telemed.notifications.sending import send_due
from telemed.outbox import relay
from telemed.settings import Settings

EVENTS_AT_ONCE = 20
_MAKE_REMINDERS_NEEDLESS = {"appointment.booked", "appointment.rescheduled", "replan.moved"}

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
        await queue(session, [(event.id, notice) for notice in await notices(session, settings, event, now)], now)
        if event.kind in _MAKE_REMINDERS_NEEDLESS:
            await already_told(session, event, now)
        await relay.done(session, event, now)


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Remove messages of three months ago that were sent or given up. The worker calls this."""
    await repository.forget_old(session, now)
