"""Coming into the line, staying and leaving."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from telemed.accounts.callers import Grant, Role
from telemed.booking.duty import settling
from telemed.booking.duty.facts import turn_facts
from telemed.booking.intake.models import IntakeAnswers, IntakeForm
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.settings import Settings
from tests.booking.builders import a_person
from tests.booking.duty.builders import Ward, claims_of, events

pytestmark = pytest.mark.usefixtures("true_calendars")

FORM = {
    "questions": [
        {
            "id": "what", "kind": "choice", "text": {"en": "What is wrong?"}, "required": True,
            "choices": [
                {"id": "chest", "text": {"en": "Chest pain"}, "danger": {"advice": {"en": "Call now."}}},
                {"id": "fever", "text": {"en": "Fever"}, "urgency": 2},
                {"id": "paper", "text": {"en": "A certificate"}},
            ],
        }
    ]
}  # fmt: skip


async def ask(ward: Ward) -> UUID:
    """Let the service ask what is wrong."""
    form_id = new_id()
    async with ward.database.writing() as session:
        session.add(
            IntakeForm(id=form_id, service_id=ward.town.service_id, version=1, content=FORM, created_at=clock.now())
        )
    return form_id


def given(form_id: UUID, choice: str) -> dict[str, Any]:
    return {"intake": {"form_id": str(form_id), "answers": {"what": choice}}}


async def test_the_queue_is_open_while_a_doctor_is_on_duty(ward: Ward) -> None:
    """Before, joining is 409 and nothing is promised; then the place and a wait are told, to anybody how long it is."""
    path = f"/clinics/{ward.town.clinic_id}/duty"
    anna = await ward.somebody()
    closed = (await ward.client.get(f"/api/v1{path}")).json()
    assert (closed["open"], closed["estimate"], closed["waiting"]) == (False, None, 0)
    refused = await ward.join(anna)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:telemed:problem:duty-closed")
    await ward.on_duty()
    entry = await ward.joined(anna)
    assert (entry["status"], entry["place"], entry["ahead"], entry["doctors"]) == ("waiting", 1, 0, 1)
    assert entry["estimate"] == entry["stated"]
    opened = (await ward.client.get(f"/api/v1{path}")).json()
    assert (opened["open"], opened["waiting"]) == (True, 1)
    assert opened["estimate"]["p90_s"] >= opened["estimate"]["median_s"] > 0
    listed = (await ward.client.get("/api/v1/duty")).json()["items"]
    assert [each["clinic"]["id"] for each in listed] == [str(ward.town.clinic_id)]


async def test_urgency_comes_before_arrival_and_danger_stops(ward: Ward) -> None:
    """Danger is 422 with the clinic's emergency number and nobody waits; fever goes before a certificate that came first."""
    form_id = await ask(ward)
    await ward.on_duty()
    anna, boris, vera = [await ward.somebody(f"{name} Ivanova") for name in ("Anna", "Boris", "Vera")]
    missing = await ward.join(anna)
    assert (missing.status_code, missing.json()["questions"]) == (422, {"what": "required"})
    danger = await ward.join(anna, **given(form_id, "chest"))
    assert (danger.status_code, danger.json()["type"]) == (422, "urn:telemed:problem:danger-signs")
    assert (danger.json()["emergency_number"], danger.json()["advice"]) == ("112", "Call now.")
    assert (await ward.client.get(f"/api/v1/clinics/{ward.town.clinic_id}/duty")).json()["waiting"] == 0
    first = await ward.joined(anna, **given(form_id, "paper"))
    second = await ward.joined(boris, **given(form_id, "fever"))
    third = await ward.joined(vera, **given(form_id, "fever"))
    places = [(await ward.entry(who, each["id"]))["place"] for who, each in
              ((anna, first), (boris, second), (vera, third))]  # fmt: skip
    assert places == [3, 1, 2]
    assert second["urgency_word"] == "urgent"
    board = await ward.get(ward.doctors[0], "/duty/board")
    assert [(row["patient_name"], row["reason"]) for row in board["waiting"]] == [
        ("Boris Ivanova", "Fever"), ("Vera Ivanova", "Fever"), ("Anna Ivanova", "A certificate"),
    ]  # fmt: skip
    called = (await ward.next()).json()
    assert called["appointment"]["patient"]["display_name"] == "Boris Ivanova"
    async with ward.database.reading() as session:
        [answers] = await session.scalars(select(IntakeAnswers))
    assert str(answers.appointment_id) == called["appointment"]["id"]
    assert (answers.answers, answers.urgency) == ({"what": "fever"}, 2)


