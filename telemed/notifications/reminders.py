"""Reminders: by the clinic's rhythm, so many minutes before a visit, whatever the clocks do in between.

They are found by looking at the visits themselves, so that a worker that was down for an hour, a clinic that changes its
rhythm, or a visit that came by another way than our forms needs nothing special. Each is marked when it is dealt with, in
the transaction that queues its messages: the mark's id follows from the visit, its revision and the offset, so that of two
workers one plans it. Whether it is still true is asked again when it is sent.

Not reminded is who has just been told: a visit that was booked or moved after its reminder would have been due. Of several
reminders that are due at once, after a pause of the worker, the nearest is sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.facts import known_visits, reminder_rhythms
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.notifications import repository
from telemed.notifications.planners.visits import News, notices_of
from telemed.notifications.queueing import queue
from telemed.outbox.relay import Leased
from telemed.settings import Settings

AT_ONCE = 250
KIND = "appointment.reminder"


async def plan_reminders(database: Database, settings: Settings, now: datetime) -> int:
    """Queue the reminders that are due; returns how many visits were dealt with. The worker calls this."""
    async with database.reading() as session:
        rhythms = await reminder_rhythms(session)
    for offset, clinic_ids in sorted(_clinics_by_offset(rhythms).items()):
        async with database.reading() as session:
            due = await repository.unreminded(session, clinic_ids, offset, now, AT_ONCE)
        if due:
            async with database.writing() as session:
                await _plan(session, settings, [_mark(visit, offset, rhythms, now) for visit in due], now)
            return len(due)
    return 0


async def already_told(session: AsyncSession, event: Leased, now: datetime) -> None:
    """A visit was booked or moved, and its people are being told: reminders that would have been due before are not
    needed any more.
    """
    known = (await known_visits(session, [event.subject_id])).get(event.subject_id)
    if known is None:
        return
    visit = known.visit
    rhythm = (await reminder_rhythms(session)).get(visit.clinic_id, ())
    past = [offset for offset in rhythm if visit.starts_at - timedelta(minutes=offset) <= event.occurred_at]
    marks = [_row(visit.id, visit.revision, offset, visit.starts_at, visit.doctor_id, "told", now) for offset in past]
    await repository.mark_reminders(session, marks)


def _clinics_by_offset(rhythms: dict[UUID, Sequence[int]]) -> dict[int, list[UUID]]:
    found: dict[int, list[UUID]] = defaultdict(list)
    for clinic_id, offsets in rhythms.items():
        for offset in offsets:
            found[offset].append(clinic_id)
    return found


def _mark(visit: Appointment, offset: int, rhythms: dict[UUID, Sequence[int]], now: datetime) -> dict[str, Any]:
    due_at = visit.starts_at - timedelta(minutes=offset)
    nearer = (visit.starts_at - timedelta(minutes=other) for other in rhythms[visit.clinic_id] if other < offset)
    told = due_at <= visit.booked_at
    outcome = "told" if told else "superseded" if any(other <= now for other in nearer) else "planned"
    return _row(visit.id, visit.revision, offset, visit.starts_at, visit.doctor_id, outcome, now)


def _row(
    appointment_id: UUID, revision: int, offset: int, starts_at: datetime, doctor_id: UUID, outcome: str, now: datetime
) -> dict[str, Any]:
    return {
        "id": uuid5(appointment_id, f"reminder|{revision}|{offset}"),
        "appointment_id": appointment_id,
        "revision": revision,
        "offset_min": offset,
        "starts_at": starts_at,
        "doctor_id": doctor_id,
        "outcome": outcome,
        "planned_at": now,
    }


async def _plan(session: AsyncSession, settings: Settings, marks: Sequence[dict[str, Any]], now: datetime) -> None:
    """Marks are written in the order of their ids, so that two workers wait for one another and never in a circle."""
    noted = await repository.mark_reminders(session, sorted(marks, key=lambda mark: mark["id"]))
    news = list(_news(mark for mark in marks if mark["id"] in noted))
    await queue(session, await notices_of(session, settings, news, now), now)


def _news(marks: Iterable[dict[str, Any]]) -> Iterator[News]:
    for mark in marks:
        if mark["outcome"] == "planned":
            yield News(mark["id"], KIND, mark["appointment_id"])
