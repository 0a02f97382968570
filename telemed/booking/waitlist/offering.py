"""Offering time that became free to those who wait: by priority, then by arrival, one person at a time.

Whoever frees time calls `freed` in the transaction that frees it, so there is no moment at which the time is free and not
yet offered. The offer is a claim of the doctor's calendar, so that time has one owner whatever happens: the database
refuses a second offer of it, and a public booking.

Order of locks: the patient, the offer, the entry, the appointment, the calendars. `freed` holds calendars already: it waits
for nobody, and passes over a patient who is busy with something else at this moment; a worker comes back to them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.audit.service import record
from telemed.booking import circumstances
from telemed.booking.rules import Restrictions, Terms
from telemed.booking.views import terms_of
from telemed.booking.waitlist import repository
from telemed.booking.waitlist.matching import GRACE, Wish, expiry, fitting_start, is_permitted
from telemed.booking.waitlist.models import WaitlistEntry, WaitlistOffer
from telemed.booking.waitlist.repository import Candidate
from telemed.db.engine import Database
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval, merge
from telemed.kit.zones import day_bounds
from telemed.outbox.service import enqueue
from telemed.schedules import claims
from telemed.schedules.claims import Owner
from telemed.settings import Settings

OWNER_KIND = "offer"
AT_ONCE = 20


async def freed(session: AsyncSession, doctor_id: UUID, times: Sequence[Interval], now: datetime) -> int:
    """Offer time of a doctor's locked calendar, whose claims were released, to those who wait; how many were offered some.

    What nobody wants stays free.
    """
    return sum([await _offer(session, doctor_id, time, now) for time in merge(times) if time.end > now])


async def _offer(session: AsyncSession, doctor_id: UUID, freed_time: Interval, now: datetime) -> int:
    """One pass is enough: an offer only takes time away, so whom nothing fitted before, nothing fits after."""
    openings = await _openings(session, doctor_id, freed_time)
    made = 0
    if not openings:
        return made
    async for candidate in repository.candidates(session, doctor_id):
        if await _offer_to(session, candidate, openings, freed_time, now):
            made += 1
            openings = await _openings(session, doctor_id, freed_time)
            if not openings:
                break
    return made


async def _openings(session: AsyncSession, doctor_id: UUID, window: Interval) -> list[Interval]:
    return [opening for _, opening in await claims.openings_between(session, [doctor_id], window)]


async def _offer_to(
    session: AsyncSession, candidate: Candidate, openings: Sequence[Interval], freed_time: Interval, now: datetime
) -> bool:
    entry, offer = candidate.entry, candidate.offer
    terms = terms_of(offer.service, offer.clinic.zone)
    wish = wish_of(entry, candidate.has_visit_at)
    if not _suits(candidate) or next(fitting_start(terms, wish, openings, freed_time, now), None) is None:
        return False
    if not await repository.try_lock_patient(session, entry.patient_id):
        return False
    day = day_bounds(terms.local_day(now), terms.zone)
    since = day.start if day else now - timedelta(days=1)
    if not await repository.may_still_be_offered(session, entry, most=candidate.offers_a_day, since=since):
        return False
    refused = await repository.not_taken(session, entry.id, offer.doctor.id)
    wish = wish_of(entry, candidate.has_visit_at, refused)
    start = await _permitted_start(session, candidate, terms, wish, openings, freed_time, now)
    if start is None:
        return False
    await _make(session, candidate, terms, start, now)
    return True


def _suits(candidate: Candidate) -> bool:
    entry, service = candidate.entry, candidate.offer.service
    spoken = entry.language is None or entry.language in candidate.doctor_languages
    return spoken and entry.modality in service.modalities and not service.duty


def wish_of(entry: WaitlistEntry, has_visit_at: datetime | None, refused: tuple[Interval, ...] = ()) -> Wish:
    return Wish(entry.part_of_day, entry.starts_from, entry.starts_until, has_visit_at, refused)


async def _permitted_start(
    session: AsyncSession, candidate: Candidate, terms: Terms, wish: Wish, openings: Sequence[Interval],
    freed_time: Interval, now: datetime,
) -> datetime | None:  # fmt: skip
    """The best start that every rule allows this patient, their other visits among them."""
    entry, offer = candidate.entry, candidate.offer
    known = await circumstances.known_of(session, entry.patient_id, now, moving_id=entry.appointment_id)
    if known is None:
        return None
    person = known.person(
        clinic_id=offer.clinic.id, service_id=offer.service.id, specialty_id=offer.service.specialty_id
    )
    around = Interval(min(each.start for each in openings), max(each.end for each in openings))
    reserved = await circumstances.reserved_between(session, [offer.doctor.id], around, now)
    restrictions = Restrictions(tuple(reserved.get(offer.doctor.id, ())))
    for start in fitting_start(terms, wish, openings, freed_time, now):
        if is_permitted(terms, start, now, person, restrictions):
            return start
    return None


async def _make(session: AsyncSession, candidate: Candidate, terms: Terms, start: datetime, now: datetime) -> None:
    entry, offer = candidate.entry, candidate.offer
    identity, visit, taken = new_id(), terms.visit(start), terms.taken(start)
    expires_at = expiry(terms, start, candidate.offer_min, now)
    await claims.claim(
        session, calendar_id=offer.doctor.id, time=taken, owner=Owner(OWNER_KIND, identity), needs_opening=True,
        now=now, expires_at=expires_at + GRACE,
    )  # fmt: skip
    await repository.put_offer(
        session, id=identity, entry_id=entry.id, patient_id=entry.patient_id, clinic_id=offer.clinic.id,
        service_id=offer.service.id, doctor_id=offer.doctor.id, starts_at=visit.start, ends_at=visit.end,
        taken_from=taken.start, taken_until=taken.end, offered_at=now, expires_at=expires_at, status="open",
        revision=1,
    )  # fmt: skip
    await enqueue(session, "waitlist.offered", subject_id=identity, payload={"revision": 1}, now=now)
    await record(
        session, action="waitlist.offer", outcome="allowed", actor_id=None, patient_id=entry.patient_id,
        clinic_id=offer.clinic.id, subject_id=identity, details={}, now=now,
    )  # fmt: skip


async def pass_on(session: AsyncSession, offer: WaitlistOffer, status: str, *, by: UUID | None, now: datetime) -> None:
    """End an open offer, whose row and whose doctor's calendar are locked, and offer its time to the next."""
    await repository.change_offer(session, offer, status=status, answered_at=now, answered_by=by)
    await claims.release(session, Owner(OWNER_KIND, offer.id))
    await freed(session, offer.doctor_id, [Interval(offer.taken_from, offer.taken_until)], now)


async def lapse_once(database: Database, _settings: Settings, now: datetime) -> int:
    """Pass on what was offered and not answered; how many offers that were. A duty of the worker."""
    async with database.writing() as session:
        due = await repository.due_offers(session, now, AT_ONCE)
        await claims.lock(session, {offer.doctor_id for offer in due})
        for offer in due:
            await pass_on(session, offer, "lapsed" if offer.expires_at <= now else "withdrawn", by=None, now=now)
    async with database.writing() as session:
        await repository.close_over(session, now)
    return len(due)
