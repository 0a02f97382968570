"""Several at once, and things that break half-way: nobody is called twice, and nobody is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import func, select

from telemed.booking.duty import calling
from telemed.booking.duty.models import DutyEntry
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.intervals import Interval
from telemed.outbox.models import OutboxEvent
from telemed.schedules import closures
from telemed.schedules.consistency import find_differences
from telemed.schedules.models import Claim
from telemed.settings import Settings
from tests.booking.builders import Person
from tests.booking.duty.builders import Ward, a_ward, finish


@pytest.fixture
async def three(client: httpx2.AsyncClient, database: Database, settings: Settings) -> Ward:
    ward = await a_ward(client, database, settings, doctors=3)
    for number in range(3):
        await ward.on_duty(number)
    return ward


async def counts(database: Database) -> tuple[int, int]:
    """Visits and claims there are."""
    async with database.reading() as session:
        tables = (Appointment, Claim)
        visits, claims = [await session.scalar(select(func.count()).select_from(table)) for table in tables]
        assert await find_differences(session) == []
    return visits or 0, claims or 0


async def test_doctors_who_press_next_at_once_take_different_people(three: Ward) -> None:
    """Three presses, two waiting: two are called, each by one doctor, one press is told that nobody waits."""
    people = [await three.somebody() for _ in range(2)]
    entries = [await three.joined(who) for who in people]
    answers = await asyncio.gather(*(three.next(number) for number in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409]
    called = [answer.json()["entry"]["entry_id"] for answer in answers if answer.status_code == 201]
    assert sorted(called) == sorted(entry["id"] for entry in entries)
    assert await counts(three.database) == (2, 4)


async def test_one_doctor_who_presses_twice_at_once_takes_one(three: Ward) -> None:
    """With two keys, as from two windows: one is called, the other press is 409; with one key the answer is the same."""
    for _ in range(2):
        await three.joined(await three.somebody())
    answers = await asyncio.gather(*(three.next(0) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert await counts(three.database) == (1, 2)
    first, again = await three.next(1, key="k"), await three.next(1, key="k")
    assert (first.status_code, again.status_code, first.text) == (201, 201, again.text)
    assert await counts(three.database) == (2, 4)


async def test_joining_twice_at_once_is_one_turn(three: Ward) -> None:
    """Two windows of one patient: one 201, and one 409 that names the turn, or at least that there is one."""
    anna = await three.somebody()
    answers = await asyncio.gather(*(three.join(anna) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["type"] == "urn:telemed:problem:already-waiting"


async def test_next_against_leave_and_logging_off(three: Ward) -> None:
    """A patient who leaves, a doctor who logs off, and an absence, each at the moment of the press: nothing is torn."""
    anna, boris = await three.somebody(), await three.somebody("Boris Petrov")
    first, second = await three.joined(anna), await three.joined(boris)
    now = clock.now()

    async def fall_ill() -> None:
        async with three.database.writing() as session:
            away = Interval(now - timedelta(minutes=1), now + timedelta(hours=1))
            await closures.add_absence(session, three.town.doctor_ids[1], away, reason="illness")

    answers = await asyncio.gather(
        three.next(0),
        three.next(1),
        three.post(anna, f"/duty/entries/{first['id']}/leave"),
        three.post(three.doctors[0], "/duty/stop"),
        fall_ill(),
    )
    assert all(answer is None or answer.status_code < 500 for answer in answers)
    async with three.database.reading() as session:
        live = list(await session.scalars(select(Appointment.id).where(Appointment.status == "booked")))  # type: ignore[call-overload, arg-type]  # columns of the model
        held = set(await session.scalars(select(Claim.owner_id)))  # type: ignore[call-overload]  # a column of the model
        entries = {each.id: each for each in await session.scalars(select(DutyEntry))}
        assert await find_differences(session) == []
    assert set(live) == held
    assert {each.appointment_id for each in entries.values() if each.status == "called"} == held
    assert entries[UUID(first["id"])].status == "left"
    assert entries[UUID(second["id"])].status in {"waiting", "called"}


async def test_killed_half_way_nothing_happened_and_the_retry_calls(
    three: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the claims and before the end: no visit, no claim, no event, the place is kept; the same key then works."""
    anna = await three.somebody()
    entry = await three.joined(anna)

    async def die(*_given: Any, **_named: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(calling, "enqueue", die)
        assert (await three.next(0, key="k")).status_code == 500
    assert await counts(three.database) == (0, 0)
    assert (await three.entry(anna, entry["id"]))["place"] == 1
    async with three.database.reading() as session:
        assert list(await session.scalars(select(OutboxEvent.id).where(OutboxEvent.kind == "duty.called"))) == []  # type: ignore[call-overload, arg-type]  # columns of the model
    answer = await three.next(0, key="k")
    assert answer.status_code == 201
    replayed = await three.next(0, key="k")
    assert (replayed.text, replayed.headers["idempotency-replayed"]) == (answer.text, "true")
    assert await counts(three.database) == (1, 2)


async def test_a_long_shift_keeps_the_order_of_a_naive_list(three: Ward) -> None:
    """Forty steps by chance: people come with an urgency, are called, given back, and leave; a sorted list agrees."""
    chance = Random(41)
    model: list[tuple[int, int, str, Person]] = []
    called: dict[int, tuple[tuple[int, int, str, Person], str]] = {}
    everybody = [await three.somebody() for _ in range(12)]
    idle = list(everybody)
    for step in range(40):
        what = chance.choice(["join", "join", "next", "next", "back", "leave"])
        if what == "join" and idle:
            who, urgency = idle.pop(), chance.randint(1, 4)
            entry = await three.joined(who)
            async with three.database.writing() as session:
                (await session.get_one(DutyEntry, UUID(entry["id"]))).urgency = urgency
            model.append((urgency, step, entry["id"], who))
            model.sort(key=lambda each: each[:2])
        elif what == "next":
            await _press(three, chance, model, called, idle)
        elif what == "back" and called:
            number = chance.choice(list(called))
            turn, _ = called.pop(number)
            assert (await three.post(three.doctors[number], f"/duty/entries/{turn[2]}/back")).status_code == 200
            model.append(turn)
            model.sort(key=lambda each: each[:2])
        elif what == "leave" and model:
            turn = model.pop(chance.randrange(len(model)))
            await three.post(turn[3], f"/duty/entries/{turn[2]}/leave")
            idle.append(turn[3])
        board = await three.get(three.doctors[0], "/duty/board")
        assert [row["id"] for row in board["waiting"]] == [each[2] for each in model], (step, what)
    await counts(three.database)
    async with three.database.reading() as session:
        going_on = Counter(await session.scalars(select(Claim.owner_id).where(Claim.ends_at > clock.now())))  # type: ignore[call-overload, arg-type]  # columns of the model
    assert all(going_on[UUID(visit_id)] == 2 for _, visit_id in called.values())


async def _press(ward: Ward, chance: Random, model: list[Any], called: dict[int, Any], idle: list[Person]) -> None:
    """One doctor finishes whom they are with and takes the next."""
    number = chance.randrange(3)
    if number in called:
        turn, visit_id = called.pop(number)
        await finish(ward, visit_id, number=number)
        idle.append(turn[3])
    answer = await ward.next(number)
    if not model:
        assert answer.json()["type"] == "urn:telemed:problem:nobody-waits"
        return
    turn = model.pop(0)
    assert answer.json()["entry"]["entry_id"] == turn[2]
    called[number] = (turn, answer.json()["appointment"]["id"])
