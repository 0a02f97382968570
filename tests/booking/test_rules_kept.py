"""What the rules refuse, search does not show, and what search shows a patient, booking accepts. On both databases."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.directory.models import Service
from telemed.kit import clock
from telemed.kit.intervals import Interval
from telemed.patients.models import Patient
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town
from tests.booking.rulers import keep, know, make_member, refer, shown


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.writing() as session:
        return await build_town(session, hours=4)


@pytest.fixture
async def anna(database: Database, settings: Settings) -> Person:
    return await a_person(database, settings)


async def rule(database: Database, town: Town, **values: Any) -> None:
    async with database.writing() as session:
        await session.execute(update(Service).where(Service.id == town.service_id).values(**values))  # type: ignore[arg-type]


async def code(answer: httpx2.Response) -> str:
    assert answer.status_code in {403, 422}, answer.text
    return str(answer.json()["reason_code"])


async def test_who_may_book_is_422_with_the_reason(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person
) -> None:
    """Too young, no referral, no member: refused, not shown to the patient, and shown and booked once that is so."""
    everything = await shown(client, town, anna)
    for values, expected in (
        ({"min_age": 60}, "too_young"), ({"min_age": 0, "max_age": 17}, "too_old"),
        ({"max_age": 150, "referral_required": True}, "no_referral"),
        ({"referral_required": False, "programme_code": "benefit"}, "not_in_programme"),
        ({"programme_code": "", "duty": True}, "duty"),
    ):  # fmt: skip
        await rule(database, town, **values)
        assert await code(await book(client, town, anna)) == expected
        assert await shown(client, town, anna) == []
    await rule(database, town, duty=False, referral_required=True, programme_code="benefit")
    async with database.writing() as session:
        await make_member(session, town, anna)
        await refer(session, town, anna, town.shift.start + timedelta(hours=2))
    times = await shown(client, town, anna)
    assert times == everything[: len(times)]
    assert datetime.fromisoformat(times[-1]) < town.shift.start + timedelta(hours=2)
    assert await code(await book(client, town, anna, town.shift.start + timedelta(hours=2))) == "no_referral"
    assert (await book(client, town, anna)).status_code == 201


async def test_visits_in_a_period_are_capped_also_at_once(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person
) -> None:
    """Two of three bookings of one patient at the same moment are refused; a moved visit does not count itself."""
    await rule(database, town, most_per_period=1, period_days=30)
    starts = [town.shift.start + timedelta(minutes=30 * n) for n in range(3)]
    answers = await asyncio.gather(*(book(client, town, anna, start) for start in starts))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]
    assert {await code(answer) for answer in answers if answer.status_code == 422} == {"too_many"}
    assert await shown(client, town, anna) == []
    visit = next(answer.json() for answer in answers if answer.status_code == 201)
    moving = await shown(client, town, anna, moving_id=visit["id"])
    assert moving
    moved = await client.post(
        f"/api/v1/appointments/{visit['id']}/reschedule", json={"starts_at": moving[-1]}, headers=anna.headers
    )
    assert moved.status_code == 200, moved.text
    cancelled = await client.post(f"/api/v1/appointments/{visit['id']}/cancel", json={}, headers=anna.headers)
    assert cancelled.status_code == 200
    assert (await book(client, town, anna)).status_code == 201


async def test_reserved_time_is_for_its_audience_until_the_hour(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """The phone's hour: nobody sees it, the patient is refused, the desk books it; after the hour it is anybody's."""
    hour = Interval(town.shift.start, town.shift.start + timedelta(hours=1))
    async with database.writing() as session:
        await keep(session, town, hour, "phone", hour.start - timedelta(hours=12))
        await know(session, town, anna)
    for person in (None, anna):
        assert min(await shown(client, town, person)) >= hour.end.isoformat()[:19]
    assert await code(await book(client, town, anna)) == "reserved_phone"
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    asked = {"service_id": str(town.service_id), "patient_id": str(anna.patient_id)}
    seen = await client.get("/api/v1/openings", params=asked, headers=desk.headers)
    assert seen.json()["items"][0]["starts_at"] == hour.start.isoformat().replace("+00:00", "Z")
    by_desk = await book(client, town, Person(desk.account_id, anna.patient_id, desk.token))
    assert by_desk.status_code == 201, by_desk.text
    clock.shift(hour.start - timedelta(hours=11) - clock.now())
    later = await a_person(database, settings, name="Boris Petrov")
    assert min(await shown(client, town, later)) < hour.end.isoformat()[:19]
    assert (await book(client, town, later, hour.start + timedelta(minutes=30))).status_code == 201


async def test_a_programmes_time(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """Kept for members, of a service that asks for none itself."""
    boris = await a_person(database, settings, name="Boris Petrov")
    async with database.writing() as session:
        await make_member(session, town, anna)
        await keep(session, town, town.shift, "programme:benefit")
    assert await shown(client, town, boris) == await shown(client, town) == []
    assert await code(await book(client, town, boris)) == "reserved_programme"
    first, *_ = await shown(client, town, anna)
    assert (await book(client, town, anna, datetime.fromisoformat(first))).status_code == 201


async def test_free_times_for_a_patient_are_the_patients_alone(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """401 for nobody, 404 for somebody else's patient, and another visit's time is not shown."""
    boris = await a_person(database, settings, name="Boris Petrov")
    query = {"service_id": str(town.service_id), "patient_id": str(anna.patient_id)}
    for path in ("/api/v1/openings", f"/api/v1/doctors/{town.doctor_id}/days"):
        days = {"from": town.shift.start.date().isoformat(), "to": town.shift.start.date().isoformat()}
        assert (await client.get(path, params={**query, **days})).status_code == 401
        assert (await client.get(path, params={**query, **days}, headers=boris.headers)).status_code == 404
        assert (await client.get(path, params={**query, **days}, headers=anna.headers)).status_code == 200
    async with database.writing() as session:
        other = await build_town(session, hours=4, starts_at=town.shift.start)
    assert (await book(client, other, anna)).status_code == 201
    assert min(await shown(client, town, anna)) >= (town.shift.start + timedelta(minutes=20)).isoformat()[:19]


def _random_rules(chance: random.Random) -> dict[str, Any]:
    return {
        "grid_min": chance.choice([10, 15, 20, 30]), "lead_min": chance.choice([0, 60, 60 * 24 * 3]),
        "horizon_days": chance.choice([7, 14, 56]), "buffer_after_min": chance.choice([0, 10]),
        "min_age": chance.choice([0, 0, 18]), "max_age": chance.choice([150, 150, 40]),
        "referral_required": chance.random() < 0.3, "programme_code": chance.choice(["", "", "benefit"]),
        "most_per_period": chance.choice([0, 0, 1, 2]), "period_days": chance.choice([1, 7, 30]),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
async def test_times_shown_are_times_accepted(
    client: httpx2.AsyncClient, database: Database, settings: Settings, seed: int
) -> None:
    """Random rules, patients and reserved time: what search shows a patient is exactly what booking accepts."""
    chance = random.Random(seed)
    person = await a_person(database, settings)
    async with database.writing() as session:
        town = await build_town(session, hours=3)
        other = await build_town(session, hours=3, starts_at=town.shift.start)
        born = date(chance.choice([1950, 1990, 2010, 2020]), 6, 1)
        await session.execute(update(Patient).where(Patient.id == person.patient_id).values(birth_date=born))  # type: ignore[arg-type]
        if chance.random() < 0.6:
            await make_member(session, town, person)
        if chance.random() < 0.6:
            await refer(session, town, person, town.shift.start + timedelta(hours=chance.choice([1, 5])))
        for audience in chance.sample(["none", "phone", "programme:benefit"], 2):
            begin = town.shift.start + timedelta(minutes=chance.choice([0, 40, 75, 130]))
            await keep(session, town, Interval(begin, begin + timedelta(minutes=35)), audience)
    await book(client, town, person, town.shift.start + timedelta(minutes=60))
    assert (await book(client, other, person, town.shift.start + timedelta(minutes=100))).status_code == 201
    await rule(database, town, **_random_rules(chance))
    offered = {datetime.fromisoformat(each) for each in await shown(client, town, person)}
    candidates = [town.shift.start + timedelta(minutes=5 * n) for n in range(-2, 40)]
    for start in {*chance.sample(candidates, 12), *chance.sample(sorted(offered), min(4, len(offered)))}:
        answer = await book(client, town, person, start)
        assert (answer.status_code == 201) == (start in offered), (start, answer.text)
        if answer.status_code == 201:
            path = f"/api/v1/appointments/{answer.json()['id']}/cancel"
            assert (await client.post(path, json={}, headers=person.headers)).status_code == 200
    assert {datetime.fromisoformat(each) for each in await shown(client, town, person)} == offered


async def test_why_a_time_is_not_offered(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """Staff see every reason; taken, closed and too short among them; another clinic's time and patients are 404."""
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    boris = await a_person(database, settings, name="Boris Petrov")
    assert (await book(client, town, anna)).status_code == 201
    path = f"/api/v1/clinics/{town.clinic_id}/why"

    async def ask(start: datetime, **more: str) -> httpx2.Response:
        query = {"service_id": str(town.service_id), "doctor_id": str(town.doctor_id), "starts_at": start.isoformat()}
        return await client.get(path, params={**query, **more}, headers=desk.headers)

    async def codes(start: datetime, **more: str) -> list[str]:
        answer = await ask(start, **more)
        assert answer.status_code == 200, answer.text
        assert answer.json()["bookable"] == (not answer.json()["reasons"])
        return [each["code"] for each in answer.json()["reasons"]]

    assert await codes(town.shift.start) == ["taken"]
    assert await codes(town.shift.start + timedelta(hours=1)) == []
    assert await codes(town.shift.start + timedelta(minutes=67)) == ["misaligned"]
    assert await codes(town.shift.end - timedelta(minutes=10)) == ["too_short"]
    assert await codes(town.shift.end + timedelta(hours=1)) == ["closed"]
    assert await codes(datetime(9999, 1, 1, tzinfo=UTC)) == ["too_far"]
    await rule(database, town, min_age=70, referral_required=True)
    assert await codes(town.shift.start + timedelta(hours=1)) == []
    assert await codes(town.shift.start + timedelta(hours=1), patient_id=str(anna.patient_id)) == [
        "too_young",
        "no_referral",
    ]
    async with database.writing() as session:
        await keep(session, town, Interval(town.shift.start + timedelta(hours=1), town.shift.end), "phone")
    asked = (await ask(town.shift.start + timedelta(hours=1))).json()
    assert ([each["code"] for each in asked["reasons"]], asked["bookable_by_desk"]) == (["reserved_phone"], True)
    assert (await ask(town.shift.start, patient_id=str(boris.patient_id))).status_code == 404
    assert (await ask(town.shift.start, doctor_id=str(boris.patient_id))).status_code == 404
    assert (await client.get(path, headers=anna.headers)).status_code == 403


