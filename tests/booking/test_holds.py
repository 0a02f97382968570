"""Holding a time, over HTTP and on both databases: no worker runs, so nothing here needs one."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from telemed.accounts import grants
from telemed.accounts.callers import Grant, Role
from telemed.booking.holding import expire_once
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.outbox.models import OutboxEvent
from telemed.schedules.consistency import find_differences
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town, wish

OVER = timedelta(minutes=5, seconds=1)


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


async def hold(client: httpx2.AsyncClient, town: Town, person: Person, minutes: int = 0, **changes: Any) -> Any:
    body = wish(town, person, town.shift.start + timedelta(minutes=minutes), **changes)
    return await client.post("/api/v1/holds", json=body, headers=person.headers)


async def confirm(client: httpx2.AsyncClient, held: Any, person: Person, **body: Any) -> httpx2.Response:
    path = f"/api/v1/appointments/{held.json()['id']}/confirm"
    return await client.post(path, json=body, headers=person.headers)


async def starts_on_offer(client: httpx2.AsyncClient, town: Town) -> list[str]:
    query = {"service_id": str(town.service_id), "doctor_id": str(town.doctor_id), "limit": "100"}
    return [each["starts_at"] for each in (await client.get("/api/v1/openings", params=query)).json()["items"]]


async def differences(database: Database) -> list[Any]:
    async with database.reading() as session:
        return list(await find_differences(session))


async def test_a_held_time_is_the_holders_and_taken_for_everybody_else(
    client: httpx2.AsyncClient, town: Town, anna: Person, boris: Person
) -> None:
    """The holder still sees its own hold; others see the time as taken, in search and when they book."""
    before = await starts_on_offer(client, town)
    held = await hold(client, town, anna)
    assert (held.status_code, held.json()["status"]) == (201, "held")
    assert 295 <= held.json()["held_for_s"] <= 300
    assert held.json()["can"]["confirm"]
    [mine] = (await client.get("/api/v1/holds", headers=anna.headers)).json()["items"]
    assert (mine["id"], mine["held_until"]) == (held.json()["id"], held.json()["held_until"])
    assert (await client.get("/api/v1/holds", headers=boris.headers)).json()["items"] == []
    assert before[0] not in await starts_on_offer(client, town)
    assert (await book(client, town, boris)).json()["type"] == "urn:telemed:problem:slot-taken"
    assert (await hold(client, town, boris)).json()["type"] == "urn:telemed:problem:slot-taken"
    assert (await client.get(f"/api/v1/appointments/{mine['id']}", headers=boris.headers)).status_code == 404
    assert (await confirm(client, held, boris)).status_code == 404
    assert (await client.delete(f"/api/v1/holds/{mine['id']}", headers=boris.headers)).status_code == 404


async def test_a_hold_becomes_a_visit_and_only_then_is_one(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """A hold is in no list of visits and tells nobody; once confirmed it is a visit that lasts."""
    held = await hold(client, town, anna)
    listed = await client.get("/api/v1/appointments", headers=anna.headers)
    assert listed.json()["items"] == []
    booked = await confirm(client, held, anna, reason="A cough")
    assert (booked.status_code, booked.json()["status"], booked.json()["reason"]) == (200, "booked", "A cough")
    assert (booked.json()["held_until"], booked.json()["revision"]) == (None, 2)
    clock.shift(OVER)
    assert await expire_once(database, settings, clock.now()) == 0
    [visit] = (await client.get("/api/v1/appointments", headers=anna.headers)).json()["items"]
    assert (visit["id"], visit["status"]) == (held.json()["id"], "booked")
    assert await booked_events(database) == 1
    assert await differences(database) == []


async def test_two_confirmations_of_one_hold_one(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person
) -> None:
    """Two confirmations of one hold: one. Both answers name the same visit, which was booked once."""
    held = await hold(client, town, anna)
    one, other = await asyncio.gather(confirm(client, held, anna), confirm(client, held, anna))
    assert [one.status_code, other.status_code] == [200, 200]
    assert one.json()["id"] == other.json()["id"] == held.json()["id"]
    assert {one.json()["revision"], other.json()["revision"]} == {2}
    assert await booked_events(database) == 1


async def booked_events(database: Database) -> int:
    async with database.reading() as session:
        rows = await session.execute(OutboxEvent.__table__.select())  # type: ignore[attr-defined]
        return [row.kind for row in rows].count("appointment.booked")


async def test_an_expired_hold_is_410_and_the_time_is_free_again(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person, boris: Person
) -> None:
    """Without any worker: search shows the time at once, confirming is 410, and the next person books it."""
    before = await starts_on_offer(client, town)
    held = await hold(client, town, anna)
    clock.shift(OVER)
    assert await starts_on_offer(client, town) == before
    path = f"/api/v1/appointments/{held.json()['id']}"
    assert (await client.get(path, headers=anna.headers)).json()["status"] == "expired"
    assert (await client.get("/api/v1/holds", headers=anna.headers)).json()["items"] == []
    late = await confirm(client, held, anna)
    assert (late.status_code, late.json()["type"]) == (410, "urn:telemed:problem:hold-expired")
    assert (await book(client, town, boris)).status_code == 201
    assert (await confirm(client, held, anna)).status_code == 410
    assert await differences(database) == []


async def test_a_time_whose_hold_expired_is_booked_without_a_search_before(
    client: httpx2.AsyncClient, town: Town, anna: Person, boris: Person
) -> None:
    """Whoever takes time sweeps what has expired, under the lock."""
    await hold(client, town, anna)
    clock.shift(OVER)
    assert (await book(client, town, boris)).status_code == 201


async def test_one_hold_for_each_patient_the_new_one_takes_its_place(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person, boris: Person
) -> None:
    """The earlier time is free at once; a new hold that is refused leaves the one there was."""
    first = await hold(client, town, anna)
    second = await hold(client, town, anna, 60)
    assert second.status_code == 201
    assert (await confirm(client, first, anna)).status_code == 410
    assert (await book(client, town, boris)).status_code == 201
    assert (await hold(client, town, anna)).status_code == 409
    [kept] = (await client.get("/api/v1/holds", headers=anna.headers)).json()["items"]
    assert kept["id"] == second.json()["id"]
    assert (await confirm(client, second, anna)).status_code == 200
    assert await differences(database) == []


async def test_overlapping_times_can_be_tried_one_after_the_other(
    client: httpx2.AsyncClient, town: Town, anna: Person
) -> None:
    """The patient's own hold is in nobody's way but others': a time beside it, and the very same one."""
    assert (await hold(client, town, anna)).status_code == 201
    assert (await hold(client, town, anna, 10)).status_code == 201
    assert (await hold(client, town, anna, 10)).status_code == 201
    assert (await book(client, town, anna)).status_code == 201
    assert (await client.get("/api/v1/holds", headers=anna.headers)).json()["items"] == []


