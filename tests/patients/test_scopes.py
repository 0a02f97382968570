"""How far a representative goes: `book` does what the patient does, `attend` comes along, `read` looks.

The routes are walked as they are mounted: whatever changes something has to refuse who may only look, by itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from telemed.accounts.callers import Caller, Grant, Role, Scope
from telemed.accounts.policies import SignedInPolicy
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town, wish
from tests.house.routes import Mounted, Samples, mounted
from tests.patients.family import acting_for, call

# What anybody who is signed in may do, for nobody but themselves.
OWN_AFFAIRS = (
    "/api/v1/sessions", "/api/v1/account", "/api/v1/inbox", "/api/v1/feeds", "/api/v1/representations",
    "/api/v1/holds", "/api/v1/demo",
)  # fmt: skip


def test_a_scope_covers_those_after_it() -> None:
    order = list(Scope)
    for place, scope in enumerate(order):
        assert [scope.covers(other) for other in order] == [n >= place for n in range(len(order))]


def test_who_names_no_scope_asks_for_the_one_that_changes_things() -> None:
    """A forgotten scope refuses instead of allowing."""
    people = {scope: new_id() for scope in Scope}
    grants = tuple(Grant(Role.PATIENT, None, person, scope) for scope, person in people.items())
    caller = Caller(new_id(), new_id(), "en", grants)
    assert caller.subjects(Role.PATIENT) == {people[Scope.SELF], people[Scope.BOOK]}
    assert caller.subjects(Role.PATIENT, Scope.READ) == set(people.values())
    assert caller.scope_for(new_id()) is None


async def a_visit(client: httpx2.AsyncClient, database: Database, settings: Settings) -> tuple[Town, Person, UUID]:
    async with database.writing() as session:
        town = await build_town(session)
    anna = await a_person(database, settings, name="Anna Ivanova")
    booked = await book(client, town, anna)
    assert booked.status_code == 201, booked.text
    return town, anna, UUID(booked.json()["id"])


def _changes(route: Mounted) -> bool:
    own = route.path.startswith(OWN_AFFAIRS) and "{appointment_id}" not in route.path
    return route.method not in {"GET", "WEBSOCKET"} and isinstance(route.policy, SignedInPolicy) and not own


@pytest.mark.parametrize("database_kind", ["sqlite"])  # who may is decided before any statement that differs
async def test_no_route_lets_a_narrow_scope_change_anything(
    app: FastAPI, client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Every mounted route that changes something about a patient: 4xx. Joining the room is what `attend` adds."""
    town, anna, visit = await a_visit(client, database, settings)
    known = {
        "clinic_id": town.clinic_id, "doctor_id": town.doctor_id, "service_id": town.service_id,
        "specialty_id": town.specialty_id, "patient_id": anna.patient_id, "appointment_id": visit,
        "consultation_id": visit,
    }  # fmt: skip
    samples = Samples(app.openapi(), known, new_id())
    for scope in (Scope.ATTEND, Scope.READ):
        rita = await acting_for(database, settings, anna.patient_id, scope)
        allowed = {route.name async for route in _allowed(app, client, samples, rita)}
        joins = {"POST /api/v1/consultations/{consultation_id}/ticket"} if scope is Scope.ATTEND else set()
        # A child of one's own may be added by anybody.
        assert allowed <= joins | {"POST /api/v1/patients"}, allowed
    shown = (await call(client, anna, "GET", f"/appointments/{visit}")).json()
    assert (shown["status"], shown["revision"]) == ("booked", 1)


async def _allowed(app: FastAPI, client: httpx2.AsyncClient, samples: Samples, who: Person) -> AsyncIterator[Mounted]:
    """The routes that change something for this person, with a request that fits."""
    for route in filter(_changes, mounted(app)):
        body = samples.body(route)
        answer = await client.request(
            route.method, samples.path(route.path), params=samples.query(route), headers=who.headers,
            **({"json": body} if body is not None else {}),
        )  # fmt: skip
        assert answer.status_code < 500, route.name
        if answer.status_code < 400:
            yield route


