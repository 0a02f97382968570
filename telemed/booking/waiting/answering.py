"""Answering an offer: taking it moves or books the visit and frees the old time, which goes on to the next who waits.

All of it is one transaction: the offer's claim becomes the visit's, the old claims are released and offered again. Whoever
comes second finds the offer answered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.audit.service import record
from telemed.booking import circumstances, repository as visits
from telemed.booking.errors import NoSuchVisit, NotBookable, OfferOver, PatientBusy
from telemed.booking.lifecycle import Actor, Status, Step
from telemed.booking.repository import Offer, PatientPart, Visit, VisitPart
from telemed.booking.rules import Terms, refusal
from telemed.booking.service import OWNER_KIND, change_of, require_step
from telemed.booking.views import terms_of
from telemed.booking.waitlist import offering, repository
from telemed.booking.waitlist.models import WaitlistEntry, WaitlistOffer
from telemed.db.violations import VIOLATIONS, constraint_of
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.outbox.service import enqueue
from telemed.patients.service import relate
from telemed.schedules import claims, rearranging
from telemed.schedules.claims import Owner
from telemed.schedules.errors import NotFree
from telemed.schedules.taking import Taking, hold, put_claims


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers: an account, or nobody we know (a link)."""

    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class _Question:
    """An offer that may be answered now, its rows locked: the patient's, the offer's, the entry's, the visit's."""

    offer: WaitlistOffer
    entry: WaitlistEntry
    what: Offer
    patient: PatientPart
    visit: Visit | None

    @property
    def terms(self) -> Terms:
        return terms_of(self.what.service, self.what.clinic.zone)

    @property
    def taken(self) -> Interval:
        return Interval(self.offer.taken_from, self.offer.taken_until)

    @property
    def time(self) -> Interval:
        return Interval(self.offer.starts_at, self.offer.ends_at)


async def accept(session: AsyncSession, offer_id: UUID, who: Answerer, now: datetime) -> Visit:
    """The visit at the offered time. Accepting again gives the same visit.

    Raises OfferOver (410), NotBookable (422) or PatientBusy (409) when the patient's own doings stand against it.
    """
    offer, entry = await _lock(session, offer_id)
    if offer.status == "accepted" and offer.appointment_id is not None:
        return await _visit(session, offer.appointment_id)
    question = await _question(session, offer, entry, now)
    await _require_permitted(session, question, now)
    visit = await _take(session, question, who, now)
    await repository.change_offer(
        session, offer, status="accepted", answered_at=now, answered_by=who.account_id, appointment_id=visit.own.id
    )
    await repository.change_entry(session, entry.id, status="done")
    await _trace(session, offer, "waitlist.accept", who, now)
    return visit


async def decline(session: AsyncSession, offer_id: UUID, who: Answerer, now: datetime) -> None:
    """Leave the time to the next. Declining again changes nothing. Raises OfferOver (410)."""
    offer, _ = await _lock(session, offer_id)
    if offer.status == "declined":
        return
    if offer.status != "open" or offer.expires_at <= now:
        raise OfferOver
    await claims.lock(session, {offer.doctor_id})
    await offering.pass_on(session, offer, "declined", by=who.account_id, now=now)
    await _trace(session, offer, "waitlist.decline", who, now)


async def withdraw(session: AsyncSession, entry: WaitlistEntry, by: UUID, now: datetime) -> None:
    """Wait no longer; what was being offered goes to the next."""
    await repository.lock_patient(session, entry.patient_id)
    offer = await repository.open_offer_of(session, entry.id)
    locked = await repository.entry_by_id(session, entry.id, lock=True)
    if locked is None or locked.status != "waiting":
        return
    await repository.change_entry(session, entry.id, status="withdrawn")
    if offer is not None:
        await claims.lock(session, {offer.doctor_id})
        await offering.pass_on(session, offer, "withdrawn", by=by, now=now)


async def _lock(session: AsyncSession, offer_id: UUID) -> tuple[WaitlistOffer, WaitlistEntry]:
    """The offer and its entry, locked in the order of the house."""
    found = await repository.offer_by_id(session, offer_id)
    if found is None:
        raise OfferOver
    await repository.lock_patient(session, found.patient_id)
    offer = await repository.offer_by_id(session, offer_id, lock=True)
    entry = await repository.entry_by_id(session, found.entry_id, lock=True)
    if offer is None or entry is None:
        raise OfferOver
    return offer, entry


async def _question(session: AsyncSession, offer: WaitlistOffer, entry: WaitlistEntry, now: datetime) -> _Question:
    if offer.status != "open" or offer.expires_at <= now or entry.status != "waiting":
        raise OfferOver
    visit = None
    if entry.appointment_id is not None:
        visit = await visits.get(session, entry.appointment_id, lock=True)
        if visit is None or visit.own.status != Status.BOOKED or visit.own.starts_at <= offer.starts_at:
            raise OfferOver
        require_step(Step.RESCHEDULE, visit, Actor.SYSTEM, now)
    found = await repository.what_is_offered(session, offer)
    if found is None:
        raise OfferOver
    what, patient = found
    return _Question(offer, entry, what, patient, visit)


