"""The working time of a clinic: holidays, templates, shifts and absences, made by the services that clinics use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.demo.holidays_of import public_holidays
from telemed.demo.hours import drafts
from telemed.demo.places import Place
from telemed.demo.roster import Role
from telemed.kit.intervals import Interval
from telemed.kit.zones import zone
from telemed.schedules import by_hand, closures
from telemed.schedules.models import ClinicHoliday
from telemed.schedules.service import HORIZON_WEEKS, create_template

PAST = timedelta(days=14)
"""How far back there is working time."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_ON_CALL = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class _Away:
    """An absence: of which doctor of the clinic, from how many days ahead, for how many."""

    doctor: int
    days_ahead: int
    days: int
    reason: str
    note: str


_ABSENCES = {
    "moscow": (
        _Away(7, 9, 14, "leave", "Отпуск"),
        _Away(13, -2, 4, "illness", ""),
        _Away(16, 5, 1, "other", "Конференция"),
        _Away(20, 20, 7, "leave", "Отпуск"),
    ),
    "berlin": (_Away(3, 12, 10, "leave", "Urlaub"), _Away(4, 3, 1, "other", "Fortbildung")),
}
# Of these doctors visits are booked already when they fall ill: the clinic's week shows what has to be moved.
_FALL_ILL = {"moscow": 14, "berlin": 2}


async def add_holidays(session: AsyncSession, clinic_id: UUID, place: Place, now: datetime) -> int:
    """From the past weeks to a year ahead; before there are calendars, so that none has to be changed."""
    found = public_holidays(place, (now - PAST).date(), (now + 365 * _DAY).date())
    session.add_all(ClinicHoliday(clinic_id=clinic_id, date=day, name=name) for day, name in found.items())
    await session.flush()
    return len(found)


async def add_working_time(session: AsyncSession, doctor_id: UUID, role: Role, place: Place, now: datetime) -> None:
    """Templates, and shifts from two weeks ago to eight weeks ahead.

    Whom a visitor may be works today as well, whatever the hour: their waiting room can be tried at once.
    """
    tz = zone(place.zone)
    if role.login:
        begin = now.replace(minute=0, second=0, microsecond=0)
        await by_hand.add_shift(session, doctor_id, Interval(begin, begin + _ON_CALL), now=now)
    since, today = (now - PAST).astimezone(tz).date(), now.astimezone(tz).date()
    weeks = HORIZON_WEEKS + PAST.days // 7
    for draft in drafts(role.pattern, since, today):
        await create_template(session, doctor_id, draft, now=now - PAST, weeks=weeks)


async def add_absences(session: AsyncSession, doctor_ids: list[UUID], place: Place, now: datetime) -> None:
    for away in _ABSENCES[place.slug]:
        at = _local_days(place, now, away.days_ahead, away.days)
        await closures.add_absence(session, doctor_ids[away.doctor], at, reason=away.reason, note=away.note)


async def fall_ill(session: AsyncSession, doctor_ids: list[UUID], place: Place, now: datetime, chance: Random) -> None:
    """Somebody is away for some of the next days, booked visits notwithstanding."""
    at = _local_days(place, now, 1, chance.randint(2, 3))
    await closures.add_absence(session, doctor_ids[_FALL_ILL[place.slug]], at, reason="illness")


def _local_days(place: Place, now: datetime, ahead: int, days: int) -> Interval:
    midnight = now.astimezone(zone(place.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    # Wall-clock arithmetic: a day in which the clocks change is a day too.
    return Interval(
        (midnight + ahead * _DAY).astimezone(now.tzinfo), (midnight + (ahead + days) * _DAY).astimezone(now.tzinfo)
    )
