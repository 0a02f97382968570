"""Booking over HTTP, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx2
import pytest

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.schedules.consistency import find_differences
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town, wish


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.writing() as session:
        return await build_town(session, doctors=2)


@pytest.fixture
async def anna(database: Database, settings: Settings) -> Person:
    return await a_person(database, settings)


@pytest.fixture
async def boris(database: Database, settings: Settings) -> Person:
    return await a_person(database, settings, name="Boris Petrov")


async def openings(client: httpx2.AsyncClient, town: Town, **query: str) -> list[dict[str, str]]:
    answer = await client.get("/api/v1/openings", params={"service_id": str(town.service_id), **query})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_the_earliest_opening_can_be_booked(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    """What search shows first is what booking accepts, and then search does not show it any more."""
    first = (await openings(client, town))[0]
    answer = await book(client, town, anna, doctor_id=first["doctor_id"], starts_at=first["starts_at"])
    assert answer.status_code == 201, answer.text
    visit = answer.json()
    assert (visit["starts_at"], visit["local_start"]) == (first["starts_at"], first["local_start"])
    assert visit["status"] == "booked"
    assert answer.headers["etag"] == '"1"'
    left = await openings(client, town)
    assert (first["doctor_id"], first["starts_at"]) not in [(o["doctor_id"], o["starts_at"]) for o in left]


async def test_a_taken_time_is_refused_with_alternatives(
    client: httpx2.AsyncClient, town: Town, anna: Person, boris: Person
) -> None:
    """The second gets 409, and the alternatives named are really free."""
    assert (await book(client, town, anna)).status_code == 201
    refused = await book(client, town, boris)
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["type"] == "urn:telemed:problem:slot-taken"
    nearest = problem["alternatives"][0]
    again = await book(client, town, boris, doctor_id=nearest["doctor_id"], starts_at=nearest["starts_at"])
    assert again.status_code == 201


async def test_partial_overlap_is_refused_and_adjacent_is_not(
    client: httpx2.AsyncClient, town: Town, anna: Person, boris: Person
) -> None:
    """Partial overlap 409, adjacent 201."""
    assert (await book(client, town, anna)).status_code == 201
    assert (await book(client, town, boris, town.shift.start + timedelta(minutes=10))).status_code == 409
    assert (await book(client, town, boris, town.shift.start + timedelta(minutes=20))).status_code == 201


async def test_a_person_cannot_be_in_two_visits_at_once(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    """Another doctor at an overlapping time is refused, and the other doctor's time stays free."""
    assert (await book(client, town, anna)).status_code == 201
    other = str(town.doctor_ids[1])
    refused = await book(client, town, anna, town.shift.start + timedelta(minutes=10), doctor_id=other)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:telemed:problem:patient-busy")
    assert other in {o["doctor_id"] for o in await openings(client, town, doctor_id=other)}


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(-60 * 24 * 30, "past"), (7, "misaligned"), (60 * 24 * 400, "too_far")],
)
async def test_times_that_no_rule_allows(
    client: httpx2.AsyncClient, town: Town, anna: Person, minutes: int, code: str
) -> None:
    """Past, misaligned and too far: 422 with the reason."""
    refused = await book(client, town, anna, town.shift.start + timedelta(minutes=minutes))
    assert (refused.status_code, refused.json()["reason_code"]) == (422, code)


async def test_closed_and_too_short_are_422_with_the_reason(
    client: httpx2.AsyncClient, town: Town, anna: Person
) -> None:
    """Outside the shift, and reaching beyond its end."""
    for start, code in ((town.shift.start - timedelta(hours=2), "closed"), (town.shift.end, "closed"),
                        (town.shift.end - timedelta(minutes=10), "too_short")):  # fmt: skip
        refused = await book(client, town, anna, start)
        assert (refused.status_code, refused.json()["reason_code"]) == (422, code)


async def test_somebody_elses_patient_does_not_exist(
    client: httpx2.AsyncClient, town: Town, anna: Person, boris: Person
) -> None:
    """A foreign patient id is 404, and so is a foreign visit, whatever is done with it."""
    assert (await book(client, town, anna, patient_id=str(boris.patient_id))).status_code == 404
    visit = (await book(client, town, boris)).json()
    path = f"/api/v1/appointments/{visit['id']}"
    assert (await client.get(path, headers=anna.headers)).status_code == 404
    for action, body in (("cancel", {}), ("reschedule", {"starts_at": visit["starts_at"]})):
        assert (await client.post(f"{path}/{action}", json=body, headers=anna.headers)).status_code == 404


