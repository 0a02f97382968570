"""`replan`: a doctor of thirty is away for two days with sixty visits, half of everybody's time is taken, over HTTP.

Seconds from "these two days" until the last patient's visit has moved: finding a place for each, and applying it.
"""

import http.client
import json
import time
from asyncio import run
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from bench.figures import Row, middle
from bench.options import Options
from bench.stack import Cpu, Stack, cpu_of, stack
from bench.town import VISIT, Guest, Town, guest, settle
from telemed.accounts.callers import Grant, Role
from telemed.booking.models import Appointment
from telemed.booking.service import OWNER_KIND
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.schedules import claims
from telemed.schedules.models import Claim

DOCTORS, DAYS, AWAY_DAYS, VISITS, TAKEN = 30, 10, 2, 60, 0.5
MOST_S = 5.0


@dataclass(frozen=True)
class Replanned:
    """One doctor's two days."""

    found_s: float
    applied_s: float
    counts: dict[str, int]
    cpu: Cpu

    @property
    def seconds(self) -> float:
        return self.found_s + self.applied_s


def measure(options: Options) -> Iterator[Row]:
    """Seconds, and the share of the visits that got another place. Each run is another doctor's."""
    with stack() as running:
        town = settle(running.settings, doctors=DOCTORS, days=DAYS, patients=VISITS * options.runs, booked=TAKEN)
        registrar = run(_fill(running, town, options.runs))
        done = [_replan(running, town, registrar, doctor_id) for doctor_id in town.doctor_ids[: options.runs]]
    value = middle([each.seconds for each in done])
    share = sum(each.counts["placed"] for each in done) / (VISITS * len(done))
    yield Row(
        "replan", "s for 60 visits", value, None, None, f"<= {MOST_S:g} s, all placed",
        value <= MOST_S and share == 1.0,
        {
            "placed": round(share, 3),
            "found_s": middle([each.found_s for each in done]),
            "applied_s": middle([each.applied_s for each in done]),
            "python_s": middle([each.cpu.server for each in done]),
            "database_s": middle([each.cpu.database for each in done]),
            "same_doctor": round(sum(each.counts["same_doctor"] for each in done) / (VISITS * len(done)), 3),
            "same_day": round(sum(each.counts["same_day"] for each in done) / (VISITS * len(done)), 3),
            "doctors": DOCTORS,
            "runs": len(done),
        },
    )  # fmt: skip


async def _fill(running: Stack, town: Town, doctors: int) -> Guest:
    """Make the first days of so many doctors full of visits; whoever replans them is returned."""
    database = Database(running.settings)
    try:
        async with database.writing() as session:
            registrar = await guest(session, running.settings, 1_000, Grant(Role.REGISTRAR, town.clinic_id))
            for number, doctor_id in enumerate(town.doctor_ids[:doctors]):
                patients = town.patients[number * VISITS :]
                until = town.days[AWAY_DAYS - 1].end
                await session.execute(
                    delete(Claim).where(col(Claim.calendar_id) == doctor_id, col(Claim.starts_at) < until)
                )
                times = [start for start in town.times() if start < until]
                assert len(times) == VISITS
                for patient, start in zip(patients, times, strict=False):
                    await claims.open_calendar(session, patient.id, zone="Europe/Berlin")
                    visit = _visit(town, doctor_id, patient, start)
                    session.add(visit)
                    session.add_all(_claim(visit, calendar_id) for calendar_id in (doctor_id, patient.id))
                for day in town.days[:AWAY_DAYS]:
                    await claims.recompute(session, doctor_id, day)
    finally:
        await database.dispose()
    return registrar


def _visit(town: Town, doctor_id: UUID, patient: Guest, start: Any) -> Appointment:
    return Appointment(
        id=new_id(), clinic_id=town.clinic_id, service_id=town.service_id, doctor_id=doctor_id, patient_id=patient.id,
        starts_at=start, ends_at=start + VISIT, zone="Europe/Berlin", modality="video", booked_by=patient.account_id,
        booked_at=clock.now(),
    )  # fmt: skip


def _claim(visit: Appointment, calendar_id: UUID) -> Claim:
    return Claim(
        calendar_id=calendar_id, starts_at=visit.starts_at, ends_at=visit.ends_at, owner_kind=OWNER_KIND,
        owner_id=visit.id,
    )  # fmt: skip


def _replan(running: Stack, town: Town, registrar: Guest, doctor_id: UUID) -> Replanned:
    away = {
        "doctor_id": str(doctor_id),
        "starts_at": (town.days[0].start - timedelta(hours=1)).isoformat(),
        "ends_at": (town.days[AWAY_DAYS - 1].end + timedelta(hours=1)).isoformat(),
        "reason": "illness",
    }

    def work() -> tuple[float, float, dict[str, int]]:
        path = f"/api/v1/clinics/{town.clinic_id}/proposals"
        found_s, proposal = _post(running, path, registrar, away, 201)
        body = {"token": proposal["token"]}
        applied_s, applied = _post(running, f"/api/v1/proposals/{proposal['id']}/apply", registrar, body, 200)
        return found_s, applied_s, dict(applied["counts"])

    (found_s, applied_s, counts), cpu = cpu_of(running, work)
    return Replanned(found_s, applied_s, counts, cpu)


def _post(running: Stack, path: str, by: Guest, body: object, status: int) -> tuple[float, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", running.ports[0], timeout=60)
    headers = {"Authorization": f"Bearer {by.token}", "Content-Type": "application/json"}
    started = time.perf_counter()
    connection.request("POST", path, json.dumps(body), headers)
    answer = connection.getresponse()
    content = answer.read()
    seconds = time.perf_counter() - started
    assert answer.status == status, content
    return seconds, dict(json.loads(content))
