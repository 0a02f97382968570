"""The inbox as a socket: how much is unread, told when it changes. What lies in it is read over HTTP.

Messages are written by workers, which may be other processes, so the boxes of all sockets are looked at together every
few seconds: one statement, and nothing that could be lost.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from telemed.accounts.identity import callers_of_sessions
from telemed.consultation.messages import BadMessage, DeskWelcome, Error, Inbox, encode, parse
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.live.connection import Close, Connection
from telemed.live.limits import Rate
from telemed.live.socket import HEARTBEAT_S
from telemed.notifications.inbox import EMPTY, Box, boxes

KIND = "inbox"


class InboxHandler:
    """Sockets of inboxes; the topic is the account. A connection's attachment is what it was last told."""

    kind = KIND
    rates: Mapping[str, Rate] = MappingProxyType({})

    def __init__(self, database: Database) -> None:
        self._database = database

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
        connection.send(encode(DeskWelcome(heartbeat_s=HEARTBEAT_S, server_time=clock.now())))
        await self.review([connection])

    async def received(self, connection: Connection, frame: dict[str, Any]) -> None:
        error = Error(code="not_here", title="An inbox only listens", detail=str(frame["type"])[:40])
        connection.send(encode(error))

    async def closed(self, connection: Connection) -> None:
        """Nothing is kept about it."""

    async def review(self, connections: Sequence[Connection]) -> None:
        """Close those whose sign-in has ended, tell the others what has changed."""
        if not connections:
            return
        now = clock.now()
        async with self._database.reading() as session:
            signed_in = await callers_of_sessions(session, {each.session_id for each in connections}, now)
            standing = await boxes(session, {each.bearer.topic_id for each in connections}, now)
        for connection in connections:
            if connection.session_id not in signed_in:
                connection.close(Close.SIGN_IN, "the sign-in has ended")
            else:
                _tell(connection, standing.get(_account(connection), EMPTY))


def _account(connection: Connection) -> UUID:
    return connection.bearer.topic_id


def _tell(connection: Connection, box: Box) -> None:
    """What it knows already is not said again."""
    if connection.attachment != box:
        connection.attachment = box
        latest: datetime | None = box.latest
        connection.send(encode(Inbox(unread=box.unread, latest_at=latest)))
