"""The shell around every socket: who may open one, how much it may send, and how it ends.

The way in: Origin, protocol and ticket are checked, then the first frame (`hello`) is given to the handler of the
ticket's topic; each later frame is decoded, counted against its rate, and given to the same handler. One task reads
a socket; another writes only while there is something to write; one sweep for all sockets looks after what no frame
brings: access that has ended, and peers that take nothing any more.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Protocol

import psycopg
import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket, WebSocketDisconnect

from telemed.db.engine import Database
from telemed.kit import clock
from telemed.live import tickets
from telemed.live.connection import Close, Connection
from telemed.live.frames import PONG, PROTOCOL, BadFrame, decode, error_frame
from telemed.live.hub import Hub
from telemed.live.limits import Rate

HELLO_S = 10.0
HEARTBEAT_S = 10
REVIEW_S = 3.0
STUCK_S = 2.0 * HEARTBEAT_S

TROUBLE = (SQLAlchemyError, psycopg.Error, sqlite3.Error, OSError, TimeoutError)
"""What a database that is away looks like: the client comes back and tries again."""

_NONSENSE = Rate(burst=10, per_s=1)
_OTHER = Rate(burst=20, per_s=2)
_PING = Rate(burst=10, per_s=1)

log = structlog.get_logger(__name__)
open_sockets = Gauge("telemed_live_sockets", "Open sockets that have said hello", ["kind"])
frames_received = Counter("telemed_live_frames_total", "Frames taken from sockets, within their rates", ["kind"])
closed_by_us = Counter("telemed_live_closed_total", "Sockets that the server closed, by code", ["code"])


class Handler(Protocol):
    """What sockets on one kind of topic mean."""

    kind: str
    """The `topic_kind` of the tickets it is for."""

    rates: Mapping[str, Rate]
    """How often one socket may send each type of frame; other types share one small rate."""

    async def start(self) -> None:
        """Called once before the first socket."""

    async def stop(self) -> None:
        """Called once after the last socket."""

    async def opened(self, connection: Connection, hello: dict[str, Any]) -> None:
        """A socket with a good ticket has said `hello` (its fields are not checked yet). May close it."""

    async def received(self, connection: Connection, frame: dict[str, Any]) -> None:
        """A frame with a type, within its rate. Only while `opened` has not closed the socket."""

    async def closed(self, connection: Connection) -> None:
        """The socket is gone, for whatever reason; called once for each one given to `opened`."""

    async def review(self, connections: Sequence[Connection]) -> None:
        """Every few seconds: close those whose access has ended, and catch up with what was missed."""


class Sockets:
    """All open sockets of this process."""

    def __init__(
        self,
        database: Database,
        handlers: Iterable[Handler],
        origins: frozenset[str],
        *,
        rate_factor: float = 1.0,
        hub: Hub | None = None,
    ) -> None:
        self.hub = hub
        """Where requests leave hints for sockets."""
        self._database = database
        self._handlers = {handler.kind: handler for handler in handlers}
        self._origins = origins
        self._rates = {
            handler.kind: {kind: rate.times(rate_factor) for kind, rate in {**handler.rates, "ping": _PING}.items()}
            for handler in self._handlers.values()
        }
        self._other, self._nonsense = _OTHER.times(rate_factor), _NONSENSE.times(rate_factor)
        self._open: dict[str, set[Connection]] = {kind: set() for kind in self._handlers}

    @property
    def count(self) -> int:
        return sum(len(connections) for connections in self._open.values())

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Handlers are started and sockets looked after, for the length of the block."""
        for handler in self._handlers.values():
            await handler.start()
        sweep = asyncio.create_task(self._sweep(), name="sockets sweep")
        try:
            yield
        finally:
            sweep.cancel()
            await asyncio.gather(sweep, return_exceptions=True)
            for handler in self._handlers.values():
                await handler.stop()

    # One socket -------------------------------------------------------------------------------------------------

    async def serve(self, websocket: WebSocket) -> None:
        """A socket from its handshake to its end."""
        origin = websocket.headers.get("origin")
        offered = websocket.scope["subprotocols"]
        if (origin is not None and origin not in self._origins) or PROTOCOL not in offered:
            await websocket.close()  # before it was accepted: HTTP 403
            return
        await websocket.accept(subprotocol=PROTOCOL)
        bearer = await self._bearer(websocket, offered)
        if bearer is None:
            return
        connection = Connection(websocket.send, bearer)
        try:
            await self._converse(websocket, connection)
        except asyncio.CancelledError:
            if not connection.aborted:
                raise
            asyncio.current_task().uncancel()  # type: ignore[union-attr]  # we are in a task: it was cancelled
        finally:
            if connection.close_code is not None:
                closed_by_us.labels(connection.close_code).inc()
            await connection.finished()

    async def _bearer(self, websocket: WebSocket, offered: Sequence[str]) -> tickets.Pass | None:
        """Whose socket this is; closes it when the ticket is missing, unknown, used or expired."""
        shown = [name.removeprefix(tickets.PREFIX) for name in offered if name.startswith(tickets.PREFIX)]
        try:
            async with self._database.writing() as session:
                bearer = await tickets.redeem(session, shown[0], clock.now()) if len(shown) == 1 else None
        except TROUBLE:
            await _close(websocket, Close.TOO_SLOW, "try again")
            return None
        if bearer is None or bearer.topic_kind not in self._handlers:
            await _close(websocket, Close.SIGN_IN, "this ticket does not open anything")
            return None
        return bearer

    async def _converse(self, websocket: WebSocket, connection: Connection) -> None:
        hello = await _hello(websocket, connection)
        if hello is None:
            await _until_gone(websocket)
            return
        handler = self._handlers[connection.bearer.topic_kind]
        taken = frames_received.labels(handler.kind)
        self._open[handler.kind].add(connection)
        open_sockets.labels(handler.kind).inc()
        try:
            try:
                await handler.opened(connection, hello)
            except TROUBLE as trouble:
                _come_back(connection, trouble)
            while (text := await _text(websocket, connection)) is not None:
                frame = self._admitted(connection, handler.kind, text)
                if frame is not None:
                    taken.inc()
                    try:
                        await handler.received(connection, frame)
                    except TROUBLE as trouble:
                        _come_back(connection, trouble)
        finally:
            self._open[handler.kind].discard(connection)
            open_sockets.labels(handler.kind).dec()
            with contextlib.suppress(*TROUBLE):
                await handler.closed(connection)

    def _admitted(self, connection: Connection, kind: str, text: str) -> dict[str, Any] | None:
        """The frame in `text`, when it is one, within its rates, and not for the shell itself."""
        now_s = clock.monotonic()
        allowance = connection.allowance
        try:
            frame = decode(text)
        except BadFrame as error:
            connection.send(error_frame("bad_frame", "This frame cannot be read", str(error)))
            frame = None
        named = "" if frame is None else frame["type"]
        rates = self._rates[kind]
        counted = named if named in rates else ""
        rate = self._nonsense if frame is None else rates.get(named, self._other)
        if not allowance.take(counted, rate, now_s):
            connection.close(Close.FLOOD, "too many messages")
            return None
        if named == "ping":
            connection.send(PONG)
            return None
        return frame

    # All sockets ------------------------------------------------------------------------------------------------

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(REVIEW_S)
            stuck_since = clock.monotonic() - STUCK_S
            for kind, handler in self._handlers.items():
                connections = list(self._open[kind])
                for connection in connections:
                    if connection.busy_since is not None and connection.busy_since < stuck_since:
                        connection.abort()
                try:
                    await handler.review(connections)
                except TROUBLE as trouble:
                    log.warning("sockets.review_failed", kind=kind, error=type(trouble).__name__)


