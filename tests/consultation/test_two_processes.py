"""A room across two server processes, with Redis for hints between them, on both databases."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import httpx2
import pytest

from telemed.db.engine import Database
from telemed.settings import Settings
from tests.booking.builders import Person
from tests.consultation.builders import Booked, Talker, a_visit, hang_up, open_socket
from tests.support.processes import Running, accepts, free_port, running
from tests.support.redis import RedisServer, redis_server


@dataclass
class Process:
    """One `telemed serve`."""

    running: Running
    port: int
    http: httpx2.AsyncClient
    talkers: list[Talker] = field(default_factory=list)

    async def enter(self, visit_id: UUID, person: Person, last_seq: int | None = None) -> Talker:
        answer = await self.http.post(f"/api/v1/consultations/{visit_id}/ticket", headers=person.headers)
        assert answer.status_code == 201, answer.text
        talker = await open_socket(self.port, answer.json())
        self.talkers.append(talker)
        await talker.say(type="hello", last_seq=last_seq)
        return talker


@contextlib.asynccontextmanager
async def serving(settings: Settings, redis_url: str) -> AsyncIterator[Process]:
    port = free_port()
    env = {
        **os.environ,
        "TELEMED_DATABASE_URL": settings.database_url,
        "TELEMED_SECRET_KEY": settings.secret_key,
        "TELEMED_PUBLIC_URL": settings.public_url,
        "TELEMED_DATA_DIR": str(settings.data_dir),
        "TELEMED_REDIS_URL": redis_url,
        "TELEMED_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "telemed.cli", "serve", "--port", str(port)]
    with contextlib.ExitStack() as stack:
        child = await asyncio.to_thread(
            stack.enter_context, running(command, env=env, ready=lambda: accepts(port), within=40)
        )
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
            process = Process(child, port, http)
            try:
                yield process
            finally:
                await hang_up(process.talkers)


@dataclass
class Two:
    """Two processes on one database and one Redis, and a visit to hold."""

    here: Process
    there: Process
    redis: RedisServer
    booked: Booked
    database: Database

    async def both_inside(self) -> tuple[Talker, Talker, str, str]:
        """The doctor here and the patient there, after admission."""
        doctor = await self.here.enter(self.booked.visit_id, self.booked.doctor)
        doctor_id = (await doctor.hear("welcome"))["you"]["participant_id"]
        patient = await self.there.enter(self.booked.visit_id, self.booked.patient)
        patient_id = (await patient.hear("welcome"))["you"]["participant_id"]
        assert (await patient.hear("waiting", doctor_present=True))["position"] == 1
        while not any(p["participant_id"] == patient_id for p in (await doctor.hear("presence"))["participants"]):
            pass
        await doctor.say(type="admit", client_id="admit-1", participant_id=patient_id)
        await doctor.hear("event", kind="started")
        await patient.hear("event", kind="started")
        return doctor, patient, doctor_id, patient_id


@pytest.fixture
async def two(settings: Settings, database: Database) -> AsyncIterator[Two]:
    with redis_server() as redis:
        async with serving(settings, redis.url) as here, serving(settings, redis.url) as there:
            yield Two(here, there, redis, await a_visit(here.http, database, settings), database)


@pytest.mark.slow
async def test_a_room_across_two_processes(two: Two) -> None:
    """Line, admission, chat both ways, signalling, media, a reload on the other process, a resent message, the end."""
    doctor, patient, doctor_id, patient_id = await two.both_inside()

    ack = await doctor.chat("from here", "d1")
    assert (await patient.hear("event", kind="chat"))["seq"] == ack["seq"]
    ack = await patient.chat("from there", "p1")
    assert (await doctor.hear("event", client_id="p1"))["id"] == ack["id"]

    await patient.say(type="signal", to=doctor_id, description={"type": "offer", "sdp": "v=0"})
    assert (await doctor.hear("signal"))["from"] == patient_id
    await doctor.say(type="signal", to=patient_id, candidates=[{"candidate": "candidate:1", "sdpMid": "0"}])
    assert (await patient.hear("signal"))["candidates"][0]["candidate"] == "candidate:1"
    await patient.say(type="typing")
    assert (await doctor.hear("typing"))["from"] == patient_id
    await patient.say(type="media", audio=True, video=False)
    while not any(p["media"]["audio"] for p in (await doctor.hear("presence"))["participants"]):
        pass

    moved = await two.here.enter(two.booked.visit_id, two.booked.patient, last_seq=ack["seq"])
    assert (await moved.hear("welcome"))["last_seq"] == ack["seq"]
    assert await patient.closed() == 4409
    assert (await moved.chat("from there", "p1")) == ack
    assert not [m for m in [*moved.skipped, *(await moved.hear_all())] if m["type"] == "event"]

    back = await two.there.enter(two.booked.visit_id, two.booked.patient, last_seq=ack["seq"])
    await back.hear("welcome")
    assert await moved.closed() == 4409
    await doctor.say(type="end", client_id="e1")
    assert (await back.hear("event", kind="ended"))["seq"] == ack["seq"] + 1
    assert await back.closed() == 4410
    assert await doctor.closed() == 4410


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.parametrize("fault", ["killed", "hanging", "flushed"])
async def test_a_room_goes_on_without_redis(two: Two, fault: str) -> None:
    """Redis killed, hanging or flushed: chat is acknowledged as quickly, and arrives from the database within seconds."""
    doctor, patient, _, _ = await two.both_inside()
    faults = {"killed": two.redis.kill, "hanging": two.redis.pause, "flushed": lambda: flush(two.redis)}
    await asyncio.to_thread(faults[fault])
    for number in range(5):
        async with asyncio.timeout(1):
            await doctor.chat(f"{number}", f"d{number}")
    heard = [(await patient.hear("event", kind="chat"))["data"]["text"] for _ in range(5)]
    assert heard == ["0", "1", "2", "3", "4"]
    async with asyncio.timeout(1):
        ack = await patient.chat("back", "p1")
    assert (await doctor.hear("event", client_id="p1"))["seq"] == ack["seq"]


def flush(server: RedisServer) -> None:
    from redis import Redis  # noqa: PLC0415

    with Redis.from_url(server.url) as admin:
        admin.flushall()


@pytest.mark.faults
@pytest.mark.slow
async def test_a_killed_process_loses_nothing_and_the_room_resumes_on_the_other(two: Two) -> None:
    """Acknowledged, then its process killed: present, once, in order; the resent message is one row."""
    doctor, patient, _, _ = await two.both_inside()
    for number in range(3):
        await patient.chat(f"{number}", f"p{number}")
    two.there.running.kill()
    assert await patient.closed() == 1006
    again = await two.here.enter(two.booked.visit_id, two.booked.patient, last_seq=3)
    assert (await again.hear("welcome"))["you"]["place"] == "room"
    assert [(await again.hear("event"))["client_id"] for _ in range(3)] == ["p0", "p1", "p2"]
    assert (await again.chat("2", "p2"))["seq"] == 6
    assert (await again.chat("3", "p3"))["seq"] == 7
    assert (await doctor.hear("event", client_id="p3"))["seq"] == 7


@pytest.mark.slow
async def test_sigterm_tells_sockets_to_come_back_and_others_to_stay(two: Two) -> None:
    """SIGTERM: 1012 for those connected there, at once; the others see them gone, and back, and nothing is missed."""
    doctor, patient, _, patient_id = await two.both_inside()
    two.there.running.send(signal.SIGTERM)
    assert await patient.closed(within=2) == 1012
    await doctor.chat("are you there?", "d1")
    again = await two.here.enter(two.booked.visit_id, two.booked.patient, last_seq=3)
    await again.hear("welcome")
    assert (await again.hear("event"))["client_id"] == "d1"
    roster = (await doctor.hear("presence"))["participants"]
    while not next(p for p in roster if p["participant_id"] == patient_id)["connected"]:
        roster = (await doctor.hear("presence"))["participants"]
