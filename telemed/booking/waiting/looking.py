"""Looking for free time for those who wait: a worker's duty, for time that became free without anybody saying so (new
working hours, expired claims) and for whoever was busy when it did.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.search import SlotWish, find_slots
from telemed.booking.slots import PartOfDay
from telemed.booking.waitlist import offering, repository
from telemed.booking.waitlist.matching import SHORTEST
from telemed.booking.waitlist.models import WaitlistEntry
from telemed.db.engine import Database
from telemed.kit.intervals import Interval
from telemed.schedules import claims
from telemed.settings import Settings

AGAIN = timedelta(seconds=30)
"""How long after one look at a wish the next one comes."""

AT_ONCE = 20
FEW = 5
_HORIZON = timedelta(days=92)


async def look_once(database: Database, _settings: Settings, now: datetime) -> int:
    """Offer what is free to those who wait; how many offers were made. Any number of workers may do this.

    Where something fits one of them, it is offered in the order of all who wait for that doctor.
    """
    async with database.reading() as session:
        entries = await repository.unchecked(session, now - AGAIN, AT_ONCE)
        found = [place for entry in entries for place in await _places(session, entry, now)]
    if not entries:
        return 0
    made = 0
    async with database.writing() as session:
        await repository.mark_checked(session, [entry.id for entry in entries], now)
    for doctor_id in sorted({doctor_id for doctor_id, _ in found}):
        times = [time for each, time in found if each == doctor_id]
        async with database.writing() as session:
            await claims.lock(session, {doctor_id})
            made += await offering.freed(session, doctor_id, times, now)
    return made


async def _places(session: AsyncSession, entry: WaitlistEntry, now: datetime) -> Sequence[tuple[UUID, Interval]]:
    """A few free times that would suit, as far as can be told without asking about the person."""
    until = entry.starts_until or now + _HORIZON
    if entry.appointment_id is not None:
        until = min(until, await repository.visit_start(session, entry.appointment_id) or now)
    since = max(now + SHORTEST, entry.starts_from or now)
    if until <= since:
        return []
    wish = SlotWish(
        service_id=entry.service_id, doctor_id=entry.doctor_id, language=entry.language, modality=entry.modality,
        part_of_day=PartOfDay(entry.part_of_day) if entry.part_of_day else None, since=since,
        until=min(until, since + _HORIZON), limit=FEW,
    )  # fmt: skip
    slots = await find_slots(session, wish, now)
    return [(slot.offer.doctor.id, slot.terms.taken(slot.place.start)) for slot in slots]
