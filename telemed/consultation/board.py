"""The doctor's board: who waits, and what the day holds."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Role
from telemed.booking import listing, service as booking
from telemed.booking.listing import ListWish
from telemed.booking.placing import Reader
from telemed.booking.views import reader_languages
from telemed.consultation import repository, visits
from telemed.consultation.repository import InLine
from telemed.consultation.schemas import ShiftView, StretchView, TodayAppointment, TodayView, WaitingView
from telemed.consultation.service import LINGER
from telemed.directory import service as directory
from telemed.kit.errors import Invalid, NotFound
from telemed.kit.intervals import Interval
from telemed.kit.text import pick
from telemed.kit.zones import day_bounds, to_local, zone
from telemed.schedules import by_hand
from telemed.schedules.claims import openings_between

_NOT_SHOWN = frozenset({"cancelled", "expired"})
MOST_A_DAY = 100


def own_desk(caller: Caller) -> UUID:
    """The doctor as whom the caller works; the first, for somebody who is a doctor at several clinics."""
    return min(caller.subjects(Role.DOCTOR))


async def waiting_for(session: AsyncSession, caller: Caller, reader: Reader) -> list[WaitingView]:
    """The caller's line, longest wait first."""
    line = await _line(session, own_desk(caller), reader.now)
    over = await visits.no_longer_held(session, [waiting.consultation_id for waiting in line])
    return [await _waiting(session, caller, reader, each) for each in line if each.consultation_id not in over]


async def _line(session: AsyncSession, doctor_id: UUID, now: datetime) -> Sequence[InLine]:
    return await repository.line_of(session, doctor_id, now=now, since=now - LINGER)


async def _waiting(session: AsyncSession, caller: Caller, reader: Reader, waiting: InLine) -> WaitingView:
    visit, _ = await booking.visit_for(session, caller, waiting.consultation_id, "consultation.waiting")
    return WaitingView(
        consultation_id=waiting.consultation_id,
        appointment_id=waiting.consultation_id,
        patient_name=waiting.display_name,
        starts_at=visit.own.starts_at,
        local_start=to_local(visit.own.starts_at, zone(visit.own.zone)).isoformat(),
        service_name=pick(visit.offer.service.name, reader_languages(reader.languages, visit.offer)),
        arrived_at=waiting.arrived_at,
        waited_s=max(0, int((reader.now - waiting.arrived_at).total_seconds())),
        connected=waiting.connected,
    )


async def day_of(session: AsyncSession, caller: Caller, day: date | None, reader: Reader) -> TodayView:
    """The doctor's visits and working time on a day of the clinic's calendar; today when none is named.

    Raises Invalid for a day that the clinic's zone does not have.
    """
    doctor_id = own_desk(caller)
    place = await directory.place_of_doctor(session, doctor_id)
    if place is None:
        raise NotFound
    tz = zone(place.zone)
    day = day or to_local(reader.now, tz).date()
    try:
        bounds = day_bounds(day, tz)
    except OverflowError as error:
        raise Invalid("There is no such day") from error
    if bounds is None:
        raise Invalid("There is no such day at the clinic")
    wish = ListWish(doctor_id=doctor_id, since=bounds.start, until=bounds.end, limit=MOST_A_DAY)
    page = await listing.list_for(session, caller, wish, reader)
    since = {w.consultation_id: w.arrived_at for w in await _line(session, doctor_id, reader.now)}
    shifts = await by_hand.shifts_between(session, [doctor_id], bounds)
    return TodayView(
        zone=place.zone,
        date=day,
        appointments=[
            TodayAppointment(**dict(view), waiting_since=since.get(view.id))
            for view in page.items
            if view.status not in _NOT_SHOWN
        ],
        shifts=[
            ShiftView(id=shift.id, **dict(_stretch(Interval(shift.starts_at, shift.ends_at), place.zone)))
            for shift in shifts
        ],
        next_gap=await _next_gap(session, doctor_id, bounds, place.zone, reader.now),
    )


async def _next_gap(
    session: AsyncSession, doctor_id: UUID, day: Interval, zone_name: str, now: datetime
) -> StretchView | None:
    """The first free working time that is not over yet."""
    if now >= day.end:
        return None
    rest = Interval(max(now, day.start), day.end)
    for _, opening in await openings_between(session, [doctor_id], rest):
        gap = Interval(max(opening.start, rest.start), min(opening.end, rest.end))
        return _stretch(gap, zone_name)
    return None


def _stretch(time: Interval, zone_name: str) -> StretchView:
    tz = zone(zone_name)
    return StretchView(
        starts_at=time.start,
        ends_at=time.end,
        local_start=to_local(time.start, tz).isoformat(),
        local_end=to_local(time.end, tz).isoformat(),
    )
