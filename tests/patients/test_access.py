"""Whose patients somebody sees, and what is written down about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select

from telemed.accounts.callers import Grant, Role
from telemed.accounts.identity import callers_of_sessions
from telemed.accounts.models import Session
from telemed.audit.models import AuditEntry
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.patients import service
from telemed.settings import Settings
from tests.booking.builders import Person, a_person
from tests.directory.builders import make_clinic
from tests.patients.builders import a_patient

NAME = "Olga Petrova"


@dataclass
class Clinic:
    """A clinic, its patient, and its people."""

    client: httpx2.AsyncClient
    database: Database
    settings: Settings
    id: UUID
    patient_id: UUID

    async def staff(self, role: Role, clinic_id: UUID | None = None, doctor_id: UUID | None = None) -> Person:
        place = None if role is Role.OPERATOR else clinic_id or self.id
        subject = (doctor_id or new_id()) if role is Role.DOCTOR else None
        return await a_person(self.database, self.settings, Grant(role, place, subject))

    async def call(self, person: Person, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {**person.headers, **more.pop("headers", {})}
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **more)

    async def audit(self, action: str) -> list[AuditEntry]:
        async with self.database.reading() as session:
            statement = select(AuditEntry).where(AuditEntry.action == action)  # type: ignore[arg-type]
            return list((await session.scalars(statement)).all())


@pytest.fixture
async def clinic(client: httpx2.AsyncClient, database: Database, settings: Settings) -> Clinic:
    async with database.writing() as session:
        made = await make_clinic(session)
    patient_id = await a_patient(database, name=NAME)
    async with database.writing() as session:
        await service.relate(session, patient_id, made.id, now=clock.now())
    return Clinic(client, database, settings, made.id, patient_id)


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.CLINIC_ADMIN])
async def test_the_desk_reads_its_clinics_patient_and_leaves_one_audit_row(clinic: Clinic, role: Role) -> None:
    person = await clinic.staff(role)
    answer = await clinic.call(person, "GET", f"/patients/{clinic.patient_id}")
    assert answer.status_code == 200
    assert answer.json()["relation"] is None
    [row] = await clinic.audit("patient.read")
    assert (row.outcome, row.actor_id, row.patient_id, row.clinic_id) == (
        "allowed",
        person.account_id,
        clinic.patient_id,
        clinic.id,
    )


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.CLINIC_ADMIN, Role.DOCTOR])
async def test_staff_of_another_clinic_gets_404_and_the_denial_leaves_one_row(clinic: Clinic, role: Role) -> None:
    """The same answer as for a patient that does not exist."""
    stranger = await clinic.staff(role, clinic_id=new_id())
    foreign = await clinic.call(stranger, "GET", f"/patients/{clinic.patient_id}")
    [row] = await clinic.audit("patient.read")
    assert (row.outcome, row.actor_id, row.subject_id) == ("denied", stranger.account_id, clinic.patient_id)
    absent = await clinic.call(stranger, "GET", f"/patients/{new_id()}")
    assert (foreign.status_code, foreign.content) == (404, absent.content)


async def test_a_doctor_without_a_care_relation_gets_403_and_the_denial_leaves_a_row(clinic: Clinic) -> None:
    doctor_id = new_id()
    doctor = await clinic.staff(Role.DOCTOR, doctor_id=doctor_id)
    assert (await clinic.call(doctor, "GET", f"/patients/{clinic.patient_id}")).status_code == 403
    [row] = await clinic.audit("route.call")
    assert (row.outcome, row.details["problem"]) == ("denied", "no-care-relation")
    async with clinic.database.writing() as session:
        await service.relate(session, clinic.patient_id, clinic.id, doctor_id=doctor_id, now=clock.now())
    assert (await clinic.call(doctor, "GET", f"/patients/{clinic.patient_id}")).status_code == 200


async def test_an_operator_reading_a_patient_is_403(clinic: Clinic) -> None:
    operator = await clinic.staff(Role.OPERATOR)
    assert (await clinic.call(operator, "GET", f"/patients/{clinic.patient_id}")).status_code == 403


async def test_another_patient_gets_404_for_every_verb(clinic: Clinic) -> None:
    eve = await a_person(clinic.database, clinic.settings)
    for method, path in (
        ("GET", f"/patients/{clinic.patient_id}"),
        ("PATCH", f"/patients/{clinic.patient_id}"),
        ("GET", f"/patients/{clinic.patient_id}/representatives"),
        ("DELETE", f"/patients/{clinic.patient_id}/representatives/{new_id()}"),
    ):
        answer = await clinic.call(eve, method, path, **({"json": {}} if method == "PATCH" else {}))
        assert answer.status_code == 404, method


async def test_my_own_record_leaves_no_row(clinic: Clinic) -> None:
    """The audit tells of others."""
    anna = await a_person(clinic.database, clinic.settings)
    answer = await clinic.call(anna, "GET", f"/patients/{anna.patient_id}")
    assert answer.json()["relation"] == "self"
    assert await clinic.audit("patient.read") == []


@pytest.mark.parametrize("query", ["petrova", "OLGA pet", "1988-04-12", "Petrova 1988-04-12"])
async def test_the_desk_finds_patients_by_name_and_birth_date(clinic: Clinic, query: str) -> None:
    """And everybody shown leaves a row."""
    registrar = await clinic.staff(Role.REGISTRAR)
    found = await clinic.call(registrar, "GET", f"/clinics/{clinic.id}/patients", params={"q": query})
    assert [item["family_name"] for item in found.json()["items"]] == ["Petrova"]
    assert len(await clinic.audit("patient.find")) == 1


async def test_cyrillic_names_are_found_in_any_case(clinic: Clinic) -> None:
    """SQLite by itself knows upper and lower case of ASCII only."""
    registrar = await clinic.staff(Role.REGISTRAR)
    body = {"given_name": "Ёлка", "family_name": "Иванова", "birth_date": "2001-03-14", "phone": "+7 916 123-45-67"}
    entered = await clinic.call(registrar, "POST", f"/clinics/{clinic.id}/patients", json=body)
    assert entered.status_code == 201
    for query in ("ИВАНОВА", "ёлка", "1234567"):
        found = await clinic.call(registrar, "GET", f"/clinics/{clinic.id}/patients", params={"q": query})
        assert [item["id"] for item in found.json()["items"]] == [entered.json()["id"]], query


@pytest.mark.parametrize("query", ["%%", "__", "\\%", "' OR 1=1 --", "nobody"])
async def test_wildcards_find_nobody(clinic: Clinic, query: str) -> None:
    registrar = await clinic.staff(Role.REGISTRAR)
    found = await clinic.call(registrar, "GET", f"/clinics/{clinic.id}/patients", params={"q": query})
    assert found.json()["items"] == []


async def test_a_search_sees_only_the_clinics_own_patients(clinic: Clinic) -> None:
    """An account's own clinic; another's address is 404, and a patient of nobody's clinic is not found."""
    await a_patient(clinic.database, name="Olga Sidorova")
    registrar = await clinic.staff(Role.REGISTRAR)
    found = await clinic.call(registrar, "GET", f"/clinics/{clinic.id}/patients", params={"q": "olga"})
    assert [item["family_name"] for item in found.json()["items"]] == ["Petrova"]
    elsewhere = await clinic.call(registrar, "GET", f"/clinics/{new_id()}/patients", params={"q": "olga"})
    assert elsewhere.status_code == 404