async def _require_permitted(session: AsyncSession, question: _Question, now: datetime) -> None:
    """The rules once more: since the offer was made the patient may have booked, or turned a year older."""
    service, clinic = question.what.service, question.what.clinic
    known = await circumstances.known_of(session, question.patient.id, now, moving_id=question.entry.appointment_id)
    if known is None:
        raise OfferOver
    person = known.person(clinic_id=clinic.id, service_id=service.id, specialty_id=service.specialty_id)
    refused = refusal(question.terms, question.offer.starts_at, now, person)
    if refused is None:
        return
    if refused.code == "patient_busy":
        raise PatientBusy
    raise NotBookable(refused.reason, reason_code=refused.code)


async def _take(session: AsyncSession, question: _Question, who: Answerer, now: datetime) -> Visit:
    """The offer's time becomes the visit's, under the locks of all calendars concerned."""
    visit, offer, patient = question.visit, question.offer, question.patient
    own = _moved(visit.own, offer) if visit else _booked(question, who, now)
    owner = Owner(OWNER_KIND, own.id)
    held = (await rearranging.held_by(session, OWNER_KIND, [own.id])).get(own.id, ())
    people = {calendar for calendar, _ in held} | {patient.id}
    if visit is not None:
        people.discard(visit.own.doctor_id)
    await claims.lock(session, {offer.doctor_id, *people, *(calendar for calendar, _ in held)})
    await claims.release(session, Owner(offering.OWNER_KIND, offer.id))
    await claims.release(session, owner)
    await _claim(session, owner, question, people, now)
    await _write(session, visit, own, who, now)
    if visit is not None:
        old = [time for calendar, time in held if calendar == visit.own.doctor_id]
        await offering.freed(session, visit.own.doctor_id, old, now)
    return Visit(own, question.what, patient)


async def _claim(
    session: AsyncSession, owner: Owner, question: _Question, people: Collection[UUID], now: datetime
) -> None:
    """Raises OfferOver when the doctor is off by now, PatientBusy when somebody who comes has another visit."""
    takings: Sequence[Taking] = (
        Taking(question.offer.doctor_id, question.taken, needs_opening=True),
        *(Taking(each, question.time, needs_opening=False, zone=question.patient.zone) for each in sorted(people)),
    )
    try:
        await put_claims(session, owner, await hold(session, takings, now=now))
    except NotFree:
        raise OfferOver from None
    except VIOLATIONS as error:
        if constraint_of(error) == "ex_claim_overlap":
            raise PatientBusy from None
        raise


def _moved(own: VisitPart, offer: WaitlistOffer) -> VisitPart:
    return own._replace(
        doctor_id=offer.doctor_id, starts_at=offer.starts_at, ends_at=offer.ends_at, revision=own.revision + 1,
        moved_by_clinic_at=None,
    )  # fmt: skip


def _booked(question: _Question, who: Answerer, now: datetime) -> VisitPart:
    what, offer, entry = question.what, question.offer, question.entry
    return VisitPart(
        id=new_id(), clinic_id=what.clinic.id, service_id=what.service.id, doctor_id=offer.doctor_id,
        patient_id=offer.patient_id, starts_at=offer.starts_at, ends_at=offer.ends_at, zone=what.clinic.zone,
        modality=entry.modality, status=Status.BOOKED, revision=1, reason=None,
        booked_by=who.account_id or entry.created_by, booked_at=now, arrived_at=None, started_at=None, ended_at=None,
        cancelled_at=None, cancelled_by=None, cancel_reason=None,
    )  # fmt: skip


async def _write(session: AsyncSession, visit: Visit | None, own: VisitPart, who: Answerer, now: datetime) -> None:
    payload: dict[str, object] = {"revision": own.revision, "waitlist": True}
    if visit is None:
        await visits.put(session, own)
        kind = "appointment.booked"
    else:
        await visits.change(session, own.id, **change_of(visit.own, own))
        kind = "appointment.rescheduled"
        payload["was"] = visit.own.starts_at.isoformat()
    await relate(session, own.patient_id, own.clinic_id, doctor_id=own.doctor_id, now=now)
    await enqueue(session, kind, subject_id=own.id, payload=payload, now=now)
    await record(
        session, action=kind, outcome="allowed", actor_id=who.account_id, patient_id=own.patient_id,
        clinic_id=own.clinic_id, subject_id=own.id, details={"revision": own.revision, "waitlist": True}, now=now,
    )  # fmt: skip


async def _visit(session: AsyncSession, appointment_id: UUID) -> Visit:
    visit = await visits.get(session, appointment_id)
    if visit is None:
        raise NoSuchVisit
    return visit


async def _trace(session: AsyncSession, offer: WaitlistOffer, action: str, who: Answerer, now: datetime) -> None:
    await record(
        session, action=action, outcome="allowed", actor_id=who.account_id, patient_id=offer.patient_id,
        clinic_id=offer.clinic_id, subject_id=offer.id, details={}, now=now,
    )  # fmt: skip
