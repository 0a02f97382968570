"""A clinic whose first doctor falls ill on Monday: who works when, who has visits, and what its desk can do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import select
from sqlmodel import col

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.directory.models import Doctor
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.outbox.models import OutboxEvent
from telemed.patients.models import CareRelation, Patient
from telemed.patients.people import search_name
from telemed.schedules.consistency import find_differences
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, add_shift, book, build_town, next_monday

DAY = timedelta(days=1)
API = "/api/v1"


@dataclass
class Ward:
    """The clinic, seen from its desk. Doctor 0 is the one who falls ill; the others work the same hours on Monday."""

    client: httpx2.AsyncClient
    database: Database
    settings: Settings
    town: Town
    registrar: Person
    patients: list[Person] = field(default_factory=list)

    async def call(self, method: str, path: str, *, by: Person | None = None, **more: Any) -> httpx2.Response:
        headers = {**(by or self.registrar).headers, **more.pop("headers", {})}
        return await self.client.request(method, f"{API}{path}", headers=headers, **more)

    async def visit(self, start: datetime, *, person: Person | None = None, doctor: int = 0) -> str:
        """A booked visit of a new patient, or of `person`; its id."""
        if person is None:
            person = await a_person(self.database, self.settings, name=f"Patient {new_id().hex[-6:]}")
            self.patients.append(person)
        booked = await book(self.client, self.town, person, start, doctor_id=str(self.town.doctor_ids[doctor]))
        assert booked.status_code == 201, booked.text
        return str(booked.json()["id"])

    async def read(self, visit: str, by: Person | None = None) -> dict[str, Any]:
        found = await self.call("GET", f"/appointments/{visit}", by=by)
        assert found.status_code == 200, found.text
        return dict(found.json())

    async def where(self, *visits: str) -> dict[str, tuple[UUID, datetime, str, int]]:
        """Of each visit: with whom, when, how far it has come, and its revision."""
        found = {}
        for visit in visits:
            seen = await self.read(visit)
            start = datetime.fromisoformat(seen["starts_at"])
            found[visit] = (UUID(seen["doctor"]["id"]), start, seen["status"], seen["revision"])
        return found

    async def away(self, start: datetime | None = None, end: datetime | None = None, doctor: int = 0) -> dict[str, Any]:
        """A proposal: the doctor is ill on Monday."""
        body = {
            "doctor_id": str(self.town.doctor_ids[doctor]),
            "starts_at": (start or next_monday(0)).isoformat(),
            "ends_at": (end or next_monday(0) + DAY).isoformat(),
            "reason": "illness",
        }
        made = await self.call("POST", f"/clinics/{self.town.clinic_id}/proposals", json=body)
        assert made.status_code == 201, made.text
        return dict(made.json())

    async def apply(
        self, proposal: dict[str, Any], *, key: str | None = None, by: Person | None = None
    ) -> httpx2.Response:
        headers = {"Idempotency-Key": key} if key else {}
        body = {"token": proposal["token"]}
        return await self.call("POST", f"/proposals/{proposal['id']}/apply", by=by, json=body, headers=headers)

    async def choose(self, proposal: dict[str, Any], visit: str, to: Any) -> httpx2.Response:
        return await self.call("PATCH", f"/proposals/{proposal['id']}/moves/{visit}", json={"to": to})

    async def absences(self) -> list[dict[str, Any]]:
        found = await self.call("GET", f"/calendars/{self.town.doctor_id}/absences")
        return list(found.json()["items"])

    async def told(self, kind: str) -> list[tuple[UUID, dict[str, Any]]]:
        """Events of a kind: about what, and what they say."""
        async with self.database.reading() as session:
            found = select(OutboxEvent).where(col(OutboxEvent.kind) == kind).order_by(col(OutboxEvent.id))
            return [(event.subject_id, event.payload) for event in await session.scalars(found)]

    async def consistent(self) -> bool:
        """Whether openings are what they are derived from, on every calendar."""
        async with self.database.reading() as session:
            return not await find_differences(session)


def moves(proposal: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {move["appointment_id"]: move for move in proposal["moves"]}


def to_of(move: dict[str, Any]) -> tuple[UUID, datetime]:
    return UUID(move["to"]["doctor_id"]), datetime.fromisoformat(move["to"]["starts_at"])


async def open_ward(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    *,
    doctors: int = 3,
    hours: float = 8,
    **service: Any,
) -> Ward:
    """Nobody works on any other day, unless a test says so."""
    async with database.writing() as session:
        town = await build_town(session, doctors=doctors, hours=hours, **{"grid_min": 20, **service})
    registrar = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    return Ward(client, database, settings, town, registrar)


async def also_works(ward: Ward, doctor: int, start: datetime, hours: float) -> None:
    async with ward.database.writing() as session:
        shift = Interval(start, start + timedelta(hours=hours))
        await add_shift(session, ward.town.doctor_ids[doctor], ward.town.clinic_id, "Europe/Berlin", shift)


async def speaks(ward: Ward, doctor: int, *languages: str) -> None:
    async with ward.database.writing() as session:
        found = await session.get(Doctor, ward.town.doctor_ids[doctor])
        assert found is not None
        found.languages = list(languages)


async def many_patients(database: Database, clinic_id: UUID, count: int) -> list[UUID]:
    """Patients without accounts, of this clinic."""
    now = clock.now()
    ids = []
    async with database.writing() as session:
        for number in range(count):
            given, family = "Vera", f"Number{number:02}"
            patient = Patient(
                given_name=given, family_name=family, search_name=search_name(given, family), language="en",
                birth_date=datetime(1980, 1, 1, tzinfo=UTC).date(), sex="female", zone="Europe/Berlin", created_at=now,
            )  # fmt: skip
            session.add(patient)
            await session.flush()
            session.add(CareRelation(patient_id=patient.id, clinic_id=clinic_id, since=now))
            ids.append(patient.id)
    return ids
