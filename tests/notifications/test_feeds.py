"""A doctor's calendar at a secret address."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import httpx2
import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import select

from telemed.accounts import grants, recovery
from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.notifications.feeds.models import CalendarFeed
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town


@dataclass
class World:
    """A doctor with an account, and a patient who has booked a visit with them."""

    town: Town
    doctor: Person
    patient: Person
    client: httpx2.AsyncClient

    async def make(self) -> str:
        """The path of a new feed."""
        answer = await self.client.post("/api/v1/account/feed", headers=self.doctor.headers)
        assert answer.status_code == 201
        made = answer.json()
        assert made["url"].startswith("http://testserver/api/v1/feeds/")
        assert made["webcal_url"] == made["url"].replace("http://", "webcal://")
        path: str = made["url"].removeprefix("http://testserver")
        return path

    async def read(self, path: str) -> httpx2.Response:
        return await self.client.get(path)


@pytest.fixture
async def world(client: httpx2.AsyncClient, database: Database, settings: Settings) -> World:
    async with database.writing() as session:
        town = await build_town(session)
    doctor = await a_person(database, settings, Grant(Role.DOCTOR, town.clinic_id, town.doctor_id), name="Ivan Weber")
    patient = await a_person(database, settings, name="Anna Geheim")
    return World(town, doctor, patient, client)


async def test_a_feed_shows_the_doctors_visits_and_names_no_patient(world: World) -> None:
    """A calendar program passes on what it reads: when, and where to open it, and not whose."""
    booked = (await book(world.client, world.town, world.patient, reason="headache")).json()
    answer = await world.read(await world.make())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(answer.text)
    calendar.validate(raiseException=True)
    [event] = Calendar.from_ical(answer.text).walk("VEVENT")
    assert str(event["UID"]) == booked["id"]
    assert event.decoded("DTSTART") == world.town.shift.start
    assert str(event["LOCATION"]) == f"http://testserver/doctor/visits/{booked['id']}"
    for private in ("Anna", "Geheim", "headache", "ORGANIZER", "ATTENDEE"):
        assert private not in answer.text


async def test_what_was_cancelled_is_not_in_the_feed(world: World) -> None:
    booked = (await book(world.client, world.town, world.patient)).json()
    path = await world.make()
    headers = {**world.patient.headers, "If-Match": f'"{booked["revision"]}"'}
    cancelled = await world.client.post(f"/api/v1/appointments/{booked['id']}/cancel", json={}, headers=headers)
    assert cancelled.status_code == 200, cancelled.text
    assert "VEVENT" not in (await world.read(path)).text


async def test_revoking_is_seen_at_once(world: World) -> None:
    """And what was revoked looks like what never was."""
    path = await world.make()
    assert (await world.read(path)).status_code == 200
    gone = await world.client.delete("/api/v1/account/feed", headers=world.doctor.headers)
    assert gone.status_code == 204
    revoked = await world.read(path)
    assert revoked.status_code == 404
    never = await world.read("/api/v1/feeds/" + "A" * 43 + ".ics")
    assert revoked.json() == never.json()
    state = await world.client.get("/api/v1/account/feed", headers=world.doctor.headers)
    assert state.json() == {"made_at": None}


async def test_a_new_address_ends_the_last(world: World) -> None:
    first = await world.make()
    second = await world.make()
    assert (await world.read(first)).status_code == 404
    assert (await world.read(second)).status_code == 200


async def test_a_wrong_address_is_not_found(world: World) -> None:
    await world.make()
    for token in ("A" * 42, "A" * 43, "Ж" * 43, "x", "..%2f..%2fetc%2fpasswd", "%00", "A" * 5000):
        assert (await world.read(f"/api/v1/feeds/{token}.ics")).status_code == 404


async def test_who_is_no_doctor_any_more_has_no_feed(world: World, database: Database) -> None:
    path = await world.make()
    grant = Grant(Role.DOCTOR, world.town.clinic_id, world.town.doctor_id)
    async with database.writing() as session:
        await grants.take_away(session, world.doctor.account_id, grant, now=clock.now(), actor_id=None)
    assert (await world.read(path)).status_code == 404


async def test_a_disabled_account_has_no_feed(world: World, database: Database) -> None:
    path = await world.make()
    async with database.writing() as session:
        await recovery.disable(session, world.doctor.account_id, actor_id=UUID(int=1), now=clock.now())
    assert (await world.read(path)).status_code == 404


async def test_the_address_is_not_stored(world: World, database: Database) -> None:
    """Whoever reads the database reads no calendar."""
    path = await world.make()
    async with database.reading() as session:
        [feed] = (await session.scalars(select(CalendarFeed))).all()
    assert feed.digest not in path


async def test_patients_have_no_feed(world: World) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = await world.client.request(method, "/api/v1/account/feed", headers=world.patient.headers)
        assert answer.status_code == 403
