"""Fair release: a random order among those who came before, arrival after, and nothing for whoever skips it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import func, select, update

from telemed.accounts.callers import Grant, Role
from telemed.booking.releases import service, turns
from telemed.booking.releases.admission import Rate
from telemed.booking.releases.models import Release, ReleaseTicket
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.intervals import Interval
from telemed.outbox.models import OutboxEvent
from telemed.schedules import reserving
from telemed.schedules.models import ReservedTime
from telemed.settings import Settings
from tests.accounts.builders import CHEAP_MB
from tests.booking.builders import Person, Town, a_person, book, build_town
from tests.booking.rulers import keep, shown
from tests.conftest import settings_for

OPENS_IN = timedelta(minutes=5)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Sign-ins that last while the clock is moved."""
    return settings_for(database_url, tmp_path, password_memory_mb=CHEAP_MB, access_token_minutes=60)


@dataclass(frozen=True)
class Queue:
    """A release of a town's times, and its admin."""

    id: UUID
    town: Town
    admin: Person
    opens_at: datetime
    path: str


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.writing() as session:
        return await build_town(session, hours=2)


@pytest.fixture
async def queue(client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town) -> Queue:
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    opens_at = clock.now() + OPENS_IN
    answer = await plan(client, town, admin, opens_at)
    assert answer.status_code == 201, answer.text
    ident = UUID(answer.json()["id"])
    return Queue(ident, town, admin, opens_at, f"/api/v1/releases/{ident}")


async def plan(
    client: httpx2.AsyncClient, town: Town, admin: Person, opens: datetime, **changes: Any
) -> httpx2.Response:
    body = {
        "name_i18n": {"en": "Winter vaccination", "ru": "Зимняя вакцинация"}, "service_ids": [str(town.service_id)],
        "starts_at": town.shift.start.isoformat(), "ends_at": town.shift.end.isoformat(),
        "opens_at": opens.isoformat(), "closes_at": (opens + timedelta(minutes=40)).isoformat(),
        "per_minute": 2, "window_min": 10, **changes,
    }  # fmt: skip
    return await client.post(f"/api/v1/clinics/{town.clinic_id}/releases", json=body, headers=admin.headers)


async def join(client: httpx2.AsyncClient, queue: Queue, person: Person) -> httpx2.Response:
    return await client.post(f"{queue.path}/join", json={"patient_id": str(person.patient_id)}, headers=person.headers)