async def test_reloading_loses_nothing(ward: Ward) -> None:
    """The same key gets the same turn; another attempt names the turn that is there; the list finds it again."""
    await ward.on_duty()
    anna = await ward.somebody()
    first, again = await ward.join(anna, key="one"), await ward.join(anna, key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    other = await ward.join(anna, key="two")
    assert (other.status_code, other.json()["entry_id"]) == (409, first.json()["id"])
    [found] = (await ward.get(anna, "/duty/entries"))["items"]
    assert (found["id"], found["place"]) == (first.json()["id"], 1)


async def test_who_is_gone_is_warned_and_then_leaves(ward: Ward) -> None:
    """Warned once after three minutes, gone after ten; being seen in between keeps the place. No worker is needed."""
    await ward.on_duty()
    anna, boris = await ward.somebody(), await ward.somebody("Boris Petrov")
    first, second = await ward.joined(anna), await ward.joined(boris)
    await ward.later(4)
    assert (await ward.entry(anna, first["id"]))["status"] == "away"
    for _ in range(2):
        await settling.run_once(ward.database, ward.settings, clock.now())
    assert sorted(await events(ward.database, "duty.warned")) == sorted(UUID(each["id"]) for each in (first, second))
    back = (await ward.post(boris, f"/duty/entries/{second['id']}/seen")).json()
    assert (back["status"], back["place"]) == ("waiting", 2)
    await ward.later(11)
    await ward.post(ward.doctors[0], "/duty/seen")
    assert (await ward.entry(anna, first["id"]))["status"] == "left"
    assert (await ward.entry(boris, second["id"]))["place"] == 1
    late = (await ward.post(anna, f"/duty/entries/{first['id']}/seen")).json()
    assert (late["status"], late["left_reason"]) == ("left", "gone")
    assert (await ward.next()).json()["appointment"]["patient"]["display_name"] == "Boris Petrov"
    assert await events(ward.database, "duty.left") == [UUID(first["id"])]
    assert (await ward.join(anna)).status_code == 201


async def test_who_is_to_be_called_back_may_leave_the_page(ward: Ward) -> None:
    """Unseen for long, the place is kept, nobody is warned, and the doctor sees the number."""
    await ward.on_duty()
    anna = await ward.somebody()
    entry = await ward.joined(anna)
    asked = await ward.post(anna, f"/duty/entries/{entry['id']}/callback", {"phone": "+49 30 1234567"})
    assert (asked.json()["callback"], asked.json()["callback_phone"]) == (True, "+49301234567")
    await ward.later(12)
    await ward.post(ward.doctors[0], "/duty/seen")
    await settling.run_once(ward.database, ward.settings, clock.now())
    assert (await ward.entry(anna, entry["id"]))["place"] == 1
    assert await events(ward.database, "duty.warned") == []
    called = (await ward.next()).json()
    assert called["entry"]["callback_phone"] == "+49301234567"
    assert await events(ward.database, "duty.called") == [UUID(entry["id"])]
    async with ward.database.reading() as session:
        facts = await turn_facts(session, UUID(entry["id"]), clock.now())
    assert facts is not None
    assert (facts.doctor_name, facts.callback_phone) == ("Anna Weber0", "+49301234567")


async def test_leaving_frees_the_place_and_the_call(ward: Ward) -> None:
    """Leaving twice is leaving once; leaving after the call takes the visit back and frees both calendars."""
    await ward.on_duty()
    anna = await ward.somebody()
    entry = await ward.joined(anna)
    path = f"/duty/entries/{entry['id']}/leave"
    assert [(await ward.post(anna, path)).json()["status"] for _ in range(2)] == ["left", "left"]
    again = await ward.joined(anna)
    visit = (await ward.next()).json()["appointment"]["id"]
    left = (await ward.post(anna, f"/duty/entries/{again['id']}/leave")).json()
    assert (left["status"], left["left_reason"]) == ("left", "by_themselves")
    assert await claims_of(ward, visit) == 0
    async with ward.database.reading() as session:
        assert (await session.get_one(Appointment, UUID(visit))).status == "cancelled"
    assert (await ward.next()).json()["type"] == "urn:telemed:problem:nobody-waits"


async def test_another_persons_turn_is_404_and_the_desk_reads_no_reason(
    ward: Ward, database: Database, settings: Settings
) -> None:
    """Every verb on somebody else's turn; the clinic's desk sees who waits, and not why; another clinic's sees nothing."""
    await ward.on_duty()
    anna, other = await ward.somebody(), await ward.somebody("Boris Petrov")
    entry = await ward.joined(anna, reason="A secret")
    for verb in ("seen", "leave", "callback", "ticket"):
        assert (await ward.post(other, f"/duty/entries/{entry['id']}/{verb}", {})).status_code == 404, verb
    answer = await ward.client.get(f"/api/v1/duty/entries/{entry['id']}", headers=other.headers)
    assert answer.status_code == 404
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, ward.town.clinic_id))
    board = await ward.get(desk, f"/clinics/{ward.town.clinic_id}/duty/board")
    assert [(row["patient_name"], row["reason"]) for row in board["waiting"]] == [("Anna Ivanova", None)]
    stranger = await a_person(database, settings, Grant(Role.REGISTRAR, new_id()))
    path = f"/api/v1/clinics/{ward.town.clinic_id}/duty/board"
    assert (await ward.client.get(path, headers=stranger.headers)).status_code == 404
    own = await ward.get(ward.doctors[0], "/duty/board")
    assert own["waiting"][0]["reason"] == "A secret"
