"""Promises of replanning: a proposal says what would happen to each visit, and applying does that or nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.planning.proposals import applying, service
from telemed.planning.proposals.picture import Setting
from telemed.settings import Settings
from tests.booking.builders import a_person, next_monday
from tests.planning.replanning import DAY, Ward, also_works, moves, open_ward, speaks, to_of

HOUR = timedelta(hours=1)


@pytest.fixture
async def ward(client: httpx2.AsyncClient, database: Database, settings: Settings, app: FastAPI) -> Ward:
    return await open_ward(client, database, settings)


async def test_a_sick_day_is_replanned_and_everybody_is_told(ward: Ward) -> None:
    """Each visit goes where the proposal said, keeps its id, and is one revision on; the doctor's day is closed."""
    visits = [await ward.visit(next_monday(hour)) for hour in (9, 10, 15)]
    await ward.visit(next_monday(9), doctor=1)
    before = await ward.where(*visits)
    proposal = await ward.away()
    assert await ward.where(*visits) == before
    assert (await ward.absences()) == []
    assert proposal["counts"] == {
        "affected": 3, "placed": 3, "same_doctor": 0, "same_day": 3, "leftovers": 0, "left": 0
    }  # fmt: skip
    applied = await ward.apply(proposal)
    assert applied.status_code == 200, applied.text
    assert applied.json()["status"] == "applied"
    after = await ward.where(*visits)
    for visit, move in moves(proposal).items():
        assert after[visit] == (*to_of(move), "booked", 2)
        assert move["from"]["doctor_id"] == str(ward.town.doctor_id)
    assert [each["reason"] for each in await ward.absences()] == ["illness"]
    told = await ward.told("replan.moved")
    assert {str(subject) for subject, _ in told} == set(visits)
    for subject, said in told:
        assert said == {
            "revision": 2, "was": before[str(subject)][1].isoformat(), "was_doctor_id": str(ward.town.doctor_id),
            "by": str(ward.registrar.account_id),
        }  # fmt: skip
    assert await ward.consistent()


async def test_the_same_doctor_soon_is_found_first_then_the_patients_language(ward: Ward) -> None:
    """The next day with the same doctor; where that is full, a doctor who speaks the patient's language."""
    await also_works(ward, 0, next_monday(9) + DAY, 1 / 3)
    await speaks(ward, 1, "de")
    await speaks(ward, 2, "de", "en")
    first, second = await ward.visit(next_monday(9)), await ward.visit(next_monday(9) + HOUR)
    found = moves(await ward.away())
    with_the_same = [visit for visit in (first, second) if "same_doctor" in found[visit]["words"]]
    assert len(with_the_same) == 1
    [other] = {first, second} - set(with_the_same)
    assert to_of(found[with_the_same[0]]) == (ward.town.doctor_id, next_monday(9) + DAY)
    assert to_of(found[other])[0] == ward.town.doctor_ids[2]
    assert found[other]["words"] == ["same_language", "same_specialty", "same_time"]


async def test_the_patients_other_visits_and_the_buffers_are_kept(
    client: httpx2.AsyncClient, database: Database, settings: Settings, app: FastAPI
) -> None:
    """Nobody is sent to two visits at once, and ten minutes stay free around each."""
    ward = await open_ward(client, database, settings, doctors=2, hours=2, buffer_before_min=10, buffer_after_min=10)
    start = ward.town.shift.start
    await also_works(ward, 0, start + 6 * HOUR, 1)
    patient = await a_person(database, settings)
    lost = await ward.visit(start + 6 * HOUR + timedelta(minutes=20), person=patient)
    await ward.visit(start + HOUR, person=patient, doctor=1)
    [move] = (await ward.away())["moves"]
    assert move["appointment_id"] == lost
    _, found = to_of(move)
    assert abs(found - (start + HOUR)) >= timedelta(minutes=40)
    assert start <= found - timedelta(minutes=10)
    assert found + timedelta(minutes=30) <= start + 2 * HOUR


async def test_a_stale_proposal_is_refused_with_the_fresh_one_and_nothing_is_changed(ward: Ward) -> None:
    """A patient cancels, and somebody books the place that was found: both are named, and the fresh one can be applied."""
    cancelled, robbed, third = [await ward.visit(next_monday(hour)) for hour in (9, 10, 11)]
    proposal = await ward.away()
    doctor, start = to_of(moves(proposal)[robbed])
    await ward.visit(start, doctor=ward.town.doctor_ids.index(doctor))
    gone = await ward.call("POST", f"/appointments/{cancelled}/cancel", json={})
    assert gone.status_code == 200, gone.text
    before = await ward.where(robbed, third)
    refused = await ward.apply(proposal)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:telemed:problem:proposal-outdated")
    changes = {(change["appointment_id"], change["code"]) for change in refused.json()["changes"]}
    assert changes == {(cancelled, "gone"), (robbed, "place_taken")}
    assert await ward.where(robbed, third) == before
    assert await ward.absences() == []
    assert await ward.told("replan.moved") == []
    fresh = refused.json()["proposal"]
    assert fresh["id"] == proposal["id"]
    assert fresh["token"] != proposal["token"]
    assert set(moves(fresh)) == {robbed, third}
    assert to_of(moves(fresh)[robbed]) != (doctor, start)
    done = await ward.apply(fresh)
    assert done.status_code == 200, done.text
    assert (await ward.where(robbed))[robbed][:2] == to_of(moves(fresh)[robbed])
    assert await ward.consistent()


