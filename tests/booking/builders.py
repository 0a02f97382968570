"""A clinic where something can be booked, and people with tokens who book it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2
from sqlalchemy.ext.asyncio import AsyncSession

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
from telemed.schedules.models import Shift
from telemed.settings import Settings
from tests.directory.builders import make_clinic, make_doctor, make_service, make_specialty


@dataclass(frozen=True)
class Town:
    """One clinic with one service, its doctors, and the working time each of them has."""

    clinic_id: UUID
    specialty_id: UUID
    service_id: UUID
    doctor_ids: tuple[UUID, ...]
    shift: Interval

    @property
    def doctor_id(self) -> UUID:
        return self.doctor_ids[0]


@dataclass(frozen=True)
class Person:
    """Somebody with an account and an access token; `patient_id` is their own record."""

    account_id: UUID
    patient_id: UUID
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def next_monday(hour: int = 9, zone: str = "Europe/Berlin") -> datetime:
    """A Monday at least a day ahead, at this hour of the clinic's clock."""
    local = clock.now().astimezone(ZoneInfo(zone)) + timedelta(days=2)
    local += timedelta(days=(7 - local.weekday()) % 7)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


async def build_town(
    session: AsyncSession, *, doctors: int = 1, hours: float = 8, starts_at: datetime | None = None, **service: Any
) -> Town:
    """Doctors of one service, each working `hours` from `starts_at` (next Monday, 09:00 in Berlin)."""
    clinic = await make_clinic(session)
    specialty = await make_specialty(session)
    offered = await make_service(session, clinic.id, specialty.id, **service)
    start = starts_at or next_monday()
    shift = Interval(start, start + timedelta(hours=hours))
    ids = []
    for number in range(doctors):
        doctor = await make_doctor(
            session, clinic.id, specialties=(specialty.id,), services=(offered.id,), family_name=f"Weber{number}"
        )
        await add_shift(session, doctor.id, clinic.id, clinic.zone, shift)
        ids.append(doctor.id)
    return Town(clinic.id, specialty.id, offered.id, tuple(ids), shift)


async def add_shift(session: AsyncSession, doctor_id: UUID, clinic_id: UUID, zone: str, shift: Interval) -> None:
    await claims.open_calendar(session, doctor_id, zone=zone, clinic_id=clinic_id)
    session.add(
        Shift(
            calendar_id=doctor_id,
            starts_at=shift.start,
            ends_at=shift.end,
            source="manual",
            local_date=shift.start.date(),
        )
    )
    await claims.recompute(session, doctor_id, shift)


async def a_person(database: Database, settings: Settings, *given: Grant, name: str = "Anna Ivanova") -> Person:
    """A patient with an account that is signed in; `given` are further roles."""
    now = clock.now()
    given_name, family_name = name.split(" ", 1)
    address = parse_login(f"{new_id().hex}@example.org")
    assert address is not None
    async with database.writing() as session:
        account = await create_account(
            session, address, password_hash="", language="en", zone="Europe/Moscow", confirmed=True, now=now
        )
        patient = Patient(
            account_id=account.id, given_name=given_name, family_name=family_name,
            search_name=search_name(given_name, family_name), birth_date=datetime(1988, 4, 12, tzinfo=UTC).date(),
            sex="female", language="en", zone="Europe/Moscow", created_at=now,
        )  # fmt: skip
        session.add(patient)
        await session.flush()
        for grant in (Grant(Role.PATIENT, None, patient.id), *given):
            await grants.give(session, account.id, grant, now=now, actor_id=None)
        tokens = await open_session(session, settings, account.id, "api", "tests", now)
        return Person(account.id, patient.id, tokens.access_token)


def wish(town: Town, person: Person, start: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """The body of a booking at `start` (the shift's first minute)."""
    body: dict[str, Any] = {
        "service_id": str(town.service_id),
        "doctor_id": str(town.doctor_id),
        "patient_id": str(person.patient_id),
        "starts_at": (start or town.shift.start).isoformat(),
        "modality": "video",
    }
    return {**body, **changes}


async def book(
    client: httpx2.AsyncClient, town: Town, person: Person, start: datetime | None = None, **changes: Any
) -> httpx2.Response:
    return await client.post("/api/v1/appointments", json=wish(town, person, start, **changes), headers=person.headers)
