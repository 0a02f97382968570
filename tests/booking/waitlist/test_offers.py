"""Freed time goes to one person at a time, in a stated order, and is never lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
from sqlalchemy import select, update

from telemed.accounts.callers import Grant, Role
from telemed.booking.waitlist.matching import GRACE
from telemed.booking.waitlist.models import WaitlistOffer
from telemed.db.engine import Database
from telemed.directory.models import Clinic
from telemed.kit import clock
from telemed.kit.intervals import Interval
from telemed.outbox.models import OutboxEvent
from telemed.schedules.claims import sweep_expired
from telemed.settings import Settings
from tests.booking.builders import Person, a_person, add_shift, book
from tests.booking.waitlist.builders import MINUTES, Line, a_line

Fixtures = tuple[httpx2.AsyncClient, Database, Settings]


async def events(line: Line, kind: str) -> list[OutboxEvent]:
    async with line.database.reading() as session:
        found = select(OutboxEvent).where(OutboxEvent.kind == kind).order_by(OutboxEvent.id)  # type: ignore[arg-type]
        return list((await session.scalars(found)).all())


async def test_freed_time_is_offered_to_who_waits_and_to_nobody_else(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """In the transaction that frees it: the public never sees it, and booking it is 409."""
    line = await a_line(client, database, settings, booked=3)
    await line.wants_earlier(2)
    assert (await line.cancel(0)).status_code == 200
    offer = await line.offer_to(line.people[2])
    assert (offer["starts_at"], offer["kind"], offer["status"]) == (
        line.at(0).isoformat().replace("+00:00", "Z"),
        "earlier",
        "open",
    )
    assert await line.free() == []
    stranger = await a_person(database, settings)
    taken = await book(client, line.town, stranger, line.at(0))
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:telemed:problem:slot-taken")
    assert [each.subject_id.hex for each in await events(line, "waitlist.offered")] == [offer["id"].replace("-", "")]
    await line.check()


async def test_accepting_moves_the_visit_and_the_old_time_cascades(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Same id, next revision; whoever waits for the old time is offered it at once."""
    line = await a_line(client, database, settings, booked=3)
    await line.wants_earlier(1)
    await line.wants_earlier(2)
    await line.cancel(0)
    moved = await line.accept(line.people[1], await line.offer_to(line.people[1]))
    assert (moved.status_code, moved.json()["id"], moved.json()["revision"]) == (200, line.visits[1], 2)
    assert await line.start_of(1) == line.at(0)
    second = await line.offer_to(line.people[2])
    assert second["instead_of"] is not None
    assert (await line.accept(line.people[2], second)).status_code == 200
    assert await line.start_of(2) == line.at(1)
    assert await line.free() == [line.at(2)]
    [one, two] = await events(line, "appointment.rescheduled")
    assert one.payload["was"] == line.at(1).isoformat()
    assert two.payload["revision"] == 2
    await line.check()


async def test_refusal_passes_the_time_on_and_the_last_refusal_frees_it(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=3)
    await line.wants_earlier(1)
    await line.wants_earlier(2)
    await line.cancel(0)
    assert (await line.decline(line.people[1], await line.offer_to(line.people[1]))).status_code == 204
    assert await line.offers_to(line.people[1]) == []
    assert (await line.decline(line.people[2], await line.offer_to(line.people[2]))).status_code == 204
    assert await line.free() == [line.at(0)]
    assert await line.look() == 0, "what was refused is not offered to the same people again"
    await line.check()


async def test_silence_passes_the_time_on(client: httpx2.AsyncClient, database: Database, settings: Settings) -> None:
    """At the end of the offer, without the public in between; who was silent keeps waiting and cannot accept late."""
    line = await a_line(client, database, settings, booked=3)
    await line.wants_earlier(1)
    await line.wants_earlier(2)
    await line.cancel(0)
    first = await line.offer_to(line.people[1])
    later = clock.now() + timedelta(minutes=31)
    assert await line.lapse(later) == 1
    async with database.reading() as session:
        offers = (await session.scalars(select(WaitlistOffer))).all()
    assert sorted(each.status for each in offers) == ["lapsed", "open"]
    refused = await line.accept(line.people[1], first)
    assert (refused.status_code, refused.json()["type"]) == (410, "urn:telemed:problem:offer-over")
    assert await line.free() == []
    await line.check()


