"""Any doctor, over HTTP, on both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2

from telemed.booking.anyone.preference import Choice, in_order
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.patients.service import relate
from telemed.schedules.consistency import find_differences
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town, next_monday


async def any_doctor(client: httpx2.AsyncClient, town: Town, person: Person, **wish: Any) -> httpx2.Response:
    body = {"service_id": str(town.service_id), "patient_id": str(person.patient_id), **wish}
    return await client.post("/api/v1/appointments/any", json=body, headers=person.headers)


async def people(database: Database, settings: Settings, count: int) -> list[Person]:
    return [await a_person(database, settings) for _ in range(count)]


async def test_any_doctor_under_load_never_doubles(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Promise: "any doctor" under load never doubles. Thirty at once for thirty times of five doctors: everybody gets one,
    no two the same, and the next is told that none is left.
    """
    async with database.writing() as session:
        town = await build_town(session, doctors=5, hours=2)
    everybody = await people(database, settings, 31)
    answers = await asyncio.gather(*(any_doctor(client, town, person) for person in everybody[:30]))
    assert Counter(answer.status_code for answer in answers) == {201: 30}, [a.text for a in answers if a.is_error][:1]
    taken = {(answer.json()["doctor"]["id"], answer.json()["starts_at"]) for answer in answers}
    assert len(taken) == 30
    late = await any_doctor(client, town, everybody[30])
    assert (late.status_code, late.json()["type"]) == (409, "urn:telemed:problem:no-time")
    async with database.reading() as session:
        assert not await find_differences(session)


async def test_the_soonest_is_with_the_doctor_who_knows_the_patient(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Within the hour the known doctor is preferred; when they are free only later, somebody else is sooner."""
    async with database.writing() as session:
        town = await build_town(session, doctors=3, hours=4)
    first, second = await people(database, settings, 2)
    known = town.doctor_ids[1]
    async with database.writing() as session:
        for person in (first, second):
            await relate(session, person.patient_id, town.clinic_id, doctor_id=known, now=clock.now())
    helper = await a_person(database, settings)
    assert (await book(client, town, helper, doctor_id=str(known))).status_code == 201
    near = (await any_doctor(client, town, first)).json()
    assert (UUID(near["doctor"]["id"]), near["starts_at"]) == (known, _utc(town, minutes=20))
    for minutes in (40, 60):
        helper = await a_person(database, settings)
        start = town.shift.start + timedelta(minutes=minutes)
        assert (await book(client, town, helper, start, doctor_id=str(known))).status_code == 201
    far = (await any_doctor(client, town, second)).json()
    assert UUID(far["doctor"]["id"]) != known
    assert far["starts_at"] == _utc(town, minutes=0)


def _utc(town: Town, *, minutes: int) -> str:
    return (town.shift.start + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


async def test_any_doctor_keeps_to_what_was_asked_for(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Language, part of the day, dates and the patient's own other visits are kept; a specialty or service is needed."""
    async with database.writing() as session:
        town = await build_town(session, doctors=2, hours=10)
    [anna] = await people(database, settings, 1)
    day = town.shift.start.date().isoformat()
    evening = await any_doctor(client, town, anna, part_of_day="evening", **{"from": day, "until": day})
    assert evening.json()["local_start"][11:16] == "17:00"
    again = await any_doctor(client, town, anna, part_of_day="evening", **{"from": day, "until": day})
    assert again.json()["local_start"][11:16] == "17:20"
    assert (await any_doctor(client, town, anna, language="xx")).status_code == 409
    assert (await any_doctor(client, town, anna, until=str(clock.now().date()))).status_code == 409
    nothing = {"patient_id": str(anna.patient_id)}
    assert (await client.post("/api/v1/appointments/any", json=nothing, headers=anna.headers)).status_code == 422


async def test_any_doctor_for_somebody_elses_patient(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """A foreign patient is 404, and the same key gives the same visit."""
    async with database.writing() as session:
        town = await build_town(session)
    anna, boris = await people(database, settings, 2)
    assert (await any_doctor(client, town, anna, patient_id=str(boris.patient_id))).status_code == 404
    body = {"specialty_id": str(town.specialty_id), "patient_id": str(anna.patient_id)}
    headers = {**anna.headers, "Idempotency-Key": "any-1"}
    answers = [await client.post("/api/v1/appointments/any", json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]


def test_load_is_spread_over_doctors() -> None:
    """Who has fewest visits that day comes first; among equals, patients differ in whom they want."""
    start, service = next_monday(), new_id()
    doctors = [new_id() for _ in range(8)]
    choices = [Choice(start, doctor, service, "video") for doctor in doctors]
    patient = new_id()
    busy = dict.fromkeys(doctors[:7], 3)
    assert in_order(choices, set(), busy, patient)[0].doctor_id == doctors[7]
    firsts = {in_order(choices, set(), {}, new_id())[0].doctor_id for _ in range(100)}
    assert len(firsts) > 4
    assert in_order(choices, {doctors[3]}, busy, patient)[0].doctor_id == doctors[3]
