"""What the bench books and searches: a clinic of many doctors, and many patients who are signed in."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bench.load import request
from telemed.accounts import grants
from telemed.accounts.addresses import parse_login
from telemed.accounts.callers import Grant, Role
from telemed.accounts.registration import create_account
from telemed.accounts.sessions import open_session
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.patients.models import Patient
from telemed.patients.people import search_name
from telemed.schedules import claims
from telemed.schedules.models import Claim, Shift
from telemed.settings import Settings
from tests.directory.builders import make_clinic, make_doctor, make_service, make_specialty

VISIT = timedelta(minutes=20)
DAY_S = 10 * 3600


@dataclass(frozen=True)
class Guest:
    """Somebody who is signed in; `id` is that of their own patient record."""

    id: UUID
    account_id: UUID
    token: str


@dataclass(frozen=True)
class Town:
    """A clinic in Berlin with one service; every doctor works ten hours on each of the days."""

    clinic_id: UUID
    service_id: UUID
    doctor_ids: tuple[UUID, ...]
    days: tuple[Interval, ...]
    patients: tuple[Guest, ...]

    def times(self) -> Iterator[datetime]:
        """Starts of visits that leave no gap between them."""
        for day in self.days:
            start = day.start
            while start + VISIT <= day.end:
                yield start
                start += VISIT

    def booking(self, patient: Guest, doctor_id: UUID, start: datetime, key: str | None = None) -> str:
        """The request that books a visit, with a new Idempotency-Key unless one is given."""
        body = {
            "service_id": str(self.service_id),
            "doctor_id": str(doctor_id),
            "patient_id": str(patient.id),
            "starts_at": start.isoformat(),
            "modality": "video",
        }
        return request("POST", "/api/v1/appointments", token=patient.token, key=key or new_id().hex, body=body)

    def spread(self, rng: random.Random, clients: int) -> Iterator[list[str]]:
        """Bookings that all can succeed, one for each client at a time: no doctor's and no patient's time twice.

        Each client books for patients of its own, in turn; doctors and times are drawn without regard to the client.
        """
        places = [(doctor_id, start) for doctor_id in self.doctor_ids for start in self.times()]
        rng.shuffle(places)
        groups = [list(self.patients[number::clients]) for number in range(clients)]
        busy: set[tuple[UUID, datetime]] = set()
        while len(places) >= clients:
            yield [self._next(group, *places.pop(), busy) for group in groups]

    def _next(self, group: list[Guest], doctor_id: UUID, start: datetime, busy: set[tuple[UUID, datetime]]) -> str:
        patient = next(each for each in group if (each.id, start) not in busy)
        group.remove(patient)
        group.append(patient)
        busy.add((patient.id, start))
        return self.booking(patient, doctor_id, start)

    def rush(self, doctor_id: UUID, starts: Sequence[datetime]) -> list[list[str]]:
        """For each patient as a client: one booking of each of the times, the same for everybody.

        Who comes first in a round comes later in the next, so that nobody wins every time.
        """
        people = self.patients
        return [
            [self.booking(people[(n + turn) % len(people)], doctor_id, start) for turn, start in enumerate(starts)]
            for n in range(len(people))
        ]


def settle(settings: Settings, **wanted: Any) -> Town:
    """`build` for a caller that runs no event loop."""
    return asyncio.run(_settle(settings, wanted))


async def _settle(settings: Settings, wanted: dict[str, Any]) -> Town:
    database = Database(settings)
    try:
        return await build(database, settings, **wanted)
    finally:
        await database.dispose()


async def build(
    database: Database, settings: Settings, *, doctors: int, days: int, patients: int, booked: float = 0.0
) -> Town:
    """Make the clinic in one transaction; `booked` is the share of visits that is taken beforehand, at random places."""
    first = (clock.now() + timedelta(days=2)).replace(hour=7, minute=0, second=0, microsecond=0)
    intervals = [Interval(start, start + timedelta(seconds=DAY_S)) for start in _each_day(first, days)]
    async with database.writing() as session:
        clinic = await make_clinic(session)
        specialty = await make_specialty(session)
        service = await make_service(session, clinic.id, specialty.id, duration_min=20, grid_min=10)
        doctor_ids = []
        for number in range(doctors):
            doctor = await make_doctor(
                session, clinic.id, specialties=(specialty.id,), services=(service.id,), family_name=f"Weber{number}"
            )
            doctor_ids.append(doctor.id)
        people = [await guest(session, settings, number) for number in range(patients)]
        town = Town(clinic.id, service.id, tuple(doctor_ids), tuple(intervals), tuple(people))
        await _lay_time(session, town, clinic.zone, booked)
    async with database.writing() as session:
        await session.execute(text("ANALYZE"))
    return town


def _each_day(first: datetime, days: int) -> Iterator[datetime]:
    return (first + timedelta(days=number) for number in range(days))


async def _lay_time(session: AsyncSession, town: Town, zone: str, booked: float) -> None:
    rng = random.Random(11)
    whole = Interval(town.days[0].start, town.days[-1].end)
    for doctor_id in town.doctor_ids:
        await claims.open_calendar(session, doctor_id, zone=zone, clinic_id=town.clinic_id)
        session.add_all(
            Shift(
                calendar_id=doctor_id, starts_at=day.start, ends_at=day.end, source="manual",
                local_date=day.start.date(),
            )
            for day in town.days
        )  # fmt: skip
        session.add_all(
            Claim(calendar_id=doctor_id, starts_at=start, ends_at=start + VISIT, owner_kind="bench", owner_id=new_id())
            for start in town.times()
            if rng.random() < booked
        )
        await claims.recompute(session, doctor_id, whole)


async def guest(session: AsyncSession, settings: Settings, number: int, *given: Grant) -> Guest:
    """An account with a patient record, a sign-in, and these further roles."""
    now = clock.now()
    address = parse_login(f"{new_id().hex}@example.org")
    assert address is not None
    account = await create_account(
        session, address, password_hash="", language="en", zone="Europe/Berlin", confirmed=True, now=now
    )
    given_name, family_name = "Anna", f"Ivanova{number}"
    patient = Patient(
        account_id=account.id, given_name=given_name, family_name=family_name,
        search_name=search_name(given_name, family_name), birth_date=date(1988, 4, 12), sex="female", language="en",
        zone="Europe/Berlin", created_at=now.astimezone(UTC),
    )  # fmt: skip
    session.add(patient)
    await session.flush()
    for each in (Grant(Role.PATIENT, None, patient.id), *given):
        await grants.give(session, account.id, each, now=now, actor_id=None)
    tokens = await open_session(session, settings, account.id, "api", "bench", now)
    return Guest(patient.id, account.id, tokens.access_token)
