"""The doctor's desk as a socket: told when the line changes, and how long it is. Who waits is read over HTTP."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from telemed.accounts.callers import Role
from telemed.accounts.errors import TokenRefused
from telemed.accounts.identity import caller_of_session
from telemed.consultation.lines import Lines
from telemed.consultation.messages import BadMessage, Desk, DeskWelcome, Error, encode, parse
from telemed.consultation.repository import InLine
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.live.connection import Close, Connection
from telemed.live.limits import Rate
from telemed.live.socket import HEARTBEAT_S


class _Watching:
    """What a desk's socket was last told, and how it stops being told."""

    __slots__ = ("shown", "stop")

    def __init__(self) -> None:
        self.shown: frozenset[tuple[UUID, bool]] | None = None
        self.stop: Callable[[], None] | None = None


class DeskHandler:
    """Sockets of doctors' desks; the topic is the doctor."""

    kind = "desk"
    rates: Mapping[str, Rate] = MappingProxyType({})

    def __init__(self, database: Database, lines: Lines) -> None:
        self._database = database
        self._lines = lines

    async def start(self) -> None:
        """Nothing of its own to start."""

    async def stop(self) -> None:
        """Nothing of its own to stop."""

    async def opened(self, connection: Connection, hello: dict[str, Any]) -> None:
        try:
            parse(hello)
        except BadMessage as error:
            connection.close(Close.BAD_HELLO, error.detail[:100])
            return
        watching = connection.attachment = _Watching()
        if await self._may(connection):
            connection.send(encode(DeskWelcome(heartbeat_s=HEARTBEAT_S, server_time=clock.now())))
            doctor_id = connection.bearer.topic_id
            watching.stop = self._lines.watch(doctor_id, lambda line: _show(connection, watching, line))

    async def received(self, connection: Connection, frame: dict[str, Any]) -> None:
        error = Error(code="not_here", title="A desk only listens", detail=str(frame["type"])[:40])
        connection.send(encode(error))

    async def closed(self, connection: Connection) -> None:
        watching = connection.attachment
        if watching is not None and watching.stop is not None:
            watching.stop()

    async def review(self, connections: Sequence[Connection]) -> None:
        for connection in connections:
            await self._may(connection)

    async def _may(self, connection: Connection) -> bool:
        """Whether the account is still signed in, and still this doctor; closes the socket when not."""
        async with self._database.reading() as session:
            try:
                caller = await caller_of_session(session, connection.session_id, clock.now())
            except TokenRefused:
                connection.close(Close.SIGN_IN, "the sign-in has ended")
                return False
        if connection.bearer.topic_id not in caller.subjects(Role.DOCTOR):
            connection.close(Close.NOT_ALLOWED, "not this doctor any more")
            return False
        return True


def _show(connection: Connection, watching: _Watching, line: Sequence[InLine]) -> None:
    """Tell the desk, unless it knows."""
    shown = frozenset((waiting.participant_id, waiting.connected) for waiting in line)
    if shown != watching.shown:
        watching.shown = shown
        connection.send(encode(Desk(waiting_count=len(line), changed_at=clock.now())))