async def test_two_tabs_hold_at_once_and_one_time_is_kept(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person
) -> None:
    """Two tabs, two times: both are answered, and one of the holds is there in the end."""
    answers = await asyncio.gather(*(hold(client, town, anna, 20 * n) for n in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    held = (await client.get("/api/v1/holds", headers=anna.headers)).json()["items"]
    assert len(held) == 1
    assert await differences(database) == []


async def test_hold_against_book_one_wins(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person, boris: Person
) -> None:
    """Whichever comes first has the time, the other gets 409."""
    for n in range(3):
        held, booked = await asyncio.gather(
            hold(client, town, anna, 20 * n), book(client, town, boris, town.shift.start + timedelta(minutes=20 * n))
        )
        assert sorted((held.status_code, booked.status_code)) == [201, 409]
    assert await differences(database) == []


async def test_expiry_against_confirm_one_terminal_state(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """A worker whose clock is ahead expires the hold while it is confirmed: booked with its time, or expired without."""
    for n in range(3):
        held = await hold(client, town, anna, 40 * n)
        ahead = clock.now() + OVER
        confirmed, _ = await asyncio.gather(confirm(client, held, anna), expire_once(database, settings, ahead))
        path = f"/api/v1/appointments/{held.json()['id']}"
        status = (await client.get(path, headers=anna.headers)).json()["status"]
        assert (confirmed.status_code, status) in {(200, "booked"), (410, "expired")}
    assert await differences(database) == []


async def test_a_hold_swept_by_a_clock_that_is_ahead_is_not_confirmed(
    client: httpx2.AsyncClient, town: Town, anna: Person, boris: Person
) -> None:
    """Somebody with a later clock took the time: the holder's own clock says it is held, and the answer is 410."""
    held = await hold(client, town, anna)
    clock.shift(OVER)
    assert (await book(client, town, boris)).status_code == 201
    clock.shift(timedelta(0))
    assert (await confirm(client, held, anna)).status_code == 410


async def test_unrelated_edits_do_not_extend_a_hold(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    """Holding the same time again starts a new hold; everything else leaves its end where it was."""
    held = await hold(client, town, anna)
    path = f"/api/v1/appointments/{held.json()['id']}"
    clock.shift(timedelta(minutes=2))
    moved = {"starts_at": (town.shift.start + timedelta(hours=1)).isoformat()}
    refused = [
        await client.post(f"{path}/reschedule", json=moved, headers=anna.headers),
        await client.post(f"{path}/cancel", json={}, headers=anna.headers),
    ]
    assert [answer.status_code for answer in refused] == [409, 409]
    changed = await client.patch(
        f"/api/v1/patients/{anna.patient_id}", json={"given_name": "Anja"}, headers=anna.headers
    )
    assert changed.status_code == 200, changed.text
    assert (await client.get(path, headers=anna.headers)).json()["held_until"] == held.json()["held_until"]


async def test_letting_go_frees_the_time_at_once(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person, boris: Person
) -> None:
    """Twice is the same as once; a booked visit is not let go this way."""
    held = await hold(client, town, anna)
    path = f"/api/v1/holds/{held.json()['id']}"
    for _ in range(2):
        assert (await client.delete(path, headers=anna.headers)).status_code == 204
    assert (await confirm(client, held, anna)).status_code == 410
    booked = await book(client, town, boris)
    assert booked.status_code == 201
    as_hold = f"/api/v1/holds/{booked.json()['id']}"
    assert (await client.delete(as_hold, headers=boris.headers)).status_code == 409
    assert await differences(database) == []


async def test_holding_is_capped_for_each_account(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """Slot hoarding is capped: five live holds for those an account acts for, the sixth is 429 and says when to return."""
    children = [await a_person(database, settings, name=f"Child {n}") for n in range(5)]
    async with database.writing() as session:
        for child in children:
            grant = Grant(Role.PATIENT, None, child.patient_id)
            await grants.give(session, anna.account_id, grant, now=clock.now(), actor_id=None)
    for n, child in enumerate(children):
        held = await hold(client, town, anna, 20 * n, patient_id=str(child.patient_id))
        assert held.status_code == 201, held.text
    sixth = await hold(client, town, anna, 200)
    assert (sixth.status_code, sixth.json()["type"]) == (429, "urn:telemed:problem:too-many-holds")
    assert 1 <= int(sixth.headers["retry-after"]) <= 301
    again = await hold(client, town, anna, 220, patient_id=str(children[0].patient_id))
    assert again.status_code == 201


async def test_holding_again_and_again_is_capped(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    """Twenty holds an hour, whatever became of them; then 429 until the first of them is an hour old."""
    times = [await hold(client, town, anna, 20 * n) for n in range(20)]
    assert {held.status_code for held in times} == {201}
    refused = await hold(client, town, anna, 420)
    assert refused.status_code == 429
    assert 3500 <= int(refused.headers["retry-after"]) <= 3601
    assert (await confirm(client, times[-1], anna)).status_code == 200


async def test_the_worker_writes_down_what_expired_once(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """Two workers at once: one of them does it, the openings are whole, and the reason is in the event."""
    before = await starts_on_offer(client, town)
    await hold(client, town, anna)
    later = clock.now() + OVER
    done = await asyncio.gather(*(expire_once(database, settings, later) for _ in range(2)))
    assert sorted(done) == [0, 1]
    assert await starts_on_offer(client, town) == before
    async with database.reading() as session:
        rows = list(await session.execute(OutboxEvent.__table__.select()))  # type: ignore[attr-defined]
    assert [(row.kind, row.payload["why"]) for row in rows] == [("appointment.expired", "time")]
    assert await differences(database) == []


async def test_the_rules_of_booking_are_those_of_holding(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    """Past, misaligned and closed times are refused with the same words, and nothing is held."""
    late = await hold(client, town, anna, -60 * 24 * 30)
    odd = await hold(client, town, anna, 3)
    closed = await hold(client, town, anna, 60 * 9)
    codes = [answer.json()["reason_code"] for answer in (late, odd, closed)]
    assert codes == ["past", "misaligned", "closed"]
    assert (await client.get("/api/v1/holds", headers=anna.headers)).json()["items"] == []


async def test_a_retry_of_a_hold_gets_the_first_answer(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    """Same key and body: the same hold, which does not begin anew."""
    headers = {**anna.headers, "Idempotency-Key": "one-tap"}
    one = await client.post("/api/v1/holds", json=wish(town, anna), headers=headers)
    clock.shift(timedelta(minutes=1))
    other = await client.post("/api/v1/holds", json=wish(town, anna), headers=headers)
    assert (one.status_code, one.json()) == (201, other.json())


async def test_a_visit_that_was_never_held_cannot_be_confirmed(
    client: httpx2.AsyncClient, town: Town, anna: Person
) -> None:
    booked = await book(client, town, anna)
    assert (await confirm(client, booked, anna)).status_code == 409
