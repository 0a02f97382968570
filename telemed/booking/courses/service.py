"""Planning a course, and booking it whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.accounts.callers import Caller
from telemed.booking import holding, repository
from telemed.booking.acceptance import Accepted
from telemed.booking.circumstances import reserved_between
from telemed.booking.courses.dates import AROUND, Dated, Ground, rhythm, weigh
from telemed.booking.courses.errors import CourseClash
from telemed.booking.courses.schemas import CourseWish, PlanWish
from telemed.booking.errors import NotBookable, TooManyVisits
from telemed.booking.intake import service as intake
from telemed.booking.intake.service import Filled
from telemed.booking.lifecycle import Actor
from telemed.booking.looking import gate_for
from telemed.booking.placing import MOST_UPCOMING, Reader, new_appointment, tell
from telemed.booking.policies import actor_who_books
from telemed.booking.repository import Offer, Visit, VisitPart, Wished
from telemed.booking.rules import FIRST_YEAR, LAST_YEAR, Restrictions, Terms
from telemed.booking.schemas import BookingWish
from telemed.booking.service import OWNER_KIND
from telemed.booking.views import terms_of
from telemed.db.statements import unbatched
from telemed.directory.models import Doctor, DoctorService, Service
from telemed.kit.errors import Invalid
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.kit.zones import zone
from telemed.patients.service import relate
from telemed.schedules import claims
from telemed.schedules.claims import Owner

MOST_DOCTORS = 40
"""Among so many the one is looked for who is free at most of the dates."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A course as it could be booked with one doctor."""

    offer: Offer
    terms: Terms
    dates: list[Dated]


async def plan(session: AsyncSession, caller: Caller, wish: PlanWish, now: datetime) -> Plan:
    """The dates of the rhythm with the doctor, or with who is free at most of them.

    Raises NotBookable (422) when nobody offers the service, NotYours (404) for somebody else's patient.
    """
    gate = await gate_for(session, caller, wish.patient_id, now)
    offers = await _offers(session, wish.service_id, wish.doctor_id)
    if not offers:
        raise NotBookable("Nobody offers this service", reason_code="not_on_offer")
    _require_sensible([wish.starts_at])
    first = offers[0]
    wanted = rhythm(wish.starts_at, wish.count, wish.every_days, zone(first.clinic.zone))
    grounds = await _grounds(session, gate, offers, wanted, now)
    plans = [Plan(offer, ground.terms, weigh(ground, wanted)) for offer, ground in zip(offers, grounds, strict=True)]
    return max(plans, key=lambda each: sum(date.refused is None for date in each.dates))


async def _offers(session: AsyncSession, service_id: UUID, doctor_id: UUID | None) -> list[Offer]:
    """Who offers the service; of very many, some."""
    found = repository.offers().where(
        col(DoctorService.service_id) == service_id,
        col(Service.active),
        col(Doctor.active),
        col(Service.duty).is_(False),
    )
    if doctor_id is not None:
        found = found.where(col(Doctor.id) == doctor_id)
    rows = await session.execute(found.order_by(col(Doctor.id)).limit(MOST_DOCTORS))
    return [repository.offer_of(tuple(row)) for row in rows]


def _require_sensible(wanted: Sequence[datetime]) -> None:
    if not all(FIRST_YEAR <= start.year <= LAST_YEAR for start in wanted):
        raise Invalid("A date is out of any calendar of ours")


async def _grounds(
    session: AsyncSession, gate: Accepted, offers: Sequence[Offer], wanted: Sequence[datetime], now: datetime
) -> list[Ground]:
    """What decides about each doctor's times around the dates."""
    window = Interval(max(min(wanted) - AROUND, now), max(*wanted, now) + AROUND + timedelta(days=1))
    ids = [offer.doctor.id for offer in offers]
    openings: dict[UUID, list[Interval]] = {}
    for doctor_id, opening in await claims.openings_between(session, ids, window):
        openings.setdefault(doctor_id, []).append(opening)
    reserved = await reserved_between(session, ids, window, now)
    assert gate.known is not None  # noqa: S101  a patient was named
    return [
        Ground(
            terms=terms_of(offer.service, offer.clinic.zone),
            person=gate.known.person(
                clinic_id=offer.clinic.id, service_id=offer.service.id, specialty_id=offer.service.specialty_id
            ),
            # Time that is given out in turn is had one by one, not by the course.
            restrictions=Restrictions(tuple(reserved.get(offer.doctor.id, ()))),
            openings=openings.get(offer.doctor.id, ()),
            now=now,
        )
        for offer in offers
    ]


