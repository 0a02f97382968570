"""Promises of planning: changes of working time say what they would do to visits, and never drop one."""

from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town, next_monday


class Desk:
    """A clinic with a doctor who works Mondays 09:00 to 17:00 by template, its admin, and a patient."""

    town: Town
    admin: Person
    patient: Person
    template: dict[str, object]

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def call(self, method: str, path: str, **more: object) -> httpx2.Response:
        return await self.client.request(method, f"/api/v1{path}", headers=self.admin.headers, **more)  # type: ignore[arg-type]

    @property
    def calendar(self) -> str:
        return f"/calendars/{self.town.doctor_id}"

    async def visit(self, hour: int) -> str:
        """A booked visit on the Monday at this hour; its id."""
        booked = await book(self.client, self.town, self.patient, next_monday(hour))
        assert booked.status_code == 201, booked.text
        return str(booked.json()["id"])

    async def week(self) -> dict[str, bool]:
        """The doctor's visits in that week, and whether they are covered."""
        start = next_monday().date().isoformat()
        week = await self.call("GET", f"/clinics/{self.town.clinic_id}/week", params={"start": start})
        assert week.status_code == 200, week.text
        return {visit["id"]: visit["covered"] for visit in week.json()["doctors"][0]["appointments"]}

    async def openings(self) -> list[str]:
        """Local starts of the free times on the Monday."""
        day = next_monday().date().isoformat()
        query = {"service_id": str(self.town.service_id), "from": day, "to": day}
        days = await self.client.get(f"/api/v1/doctors/{self.town.doctor_id}/days", params=query)
        return [opening["local_start"][11:16] for each in days.json()["days"] for opening in each["openings"]]


def mondays(start: str, end: str) -> dict[str, object]:
    return {"valid_from": "2026-01-01", "hours": [{"weekday": 0, "start": start, "end": end}]}


@pytest.fixture
async def desk(client: httpx2.AsyncClient, database: Database, settings: Settings, app: FastAPI) -> Desk:
    found = Desk(client)
    async with database.writing() as session:
        found.town = await build_town(session, hours=1, starts_at=next_monday() + timedelta(days=3), grid_min=60)
    found.admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, found.town.clinic_id))
    found.patient = await a_person(database, settings)
    made = await found.call("POST", f"{found.calendar}/templates", json=mondays("09:00", "17:00"))
    assert made.status_code == 201, made.text
    found.template = made.json()
    return found


async def test_a_template_makes_time_that_can_be_booked(desk: Desk) -> None:
    """Shifts are there through the horizon, the same local hours each week, and so are the openings."""
    shifts = (await desk.call("GET", f"{desk.calendar}/shifts", params={"to": _day(70)})).json()
    made = [shift for shift in shifts["items"] if shift["source"] == "template"]
    assert {shift["local_start"][11:16] for shift in made} == {"09:00"}
    assert len(made) in {8, 9}
    assert (await desk.openings())[:2] == ["09:00", "10:00"]


async def test_a_preview_lists_the_visits_that_lose_their_hours_and_changes_nothing(desk: Desk) -> None:
    """Only those; with who, what and when."""
    kept, lost = await desk.visit(9), await desk.visit(15)
    before = await desk.openings()
    body = {**mondays("09:00", "13:00"), "template_id": desk.template["id"]}
    shown = await desk.call("POST", f"{desk.calendar}/templates/preview", json=body)
    assert shown.status_code == 200, shown.text
    assert [visit["appointment_id"] for visit in shown.json()["affected"]] == [lost]
    assert shown.json()["affected"][0]["patient_name"] == "Anna Ivanova"
    assert shown.json()["affected"][0]["local_start"][11:16] == "15:00"
    assert shown.json()["shifts_added"] == shown.json()["shifts_removed"] > 0
    assert await desk.openings() == before
    assert await desk.week() == {kept: True, lost: True}


async def test_an_applied_change_keeps_the_visit_and_marks_it(desk: Desk) -> None:
    """Without the token it is refused with the preview; with it the visit stays booked, uncovered, and off the openings."""
    lost = await desk.visit(15)
    path = f"/templates/{desk.template['id']}"
    blind = await desk.call("PUT", path, json=mondays("09:00", "13:00"))
    assert (blind.status_code, blind.json()["type"]) == (409, "urn:telemed:problem:preview-needed")
    assert await desk.week() == {lost: True}
    token = blind.json()["preview"]["token"]
    done = await desk.call("PUT", path, json=mondays("09:00", "13:00"), params={"preview_token": token})
    assert (done.status_code, done.json()["revision"]) == (200, 2)
    assert await desk.week() == {lost: False}
    assert max(await desk.openings()) < "13:00"
    visit = await desk.client.get(f"/api/v1/appointments/{lost}", headers=desk.patient.headers)
    assert visit.json()["status"] == "booked"


