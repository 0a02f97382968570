from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from telemed.accounts.models import Account, AccountGrant
from telemed.accounts.secrets import digits
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.outbox.models import OutboxEvent
from telemed.patients import registration
from telemed.patients.models import Consent, Patient
from tests.accounts.builders import PASSWORD, a_client, an_account, sign_in
from tests.conftest import SECRET
from tests.patients.builders import CONSENTS, a_form, code_of, register


async def registered(client: httpx2.AsyncClient, **changes: Any) -> str:
    answer = await client.post("/api/v1/registrations", json=a_form(**changes))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["confirmation_id"])


async def confirm(client: httpx2.AsyncClient, confirmation_id: str, code: str) -> int:
    answer = await client.post(f"/api/v1/confirmations/{confirmation_id}", json={"code": code})
    return answer.status_code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_registering_confirming_and_signing_in(client: httpx2.AsyncClient, database: Database) -> None:
    """A form, a code, and then an account with one patient, its consents, and the patient role alone."""
    await register(client)
    anna = await sign_in(client, "anna@example.org")
    account = (await anna.call("GET", "/account")).json()
    assert account["email"] == "anna@example.org"
    assert [role["role"] for role in account["roles"]] == ["patient"]
    assert [(p["given_name"], p["relation"]) for p in account["patients"]] == [("Anna", "self")]
    async with database.reading() as session:
        assert len((await session.scalars(select(Consent))).all()) == 3


async def test_registering_by_phone(client: httpx2.AsyncClient) -> None:
    """A number in any spelling is one number."""
    confirmation_id = await registered(client, email=None, phone="+7 (916) 123-45-67")
    assert await confirm(client, confirmation_id, code_of(confirmation_id)) == 204
    await sign_in(client, "+79161234567")


async def test_an_unconfirmed_registration_cannot_sign_in(client: httpx2.AsyncClient) -> None:
    await registered(client)
    answer = await client.post("/api/v1/sessions", json={"login": "anna@example.org", "password": PASSWORD})
    assert answer.status_code == 401


async def test_a_known_address_gets_the_same_answer(client: httpx2.AsyncClient, database: Database) -> None:
    """Registering tells nobody who has an account, and leaves that account's password alone."""
    await an_account(database, "anna@example.org")
    known = await client.post("/api/v1/registrations", json=a_form(password="another password"))
    unknown = await client.post("/api/v1/registrations", json=a_form(email="new@example.org"))
    assert known.status_code == unknown.status_code == 202
    assert set(known.json()) == set(unknown.json())
    confirmation_id = known.json()["confirmation_id"]
    assert await confirm(client, confirmation_id, code_of(confirmation_id)) == 400
    await sign_in(client, "anna@example.org")


async def test_a_code_works_once(client: httpx2.AsyncClient, database: Database) -> None:
    confirmation_id = await registered(client)
    code = code_of(confirmation_id)
    assert [await confirm(client, confirmation_id, code) for _ in range(2)] == [204, 400]
    async with database.reading() as session:
        assert len((await session.scalars(select(Patient))).all()) == 1


async def test_guesses_are_counted(client: httpx2.AsyncClient) -> None:
    """After five wrong codes the right one is refused too; a new code works again."""
    confirmation_id = await registered(client)
    code = code_of(confirmation_id)
    for _ in range(registration.MAX_ATTEMPTS):
        assert await confirm(client, confirmation_id, wrong(code)) == 400
    assert await confirm(client, confirmation_id, code) == 400
    clock.shift(timedelta(minutes=1))
    assert (await client.post(f"/api/v1/confirmations/{confirmation_id}/resend")).status_code == 202
    assert await confirm(client, confirmation_id, code) == 400
    assert await confirm(client, confirmation_id, code_of(confirmation_id, 1)) == 204


async def test_a_code_is_too_old_after_half_an_hour(client: httpx2.AsyncClient) -> None:
    confirmation_id = await registered(client)
    clock.shift(timedelta(minutes=31))
    assert await confirm(client, confirmation_id, code_of(confirmation_id)) == 400


