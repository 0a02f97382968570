"""Sockets of the duty queue: a patient's turn, and the board of doctors and desks. They are told that it changed.

A hint travels at once to everybody who watches the clinic's queue, in whichever process. Hints may be lost, so every
few seconds what is stored is compared with what was last seen.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from telemed.accounts.callers import CLINIC_STAFF, Caller, Role, Scope
from telemed.accounts.errors import TokenRefused
from telemed.accounts.identity import caller_of_session, callers_of_sessions
from telemed.booking.duty import repository
from telemed.booking.duty.messages import Queue, QueueWelcome
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.live.connection import Close, Connection
from telemed.live.frames import error_frame
from telemed.live.hub import Hub
from telemed.live.limits import Rate
from telemed.live.socket import HEARTBEAT_S

TURN, BOARD = "queue", "duty"
"""The kinds of topics: a turn of a patient's (the topic is the turn), and a clinic's queue (the topic is the clinic)."""


def topic_of(clinic_id: UUID) -> str:
    return f"duty:{clinic_id}"


async def tell(hub: Hub | None, clinic_id: UUID) -> None:
    """Tell everybody who watches that the clinic's queue has changed; after the change was committed."""
    if hub is not None:
        hub.publish(topic_of(clinic_id), b"")


class _Watched:
    """A clinic's queue that somebody in this process watches."""

    __slots__ = ("connections", "seen", "unlisten")

    def __init__(self, unlisten: Callable[[], None]) -> None:
        self.connections: set[Connection] = set()
        self.seen: tuple[Any, ...] | None = None
        self.unlisten = unlisten


class QueueHandler:
    """Sockets of one of the two kinds."""

    rates: Mapping[str, Rate] = MappingProxyType({})

    def __init__(self, kind: str, database: Database, hub: Hub) -> None:
        self.kind = kind
        self._database = database
        self._hub = hub
        self._watched: dict[UUID, _Watched] = {}

    async def start(self) -> None:
        """Nothing of its own to start."""

    async def stop(self) -> None:
        """Nothing of its own to stop."""

    async def opened(self, connection: Connection, hello: dict[str, Any]) -> None:
        if set(hello) - {"type", "last_seq"}:
            connection.close(Close.BAD_HELLO, "hello has no such fields")
            return
        async with self._database.reading() as session:
            try:
                caller = await caller_of_session(session, connection.session_id, clock.now())
            except TokenRefused:
                connection.close(Close.SIGN_IN, "the sign-in has ended")
                return
            place = await self._place(session, connection.bearer.topic_id)
        if place is None or not _may(caller, *place):
            connection.close(Close.NOT_ALLOWED, "not yours any more")
            return
        connection.attachment = place
        welcome = QueueWelcome(heartbeat_s=HEARTBEAT_S, server_time=clock.now())
        connection.send(welcome.model_dump_json())
        self._watch(place[0]).connections.add(connection)

    async def received(self, connection: Connection, frame: dict[str, Any]) -> None:
        connection.send(error_frame("not_here", "The queue's sockets only listen", str(frame["type"])[:40]))

    async def closed(self, connection: Connection) -> None:
        if connection.attachment is None:
            return
        clinic_id = connection.attachment[0]
        watched = self._watched[clinic_id]
        watched.connections.discard(connection)
        if not watched.connections:
            watched.unlisten()
            del self._watched[clinic_id]

    async def review(self, connections: Sequence[Connection]) -> None:
        """Close what has ended, and look for changes whose hint was lost."""
        if not connections:
            return
        now = clock.now()
        async with self._database.reading() as session:
            callers = await callers_of_sessions(session, {each.session_id for each in connections}, now)
            moments = await repository.moments(session, self._watched.keys())
        for connection in connections:
            caller = callers.get(connection.session_id)
            if caller is None:
                connection.close(Close.SIGN_IN, "the sign-in has ended")
            elif connection.attachment is not None and not _may(caller, *connection.attachment):
                connection.close(Close.NOT_ALLOWED, "not yours any more")
        for clinic_id, watched in self._watched.items():
            moment = moments.get(clinic_id, ())
            if watched.seen is not None and watched.seen != moment:
                _say(watched)
            watched.seen = moment

    async def _place(self, session: Any, topic_id: UUID) -> tuple[UUID, UUID | None] | None:
        """The clinic that is watched, and the patient whose turn it is."""
        if self.kind == BOARD:
            return topic_id, None
        row = await repository.get(session, topic_id)
        return None if row is None else (row.entry.clinic_id, row.entry.patient_id)

    def _watch(self, clinic_id: UUID) -> _Watched:
        watched = self._watched.get(clinic_id)
        if watched is None:
            watched = self._watched[clinic_id] = _Watched(
                self._hub.listen(topic_of(clinic_id), lambda _: self._heard(clinic_id))
            )
        return watched

    def _heard(self, clinic_id: UUID) -> None:
        watched = self._watched.get(clinic_id)
        if watched is not None:
            _say(watched)


def _say(watched: _Watched) -> None:
    frame = Queue(changed_at=clock.now()).model_dump_json()
    for connection in tuple(watched.connections):
        connection.send(frame)


def _may(caller: Caller, clinic_id: UUID, patient_id: UUID | None) -> bool:
    if patient_id is None:
        return clinic_id in caller.clinics(*CLINIC_STAFF)
    return patient_id in caller.subjects(Role.PATIENT, Scope.READ)
