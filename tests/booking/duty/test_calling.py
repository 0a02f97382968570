"""Doctors who take the next, give back and log off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from telemed.accounts.callers import Grant, Role
from telemed.booking.duty import settling
from telemed.booking.duty.models import DutyEntry
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.schedules import claims, closures
from telemed.schedules.claims import Owner
from telemed.settings import Settings
from tests.booking.builders import a_person
from tests.booking.duty.builders import Ward, claims_of, events, finish

pytestmark = pytest.mark.usefixtures("true_calendars")


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
