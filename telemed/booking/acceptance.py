"""Of many free times, those at which one patient's booking would be accepted: the rules, asked start by start."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.circumstances import Known, anything_reserved, reserved_between
from telemed.booking.gate import Allows
from telemed.booking.permits import admissions
from telemed.booking.repository import Offer, ServicePart
from telemed.booking.repository_on_offer import Offering
from telemed.booking.rules import NO_RESTRICTIONS, Person, Restrictions, Terms, never, refusal
from telemed.booking.sources import Found
from telemed.kit.intervals import Interval


@dataclass(frozen=True, slots=True)
class Accepted:
    """A gate that shows what booking accepts of the `known` patient; without one, what is kept for nobody in particular."""

    known: Known | None = None
    _people: dict[UUID, Person] = field(default_factory=dict)

    async def for_doctors(
        self,
        session: AsyncSession,
        doctor_ids: Collection[UUID],
        offerings: Mapping[UUID, Offering],
        window: Interval,
        now: datetime,
    ) -> Allows | None:
        restrictions = await self._restrictions(session, doctor_ids, window, now)
        if self.known is None and not restrictions:
            return None
        people = {each.service.id: self._person(each.clinic.id, each.service) for each in offerings.values()}
        hopeless = {
            each.service.id
            for each in offerings.values()
            if (person := people[each.service.id]) is not None and never(each.terms, person, window)
        }

        def allows(row: Found, offering: Offering, start: datetime) -> bool:
            if row.service_id in hopeless:
                return False
            held_back = restrictions.get(row.doctor_id, NO_RESTRICTIONS)
            return refusal(offering.terms, start, now, people[row.service_id], held_back) is None

        return allows

    async def for_offer(
        self, session: AsyncSession, offer: Offer, terms: Terms, window: Interval, now: datetime
    ) -> Callable[[datetime], bool]:
        """The same for one doctor and service."""
        restrictions = await self._restrictions(session, {offer.doctor.id}, window, now)
        person = self._person(offer.clinic.id, offer.service)
        held_back = restrictions.get(offer.doctor.id, NO_RESTRICTIONS)
        return lambda start: refusal(terms, start, now, person, held_back) is None

    async def _restrictions(
        self, session: AsyncSession, doctor_ids: Collection[UUID], window: Interval, now: datetime
    ) -> dict[UUID, Restrictions]:
        if not await anything_reserved(session, window, now):
            return {}
        reserved = await reserved_between(session, doctor_ids, window, now)
        everything = [each for some in reserved.values() for each in some]
        known = self.known
        admitted = await admissions(session, known.patient_id, everything, moving_id=known.moving_id) if known else {}
        return {doctor_id: Restrictions(tuple(some), admitted) for doctor_id, some in reserved.items()}

    def _person(self, clinic_id: UUID, service: ServicePart) -> Person | None:
        if self.known is None:
            return None
        person = self._people.get(service.id)
        if person is None:
            person = self._people[service.id] = self.known.person(
                clinic_id=clinic_id, service_id=service.id, specialty_id=service.specialty_id
            )
        return person


ANYBODY = Accepted()