@pytest.mark.parametrize("scope", list(Scope)[1:])
async def test_every_scope_sees_the_visit_and_what_can_be_done_with_it(
    client: httpx2.AsyncClient, database: Database, settings: Settings, scope: Scope
) -> None:
    town, anna, visit = await a_visit(client, database, settings)
    rita = await acting_for(database, settings, anna.patient_id, scope)
    shown = (await call(client, rita, "GET", f"/appointments/{visit}")).json()
    full = scope is Scope.BOOK
    assert (shown["can"]["cancel"], shown["can"]["reschedule"]) == (full, full)
    listed = (await call(client, rita, "GET", "/appointments")).json()["items"]
    assert [each["id"] for each in listed] == [str(visit)]
    account = (await call(client, rita, "GET", "/account")).json()
    assert {each["scope"] for each in account["patients"]} == {"self", scope.value}
    body = wish(town, rita, town.shift.start + timedelta(hours=1), patient_id=str(anna.patient_id))
    booked = await call(client, rita, "POST", "/appointments", json=body)
    cancelled = await call(client, rita, "POST", f"/appointments/{visit}/cancel", json={})
    waits = {"kind": "any", "patient_id": str(anna.patient_id), "service_id": str(town.service_id)}
    waiting = await call(client, rita, "POST", "/waitlist", json=waits)
    codes = [each.status_code for each in (booked, cancelled, waiting)]
    assert codes == ([201, 200, 201] if full else [403, 403, 403])
    if not full:
        assert booked.json()["type"] == "urn:telemed:problem:scope-too-narrow"


async def test_only_who_attends_comes_into_the_room(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """READ: 403; ATTEND: a ticket, as a representative."""
    async with database.writing() as session:
        soon = (clock.now() + timedelta(minutes=20)).replace(second=0, microsecond=0)
        town = await build_town(session, starts_at=soon - timedelta(minutes=soon.minute % 10), grid_min=10)
    anna = await a_person(database, settings)
    visit = (await book(client, town, anna)).json()["id"]
    codes = {}
    for scope in (Scope.READ, Scope.ATTEND, Scope.BOOK):
        rita = await acting_for(database, settings, anna.patient_id, scope)
        codes[scope] = (await call(client, rita, "POST", f"/consultations/{visit}/ticket")).status_code
    assert codes == {Scope.READ: 403, Scope.ATTEND: 201, Scope.BOOK: 201}


async def test_a_hidden_visit_is_the_patients_and_the_doctors(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """A representative gets 404 by every way, and may not hide or show it; the desk may, for somebody who phones."""
    town, anna, visit = await a_visit(client, database, settings)
    rita = await acting_for(database, settings, anna.patient_id, Scope.BOOK)
    doctor = await a_person(database, settings, Grant(Role.DOCTOR, town.clinic_id, town.doctor_id))
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    path = f"/appointments/{visit}"
    assert (await call(client, rita, "PUT", f"{path}/privacy", json={"private": True})).status_code == 403
    assert (await call(client, doctor, "PUT", f"{path}/privacy", json={"private": True})).status_code == 403
    hidden = await call(client, anna, "PUT", f"{path}/privacy", json={"private": True})
    assert (hidden.status_code, hidden.json()["private"], hidden.json()["revision"]) == (200, True, 2)
    waits = {"kind": "earlier", "appointment_id": str(visit)}
    assert (await call(client, anna, "POST", "/waitlist", json=waits)).status_code == 201
    for method, where, body in (
        ("GET", path, None),
        ("POST", f"{path}/cancel", {}),
        ("GET", f"/consultations/{visit}", None),
        ("POST", f"/consultations/{visit}/ticket", None),
    ):
        more: dict[str, Any] = {} if body is None else {"json": body}
        assert (await call(client, rita, method, where, **more)).status_code == 404, where
    assert (await call(client, rita, "GET", "/appointments")).json()["items"] == []
    assert (await call(client, rita, "GET", "/waitlist")).json()["items"] == []
    assert (await call(client, rita, "GET", "/account/audit")).json()["items"] == []
    assert (await call(client, doctor, "GET", path)).status_code == 200
    shown = await call(client, desk, "PUT", f"{path}/privacy", json={"private": False})
    assert shown.status_code == 200
    assert (await call(client, rita, "GET", path)).status_code == 200
