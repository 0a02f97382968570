"""Cancelling while the patient comes in, and clients whose clock says something else."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx2
from sqlmodel import col, select

from telemed.booking import service
from telemed.booking.errors import StepRefused
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.schedules.consistency import find_differences
from telemed.schedules.models import Claim
from telemed.settings import Settings
from tests.booking.builders import Person, a_person, book, build_town, wish


async def _comes_in(database: Database, visit_id: UUID, patient: Person) -> bool:
    try:
        async with database.writing() as session:
            await service.arrive(session, visit_id, by=patient.account_id, now=clock.now())
    except StepRefused:
        return False
    return True


async def test_cancel_against_join_one_terminal_state(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """A visit that is cancelled while its patient comes in is cancelled and free, or attended and kept: not half of each."""
    anna = await a_person(database, settings)
    soon = (clock.now() + timedelta(minutes=20)).replace(second=0, microsecond=0)
    soon -= timedelta(minutes=soon.minute % 10)
    async with database.writing() as session:
        town = await build_town(session, doctors=4, starts_at=soon, hours=2, cancel_min=0, reschedule_min=0)
    for number, doctor_id in enumerate(town.doctor_ids):
        start = soon + timedelta(minutes=20 * number)
        made = await book(client, town, anna, start, doctor_id=str(doctor_id))
        visit_id = UUID(made.json()["id"])
        cancel = client.post(f"/api/v1/appointments/{visit_id}/cancel", json={}, headers=anna.headers)
        if number % 2:
            cancelled, arrived = await asyncio.gather(cancel, _comes_in(database, visit_id, anna))
        else:
            arrived, cancelled = await asyncio.gather(_comes_in(database, visit_id, anna), cancel)
        assert cancelled.status_code in {200, 409}
        assert arrived != (cancelled.status_code == 200)
        async with database.reading() as session:
            visit = await session.get_one(Appointment, visit_id)
            claims = (await session.scalars(select(Claim).where(col(Claim.owner_id) == visit_id))).all()
            assert (visit.status, len(claims)) == (("arrived", 2) if arrived else ("cancelled", 0))
            assert await find_differences(session) == []


async def test_the_clients_clock_is_ignored(client: httpx2.AsyncClient, database: Database, settings: Settings) -> None:
    """A `Date` header of yesterday makes no past time bookable, and none of next year makes a good one past."""
    anna = await a_person(database, settings)
    async with database.writing() as session:
        town = await build_town(session)
    past = town.shift.start - timedelta(days=14)
    headers = {**anna.headers, "Date": "Mon, 02 Nov 2026 08:00:00 GMT"}
    refused = await client.post("/api/v1/appointments", json=wish(town, anna, past), headers=headers)
    assert (refused.status_code, refused.json()["reason_code"]) == (422, "past")
    headers["Date"] = "Fri, 31 Dec 2066 08:00:00 GMT"
    assert (await client.post("/api/v1/appointments", json=wish(town, anna), headers=headers)).status_code == 201
    told = {**wish(town, anna, town.shift.start + timedelta(hours=1)), "now": "2020-01-01T00:00:00Z"}
    assert (await client.post("/api/v1/appointments", json=told, headers=anna.headers)).status_code == 422
