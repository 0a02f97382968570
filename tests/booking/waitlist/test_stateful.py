"""The waitlist against a simple model: whatever people do, each time is booked, offered to one person, or free, as it says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings as examples, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.accounts.callers import Caller, Grant, Role
from telemed.booking import service as visits
from telemed.booking.models import Appointment
from telemed.booking.placing import Booking, Reader
from telemed.booking.schemas import BookingWish
from telemed.booking.waiting import service as waiting
from telemed.booking.waiting.looking import look_once
from telemed.booking.waiting.schemas import WaitlistWish
from telemed.booking.waitlist.models import WaitlistEntry, WaitlistOffer
from telemed.booking.waitlist.offering import lapse_once
from telemed.db.engine import Database
from telemed.directory.models import Clinic
from telemed.kit import clock
from telemed.kit.errors import Problem
from telemed.kit.ids import new_id
from telemed.schedules.claims import openings_between
from telemed.schedules.consistency import find_differences
from telemed.settings import Settings
from tests.booking.builders import Town, build_town
from tests.patients.builders import a_patient

SLOTS, PEOPLE, MINUTES = 5, 4, 20
_slot = st.integers(0, SLOTS - 1)
_who = st.integers(0, PEOPLE - 1)
_IS_OPEN = col(WaitlistOffer.status) == "open"


@dataclass
class Wish:
    """What the model knows of an entry; `visit` is the visit it wants earlier."""

    id: UUID
    who: int
    visit: UUID | None
    refused: set[int] = field(default_factory=set)
    offered: int | None = None


@dataclass
class Model:
    """Who has which slot, and who waits, in the order of arrival."""

    booked: dict[int, tuple[int, UUID]] = field(default_factory=dict)
    wishes: list[Wish] = field(default_factory=list)

    def slot_of(self, visit: UUID | None) -> int | None:
        return next((slot for slot, (_, each) in self.booked.items() if each == visit), None)

    def offers(self) -> dict[int, Wish]:
        return {wish.offered: wish for wish in self.wishes if wish.offered is not None}

    def free(self) -> set[int]:
        return set(range(SLOTS)) - self.booked.keys() - self.offers().keys()

    def fits(self, wish: Wish, slot: int) -> bool:
        now_at = self.slot_of(wish.visit)
        if wish.visit is not None and (now_at is None or slot >= now_at):
            return False
        return self.booked.get(slot, (None,))[0] != wish.who

    def freed(self, slots: set[int]) -> None:
        """Each in line takes the first of the neighbouring free slots that suits them."""
        for group in neighbours(slots):
            for wish in self.wishes:
                suiting = [s for s in group if s in self.free() and self.fits(wish, s) and s not in wish.refused]
                if wish.offered is None and suiting:
                    wish.offered = suiting[0]


def neighbours(slots: set[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for slot in sorted(slots):
        if groups and groups[-1][-1] == slot - 1:
            groups[-1].append(slot)
        else:
            groups.append([slot])
    return groups


class Waitlist(RuleBasedStateMachine):
    """Steps of people and workers, each taken in the service and in the model."""

    run: Callable[[Awaitable[Any]], Any]
    database: Database
    configured: Settings

    @initialize()
    def begin(self) -> None:
        self.model, self.now = Model(), clock.now()
        self.town, self.callers = self.run(self._build())
        for slot in range(SLOTS):
            self._book(slot % PEOPLE, slot)

    async def _build(self) -> tuple[Town, list[Caller]]:
        async with self.database.writing() as session:
            hours = SLOTS * MINUTES / 60
            town = await build_town(session, hours=hours, duration_min=MINUTES, grid_min=MINUTES)
            await session.execute(update(Clinic).values(offers_a_day=1000))
        people = [await a_patient(self.database) for _ in range(PEOPLE)]
        return town, [Caller(new_id(), new_id(), "en", (Grant(Role.PATIENT, None, person),)) for person in people]

    def teardown(self) -> None:
        async def forget() -> None:
            async with self.database.writing() as session:
                await session.execute(update(WaitlistOffer).values(status="withdrawn"))
                await session.execute(update(WaitlistEntry).values(status="withdrawn"))

        self.run(forget())

    def _do(self, step: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        async def work() -> Any:
            async with self.database.writing() as session:
                return await step(session)

        return self.run(work())

    def _start(self, slot: int) -> datetime:
        start: datetime = self.town.shift.start + timedelta(minutes=MINUTES * slot)
        return start

    def _book(self, who: int, slot: int) -> None:
        patient = next(iter(self.callers[who].subjects(Role.PATIENT)))
        wish = BookingWish(
            service_id=self.town.service_id, doctor_id=self.town.doctor_id, patient_id=patient,
            starts_at=self._start(slot), modality="video",
        )  # fmt: skip
        visit, _ = self._do(lambda s: Booking(s, self.callers[who], wish, Reader((), self.now)).place())
        self.model.booked[slot] = (who, visit.own.id)

    @rule(who=_who, slot=_slot)
    def somebody_books(self, who: int, slot: int) -> None:
        if slot in self.model.free():
            self._book(who, slot)
            return
        with pytest.raises(Problem):
            self._book(who, slot)

    @rule(slot=_slot)
    def somebody_cancels(self, slot: int) -> None:
        if slot not in self.model.booked:
            return
        who, visit = self.model.booked[slot]
        self._do(lambda s: visits.cancel(s, self.callers[who], visit, None, None, self.now))
        del self.model.booked[slot]
        self.model.freed({slot})

    @rule(slot=_slot, any_time=st.booleans(), who=_who)
    def somebody_waits(self, slot: int, any_time: bool, who: int) -> None:  # noqa: FBT001  drawn by the test
        if any_time:
            patient = next(iter(self.callers[who].subjects(Role.PATIENT)))
            wish = WaitlistWish(kind="any", patient_id=patient, service_id=self.town.service_id)
            visit = None
        elif slot in self.model.booked:
            who, visit = self.model.booked[slot]
            wish = WaitlistWish(kind="earlier", appointment_id=visit)
        else:
            return
        if any(each.who == who and each.visit == visit for each in self.model.wishes):
            with pytest.raises(Problem):
                self._do(lambda s: waiting.join(s, self.callers[who], wish, self.now))
            return
        entry = self._do(lambda s: waiting.join(s, self.callers[who], wish, self.now))
        self.model.wishes.append(Wish(entry.entry.id, who, visit))
        self.now += timedelta(microseconds=1)

    def _offer_id(self, wish: Wish) -> UUID:
        async def find(session: AsyncSession) -> UUID:
            found = select(col(WaitlistOffer.id)).where(col(WaitlistOffer.entry_id) == wish.id, _IS_OPEN)
            return (await session.execute(found)).scalar_one()

        offer_id: UUID = self._do(find)
        return offer_id

    @precondition(lambda self: self.model.offers())
    @rule(data=st.data())
    def somebody_accepts(self, data: st.DataObject) -> None:
        slot = data.draw(st.sampled_from(sorted(self.model.offers())))
        wish = self.model.offers()[slot]
        offer_id, old = self._offer_id(wish), self.model.slot_of(wish.visit)
        if wish.visit is not None and (old is None or old <= slot):
            with pytest.raises(Problem):
                self._do(lambda s: waiting.accept(s, self.callers[wish.who], offer_id, self.now))
            return
        visit, _ = self._do(lambda s: waiting.accept(s, self.callers[wish.who], offer_id, self.now))
        self.model.wishes.remove(wish)
        self.model.booked[slot] = (wish.who, visit.own.id)
        if old is not None:
            del self.model.booked[old]
            self.model.freed({old})

    @precondition(lambda self: self.model.offers())
    @rule(data=st.data(), leave=st.booleans())
    def somebody_declines(self, data: st.DataObject, leave: bool) -> None:  # noqa: FBT001  drawn by the test
        slot = data.draw(st.sampled_from(sorted(self.model.offers())))
        wish = self.model.offers()[slot]
        caller = self.callers[wish.who]
        if leave:
            self._do(lambda s: waiting.leave(s, caller, wish.id, self.now))
            self.model.wishes.remove(wish)
        else:
            offer_id = self._offer_id(wish)
            self._do(lambda s: waiting.decline(s, caller, offer_id, self.now))
            wish.offered = None
            wish.refused.add(slot)
        self.model.freed({slot})

    @rule(late=st.booleans())
    def workers_pass_on(self, late: bool) -> None:  # noqa: FBT001  drawn by the test
        """In silence: what lapsed, and what is about a visit that is gone, in the order in which it was to lapse."""
        if late:
            self.now += timedelta(minutes=31)
        lapsing = self.run(self._lapsing(late=late))
        assert self.run(lapse_once(self.database, self.configured, self.now)) == len(lapsing)
        for entry_id in lapsing:
            wish = next(each for each in self.model.wishes if each.id == entry_id)
            slot, wish.offered = wish.offered, None
            assert slot is not None
            if late:
                wish.refused.add(slot)
            self.model.freed({slot})
        gone = [each for each in self.model.wishes if each.visit and self.model.slot_of(each.visit) is None]
        for wish in gone:
            if wish.offered is None:
                self.model.wishes.remove(wish)

    async def _lapsing(self, *, late: bool) -> list[UUID]:
        async with self.database.reading() as session:
            found = select(WaitlistOffer).where(_IS_OPEN)
            rows = (await session.scalars(found.order_by(col(WaitlistOffer.expires_at), col(WaitlistOffer.id)))).all()
        orphaned = {w.id for w in self.model.wishes if w.visit and self.model.slot_of(w.visit) is None}
        return [each.entry_id for each in rows if late or each.entry_id in orphaned]

    @rule()
    def a_worker_looks(self) -> None:
        """What is free and suits somebody is offered in order, slots beside each other as one stretch."""
        self.now += timedelta(minutes=1)
        looking = [wish for wish in self.model.wishes if wish.offered is None]
        wanted = {s for s in self.model.free() for wish in looking if self._seen(wish, s)}
        self.run(look_once(self.database, self.configured, self.now))
        self.model.freed(wanted)

    def _seen(self, wish: Wish, slot: int) -> bool:
        at = self.model.slot_of(wish.visit)
        return wish.visit is None or (at is not None and slot < at)

    @invariant()
    def each_time_has_the_owner_that_the_model_says(self) -> None:
        if not hasattr(self, "town"):
            return
        booked, offered, free = self.run(self._state())
        assert booked == {slot: visit for slot, (_, visit) in self.model.booked.items()}
        assert offered == {slot: wish.id for slot, wish in self.model.offers().items()}
        assert free == self.model.free()

    async def _state(self) -> tuple[dict[int, UUID], dict[int, UUID], set[int]]:
        async with self.database.reading() as session:
            own = col(Appointment.doctor_id) == self.town.doctor_id
            booked = col(Appointment.status) == "booked"
            visits = (await session.scalars(select(Appointment).where(own, booked))).all()
            at = col(WaitlistOffer.doctor_id) == self.town.doctor_id
            offers = (await session.scalars(select(WaitlistOffer).where(at, _IS_OPEN))).all()
            openings = await openings_between(session, [self.town.doctor_id], self.town.shift)
            assert await find_differences(session) == []
        free = {s for s in range(SLOTS) for _, each in openings if each.start <= self._start(s) < each.end}
        return (
            {self._slot(each.starts_at): each.id for each in visits},
            {self._slot(each.starts_at): each.entry_id for each in offers},
            free,
        )

    def _slot(self, start: datetime) -> int:
        return int((start - self.town.shift.start) / timedelta(minutes=MINUTES))


def test_the_waitlist_does_what_a_simple_model_does(settings: Settings) -> None:
    """Booking, cancelling, waiting, accepting, declining, leaving, silence and workers, in any order."""
    with asyncio.Runner() as runner:
        database = Database(settings)

        class Machine(Waitlist):
            pass

        Machine.database, Machine.configured = database, settings
        Machine.run = staticmethod(runner.run)  # type: ignore[assignment]  # a coroutine in, its result out
        few = examples(
            max_examples=4, stateful_step_count=16, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        try:
            run_state_machine_as_test(Machine, settings=few)
        finally:
            runner.run(database.dispose())