async def look(client: httpx2.AsyncClient, queue: Queue, person: Person) -> dict[str, Any]:
    answer = await client.get(f"{queue.path}/tickets/{person.patient_id}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def people(database: Database, settings: Settings, count: int) -> list[Person]:
    return [await a_person(database, settings) for _ in range(count)]


def at(instant: datetime) -> None:
    clock.shift(timedelta(0))
    clock.shift(instant - clock.now())


async def test_nobody_has_a_place_before_the_opening_and_everybody_one_after(
    client: httpx2.AsyncClient, database: Database, settings: Settings, queue: Queue
) -> None:
    """Those who came before are in an order of their own, those who come later behind them as they arrive."""
    early = await people(database, settings, 6)
    for person in early:
        ticket = (await join(client, queue, person)).json()
        assert (ticket["place"], ticket["admitted"], ticket["turn_at"]) == (None, False, None)
    at(queue.opens_at)
    assert (await look(client, queue, early[0]))["place"] is None
    assert (await join(client, queue, early[3])).status_code == 200
    places = [(await look(client, queue, person))["place"] for person in early]
    assert sorted(places) == [1, 2, 3, 4, 5, 6]
    late = await people(database, settings, 2)
    assert [(await join(client, queue, person)).json()["place"] for person in late] == [7, 8]
    again = [(await join(client, queue, person)).json()["place"] for person in early]
    assert again == places
    last = await look(client, queue, late[1])
    assert last["ahead"] == 6
    assert datetime.fromisoformat(last["turn_at"]) == queue.opens_at + timedelta(minutes=3.5)


async def test_the_order_of_those_who_came_before_is_random(
    client: httpx2.AsyncClient, database: Database, settings: Settings, queue: Queue
) -> None:
    """Drawn anew it is another order, and whoever came first stands anywhere in it."""
    crowd = await people(database, settings, 5)
    await asyncio.gather(*(join(client, queue, person) for person in crowd))
    orders = []
    for _ in range(24):
        async with database.writing() as session:
            await session.execute(update(ReleaseTicket).values(place=None))
            await session.execute(update(Release).values(seed=None))
            await turns.draw(session, queue.id)
            places = dict((await session.execute(select(ReleaseTicket.patient_id, ReleaseTicket.place))).all())  # type: ignore[call-overload]
            orders.append(tuple(places[person.patient_id] for person in crowd))
    assert all(sorted(order) == [1, 2, 3, 4, 5] for order in orders)
    assert len(set(orders)) > 12
    assert all(len({order[n] for order in orders}) > 2 for n in range(5))


async def test_scripts_that_skip_the_queue_are_refused(
    client: httpx2.AsyncClient, database: Database, settings: Settings, queue: Queue
) -> None:
    """Before the opening, without a ticket, with a place whose turn has not come, and after the turn: 403, not shown.

    With it, what is shown is accepted: one visit, and no second while that stands.
    """
    first, second = await people(database, settings, 2)
    town = queue.town
    assert await shown(client, town) == await shown(client, town, first) == []
    assert (await book(client, town, first)).status_code == 403
    await join(client, queue, first)
    await join(client, queue, second)
    assert (await book(client, town, first)).status_code == 403
    at(queue.opens_at)
    stranger = await a_person(database, settings)
    refused = await book(client, town, stranger)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:telemed:problem:not-admitted")
    tickets = {(await join(client, queue, each)).json()["place"]: each for each in (first, second)}
    winner, other = tickets[1], tickets[2]
    assert (await book(client, town, other)).status_code == 403
    times = await shown(client, town, winner)
    assert len(times) > 2
    booked = await book(client, town, winner, datetime.fromisoformat(times[0]))
    assert booked.status_code == 201, booked.text
    assert (await look(client, queue, winner))["used"] is True
    assert (await book(client, town, winner, datetime.fromisoformat(times[2]))).status_code == 403
    assert await shown(client, town, winner) == []
    path = f"/api/v1/appointments/{booked.json()['id']}"
    moved = await client.post(f"{path}/reschedule", json={"starts_at": times[2]}, headers=winner.headers)
    assert moved.status_code == 200, moved.text
    await client.post(f"{path}/cancel", json={}, headers=winner.headers)
    assert (await book(client, town, winner, datetime.fromisoformat(times[1]))).status_code == 201
    at(queue.opens_at + timedelta(seconds=31))
    assert (await look(client, queue, other))["admitted"] is True
    at(queue.opens_at + timedelta(minutes=11))
    assert (await look(client, queue, other))["over"] is True
    assert (await book(client, town, other, town.shift.start + timedelta(hours=1))).status_code == 403
    assert (await join(client, queue, other)).json()["place"] == 3


async def test_two_bookings_with_one_turn_at_once(
    client: httpx2.AsyncClient, database: Database, settings: Settings, queue: Queue
) -> None:
    """One is made, the others are refused."""
    (person,) = await people(database, settings, 1)
    await join(client, queue, person)
    at(queue.opens_at)
    await join(client, queue, person)
    starts = [queue.town.shift.start + timedelta(minutes=20 * n) for n in range(4)]
    answers = await asyncio.gather(*(book(client, queue.town, person, start) for start in starts))
    assert sorted(answer.status_code for answer in answers) == [201, 403, 403, 403]


async def test_everybody_at_once(
    client: httpx2.AsyncClient, database: Database, settings: Settings, queue: Queue
) -> None:
    """Come together, opened together, booked together: as many visits as there are places, and no server error."""
    crowd = await people(database, settings, 12)
    await asyncio.gather(*(join(client, queue, person) for person in crowd))
    at(queue.opens_at)
    drawn = await asyncio.gather(*(join(client, queue, person) for person in crowd))
    assert sorted(answer.json()["place"] for answer in drawn) == list(range(1, 13))
    at(queue.opens_at + timedelta(minutes=6))
    starts = [queue.town.shift.start + timedelta(minutes=20 * (n % 6)) for n in range(12)]
    answers = await asyncio.gather(
        *(book(client, queue.town, person, start) for person, start in zip(crowd, starts, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 6 + [409] * 6


async def test_what_is_left_is_for_anybody_when_the_release_closes(
    client: httpx2.AsyncClient, database: Database, settings: Settings, queue: Queue
) -> None:
    """By itself at its hour, or at once when the clinic ends it."""
    (person,) = await people(database, settings, 1)
    path = f"/api/v1/clinics/{queue.town.clinic_id}/releases/{queue.id}"
    assert (await client.delete(path, headers=person.headers)).status_code == 403
    assert (await client.delete(path, headers=queue.admin.headers)).status_code == 204
    assert await shown(client, queue.town) != []
    assert (await join(client, queue, person)).status_code == 409
    other = await plan(client, queue.town, queue.admin, queue.opens_at)
    assert await shown(client, queue.town) == []
    at(queue.opens_at + timedelta(minutes=40))
    assert await shown(client, queue.town) != []
    assert (await book(client, queue.town, person)).status_code == 201
    over = (await client.get(f"/api/v1/releases/{other.json()['id']}")).json()
    assert over["state"] == "over"


async def test_a_release_takes_what_is_not_reserved_yet(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town
) -> None:
    """The phone's hour stays the phone's, before and after the release is changed; ended, nothing of it is left."""
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    hour = Interval(town.shift.start + timedelta(minutes=30), town.shift.start + timedelta(minutes=60))
    async with database.writing() as session:
        await keep(session, town, hour, "phone")
    made = await plan(client, town, admin, clock.now() + OPENS_IN)
    path = f"/api/v1/clinics/{town.clinic_id}/releases/{made.json()['id']}"
    audience = f"release:{made.json()['id']}"

    async def kept() -> dict[str, list[Interval]]:
        found: dict[str, list[Interval]] = {}
        async with database.reading() as session:
            for row in await reserving.reserved_between(session, [town.doctor_id], town.shift, clock.now()):
                found.setdefault(row.audience, []).append(Interval(row.starts_at, row.ends_at))
        return found

    rest = [Interval(town.shift.start, hour.start), Interval(hour.end, town.shift.end)]
    assert await kept() == {"phone": [hour], audience: rest}
    shorter = {"ends_at": (town.shift.end - timedelta(minutes=30)).isoformat()}
    changed = await client.patch(path, json=shorter, headers={**admin.headers, "If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    rest[1] = Interval(hour.end, town.shift.end - timedelta(minutes=30))
    assert await kept() == {"phone": [hour], audience: rest}
    assert (await client.patch(path, json=shorter, headers={**admin.headers, "If-Match": '"1"'})).status_code == 412
    await client.delete(path, headers=admin.headers)
    assert await kept() == {"phone": [hour]}


async def test_releases_that_are_none(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town
) -> None:
    """422, and nothing is reserved."""
    wrong: list[dict[str, Any]] = [
        {"service_ids": []},
        {"service_ids": ["01a203a9-8d88-72ea-b093-28c07492e6a0"]},
        {"per_minute": 0},
        {"window_min": 0},
        {"opens_at": "2020-01-01T00:00:00Z"},
        {"closes_at": "2020-01-01T00:00:00Z"},
        {"ends_at": "2099-01-01T00:00:00Z"},
        {"starts_at": "2026-12-01T09:00:00"},
        {"ends_at": "9999-12-31T23:59:59Z"},
        {"name_i18n": {}},
    ]
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    for changes in wrong:
        refused = await plan(client, town, admin, clock.now() + OPENS_IN, **changes)
        assert refused.status_code == 422, (changes, refused.text)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(ReservedTime)) == 0


async def test_the_worker_draws_and_tells_each_person_once(
    client: httpx2.AsyncClient, database: Database, settings: Settings, queue: Queue
) -> None:
    """Nothing before the opening; then those whose turn has come, each with one event, whoever runs it and however often."""
    for person in await people(database, settings, 3):
        await join(client, queue, person)

    async def told(after: timedelta) -> int:
        now = queue.opens_at + after
        await asyncio.gather(*(service.admit_once(database, settings, now) for _ in range(2)))
        await service.admit_once(database, settings, now)
        async with database.reading() as session:
            kinds = select(func.count()).where(OutboxEvent.kind == "release.admitted")  # type: ignore[arg-type]
            return int(await session.scalar(kinds) or 0)

    assert await told(timedelta(minutes=-1)) == 0
    assert await told(timedelta(seconds=0)) == 1
    assert await told(timedelta(seconds=45)) == 2
    assert await told(timedelta(minutes=5)) == 3
    async with database.reading() as session:
        event = (await session.scalars(select(OutboxEvent).where(OutboxEvent.kind == "release.admitted"))).first()  # type: ignore[arg-type]
        assert event is not None
        facts = await service.turn_facts(session, event.subject_id)
    assert facts is not None
    assert facts.clinic_id == queue.town.clinic_id


async def test_a_ticket_is_its_patients(
    client: httpx2.AsyncClient, database: Database, settings: Settings, queue: Queue
) -> None:
    """Somebody else's patient is 404, so is a release that does not exist; the clinic sees figures."""
    anna, boris = await people(database, settings, 2)
    await join(client, queue, anna)
    foreign = {"patient_id": str(anna.patient_id)}
    assert (await client.post(f"{queue.path}/join", json=foreign, headers=boris.headers)).status_code == 404
    unknown = f"/api/v1/releases/{anna.patient_id}/join"
    own = {"patient_id": str(boris.patient_id)}
    assert (await client.post(unknown, json=own, headers=boris.headers)).status_code == 404
    listed = await client.get(f"/api/v1/clinics/{queue.town.clinic_id}/releases", headers=queue.admin.headers)
    assert [(each["came"], each["booked"]) for each in listed.json()["items"]] == [(1, 0)]
    public = (await client.get("/api/v1/releases", params={"clinic_id": str(queue.town.clinic_id)})).json()["items"]
    assert [each["state"] for each in public] == ["waiting"]
    assert "came" not in public[0]


def test_admission_follows_from_the_place() -> None:
    """So many a minute, each for so long, never beyond the end."""
    opens = datetime(2026, 12, 1, 9).astimezone()
    rate = Rate(opens, opens + timedelta(minutes=30), per_minute=2, window_min=10)
    assert [rate.turn(place) - opens for place in (1, 2, 3)] == [timedelta(seconds=30 * n) for n in range(3)]
    assert rate.admission(60) == Interval(opens + timedelta(minutes=29.5), opens + timedelta(minutes=30))
    assert rate.admission(61) is None
    for seconds in range(0, 1800, 7):
        now = opens + timedelta(seconds=seconds)
        inside = [n for n in range(1, 62) if (turn := rate.admission(n)) and turn.start <= now < turn.end]
        assert list(rate.places_admitted(now)) == inside