async def test_a_visit_booked_meanwhile_is_not_overlooked(ward: Ward) -> None:
    """It belongs to the fresh proposal; until then the doctor's day stays open."""
    first = await ward.visit(next_monday(9))
    proposal = await ward.away()
    late = await ward.visit(next_monday(12))
    refused = await ward.apply(proposal)
    assert refused.status_code == 409
    assert refused.json()["changes"] == [{"appointment_id": late, "code": "new_visit"}]
    assert set(moves(refused.json()["proposal"])) == {first, late}


async def test_applying_twice_with_one_key_moves_once(ward: Ward) -> None:
    """The same answer; without the key, the second is told that it is done."""
    visit = await ward.visit(next_monday(9))
    proposal = await ward.away()
    first, again = await ward.apply(proposal, key="once"), await ward.apply(proposal, key="once")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert (await ward.where(visit))[visit][3] == 2
    assert len(await ward.told("replan.moved")) == 1
    third = await ward.apply(proposal)
    assert (third.status_code, third.json()["type"]) == (409, "urn:telemed:problem:proposal-done")


async def test_two_staff_apply_two_proposals_for_the_same_places_at_once(
    client: httpx2.AsyncClient, database: Database, settings: Settings, app: FastAPI
) -> None:
    """Two doctors are ill, one colleague has one free time: one patient gets it, the other proposal is refused."""
    ward = await open_ward(client, database, settings, doctors=2, hours=1)
    await also_works(ward, 0, next_monday(14), 1)
    first = await ward.visit(next_monday(14))
    proposals = [await ward.away(next_monday(14), next_monday(15))]
    proposals.append(await ward.away(next_monday(13), next_monday(16)))
    assert to_of(proposals[0]["moves"][0]) == to_of(proposals[1]["moves"][0])
    answers = await asyncio.gather(*(ward.apply(proposal) for proposal in proposals))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await ward.where(first))[first][3] == 2
    assert await ward.consistent()


async def test_killed_before_the_commit_nothing_is_done_and_it_can_be_applied_again(ward: Ward) -> None:
    """The transaction is whole or not there."""
    visits = [await ward.visit(next_monday(hour)) for hour in (9, 10)]
    before, proposal = await ward.where(*visits), await ward.away()
    with pytest.raises(_KilledError):
        await _apply_and_die(ward, proposal)
    assert await ward.where(*visits) == before
    assert await ward.absences() == []
    assert await ward.told("replan.moved") == []
    assert (await ward.apply(proposal)).status_code == 200


class _KilledError(Exception):
    """The process ends here."""


async def _apply_and_die(ward: Ward, proposal: dict[str, Any]) -> None:
    account_id, grant = ward.registrar.account_id, Grant(Role.REGISTRAR, ward.town.clinic_id)
    caller = service.Caller(account_id, account_id, "en", (grant,))
    async with ward.database.writing() as session:
        stored = await service.open_proposal(session, UUID(proposal["id"]), lock=True)
        setting = Setting("Europe/Berlin", 8, clock.now())
        await applying.apply(session, caller, stored, proposal["token"], setting)
        raise _KilledError


async def test_time_that_somebody_holds_is_not_to_be_had_any_more(ward: Ward) -> None:
    """A hold in the doctor's absence ends; confirming it says so, and the calendar is as it should be."""
    patient = await a_person(ward.database, ward.settings)
    wish = {
        "service_id": str(ward.town.service_id),
        "doctor_id": str(ward.town.doctor_id),
        "patient_id": str(patient.patient_id),
        "starts_at": next_monday(9).isoformat(),
        "modality": "video",
    }
    held = await ward.call("POST", "/holds", by=patient, json=wish)
    assert held.status_code == 201, held.text
    assert (await ward.apply(await ward.away())).status_code == 200
    confirmed = await ward.call("POST", f"/appointments/{held.json()['id']}/confirm", by=patient, json={})
    assert confirmed.status_code in {409, 410}, confirmed.text
    assert await ward.consistent()


async def test_staff_of_another_clinic_find_nothing_and_doctors_may_not(ward: Ward) -> None:
    """404 for proposals, moves, leftovers; 403 without the desk's role."""
    visit = await ward.visit(next_monday(9))
    proposal = await ward.away()
    elsewhere = await a_person(ward.database, ward.settings, Grant(Role.REGISTRAR, UUID(int=5)))
    doctor = await a_person(ward.database, ward.settings, Grant(Role.DOCTOR, ward.town.clinic_id, ward.town.doctor_id))
    path = f"/proposals/{proposal['id']}"
    asked = [("GET", path, None), ("DELETE", path, None), ("POST", f"{path}/apply", {"token": proposal["token"]})]
    asked += [
        ("PATCH", f"{path}/moves/{visit}", {"to": None}),
        ("GET", f"/clinics/{ward.town.clinic_id}/leftovers", None),
    ]
    for method, address, body in asked:
        for person, status in ((elsewhere, 404), (doctor, 403)):
            found = await ward.call(method, address, by=person, json=body)
            assert found.status_code == status, (method, address, found.text)
    assert (await ward.call("GET", path)).json() == proposal
