"""`remind`: visits of 20,000 people whose reminders are due at once, two workers, and a mail server that takes all.

A second is one between the first reminder that was taken and the last; both workers are real processes. Each person gets
a mail and a message in the inbox.
"""

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bench.figures import Row
from bench.options import Options
from bench.stack import ROOT, environment, stack
from telemed.accounts.callers import Grant, Role, grant_id
from telemed.accounts.models import Account, AccountGrant
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.notifications.models import MessageSettings
from telemed.patients.models import Patient
from telemed.settings import Settings
from tests.directory.builders import make_clinic, make_doctor, make_service, make_specialty
from tests.support.processes import accepts, cpu_seconds, free_port, running, wait_until

PEOPLE, FEW = 20_000, 4_000
WORKERS = 2
MOST_S = 60.0
AHEAD = timedelta(minutes=50)
_TOGETHER = 1000


def measure(options: Options) -> Iterator[Row]:
    """Reminders a second, and how many were sent twice."""
    people = FEW if options.quick else PEOPLE
    with ExitStack() as opened:
        base = opened.enter_context(stack(servers=0))
        asyncio.run(_settle(base.settings, people))
        port, taken = free_port(), base.settings.data_dir / "taken.txt"
        sink = [sys.executable, "-m", "bench.sink", str(port), str(taken)]
        opened.enter_context(running(sink, env=environment(base.settings), cwd=ROOT))
        wait_until(partial(accepts, port), within=10, what="the sink")
        mail = {"TELEMED_MAIL_URL": f"smtp://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "telemed.cli", "worker"]
        workers = [
            opened.enter_context(running(command, env={**environment(base.settings), **mail}, cwd=ROOT))
            for _ in range(WORKERS)
        ]
        database = base.database_cpu()
        seconds = _until_quiet(taken, people)
        used = {
            "worker_cpu_s": round(cpu_seconds([worker.pid for worker in workers]), 1),
            "database_cpu_s": round(base.database_cpu() - database, 1),
        }
        ids = _ids(taken)
    distinct = len(set(ids))
    more = {"people": people, "sent": distinct, "duplicates": len(ids) - distinct, "seconds": round(seconds, 1), **used}
    met = more["duplicates"] == 0 and (distinct == people or seconds >= MOST_S)
    yield Row("remind", "reminders/s", round(distinct / seconds, 1), None, None, "0 duplicates", met, more)


def _until_quiet(taken: Path, people: int) -> float:
    """Seconds from the first mail to the last, or until the time is up. A second is waited for late repetitions."""
    wait_until(lambda: bool(_ids(taken)), within=60, what="the first reminder")
    began = time.perf_counter()
    while (count := len(_ids(taken))) < people and time.perf_counter() - began < MOST_S:
        time.sleep(0.2)
    seconds = time.perf_counter() - began
    if count >= people:
        time.sleep(1)
    return seconds


def _ids(taken: Path) -> list[str]:
    return taken.read_text(encoding="ascii").split() if taken.exists() else []


async def _settle(settings: Settings, people: int) -> None:
    """A clinic that reminds an hour before, and people whose visits begin in less."""
    database = Database(settings)
    async with database.writing() as session:
        clinic = await make_clinic(session, reminders_min=[60])
        specialty = await make_specialty(session)
        service = await make_service(session, clinic.id, specialty.id)
        doctor = await make_doctor(session, clinic.id, specialties=(specialty.id,), services=(service.id,))
        place = {"clinic_id": clinic.id, "service_id": service.id, "doctor_id": doctor.id, "zone": clinic.zone}
    for first in range(0, people, _TOGETHER):
        async with database.writing() as session:
            await _people(session, list(range(first, min(first + _TOGETHER, people))), place)
    await database.dispose()


async def _people(session: AsyncSession, numbers: list[int], place: Mapping[str, object]) -> None:
    now = clock.now()
    start, long_ago = now + AHEAD, now - timedelta(days=7)
    accounts: list[dict[str, Any]] = [
        {
            "id": new_id(), "email": f"p{number}@example.org", "language": ("en", "de", "ru")[number % 3],
            "zone": "Europe/Moscow", "created_at": long_ago, "confirmed_at": long_ago,
        }
        for number in numbers
    ]  # fmt: skip
    patients: list[dict[str, Any]] = [
        {
            "id": new_id(), "account_id": account["id"], "given_name": "Anna", "family_name": "Ivanova",
            "search_name": "anna ivanova", "birth_date": long_ago.date(), "sex": "female",
            "language": account["language"], "zone": "Europe/Moscow", "created_at": long_ago, "revision": 1,
        }
        for account in accounts
    ]  # fmt: skip
    grants = [
        {
            "id": grant_id(patient["account_id"], Grant(Role.PATIENT, None, patient["id"])),
            "account_id": patient["account_id"], "role": "patient", "subject_id": patient["id"], "scope": "self",
            "created_at": long_ago,
        }
        for patient in patients
    ]  # fmt: skip
    visits = [
        {
            "id": new_id(), **place, "patient_id": patient["id"], "starts_at": start,
            "ends_at": start + timedelta(minutes=20), "modality": "video", "status": "booked", "revision": 1,
            "booked_by": patient["account_id"], "booked_at": long_ago, "private": False,
        }
        for patient in patients
    ]  # fmt: skip
    chosen: list[dict[str, Any]] = [
        {
            "id": account["id"],
            "choices": {},
            "quiet": False,
            "quiet_from": "22:00",
            "quiet_until": "07:00",
            "revision": 1,
        }
        for account in accounts
    ]
    for table, rows in (
        (Account, accounts), (Patient, patients), (AccountGrant, grants), (Appointment, visits),
        (MessageSettings, chosen),
    ):  # fmt: skip
        await session.execute(insert(table), rows)