async def _hello(websocket: WebSocket, connection: Connection) -> dict[str, Any] | None:
    """The first frame; closes the socket when none comes in time, or another one does."""
    try:
        async with asyncio.timeout(HELLO_S):
            text = await _text(websocket, connection)
    except TimeoutError:
        connection.close(Close.NO_HELLO, "say hello first")
        return None
    if text is None:
        return None
    try:
        frame = decode(text)
    except BadFrame as error:
        connection.send(error_frame("bad_frame", "This frame cannot be read", str(error)))
        frame = {"type": ""}
    if frame["type"] != "hello":
        connection.close(Close.BAD_HELLO, "say hello first")
        return None
    return frame


async def _text(websocket: WebSocket, connection: Connection) -> str | None:
    """The next text frame; None when the peer is gone. After we closed, frames are read and forgotten."""
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        if connection.closing:
            continue
        text: str | None = message.get("text")
        if text is not None:
            return text
        connection.close(Close.NOT_TEXT, "text frames only")


async def _until_gone(websocket: WebSocket) -> None:
    """Let a closing socket finish: its close frame is sent by the connection, its answer read here."""
    with contextlib.suppress(RuntimeError):  # the disconnect was already read
        while (await websocket.receive())["type"] != "websocket.disconnect":
            pass


async def _close(websocket: WebSocket, code: Close, reason: str) -> None:
    with contextlib.suppress(OSError, WebSocketDisconnect):
        await websocket.close(code, reason)


def _come_back(connection: Connection, trouble: Exception) -> None:
    """A database that is away costs the socket, with the code that makes the client come back and resume."""
    log.warning("socket.trouble", error=type(trouble).__name__)
    connection.close(Close.TOO_SLOW, "try again")
