"""Holds: time kept for a patient who fills in what the clinic asks, for a stated while and no longer.

A hold is an appointment that is `held`, and claims that expire. Nothing has to happen for it to end: from `held_until` on
it counts as expired everywhere, whoever takes time of the calendar sweeps its claims, and a worker writes it down.

Order of locks: the account, the patient, the appointment, its calendars.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Role
from telemed.booking import repository_holds as held
from telemed.booking.errors import TooManyHolds
from telemed.booking.lifecycle import Actor, Status, Step, standing
from telemed.booking.repository import Visit
from telemed.booking.service import OWNER_KIND, require_step, take_step, visit_for
from telemed.booking.waitlist.offering import freed
from telemed.db.engine import Database
from telemed.kit.intervals import Interval
from telemed.schedules import claims
from telemed.schedules.claims import Owner
from telemed.settings import Settings

MOST_HOLDS = 5
"""Live holds of one account: a parent may book for several children at once."""

MOST_AN_HOUR = 20
"""Times one account may hold in an hour: enough to change one's mind often, too few to keep a clinic's week."""

AT_ONCE = 50
_HOUR = timedelta(hours=1)

Why = Literal["time", "another", "let_go", "danger", "booked"]
"""Why a hold ended: its time was over, another one took its place, it was given up, answers meant danger, or the patient
booked otherwise.
"""


_WANTED_ANEW: frozenset[Why] = frozenset({"another", "booked"})
"""The same patient takes time next, perhaps this very one: it is not offered to those who wait, a worker looks later."""


def held_until(hold_min: int, time: Interval, now: datetime) -> datetime:
    """A hold lasts as long as the service says, and never beyond the start of the visit."""
    return min(now + timedelta(minutes=hold_min), time.start)


async def require_room(session: AsyncSession, account_id: UUID, patient_id: UUID, now: datetime) -> None:
    """Let an account hold only so much. Raises TooManyHolds (429).

    A hold of the same patient is not counted among the live ones: the new one takes its place. The account's row is
    locked, so that what is counted stays true.
    """
    await held.lock_account(session, account_id)
    holds = await held.holds_of_account(session, account_id, now - _HOUR)
    live = [hold.held_until for hold in holds if hold.is_live(now) and hold.patient_id != patient_id]
    if len(live) >= MOST_HOLDS:
        raise TooManyHolds(retry_after=_seconds(min(live) - now))
    if len(holds) >= MOST_AN_HOUR:
        raise TooManyHolds(retry_after=_seconds(holds[-MOST_AN_HOUR].held_at + _HOUR - now))


def _seconds(left: timedelta) -> int:
    return int(left.total_seconds()) + 1


async def make_way(
    session: AsyncSession, patient_id: UUID, calendar_ids: Sequence[UUID], why: Why, *, by: UUID, now: datetime
) -> None:
    """End the patient's hold for another time of theirs, whose calendars are locked along with those of the hold."""
    await held.lock_patient(session, patient_id)
    previous = await held.of_patient(session, patient_id)
    if previous:
        touched = {calendar for visit in previous for calendar in _calendars(visit)}
        await claims.lock(session, touched | set(calendar_ids))
        for visit in previous:
            await _end(session, visit, Actor.SYSTEM, why, by=by, now=now)


async def let_go(session: AsyncSession, caller: Caller, appointment_id: UUID, now: datetime) -> None:
    """Give a held time back. Doing so again changes nothing. Raises StepRefused (409) for a visit that is booked."""
    visit, actor = await visit_for(session, caller, appointment_id, "hold.let_go", lock=True)
    if visit.own.status != Status.EXPIRED:
        await end(session, visit, actor, "let_go", by=caller.account_id, now=now)


async def end(session: AsyncSession, visit: Visit, actor: Actor, why: Why, *, by: UUID | None, now: datetime) -> Visit:
    """End a hold whose row is locked, and give its time back. Raises StepRefused (409) for what is not held."""
    require_step(Step.EXPIRE, visit, actor, now)
    await claims.lock(session, _calendars(visit))
    return await _end(session, visit, actor, why, by=by, now=now)


async def _end(session: AsyncSession, visit: Visit, actor: Actor, why: Why, *, by: UUID | None, now: datetime) -> Visit:
    ended = await take_step(session, visit, actor, Step.EXPIRE, by=by, now=now, about={"why": why}, ended_at=now)
    released = await claims.release(session, Owner(OWNER_KIND, visit.own.id))
    if why not in _WANTED_ANEW:
        times = [each.time for each in released if each.calendar_id == visit.own.doctor_id]
        await freed(session, visit.own.doctor_id, times, now)
    return ended


def _calendars(visit: Visit) -> tuple[UUID, UUID]:
    return visit.own.doctor_id, visit.own.patient_id


async def live_holds(session: AsyncSession, caller: Caller, now: datetime) -> list[Visit]:
    """The holds of the patients the caller acts for, those that end first before the others."""
    patients = caller.subjects(Role.PATIENT)
    found = await held.of_patients(session, patients) if patients else []
    return [visit for visit in found if standing(Status(visit.own.status), visit.own.held_until, now) is Status.HELD]


async def expire_once(database: Database, _settings: Settings, now: datetime) -> int:
    """Write down which holds have expired, and give their time back; how many there were. A duty of the worker."""
    async with database.writing() as session:
        overdue = await held.overdue(session, now, AT_ONCE)
        await claims.lock(session, {calendar for visit in overdue for calendar in _calendars(visit)})
        for visit in overdue:
            await _end(session, visit, Actor.SYSTEM, "time", by=None, now=now)
    return len(overdue)