async def test_two_hundred_at_once_for_one_time(client: httpx2.AsyncClient, database: Database, settings: Settings,
                                               town: Town) -> None:  # fmt: skip
    """One gets it, everybody else is told so, and openings still are what they are derived from."""
    people = [await a_person(database, settings) for _ in range(40)]
    answers = await asyncio.gather(*(book(client, town, person) for person in people))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 39
    async with database.reading() as session:
        assert not await find_differences(session)


async def test_neighbours_never_refuse_each_other(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town
) -> None:
    """All times of one doctor booked at once, by different people: all succeed."""
    people = [await a_person(database, settings) for _ in range(24)]
    starts = [town.shift.start + timedelta(minutes=20 * n) for n in range(24)]
    answers = await asyncio.gather(*(book(client, town, p, s) for p, s in zip(people, starts, strict=True)))
    assert [answer.status_code for answer in answers] == [201] * 24
    assert await openings(client, town, doctor_id=str(town.doctor_id)) == []


async def test_rescheduling_keeps_the_id_and_raises_the_revision(
    client: httpx2.AsyncClient, town: Town, anna: Person
) -> None:
    """Moving by less than its own length works, since the visit's own time is free for it."""
    visit = (await book(client, town, anna)).json()
    body = {"starts_at": (town.shift.start + timedelta(minutes=10)).isoformat()}
    path = f"/api/v1/appointments/{visit['id']}/reschedule"
    stale = await client.post(path, json=body, headers={**anna.headers, "If-Match": '"7"'})
    assert stale.status_code == 412
    moved = await client.post(path, json=body, headers={**anna.headers, "If-Match": '"1"'})
    assert moved.status_code == 200, moved.text
    assert (moved.json()["id"], moved.json()["revision"]) == (visit["id"], 2)


async def test_a_failed_reschedule_leaves_the_original(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person, boris: Person
) -> None:
    """The wanted time is taken: 409, and the old time is still the visit's and nobody else's."""
    mine = (await book(client, town, anna)).json()
    later = town.shift.start + timedelta(minutes=40)
    assert (await book(client, town, boris, later)).status_code == 201
    path = f"/api/v1/appointments/{mine['id']}"
    refused = await client.post(f"{path}/reschedule", json={"starts_at": later.isoformat()}, headers=anna.headers)
    assert refused.status_code == 409
    kept = (await client.get(path, headers=anna.headers)).json()
    assert (kept["starts_at"], kept["revision"]) == (mine["starts_at"], 1)
    assert (await book(client, town, boris)).status_code == 409
    async with database.reading() as session:
        assert not await find_differences(session)


async def test_two_that_swap_places_do_not_deadlock(
    client: httpx2.AsyncClient, town: Town, anna: Person, boris: Person
) -> None:
    """Each wants the other's time at the same moment: both are refused, nothing breaks."""
    mine = (await book(client, town, anna)).json()
    later = town.shift.start + timedelta(minutes=40)
    theirs = (await book(client, town, boris, later, doctor_id=str(town.doctor_ids[1]))).json()
    answers = await asyncio.gather(
        client.post(f"/api/v1/appointments/{mine['id']}/reschedule", headers=anna.headers,
                    json={"starts_at": later.isoformat(), "doctor_id": str(town.doctor_ids[1])}),
        client.post(f"/api/v1/appointments/{theirs['id']}/reschedule", headers=boris.headers,
                    json={"starts_at": mine["starts_at"], "doctor_id": str(town.doctor_id)}),
    )  # fmt: skip
    assert [answer.status_code for answer in answers] == [409, 409]


async def test_cancelling_frees_the_time_at_once(
    client: httpx2.AsyncClient, town: Town, anna: Person, boris: Person
) -> None:
    """The cancelled visit is over for good; its time can be booked."""
    visit = (await book(client, town, anna)).json()
    path = f"/api/v1/appointments/{visit['id']}"
    cancelled = await client.post(f"{path}/cancel", json={"reason": "better"}, headers=anna.headers)
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    again = await client.post(f"{path}/cancel", json={}, headers=anna.headers)
    assert (again.status_code, again.json()["reason_code"]) == (409, "already_over")
    assert (await book(client, town, boris)).status_code == 201