async def test_an_offer_that_nobody_answers_and_no_worker_passes_on_is_free_after_a_grace(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Never a lost one: the claim itself expires. A worker that comes late changes nothing about a booking since."""
    line = await a_line(client, database, settings, booked=2)
    await line.wants_earlier(1)
    await line.cancel(0)
    later = clock.now() + timedelta(minutes=31) + GRACE
    async with database.writing() as session:
        assert await sweep_expired(session, later) == 1
    assert await line.free() == [line.at(0)]
    stranger = await a_person(database, settings)
    assert (await book(client, line.town, stranger, line.at(0))).status_code == 201
    assert await line.lapse(later) == 1
    assert [each.status for each in await line.stored_offers()] == ["lapsed"]
    await line.check()


async def test_priority_comes_before_arrival(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=4)
    entries = {number: await line.wants_earlier(number) for number in (1, 2, 3)}
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, line.town.clinic_id))
    path = f"/waitlist/{entries[3]['id']}"
    changed = await line.call(desk, "PATCH", path, json={"priority": 1}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["priority"]) == (200, 1)
    stale = await line.call(desk, "PATCH", path, json={"priority": 3}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    board = await line.call(desk, "GET", f"/clinics/{line.town.clinic_id}/waitlist", params={"limit": 2})
    assert [each["id"] for each in board.json()["items"]] == [entries[3]["id"], entries[1]["id"]]
    cursor = board.json()["next_cursor"]
    rest = await line.call(desk, "GET", f"/clinics/{line.town.clinic_id}/waitlist", params={"cursor": cursor})
    assert [each["id"] for each in rest.json()["items"]] == [entries[2]["id"]]
    await line.cancel(0)
    assert [len(await line.offers_to(line.people[number])) for number in (1, 2, 3)] == [0, 0, 1]


async def test_a_person_gets_no_more_offers_a_day_than_the_clinic_allows(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=4)
    async with database.writing() as session:
        await session.execute(update(Clinic).values(offers_a_day=2))
    await line.wants_earlier(3)
    for number in (0, 1):
        await line.cancel(number)
        assert (await line.decline(line.people[3], await line.offer_to(line.people[3]))).status_code == 204
    await line.cancel(2)
    assert await line.offers_to(line.people[3]) == []
    assert await line.free() == [line.at(0), line.at(1), line.at(2)]
    assert await line.look(timedelta(days=1, minutes=1)) == 1, "tomorrow counts anew"


async def test_any_time_is_booked_when_it_comes(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=1)
    anna = await a_person(database, settings)
    assert (await line.wants_any(anna)).status_code == 201
    await line.cancel(0)
    booked = await line.accept(anna, await line.offer_to(anna))
    assert (booked.status_code, booked.json()["status"], booked.json()["patient"]["id"]) == (
        200,
        "booked",
        str(anna.patient_id),
    )
    again = (await line.call(anna, "GET", "/waitlist")).json()["items"]
    assert again == []
    assert len(await events(line, "appointment.booked")) == 2
    await line.check()


async def test_new_working_hours_reach_those_who_wait_by_a_worker(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=1)
    anna, boris = await a_person(database, settings), await a_person(database, settings)
    await line.wants_any(anna)
    await line.wants_any(boris, part_of_day="evening")
    evening = line.town.shift.start + timedelta(hours=9)
    async with database.writing() as session:
        shift = Interval(evening, evening + timedelta(minutes=2 * MINUTES))
        await add_shift(session, line.town.doctor_id, line.town.clinic_id, "Europe/Berlin", shift)
    assert await line.look() == 2
    assert await line.free() == []
    assert len(await line.offers_to(anna)) == len(await line.offers_to(boris)) == 1
    await line.check()


async def test_wishes_narrow_what_is_offered(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Language, part of the day, from and until; and one's own other visit at that time."""
    line = await a_line(client, database, settings, booked=2)
    wishes: list[dict[str, Any]] = [
        {"language": "fi"},
        {"part_of_day": "evening"},
        {"from": line.at(1).isoformat()},
        {"until": line.at(0).isoformat()},
    ]
    for wish in wishes:
        assert (await line.wants_any(await a_person(database, settings), **wish)).status_code == 201
    await line.cancel(0)
    assert await line.stored_offers() == []
    assert await line.free() == [line.at(0)]


async def test_leaving_the_line_gives_the_offered_time_to_the_next(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=3)
    entry = await line.wants_earlier(1)
    await line.wants_earlier(2)
    await line.cancel(0)
    for _ in range(2):
        assert (await line.call(line.people[1], "DELETE", f"/waitlist/{entry['id']}")).status_code == 204
    assert len(await line.offers_to(line.people[2])) == 1
    assert await line.offers_to(line.people[1]) == []
    await line.check()


async def test_cancelling_the_visit_that_should_move_passes_its_offer_on(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=3)
    await line.wants_earlier(1)
    await line.wants_earlier(2)
    await line.cancel(0)
    offer = await line.offer_to(line.people[1])
    await line.cancel(1)
    assert (await line.accept(line.people[1], offer)).status_code == 410
    assert await line.lapse() == 1
    starts = [each["starts_at"] for each in await line.offers_to(line.people[2])]
    assert starts == [line.at(1).isoformat().replace("+00:00", "Z")]
    assert await line.free() == [line.at(0)], "who has an offer already is not offered a second one"
    await line.check()


async def test_moving_a_visit_offers_its_old_time(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=2, slots=3)
    await line.wants_earlier(1)
    body = {"starts_at": line.at(2).isoformat()}
    moved = await line.call(line.people[0], "POST", f"/appointments/{line.visits[0]}/reschedule", json=body)
    assert moved.status_code == 200
    assert (await line.offer_to(line.people[1]))["starts_at"] == line.at(0).isoformat().replace("+00:00", "Z")
    await line.check()


async def test_a_wish_is_refused_when_nothing_can_fulfil_it(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Twice the same 409; a range that is none, a cancelled visit, a sixth wish are refused; the same key is one wish."""
    line = await a_line(client, database, settings, booked=1, modalities=["video"])
    anna = line.people[0]
    await line.wants_earlier(0)
    again = await line.call(anna, "POST", "/waitlist", json={"kind": "earlier", "appointment_id": line.visits[0]})
    assert (again.status_code, again.json()["type"]) == (409, "urn:telemed:problem:already-waiting")
    bad: list[dict[str, Any]] = [
        {"until": clock.now().isoformat()},
        {"from": "9999-01-01T00:00:00Z"},
        {"modality": "chat"},
        {"doctor_id": str(anna.patient_id)},
    ]
    for wish in bad:
        assert (await line.wants_any(anna, **wish)).status_code == 422, wish
    key = {"Idempotency-Key": "one"}
    body = {"kind": "any", "patient_id": str(anna.patient_id), "service_id": str(line.town.service_id)}
    twice = [await line.call(anna, "POST", "/waitlist", json=body, headers=key) for _ in range(2)]
    assert {each.json()["id"] for each in twice} == {twice[0].json()["id"]}
    assert len((await line.call(anna, "GET", "/waitlist")).json()["items"]) == 2


async def test_somebody_elses_wish_and_offer_are_404(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=2)
    entry = await line.wants_earlier(1)
    await line.cancel(0)
    offer = await line.offer_to(line.people[1])
    eve: Person = await a_person(database, settings)
    assert (await line.call(eve, "DELETE", f"/waitlist/{entry['id']}")).status_code == 404
    assert (await line.accept(eve, offer)).status_code == 404
    assert (await line.decline(eve, offer)).status_code == 404
    assert await line.offers_to(eve) == []
    body = {"kind": "earlier", "appointment_id": line.visits[1]}
    assert (await line.call(eve, "POST", "/waitlist", json=body)).status_code == 404
    assert (await line.wants_any(eve, patient_id=str(line.people[1].patient_id))).status_code == 404
