"""A connection's queue: order, bounds, closing, and peers that take nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from telemed.kit.ids import new_id
from telemed.live import connection as module
from telemed.live.connection import MAX_WAITING_CHARACTERS, MAX_WAITING_FRAMES, Close, Connection
from telemed.live.tickets import Pass


class Peer:
    """The other end of `send`: takes frames while `taking` is set, and may be gone."""

    def __init__(self) -> None:
        self.taking = asyncio.Event()
        self.taking.set()
        self.heard: list[Any] = []
        self.gone = False

    async def send(self, message: dict[str, Any]) -> None:
        await self.taking.wait()
        if self.gone:
            raise OSError
        self.heard.append(message.get("text", message.get("code")))


def connect(peer: Peer) -> Connection:
    return Connection(peer.send, Pass(new_id(), new_id(), "room", new_id()))


async def test_what_the_transport_takes_at_once_needs_no_task() -> None:
    """Frames are handed over before `send` returns, in order, and no task is made for them."""
    peer = Peer()
    connection = connect(peer)
    before = asyncio.all_tasks()
    for number in range(5):
        connection.send(str(number))
    assert peer.heard == ["0", "1", "2", "3", "4"]
    assert asyncio.all_tasks() == before
    assert connection.busy_since is None


async def test_what_waits_keeps_its_order_and_the_close_comes_last() -> None:
    """A transport that is full for a while: nothing is lost or overtaken, also by what is sent after it goes on."""
    peer = Peer()
    connection = connect(peer)
    connection.send("0")
    peer.taking.clear()
    for number in range(1, 6):
        connection.send(str(number))
    assert peer.heard == ["0"]
    assert connection.busy_since is not None
    peer.taking.set()
    connection.send("6")
    await asyncio.sleep(0.01)
    connection.send("7")
    connection.close(Close.OVER)
    connection.send("after the close")
    await asyncio.sleep(0.01)
    assert peer.heard == [*"01234567", 4410]
    assert connection.busy_since is None


@pytest.mark.parametrize(("count", "size"), [(MAX_WAITING_FRAMES + 2, 10), (10, MAX_WAITING_CHARACTERS // 8)])
async def test_a_reader_that_falls_behind_is_closed_with_1013(count: int, size: int) -> None:
    """By frames or by characters: the queue is emptied, and the close is all that is still to be sent."""
    peer = Peer()
    connection = connect(peer)
    peer.taking.clear()
    for _ in range(count):
        connection.send("x" * size)
    assert connection.close_code == Close.TOO_SLOW
    peer.taking.set()
    await asyncio.sleep(0.01)
    assert peer.heard == ["x" * size, 1013]


async def test_a_peer_that_takes_nothing_does_not_hold_up_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing waits for the grace, then the conversation is cut off."""
    monkeypatch.setattr(module, "GRACE_S", 0.05)
    peer = Peer()
    peer.taking.clear()
    ended = asyncio.Event()

    async def conversation() -> None:
        connection = connect(peer)
        connection.send("x")
        connection.close(Close.RESTART)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            assert connection.aborted
        await connection.finished()
        ended.set()

    task = asyncio.create_task(conversation())
    async with asyncio.timeout(2):
        await ended.wait()
        await task
    assert peer.heard == []


async def test_a_peer_that_is_gone_is_nobodys_error() -> None:
    """At once, or while a frame waited: sending goes nowhere, quietly."""
    peer = Peer()
    connection = connect(peer)
    peer.gone = True
    connection.send("a")
    peer.taking.clear()
    connection.send("b")
    connection.send("c")
    peer.taking.set()
    await asyncio.sleep(0.01)
    connection.send("d")
    await connection.finished()
    assert peer.heard == []


async def test_whoever_sends_much_can_wait_for_the_reader() -> None:
    """`caught_up` returns when little is queued, and when the socket closes."""
    peer = Peer()
    connection = connect(peer)
    await connection.caught_up()
    peer.taking.clear()
    for number in range(100):
        connection.send(str(number))
    waiting = asyncio.create_task(connection.caught_up())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    peer.taking.set()
    async with asyncio.timeout(1):
        await waiting
    peer.taking.clear()
    for number in range(100):
        connection.send(str(number))
    waiting = asyncio.create_task(connection.caught_up())
    await asyncio.sleep(0.01)
    await connection.finished()
    async with asyncio.timeout(1):
        await waiting
