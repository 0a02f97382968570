"""Every mounted route states who may call it, and does what it states, for every role.

The routes are read from the running app, and requests are made from its own description: a new route is walked as soon
as it is mounted.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from telemed.accounts.callers import Grant, Role
from telemed.accounts.policies import OpenPolicy, OptionalPolicy, Policy, SignedInPolicy
from telemed.db.engine import Database
from telemed.kit.ids import new_id
from telemed.main import create_app
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town
from tests.conftest import settings_for
from tests.house.routes import Mounted, Samples, mounted

# The family name of the one patient whose data is looked for in everybody else's answers.
CANARY = "Kanareikina"
REFUSED = range(400, 500)


@dataclass(frozen=True)
class World:
    """One clinic with a booked visit, its people, and people who have nothing to do with it."""

    town: Town
    patient: Person
    others: dict[str, Person]
    known: dict[str, UUID]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """An app only to read its routes from."""
    folder = tmp_path_factory.mktemp("walk")
    return create_app(settings_for(f"sqlite:///{folder}/unused.db", folder))


@pytest.fixture
async def world(client: httpx2.AsyncClient, database: Database, settings: Settings) -> World:
    async with database.writing() as session:
        town = await build_town(session)
    async with database.writing() as session:
        elsewhere = await build_town(session)
    patient = await a_person(database, settings, name=f"Anna {CANARY}")
    booked = await book(client, town, patient)
    assert booked.status_code == 201, booked.text
    visit = UUID(booked.json()["id"])
    others = {
        "another patient": await a_person(database, settings),
        "a doctor elsewhere": await a_person(
            database, settings, Grant(Role.DOCTOR, elsewhere.clinic_id, elsewhere.doctor_id)
        ),
        "a registrar elsewhere": await a_person(database, settings, Grant(Role.REGISTRAR, elsewhere.clinic_id)),
        "an admin elsewhere": await a_person(database, settings, Grant(Role.CLINIC_ADMIN, elsewhere.clinic_id)),
        "an operator": await a_person(database, settings, Grant(Role.OPERATOR)),
    }
    known = {
        "clinic_id": town.clinic_id, "doctor_id": town.doctor_id, "calendar_id": town.doctor_id,
        "service_id": town.service_id, "specialty_id": town.specialty_id, "patient_id": patient.patient_id,
        "appointment_id": visit, "consultation_id": visit, "account_id": patient.account_id,
    }  # fmt: skip
    return World(town, patient, others, known)


def roles_of(person: str) -> set[Role]:
    own = {
        "a doctor elsewhere": Role.DOCTOR,
        "a registrar elsewhere": Role.REGISTRAR,
        "an admin elsewhere": Role.CLINIC_ADMIN,
        "an operator": Role.OPERATOR,
    }
    return {Role.PATIENT} | ({own[person]} if person in own else set())


async def call(client: httpx2.AsyncClient, route: Mounted, samples: Samples, person: Person | None) -> httpx2.Response:
    """The route with a request that fits it, by this person or by nobody."""
    body = samples.body(route)
    return await client.request(
        route.method,
        samples.path(route.path),
        params=samples.query(route),
        headers=person.headers if person else {},
        **({"json": body} if body is not None else {}),
    )


def http_routes(app: FastAPI) -> list[Mounted]:
    return [route for route in mounted(app) if route.method != "WEBSOCKET"]


def is_for_anybody(policy: Policy) -> bool:
    return isinstance(policy, OpenPolicy | OptionalPolicy)


def test_every_mounted_route_has_one_stated_policy(walked: FastAPI) -> None:
    """Also sockets. A route without one fails here, and one with two says two things."""
    unstated = [route.name for route in mounted(walked) if len(route.policies) != 1]
    assert unstated == []
    assert len(mounted(walked)) > 20


def test_policies_are_of_a_kind_that_is_walked(walked: FastAPI) -> None:
    kinds = {type(route.policy) for route in mounted(walked)}
    assert kinds <= {OpenPolicy, OptionalPolicy, SignedInPolicy}


def test_what_is_open_to_anybody_is_a_short_list(walked: FastAPI) -> None:
    """Whoever opens another route has to say so here."""
    opened = {route.name for route in mounted(walked) if is_for_anybody(route.policy)}
    changing = {name for name in opened if not name.startswith("GET ")}
    assert changing <= {
        "POST /api/v1/registrations",
        "POST /api/v1/confirmations/{confirmation_id}",
        "POST /api/v1/confirmations/{confirmation_id}/resend",
        "POST /api/v1/sessions",
        "POST /api/v1/sessions/refresh",
        "POST /api/v1/password-resets",
        "POST /api/v1/password-resets/complete",
        "POST /api/v1/answers",
        "POST /api/v1/answers/look",
        "WEBSOCKET /api/v1/live",
    }


async def test_nobody_gets_in_without_a_sign_in(app: FastAPI, client: httpx2.AsyncClient, world: World) -> None:
    """401 wherever the policy asks for one; elsewhere never a server error, and no patient's name."""
    samples = Samples(app.openapi(), world.known, new_id())
    for route in http_routes(app):
        answer = await call(client, route, samples, None)
        assert answer.status_code < 500, route.name
        assert CANARY not in answer.text, route.name
        if isinstance(route.policy, SignedInPolicy):
            assert answer.status_code == 401, route.name
            assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "who",
    ["another patient", "a doctor elsewhere", "a registrar elsewhere", "an admin elsewhere", "an operator"],
)
async def test_no_role_reaches_what_is_not_its_own(
    app: FastAPI, client: httpx2.AsyncClient, world: World, who: str
) -> None:
    """403 without the role; with it, somebody else's thing is refused as if it were not there; the patient's name is in
    no answer, whatever ids the query names.
    """
    person, roles = world.others[who], roles_of(who)
    samples = Samples(app.openapi(), world.known, new_id())
    for route in http_routes(app):
        if not isinstance(route.policy, SignedInPolicy) or _ends_the_walk(route):
            continue
        answer = await call(client, route, samples, person)
        context = f"{who}: {route.name}: {answer.status_code} {answer.text[:200]}"
        assert answer.status_code < 500, context
        assert CANARY not in answer.text, context
        if route.policy.roles and not route.policy.roles & roles:
            assert answer.status_code == 403, context
        elif "{" in route.path and route.policy.roles != {Role.OPERATOR}:
            assert answer.status_code in REFUSED, context


