"""Intake over HTTP, on both databases: enforced where a visit is booked, read by whom it concerns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import select
from sqlmodel import col

from telemed.accounts.callers import Grant, Role
from telemed.audit.models import AuditEntry
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town
from tests.booking.test_holds import confirm, hold
from tests.booking.test_intake_form import CHEST

FINE = {"pain": "back", "more": "canary of a cough"}


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.writing() as session:
        return await build_town(session)


@pytest.fixture
async def anna(database: Database, settings: Settings) -> Person:
    return await a_person(database, settings)


@pytest.fixture
async def admin(database: Database, settings: Settings, town: Town) -> Person:
    return await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))


def path_of(town: Town) -> str:
    return f"/api/v1/clinics/{town.clinic_id}/services/{town.service_id}/intake"


async def save(
    client: httpx2.AsyncClient, town: Town, admin: Person, document: dict[str, Any], seen: int
) -> httpx2.Response:
    headers = {**admin.headers, "If-Match": f'"{seen}"'}
    return await client.put(path_of(town), json=document, headers=headers)


@pytest.fixture
async def form_id(client: httpx2.AsyncClient, town: Town, admin: Person) -> str:
    saved = await save(client, town, admin, CHEST, 0)
    assert saved.status_code == 200, saved.text
    return str(saved.json()["form_id"])


def answered(form_id: str, **answers: Any) -> dict[str, Any]:
    return {"form_id": form_id, "answers": answers}


async def test_a_service_without_a_form_asks_nothing(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    assert (await client.get(f"/api/v1/services/{town.service_id}/intake")).status_code == 404
    assert (await book(client, town, anna)).status_code == 201


async def test_a_form_is_read_in_the_readers_language(client: httpx2.AsyncClient, town: Town, form_id: str) -> None:
    """Anybody may read what is asked: it is asked before anybody signs in."""
    path = f"/api/v1/services/{town.service_id}/intake"
    read = (await client.get(path, headers={"Accept-Language": "ru"})).json()
    assert (read["form_id"], read["version"]) == (form_id, 1)
    assert read["questions"][1]["choices"][0]["danger"] == "Звоните"
    assert read["questions"][1]["when"] == [{"question": "pain", "any_of": ["chest"], "above": None, "below": None}]


async def test_a_visit_is_booked_only_with_what_the_clinic_asks(
    client: httpx2.AsyncClient, town: Town, anna: Person, form_id: str
) -> None:
    """Nothing, half of it, nonsense: 422 with what is missing, and the time is still free."""
    for intake in (None, answered(form_id), answered(form_id, pain="elsewhere")):
        refused = await book(client, town, anna, intake=intake)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:telemed:problem:intake-missing")
        assert set(refused.json()["questions"]) == {"pain"}
    assert (await book(client, town, anna, intake=answered(form_id, **FINE))).status_code == 201


async def test_missing_answers_keep_the_hold_and_the_rest_confirms_it(
    client: httpx2.AsyncClient, town: Town, anna: Person, form_id: str
) -> None:
    held = await hold(client, town, anna)
    missing = await confirm(client, held, anna, intake=answered(form_id, pain="chest"))
    assert (missing.status_code, missing.json()["questions"]) == (422, {"breath": "required"})
    booked = await confirm(client, held, anna, intake=answered(form_id, pain="chest", breath="no"))
    assert (booked.status_code, booked.json()["status"]) == (200, "booked")
    read = await client.get(f"/api/v1/appointments/{held.json()['id']}/intake", headers=anna.headers)
    said = {each["question_id"]: each["said"] for each in read.json()["answers"]}
    assert said == {"pain": "In the chest", "breath": "No"}


async def test_danger_stops_the_booking_and_says_what_to_do(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person, form_id: str
) -> None:
    """The advice in the patient's language, the number to call, nothing held: the time is another's at once."""
    held = await hold(client, town, anna)
    path = f"/api/v1/appointments/{held.json()['id']}"
    body = {"intake": answered(form_id, pain="chest", breath="yes")}
    stopped = await client.post(f"{path}/confirm", json=body, headers={**anna.headers, "Accept-Language": "ru"})
    problem = stopped.json()
    assert (stopped.status_code, problem["type"]) == (422, "urn:telemed:problem:danger-signs")
    assert problem["advice"] == "Звоните"
    clinic = (await client.get(f"/api/v1/clinics/{town.clinic_id}")).json()
    assert problem["emergency_number"] == clinic["emergency_number"]
    assert (await client.get(path, headers=anna.headers)).json()["status"] == "expired"
    assert (await client.get("/api/v1/holds", headers=anna.headers)).json()["items"] == []
    direct = await book(client, town, anna, intake=body["intake"])
    assert (direct.status_code, direct.json()["type"]) == (422, "urn:telemed:problem:danger-signs")
    assert (await book(client, town, anna, intake=answered(form_id, **FINE))).status_code == 201
    async with database.reading() as session:
        kept = list(await session.scalars(select(AuditEntry).where(col(AuditEntry.action) == "intake.danger")))
    assert [(entry.actor_id, entry.details) for entry in kept] == [(anna.account_id, {})]


async def test_answers_are_read_by_the_patient_and_the_visits_doctor_alone(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    town: Town,
    anna: Person,
    admin: Person,
    form_id: str,
) -> None:
    """The clinic's staff gets 404, as does everybody else; the doctor's reading leaves an audit row."""
    visit = (await book(client, town, anna, intake=answered(form_id, **FINE))).json()
    path = f"/api/v1/appointments/{visit['id']}/intake"
    doctor = await a_person(database, settings, Grant(Role.DOCTOR, town.clinic_id, town.doctor_id))
    stranger = await a_person(database, settings, name="Boris Petrov")
    for person in (anna, doctor):
        assert "canary" in (await client.get(path, headers=person.headers)).text
    for person in (admin, stranger):
        refused = await client.get(path, headers=person.headers)
        assert (refused.status_code, "canary" in refused.text) == (404, False)
    shown = await client.get(f"/api/v1/appointments/{visit['id']}", headers=admin.headers)
    assert (shown.status_code, "canary" in shown.text) == (200, False)
    async with database.reading() as session:
        found = select(AuditEntry).where(col(AuditEntry.action) == "intake.read")
        rows = [(row.actor_id, row.outcome) for row in await session.scalars(found)]
    assert sorted(rows, key=str) == sorted(
        [(doctor.account_id, "allowed"), (admin.account_id, "denied"), (stranger.account_id, "denied")], key=str
    )


async def test_the_desk_books_without_and_the_patient_answers_later(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person, form_id: str
) -> None:
    """A registrar does not ask about health; the patient answers on the visit's page, and may answer anew."""
    first = (await book(client, town, anna, intake=answered(form_id, **FINE))).json()
    assert first["status"] == "booked"
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    start = town.shift.start + timedelta(hours=1)
    booked = await client.post(
        "/api/v1/appointments",
        json={
            "service_id": str(town.service_id), "doctor_id": str(town.doctor_id), "patient_id": str(anna.patient_id),
            "starts_at": start.isoformat(), "modality": "video",
        },
        headers=desk.headers,
    )  # fmt: skip
    assert booked.status_code == 201, booked.text
    path = f"/api/v1/appointments/{booked.json()['id']}/intake"
    before = (await client.get(path, headers=anna.headers)).json()
    assert (before["asks"], before["answers"]) == (True, [])
    assert (await client.put(path, json=answered(form_id, **FINE), headers=desk.headers)).status_code == 404
    given = [answered(form_id, pain="back", more=text) for text in ("one", "two")]
    first_saved, saved = [await client.put(path, json=each, headers=anna.headers) for each in given]
    assert (first_saved.status_code, saved.status_code) == (200, 200)
    assert [each["said"] for each in saved.json()["answers"]] == ["In the back", "two"]
    stopped = await client.put(path, json=answered(form_id, pain="chest", breath="yes"), headers=anna.headers)
    assert stopped.json()["type"] == "urn:telemed:problem:danger-signs"


