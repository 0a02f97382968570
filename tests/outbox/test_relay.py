from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from telemed.db.engine import Database
from telemed.kit.ids import new_id
from telemed.outbox import relay
from telemed.outbox.models import OutboxEvent
from telemed.outbox.service import enqueue
from tests.accounts.builders import NOON

LATER = NOON + timedelta(seconds=1)


async def some_events(database: Database, number: int, kind: str = "thing.done") -> list[UUID]:
    async with database.writing() as session:
        return [await enqueue(session, kind, subject_id=new_id(), payload={"n": n}, now=NOON) for n in range(number)]


async def claimed(database: Database, now: datetime = LATER, limit: int = 10) -> list[relay.Leased]:
    async with database.writing() as session:
        return await relay.claim(session, now, limit=limit)


async def test_an_event_of_a_rolled_back_change_is_not_there(database: Database) -> None:
    """What did not happen notifies nobody."""

    async def undone() -> None:
        async with database.writing() as session:
            await enqueue(session, "thing.done", subject_id=new_id(), payload={}, now=NOON)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await undone()
    assert await claimed(database) == []


async def test_what_was_told_is_what_is_claimed(database: Database) -> None:
    [event_id] = await some_events(database, 1)
    [event] = await claimed(database)
    assert (event.id, event.kind, event.payload, event.occurred_at, event.attempts) == (
        event_id, "thing.done", {"n": 0}, NOON, 1,
    )  # fmt: skip


async def test_four_workers_never_claim_one_event_twice(database: Database) -> None:
    ids = await some_events(database, 120)
    taken: list[UUID] = []

    async def worker() -> None:
        while events := await claimed(database, limit=7):
            taken.extend(event.id for event in events)

    await asyncio.gather(*(worker() for _ in range(4)))
    assert sorted(taken) == sorted(ids)


async def test_a_dead_workers_events_come_back_when_its_lease_ends(database: Database) -> None:
    await some_events(database, 1)
    assert len(await claimed(database)) == 1
    assert await claimed(database, LATER + relay.LEASE - timedelta(seconds=1)) == []
    [again] = await claimed(database, LATER + relay.LEASE)
    assert again.attempts == 2


async def test_a_worker_whose_lease_passed_on_cannot_finish(database: Database) -> None:
    """Else it would mark as done what the other one is still doing."""
    await some_events(database, 1)
    [slow] = await claimed(database)
    [quick] = await claimed(database, LATER + relay.LEASE)
    async with database.writing() as session:
        assert not await relay.done(session, slow, LATER)
        assert await relay.done(session, quick, LATER)


async def test_a_poison_event_lets_the_others_proceed(database: Database) -> None:
    await some_events(database, 1, "poison")
    [poison] = await claimed(database)
    async with database.writing() as session:
        await relay.failed(session, poison, "no such template", LATER)
    healthy = await some_events(database, 3)
    assert {event.id for event in await claimed(database, LATER)} == set(healthy)


async def test_pauses_grow_until_the_event_is_given_up(database: Database) -> None:
    """It is kept with its last error, and not tried any more."""
    await some_events(database, 1)
    now, pauses = LATER, []
    for _ in range(relay.MAX_ATTEMPTS):
        [event] = await claimed(database, now)
        async with database.writing() as session:
            await relay.failed(session, event, "boom" * 100, now)
        async with database.reading() as session:
            row = (await session.scalars(select(OutboxEvent))).one()
        pauses.append((row.next_attempt_at - now).total_seconds())
        now = max(row.next_attempt_at, now)
    assert pauses[:3] == [5, 10, 20]
    assert max(pauses) == 3600
    assert row.dead_at is not None
    assert row.last_error is not None
    assert await claimed(database, now + timedelta(days=1)) == []


async def test_delivered_events_are_forgotten_after_two_weeks(database: Database) -> None:
    await some_events(database, 1)
    [event] = await claimed(database)
    async with database.writing() as session:
        assert await relay.done(session, event, LATER)
        await relay.forget_delivered(session, LATER + timedelta(days=15))
    async with database.reading() as session:
        assert (await session.scalars(select(OutboxEvent))).all() == []
