"""The background loop: one task for each duty, so that a slow or failing duty delays no other.

Any number of workers may run: each duty takes what it works on by a lease or does something that is the same when done
twice. A duty that fails is logged, counted, and tried again after a pause that grows; the others go on.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy.exc import SQLAlchemyError

from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.errors import Problem
from telemed.settings import Settings

MAX_PAUSE_S = 60.0
log = structlog.get_logger("telemed.worker")
failures = Counter("telemed_worker_failures_total", "Rounds of a duty that failed", ["duty"])
last_success = Gauge("telemed_worker_last_success_seconds", "When a duty last succeeded (Unix time)", ["duty"])

Work = Callable[[Database, Settings, datetime], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something done again and again. `work` returns how much it did: more than nothing means look again at once."""

    name: str
    every_s: float
    work: Work


async def run_duty(duty: Duty, database: Database, settings: Settings) -> None:
    """Repeat one duty for ever."""
    pause = duty.every_s
    while True:
        try:
            done = await duty.work(database, settings, clock.now())
        except (SQLAlchemyError, psycopg.Error, OSError, TimeoutError, Problem) as error:
            failures.labels(duty.name).inc()
            log.warning("duty_failed", duty=duty.name, kind=type(error).__name__)
            pause = min(pause * 2, MAX_PAUSE_S)
        else:
            last_success.labels(duty.name).set_to_current_time()
            pause = 0.0 if done else duty.every_s
        # Jitter keeps many workers from asking at the same moment.
        await asyncio.sleep(pause * random.uniform(0.8, 1.2) if pause else 0.01)  # noqa: S311


@contextlib.asynccontextmanager
async def working(database: Database, settings: Settings, duties: Sequence[Duty] | None = None) -> AsyncIterator[None]:
    """Run all duties beside whatever the block does; they end with it."""
    chosen = all_duties() if duties is None else duties
    tasks = [asyncio.create_task(run_duty(duty, database, settings), name=f"duty {duty.name}") for duty in chosen]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def all_duties() -> list[Duty]:
    """Every duty of the service."""
    from telemed.audit.sealing import seal_once
    from telemed.booking.duty.settling import run_once as settle_queue
    from telemed.notifications.reminders import plan_reminders
    from telemed.notifications.sending import send_due
    from telemed.notifications.service import plan_due

    return [
        Duty("events", 1, plan_due),
        Duty("reminders", 10, plan_reminders),
        Duty("messages", 1, send_due),
        Duty("audit seals", 5, seal_once),
        Duty("horizon", 300, _extend_horizon),
        Duty("expired holds", 2, _expire_holds),
        Duty("waitlist offers", 2, _pass_offers_on),
        Duty("waitlist", 5, _look_for_those_who_wait),
        Duty("expired claims", 5, _sweep_expired),
        Duty("duty queue", 5, settle_queue),
        Duty("releases", 1, _admit),
        Duty("idempotency keys", 600, _forget_old_keys),
        Duty("delivered and expired", 600, _forget_delivered),
    ]


async def _extend_horizon(database: Database, settings: Settings, now: datetime) -> int:
    from telemed.schedules.service import extend_horizon

    async with database.writing() as session:
        return await extend_horizon(session, now, weeks=settings.horizon_weeks)


async def _expire_holds(database: Database, settings: Settings, now: datetime) -> int:
    from telemed.booking.holding import expire_once

    return await expire_once(database, settings, now)


async def _pass_offers_on(database: Database, settings: Settings, now: datetime) -> int:
    from telemed.booking.waitlist.offering import lapse_once

    return await lapse_once(database, settings, now)


async def _look_for_those_who_wait(database: Database, settings: Settings, now: datetime) -> int:
    from telemed.booking.waiting.looking import look_once

    return await look_once(database, settings, now)


async def _sweep_expired(database: Database, _settings: Settings, now: datetime) -> int:
    from telemed.schedules.claims import sweep_expired

    async with database.writing() as session:
        return await sweep_expired(session, now)


async def _admit(database: Database, settings: Settings, now: datetime) -> int:
    from telemed.booking.releases.service import admit_once

    return await admit_once(database, settings, now)


async def _forget_old_keys(database: Database, _settings: Settings, now: datetime) -> int:
    from telemed.web.idempotency import forget_old_keys

    async with database.writing() as session:
        await forget_old_keys(session, now)
    return 0


async def _forget_delivered(database: Database, _settings: Settings, now: datetime) -> int:
    from telemed.live import tickets
    from telemed.notifications.service import forget_old
    from telemed.outbox.relay import forget_delivered
    from telemed.patients.registration import forget_expired
    from telemed.schedules import reserving

    async with database.writing() as session:
        await forget_delivered(session, now)
        await forget_old(session, now)
        await forget_expired(session, now)
        await tickets.forget_old(session, now)
        await reserving.forget_old(session, now)
    return 0
