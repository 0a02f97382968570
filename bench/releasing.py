"""`release`: many seekers and few places, given out in turn, as at public vaccination sites.

All come before the opening: some thousands over HTTP, for whom it is timed, the others as rows. Then it opens: everybody
asks for their place, those whose turn has come look for a time and book it, and scripts try to book without a turn. It is
over when no place is left, or after a while. What is timed is every request of those who were admitted.
"""

import asyncio
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import uvloop
from sqlalchemy import func, select, update

from bench.figures import Row, spread
from bench.load import Connection, request, run_apart
from bench.options import Options
from bench.seekers import come, in_turn, seekers
from bench.stack import Stack, stack
from bench.town import VISIT, Town, build
from telemed.booking.models import Appointment
from telemed.booking.releases.models import Release, ReleaseTicket
from telemed.booking.releases.service import plan
from telemed.db.engine import Database
from telemed.directory.models import Service
from telemed.kit import clock
from telemed.settings import Settings

SEEKERS, FEW = 25_000, 1_500
PLACES_EACH = 30
"""Visits of a doctor's one day; the doctors follow from the number of places."""
PLACES, FEW_PLACES = 900, 120
PER_MINUTE = 2_400
OVER_HTTP = 4_000
SERVERS, JOINING, POLLING, BOOKING = 2, 64, 8, 24
MOST_S = 45.0
SCRIPTS = 200


@dataclass
class _Done:
    """What happened after the opening."""

    booked: int = 0
    refused: int = 0
    asked: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    errors: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    last: float = 0.0

    def hear(self, status: int) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.errors += status >= 500 or status == 0


def measure(options: Options) -> Iterator[Row]:
    """Bookings a second from the opening to the last place, with what must not happen."""
    people = options.seekers or (FEW if options.quick else SEEKERS)
    places = FEW_PLACES if people < SEEKERS else PLACES
    with stack(servers=SERVERS) as running:
        town, release_id = asyncio.run(_settle(running.settings, people, places))
        began = time.perf_counter()
        came = _come(running, town, release_id)
        joined_s = time.perf_counter() - began
        done = uvloop.run(_open(running, town, release_id, places))
        overbooked = asyncio.run(_overbooked(running.settings, places))
    seconds = max(done.last, 0.001)
    more = {
        "seekers": people, "places": places, "booked": done.booked, "overbooked": overbooked,
        "errors": done.errors + sum(count for status, count in came.items() if status != 200),
        **spread(done.asked), "booked_after_p95_s": round(_p95(done.whole), 2), "scripts_refused": done.refused,
        "joins_per_s": round(sum(came.values()) / joined_s), "seconds": round(seconds, 1), "statuses": done.statuses,
    }  # fmt: skip
    met = overbooked == 0 and more["errors"] == 0 and more["p95_ms"] < 1000 and done.booked == places
    target = "0 overbooked, 0 errors, p95 under 1 s, all places given"
    yield Row("release", "bookings/s", round(done.booked / seconds, 1), None, None, target, met, more)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)] if values else 0.0