@pytest.mark.parametrize("who", ["another patient", "a doctor elsewhere", "an admin elsewhere"])
async def test_an_id_that_does_not_exist_looks_like_one_that_is_not_yours(
    app: FastAPI, client: httpx2.AsyncClient, world: World, who: str
) -> None:
    """Reading either gives the same status and the same words, to whoever holds the role that the route asks for."""
    person, roles = world.others[who], roles_of(who)
    foreign = Samples(app.openapi(), world.known, new_id())
    absent = Samples(app.openapi(), {}, new_id())
    for route in http_routes(app):
        policy = route.policy
        if route.method != "GET" or "{" not in route.path or not isinstance(policy, SignedInPolicy):
            continue
        if policy.roles and not policy.roles & roles:
            continue
        one, other = [await call(client, route, samples, person) for samples in (foreign, absent)]
        assert (one.status_code, one.text) == (other.status_code, other.text), route.name


async def test_a_person_with_every_role_at_the_clinic_meets_no_server_error(
    app: FastAPI, client: httpx2.AsyncClient, database: Database, settings: Settings, world: World
) -> None:
    """Every route with a fitting request, by somebody whom no policy stops."""
    town = world.town
    grants = (
        Grant(Role.DOCTOR, town.clinic_id, town.doctor_id),
        Grant(Role.REGISTRAR, town.clinic_id),
        Grant(Role.CLINIC_ADMIN, town.clinic_id),
        Grant(Role.OPERATOR),
    )
    everybody = await a_person(database, settings, *grants)
    samples = Samples(app.openapi(), world.known, new_id())
    for route in http_routes(app):
        if _ends_the_walk(route):
            continue
        answer = await call(client, route, samples, everybody)
        assert answer.status_code < 500, f"{route.name}: {answer.text[:300]}"
        assert answer.status_code != 401 or not isinstance(route.policy, SignedInPolicy), route.name


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_a_token_that_is_no_token_is_401_everywhere(
    app: FastAPI, client: httpx2.AsyncClient, world: World, method: str
) -> None:
    samples = Samples(app.openapi(), world.known, new_id())
    for route in http_routes(app):
        if route.method == method and isinstance(route.policy, SignedInPolicy):
            path = samples.path(route.path)
            answer = await client.request(method, path, headers={"Authorization": "Bearer a.b.c"})
            assert answer.status_code == 401, route.name


def _ends_the_walk(route: Mounted) -> bool:
    """Signing out, everywhere or here, is a right that everybody has and that would end the walk."""
    return route.method == "DELETE" and route.path in {"/api/v1/sessions", "/api/v1/sessions/current"}
