"""Inviting people to a clinic, and letting them go."""

import httpx2
from sqlalchemy import select

from telemed.accounts.callers import Grant, Role
from telemed.accounts.models import Account
from telemed.db.engine import Database
from telemed.outbox.models import OutboxEvent
from telemed.settings import Settings
from tests.booking.builders import a_person, build_town


async def _account(database: Database, account_id: str) -> Account:
    async with database.reading() as session:
        rows = await session.scalars(select(Account))
        return next(row for row in rows if str(row.id) == account_id)


async def test_a_new_address_gets_an_account_without_a_password_and_a_mail(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """The role is there at once; the person proves the address by setting a password."""
    async with database.writing() as session:
        town = await build_town(session)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    base = f"/api/v1/clinics/{town.clinic_id}/staff"
    body = {"email": "Doc@Example.org", "role": "doctor", "doctor_id": str(town.doctor_id), "language": "de"}
    made = await client.post(base, json=body, headers=admin.headers)
    assert made.status_code == 201, made.text
    assert made.json()["roles"] == [{"role": "doctor", "doctor_id": str(town.doctor_id), "doctor_name": "Anna Weber0"}]
    account = await _account(database, made.json()["account_id"])
    assert (account.email, account.password_hash, account.confirmed_at) == ("doc@example.org", None, None)
    async with database.reading() as session:
        events = [event.kind for event in await session.scalars(select(OutboxEvent)) if event.subject_id == account.id]
    assert events == ["account.invited"]
    listed = (await client.get(base, headers=admin.headers)).json()["items"]
    assert {each["email"] for each in listed} >= {"doc@example.org"}


async def test_inviting_a_known_address_leaves_its_password_alone(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """A patient who begins to work here keeps the way they sign in."""
    async with database.writing() as session:
        town = await build_town(session)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    known = await a_person(database, settings)
    before = await _account(database, str(known.account_id))
    body = {"email": before.email, "role": "registrar"}
    made = await client.post(f"/api/v1/clinics/{town.clinic_id}/staff", json=body, headers=admin.headers)
    assert made.json()["account_id"] == str(known.account_id)
    after = await _account(database, str(known.account_id))
    assert (after.password_hash, after.confirmed_at) == (before.password_hash, before.confirmed_at)
    assert (await client.get(f"/api/v1/clinics/{town.clinic_id}/settings", headers=known.headers)).status_code == 200


async def test_letting_go_ends_the_sign_ins_at_once(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """The next call of somebody removed is 401, and the clinic is closed to them."""
    async with database.writing() as session:
        town = await build_town(session)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    leaving = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    settings_path = f"/api/v1/clinics/{town.clinic_id}/settings"
    assert (await client.get(settings_path, headers=leaving.headers)).status_code == 200
    path = f"/api/v1/clinics/{town.clinic_id}/staff/{leaving.account_id}"
    assert (await client.delete(path, headers=admin.headers)).status_code == 204
    assert (await client.get(settings_path, headers=leaving.headers)).status_code == 401
    assert (await client.delete(path, headers=admin.headers)).status_code == 404


async def test_a_clinic_keeps_an_administrator_and_a_doctor_one_account(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """The last admin cannot leave; a doctor who signs in already gets no second account; bad invitations are 422."""
    async with database.writing() as session:
        town = await build_town(session)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    base = f"/api/v1/clinics/{town.clinic_id}/staff"
    assert (await client.delete(f"{base}/{admin.account_id}", headers=admin.headers)).status_code == 409
    doctor = {"role": "doctor", "doctor_id": str(town.doctor_id)}
    first = await client.post(base, json={**doctor, "email": "one@example.org"}, headers=admin.headers)
    second = await client.post(base, json={**doctor, "email": "two@example.org"}, headers=admin.headers)
    assert (first.status_code, second.status_code) == (201, 409)
    for body in ({"role": "doctor"}, {"role": "operator"}, {"role": "registrar", "doctor_id": str(town.doctor_id)}):
        refused = await client.post(base, json={**body, "email": "three@example.org"}, headers=admin.headers)
        assert refused.status_code == 422