async def _settle(settings: Settings, people: int, places: int) -> tuple[Town, UUID]:
    """A clinic whose whole day is released, and the people."""
    database = Database(settings)
    town = await build(database, settings, doctors=places // PLACES_EACH, days=1, patients=0)
    now = clock.now()
    day = town.days[0]
    draft = {
        "name_i18n": {"en": "Vaccination"}, "service_ids": [town.service_id], "starts_at": day.start, "ends_at": day.end,
        "opens_at": now + timedelta(hours=20), "closes_at": now + timedelta(hours=30), "per_minute": PER_MINUTE,
        "window_min": 30,
    }  # fmt: skip
    async with database.writing() as session:
        # Visits side by side: chosen freely, they would leave gaps in which nobody fits, and fewer places than are counted.
        await session.execute(update(Service).where(Service.id == town.service_id).values(grid_min=20))  # type: ignore[arg-type]
        release = await plan(session, town.clinic_id, draft, now)
        everybody = await seekers(session, settings, people)
        await come(session, release.id, everybody[OVER_HTTP:])
    await database.dispose()
    return Town(town.clinic_id, town.service_id, town.doctor_ids, town.days, tuple(everybody)), release.id


def _come(running: Stack, town: Town, release_id: UUID) -> dict[int, int]:
    path = f"/api/v1/releases/{release_id}/join"
    texts = [
        [request("POST", path, token=each.token, body={"patient_id": str(each.id)}) for each in some]
        for some in in_turn(list(town.patients[:OVER_HTTP]), JOINING)
    ]
    return run_apart(running.ports, texts).statuses()


async def _open(running: Stack, town: Town, release_id: UUID, places: int) -> _Done:
    """Open it now, and let everybody do what they do."""
    database = Database(running.settings)
    opens_at = clock.now() + timedelta(seconds=0.5)
    async with database.writing() as session:
        await session.execute(update(Release).where(Release.id == release_id).values(opens_at=opens_at))  # type: ignore[arg-type]
    await asyncio.sleep(0.6)
    done = _Done()
    scene = _Scene(running, town, release_id, places, done, opens_at)
    try:
        await scene.play(database)
    finally:
        await database.dispose()
    return done


@dataclass
class _Scene:
    """The time after the opening."""

    running: Stack
    town: Town
    release_id: UUID
    places: int
    done: _Done
    opens_at: datetime
    _began: float = 0.0

    async def play(self, database: Database) -> None:
        self._began = time.perf_counter()
        lines = [self._line(number) for number in range(POLLING + BOOKING + 1)]
        first = self.town.patients[0]
        await self._ask(lines[0], self._join(first.token, first.id))
        async with database.reading() as session:
            rows = await session.execute(
                select(ReleaseTicket.patient_id, ReleaseTicket.place).where(ReleaseTicket.place <= self.places * 2)  # type: ignore[call-overload, operator]
            )
            places = dict(rows.all())
        turns = sorted((place, guest) for guest in self.town.patients if (place := places.get(guest.id)))
        waiting = iter(turns)
        polls = iter(random.Random(3).sample(list(self.town.patients), len(self.town.patients)))
        scripts = [guest for guest in self.town.patients if guest.id not in places][:SCRIPTS]
        over = asyncio.Event()
        polling = [asyncio.create_task(self._poll(line, polls, over)) for line in lines[1 : POLLING + 1]]
        polling.append(asyncio.create_task(self._skip(lines[0], scripts, over)))
        await asyncio.gather(*(self._book(line, waiting, over) for line in lines[POLLING + 1 :]))
        over.set()
        await asyncio.gather(*polling)
        await asyncio.gather(*(line.close() for line in lines))

    def _line(self, number: int) -> Connection:
        return Connection(number, self.running.ports[number % SERVERS], bodies=True)

    def _join(self, token: str, patient_id: UUID) -> str:
        return request(
            "POST", f"/api/v1/releases/{self.release_id}/join", token=token, body={"patient_id": str(patient_id)}
        )

    async def _ask(self, line: Connection, text: str) -> tuple[int, Any]:
        answer = await line.ask(0, text)
        self.done.hear(answer.status)
        return answer.status, json.loads(answer.body) if answer.body else None

    async def _poll(self, line: Connection, people: Iterator[Any], over: asyncio.Event) -> None:
        """Everybody looks for their place."""
        for guest in people:
            if over.is_set():
                return
            path = f"/api/v1/releases/{self.release_id}/tickets/{guest.id}"
            await self._ask(line, request("GET", path, token=guest.token))

    async def _skip(self, line: Connection, people: list[Any], over: asyncio.Event) -> None:
        """Scripts book without a turn."""
        rng = random.Random(5)
        times = list(self.town.times())
        for guest in people:
            if over.is_set():
                return
            doctor_id, start = rng.choice(self.town.doctor_ids), rng.choice(times)
            status, _ = await self._ask(line, self.town.booking(guest, doctor_id, start))
            self.done.refused += status == 403

    async def _book(self, line: Connection, waiting: Iterator[Any], over: asyncio.Event) -> None:
        """Those whose turn it is, one after the other."""
        for place, guest in waiting:
            if self.done.booked >= self.places or time.perf_counter() - self._began > MOST_S:
                over.set()
                return
            turn = self.opens_at + timedelta(seconds=60 * (place - 1) / PER_MINUTE)
            await asyncio.sleep(max(0.0, (turn - clock.now()).total_seconds()))
            began = time.perf_counter()
            if await self._take_one(line, guest):
                self.done.booked += 1
                self.done.last = time.perf_counter() - self._began
                self.done.whole.append(time.perf_counter() - began)

    async def _take_one(self, line: Connection, guest: Any) -> bool:
        """Look for a time and book it; whoever was too slow takes another of those that were named."""
        day = self.town.days[0]
        query = f"service_id={self.town.service_id}&patient_id={guest.id}&limit=100"
        span = f"from={day.start:%Y-%m-%dT%H:%M:%SZ}&to={day.end:%Y-%m-%dT%H:%M:%SZ}"
        _, page = await self._timed(line, request("GET", f"/api/v1/openings?{query}&{span}", token=guest.token))
        choices = list(page["items"]) if page else []
        for _ in range(6):
            if not choices:
                return False
            chosen = random.choice(choices)
            text = self.town.booking(guest, chosen["doctor_id"], datetime.fromisoformat(chosen["starts_at"]))
            status, answer = await self._timed(line, text)
            if status == 201:
                return True
            choices = (answer or {}).get("alternatives", [])
        return False

    async def _timed(self, line: Connection, text: str) -> tuple[int, Any]:
        began = time.perf_counter()
        found = await self._ask(line, text)
        self.done.asked.append(time.perf_counter() - began)
        return found


async def _overbooked(settings: Settings, places: int) -> int:
    """Visits beyond the places, and visits of one doctor that overlap."""
    database = Database(settings)
    async with database.reading() as session:
        total = int(await session.scalar(select(func.count()).select_from(Appointment)) or 0)
        rows = (
            await session.execute(
                select(Appointment.doctor_id, Appointment.starts_at).order_by(
                    Appointment.doctor_id, Appointment.starts_at
                )  # type: ignore[call-overload]
            )
        ).all()
    await database.dispose()
    doubled = sum(one[0] == other[0] and other[1] - one[1] < VISIT for one, other in pairwise(rows))
    return max(0, total - places) + doubled
