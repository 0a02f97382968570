"""Staff decide about each visit, patients about the time they were given, and what found no place is a worklist."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from telemed.booking.links import token_for
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.settings import Settings
from tests.booking.builders import next_monday
from tests.planning.replanning import DAY, Ward, also_works, moves, open_ward, to_of

HOUR = timedelta(hours=1)


@pytest.fixture
async def ward(client: httpx2.AsyncClient, database: Database, settings: Settings, app: FastAPI) -> Ward:
    return await open_ward(client, database, settings)


async def test_staff_change_each_visit_and_what_they_chose_is_what_happens(ward: Ward) -> None:
    """Another place, the worklist, and staying as it is; the patient of the last hears nothing."""
    moved, waiting, staying = [await ward.visit(next_monday(hour)) for hour in (9, 10, 11)]
    proposal = await ward.away()
    path = f"/proposals/{proposal['id']}/moves/{moved}/options"
    options = (await ward.call("GET", path, params={"doctor_id": str(ward.town.doctor_ids[2])})).json()["items"]
    assert {option["doctor_id"] for option in options} == {str(ward.town.doctor_ids[2])}
    picked = {"doctor_id": options[3]["doctor_id"], "starts_at": options[3]["starts_at"]}
    assert (await ward.choose(proposal, moved, picked)).status_code == 200
    assert (await ward.choose(proposal, waiting, None)).status_code == 200
    changed = await ward.choose(proposal, staying, "leave")
    shown = changed.json()
    assert shown["revision"] == 4
    assert changed.headers["ETag"] == '"4"'
    assert shown["counts"] == {
        "affected": 3, "placed": 1, "same_doctor": 0, "same_day": 1, "leftovers": 1, "left": 1
    }  # fmt: skip
    stale = await ward.apply(proposal)
    assert stale.status_code == 409
    again = stale.json()["proposal"]
    assert {visit: move["choice"] for visit, move in moves(again).items()} == {
        moved: "chosen", waiting: "leftover", staying: "leave"
    }  # fmt: skip
    assert (await ward.apply(again)).status_code == 200
    after = await ward.where(moved, waiting, staying)
    assert after[moved][:2] == (UUID(picked["doctor_id"]), datetime.fromisoformat(picked["starts_at"]))
    assert [after[each][3] for each in (moved, waiting, staying)] == [2, 2, 1]
    assert [str(subject) for subject, _ in await ward.told("replan.leftover")] == [waiting]
    assert await ward.consistent()


async def test_a_place_that_cannot_be_had_is_refused_with_the_reason(ward: Ward) -> None:
    """Taken by somebody, wanted by another visit of the proposal, off the grid; nothing changes."""
    first, second = await ward.visit(next_monday(9)), await ward.visit(next_monday(10))
    await ward.visit(next_monday(12), doctor=1)
    proposal = await ward.away()
    colleague = str(ward.town.doctor_ids[1])
    theirs = moves(proposal)[second]["to"]
    wishes = (
        ({"doctor_id": colleague, "starts_at": next_monday(12).isoformat()}, 409, "taken"),
        ({"doctor_id": theirs["doctor_id"], "starts_at": theirs["starts_at"]}, 409, "chosen"),
        (
            {"doctor_id": colleague, "starts_at": (next_monday(13) + timedelta(minutes=7)).isoformat()},
            422,
            "misaligned",
        ),
        ({"doctor_id": str(UUID(int=9)), "starts_at": next_monday(13).isoformat()}, 422, "not_on_offer"),
    )
    for to, status, code in wishes:
        refused = await ward.choose(proposal, first, to)
        assert (refused.status_code, refused.json()["reason_code"]) == (status, code), refused.text
    for to in ("stay", {"doctor_id": colleague}, 5):
        assert (await ward.choose(proposal, first, to)).status_code == 422
    assert (await ward.choose(proposal, str(UUID(int=3)), None)).status_code == 404
    assert (await ward.call("GET", f"/proposals/{proposal['id']}")).json() == proposal


async def test_what_finds_no_place_is_on_the_worklist_until_somebody_deals_with_it(
    client: httpx2.AsyncClient, database: Database, settings: Settings, app: FastAPI
) -> None:
    """By saying so, or because the patient chose another time or cancelled."""
    ward = await open_ward(client, database, settings, doctors=1, hours=3)
    done, moved, gone, left = [await ward.visit(next_monday(9) + n * timedelta(minutes=20)) for n in range(4)]
    applied = await ward.apply(await ward.away())
    assert applied.json()["counts"]["leftovers"] == 4
    leftovers = f"/clinics/{ward.town.clinic_id}/leftovers"

    async def listed() -> list[str]:
        return [each["appointment_id"] for each in (await ward.call("GET", leftovers)).json()["items"]]

    assert await listed() == [done, moved, gone, left]
    assert (await ward.call("POST", f"/leftovers/{done}/done")).status_code == 204
    assert (await ward.call("POST", f"/leftovers/{done}/done")).status_code == 404
    await also_works(ward, 0, next_monday(9) + 2 * DAY, 1)
    elsewhere = {"starts_at": (next_monday(9) + 2 * DAY).isoformat()}
    by_themselves = await ward.call("POST", f"/appointments/{moved}/reschedule", by=ward.patients[1], json=elsewhere)
    assert by_themselves.status_code == 200, by_themselves.text
    cancelled = await ward.call("POST", f"/appointments/{gone}/cancel", by=ward.patients[2], json={})
    assert cancelled.status_code == 200
    assert await listed() == [left]


async def test_a_patient_who_does_not_answer_keeps_the_new_place_and_may_change_it_until_it_begins(
    client: httpx2.AsyncClient, database: Database, settings: Settings, app: FastAPI
) -> None:
    """The notice of the service is for times that patients chose themselves."""
    ward = await open_ward(client, database, settings, cancel_min=60 * 24 * 30, reschedule_min=60 * 24 * 30)
    kept, cancelled = await ward.visit(next_monday(9)), await ward.visit(next_monday(10))
    own = await ward.call("POST", f"/appointments/{cancelled}/cancel", by=ward.patients[1], json={})
    assert own.status_code == 409
    assert (await ward.apply(await ward.away())).status_code == 200
    asked = await ward.call("GET", f"/appointments/{kept}/replan", by=ward.patients[0])
    assert asked.json()["was"]["doctor_id"] == str(ward.town.doctor_id)
    assert asked.json()["answer"] is None
    answer = f"/appointments/{cancelled}/replan-answer"
    assert (await ward.call("POST", answer, by=ward.patients[0], json={"choice": "cancel"})).status_code == 404
    for _ in range(2):
        said = await ward.call(
            "POST", f"/appointments/{kept}/replan-answer", by=ward.patients[0], json={"choice": "accept"}
        )
        assert said.status_code == 204, said.text
    assert (await ward.call("POST", answer, by=ward.patients[1], json={"choice": "cancel"})).status_code == 204
    assert {visit: seen[2] for visit, seen in (await ward.where(kept, cancelled)).items()} == {
        kept: "booked", cancelled: "cancelled"
    }  # fmt: skip
    again = await ward.call("POST", answer, by=ward.patients[1], json={"choice": "accept"})
    assert (again.status_code, again.json()["type"]) == (410, "urn:telemed:problem:nothing-to-answer")
    summary = (await ward.call("GET", f"/clinics/{ward.town.clinic_id}/proposals")).json()["items"][0]
    assert (summary["status"], summary["answered"]) == ("applied", 2)
    assert await ward.consistent()


async def test_one_tap_in_the_message_answers_and_only_about_what_was_asked(
    client: httpx2.AsyncClient, database: Database, settings: Settings, app: FastAPI
) -> None:
    """Looking changes nothing; accepting is kept, cancelling frees the time; a link of an older revision is refused."""
    ward = await open_ward(client, database, settings)
    accepted, cancelled = await ward.visit(next_monday(9)), await ward.visit(next_monday(10))
    assert (await ward.apply(await ward.away())).status_code == 200
    late = clock.now() + timedelta(days=30)

    async def post(path: str, visit: str, revision: int = 2, **more: str) -> httpx2.Response:
        token = token_for(settings, "replan", UUID(visit), revision, late)
        return await client.post(f"/api/v1/answers{path}", json={"token": token, **more})

    shown = (await post("/look", accepted)).json()
    assert (shown["choices"], shown["appointment_id"]) == (["accept", "cancel"], accepted)
    assert datetime.fromisoformat(shown["instead_of"]) == next_monday(9)
    assert (await post("/look", accepted, revision=1)).status_code == 400
    assert (await post("", accepted, choice="accept")).json()["appointment_id"] == accepted
    assert (await post("", accepted, choice="accept")).status_code == 400
    assert (await post("/look", accepted)).json()["choices"] == ["cancel"]
    assert (await post("", cancelled, choice="decline")).status_code == 400
    assert (await post("", cancelled, choice="cancel")).json()["starts_at"] is None
    assert (await post("/look", cancelled)).status_code == 400
    seen = await ward.where(accepted, cancelled)
    assert [seen[visit][2] for visit in (accepted, cancelled)] == ["booked", "cancelled"]
    assert await ward.consistent()


async def test_other_weekly_hours_are_previewed_and_applied_with_places_for_the_visits(ward: Ward) -> None:
    """The doctor will work on Tuesdays instead: the visits follow there, and shifts are made."""
    calendar = f"/calendars/{ward.town.doctor_id}/templates"
    tuesday = next_monday(9) + DAY
    hours = {"valid_from": "2026-01-01", "hours": [{"weekday": 2, "start": "09:00", "end": "10:00"}]}
    made = await ward.call("POST", calendar, json=hours)
    assert made.status_code == 201, made.text
    visit = await ward.visit(next_monday(9) + 2 * DAY)
    body = {
        "valid_from": "2026-01-01",
        "hours": [{"weekday": 1, "start": "09:00", "end": "10:00"}],
        "template_id": made.json()["id"],
        "doctor_id": str(ward.town.doctor_id),
    }
    shown = await ward.call("POST", f"/clinics/{ward.town.clinic_id}/proposals/hours", json=body)
    assert shown.status_code == 201, shown.text
    [move] = shown.json()["moves"]
    assert (move["appointment_id"], move["words"]) == (visit, ["same_doctor", "earlier"])
    assert to_of(move)[1].date() == tuesday.date()
    assert (await ward.call("GET", calendar)).json()["items"][0]["hours"][0]["weekday"] == 2
    applied = await ward.apply(shown.json())
    assert applied.status_code == 200, applied.text
    assert (await ward.where(visit))[visit][1].date() == tuesday.date()
    assert (await ward.call("GET", calendar)).json()["items"][0]["hours"][0]["weekday"] == 1
    assert await ward.consistent()


async def test_one_visit_is_moved_by_hand_with_the_same_machinery(ward: Ward) -> None:
    """The nearest other time is found; the old one is free again, and the patient is told as all others are."""
    visit, start = await ward.visit(next_monday(9)), next_monday(9)
    shown = await ward.call("POST", f"/clinics/{ward.town.clinic_id}/proposals/visit", json={"appointment_id": visit})
    assert shown.status_code == 201, shown.text
    [move] = shown.json()["moves"]
    assert to_of(move) == (ward.town.doctor_id, start + timedelta(minutes=20))
    assert (await ward.apply(shown.json())).status_code == 200
    assert (await ward.where(visit))[visit][:2] == to_of(move)
    assert len(await ward.told("replan.moved")) == 1
    assert await ward.absences() == []
    await ward.visit(start)
    assert await ward.consistent()


async def test_a_proposal_that_is_put_away_cannot_be_applied(ward: Ward) -> None:
    """Nor changed, nor worked out anew."""
    visit = await ward.visit(next_monday(9))
    proposal = await ward.away()
    assert (await ward.call("DELETE", f"/proposals/{proposal['id']}")).status_code == 204
    answers = [
        await ward.apply(proposal),
        await ward.choose(proposal, visit, None),
        await ward.call("POST", f"/proposals/{proposal['id']}/refresh"),
        await ward.call("DELETE", f"/proposals/{proposal['id']}"),
    ]
    assert {answer.status_code for answer in answers} == {409}
    assert (await ward.where(visit))[visit][3] == 1
