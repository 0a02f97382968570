"""The rules asked about one booking: what they need is gathered, the pure function decides, its refusal becomes an error."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking import circumstances
from telemed.booking.errors import NotAdmitted, NotBookable
from telemed.booking.releases.turns import admissions_of, take_turn
from telemed.booking.repository import Offer, Wished
from telemed.booking.rules import PROGRAMME, Person, Refusal, Reserved, Restrictions, Terms, refusal, refusals
from telemed.booking.views import terms_of
from telemed.kit.errors import Problem
from telemed.kit.intervals import Interval, intersect
from telemed.schedules.service import working_times


async def permitted(
    session: AsyncSession,
    wished: Wished,
    modality: str,
    start: datetime,
    now: datetime,
    *,
    by_desk: bool,
    moving_id: UUID | None = None,
) -> tuple[Interval, Interval]:
    """What the patient sees and what the doctor's calendar gives, when the rules allow it.

    Raises NotBookable (422) with the rule that refuses, NotAdmitted (403) when it is not the patient's turn.
    """
    offer = wished.offer
    _require_offered(offer, modality)
    terms = terms_of(offer.service, offer.clinic.zone)
    person, restrictions = await _circumstances(session, wished, by_desk=by_desk, moving_id=moving_id)
    refused = refusal(terms, start, now, person, restrictions)
    if refused is not None:
        raise error_of(refused)
    return terms.visit(start), terms.taken(start)


def error_of(refused: Refusal) -> Problem:
    kind = NotAdmitted if refused.code == "not_admitted" else NotBookable
    return kind(refused.reason, reason_code=refused.code)


async def still_permitted(
    session: AsyncSession, wished: Wished, start: datetime, now: datetime, *, appointment_id: UUID
) -> None:
    """Once the patient's calendar is locked: that no other booking of theirs has used up what the period allows, or
    their turn. The turn is used for this appointment.

    Raises NotBookable (422), NotAdmitted (403). Costs a trip only where such a rule is.
    """
    terms = terms_of(wished.offer.service, wished.offer.clinic.zone)
    if terms.most_per_period:
        visits = await circumstances.visits_near(
            session, patient_id=wished.patient.id, service_id=wished.offer.service.id, start=start,
            moving_id=appointment_id,
        )  # fmt: skip
        found = refusals(terms, start, now, replace(wished.person, visits=visits))
        refused = next((each for each in found if each.code == "too_many"), None)
        if refused is not None:
            raise error_of(refused)
    theirs = [each for each in wished.reserved if each.time.overlaps(terms.taken(start))]
    releases = circumstances.releases_in(theirs)
    if releases and not await take_turn(session, wished.patient.id, releases, appointment_id):
        raise NotAdmitted("Your turn has been used", reason_code="not_admitted")


async def _circumstances(
    session: AsyncSession, wished: Wished, *, by_desk: bool, moving_id: UUID | None
) -> tuple[Person, Restrictions]:
    """The patient and what is reserved; memberships and admissions are read only where reserved time asks for them."""
    person, reserved = replace(wished.person, by_desk=by_desk), wished.reserved
    if not reserved:
        return person, Restrictions()
    if not person.members and any(each.audience.startswith(PROGRAMME) for each in reserved):
        members = await circumstances.memberships_of(session, wished.patient.id, wished.offer.clinic.id)
        person = replace(person, members=members)
    return person, Restrictions(reserved, await admissions(session, wished.patient.id, reserved, moving_id=moving_id))


async def admissions(
    session: AsyncSession, patient_id: UUID, reserved: Sequence[Reserved], *, moving_id: UUID | None
) -> Mapping[str, Interval]:
    """When the patient is admitted to the releases that some of this time belongs to."""
    releases = circumstances.releases_in(reserved)
    return await admissions_of(session, patient_id, releases, moving_id=moving_id) if releases else {}


def _require_offered(offer: Offer, modality: str) -> None:
    if not (offer.service.active and offer.doctor.active):
        raise NotBookable("This is not offered any more", reason_code="not_on_offer")
    if modality not in offer.service.modalities:
        raise NotBookable("The service is not held in this way", reason_code="not_on_offer")


async def why_not_open(session: AsyncSession, doctor_id: UUID, terms: Terms, start: datetime) -> Refusal | None:
    """Why time is not free though nobody has taken it: None when the doctor works for its whole length."""
    taken = terms.taken(start)
    working = (await working_times(session, [doctor_id], taken)).get(doctor_id, [])
    within = intersect(working, [taken])
    if within == [taken]:
        return None
    if within and within[0].start <= start:
        return Refusal("too_short", "The doctor's time ends before such a visit would")
    return Refusal("closed", "The doctor does not work at this time")