async def test_a_preview_that_is_no_longer_true_is_refused(desk: Desk) -> None:
    """Somebody books meanwhile: 409 with the fresh preview, nothing changed; its token works."""
    first = await desk.visit(15)
    day = next_monday(14)
    body = {"starts_at": day.isoformat(), "ends_at": (day + timedelta(hours=3)).isoformat(), "reason": "illness"}
    wish = {name: body[name] for name in ("starts_at", "ends_at")}
    token = (await desk.call("POST", f"{desk.calendar}/absences/preview", json=wish)).json()["token"]
    second = await desk.visit(16)
    stale = await desk.call("POST", f"{desk.calendar}/absences", json=body, params={"preview_token": token})
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:telemed:problem:preview-outdated")
    assert {visit["appointment_id"] for visit in stale.json()["preview"]["affected"]} == {first, second}
    assert await desk.week() == {first: True, second: True}
    fresh = stale.json()["preview"]["token"]
    done = await desk.call("POST", f"{desk.calendar}/absences", json=body, params={"preview_token": fresh})
    assert done.status_code == 201, done.text
    assert await desk.week() == {first: False, second: False}
    assert max(await desk.openings()) < "14:00"
    gone = await desk.call("DELETE", f"/absences/{done.json()['id']}")
    assert gone.status_code == 204
    assert await desk.week() == {first: True, second: True}
    assert max(await desk.openings()) == "14:00"


async def test_a_token_lets_only_its_own_change_through(desk: Desk) -> None:
    """A preview of one change does not allow another."""
    await desk.visit(15)
    body = {**mondays("09:00", "15:00"), "template_id": desk.template["id"]}
    token = (await desk.call("POST", f"{desk.calendar}/templates/preview", json=body)).json()["token"]
    path = f"/templates/{desk.template['id']}"
    other = await desk.call("PUT", path, json=mondays("09:00", "11:00"), params={"preview_token": token})
    assert other.status_code == 409


async def test_ending_a_template_asks_first_too(desk: Desk) -> None:
    """A delete without a token shows what it would do; with it the hours end and the visit stays."""
    lost = await desk.visit(10)
    path = f"/templates/{desk.template['id']}"
    refused = await desk.call("DELETE", path)
    assert refused.status_code == 409
    token = refused.json()["preview"]["token"]
    assert (await desk.call("DELETE", path, params={"preview_token": token})).status_code == 204
    assert await desk.week() == {lost: False}
    assert await desk.openings() == []


async def test_the_week_shows_visits_that_were_and_a_doctor_only_their_own_line(
    desk: Desk, database: Database, settings: Settings
) -> None:
    """A cancelled visit is not shown; a doctor does not read colleagues' patients."""
    gone, kept = await desk.visit(9), await desk.visit(11)
    cancelled = await desk.client.post(
        f"/api/v1/appointments/{gone}/cancel", json={}, headers={**desk.patient.headers, "If-Match": '"1"'}
    )
    assert cancelled.status_code == 200, cancelled.text
    assert await desk.week() == {kept: True}
    path = f"/clinics/{desk.town.clinic_id}/week?start={next_monday().date()}"
    colleague = await a_person(database, settings, Grant(Role.DOCTOR, desk.town.clinic_id, desk.town.clinic_id))
    own = await a_person(database, settings, Grant(Role.DOCTOR, desk.town.clinic_id, desk.town.doctor_id))
    for person, lines in ((colleague, 0), (own, 1), (desk.admin, 1)):
        week = await desk.client.get(f"/api/v1{path}", headers=person.headers)
        assert len(week.json()["doctors"]) == lines
    for start in ("2026-13-01", "1900-01-01", "9999-12-31", "today"):
        assert (await desk.call("GET", f"/clinics/{desk.town.clinic_id}/week?start={start}")).status_code == 422


def _day(ahead: int) -> str:
    return (next_monday() + timedelta(days=ahead)).date().isoformat()