async def test_an_edited_form_refuses_nobody_who_was_asked_the_old_one(
    client: httpx2.AsyncClient, town: Town, anna: Person, admin: Person, form_id: str
) -> None:
    """Versions rise; answers to the one before count for a day; another service's form counts for nothing."""
    changed = {"questions": [{"id": "why", "kind": "text", "text": {"en": "Why?"}}]}
    saved = await save(client, town, admin, changed, 1)
    assert saved.json()["version"] == 2
    assert (await book(client, town, anna, intake=answered(form_id, **FINE))).status_code == 201
    foreign = answered("01890000-0000-7000-8000-000000000000", **FINE)
    start = town.shift.start + timedelta(hours=1)
    assert (await book(client, town, anna, start, intake=foreign)).json()[
        "type"
    ] == "urn:telemed:problem:intake-changed"
    clock.shift(timedelta(days=1, minutes=1))
    public = (await client.get(f"/api/v1/services/{town.service_id}/intake")).json()
    assert [each["id"] for each in public["questions"]] == ["why"]


async def test_two_administrators_do_not_overwrite_each_other(
    client: httpx2.AsyncClient, town: Town, admin: Person, anna: Person, form_id: str
) -> None:
    """412 with the version there is; without a version 400; a foreign clinic 404; no role 403; an empty form asks nothing."""
    stale = await save(client, town, admin, CHEST, 0)
    assert (stale.status_code, stale.json()["current_revision"]) == (412, 1)
    assert (await client.put(path_of(town), json=CHEST, headers=admin.headers)).status_code == 400
    elsewhere = path_of(town).replace(str(town.clinic_id), str(town.service_id))
    assert (await client.get(elsewhere, headers=admin.headers)).status_code == 404
    assert (await client.get(path_of(town), headers=anna.headers)).status_code == 403
    read = await client.get(path_of(town), headers=admin.headers)
    assert (read.headers["etag"], read.json()["questions"][0]["text"]) == ('"1"', {"en": "Where does it hurt?"})
    assert (await save(client, town, admin, {"questions": []}, 1)).json()["version"] == 2
    assert (await client.get(f"/api/v1/services/{town.service_id}/intake")).status_code == 404
    assert (await book(client, town, anna)).status_code == 201


async def test_what_no_form_can_be_is_422(client: httpx2.AsyncClient, town: Town, anna: Person, form_id: str) -> None:
    """Answers that are no answers are refused before anything else, and nothing breaks."""
    bad: list[Any] = [
        {"form_id": form_id, "answers": {"pain": {"deep": []}}},
        {"form_id": form_id, "answers": {"pain": True}},
        {"form_id": form_id, "answers": {"not an id": "x"}},
        {"form_id": form_id, "answers": {f"q{n}": "x" for n in range(81)}},
        {"form_id": "x", "answers": {}},
        [],
    ]
    for intake in bad:
        assert (await book(client, town, anna, intake=intake)).status_code == 422
