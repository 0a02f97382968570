"""Taking a time and moving to another: under the calendars' locks, whole or not at all."""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller
from telemed.audit.service import record
from telemed.booking import holding, repository
from telemed.booking.acceptance import Accepted
from telemed.booking.circumstances import known_of
from telemed.booking.errors import NotBookable, PatientBusy, SlotTaken, TooManyVisits
from telemed.booking.intake import service as intake
from telemed.booking.intake.service import Filled
from telemed.booking.lifecycle import Actor, Status, Step
from telemed.booking.permits import error_of, permitted, still_permitted, why_not_open
from telemed.booking.policies import actor_who_books
from telemed.booking.repository import Offer, PatientPart, Visit, VisitPart, Wished
from telemed.booking.schemas import BookingWish, MoveWish
from telemed.booking.search import nearest, slot_documents
from telemed.booking.service import OWNER_KIND, change_of, require_step, visit_for
from telemed.booking.views import terms_of
from telemed.booking.waitlist.offering import freed
from telemed.db.statements import Sent, batch
from telemed.db.violations import VIOLATIONS, constraint_of
from telemed.kit.errors import Problem
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.outbox.service import enqueue
from telemed.patients.service import relate
from telemed.schedules import claims
from telemed.schedules.claims import Owner
from telemed.schedules.errors import NotFree
from telemed.schedules.taking import Held, Taking, hold, put_claims

MOST_UPCOMING = 20
"""Visits a patient may have ahead: enough for a long course of treatment, too few to keep a clinic's week."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the answer: their languages and the present instant."""

    languages: tuple[str, ...]
    now: datetime


@dataclass(slots=True)
class Booking:
    """One wish on its way to a visit. `look` sends the first question, `place` decides and takes the time.

    Where the time is taken, NotFree is all that is said unless the booking `explains`.
    """

    session: AsyncSession
    caller: Caller
    wish: BookingWish
    reader: Reader
    explains: bool = True
    _asked: Sent | None = None
    _form: Sent | None = None

    async def look(self) -> None:
        """Ask what the booking is about; inside a `pipeline` this does not wait."""
        wish = self.wish
        self._asked = await repository.send_wished(
            self.session, service_id=wish.service_id, doctor_id=wish.doctor_id, patient_id=wish.patient_id,
            starts_at=wish.starts_at, now=self.reader.now,
        )  # fmt: skip
        self._form = await intake.send_latest(self.session, wish.service_id)

    async def place(self) -> tuple[Visit, Actor]:
        """Book the time for the patient. A time that is held for them is given back for it.

        Raises NotBookable (422) when a rule refuses it, SlotTaken (409) when somebody was quicker, PatientBusy (409)
        when the patient has another visit then, TooManyVisits (429), NotYours (404) for somebody else's patient; where
        the service asks something, DangerSigns and IntakeMissing (422) and IntakeChanged (409).
        """
        return await self._take(await self._wished(), as_hold=False)

    async def hold(self) -> tuple[Visit, Actor]:
        """Keep the time for the patient for as long as the service says; it takes the place of one held before.

        Raises what `place` raises, and TooManyHolds (429). When it is refused, the time held before is kept.
        """
        return await self._take(await self._wished(), as_hold=True)

    async def _wished(self) -> Wished:
        if self._asked is None:
            await self.look()
        assert self._asked is not None  # noqa: S101  asked just above
        wished = await repository.wished_of(self._asked)
        if wished is None:
            await _explain_missing(self.session, self.caller, self.wish)
        return wished

    async def _take(self, wished: Wished, *, as_hold: bool) -> tuple[Visit, Actor]:
        session, wish, now = self.session, self.wish, self.reader.now
        offer, patient = wished.offer, wished.patient
        actor = await actor_who_books(session, self.caller, patient.id, offer.clinic.id)
        if actor is Actor.PATIENT and wished.upcoming >= MOST_UPCOMING:
            raise TooManyVisits(f"At most {MOST_UPCOMING} visits ahead can be booked here", retry_after=3600)
        by_desk = actor is Actor.STAFF
        time, taken = await permitted(session, wished, wish.modality, wish.starts_at, now, by_desk=by_desk)
        answers = await self._answers(offer, actor, as_hold=as_hold)
        own = new_appointment(wish, offer, time, self.caller.account_id, now)
        if as_hold:
            until = holding.held_until(offer.service.hold_min, time, now)
            own = own._replace(status=Status.HELD, held_until=until)
        await self._clear_the_way(wished, actor, as_hold=as_hold)
        takings, reader = _takings(offer, patient, time, taken), self.reader
        held = await (
            _hold(session, takings, wished, time.start, reader) if self.explains else hold(session, takings, now=now)
        )
        await still_permitted(session, wished, time.start, now, appointment_id=own.id)
        with _refusing_overlaps():
            async with batch(session):
                await put_claims(session, Owner(OWNER_KIND, own.id), held, expires_at=own.held_until)
                await repository.put(session, own)
                if answers is not None:
                    await intake.keep(session, own.id, answers, now)
                await self._say(own)
        return Visit(own, offer, patient), actor

    async def _answers(self, offer: Offer, actor: Actor, *, as_hold: bool) -> Filled | None:
        """What the clinic asks before the visit. Its desk may leave that to the patient, who may answer later."""
        if as_hold or (actor is Actor.STAFF and self.wish.intake is None) or self._form is None:
            return None
        form = await intake.form_of(self._form)
        given, reader = self.wish.intake, self.reader
        return await intake.filled(self.session, form, given, offer.clinic, reader.languages, reader.now)

    async def _clear_the_way(self, wished: Wished, actor: Actor, *, as_hold: bool) -> None:
        """A patient holds one time: it makes way for another that is held or booked for them."""
        now, by, patient_id = self.reader.now, self.caller.account_id, wished.patient.id
        if as_hold and actor is Actor.PATIENT:
            await holding.require_room(self.session, by, patient_id, now)
        if as_hold or wished.held:
            calendars = (wished.offer.doctor.id, patient_id)
            await holding.make_way(
                self.session, patient_id, calendars, "another" if as_hold else "booked", by=by, now=now
            )

    async def _say(self, own: VisitPart) -> None:
        """A held time is nobody's business yet: it is kept who holds it, and told to nobody."""
        if own.status == Status.HELD:
            await _keep_trace(self.session, "appointment.held", own, self.caller, self.reader.now)
            return
        await tell(self.session, "appointment.booked", own, self.caller, self.reader.now)
        await relate(self.session, own.patient_id, own.clinic_id, doctor_id=own.doctor_id, now=self.reader.now)


