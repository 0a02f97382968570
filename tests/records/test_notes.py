"""The doctor's draft note: saved as it is typed, lost by no race, seen by nobody else."""

from __future__ import annotations

import asyncio

from sqlalchemy import select
from sqlmodel import col

from telemed.accounts.callers import Grant, Role
from telemed.audit.models import AuditEntry
from telemed.settings import Settings
from tests.booking.builders import Person, a_person
from tests.consultation.builders import Booked, Served


def path(booked: Booked) -> str:
    return f"/api/v1/consultations/{booked.visit_id}/note"


async def save(server: Served, booked: Booked, person: Person, text: str, base: int) -> tuple[int, str | None]:
    headers = {**person.headers, "If-Match": f'"{base}"'}
    answer = await server.http.put(path(booked), json={"text": text}, headers=headers)
    return answer.status_code, answer.headers.get("etag")


async def test_a_note_is_empty_then_what_was_saved(server: Served, booked: Booked) -> None:
    """Revision 0 before the first save; each save names the one it was made from; an empty note is a note."""
    answer = await server.http.get(path(booked), headers=booked.doctor.headers)
    assert (answer.json()["text"], answer.json()["revision"], answer.headers["etag"]) == ("", 0, '"0"')
    assert await save(server, booked, booked.doctor, "Cough for a week", 0) == (200, '"1"')
    assert await save(server, booked, booked.doctor, "", 1) == (200, '"2"')
    assert await save(server, booked, booked.doctor, "Кашель 🩺 <b>", 2) == (200, '"3"')
    answer = await server.http.get(path(booked), headers=booked.doctor.headers)
    assert (answer.json()["text"], answer.json()["revision"]) == ("Кашель 🩺 <b>", 3)
    assert answer.headers["cache-control"] == "no-store"


async def test_two_windows_do_not_overwrite_each_other(server: Served, booked: Booked) -> None:
    """Of ten saves from one revision one wins, also of the very first; the others get 412 with the current revision."""
    for base in (0, 1):
        answers = await asyncio.gather(*(save(server, booked, booked.doctor, f"version {n}", base) for n in range(10)))
        assert sorted(status for status, _ in answers) == [200, *[412] * 9]
    headers = {**booked.doctor.headers, "If-Match": '"1"'}
    answer = await server.http.put(path(booked), json={"text": "x"}, headers=headers)
    assert answer.json()["current_revision"] == 2


async def test_a_save_must_say_what_it_saw_and_be_a_text(server: Served, booked: Booked) -> None:
    """Without If-Match 400; too long, NUL, other fields and other types 422."""
    answer = await server.http.put(path(booked), json={"text": "x"}, headers=booked.doctor.headers)
    assert answer.status_code == 400
    headers = {**booked.doctor.headers, "If-Match": '"0"'}
    for body in ({"text": "x" * 50_001}, {"text": "a\x00b"}, {"text": 5}, {"text": "x", "signed": True}, {}):
        answer = await server.http.put(path(booked), json=body, headers=headers)
        assert answer.status_code == 422, body


async def test_nobody_but_the_doctor_of_the_visit_sees_a_note(
    server: Served, booked: Booked, settings: Settings
) -> None:
    """The patient 403; another doctor of the clinic, its admin who is a doctor, and a stranger: 404, as for no such visit."""
    await save(server, booked, booked.doctor, "private", 0)
    database = server.app.state.database
    clinic = booked.town.clinic_id
    colleague = await a_person(database, settings, Grant(Role.DOCTOR, clinic, booked.patient.patient_id))
    admin = await a_person(
        database, settings, Grant(Role.CLINIC_ADMIN, clinic), Grant(Role.DOCTOR, clinic, booked.patient.patient_id)
    )
    registrar = await a_person(database, settings, Grant(Role.REGISTRAR, clinic))
    wanted = {booked.patient: 403, registrar: 403, colleague: 404, admin: 404}
    for person, status in wanted.items():
        answer = await server.http.get(path(booked), headers=person.headers)
        assert answer.status_code == status
        assert "private" not in answer.text
        assert (await save(server, booked, person, "mine", 1))[0] == status
    assert (await server.http.get(path(booked))).status_code == 401


async def test_reading_and_writing_leave_a_row_and_so_does_a_refusal(
    server: Served, booked: Booked, settings: Settings
) -> None:
    """Who looked at whose note, and who tried to."""
    await save(server, booked, booked.doctor, "text", 0)
    await server.http.get(path(booked), headers=booked.doctor.headers)
    colleague = await a_person(
        server.app.state.database, settings, Grant(Role.DOCTOR, booked.town.clinic_id, booked.patient.patient_id)
    )
    await server.http.get(path(booked), headers=colleague.headers)
    statement = select(col(AuditEntry.action), col(AuditEntry.outcome), col(AuditEntry.actor_id)).where(
        col(AuditEntry.patient_id) == booked.patient.patient_id, col(AuditEntry.action).startswith("note.")
    )
    async with server.app.state.database.reading() as session:
        rows = {tuple(row) for row in await session.execute(statement)}
    assert rows == {
        ("note.write", "allowed", booked.doctor.account_id),
        ("note.read", "allowed", booked.doctor.account_id),
        ("note.read", "denied", colleague.account_id),
    }
