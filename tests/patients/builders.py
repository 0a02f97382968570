"""Forms and patients as tests need them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import httpx2

from telemed.accounts import grants
from telemed.accounts.callers import Grant, Role
from telemed.accounts.secrets import digits
from telemed.db.engine import Database
from telemed.kit.ids import new_id
from telemed.patients.models import Patient
from telemed.patients.people import search_name
from tests.accounts.builders import NOON, PASSWORD, an_account
from tests.conftest import SECRET

CONSENTS = [{"document": name, "version": "2026-11"} for name in ("terms", "privacy", "telemedicine")]


def a_form(**changes: Any) -> dict[str, Any]:
    form: dict[str, Any] = {
        "email": "anna@example.org",
        "password": PASSWORD,
        "given_name": "Anna",
        "family_name": "Ivanova",
        "birth_date": "1988-04-12",
        "sex": "female",
        "language": "en",
        "zone": "Europe/Moscow",
        "consents": CONSENTS,
    }
    return {name: value for name, value in {**form, **changes}.items() if value is not None}


def code_of(confirmation_id: str, generation: int = 0) -> str:
    """The code that is in the mail: both are computed from the secret."""
    return digits(SECRET, UUID(confirmation_id), generation)


async def register(client: httpx2.AsyncClient, **changes: Any) -> None:
    """Through the API: an account that can sign in."""
    answer = await client.post("/api/v1/registrations", json=a_form(**changes))
    assert answer.status_code == 202, answer.text
    confirmation_id = answer.json()["confirmation_id"]
    confirmed = await client.post(f"/api/v1/confirmations/{confirmation_id}", json={"code": code_of(confirmation_id)})
    assert confirmed.status_code == 204, confirmed.text


async def a_patient(database: Database, login: str | None = None, name: str = "Anna Ivanova") -> UUID:
    """A patient, with an account of their own when `login` is given; returns the patient's id."""
    given_name, family_name = name.split(" ", 1)
    patient = Patient(
        id=new_id(), given_name=given_name, family_name=family_name, search_name=search_name(given_name, family_name),
        birth_date=date(1988, 4, 12), sex="female", language="en", zone="Europe/Moscow", created_at=NOON,
    )  # fmt: skip
    account_id = await an_account(database, login) if login else None
    async with database.writing() as session:
        patient.account_id = account_id
        patient.email = login
        session.add(patient)
        await session.flush()
        if account_id is not None:
            grant = Grant(Role.PATIENT, None, patient.id)
            await grants.give(session, account_id, grant, now=NOON, actor_id=None)
        return patient.id


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