async def reschedule(
    session: AsyncSession, caller: Caller, appointment_id: UUID, wish: MoveWish, if_match: str | None, reader: Reader
) -> tuple[Visit, Actor]:
    """Move the visit: the same id, the next revision. When the new time fails, the old one is kept.

    Raises what `book` raises, StepRefused (409) and StaleRevision (412).
    """
    now = reader.now
    visit, actor = await visit_for(session, caller, appointment_id, "appointment.move", if_match=if_match, lock=True)
    require_step(Step.RESCHEDULE, visit, actor, now)
    doctor_id = wish.doctor_id or visit.own.doctor_id
    asked = await repository.send_wished(
        session, service_id=visit.own.service_id, doctor_id=doctor_id, patient_id=visit.own.patient_id,
        starts_at=wish.starts_at, now=now, moving_id=visit.own.id,
    )  # fmt: skip
    wished = await repository.wished_of(asked)
    if wished is None:
        raise NotBookable("This doctor does not offer this service", reason_code="not_on_offer")
    offer, patient = wished.offer, wished.patient
    time, taken = await permitted(
        session,
        wished,
        visit.own.modality,
        wish.starts_at,
        now,
        by_desk=actor is not Actor.PATIENT,
        moving_id=visit.own.id,
    )
    owner = Owner(OWNER_KIND, visit.own.id)
    calendars = await claims.calendars_of(session, owner)
    await claims.lock(session, {doctor_id, patient.id, *calendars})
    released = await claims.release(session, owner)
    also = calendars - {visit.own.doctor_id, patient.id}
    held = await _hold(session, _takings(offer, patient, time, taken, also), wished, time.start, reader)
    await still_permitted(session, wished, time.start, now, appointment_id=visit.own.id)
    with _refusing_overlaps():
        await put_claims(session, owner, held)
    own = visit.own._replace(
        doctor_id=doctor_id, starts_at=time.start, ends_at=time.end, revision=visit.own.revision + 1
    )
    await repository.change(session, own.id, **change_of(visit.own, own))
    await tell(session, "appointment.rescheduled", own, caller, now, was=visit.own.starts_at.isoformat())
    old = [each.time for each in released if each.calendar_id == visit.own.doctor_id]
    await freed(session, visit.own.doctor_id, old, now)
    return Visit(own, offer, patient), actor


