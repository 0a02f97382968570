"""A visit about to begin, its people, a served app, and a client that speaks the room's protocol."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import orjson
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from telemed.accounts.callers import Grant, Role
from telemed.consultation.messages import desk_messages, server_messages
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.main import create_app
from telemed.server import server_config
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town

GRID = timedelta(minutes=10)
PATIENCE_S = 6.0


@dataclass(frozen=True)
class Booked:
    """A booked visit that begins in some minutes."""

    town: Town
    doctor: Person
    patient: Person
    visit_id: UUID


def soon() -> datetime:
    """The next start on the grid: within the half hour in which the waiting room is open, as is the one after it."""
    at = clock.now() + timedelta(minutes=1)
    return at.replace(minute=at.minute - at.minute % 10, second=0, microsecond=0) + GRID


async def a_doctor(database: Database, settings: Settings, town: Town) -> Person:
    return await a_person(database, settings, Grant(Role.DOCTOR, town.clinic_id, town.doctor_id), name="Vera Orlova")


async def a_visit(client: httpx2.AsyncClient, database: Database, settings: Settings) -> Booked:
    """One visit of a new patient with a new doctor."""
    async with database.writing() as session:
        town = await build_town(session, starts_at=soon(), hours=4, duration_min=10)
    doctor = await a_doctor(database, settings, town)
    patient = await a_person(database, settings)
    return Booked(town, doctor, patient, await book_visit(client, town, patient))


async def book_visit(client: httpx2.AsyncClient, town: Town, patient: Person, nth: int = 0) -> UUID:
    """The doctor's `nth` visit of the shift, for this patient."""
    answer = await book(client, town, patient, town.shift.start + nth * GRID)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


@dataclass
class Served:
    """The app on a port of 127.0.0.1, in this process."""

    app: FastAPI
    port: int
    http: httpx2.AsyncClient
    talkers: list[Talker] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ticket(self, path: str, person: Person) -> dict[str, Any]:
        answer = await self.http.post(f"/api/v1/{path}/ticket", headers=person.headers)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def enter(self, visit_id: UUID, person: Person, last_seq: int | None = None) -> Talker:
        """A socket into the visit's room, after hello."""
        talker = await self.open(await self.ticket(f"consultations/{visit_id}", person))
        await talker.say(type="hello", last_seq=last_seq)
        return talker

    async def desk(self, doctor: Person) -> Talker:
        talker = await self.open(await self.ticket("desk", doctor))
        talker.messages = desk_messages
        await talker.say(type="hello", last_seq=None)
        return talker

    async def open(self, ticket: dict[str, Any], **options: Any) -> Talker:
        self.talkers.append(await open_socket(self.port, ticket, **options))
        return self.talkers[-1]


async def open_socket(port: int, ticket: dict[str, Any], **options: Any) -> Talker:
    options.setdefault("compression", None)
    options.setdefault("ping_interval", None)
    options.setdefault("close_timeout", 1)
    socket = await connect(f"ws://127.0.0.1:{port}{ticket['url']}", subprotocols=ticket["subprotocols"], **options)
    return Talker(socket)


@dataclass
class Talker:
    """A client that checks every frame it hears against the protocol's types, and remembers what it skipped."""

    socket: ClientConnection
    messages: Any = server_messages
    skipped: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, **frame: Any) -> None:
        await self.socket.send(orjson.dumps(frame).decode())

    async def hear(self, kind: str, /, **expected: Any) -> dict[str, Any]:
        """The next message of this type whose fields are as expected; earlier ones are in `skipped`."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self.next()
                if message["type"] == kind and all(message.get(key) == value for key, value in expected.items()):
                    return message
                self.skipped.append(message)

    async def next(self) -> dict[str, Any]:
        text = await self.socket.recv()
        assert isinstance(text, str)
        self.messages.validate_json(text)
        return dict(orjson.loads(text))

    async def hear_all(self, quiet_for: float = 0.4) -> list[dict[str, Any]]:
        """Everything until it is quiet."""
        heard = []
        with contextlib.suppress(TimeoutError, ConnectionClosed):
            while True:
                async with asyncio.timeout(quiet_for):
                    heard.append(await self.next())
        return heard

    async def closed(self, within: float = PATIENCE_S) -> int:
        """The code the server closes with; what comes before is in `skipped`."""
        try:
            async with asyncio.timeout(within):
                while True:
                    self.skipped.append(await self.next())
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd is not None else 1006

    async def chat(self, text: str, client_id: str) -> dict[str, Any]:
        """Say something and wait for its acknowledgement."""
        await self.say(type="chat", client_id=client_id, text=text)
        return await self.hear("ack", client_id=client_id)

    async def gone(self) -> None:
        await self.socket.close()


@contextlib.asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[Served]:
    """The app behind a real uvicorn with the settings that `telemed serve` has."""
    app = create_app(settings)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(512)
    server = uvicorn.Server(server_config(app))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110  what is waited for tells nobody
        await asyncio.sleep(0.01)
    port = listening.getsockname()[1]
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            served = Served(app, port, http)
            try:
                yield served
            finally:
                await hang_up(served.talkers)
    finally:
        server.should_exit = True
        await serving
        listening.close()


async def hang_up(talkers: list[Talker]) -> None:
    """Close what a test left open."""
    await asyncio.gather(*(talker.gone() for talker in talkers))


async def both_inside(server: Served, booked: Booked) -> tuple[Talker, Talker, str, str]:
    """Doctor and patient in the room, after admission; and their participant ids."""
    doctor = await server.enter(booked.visit_id, booked.doctor)
    doctor_id = (await doctor.hear("welcome"))["you"]["participant_id"]
    patient = await server.enter(booked.visit_id, booked.patient)
    patient_id = (await patient.hear("welcome"))["you"]["participant_id"]
    await doctor.say(type="admit", client_id="admit-1", participant_id=patient_id)
    await doctor.hear("event", kind="started")
    await patient.hear("event", kind="started")
    return doctor, patient, doctor_id, patient_id
