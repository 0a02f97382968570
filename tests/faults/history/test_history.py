"""Many people act at once while processes and PostgreSQL are killed: afterwards everything that was said is true.

It runs for `TELEMED_HISTORY_S` seconds on each database (25 unless told), so that minutes can be asked for.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import select

from bench.load import LOST
from bench.stack import ROOT, Stack, environment, stack
from bench.town import Guest, Town, guest, settle
from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.directory.models import DoctorService, Service
from telemed.kit import clock
from telemed.kit.intervals import Interval
from telemed.worker import all_duties
from tests.booking.builders import add_shift
from tests.directory.builders import make_service
from tests.faults.history.ending import mailbox, wrongs
from tests.faults.history.people import Site
from tests.faults.history.seekers import OnDuty, Seeker
from tests.support.postgres import PostgresServer
from tests.support.processes import Running, running

SECONDS = float(os.environ.get("TELEMED_HISTORY_S", "25"))
DRAINED = {"events", "messages"}
PEOPLE = 16
DOCTORS_ON_DUTY = 2
pytestmark = [pytest.mark.faults, pytest.mark.timeout(int(SECONDS) * 3 + 240)]


@dataclass
class Scene:
    """What runs, and what may be killed. On SQLite the one process does everything."""

    stack: Stack
    workers: list[Running] = field(default_factory=list)

    def disturb(self, turn: int, rng: random.Random) -> None:
        """Kill something, each in its turn; leave it away for a moment, and start it again."""
        victims: list[Running | PostgresServer] = [*self.stack.servers, *self.workers]
        if self.stack.postgres is not None:
            victims.insert(1, self.stack.postgres)
        victim = victims[turn % len(victims)]
        victim.kill()
        time.sleep(rng.uniform(0.1, 1.0))
        victim.start()
        self.stack.wait_ready()


@contextmanager
def scene(kind: str) -> Iterator[Scene]:
    with ExitStack() as opened:
        many = kind == "postgresql"
        built = opened.enter_context(stack(kind, servers=2 if many else 1, worker=not many))
        command = [sys.executable, "-m", "telemed.cli", "worker"]
        workers = [
            opened.enter_context(running(command, env=environment(built.settings), cwd=ROOT)) for _ in range(2 * many)
        ]
        yield Scene(built, workers)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_said_is_true_whatever_was_killed(kind: str) -> None:
    """Every acknowledged answer is in the final state, no refused one is, unknown ones are either; nothing overlaps, and
    every event was heard with one id.
    """
    with scene(kind) as what:
        site = Site(settle(what.stack.settings, doctors=4, days=2, patients=PEOPLE), what.stack.ports)
        duty = asyncio.run(prepare(what.stack, site.town))
        site.starts = [start for n, start in enumerate(site.town.times()) if n % 5 == 0]
        with ThreadPoolExecutor(1) as pool:
            acting = pool.submit(lambda: asyncio.run(act(site, duty)))
            disturb_for(what, SECONDS)
            people = acting.result(240)
            pool.submit(lambda: asyncio.run(settle_all(people))).result(120)
        for process in (*what.workers, *what.stack.servers):
            process.kill()
        found = judge(what.stack, site)
        report(site)
        assert found == []
        require_much(site)


@dataclass(frozen=True)
class Duty:
    """What is held by doctors on duty, and who they are."""

    service_id: UUID
    doctors: tuple[Guest, ...]


async def prepare(built: Stack, town: Town) -> Duty:
    """Holds and offers that run out while the history goes on; and doctors who are on duty now."""
    database = Database(built.settings)
    try:
        async with database.writing() as session:
            await session.execute(text("UPDATE clinic SET offer_min = 1, offers_a_day = 20"))
            specialty_id = await session.scalar(select(Service.specialty_id))
            assert specialty_id is not None
            duty = await make_service(session, town.clinic_id, specialty_id, duty=True, duration_min=10, grid_min=5)
            await session.execute(text("UPDATE service SET hold_min = 1"))
            now = clock.now()
            today = Interval(now - timedelta(hours=1), now + timedelta(hours=6))
            doctors = []
            for number, doctor_id in enumerate(town.doctor_ids[:DOCTORS_ON_DUTY]):
                session.add(DoctorService(doctor_id=doctor_id, service_id=duty.id))
                await add_shift(session, doctor_id, town.clinic_id, "Europe/Berlin", today)
                grant = Grant(Role.DOCTOR, town.clinic_id, doctor_id)
                doctors.append(await guest(session, built.settings, 1000 + number, grant))
            return Duty(duty.id, tuple(doctors))
    finally:
        await database.dispose()


async def act(site: Site, duty: Duty) -> list[Seeker | OnDuty]:
    seekers = [Seeker(site, number, who, duty.service_id) for number, who in enumerate(site.town.patients)]
    doctors = [OnDuty(site, 1000 + number, who) for number, who in enumerate(duty.doctors)]
    asyncio.get_running_loop().call_later(SECONDS, site.over.set)
    everybody: list[Seeker | OnDuty] = [*doctors, *seekers]
    await asyncio.gather(*(person.live() for person in everybody))
    for person in everybody:
        await person.leave()
    return everybody


async def settle_all(people: list[Seeker | OnDuty]) -> None:
    for person in people:
        await person.settle()
        await person.leave()


def disturb_for(what: Scene, seconds: float) -> None:
    rng = random.Random()
    until = time.monotonic() + seconds
    for turn in itertools.count():
        time.sleep(rng.uniform(2.0, 5.0))
        if time.monotonic() > until:
            break
        what.disturb(turn, rng)


def judge(built: Stack, site: Site) -> list[str]:
    """Let time pass for what is left of the worker's duties, then look. Nothing else runs any more."""
    for later in (timedelta(minutes=10), timedelta(hours=12)):
        asyncio.run(drain(built, clock.now() + later))
    mailed = mailbox(Path(built.settings.mail.removeprefix("folder://")))
    return asyncio.run(look(built, site, mailed))


async def drain(built: Stack, now: datetime) -> None:
    """What a worker does at `now`, until there is nothing left: leases of the killed have ended, quiet hours too."""
    database = Database(built.settings)
    try:
        busy = True
        while busy:
            busy = any(
                [await duty.work(database, built.settings, now) for duty in all_duties() if duty.name in DRAINED]
            )
    finally:
        await database.dispose()


async def look(built: Stack, site: Site, mailed: Counter[str]) -> list[str]:
    database = Database(built.settings)
    try:
        async with database.reading() as session:
            return await wrongs(session, site, mailed, clock.now() - timedelta(seconds=30))
    finally:
        await database.dispose()


def report(site: Site) -> None:
    for (what, status), count in sorted(site.statuses.items()):
        sys.stdout.write(f"{count:6} {status} {what}\n")


def require_much(site: Site) -> None:
    """A history in which nothing happened proves nothing; and whatever is killed, nobody gets a 500."""
    statuses = [status for _, status in site.statuses.elements()]
    assert not {status for status in statuses if status >= 500 and status != 503}
    assert statuses.count(LOST) > 0
    for path, good in (
        ("/appointments", 201),
        ("/holds", 201),
        ("/appointments/{}/reschedule", 200),
        ("/waitlist/offers/{}/accept", 200),
        ("/duty/next", 201),
    ):
        assert site.statuses[(f"POST {path}", good)] > 0, path