async def _explain_missing(session: AsyncSession, caller: Caller, wish: BookingWish) -> NoReturn:
    """Why nothing was found: not the caller's patient (404), or not on offer (422)."""
    await actor_who_books(session, caller, wish.patient_id, UUID(int=0))
    raise NotBookable("This doctor does not offer this service", reason_code="not_on_offer")


def new_appointment(wish: BookingWish, offer: Offer, time: Interval, account_id: UUID, now: datetime) -> VisitPart:
    return VisitPart(
        id=new_id(), clinic_id=offer.clinic.id, service_id=offer.service.id, doctor_id=offer.doctor.id,
        patient_id=wish.patient_id, starts_at=time.start, ends_at=time.end, zone=offer.clinic.zone,
        modality=wish.modality, status=Status.BOOKED, revision=1, reason=wish.reason or None, booked_by=account_id,
        booked_at=now, arrived_at=None, started_at=None, ended_at=None, cancelled_at=None, cancelled_by=None,
        cancel_reason=None,
    )  # fmt: skip


def _takings(
    offer: Offer, patient: PatientPart, time: Interval, taken: Interval, also: Collection[UUID] = ()
) -> list[Taking]:
    """The doctor's time with its buffers, the patient's own, and that of whoever comes along."""
    return [
        Taking(offer.doctor.id, taken, needs_opening=True),
        *(Taking(each, time, needs_opening=False, zone=patient.zone) for each in (patient.id, *sorted(also))),
    ]


async def _hold(
    session: AsyncSession, takings: Sequence[Taking], wished: Wished, start: datetime, reader: Reader
) -> list[Held]:
    """Raises SlotTaken with the nearest free times, NotBookable where the doctor does not work."""
    try:
        return await hold(session, takings, now=reader.now)
    except NotFree:
        # Nothing of this transaction is wanted any more; ending it frees the calendars for those who wait.
        await session.rollback()
        raise await _not_free(session, wished, start, reader) from None


@contextlib.contextmanager
def _refusing_overlaps() -> Iterator[None]:
    """The doctor's time was free under the lock, so a claim that overlaps is on the patient's calendar."""
    try:
        yield
    except VIOLATIONS as error:
        if constraint_of(error) == "ex_claim_overlap":
            raise PatientBusy from None
        raise


async def _not_free(session: AsyncSession, wished: Wished, start: datetime, reader: Reader) -> Problem:
    offer = wished.offer
    closed = await why_not_open(session, offer.doctor.id, terms_of(offer.service, offer.clinic.zone), start)
    if closed is not None:
        return error_of(closed)
    known = await known_of(session, wished.patient.id, reader.now)
    found = await nearest(
        session,
        service_id=offer.service.id,
        doctor_id=offer.doctor.id,
        around=start,
        now=reader.now,
        gate=Accepted(known),
    )
    return SlotTaken(alternatives=slot_documents(found, reader.languages))


async def tell(session: AsyncSession, kind: str, own: VisitPart, caller: Caller, now: datetime, **more: str) -> None:
    """An event for whoever wants to hear, and a row of who did it."""
    said = {"revision": own.revision, "by": str(caller.account_id), **more}
    await enqueue(session, kind, subject_id=own.id, payload=said, now=now)
    await _keep_trace(session, kind, own, caller, now)


async def _keep_trace(session: AsyncSession, kind: str, own: VisitPart, caller: Caller, now: datetime) -> None:
    await record(
        session, action=kind, outcome="allowed", actor_id=caller.account_id, patient_id=own.patient_id,
        clinic_id=own.clinic_id, subject_id=own.id, details={"revision": own.revision}, now=now,
    )  # fmt: skip
