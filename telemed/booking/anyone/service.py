"""Booking the soonest time with any doctor, however many others want one at the same moment.

Each try chooses anew from what is free, and takes the first of the chosen doctors whose calendar nobody else is just
changing: those who come together spread over the doctors instead of waiting for one. Only where all are being changed is
one waited for, and then what is free with that doctor is looked up under the lock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Role
from telemed.booking import holding
from telemed.booking.acceptance import Accepted
from telemed.booking.anyone.errors import NoTime, TooManyAtOnce
from telemed.booking.anyone.preference import SAME_HOUR, Choice, in_order, within_the_hour
from telemed.booking.anyone.repository import visits_between
from telemed.booking.anyone.schemas import AnyWish
from telemed.booking.lifecycle import Actor
from telemed.booking.looking import gate_for
from telemed.booking.placing import Booking, Reader
from telemed.booking.repository import Visit
from telemed.booking.schemas import BookingWish, Modality
from telemed.booking.search import Slot, SlotWish, find_slots
from telemed.kit.intervals import Interval
from telemed.patients.service import doctors_of
from telemed.schedules import claims
from telemed.schedules.errors import NotFree

SEEN = 60
"""Times among which one is chosen."""
MOST_KNOWN = 4
"""Doctors who know the patient and are asked after by name, where a town has more times than are seen."""
MOST_TRIES = 60
PATIENT_TRIES = 3
"""After so many tries that somebody else was quicker at, a calendar is waited for."""


@dataclass(slots=True)
class AnyDoctor:
    """One wish for any doctor, on its way to a visit."""

    session: AsyncSession
    caller: Caller
    wish: AnyWish
    reader: Reader

    async def place(self) -> tuple[Visit, Actor]:
        """Book the soonest time. Raises NoTime (409) when none is left, and what booking raises but SlotTaken."""
        if self.wish.patient_id not in self.caller.subjects(Role.PATIENT):
            await self._gate()  # somebody else's patient is not even locked
        target: Choice | None = None
        for number in range(MOST_TRIES):
            await self._lock(target)
            gate = await self._gate()
            chosen, best = await (self._still_free(target, gate) if target else self._grab(gate))
            target = None
            if chosen is None:
                target = best
            else:
                try:
                    return await self._book(chosen)
                except NotFree:
                    target = chosen if number >= PATIENT_TRIES else None
            # Whatever was locked is let go: the next try may want other calendars, and locks have an order.
            await self.session.rollback()
        raise TooManyAtOnce(retry_after=2)

    async def _gate(self) -> Accepted:
        return await gate_for(self.session, self.caller, self.wish.patient_id, self.reader.now)

    async def _lock(self, target: Choice | None) -> None:
        """The patient, so that nobody else books for them meanwhile; and the doctor who is waited for."""
        patient_id, by = self.wish.patient_id, self.caller.account_id
        calendars = [patient_id, target.doctor_id] if target else [patient_id]
        await holding.make_way(self.session, patient_id, calendars, "booked", by=by, now=self.reader.now)
        await claims.lock(self.session, calendars)

    async def _choices(self, gate: Accepted) -> list[Choice]:
        found = await self._search(gate, SEEN)
        if not found:
            return []
        near = within_the_hour(found)
        ends = near[0].starts_at + SAME_HOUR
        known = await doctors_of(self.session, self.wish.patient_id)
        seen = {each.doctor_id for each in near}
        if len(found) == SEEN:
            for doctor_id in sorted(known - seen)[:MOST_KNOWN]:
                near += await self._search(gate, 1, doctor_id=doctor_id, until=ends)
        day = _day_of(near[0].starts_at)
        visits = await visits_between(self.session, {each.doctor_id for each in near}, day)
        return in_order(near, known, visits, self.wish.patient_id)

    async def _search(
        self, gate: Accepted, limit: int, doctor_id: UUID | None = None, until: datetime | None = None
    ) -> list[Choice]:
        wish = self.wish
        wanted = SlotWish(
            specialty_id=wish.specialty_id, service_id=wish.service_id, clinic_id=wish.clinic_id, doctor_id=doctor_id,
            language=wish.language, modality=wish.modality, part_of_day=wish.part_of_day, since=wish.since,
            until=wish.until, limit=limit,
        )  # fmt: skip
        slots = await find_slots(self.session, wanted, self.reader.now, gate)
        return [self._choice(slot) for slot in slots if until is None or slot.place.start < until]

    def _choice(self, slot: Slot) -> Choice:
        service = slot.offer.service
        modality = cast("Modality", self.wish.modality or service.modalities[0])
        return Choice(slot.place.start, slot.offer.doctor.id, service.id, modality)

    async def _grab(self, gate: Accepted) -> tuple[Choice | None, Choice]:
        """The best choice whose doctor's calendar nobody is just changing, locked; and the best of all."""
        choices = await self._choices(gate)
        if not choices:
            raise NoTime
        locked = await claims.lock_first_free(self.session, [each.doctor_id for each in choices])
        return next((each for each in choices if each.doctor_id == locked), None), choices[0]

    async def _still_free(self, target: Choice, gate: Accepted) -> tuple[Choice | None, None]:
        """What is free with the doctor who was waited for, if it is not much later than it was."""
        found = await self._search(gate, 1, target.doctor_id, target.starts_at + SAME_HOUR)
        return (found[0] if found else None), None

    async def _book(self, choice: Choice) -> tuple[Visit, Actor]:
        wish = BookingWish(
            service_id=choice.service_id, doctor_id=choice.doctor_id, patient_id=self.wish.patient_id,
            starts_at=choice.starts_at, modality=choice.modality, reason=self.wish.reason, intake=self.wish.intake,
        )  # fmt: skip
        return await Booking(self.session, self.caller, wish, self.reader, explains=False).place()


def _day_of(moment: datetime) -> Interval:
    start = datetime.combine(moment.astimezone(UTC).date(), time.min, UTC)
    return Interval(start, start + timedelta(days=1))
