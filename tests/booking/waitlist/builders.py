"""Somebody who waits, and what the API and the workers say about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import select

from telemed.booking.waiting.looking import look_once
from telemed.booking.waitlist.models import WaitlistOffer
from telemed.booking.waitlist.offering import lapse_once
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.schedules.consistency import find_differences
from telemed.schedules.models import Claim
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town

MINUTES = 20


@dataclass
class Line:
    """A town of one doctor whose whole morning is booked, visit after visit, and people who hold these visits."""

    client: httpx2.AsyncClient
    database: Database
    settings: Settings
    town: Town
    people: list[Person]
    visits: list[str]

    def at(self, slot: int) -> datetime:
        return self.town.shift.start + timedelta(minutes=MINUTES * slot)

    async def call(self, who: Person, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {**who.headers, **more.pop("headers", {})}
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **more)

    async def wants_earlier(self, number: int, **more: Any) -> dict[str, Any]:
        body = {"kind": "earlier", "appointment_id": self.visits[number], **more}
        answer = await self.call(self.people[number], "POST", "/waitlist", json=body)
        assert answer.status_code == 201, answer.text
        entry: dict[str, Any] = answer.json()
        return entry

    async def wants_any(self, who: Person, **more: Any) -> httpx2.Response:
        body = {"kind": "any", "patient_id": str(who.patient_id), "service_id": str(self.town.service_id), **more}
        return await self.call(who, "POST", "/waitlist", json=body)

    async def cancel(self, number: int) -> httpx2.Response:
        return await self.call(self.people[number], "POST", f"/appointments/{self.visits[number]}/cancel", json={})

    async def offers_to(self, who: Person) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.call(who, "GET", "/waitlist/offers")).json()["items"]
        return items

    async def offer_to(self, who: Person) -> dict[str, Any]:
        [offer] = await self.offers_to(who)
        return offer

    async def accept(self, who: Person, offer: dict[str, Any]) -> httpx2.Response:
        return await self.call(who, "POST", f"/waitlist/offers/{offer['id']}/accept")

    async def decline(self, who: Person, offer: dict[str, Any]) -> httpx2.Response:
        return await self.call(who, "POST", f"/waitlist/offers/{offer['id']}/decline")

    async def lapse(self, now: datetime | None = None) -> int:
        return await lapse_once(self.database, self.settings, now or clock.now())

    async def look(self, after: timedelta = timedelta(minutes=1)) -> int:
        return await look_once(self.database, self.settings, clock.now() + after)

    async def start_of(self, number: int) -> datetime:
        answer = await self.call(self.people[number], "GET", f"/appointments/{self.visits[number]}")
        return datetime.fromisoformat(answer.json()["starts_at"])

    async def free(self) -> list[datetime]:
        """Free starts, as anybody sees them."""
        params = {"service_id": str(self.town.service_id), "limit": "100"}
        found = (await self.client.get("/api/v1/openings", params=params)).json()["items"]
        return [datetime.fromisoformat(each["starts_at"]) for each in found]

    async def stored_offers(self) -> Sequence[WaitlistOffer]:
        async with self.database.reading() as session:
            found = select(WaitlistOffer).order_by(WaitlistOffer.offered_at, WaitlistOffer.id)  # type: ignore[arg-type]
            return (await session.scalars(found)).all()

    async def check(self) -> None:
        """Openings are what they are derived from, and each open offer owns the claim of its time."""
        async with self.database.reading() as session:
            assert await find_differences(session) == []
            claims = (await session.scalars(select(Claim).where(Claim.owner_kind == "offer"))).all()  # type: ignore[arg-type]
        held = {(each.owner_id, each.calendar_id, each.starts_at, each.ends_at) for each in claims}
        offers = [each for each in await self.stored_offers() if each.status == "open"]
        assert held == {(each.id, each.doctor_id, each.taken_from, each.taken_until) for each in offers}


async def a_line(
    client: httpx2.AsyncClient, database: Database, settings: Settings, *, booked: int, slots: int | None = None,
    **service: Any,
) -> Line:  # fmt: skip
    """`slots` times of 20 minutes, the first `booked` of them taken by a person each."""
    hours = MINUTES * (booked if slots is None else slots) / 60
    async with database.writing() as session:
        town = await build_town(session, hours=hours, grid_min=MINUTES, duration_min=MINUTES, **service)
    line = Line(client, database, settings, town, [], [])
    for number in range(booked):
        person = await a_person(database, settings, name=f"Person{number} Waiting")
        answer = await book(client, town, person, line.at(number))
        assert answer.status_code == 201, answer.text
        line.people.append(person)
        line.visits.append(answer.json()["id"])
    return line


def ids_of(offers: Sequence[dict[str, Any]]) -> list[UUID]:
    return [UUID(offer["id"]) for offer in offers]