async def test_entering_a_patient_twice_with_one_key_enters_one(clinic: Clinic) -> None:
    registrar = await clinic.staff(Role.REGISTRAR)
    body = {"given_name": "Max", "family_name": "Muster", "birth_date": "1990-01-01"}
    once = [
        await clinic.call(
            registrar, "POST", f"/clinics/{clinic.id}/patients", json=body, headers={"Idempotency-Key": "one"}
        )
        for _ in range(2)
    ]
    assert once[0].json()["id"] == once[1].json()["id"]


async def test_changing_with_a_stale_etag_is_412(clinic: Clinic) -> None:
    registrar = await clinic.staff(Role.REGISTRAR)
    path = f"/patients/{clinic.patient_id}"
    tag = (await clinic.call(registrar, "GET", path)).headers["etag"]
    first = await clinic.call(registrar, "PATCH", path, json={"phone": "+79161234567"}, headers={"If-Match": tag})
    assert first.json()["phone"] == "+79161234567"
    second = await clinic.call(registrar, "PATCH", path, json={"family_name": "X"}, headers={"If-Match": tag})
    assert second.status_code == 412


async def test_a_patient_sees_who_looked(clinic: Clinic) -> None:
    """With the role and the clinic, and not the person; refusals too."""
    anna = await a_person(clinic.database, clinic.settings)
    async with clinic.database.writing() as session:
        await service.relate(session, anna.patient_id, clinic.id, now=clock.now())
    registrar = await clinic.staff(Role.REGISTRAR)
    await clinic.call(registrar, "GET", f"/patients/{anna.patient_id}")
    rows = (await clinic.call(anna, "GET", "/account/audit")).json()["items"]
    assert [(row["action"], row["actor_role"], bool(row["clinic_name"])) for row in rows] == [
        ("patient.read", "registrar", True)
    ]
    assert (await clinic.call(registrar, "GET", "/account/audit")).json()["items"] == []
    assert (await clinic.call(anna, "GET", "/account/audit", params={"limit": 10**9})).status_code == 422
    assert (await clinic.call(anna, "GET", "/account/audit", params={"cursor": "nonsense"})).status_code == 422


