"""Programmes, members, referrals and reserved time over HTTP, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from telemed.accounts.callers import Grant, Role
from telemed.booking.referrals.service import referral_facts
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.settings import Settings
from tests.accounts.conftest import settings, true_time
from tests.booking.builders import Person, Town, a_person, book, build_town
from tests.booking.rulers import know

__all__ = ["settings", "true_time"]


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.writing() as session:
        return await build_town(session, hours=2)


@pytest.fixture
async def anna(database: Database, settings: Settings, town: Town) -> Person:
    person = await a_person(database, settings)
    async with database.writing() as session:
        await know(session, town, person)
    return person


@pytest.fixture
async def admin(database: Database, settings: Settings, town: Town) -> Person:
    return await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id), name="Vera Koch")


async def test_a_programme_its_members_and_its_end(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person, admin: Person
) -> None:
    """Made by an admin, joined at the desk, seen by the patient; ended, it admits nobody and booked visits stay."""
    base = f"/api/v1/clinics/{town.clinic_id}/programmes"
    draft = {"code": "city", "name_i18n": {"en": "City benefit", "ru": "Городская льгота"}}
    made = await client.post(base, json=draft, headers=admin.headers)
    assert made.status_code == 201, made.text
    assert (await client.post(base, json=draft, headers=admin.headers)).status_code == 409
    one = f"{base}/{made.json()['id']}"
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    assert (await client.post(base, json=draft, headers=desk.headers)).status_code == 403
    member = await client.post(f"{one}/members", json={"patient_id": str(anna.patient_id)}, headers=desk.headers)
    assert member.status_code == 201, member.text
    again = await client.post(f"{one}/members", json={"patient_id": str(anna.patient_id)}, headers=desk.headers)
    assert (again.status_code, again.json()["type"]) == (409, "urn:telemed:problem:already-member")
    listed = (await client.get(f"{one}/members", headers=desk.headers)).json()["items"]
    assert [each["patient_name"] for each in listed] == ["Anna Ivanova"]
    own = f"/api/v1/patients/{anna.patient_id}/programmes"
    russian = {**anna.headers, "Accept-Language": "ru"}
    assert [each["name"] for each in (await client.get(own, headers=russian)).json()["items"]] == ["Городская льгота"]
    service = f"/api/v1/clinics/{town.clinic_id}/services/{town.service_id}"
    assert (await client.patch(service, json={"programme_code": "city"}, headers=admin.headers)).status_code == 200
    booked = await book(client, town, anna)
    assert booked.status_code == 201, booked.text
    assert (await client.delete(f"{one}/members/{member.json()['id']}", headers=desk.headers)).status_code == 204
    assert (await client.get(own, headers=anna.headers)).json()["items"] == []
    refused = await book(client, town, anna, town.shift.start + timedelta(hours=1))
    assert (refused.status_code, refused.json()["reason_code"]) == (422, "not_in_programme")
    visit = await client.get(f"/api/v1/appointments/{booked.json()['id']}", headers=anna.headers)
    assert visit.json()["status"] == "booked"
    renamed = await client.patch(one, json={"active": False}, headers={**admin.headers, "If-Match": '"1"'})
    assert (renamed.status_code, renamed.json()["active"]) == (200, False)
    assert (
        await client.patch(one, json={"active": True}, headers={**admin.headers, "If-Match": '"1"'})
    ).status_code == 412


async def test_who_may_see_and_change_a_programme(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person, admin: Person
) -> None:
    """Another clinic's, and patients the clinic has nothing to do with, are not there."""
    base = f"/api/v1/clinics/{town.clinic_id}/programmes"
    made = (await client.post(base, json={"code": "a", "name_i18n": {"en": "A"}}, headers=admin.headers)).json()
    elsewhere = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, new_id()))
    boris = await a_person(database, settings, name="Boris Petrov")
    members = f"{base}/{made['id']}/members"
    assert (await client.get(base, headers=elsewhere.headers)).status_code == 404
    assert (await client.get(members, headers=elsewhere.headers)).status_code == 404
    stranger = {"patient_id": str(boris.patient_id)}
    assert (await client.post(members, json=stranger, headers=admin.headers)).status_code == 404
    assert (
        await client.get(f"/api/v1/patients/{anna.patient_id}/programmes", headers=boris.headers)
    ).status_code == 404
    for body in (
        {"patient_id": str(anna.patient_id), "until": "2020-01-01T00:00:00Z"},
        {"patient_id": str(anna.patient_id), "until": "2027-01-01T00:00:00"},
        {"patient_id": str(anna.patient_id), "until": "9999-12-31T23:59:59Z"},
    ):
        assert (await client.post(members, json=body, headers=admin.headers)).status_code == 422


