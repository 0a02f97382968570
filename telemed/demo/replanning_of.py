"""A sick day in the demo's clinics, as the desk has dealt with it: visits that moved, two answers, and somebody to phone."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Grant, Role
from telemed.demo import repository
from telemed.directory.models import Clinic
from telemed.kit.intervals import Interval
from telemed.kit.zones import first_instant_from, zone
from telemed.planning.proposals import answers, applying, picture, service
from telemed.planning.proposals.change import Away
from telemed.planning.proposals.picture import Setting
from telemed.planning.proposals.views import token_of
from telemed.schedules.service import HORIZON_WEEKS

_NEAR, _FAR = timedelta(days=5), timedelta(days=12)
_DAY = timedelta(days=1)
_MOST = 8
_ANSWERED = 2


async def add_replanning(
    session: AsyncSession, clinic: Clinic, doctor_ids: Sequence[UUID], registrar_id: UUID, now: datetime
) -> None:
    """One of these doctors is ill on a day of next week; nothing happens where none has visits then."""
    busiest = await _busiest(session, clinic, doctor_ids, now)
    if busiest is None:
        return
    doctor_id, day = busiest
    tz = zone(clinic.zone)
    off = Interval(first_instant_from(day, time.min, tz), first_instant_from(day + _DAY, time.min, tz))
    change, setting = Away(off, "illness"), Setting(clinic.zone, HORIZON_WEEKS, now)
    caller = Caller(registrar_id, registrar_id, clinic.languages[0], (Grant(Role.REGISTRAR, clinic.id),))
    seen = await picture.look(session, doctor_id, change, setting)
    decisions = await asyncio.to_thread(service.decide, seen, {}, now)
    last = replace(decisions[-1], choice="leftover", place=None, words=(), decided_by=registrar_id)
    made = await service.keep(session, caller, clinic, doctor_id, change, [*decisions[:-1], last], now)
    token = token_of(made.proposal, [row.move for row in made.rows])
    await applying.apply(session, caller, made.proposal, token, setting)
    for decision in [each for each in decisions[:-1] if each.place][:_ANSWERED]:
        await answers.answer(session, decision.visit.id, "accept", by=None, now=now)


async def _busiest(
    session: AsyncSession, clinic: Clinic, doctor_ids: Sequence[UUID], now: datetime
) -> tuple[UUID, date] | None:
    """The doctor and the day with the most visits, as long as they are few enough to be looked through."""
    soon = Interval(now + _NEAR, now + _FAR)
    starts = await repository.starts_of_doctors(session, clinic.id, doctor_ids, soon)
    tz = zone(clinic.zone)
    days = Counter((doctor, start.astimezone(tz).date()) for doctor, start in starts)
    fit = [(number, key) for key, number in days.items() if number <= _MOST]
    most = max((number for number, _ in fit), default=0)
    # Ids are new each time, so equal ones are told apart by the order in which the doctors came.
    order = {doctor_id: place for place, doctor_id in enumerate(doctor_ids)}
    best = sorted((key for number, key in fit if number == most), key=lambda key: (key[1], order[key[0]]))
    return best[0] if best else None