async def a_child(clinic: Clinic, parent: Person, birth_date: str | None = None) -> str:
    born = birth_date or (clock.now() - timedelta(days=365 * 5)).date().isoformat()
    body = {"given_name": "Petya", "family_name": "Ivanov", "birth_date": born}
    answer = await clinic.call(parent, "POST", "/patients", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_parent_acts_for_a_child(clinic: Clinic) -> None:
    anna = await a_person(clinic.database, clinic.settings)
    child = await a_child(clinic, anna)
    listed = (await clinic.call(anna, "GET", "/patients")).json()["items"]
    assert [(item["id"] == child, item["relation"]) for item in listed] == [
        (False, "self"),
        (True, "representative"),
    ]


async def test_a_dependant_comes_of_age_and_the_representation_ends(clinic: Clinic) -> None:
    """By itself, on the birthday: nobody has to do anything."""
    anna = await a_person(clinic.database, clinic.settings)
    tomorrow = (clock.now() + timedelta(days=2)).date()
    child = await a_child(clinic, anna, tomorrow.replace(year=tomorrow.year - 18).isoformat())
    assert (await clinic.call(anna, "GET", f"/patients/{child}")).status_code == 200
    async with clinic.database.reading() as session:
        sessions = list((await session.scalars(select(Session.id))).all())
        later = await callers_of_sessions(session, sessions, clock.now() + timedelta(days=4))
    assert UUID(child) not in {subject for caller in later.values() for subject in caller.subjects(Role.PATIENT)}


async def test_an_adult_cannot_be_added_by_somebody_else(clinic: Clinic) -> None:
    anna = await a_person(clinic.database, clinic.settings)
    body = {"given_name": "A", "family_name": "B", "birth_date": "1990-01-01"}
    assert (await clinic.call(anna, "POST", "/patients", json=body)).status_code == 422


async def test_a_revoked_representative_is_refused_with_the_next_call(clinic: Clinic) -> None:
    anna = await a_person(clinic.database, clinic.settings)
    child = await a_child(clinic, anna)
    [representative] = (await clinic.call(anna, "GET", f"/patients/{child}/representatives")).json()["items"]
    path = f"/patients/{child}/representatives/{representative['id']}"
    assert (await clinic.call(anna, "DELETE", path)).status_code == 204
    assert (await clinic.call(anna, "GET", f"/patients/{child}")).status_code == 404


async def test_a_representative_of_another_patient_is_404(clinic: Clinic) -> None:
    """Parent and child that do not belong together."""
    anna = await a_person(clinic.database, clinic.settings)
    one, other = await a_child(clinic, anna), await a_child(clinic, anna)
    [representative] = (await clinic.call(anna, "GET", f"/patients/{one}/representatives")).json()["items"]
    wrong = f"/patients/{other}/representatives/{representative['id']}"
    assert (await clinic.call(anna, "DELETE", wrong)).status_code == 404


async def test_an_account_shows_its_roles_and_changes_its_language(clinic: Clinic) -> None:
    admin = await clinic.staff(Role.CLINIC_ADMIN)
    account = (await clinic.call(admin, "GET", "/account", headers={"Accept-Language": "de"})).json()
    assert {(role["role"], bool(role["clinic_name"])) for role in account["roles"]} == {
        ("patient", False),
        ("clinic_admin", True),
    }
    change = {"language": "ru", "zone": "Europe/Berlin"}
    assert (await clinic.call(admin, "PATCH", "/account", json=change)).status_code == 204
    account = (await clinic.call(admin, "GET", "/account")).json()
    assert (account["language"], account["zone"]) == ("ru", "Europe/Berlin")
