"""How much time is free on each day of a month: the heat map beside a calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking import repository_on_offer as on_offer
from telemed.booking.circumstances import reserved_between
from telemed.booking.repository_on_offer import Filters, OnOffer
from telemed.booking.rules import FIRST_YEAR, LAST_YEAR
from telemed.kit.errors import Invalid
from telemed.kit.intervals import Interval, subtract
from telemed.kit.zones import day_bounds, zone
from telemed.schedules.claims import openings_between

MOST_DOCTORS = 60
"""Of more doctors than these, some stand for all: it is about light and dark, not about minutes."""

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Heat:
    """Free minutes by date of the zone's calendar; `sampled` when only some of the doctors were looked at."""

    zone: str
    sampled: bool
    days: dict[date, int]


async def month_heat(
    session: AsyncSession, filters: Filters, month: date, now: datetime, zone_name: str | None
) -> Heat:
    """Time in which visits could be booked by anybody, on each day of the month that begins on `month`.

    `zone_name` is whose calendar; by default the clinic's. Raises Invalid for a month out of any calendar.
    """
    if not FIRST_YEAR <= month.year < LAST_YEAR:
        raise Invalid("The month is out of any calendar of ours")
    offered = await on_offer.look(session, filters)
    name = zone_name or next((each.clinic.zone for each in offered.offerings.values()), "UTC")
    tz = zone(name)
    days = dict.fromkeys(_days_of(month), 0)
    window = _bookable(offered, list(days), tz, now)
    if window is None:
        return Heat(name, sampled=False, days=days)
    ids = await on_offer.doctor_ids(session, filters, MOST_DOCTORS + 1)
    for piece in await _free(session, offered, ids[:MOST_DOCTORS], window, now):
        for day, minutes in _by_day(piece, tz):
            if day in days:
                days[day] += minutes
    return Heat(name, len(ids) > MOST_DOCTORS, days)


def _days_of(month: date) -> Iterator[date]:
    following = date(month.year + month.month // DECEMBER, month.month % DECEMBER + 1, 1)
    first = month.replace(day=1)
    return (first + timedelta(days=n) for n in range((following - first).days))


def _bookable(offered: OnOffer, days: Sequence[date], tz: ZoneInfo, now: datetime) -> Interval | None:
    """The part of the month in which visits may be booked at all."""
    bounds = [each for each in (day_bounds(days[0], tz), day_bounds(days[-1], tz)) if each is not None]
    if not bounds or not offered.offerings:
        return None
    since = max(bounds[0].start, now + offered.least_lead)
    until = min(bounds[-1].end, max(each.terms.latest(now) for each in offered.offerings.values()))
    return Interval(since, until) if since < until else None


async def _free(
    session: AsyncSession, offered: OnOffer, doctor_ids: Sequence[UUID], window: Interval, now: datetime
) -> list[Interval]:
    """Free time in the window that is not kept for anybody, in pieces long enough for some visit."""
    reserved = await reserved_between(session, doctor_ids, window, now)
    shortest = min(each.terms.taken(now).duration for each in offered.offerings.values())
    pieces: list[Interval] = []
    for doctor_id, opening in await openings_between(session, doctor_ids, window):
        inside = opening.clipped(window)
        if inside is not None:
            pieces += subtract([inside], [each.time for each in reserved.get(doctor_id, ())])
    return [piece for piece in pieces if piece.duration >= shortest]


def _by_day(piece: Interval, tz: ZoneInfo) -> Iterator[tuple[date, int]]:
    """The minutes of each local day that the piece touches: one, nearly always."""
    first, last = piece.start.astimezone(tz).date(), (piece.end - timedelta(microseconds=1)).astimezone(tz).date()
    if first == last:
        yield first, piece.duration // timedelta(minutes=1)
        return
    for n in range((last - first).days + 1):
        bounds = day_bounds(first + timedelta(days=n), tz)
        part = piece.clipped(bounds) if bounds else None
        if part is not None:
            yield first + timedelta(days=n), part.duration // timedelta(minutes=1)
