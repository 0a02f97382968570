"""The way into a pool: in order, patient while it moves, and quick to say no when it does not."""

from __future__ import annotations

import asyncio
import time

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from telemed.db import gate
from telemed.db.gate import Gate

PATIENCE_S = 0.2


async def pass_through(entrance: Gate, seconds: float, order: list[int], number: int) -> None:
    async with entrance:
        order.append(number)
        await asyncio.sleep(seconds)


async def test_a_queue_that_moves_is_waited_for_in_order() -> None:
    """Twenty who take much longer together than anybody's patience all come in, in the order in which they came."""
    entrance, order = Gate(2, PATIENCE_S), list[int]()
    started = time.monotonic()
    await asyncio.gather(*(pass_through(entrance, 0.05, order, number) for number in range(20)))
    assert order == list(range(20))
    assert time.monotonic() - started > 2 * PATIENCE_S


async def test_a_queue_that_stands_still_is_refused_soon() -> None:
    """Nothing comes out: everybody who waits is refused after the patience, and later ones are not refused sooner."""
    entrance = Gate(1, PATIENCE_S)
    async with entrance:
        await asyncio.sleep(2 * PATIENCE_S)
        started = time.monotonic()
        refused = await asyncio.gather(*(pass_through(entrance, 0, [], n) for n in range(3)), return_exceptions=True)
        assert all(isinstance(each, PoolTimeout) for each in refused)
        assert PATIENCE_S <= time.monotonic() - started < 5 * PATIENCE_S
    async with entrance:
        pass


async def test_more_than_can_wait_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_WAITING", 2)
    entrance, order = Gate(1, 5), list[int]()
    passing = [asyncio.create_task(pass_through(entrance, 0.05, order, number)) for number in range(5)]
    found = await asyncio.gather(*passing, return_exceptions=True)
    assert order == [0, 1, 2]
    assert [type(each) for each in found[3:]] == [PoolTimeout, PoolTimeout]


async def test_whoever_gives_up_takes_nobodys_place() -> None:
    """Cancelled while waiting, or in the very moment of being let in: the place goes to the next."""
    entrance, order = Gate(1, 5), list[int]()
    async with entrance:
        waiting = [asyncio.create_task(pass_through(entrance, 0, order, number)) for number in range(3)]
        await asyncio.sleep(0.01)
        waiting[0].cancel()
        await asyncio.sleep(0.01)
    waiting[1].cancel()  # has just been let in, and has not run since
    await asyncio.gather(*waiting, return_exceptions=True)
    assert order == [2]
    await asyncio.wait_for(pass_through(entrance, 0, order, 9), 1)


async def test_a_busy_event_loop_is_not_a_stuck_database() -> None:
    """While the loop is held up by work of its own, nobody's patience ends."""
    entrance, order = Gate(1, PATIENCE_S), list[int]()
    async with entrance:
        waiting = asyncio.create_task(pass_through(entrance, 0, order, 1))
        for _ in range(5):
            await asyncio.sleep(0)
            time.sleep(PATIENCE_S)  # noqa: ASYNC251  it is held up on purpose
    await waiting
    assert order == [1]
