"""One doctor's free time by day."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import not_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.acceptance import ANYBODY, Accepted
from telemed.booking.errors import NotBookable
from telemed.booking.repository import Offer, offer_of, offers
from telemed.booking.rules import FIRST_YEAR, LAST_YEAR, Terms
from telemed.booking.slots import starts
from telemed.booking.views import terms_of
from telemed.directory.models import Doctor, DoctorService, Service
from telemed.kit.errors import Invalid
from telemed.kit.intervals import Interval
from telemed.kit.zones import day_bounds, zone
from telemed.schedules.claims import openings_between

LONGEST_LIST_DAYS = 62


async def free_days(
    session: AsyncSession,
    *,
    doctor_id: UUID,
    service_id: UUID,
    first: date,
    last: date,
    now: datetime,
    gate: Accepted = ANYBODY,
) -> tuple[str, dict[date, list[Interval]]]:
    """One doctor's free visits by date of the clinic, every date of the range included; and the clinic's zone. They are
    those that the gate's patient is accepted for.

    Raises NotBookable when the doctor does not offer the service, Invalid for a range that is none or too long.
    """
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise Invalid("The range is out of any calendar of ours")
    if last < first or (last - first).days >= LONGEST_LIST_DAYS:
        raise Invalid(f"A range has 1 to {LONGEST_LIST_DAYS} days")
    offer = await _active_offer(session, doctor_id, service_id)
    tz = zone(offer.clinic.zone)
    days: dict[date, list[Interval]] = {first + timedelta(days=n): [] for n in range((last - first).days + 1)}
    bounds = [bound for day in (first, last) if (bound := day_bounds(day, tz)) is not None]
    terms = terms_of(offer.service, offer.clinic.zone)
    since = max(bounds[0].start, terms.earliest(now)) if bounds else now
    until = min(bounds[-1].end, terms.latest(now)) if bounds else now
    if since < until:
        window = Interval(since, until)
        accepts = await gate.for_offer(session, offer, terms, window, now)
        for _, opening in await openings_between(session, [doctor_id], window):
            for start in filter(accepts, starts(opening, terms, window)):
                days[start.astimezone(tz).date()].append(terms.visit(start))
    return offer.clinic.zone, days


def _window(terms: Terms, days: Interval, now: datetime) -> Interval | None:
    """When visits may start on these days at all."""
    since, until = max(days.start, terms.earliest(now)), min(days.end, terms.latest(now))
    return Interval(since, until) if since < until else None


async def _active_offer(session: AsyncSession, doctor_id: UUID, service_id: UUID) -> Offer:
    statement = offers().where(
        col(DoctorService.doctor_id) == doctor_id,
        col(DoctorService.service_id) == service_id,
        col(Service.active),
        col(Doctor.active),
        not_(col(Service.duty)),
    )
    row = (await session.execute(statement)).first()
    if row is None:
        raise NotBookable("This doctor does not offer this service", reason_code="not_on_offer")
    return offer_of(tuple(row))
