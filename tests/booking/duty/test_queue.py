"""Coming into the line, staying, leaving; and doctors who take the next, give back and log off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select

from telemed.accounts.callers import Grant, Role
from telemed.booking.duty import settling
from telemed.booking.duty.facts import turn_facts
from telemed.booking.duty.models import DutyEntry
from telemed.booking.intake.models import IntakeAnswers, IntakeForm
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.outbox.models import OutboxEvent
from telemed.schedules import claims, closures
from telemed.schedules.claims import Owner
from telemed.schedules.consistency import find_differences
from telemed.schedules.models import Claim
from telemed.settings import Settings
from tests.booking.builders import a_person
from tests.booking.duty.builders import Ward, a_ward, finish

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


@pytest.fixture
async def ward(client: httpx2.AsyncClient, database: Database, settings: Settings) -> Ward:
    return await a_ward(client, database, settings)


@pytest.fixture
async def two(client: httpx2.AsyncClient, database: Database, settings: Settings) -> Ward:
    return await a_ward(client, database, settings, doctors=2)


@pytest.fixture(autouse=True)
async def true_calendars(database: Database) -> AsyncIterator[None]:
    """After each test the stored openings are what shifts, absences and claims say."""
    yield
    async with database.reading() as session:
        assert await find_differences(session) == []


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


async def events(database: Database, kind: str) -> list[UUID]:
    async with database.reading() as session:
        return list(await session.scalars(select(OutboxEvent.subject_id).where(OutboxEvent.kind == kind)))  # type: ignore[call-overload, arg-type]  # columns of the model


# ── patients ────────────────────────────────────────────────────────────────────────────────────────────────────────


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


async def claims_of(ward: Ward, visit_id: str) -> int:
    async with ward.database.reading() as session:
        return len(list(await session.scalars(select(Claim).where(Claim.owner_id == UUID(visit_id)))))  # type: ignore[arg-type]  # a column of the model


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


# ── doctors ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_next_is_a_visit_for_now_on_both_calendars(ward: Ward) -> None:
    """Claims on both, an open room at once, one call at a time; the visit over, what is left of its time is free again."""
    await ward.on_duty()
    anna, boris = await ward.somebody(), await ward.somebody("Boris Petrov")
    first, second = await ward.joined(anna), await ward.joined(boris)
    called = await ward.next()
    assert called.status_code == 201, called.text
    visit = called.json()["appointment"]
    assert (visit["status"], visit["can"]["join"]) == ("booked", True)
    assert await claims_of(ward, visit["id"]) == 2
    shown = await ward.entry(anna, first["id"])
    assert (shown["status"], shown["appointment_id"], shown["place"]) == ("called", visit["id"], None)
    assert (await ward.entry(boris, second["id"]))["place"] == 1
    early = await ward.next()
    assert (early.status_code, early.json()["appointment_id"]) == (409, visit["id"])
    await finish(ward, visit["id"])
    assert (await ward.entry(anna, first["id"]))["status"] == "done"
    following = await ward.next()
    assert following.status_code == 201, following.text
    assert following.json()["appointment"]["patient"]["display_name"] == "Boris Petrov"
    await settling.run_once(ward.database, ward.settings, clock.now())
    async with ward.database.reading() as session:
        assert (await session.get_one(DutyEntry, UUID(first["id"]))).status == "done"


async def test_who_has_been_seen_may_come_again_at_once(ward: Ward) -> None:
    """The planned time of a visit that ended early keeps neither the doctor nor the patient from the next."""
    await ward.on_duty()
    anna = await ward.somebody()
    for _ in range(2):
        await ward.joined(anna)
        called = await ward.next()
        assert called.status_code == 201, called.text
        await finish(ward, called.json()["appointment"]["id"])


async def test_a_doctor_who_logs_off_gives_back_whom_they_called(two: Ward) -> None:
    """In the old place, not at the end; the visit and its claims are taken back; nobody else is called off."""
    await two.on_duty(0)
    await two.on_duty(1)
    anna, boris = await two.somebody(), await two.somebody("Boris Petrov")
    first, second = await two.joined(anna), await two.joined(boris)
    visit = (await two.next(0)).json()["appointment"]["id"]
    board = await two.post(two.doctors[0], "/duty/stop")
    assert board.json()["on_duty"] is False
    assert await claims_of(two, visit) == 0
    assert [(await two.entry(who, each["id"]))["place"] for who, each in ((anna, first), (boris, second))] == [1, 2]
    assert (await two.next(0)).json()["type"] == "urn:telemed:problem:not-on-duty"
    assert (await two.next(1)).json()["appointment"]["patient"]["display_name"] == "Anna Ivanova"


async def test_a_doctor_who_vanishes_loses_nobody(two: Ward) -> None:
    """Unseen for ten minutes with somebody called: the worker gives them back, and another doctor takes them."""
    await two.on_duty(0)
    anna = await two.somebody()
    entry = await two.joined(anna)
    visit = (await two.next(0)).json()["appointment"]["id"]
    await two.later(11)
    await settling.run_once(two.database, two.settings, clock.now())
    assert (await two.entry(anna, entry["id"]))["place"] == 1
    assert await claims_of(two, visit) == 0
    await two.on_duty(1)
    assert (await two.next(1)).json()["appointment"]["patient"]["display_name"] == "Anna Ivanova"


async def test_a_visit_that_is_called_off_returns_the_patient_to_the_line(ward: Ward) -> None:
    """By the ordinary way of cancelling a visit too, with no worker: called again by the next press."""
    await ward.on_duty()
    anna = await ward.somebody()
    entry = await ward.joined(anna)
    visit = (await ward.next()).json()["appointment"]
    answer = await ward.post(ward.doctors[0], f"/appointments/{visit['id']}/cancel", {"reason": "wrong button"})
    assert answer.status_code == 200, answer.text
    assert (await ward.entry(anna, entry["id"]))["place"] == 1
    assert (await ward.next()).status_code == 201


async def test_whoever_does_not_come_is_waited_for_and_then_left(ward: Ward) -> None:
    """Not before three minutes have passed, and not for somebody in the waiting room."""
    await ward.on_duty()
    anna = await ward.somebody()
    entry = await ward.joined(anna)
    await ward.next()
    path = f"/duty/entries/{entry['id']}/no-answer"
    early = await ward.post(ward.doctors[0], path)
    assert (early.status_code, early.json()["reason_code"]) == (409, "too_early")
    await ward.later(4)
    gone = await ward.post(ward.doctors[0], path)
    assert (gone.status_code, gone.json()["current"]) == (200, None)
    shown = await ward.entry(anna, entry["id"])
    assert (shown["status"], shown["left_reason"]) == ("left", "no_answer")
    assert await events(ward.database, "duty.left") == [UUID(entry["id"])]


async def test_a_booked_visit_in_the_way_is_409_with_when(ward: Ward) -> None:
    """A visit that begins in ten minutes leaves no room for fifteen; the patient keeps the place."""
    await ward.on_duty()
    anna = await ward.somebody()
    entry = await ward.joined(anna)
    begins = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=10)
    until = await booked_visit(ward, begins)
    refused = await ward.next()
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:telemed:problem:doctor-busy")
    told = refused.json()
    assert (told["reason_code"], told["next_visit_at"], told["busy_until"]) == (
        "visit", begins.isoformat(), until.isoformat(),
    )  # fmt: skip
    assert (await ward.entry(anna, entry["id"]))["place"] == 1


async def booked_visit(ward: Ward, begins: Any) -> Any:
    """Somebody's ordinary visit with the first doctor; when it ends."""
    other = await ward.somebody("Boris Petrov")
    until = begins + timedelta(minutes=20)
    visit = Appointment(
        id=new_id(), clinic_id=ward.town.clinic_id, service_id=ward.town.service_id, doctor_id=ward.town.doctor_id,
        patient_id=other.patient_id, starts_at=begins, ends_at=until, zone="Europe/Berlin", modality="video",
        status="booked", booked_by=other.account_id, booked_at=clock.now(),
    )  # fmt: skip
    async with ward.database.writing() as session:
        session.add(visit)
        await claims.lock(session, [ward.town.doctor_id])
        await claims.claim(
            session, calendar_id=ward.town.doctor_id, time=Interval(begins, until),
            owner=Owner("appointment", visit.id), needs_opening=True, now=clock.now(),
        )  # fmt: skip
    return until


