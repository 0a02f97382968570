"""The clinic's week: one statement for each kind of row, however many doctors there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.directory import service as directory
from telemed.directory.models import Clinic
from telemed.directory.service import DoctorCard
from telemed.kit.intervals import Interval
from telemed.kit.text import pick
from telemed.kit.zones import zone
from telemed.planning import repository, views
from telemed.planning.preview import lost_cover
from telemed.planning.schemas import Week, WeekHoliday
from telemed.schedules import by_hand, closures, service as schedules
from telemed.schedules.hours import dates
from telemed.schedules.windows import window

Row = TypeVar("Row")
LONGEST = timedelta(days=31)


async def week(
    session: AsyncSession,
    clinic: Clinic,
    start: date,
    days: int,
    *,
    only: set[UUID] | None,
    reader: Sequence[str],
) -> Week:
    """Shifts, absences and visits of the clinic's active doctors, or of those in `only`. Raises BadTime."""
    tz = zone(clinic.zone)
    last = start + timedelta(days=days - 1)
    bounds = window(start, last, tz, LONGEST)
    cards = await _doctors(session, clinic, only)
    ids = [card.doctor.id for card in cards]
    working = await schedules.working_times(session, ids, bounds.widened(timedelta(days=1), timedelta(days=1)))
    visits = await repository.visits_between(session, ids, bounds)
    uncovered = _uncovered(visits, working)
    shifts = _by(lambda row: row.calendar_id, await by_hand.shifts_between(session, ids, bounds))
    absences = _by(lambda row: row.calendar_id, await closures.absences_between(session, ids, bounds))
    theirs = _by(lambda visit: visit.doctor_id, visits)
    languages = (*reader, *clinic.languages)
    holidays = await closures.holidays_of_clinic(session, clinic.id, start, last)
    return Week(
        start=start,
        zone=clinic.zone,
        days=list(dates(start, last)),
        holidays=[WeekHoliday(date=each.date, name=pick(each.name, languages)) for each in holidays],
        doctors=[
            views.week_row(
                card,
                shifts[card.doctor.id],
                absences[card.doctor.id],
                [(visit, visit.id not in uncovered) for visit in theirs[card.doctor.id]],
                tz,
                languages,
            )
            for card in cards
        ],
    )


async def _doctors(session: AsyncSession, clinic: Clinic, only: set[UUID] | None) -> list[DoctorCard]:
    doctors = await directory.doctors_of_clinic(session, clinic.id)
    return await directory.cards(session, [d for d in doctors if only is None or d.id in only])


def _uncovered(visits: Sequence[repository.PlannedVisit], working: dict[UUID, list[Interval]]) -> set[UUID]:
    theirs = _by(lambda visit: visit.doctor_id, visits)
    return {lost for doctor_id, own in theirs.items() for lost in lost_cover(own, working.get(doctor_id, []))}


def _by(key: Callable[[Row], UUID], rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    grouped: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return grouped