async def test_resending_too_soon_or_for_nobody_changes_nothing(client: httpx2.AsyncClient) -> None:
    confirmation_id = await registered(client)
    assert (await client.post(f"/api/v1/confirmations/{confirmation_id}/resend")).status_code == 202
    assert (await client.post(f"/api/v1/confirmations/{UUID(int=7)}/resend")).status_code == 202
    assert await confirm(client, confirmation_id, code_of(confirmation_id)) == 204


async def test_two_people_with_one_address(app: FastAPI, client: httpx2.AsyncClient) -> None:
    """Whoever can read the mail gets the account with their own password; the other's code is worth nothing then."""
    strangers = await registered(client, password="a stranger's password")
    owners = await registered(client)
    assert await confirm(client, owners, code_of(owners)) == 204
    assert await confirm(client, strangers, code_of(strangers)) == 400
    async with a_client(app) as other:
        await sign_in(other, "anna@example.org", PASSWORD)


@pytest.mark.parametrize("extra", [{"role": "operator"}, {"clinic_id": str(UUID(int=1))}, {"is_superuser": True}])
async def test_a_role_in_a_registration_is_never_applied(
    client: httpx2.AsyncClient, database: Database, extra: dict[str, Any]
) -> None:
    answer = await client.post("/api/v1/registrations", json=a_form() | extra)
    assert answer.status_code == 422
    async with database.reading() as session:
        assert (await session.scalars(select(AccountGrant))).all() == []


@pytest.mark.parametrize(
    "change",
    [
        {"email": "not an address"},
        {"email": "a@b\r\nBcc: c@d.example"},
        {"email": "anna@example.org", "phone": "+79161234567"},
        {"email": None},
        {"email": None, "phone": "12345"},
        {"email": None, "phone": "+7" + "9" * 5000},
        {"password": "short"},
        {"password": "x" * 1025},
        {"password": "п" * 513},
        {"given_name": "A\r\nBcc: x"},
        {"given_name": "\u202ennA"},
        {"given_name": " "},
        {"given_name": "A" * 101},
        {"birth_date": "2999-01-01"},
        {"birth_date": "1850-01-01"},
        {"birth_date": "31.12.1990"},
        {"sex": "F"},
        {"language": "xx"},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"consents": []},
        {"consents": CONSENTS[:2]},
        {"consents": [*CONSENTS[:2], {"document": "telemedicine", "version": "1999"}]},
    ],
)
async def test_a_form_that_is_not_valid_is_422(
    client: httpx2.AsyncClient, database: Database, change: dict[str, Any]
) -> None:
    answer = await client.post("/api/v1/registrations", json={**a_form(), **change})
    assert answer.status_code == 422, answer.text
    assert PASSWORD not in answer.text
    async with database.reading() as session:
        assert (await session.scalars(select(OutboxEvent))).all() == []


async def test_one_address_is_not_mailed_without_end(client: httpx2.AsyncClient, database: Database) -> None:
    for _ in range(8):
        await registered(client)
    async with database.reading() as session:
        assert len((await session.scalars(select(OutboxEvent))).all()) == 5


async def test_registrations_from_one_address_are_limited(client: httpx2.AsyncClient) -> None:
    statuses = set()
    for number in range(70):
        answer = await client.post("/api/v1/registrations", json=a_form(email=f"p{number}@example.org"))
        statuses.add(answer.status_code)
    assert statuses == {202, 429}


async def test_what_nobody_confirmed_is_forgotten(client: httpx2.AsyncClient, database: Database) -> None:
    await registered(client)
    async with database.writing() as session:
        assert await registration.forget_expired(session, clock.now()) == 0
        assert await registration.forget_expired(session, clock.now() + timedelta(days=2)) == 1


async def test_the_database_holds_no_code_and_no_password(client: httpx2.AsyncClient, database: Database) -> None:
    """What is mailed is computed from the secret; what is stored of the password is a hash."""
    confirmation_id = await registered(client)
    async with database.reading() as session:
        event = (await session.scalars(select(OutboxEvent))).one()
        assert code_of(confirmation_id) not in str(event.payload)
        assert digits(SECRET, UUID(confirmation_id), 0) != digits(SECRET + "x", UUID(confirmation_id), 0)
        assert (await session.scalars(select(Account))).all() == []
