"""The calendar does what an independent oracle says, whatever is done to it, on both databases.

After every step: the stored openings are shifts − absences − holidays − claims, exactly and as whole as can be; what was
past stayed; and the shifts ahead are those of the oracle.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, settings as hypothesis_settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.engine import Database
from telemed.kit.intervals import Interval
from telemed.kit.zones import zone
from telemed.schedules import by_hand, claims, closures, consistency, service
from telemed.schedules.claims import Owner
from telemed.schedules.errors import BadTime, HolidayExists, NotFree, ShiftOverlap
from telemed.schedules.hours import WeeklyHours
from telemed.schedules.models import Absence, Claim, Shift, Template
from telemed.schedules.service import TemplateDraft
from telemed.settings import Settings
from tests.schedules.builders import make_calendar, owner, stored_openings
from tests.schedules.oracle import STEP, Oracle, Plan

ZONES = [
    ("Europe/Berlin", datetime(2026, 3, 26, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 22, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 2, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 1, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2026, 3, 26, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2026, 10, 22, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 27, tzinfo=UTC)),
]
WEEKS = 1
BEFORE, AFTER = 4 * 144, 26 * 144
"""Slots the oracle knows before and after the first moment."""

clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 10, 30, 50]))
weekly = st.lists(st.tuples(st.integers(0, 6), clocks, clocks), min_size=1, max_size=5)
daily = st.builds(lambda start, end: [(weekday, start, end) for weekday in range(7)], clocks, clocks)
offsets = st.integers(0, 10 * 144)
lengths = st.integers(1, 144)
short = st.integers(1, 12)


class CalendarMachine(RuleBasedStateMachine):
    """One doctor's calendar and the oracle beside it. Every rule is one transaction."""

    runner: asyncio.Runner
    database: Database

    @initialize(where=st.sampled_from(ZONES))
    def open_calendar(self, where: tuple[str, datetime]) -> None:
        name, first = where
        self.oracle = Oracle(zone(name), first - STEP * BEFORE, BEFORE + AFTER, now=BEFORE)
        self.calendar_id, self.clinic_id = self.write(lambda session: make_calendar(session, zone=name))
        self.past: set[int] = set()
        self.templates_made = 0

    def write(self, work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        async def run() -> Any:
            async with self.database.writing() as session:
                return await work(session)

        return self.runner.run(run())

    @property
    def now(self) -> datetime:
        return self.oracle.instant(self.oracle.now)

    def horizon(self) -> date:
        return self.now.date() + timedelta(weeks=WEEKS)

    def ahead(self, offset: int, length: int) -> tuple[set[int], Interval]:
        """Slots from now on, and the same as an interval."""
        first = self.oracle.now + offset
        when = Interval(self.oracle.instant(first), self.oracle.instant(first + length))
        return set(range(first, first + length)), when

    # ── templates ───────────────────────────────────────────────────────────────────────────────────────────────

    @rule(week=st.one_of(weekly, daily), begins=st.integers(-3, 6), lasts=st.one_of(st.none(), st.integers(0, 6)))
    def create_template(self, week: list[tuple[int, time, time]], begins: int, lasts: int | None) -> None:
        draft = self.draft(week, begins, lasts)
        template = self.try_draft(
            lambda session: service.create_template(session, self.calendar_id, draft, now=self.now, weeks=WEEKS)
        )
        if template is not None:
            self.templates_made += 1
            self.remember(template.id, draft, self.templates_made)

    @precondition(lambda self: self.oracle.plans)
    @rule(
        which=st.integers(0, 99),
        week=st.one_of(weekly, daily),
        begins=st.integers(-3, 6),
        lasts=st.one_of(st.none(), st.integers(0, 6)),
    )
    def replace_template(self, which: int, week: list[tuple[int, time, time]], begins: int, lasts: int | None) -> None:
        template_id = self.pick(self.oracle.plans, which)
        draft = self.draft(week, begins, lasts)

        async def work(session: AsyncSession) -> Any:
            template = await session.get_one(Template, template_id)
            return await service.replace_template(session, template, draft, now=self.now, weeks=WEEKS)

        if self.try_draft(work) is not None:
            self.remember(template_id, draft, self.oracle.plans[template_id].order)

    @precondition(lambda self: self.oracle.plans)
    @rule(which=st.integers(0, 99))
    def end_template(self, which: int) -> None:
        template_id = self.pick(self.oracle.plans, which)

        async def work(session: AsyncSession) -> None:
            template = await session.get_one(Template, template_id)
            await service.end_template(session, template, now=self.now, weeks=WEEKS)

        self.write(work)
        plan, today = self.oracle.plans[template_id], self.oracle.today()
        if plan.valid_from >= today:
            del self.oracle.plans[template_id]
        elif plan.valid_until is None or plan.valid_until >= today:
            plan.valid_until = today - timedelta(days=1)
        self.oracle.plan_ahead(self.horizon())

    def draft(self, week: list[tuple[int, time, time]], begins: int, lasts: int | None) -> TemplateDraft:
        valid_from = self.oracle.today() + timedelta(days=begins)
        until = None if lasts is None else valid_from + timedelta(days=lasts)
        return TemplateDraft(valid_from, until, tuple(WeeklyHours(*each) for each in week))

    def try_draft(self, work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        try:
            return self.write(work)
        except BadTime:  # two hours of the week overlap
            return None

    def remember(self, template_id: UUID, draft: TemplateDraft, order: int) -> None:
        week = [(h.weekday, h.start, h.end) for h in draft.hours]
        self.oracle.plans[template_id] = Plan(draft.valid_from, draft.valid_until, week, order)
        self.oracle.plan_ahead(self.horizon())

    @rule()
    def the_worker_extends_the_horizon(self) -> None:
        self.write(lambda session: service.extend_horizon(session, self.now, weeks=WEEKS, limit=1000))
        self.oracle.extend(self.horizon())

    # ── by hand ─────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(offset=offsets, length=lengths)
    def add_shift(self, offset: int, length: int) -> None:
        slots, when = self.ahead(offset, length)
        try:
            shift = self.write(lambda session: by_hand.add_shift(session, self.calendar_id, when, now=self.now))
        except ShiftOverlap:
            assert slots & self.shift_slots()
        else:
            self.oracle.by_hand[shift.id] = slots

    @rule(which=st.integers(0, 99), offset=offsets, length=lengths)
    def edit_shift(self, which: int, offset: int, length: int) -> None:
        shift = self.some_shift(which)
        before, after = self.slots_of(shift), self.ahead(offset, length)
        others = self.shift_slots() - before

        async def work(session: AsyncSession) -> None:
            await by_hand.edit_shift(session, await session.get_one(Shift, shift.id), after[1], now=self.now)

        try:
            self.write(work)
        except ShiftOverlap:
            assert after[0] & others
        else:
            self.leave_to_hand(shift, before)
            self.oracle.by_hand[shift.id] = after[0]
            self.oracle.given_back(before)

    @rule(which=st.integers(0, 99))
    def remove_shift(self, which: int) -> None:
        shift = self.some_shift(which)

        async def work(session: AsyncSession) -> None:
            await by_hand.remove_shift(session, await session.get_one(Shift, shift.id), now=self.now)

        self.write(work)
        before = self.slots_of(shift)
        self.leave_to_hand(shift, before)
        self.past -= before
        self.oracle.by_hand.pop(shift.id, None)
        self.oracle.given_back(before)

    def leave_to_hand(self, shift: Shift, slots: set[int]) -> None:
        """A template's shift that somebody touches leaves its time set aside."""
        self.past -= slots
        if shift.source == "template":
            self.oracle.aside |= slots
            for laid in self.oracle.by_template.values():
                laid.difference_update(slots)

    def some_shift(self, which: int) -> Shift:
        shifts = [shift for shift in self.shifts() if shift.ends_at > self.now]
        assume(shifts)
        return shifts[which % len(shifts)]

    # ── closing ─────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(offset=st.integers(-144, 10 * 144), length=st.integers(1, 3 * 144))
    def add_absence(self, offset: int, length: int) -> None:
        slots, when = self.ahead(offset, length)
        absence = self.write(lambda session: closures.add_absence(session, self.calendar_id, when, reason="leave"))
        self.oracle.absences[absence.id] = slots

    @precondition(lambda self: self.oracle.absences)
    @rule(which=st.integers(0, 99))
    def remove_absence(self, which: int) -> None:
        absence_id = self.pick(self.oracle.absences, which)

        async def work(session: AsyncSession) -> None:
            await closures.remove_absence(session, await session.get_one(Absence, absence_id))

        self.write(work)
        del self.oracle.absences[absence_id]

    @rule(days=st.integers(-1, 9))
    def add_holiday(self, days: int) -> None:
        day = self.oracle.today() + timedelta(days=days)
        try:
            holiday = self.write(lambda session: closures.add_holiday(session, self.clinic_id, day, {"en": "Feast"}))
        except HolidayExists:
            assert day in self.oracle.holidays.values()
        else:
            self.oracle.holidays[holiday.id] = day

    @precondition(lambda self: self.oracle.holidays)
    @rule(which=st.integers(0, 99))
    def remove_holiday(self, which: int) -> None:
        holiday_id = self.pick(self.oracle.holidays, which)

        async def work(session: AsyncSession) -> None:
            await closures.remove_holiday(session, await closures.holiday_by_id(session, holiday_id))

        self.write(work)
        del self.oracle.holidays[holiday_id]

    # ── claims ──────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(
        which=st.integers(0, 99), skip=st.integers(0, 6), length=short, expires=st.one_of(st.none(), st.integers(1, 30))
    )
    def claim(self, which: int, skip: int, length: int, expires: int | None) -> None:
        """At a time near the start of something free, so that most fit; what does not fit has to be refused."""
        free = sorted(slot for slot in self.oracle.free() if slot >= self.oracle.now)
        starts = [slot for slot in free if slot - 1 not in self.oracle.free()]
        offset = (starts[which % len(starts)] if starts else self.oracle.now + which) + skip - self.oracle.now
        slots, when = self.ahead(offset, length)
        who = owner()
        until = None if expires is None else self.oracle.now + expires

        async def work(session: AsyncSession) -> None:
            await claims.lock(session, [self.calendar_id])
            await claims.claim(
                session,
                calendar_id=self.calendar_id,
                time=when,
                owner=who,
                needs_opening=True,
                now=self.now,
                expires_at=None if until is None else self.oracle.instant(until),
            )

        known = dict(self.oracle.claims)
        self.oracle.sweep()
        fits = slots <= self.oracle.free()
        try:
            self.write(work)
        except NotFree:
            assert not fits
            self.oracle.claims = known
        else:
            assert fits
            self.oracle.claims[who] = (slots, until)

    @precondition(lambda self: self.oracle.claims)
    @rule(which=st.integers(0, 99))
    def release(self, which: int) -> None:
        who: Owner = self.pick(self.oracle.claims, which)

        async def work(session: AsyncSession) -> None:
            await claims.lock(session, [self.calendar_id])
            await claims.release(session, who)

        self.write(work)
        del self.oracle.claims[who]

    @rule()
    def the_worker_sweeps(self) -> None:
        self.write(lambda session: claims.sweep_expired(session, self.now))
        self.oracle.sweep()

    @precondition(lambda self: self.oracle.now < BEFORE + 8 * 144)
    @rule(slots=st.integers(1, 2 * 144))
    def time_passes(self, slots: int) -> None:
        self.oracle.now += slots

    # ── what holds after every step ─────────────────────────────────────────────────────────────────────────────

    def shifts(self) -> list[Shift]:
        async def read() -> list[Shift]:
            async with self.database.reading() as session:
                found = select(Shift).where(Shift.calendar_id == self.calendar_id).order_by(Shift.starts_at)  # type: ignore[arg-type]
                return list(await session.scalars(found))

        return self.runner.run(read())

    def slots_of(self, row: Any) -> set[int]:
        return set(range(self.oracle.slot(row.starts_at), self.oracle.slot(row.ends_at)))

    def shift_slots(self) -> set[int]:
        return {slot for shift in self.shifts() for slot in self.slots_of(shift)}

    def pick(self, among: dict[Any, Any], which: int) -> Any:
        return list(among)[which % len(among)]

    @invariant()
    def shifts_ahead_are_those_of_the_oracle_and_the_past_stays(self) -> None:
        stored, now = self.shift_slots(), self.oracle.now
        assert {slot for slot in stored if slot >= now} == {slot for slot in self.oracle.worked() if slot >= now}
        assert self.past <= stored
        self.past = {slot for slot in stored if slot < now}

    @invariant()
    def openings_are_shifts_minus_absences_minus_claims(self) -> None:
        async def read() -> tuple[list[Interval], list[Claim], list[consistency.Difference]]:
            async with self.database.reading() as session:
                taken = await session.scalars(select(Claim).where(Claim.calendar_id == self.calendar_id))  # type: ignore[arg-type]
                wrong = [d for d in await consistency.find_differences(session) if d.calendar_id == self.calendar_id]
                return await stored_openings(session, self.calendar_id), list(taken), wrong

        stored, taken, wrong = self.runner.run(read())
        assert {slot for row in taken for slot in self.slots_of(row)} == self.oracle.taken()
        slots = [range(self.oracle.slot(each.start), self.oracle.slot(each.end)) for each in stored]
        counted = [slot for each in slots for slot in each]
        assert len(counted) == len(set(counted)), "openings overlap"
        assert set(counted) == self.shift_slots() - self.oracle.closed() - self.oracle.taken()
        assert all(one.stop < other.start for one, other in pairwise(slots)), "neighbours not joined"
        assert wrong == []


@pytest.mark.parametrize(("examples", "steps"), [(12, 20), pytest.param(24, 25, marks=pytest.mark.slow)])
@pytest.mark.timeout(600)
def test_the_calendar_and_an_independent_oracle_agree(settings: Settings, examples: int, steps: int) -> None:
    """Across clock changes, half-hour and midnight changes and a skipped day."""
    with asyncio.Runner() as runner:
        database = Database(settings)

        class Machine(CalendarMachine):
            pass

        Machine.runner, Machine.database = runner, database
        chosen = hypothesis_settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        try:
            run_state_machine_as_test(Machine, settings=chosen)
        finally:
            runner.run(database.dispose())