@dataclass(slots=True)
class Course:
    """One wish for several visits with a doctor."""

    session: AsyncSession
    caller: Caller
    wish: CourseWish
    reader: Reader

    async def book(self) -> tuple[UUID, list[Visit], Actor]:
        """Book all dates, or none.

        Raises CourseClash (409) with what speaks against each date and what is near, NotBookable (422), TooManyVisits (429),
        NotYours (404); where the service asks something, what its form raises.
        """
        await gate_for(self.session, self.caller, self.wish.patient_id, self.reader.now)
        wanted = sorted(self.wish.starts_at)
        _require_sensible(wanted)
        wished = await self._wished(wanted[0])
        offer, patient = wished.offer, wished.patient
        actor = await actor_who_books(self.session, self.caller, patient.id, offer.clinic.id)
        if actor is Actor.PATIENT and wished.upcoming + len(wanted) > MOST_UPCOMING:
            raise TooManyVisits(f"At most {MOST_UPCOMING} visits ahead can be booked here", retry_after=3600)
        answers = await self._answers(offer, actor)
        await self._lock(wished)
        await self._require_all(offer, wanted)
        with unbatched(self.session):
            return *await self._put(wished, wanted, answers), actor

    async def _wished(self, first: datetime) -> Wished:
        wish = self.wish
        asked = await repository.send_wished(
            self.session, service_id=wish.service_id, doctor_id=wish.doctor_id, patient_id=wish.patient_id,
            starts_at=first, now=self.reader.now,
        )  # fmt: skip
        wished = await repository.wished_of(asked)
        if wished is None or not await _offers(self.session, wish.service_id, wish.doctor_id):
            raise NotBookable("This doctor does not offer this service", reason_code="not_on_offer")
        if wish.modality not in wished.offer.service.modalities:
            raise NotBookable("The service is not held in this way", reason_code="not_on_offer")
        return wished

    async def _answers(self, offer: Offer, actor: Actor) -> Filled | None:
        """What the clinic asks before a visit is asked once for all of them."""
        if actor is Actor.STAFF and self.wish.intake is None:
            return None
        form = await intake.form_of(await intake.send_latest(self.session, offer.service.id))
        reader = self.reader
        return await intake.filled(self.session, form, self.wish.intake, offer.clinic, reader.languages, reader.now)

    async def _lock(self, wished: Wished) -> None:
        calendars, now = (wished.offer.doctor.id, wished.patient.id), self.reader.now
        await claims.open_calendar(self.session, wished.patient.id, zone=wished.patient.zone)
        by = self.caller.account_id
        await holding.make_way(self.session, wished.patient.id, calendars, "booked", by=by, now=now)
        await claims.lock(self.session, calendars)
        for calendar_id in calendars:
            await claims.sweep(self.session, calendar_id, now)

    async def _require_all(self, offer: Offer, wanted: Sequence[datetime]) -> None:
        """Under the locks: what is free now stays so."""
        now = self.reader.now
        gate = await gate_for(self.session, self.caller, self.wish.patient_id, now)
        [ground] = await _grounds(self.session, gate, [offer], wanted, now)
        clashes = [date_of(ground.terms, each) for each in weigh(ground, wanted) if each.refused is not None]
        if clashes:
            await self.session.rollback()
            raise CourseClash(clashes=clashes)

    async def _put(
        self, wished: Wished, wanted: Sequence[datetime], answers: Filled | None
    ) -> tuple[UUID, list[Visit]]:
        session, offer, now, course_id = self.session, wished.offer, self.reader.now, new_id()
        terms, visits = terms_of(offer.service, offer.clinic.zone), []
        for start in wanted:
            booking = BookingWish(
                service_id=offer.service.id, doctor_id=offer.doctor.id, patient_id=wished.patient.id, starts_at=start,
                modality=self.wish.modality, reason=self.wish.reason,
            )  # fmt: skip
            own = new_appointment(booking, offer, terms.visit(start), self.caller.account_id, now)
            own = own._replace(course_id=course_id)
            await self._claim(own, terms.taken(start))
            await repository.put(session, own)
            if answers is not None:
                await intake.keep(session, own.id, answers, now)
            await tell(session, "appointment.booked", own, self.caller, now)
            visits.append(Visit(own, offer, wished.patient))
        await relate(session, wished.patient.id, offer.clinic.id, doctor_id=offer.doctor.id, now=now)
        return course_id, visits

    async def _claim(self, own: VisitPart, taken: Interval) -> None:
        owner, now = Owner(OWNER_KIND, own.id), self.reader.now
        for calendar_id, time, needs_opening in (
            (own.doctor_id, taken, True),
            (own.patient_id, Interval(own.starts_at, own.ends_at), False),
        ):
            await claims.claim(
                self.session, calendar_id=calendar_id, time=time, owner=owner, needs_opening=needs_opening, now=now
            )


def time_of(terms: Terms, start: datetime) -> dict[str, Any]:
    """A time as it travels."""
    visit = terms.visit(start)
    return {
        "starts_at": visit.start,
        "ends_at": visit.end,
        "local_start": start.astimezone(terms.zone).isoformat(),
    }


def date_of(terms: Terms, dated: Dated) -> dict[str, Any]:
    """A date of a course as it travels."""
    refused = dated.refused
    return {
        **time_of(terms, dated.start),
        "free": refused is None,
        "reason_code": refused and refused.code,
        "reason": refused and refused.reason,
        "alternatives": [time_of(terms, each) for each in dated.alternatives],
    }
