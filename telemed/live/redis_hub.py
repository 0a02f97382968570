"""The hub of several processes: Redis publish and subscribe.

Redis may be slow, hanging, flushed, killed or not there yet. None of that may hold up a room, so:
- nobody but the two tasks here ever waits for Redis, and they wait `PATIENCE_S` at the longest;
- a connection that failed in any way is thrown away whole, so no answer can reach another question;
- what cannot be sent waits in a bounded queue for `FRESH_S` seconds, then it is dropped;
- after every reconnection all listeners are told to look in the database.
Listeners of this process are told directly, with or without Redis.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from telemed.kit.clock import monotonic
from telemed.kit.ids import new_id
from telemed.live.hub import Listener, Listeners

PREFIX = "telemed:live:"
PATIENCE_S = 1.5
HEARTBEAT_S = 1.0
FRESH_S = 5.0
FAREWELL_S = 0.5
MAX_QUEUED = 20_000
BATCH = 256
_RETRY_S = (0.05, 0.2, 0.5, 1.0)
_TROUBLE = (RedisError, OSError, TimeoutError, asyncio.IncompleteReadError)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Outgoing:
    topic: str
    payload: bytes
    queued_at: float


class RedisHub:
    """Hints through one Redis. Each starts with the id of the process that sent it, which ignores its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._self = new_id().hex.encode()
        self._listeners = Listeners()
        self._outgoing: deque[_Outgoing] = deque(maxlen=MAX_QUEUED)
        self._wake = asyncio.Event()
        self._sent = asyncio.Event()
        self._subscriber: AbstractConnection | None = None
        self._changes: deque[tuple[str, str]] = deque()
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_at = 0.0
        self._pool: ConnectionPool | None = None

    @property
    def healthy(self) -> bool:
        return self._subscriber is not None and monotonic() - self._heard_at < HEARTBEAT_S + PATIENCE_S

    async def start(self) -> None:
        pool = ConnectionPool.from_url(
            self._url, protocol=2, socket_connect_timeout=PATIENCE_S, socket_timeout=None, decode_responses=False
        )
        self._pool = pool
        self._tasks = [
            asyncio.create_task(self._forever(self._listen_once), name="hub listens"),
            asyncio.create_task(self._forever(self._send_once), name="hub sends"),
        ]

    async def stop(self) -> None:
        await self._send_the_rest()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._outgoing.clear()

    async def _send_the_rest(self) -> None:
        """Farewells of the last moment, when Redis is there to take them."""
        if self.healthy and not self._sent.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL_S):
                    await self._sent.wait()

    def publish(self, topic: str, hint: bytes) -> None:
        self._listeners.tell(topic, hint)
        self._outgoing.append(_Outgoing(topic, self._self + hint, monotonic()))
        self._sent.clear()
        self._wake.set()

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        if self._listeners.add(topic, listener):
            self._change("SUBSCRIBE", topic)
        return lambda: self._unlisten(topic, listener)

    def _unlisten(self, topic: str, listener: Listener) -> None:
        if self._listeners.remove(topic, listener):
            self._change("UNSUBSCRIBE", topic)

    def _change(self, command: str, topic: str) -> None:
        """Queue a change of subscriptions; without a connection the next one begins with all that is wanted then."""
        if self._subscriber is not None:
            self._changes.append((command, topic))
            self._changed.set()

    async def _forever(self, once: Callable[[AbstractConnection], Any]) -> None:
        attempt = 0
        while True:
            started = monotonic()
            try:
                await self._with_connection(once)
            except _TROUBLE as trouble:
                log.warning("hub.connection_lost", task=once.__name__, error=type(trouble).__name__)
            attempt = 0 if monotonic() - started > 2 * PATIENCE_S else attempt + 1
            await asyncio.sleep(_RETRY_S[min(attempt, len(_RETRY_S) - 1)])

    async def _with_connection(self, once: Callable[[AbstractConnection], Any]) -> None:
        assert self._pool is not None  # noqa: S101  set by start()
        connection: AbstractConnection = self._pool.make_connection()
        try:
            async with asyncio.timeout(PATIENCE_S):
                await connection.connect()
            await once(connection)
        finally:
            with contextlib.suppress(*_TROUBLE):
                await connection.disconnect(nowait=True)

    # Hearing ----------------------------------------------------------------------------------------------------

    async def _listen_once(self, connection: AbstractConnection) -> None:
        self._changes.clear()
        self._subscriber = connection
        try:
            await self._command(connection, "SUBSCRIBE", ["", *self._listeners.topics()])
            self._heard_at = monotonic()
            self._listeners.tell_everybody_to_look()
            await _first_to_fail(self._ask(connection), self._hear(connection))
        finally:
            self._subscriber = None

    async def _ask(self, connection: AbstractConnection) -> None:
        """Send changes of subscriptions, and a ping when there are none; notice when no answer comes."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_S):
                    await self._changed.wait()
            self._changed.clear()
            if monotonic() - self._heard_at > HEARTBEAT_S + PATIENCE_S:
                raise TimeoutError
            changes, self._changes = self._changes, deque()
            for command, topics in _grouped(changes):
                await self._command(connection, command, topics)
            if not changes:
                await self._send(connection, ["PING"])

    async def _hear(self, connection: AbstractConnection) -> None:
        while True:
            answer = await connection.read_response(disable_decoding=True)
            self._heard_at = monotonic()
            if isinstance(answer, list) and len(answer) == 3 and answer[0] == b"message":  # noqa: PLR2004  kind, topic, hint
                self._heard(answer[1], answer[2])

    def _heard(self, channel: bytes, payload: bytes) -> None:
        if not payload.startswith(self._self):
            self._listeners.tell(channel[len(PREFIX) :].decode(), payload[len(self._self) :])

    async def _command(self, connection: AbstractConnection, command: str, topics: Iterable[str]) -> None:
        names = [PREFIX + topic for topic in topics]
        for start in range(0, len(names), BATCH):
            await self._send(connection, [command, *names[start : start + BATCH]])

    async def _send(self, connection: AbstractConnection, words: list[str]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await connection.send_command(*words, check_health=False)

    # Telling ----------------------------------------------------------------------------------------------------

    async def _send_once(self, connection: AbstractConnection) -> None:
        while True:
            self._sent.set()
            await self._wake.wait()
            self._wake.clear()
            self._sent.clear()
            while batch := self._batch():
                try:
                    await self._publish(connection, batch)
                except BaseException:
                    self._outgoing.extendleft(reversed(batch))
                    self._wake.set()
                    raise

    def _batch(self) -> list[_Outgoing]:
        too_old = monotonic() - FRESH_S
        batch: list[_Outgoing] = []
        while self._outgoing and len(batch) < BATCH:
            outgoing = self._outgoing.popleft()
            if outgoing.queued_at > too_old:
                batch.append(outgoing)
        return batch

    async def _publish(self, connection: AbstractConnection, batch: list[_Outgoing]) -> None:
        """Sent whole, answered whole. What Redis had already passed on is passed on twice, which hints may be."""
        async with asyncio.timeout(PATIENCE_S):
            commands = [("PUBLISH", PREFIX + outgoing.topic, outgoing.payload) for outgoing in batch]
            await connection.send_packed_command(connection.pack_commands(commands), check_health=False)
            for _ in batch:
                await connection.read_response(disable_decoding=True)


async def _first_to_fail(*works: Coroutine[Any, Any, None]) -> None:
    """Run endless works side by side; when one fails the others are cancelled, and its error is raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _grouped(changes: Iterable[tuple[str, str]]) -> Iterable[tuple[str, list[str]]]:
    """Neighbouring changes of one kind together; the order of a topic's own changes is kept."""
    command, topics = "", list[str]()
    for kind, topic in changes:
        if kind != command and topics:
            yield command, topics
            topics = []
        command = kind
        topics.append(topic)
    if topics:
        yield command, topics