async def test_referrals_are_given_by_who_treats_and_seen_by_who_has_to_do_with_it(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """A doctor of the patient's, or the desk for one on paper; taken back, it is good for nothing."""
    doctor = await a_person(database, settings, Grant(Role.DOCTOR, town.clinic_id, town.doctor_id))
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    boris = await a_person(database, settings, name="Boris Petrov")
    path = f"/api/v1/patients/{anna.patient_id}/referrals"
    body: dict[str, Any] = {"specialty_id": str(town.specialty_id)}
    assert (await client.post(path, json=body, headers=doctor.headers)).status_code == 403
    assert (await book(client, town, anna)).status_code == 201
    given = await client.post(path, json=body, headers=doctor.headers)
    assert given.status_code == 201, given.text
    assert given.json()["doctor_name"] == "Anna Weber0"
    async with database.reading() as session:
        facts = await referral_facts(session, UUID(given.json()["id"]))
    assert facts is not None
    assert facts.patient_id == anna.patient_id
    on_paper = await client.post(path, json=body, headers=desk.headers)
    assert (on_paper.status_code, on_paper.json()["doctor_name"]) == (201, None)
    assert len((await client.get(path, headers=anna.headers)).json()["items"]) == 2
    assert (await client.get(path, headers=boris.headers)).status_code == 404
    for until in ("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "2026-12-24T10:00:00"):
        assert (await client.post(path, json={**body, "until": until}, headers=desk.headers)).status_code == 422
    assert (await client.post(path, json={"specialty_id": str(new_id())}, headers=desk.headers)).status_code == 422
    one = f"/api/v1/referrals/{given.json()['id']}"
    elsewhere = await a_person(database, settings, Grant(Role.REGISTRAR, new_id()))
    assert (await client.delete(one, headers=elsewhere.headers)).status_code == 404
    assert (await client.delete(one, headers=doctor.headers)).status_code == 204
    assert [each["id"] for each in (await client.get(path, headers=anna.headers)).json()["items"]] == [
        on_paper.json()["id"]
    ]


async def test_time_is_reserved_and_freed(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, admin: Person
) -> None:
    """By the desk, for a known programme or the phone; a later reservation takes the part that it wants."""
    path = f"/api/v1/calendars/{town.doctor_id}/reserved"
    start = town.shift.start

    def wish(first: int, last: int, audience: str) -> dict[str, str]:
        end = start + timedelta(minutes=last)
        return {
            "starts_at": (start + timedelta(minutes=first)).isoformat(), "ends_at": end.isoformat(),
            "audience": audience, "until": end.isoformat(),
        }  # fmt: skip

    assert (await client.post(path, json=wish(0, 60, "programme:no"), headers=admin.headers)).status_code == 422
    assert (await client.post(path, json=wish(0, 60, "everybody"), headers=admin.headers)).status_code == 422
    past = {**wish(0, 60, "phone"), "until": datetime(2020, 1, 1, tzinfo=UTC).isoformat()}
    assert (await client.post(path, json=past, headers=admin.headers)).status_code == 422
    assert (await client.post(path, json=wish(0, 60, "phone"), headers=admin.headers)).status_code == 201
    middle = await client.post(path, json=wish(20, 40, "none"), headers=admin.headers)
    assert (middle.status_code, middle.json()["kind"]) == (201, "none")
    local = start.astimezone().date().isoformat()
    listed = f"/api/v1/clinics/{town.clinic_id}/reserved?start={local}&days=2"
    found = (await client.get(listed, headers=admin.headers)).json()["items"]
    spans = [
        (int((datetime.fromisoformat(each["starts_at"]) - start).total_seconds() / 60), each["audience"])
        for each in found
    ]
    assert spans == [(0, "phone"), (20, "none"), (40, "phone")]
    elsewhere = await a_person(database, settings, Grant(Role.REGISTRAR, new_id()))
    one = f"/api/v1/reserved/{middle.json()['id']}"
    assert (await client.delete(one, headers=elsewhere.headers)).status_code == 404
    assert (await client.delete(one, headers=admin.headers)).status_code == 204
    assert len((await client.get(listed, headers=admin.headers)).json()["items"]) == 2
    assert clock.now() < start