async def test_the_desk_books_for_patients_it_knows_and_no_others(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """A registrar books for somebody with a relation to the clinic, and not for a stranger."""
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id, None))
    body = wish(town, anna, town.shift.start + timedelta(hours=1))
    assert (await client.post("/api/v1/appointments", json=body, headers=desk.headers)).status_code == 404
    assert (await book(client, town, anna)).status_code == 201
    assert (await client.post("/api/v1/appointments", json=body, headers=desk.headers)).status_code == 201
    listed = await client.get("/api/v1/appointments", params={"clinic_id": str(town.clinic_id)}, headers=desk.headers)
    assert len(listed.json()["items"]) == 2


async def test_lists_page_by_cursor_and_show_own_visits_only(
    client: httpx2.AsyncClient, town: Town, anna: Person, boris: Person
) -> None:
    """Three visits in pages of two; another patient sees none of them."""
    for n in range(3):
        assert (await book(client, town, anna, town.shift.start + timedelta(minutes=20 * n))).status_code == 201
    first = (await client.get("/api/v1/appointments", params={"limit": 2}, headers=anna.headers)).json()
    rest = (
        await client.get(
            "/api/v1/appointments", params={"limit": 2, "cursor": first["next_cursor"]}, headers=anna.headers
        )
    ).json()
    starts = [visit["starts_at"] for visit in first["items"] + rest["items"]]
    assert (len(starts), starts, rest["next_cursor"]) == (3, sorted(starts), None)
    foreign = {"clinic_id": str(town.clinic_id)}
    assert (await client.get("/api/v1/appointments", params=foreign, headers=boris.headers)).json()["items"] == []


async def test_openings_page_by_cursor_without_gap_or_double(client: httpx2.AsyncClient, town: Town) -> None:
    """Pages of seven, joined, are the whole list."""
    whole = await openings(client, town, limit="100")
    pages: list[dict[str, str]] = []
    cursor = None
    while True:
        query = {"service_id": str(town.service_id), "limit": "7", **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/api/v1/openings", params=query)).json()
        pages += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert pages[: len(whole)] == whole
    assert [o["starts_at"] for o in whole] == sorted(o["starts_at"] for o in whole)


async def test_days_list_every_date_with_its_times(client: httpx2.AsyncClient, town: Town) -> None:
    """The day of the shift has its times, its neighbours are there and empty."""
    day = town.shift.start.date()
    query = {
        "service_id": str(town.service_id),
        "from": str(day - timedelta(days=1)),
        "to": str(day + timedelta(days=1)),
    }
    answer = (await client.get(f"/api/v1/doctors/{town.doctor_id}/days", params=query)).json()
    assert [len(each["openings"]) for each in answer["days"]] == [0, 47, 0]


async def test_slot_hoarding_is_capped(client: httpx2.AsyncClient, database: Database, anna: Person) -> None:
    """Slot hoarding is capped: after twenty visits ahead, 429 with Retry-After."""
    async with database.writing() as session:
        town = await build_town(session, hours=8)
    for n in range(20):
        assert (await book(client, town, anna, town.shift.start + timedelta(minutes=20 * n))).status_code == 201
    refused = await book(client, town, anna, town.shift.start + timedelta(minutes=400))
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")


async def test_the_desk_does_not_read_why_a_patient_comes(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """The patient and the doctor see the words, the clinic's staff see none of them: one visit and lists alike."""
    desk = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id, None))
    doctor = await a_person(database, settings, Grant(Role.DOCTOR, town.clinic_id, town.doctor_id))
    visit = (await book(client, town, anna, reason="canary-of-a-cough")).json()
    path = f"/api/v1/appointments/{visit['id']}"
    for person in (anna, doctor):
        assert (await client.get(path, headers=person.headers)).json()["reason"] == "canary-of-a-cough"
    listed = await client.get("/api/v1/appointments", params={"clinic_id": str(town.clinic_id)}, headers=desk.headers)
    for seen in (await client.get(path, headers=desk.headers), listed):
        assert seen.status_code == 200
        assert "canary" not in seen.text
