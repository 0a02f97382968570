"""What time and the visits have decided about turns, written down: by whoever takes a turn next, and by the worker.

Nothing depends on the worker's being there: who has gone, or waits again, is known from what is stored (`order`). The
worker makes it lasting, and lets people hear of it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.duty import repository, repository_doctors, visits
from telemed.booking.duty.order import Left, Stage, gone_reason
from telemed.booking.duty.repository import Row
from telemed.booking.lifecycle import Step
from telemed.db.engine import Database
from telemed.outbox.service import enqueue
from telemed.settings import Settings

ABANDONED_AFTER = timedelta(minutes=10)
"""A called person whom the doctor has not let in, and whose doctor was not seen for this long, waits again."""

FORGOTTEN_AFTER = timedelta(hours=1)
"""A doctor who was not seen for this long has logged off."""

AT_ONCE = 50


async def settle(session: AsyncSession, now: datetime, clinic_id: UUID | None = None) -> int:
    """Write down whose visit is over and who has gone; how many. Turns that somebody holds are left to them."""
    over = await repository.visits_over(session, clinic_id=clinic_id, limit=AT_ONCE)
    for row in over:
        await after_visit(session, row, now)
    gone = await repository.gone(session, now, clinic_id=clinic_id, limit=AT_ONCE)
    for row in gone:
        await leave(session, row, gone_reason(row.turn, now) or Left.GONE, now)
    return len(over) + len(gone)


async def after_visit(session: AsyncSession, row: Row, now: datetime) -> None:
    """The visit of a locked turn is over: so is the turn, unless the visit was called off."""
    stage = row.stage
    if stage is Stage.WAITING:
        await give_back(session, row, row.turn.last_seen_at)
    elif stage is Stage.LEFT:
        await leave(session, row, Left.NO_ANSWER, now)
    elif stage is Stage.DONE:
        ended = (row.visit.ended_at if row.visit else None) or now
        await repository.change(session, row.entry.id, status=Stage.DONE, ended_at=ended)


async def give_back(session: AsyncSession, row: Row, seen_at: datetime) -> None:
    """Let a called person wait again, in their old place, as somebody who was there at `seen_at`."""
    await repository.change(
        session, row.entry.id, status=Stage.WAITING, called_at=None, doctor_id=None, appointment_id=None,
        warned_at=None, last_seen_at=max(seen_at, row.entry.last_seen_at),
    )  # fmt: skip


async def leave(session: AsyncSession, row: Row, reason: Left, now: datetime) -> None:
    """The turn of a locked row ends without a visit. Whoever did not choose that hears of it."""
    await repository.change(session, row.entry.id, status=Stage.LEFT, left_reason=reason, ended_at=now)
    if reason is not Left.BY_THEMSELVES:
        await enqueue(session, "duty.left", subject_id=row.entry.id, payload={"reason": reason}, now=now)


async def warn(session: AsyncSession, now: datetime) -> int:
    """Ask people who were not seen for a while whether they are still there; each silence is asked about once."""
    silent = await repository.to_warn(session, now, limit=AT_ONCE)
    for row in silent:
        await repository.change(session, row.entry.id, warned_at=now)
        await enqueue(session, "duty.warned", subject_id=row.entry.id, payload={}, now=now)
    return len(silent)


async def return_abandoned(session: AsyncSession, now: datetime) -> int:
    """Give back the people of doctors who are gone."""
    rows = await repository.abandoned(session, now, ABANDONED_AFTER, limit=AT_ONCE)
    await return_called(session, rows, None, now)
    return len(rows)


async def return_called(session: AsyncSession, rows: list[Row], by: UUID | None, now: datetime) -> None:
    """Take back the visits of locked turns, and let their people wait again."""
    visit_ids = [row.entry.appointment_id for row in rows if row.entry.appointment_id is not None]
    await visits.take_back(session, visit_ids, Step.CANCEL, by, now)
    for row in rows:
        await give_back(session, row, now)


async def end_forgotten(session: AsyncSession, now: datetime) -> int:
    """Log doctors off who have not been there for long."""
    forgotten = await repository_doctors.unseen_presences(session, now - FORGOTTEN_AFTER, AT_ONCE)
    for presence_id in forgotten:
        await repository_doctors.change_presence(session, presence_id, ended_at=now)
    return len(forgotten)


async def run_once(database: Database, _settings: Settings, now: datetime) -> int:
    """One round of the worker; how much there was to do."""
    done = 0
    for step in (return_abandoned, settle, warn, end_forgotten):
        async with database.writing() as session:
            done += await step(session, now)
    return done