async def test_a_doctor_on_leave_takes_nobody(ward: Ward) -> None:
    """Leave that begins while patients wait: next is 409, and nobody's place is lost."""
    await ward.on_duty()
    anna = await ward.somebody()
    entry = await ward.joined(anna)
    now = clock.now()
    async with ward.database.writing() as session:
        away = Interval(now - timedelta(minutes=1), now + timedelta(hours=2))
        await closures.add_absence(session, ward.town.doctor_id, away, reason="illness")
    refused = await ward.next()
    assert (refused.status_code, refused.json()["reason_code"]) == (409, "not_working")
    assert (await ward.entry(anna, entry["id"]))["place"] == 1


async def test_a_patient_in_another_visit_is_passed_over(ward: Ward) -> None:
    """Somebody cannot be in two visits at once: the next one is taken, the first keeps the place."""
    await ward.on_duty()
    anna, boris = await ward.somebody(), await ward.somebody("Boris Petrov")
    first = await ward.joined(anna)
    await ward.joined(boris)
    now = clock.now()
    async with ward.database.writing() as session:
        await claims.open_calendar(session, anna.patient_id, zone="Europe/Moscow")
        await claims.lock(session, [anna.patient_id])
        await claims.claim(
            session, calendar_id=anna.patient_id, time=Interval(now, now + timedelta(minutes=10)),
            owner=Owner("appointment", new_id()), needs_opening=False, now=now,
        )  # fmt: skip
    assert (await ward.next()).json()["appointment"]["patient"]["display_name"] == "Boris Petrov"
    assert (await ward.entry(anna, first["id"]))["place"] == 1


async def test_only_a_clinics_own_doctors_go_on_duty(ward: Ward, database: Database, settings: Settings) -> None:
    """Another clinic's doctor gets 404; one who offers nothing of the kind 422; logging on twice is once."""
    stranger = await a_person(database, settings, Grant(Role.DOCTOR, new_id(), new_id()))
    body = {"clinic_id": str(ward.town.clinic_id)}
    assert (await ward.post(stranger, "/duty/start", body)).status_code == 404
    idle = await a_person(database, settings, Grant(Role.DOCTOR, ward.town.clinic_id, new_id()))
    assert (await ward.post(idle, "/duty/start", body)).json()["reason_code"] == "nothing_offered"
    await ward.on_duty()
    again = await ward.on_duty()
    assert len(again["doctors"]) == 1
    wrong = await ward.post(ward.doctors[0], "/duty/start", {**body, "specialty_ids": [str(new_id())]})
    assert wrong.status_code == 422
