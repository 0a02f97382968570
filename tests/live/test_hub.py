"""The two hubs do the same; the one over Redis gets over everything that can happen to Redis."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

import pytest
from redis import Redis

from telemed.live.hub import Hub
from telemed.live.memory_hub import MemoryHub
from telemed.live.redis_hub import FRESH_S, MAX_QUEUED, RedisHub
from tests.support.redis import RedisServer, redis_server

Heard = list[bytes | None]


@contextlib.asynccontextmanager
async def running(*hubs: Hub) -> AsyncIterator[None]:
    for hub in hubs:
        await hub.start()
    try:
        yield
    finally:
        for hub in hubs:
            await hub.stop()


async def until(holds: Callable[[], bool], within: float = 6.0) -> None:
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.01)


@pytest.fixture(params=["memory", "redis"])
def hub(request: pytest.FixtureRequest) -> Hub:
    if request.param == "memory":
        return MemoryHub()
    return RedisHub(request.getfixturevalue("redis_url"))


async def test_listeners_of_a_topic_hear_what_is_published_to_it(hub: Hub) -> None:
    """In order, at once in this process, not what is for another topic, and nothing after they stopped."""
    heard: Heard = []
    other: Heard = []
    async with running(hub):
        stop = hub.listen("room:1", heard.append)
        hub.listen("room:1", other.append)
        hub.publish("room:1", b"a")
        hub.publish("room:2", b"x")
        hub.publish("room:1", b"b")
        stop()
        stop()
        hub.publish("room:1", b"c")
    assert [hint for hint in heard if hint] == [b"a", b"b"]
    assert [hint for hint in other if hint] == [b"a", b"b", b"c"]


async def test_other_processes_hear_and_one_does_not_hear_itself_twice(redis_url: str) -> None:
    """Two hubs on one Redis, as two processes have them; a topic listened to later is heard as well."""
    here, there = RedisHub(redis_url), RedisHub(redis_url)
    heard_here: Heard = []
    heard_there: Heard = []
    async with running(here, there):
        here.listen("room:1", heard_here.append)
        there.listen("room:1", heard_there.append)
        await until(lambda: None in heard_here and None in heard_there)
        await asyncio.sleep(0.1)
        for number in range(500):
            here.publish("room:1", b"%d" % number)
        await until(lambda: len(heard_there) > 500)
        await asyncio.sleep(0.1)
        late: Heard = []
        stop = there.listen("room:2", late.append)
        await asyncio.sleep(0.2)
        here.publish("room:2", b"late")
        await until(lambda: b"late" in late)
        stop()
        await asyncio.sleep(0.2)
        here.publish("room:2", b"later")
        await asyncio.sleep(0.2)
    wanted = [b"%d" % number for number in range(500)]
    assert [hint for hint in heard_there if hint is not None] == wanted
    assert [hint for hint in heard_here if hint is not None] == wanted
    assert b"later" not in late


def speed_of(hub: Hub) -> float:
    began = time.perf_counter()
    for _ in range(1000):
        hub.publish("room:1", b"x" * 200)
    return time.perf_counter() - began


async def test_nobody_waits_for_a_redis_that_is_not_there() -> None:
    """A hub starts, publishes and stops without Redis, and does not grow without end."""
    hub = RedisHub("redis://127.0.0.1:1/0")
    heard: Heard = []
    async with asyncio.timeout(3), running(hub):
        hub.listen("room:1", heard.append)
        assert speed_of(hub) < 0.5
        for _ in range(MAX_QUEUED + 10):
            hub.publish("room:1", b"x")
        assert not hub.healthy
        assert len(hub._outgoing) == MAX_QUEUED
    assert len(heard) == 1000 + MAX_QUEUED + 10


async def both_ways(here: RedisHub, there: RedisHub, heard_there: Heard, word: bytes) -> None:
    await until(lambda: here.healthy and there.healthy)
    await asyncio.sleep(0.1)
    here.publish("room:1", word)
    await until(lambda: word in heard_there)


@pytest.mark.faults
@pytest.mark.parametrize("fault", ["killed", "hanging", "connections cut"])
async def test_redis_comes_back_and_listeners_are_told_to_look(fault: str) -> None:
    """Killed, hanging, or its connections cut: publishing never blocks, listeners are told to look, hints flow again."""
    with redis_server() as server:
        here, there = RedisHub(server.url), RedisHub(server.url)
        heard: Heard = []
        async with running(here, there):
            here.listen("room:1", lambda _: None)
            there.listen("room:1", heard.append)
            await both_ways(here, there, heard, b"before")
            heard.clear()
            await asyncio.to_thread(begin, fault, server)
            assert speed_of(here) < 0.5
            if fault != "connections cut":
                await until(lambda: not here.healthy and not there.healthy)
                await until(lambda: there._subscriber is None)
            assert speed_of(here) < 0.5
            await asyncio.to_thread(end, fault, server)
            await until(lambda: None in heard, within=FRESH_S + 5)
            await both_ways(here, there, heard, b"after")


def begin(fault: str, server: RedisServer) -> None:
    if fault == "killed":
        server.kill()
    elif fault == "hanging":
        server.pause()
    else:
        with Redis.from_url(server.url) as admin:
            admin.execute_command("CLIENT", "KILL", "TYPE", "normal")
            admin.execute_command("CLIENT", "KILL", "TYPE", "pubsub")


def end(fault: str, server: RedisServer) -> None:
    if fault == "killed":
        server.start()
    elif fault == "hanging":
        server.resume()


async def test_hints_too_old_are_dropped() -> None:
    """What could not be sent for a while says nothing any more: rooms have looked in the database by then."""
    hub = RedisHub("redis://127.0.0.1:1/0")
    hub.publish("room:1", b"old")
    hub._outgoing[0] = type(hub._outgoing[0])("room:1", b"old", hub._outgoing[0].queued_at - FRESH_S - 1)
    hub.publish("room:1", b"new")
    assert [outgoing.payload[-3:] for outgoing in hub._batch()] == [b"new"]
