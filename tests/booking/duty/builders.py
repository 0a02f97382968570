"""A clinic with doctors who can be on duty, and people who want to see one now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import select

from telemed.accounts.callers import Grant, Role
from telemed.accounts.sessions import open_session
from telemed.booking import service
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.outbox.models import OutboxEvent
from telemed.schedules.models import Claim
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, build_town

API = "/api/v1"


@dataclass
class Ward:
    """A town whose one service is held by the doctors on duty, and the client that everybody uses."""

    client: httpx2.AsyncClient
    database: Database
    settings: Settings
    town: Town
    doctors: list[Person] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    renewed: dict[UUID, str] = field(default_factory=dict)

    async def post(self, who: Person, path: str, body: Any = None, *, key: str | None = None) -> httpx2.Response:
        headers = {**self.headers(who), **({"Idempotency-Key": key} if key else {})}
        return await self.client.post(f"{API}{path}", json=body, headers=headers)

    async def get(self, who: Person, path: str) -> dict[str, Any]:
        answer = await self.client.get(f"{API}{path}", headers=self.headers(who))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def somebody(self, name: str = "Anna Ivanova") -> Person:
        self.people.append(await a_person(self.database, self.settings, name=name))
        return self.people[-1]

    def headers(self, who: Person) -> dict[str, str]:
        token = self.renewed.get(who.account_id)
        return {"Authorization": f"Bearer {token}"} if token else who.headers

    async def later(self, minutes: float) -> None:
        """So long after the true time; everybody has signed in again."""
        clock.shift(timedelta(minutes=minutes))
        now = clock.now()
        async with self.database.writing() as session:
            for who in (*self.doctors, *self.people):
                tokens = await open_session(session, self.settings, who.account_id, "api", "tests", now)
                self.renewed[who.account_id] = tokens.access_token

    async def on_duty(self, number: int = 0) -> dict[str, Any]:
        answer = await self.post(self.doctors[number], "/duty/start", {"clinic_id": str(self.town.clinic_id)})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def wish(self, who: Person, **more: Any) -> dict[str, Any]:
        body = {"patient_id": str(who.patient_id), "service_id": str(self.town.service_id), "modality": "video"}
        return {**body, **more}

    async def join(self, who: Person, *, key: str | None = None, **more: Any) -> httpx2.Response:
        path = f"/clinics/{self.town.clinic_id}/duty/entries"
        return await self.post(who, path, self.wish(who, **more), key=key)

    async def joined(self, who: Person, **more: Any) -> dict[str, Any]:
        answer = await self.join(who, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def entry(self, who: Person, entry_id: str) -> dict[str, Any]:
        return await self.get(who, f"/duty/entries/{entry_id}")

    async def next(self, number: int = 0, *, key: str | None = None) -> httpx2.Response:
        return await self.post(self.doctors[number], "/duty/next", key=key or new_id().hex)


async def a_ward(
    client: httpx2.AsyncClient, database: Database, settings: Settings, *, doctors: int = 1, **service: Any
) -> Ward:
    """Doctors who have worked for an hour, and will for some more; nobody is on duty yet."""
    since = clock.now().replace(second=0, microsecond=0) - timedelta(hours=1)
    given = {"duration_min": 15, "duty": True, "grid_min": 5, **service}
    async with database.writing() as session:
        town = await build_town(session, doctors=doctors, starts_at=since, hours=8, **given)
    ward = Ward(client, database, settings, town)
    for doctor_id in town.doctor_ids:
        ward.doctors.append(
            await a_person(database, settings, Grant(Role.DOCTOR, town.clinic_id, doctor_id), name="Vera Orlova")
        )
    return ward


async def finish(ward: Ward, visit_id: str, *, number: int = 0, at: datetime | None = None) -> None:
    """The visit takes place and is over."""
    by, now = ward.doctors[number].account_id, at or clock.now()
    async with ward.database.writing() as session:
        await service.arrive(session, UUID(visit_id), by=by, now=now)
        await service.start(session, UUID(visit_id), by=by, now=now)
        await service.complete(session, UUID(visit_id), by=by, now=now)


async def events(database: Database, kind: str) -> list[UUID]:
    async with database.reading() as session:
        return list(await session.scalars(select(OutboxEvent.subject_id).where(OutboxEvent.kind == kind)))  # type: ignore[call-overload, arg-type]  # columns of the model


async def claims_of(ward: Ward, visit_id: str) -> int:
    async with ward.database.reading() as session:
        return len(list(await session.scalars(select(Claim).where(Claim.owner_id == UUID(visit_id)))))  # type: ignore[arg-type]  # a column of the model
