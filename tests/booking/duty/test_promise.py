"""The wait that is promised: pure cases, and a whole day of the queue with chance that is always the same."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select

from telemed.accounts.callers import Caller, Grant, Role
from telemed.booking import service
from telemed.booking.duty import calling, joining, picture
from telemed.booking.duty.estimate import (
    HORIZON_S,
    Accuracy,
    Estimate,
    OnDuty,
    Past,
    Picture,
    Promise,
    accuracy,
    estimate,
    lengths,
)
from telemed.booking.duty.joining import Wish
from telemed.booking.duty.models import DutyEntry
from telemed.db.engine import Database
from telemed.directory import service as directory
from telemed.kit.ids import new_id
from telemed.settings import Settings
from tests.booking.builders import Town, a_person, build_town

GENERAL, SKIN = UUID(int=1), UUID(int=2)
T0 = datetime(2027, 3, 1, 7, tzinfo=UTC)
ALWAYS = ((0.0, HORIZON_S),)


def seen(
    services: set[UUID], elapsed: float | None = None, windows: tuple[tuple[float, float], ...] = ALWAYS
) -> OnDuty:
    return OnDuty(frozenset(services), elapsed, windows)


def wait(doctors: list[OnDuty], ahead: int = 0, **more: float) -> Estimate | None:
    tens = [600.0] * 60
    return estimate(Picture(doctors, [GENERAL] * ahead, GENERAL, 600.0, tens, more.get("urgent", 0.0)))


def test_nothing_is_promised_where_nothing_is_known() -> None:
    """Nobody on duty, nobody who treats this, or no time left in any calendar: no number at all."""
    assert wait([]) is None
    assert wait([seen({SKIN})]) is None
    assert wait([seen({GENERAL}, windows=((0.0, 300.0),))]) is None


def test_more_people_wait_longer_and_more_doctors_shorten_it() -> None:
    """Two ahead of ten minutes each wait twenty with one doctor, about ten with two; a free doctor is at once."""
    one, two, four = (wait([seen({GENERAL})] * doctors, 2) for doctors in (1, 2, 4))
    assert wait([seen({GENERAL})]) == Estimate(0, 0)
    assert one is not None
    assert two is not None
    assert 1080 <= one.median_s <= 1380
    assert one.median_s > two.median_s >= 480
    assert one.p90_s >= one.median_s
    assert four == Estimate(0, 0)


def test_time_in_the_calendar_and_people_who_are_more_urgent_count() -> None:
    """A booked visit in the way is waited for; urgent people who keep coming lengthen it."""
    free = wait([seen({GENERAL})])
    later = wait([seen({GENERAL}, windows=((0.0, 300.0), (1800.0, HORIZON_S)))])
    assert (free, later) == (Estimate(0, 0), Estimate(1800, 1800))
    calm, busy = wait([seen({GENERAL})], 3), wait([seen({GENERAL})], 3, urgent=1 / 1200)
    assert calm is not None
    assert busy is not None
    assert busy.median_s > calm.median_s


def test_lengths_are_from_call_to_the_next_possible_call() -> None:
    """The pause counts where somebody was waiting already, and a usual one where nobody was."""
    doctor, minute = new_id(), timedelta(minutes=1)
    one = Past(doctor, T0, T0, T0 + 10 * minute)
    waiting = Past(doctor, T0 + 5 * minute, T0 + 12 * minute, T0 + 20 * minute)
    late = Past(doctor, T0 + 40 * minute, T0 + 41 * minute, T0 + 50 * minute)
    assert lengths([late, one, waiting]) == [720.0, 525.0, 585.0]


def test_accuracy_counts_those_who_gave_up_after_the_promise_as_broken() -> None:
    """Who left before it could be broken says nothing."""
    promises = [Promise(600, 500, called=True), Promise(600, 700, called=True), Promise(600, 900, called=False),
                Promise(600, 60, called=False)]  # fmt: skip
    assert accuracy(promises) == Accuracy(1, 3)
    assert accuracy([]) is None


# ── a day ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Day:
    """One clinic from eight until the evening. Who comes when, and how long each takes, is drawn from a fixed seed."""

    database: Database
    town: Town
    patients: list[Caller]
    doctors: list[Caller]
    chance: Random = field(default_factory=lambda: Random(20_270_301))
    idle: list[int] = field(default_factory=list)
    with_whom: dict[int, UUID] = field(default_factory=dict)
    events: list[tuple[float, int, str, int]] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)
    waiting: int = 0

    def at(self, seconds: float) -> datetime:
        return T0 + timedelta(seconds=seconds)

    def soon(self, when: float, what: str, who: int) -> None:
        heapq.heappush(self.events, (when, next(self.numbers), what, who))

    async def play(self, people: int) -> None:
        """Everybody comes, and everybody is seen."""
        for number, caller in enumerate(self.doctors):
            async with self.database.writing() as session:
                await calling.start(session, caller, self.town.clinic_id, [], T0)
            self.idle.append(number)
        when = 0.0
        for number in range(people):
            when += self.chance.expovariate((10 if number < people / 2 else 7) / 3600)
            self.soon(when, "comes", number)
        while self.events:
            now, _, what, who = heapq.heappop(self.events)
            if what == "comes":
                await self.come(now, who)
            elif what == "done":
                await self.done(now, who)
            else:
                self.idle.append(who)
            await self.call(now)

    async def come(self, now: float, number: int) -> None:
        caller = self.patients[number % len(self.patients)]
        [patient_id] = caller.subjects(Role.PATIENT)
        urgency = 2 if self.chance.random() < 0.25 else 4
        async with self.database.writing() as session:
            for doctor in self.idle:
                await calling.seen(session, self.doctors[doctor], self.at(now))
            clinic = await directory.clinic_by_id(session, self.town.clinic_id)
            wish = Wish(patient_id, self.town.service_id, "video", "+49301234567", urgency=urgency)
            await joining.join(session, caller, clinic, wish, self.at(now))
        self.waiting += 1

    async def call(self, now: float) -> None:
        while self.idle and self.waiting:
            number = self.idle.pop(0)
            async with self.database.writing() as session:
                called = await calling.call_next(session, self.doctors[number], self.at(now))
            self.waiting -= 1
            self.with_whom[number] = called.visit.own.id
            self.soon(now + max(120.0, self.chance.lognormvariate(math.log(11 * 60), 0.45)), "done", number)

    async def done(self, now: float, number: int) -> None:
        visit_id, by = self.with_whom.pop(number), self.doctors[number].account_id
        async with self.database.writing() as session:
            for step in (service.arrive, service.start, service.complete):
                await step(session, visit_id, by=by, now=self.at(now))
        self.soon(now + self.chance.uniform(10, 100), "free", number)


@pytest.fixture
async def day(database: Database, settings: Settings) -> Day:
    async with database.writing() as session:
        town = await build_town(session, doctors=2, starts_at=T0, hours=14, duration_min=15, grid_min=5, duty=True)
    people = [await a_person(database, settings) for _ in range(25)]
    patients = [Caller(who.account_id, new_id(), "en", (Grant(Role.PATIENT, None, who.patient_id),)) for who in people]
    doctors = [
        Caller(new_id(), new_id(), "en", (Grant(Role.DOCTOR, town.clinic_id, doctor_id),))
        for doctor_id in town.doctor_ids
    ]
    return Day(database, town, patients, doctors)


async def test_a_day_keeps_its_promises_and_the_accuracy_shown_is_the_real_one(day: Day) -> None:
    """Of fifty people at least 85 % are called within the 90th percentile they were told, which is not simply long: half
    of it would not have been kept so often; and the figure on the page is the very same as counted here.
    """
    await day.play(50)
    async with day.database.reading() as session:
        entries = list(await session.scalars(select(DutyEntry)))
        clinic = await directory.clinic_by_id(session, day.town.clinic_id)
        shown = (await picture.load(session, clinic, T0 + timedelta(hours=15))).accuracy
    assert len(entries) == 50
    waits = [
        ((each.called_at - each.joined_at).total_seconds(), each.stated_p90_s) for each in entries if each.called_at
    ]
    assert len(waits) == 50
    promised = [(waited, p90) for waited, p90 in waits if p90 is not None]
    kept = sum(waited <= p90 for waited, p90 in promised)
    assert len(promised) >= 46
    assert kept / len(promised) >= 0.85
    assert sum(waited <= p90 / 2 for waited, p90 in promised) / len(promised) < 0.85
    assert shown == Accuracy(kept, len(promised))