async def test_moving_has_a_notice_of_its_own(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person
) -> None:
    """A visit that can still be cancelled may be too close to be moved, and the other way round."""
    visit = (await book(client, town, anna)).json()
    path = f"/api/v1/appointments/{visit['id']}"
    later = {"starts_at": (town.shift.start + timedelta(hours=1)).isoformat()}
    for cancel, move in ((0, 60 * 24 * 30), (60 * 24 * 30, 0)):
        await rule(database, town, cancel_min=cancel, reschedule_min=move)
        can = (await client.get(path, headers=anna.headers)).json()["can"]
        assert (can["cancel"], can["reschedule"]) == (not cancel, not move)
        moved = await client.post(f"{path}/reschedule", json=later, headers=anna.headers)
        assert moved.status_code == (409 if move else 200)
    assert (await client.post(f"{path}/cancel", json={}, headers=anna.headers)).status_code == 409


async def test_too_soon_and_not_on_offer_are_422_and_the_clients_clock_is_ignored(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person
) -> None:
    """What the request says about the present changes nothing; another doctor, another way, an unused service."""
    await rule(database, town, lead_min=60 * 24 * 20)
    assert await code(await book(client, town, anna)) == "too_soon"
    headers = {**anna.headers, "Date": "Mon, 01 Jan 2024 00:00:00 GMT", "X-Now": "2024-01-01T00:00:00Z"}
    asked = {"service_id": str(town.service_id), "doctor_id": str(town.doctor_id), "patient_id": str(anna.patient_id),
             "starts_at": town.shift.start.isoformat(), "modality": "video"}  # fmt: skip
    assert await code(await client.post("/api/v1/appointments", json=asked, headers=headers)) == "too_soon"
    await rule(database, town, lead_min=0, modalities=["audio"])
    assert await code(await book(client, town, anna)) == "not_on_offer"
    assert await code(await book(client, town, anna, doctor_id=str(anna.patient_id))) == "not_on_offer"
    await rule(database, town, modalities=["video"], active=False)
    assert await code(await book(client, town, anna)) == "not_on_offer"
    assert await shown(client, town, anna) == []
