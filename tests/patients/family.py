"""A family: a patient, and people who act for them in every scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx2

from telemed.accounts.callers import Grant, Role, Scope
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.patients.invitations import invitation_facts
from telemed.settings import Settings
from tests.booking.builders import Person, a_person


async def acting_for(database: Database, settings: Settings, patient_id: UUID, scope: Scope) -> Person:
    """Somebody with an account, who acts for the patient so far."""
    name = f"Rita {scope.value.title()}"
    return await a_person(database, settings, Grant(Role.PATIENT, None, patient_id, scope), name=name)


async def call(client: httpx2.AsyncClient, who: Person, method: str, path: str, **more: Any) -> httpx2.Response:
    headers = {**who.headers, **more.pop("headers", {})}
    return await client.request(method, f"/api/v1{path}", headers=headers, **more)


async def a_child(client: httpx2.AsyncClient, parent: Person, born: str) -> str:
    body = {"given_name": "Petya", "family_name": "Ivanov", "birth_date": born}
    answer = await call(client, parent, "POST", "/patients", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def invite(
    client: httpx2.AsyncClient, who: Person, patient_id: str, scope: str, until: datetime | None = None
) -> httpx2.Response:
    body: dict[str, Any] = {"email": "boris@example.org", "scope": scope}
    if until is not None:
        body["until"] = until.isoformat()
    return await call(client, who, "POST", f"/patients/{patient_id}/invitations", json=body)


async def token_of(database: Database, settings: Settings, invitation_id: str) -> str:
    """What is in the mail."""
    async with database.reading() as session:
        facts = await invitation_facts(session, settings, UUID(invitation_id), clock.now())
    assert facts is not None
    return facts.link.partition("token=")[2]


async def join(client: httpx2.AsyncClient, who: Person, token: str) -> httpx2.Response:
    return await call(client, who, "POST", "/representations", json={"token": token})
