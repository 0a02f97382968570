"""Why a time is offered, or is not: everything that speaks against it, for the clinic's staff.

It asks what search and booking ask, and goes on after the first answer.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking import circumstances, repository
from telemed.booking.circumstances import Known
from telemed.booking.errors import NoSuchVisit
from telemed.booking.permits import admissions, why_not_open
from telemed.booking.repository import Offer
from telemed.booking.rules import FIRST_YEAR, LAST_YEAR, Person, Refusal, Restrictions, Terms, refusals
from telemed.booking.views import terms_of
from telemed.schedules import claims


@dataclass(frozen=True, slots=True)
class Answer:
    """What speaks against it when the patient books, and when the clinic's desk does for them. Nothing: it is bookable."""

    zone: str
    terms: Terms
    by_patient: tuple[Refusal, ...]
    by_desk: tuple[Refusal, ...]


async def why(
    session: AsyncSession,
    *,
    clinic_id: UUID,
    service_id: UUID,
    doctor_id: UUID,
    starts_at: datetime,
    known: Known | None,
    now: datetime,
) -> Answer:
    """Raises NoSuchVisit (404) when the clinic's doctor does not give this service, in use or not."""
    offer = await repository.offer(session, service_id, doctor_id)
    if offer is None or offer.clinic.id != clinic_id:
        raise NoSuchVisit
    terms = terms_of(offer.service, offer.clinic.zone)
    if not FIRST_YEAR <= starts_at.year <= LAST_YEAR:
        refused = tuple(refusals(terms, starts_at, now))
        return Answer(offer.clinic.zone, terms, refused, refused)
    person = _person(known, offer)
    restrictions = await _restrictions(session, known, doctor_id, terms, starts_at, now)
    calendar = [each async for each in _of_calendar(session, doctor_id, terms, starts_at)]
    common = (*_of_offer(offer), *calendar)
    by_patient = (*common, *refusals(terms, starts_at, now, person, restrictions))
    at_desk = replace(person, by_desk=True) if person else None
    by_desk = (*common, *_as_by_desk(refusals(terms, starts_at, now, at_desk, restrictions), known))
    return Answer(offer.clinic.zone, terms, by_patient, by_desk)


def _as_by_desk(found: Iterator[Refusal], known: Known | None) -> Iterator[Refusal]:
    """Time kept for the phone is the desk's, whoever phones."""
    return (each for each in found if known is not None or each.code != "reserved_phone")


def _of_offer(offer: Offer) -> Iterator[Refusal]:
    if not offer.service.active:
        yield Refusal("not_on_offer", "The service is not in use")
    if not offer.doctor.active:
        yield Refusal("not_on_offer", "The doctor does not see patients")


def _person(known: Known | None, offer: Offer) -> Person | None:
    if known is None:
        return None
    return known.person(clinic_id=offer.clinic.id, service_id=offer.service.id, specialty_id=offer.service.specialty_id)


async def _restrictions(
    session: AsyncSession, known: Known | None, doctor_id: UUID, terms: Terms, start: datetime, now: datetime
) -> Restrictions:
    found = await circumstances.reserved_between(session, [doctor_id], terms.taken(start), now)
    reserved = tuple(found.get(doctor_id, ()))
    admitted = await admissions(session, known.patient_id, reserved, moving_id=None) if known else {}
    return Restrictions(reserved, admitted)


async def _of_calendar(session: AsyncSession, doctor_id: UUID, terms: Terms, start: datetime) -> AsyncIterator[Refusal]:
    """Closed, too short, or taken."""
    closed = await why_not_open(session, doctor_id, terms, start)
    if closed is not None:
        yield closed
    taken = terms.taken(start)
    openings = await claims.openings_between(session, [doctor_id], taken)
    if closed is None and not any(opening.contains(taken) for _, opening in openings):
        visit = terms.visit(start)
        if any(opening.contains(visit) for _, opening in openings):
            yield Refusal("buffer", "The time kept free before or after would reach into another visit")
        else:
            yield Refusal("taken", "Another visit, or a time that is being held, is there")
