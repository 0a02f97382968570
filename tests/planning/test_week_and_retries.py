"""The week costs the same number of statements for any number of doctors; what creates takes an idempotency key."""

from datetime import timedelta

import httpx2
from sqlalchemy import event

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.directory import service as directory
from telemed.kit.ids import new_id
from telemed.planning.week import week
from telemed.settings import Settings
from tests.booking.builders import a_person, build_town, next_monday


async def test_the_week_asks_the_database_as_often_for_twelve_doctors_as_for_one(database: Database) -> None:
    """One statement for each kind of row."""
    counted: list[int] = []
    for doctors in (1, 12):
        async with database.writing() as session:
            town = await build_town(session, doctors=doctors)
        statements: list[str] = []

        def count(
            _connection: object, _cursor: object, statement: str, *_more: object, seen: list[str] = statements
        ) -> None:
            seen.append(statement)

        event.listen(database.engine.sync_engine, "before_cursor_execute", count)
        async with database.reading() as session:
            clinic = await directory.clinic_by_id(session, town.clinic_id)
            found = await week(session, clinic, next_monday().date(), 7, only=None, reader=("en",))
        event.remove(database.engine.sync_engine, "before_cursor_execute", count)
        assert [len(row.shifts) for row in found.doctors] == [1] * doctors
        counted.append(len([each for each in statements if each.lstrip().upper().startswith("SELECT")]))
    assert counted[0] == counted[1] <= 12


async def test_a_retry_of_what_creates_gets_the_same_answer_and_one_row(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Services, doctors, staff, shifts, templates, absences and holidays; another body with the key is 422."""
    async with database.writing() as session:
        town = await build_town(session)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    clinic, calendar = f"/api/v1/clinics/{town.clinic_id}", f"/api/v1/calendars/{town.doctor_id}"
    start = next_monday(20)
    time = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
    service = {
        "specialty_id": str(town.specialty_id),
        "name_i18n": {"en": "Check-up"},
        "duration_min": 20,
        "modalities": ["video"],
        "currency": "EUR",
    }
    wishes: list[tuple[str, dict[str, object]]] = [
        (f"{clinic}/services", service),
        (f"{clinic}/doctors", {"given_name": "Max", "family_name": "Kurz", "languages": ["de"]}),
        (f"{clinic}/staff", {"email": "new@example.org", "role": "registrar"}),
        (f"{clinic}/holidays", {"date": "2027-01-01", "name": {"en": "New Year"}}),
        (f"{calendar}/shifts", {**time}),
        (f"{calendar}/templates", {"valid_from": "2027-01-01", "hours": []}),
        (f"{calendar}/absences", {**time, "reason": "leave"}),
    ]
    for path, body in wishes:
        headers = {**admin.headers, "Idempotency-Key": new_id().hex}
        first = await client.post(path, json=body, headers=headers)
        again = await client.post(path, json=body, headers=headers)
        assert (first.status_code, again.status_code) == (201, 201), (path, first.text, again.text)
        assert again.content == first.content
        assert again.headers.get("etag") == first.headers.get("etag")
        other = await client.post(path, json={**body, "note": "other"}, headers=headers)
        assert other.status_code == 422
    assert len((await client.get(f"{calendar}/templates", headers=admin.headers)).json()["items"]) == 1
    assert len((await client.get(f"{calendar}/absences", headers=admin.headers)).json()["items"]) == 1
