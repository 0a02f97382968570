"""`Idempotency-Key`: the same request twice is one visit and one answer. On both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import func
from sqlmodel import select

from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.outbox.models import OutboxEvent
from telemed.schedules.models import Claim
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, build_town, wish


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.writing() as session:
        return await build_town(session, doctors=2)


@pytest.fixture
async def anna(database: Database, settings: Settings) -> Person:
    return await a_person(database, settings)


async def send(client: httpx2.AsyncClient, person: Person, key: str, body: dict[str, object]) -> httpx2.Response:
    headers = {**person.headers, "Idempotency-Key": key}
    return await client.post("/api/v1/appointments", json=body, headers=headers)


async def rows(database: Database) -> dict[str, int]:
    async with database.reading() as session:
        counts = {
            model.__tablename__: await session.scalar(select(func.count()).select_from(model))
            for model in (Appointment, Claim, OutboxEvent)
        }
    return {str(name): count or 0 for name, count in counts.items()}


async def test_same_key_and_body_same_answer_and_one_row(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person
) -> None:
    """Same key and body: the same answer, with the same headers, and one row of everything."""
    first = await send(client, anna, "one", wish(town, anna))
    again = [await send(client, anna, "one", wish(town, anna)) for _ in range(3)]
    assert first.status_code == 201, first.text
    assert "idempotency-replayed" not in first.headers
    for answer in again:
        assert (answer.status_code, answer.content) == (201, first.content)
        assert answer.headers["idempotency-replayed"] == "true"
        for name in ("etag", "location", "content-type"):
            assert answer.headers[name] == first.headers[name]
    assert await rows(database) == {"appointment": 1, "claim": 2, "outbox_event": 1}


async def test_same_key_and_another_body_is_refused(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    """Another body: 422, also when that body alone would be fine, and the first answer is still kept."""
    first = await send(client, anna, "one", wish(town, anna))
    other = await send(client, anna, "one", wish(town, anna, town.shift.start + timedelta(hours=1)))
    assert (other.status_code, other.json()["type"]) == (422, "urn:telemed:problem:idempotency-key-reused")
    assert (await send(client, anna, "one", wish(town, anna))).content == first.content


async def test_concurrent_requests_with_one_key_make_one_visit(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person
) -> None:
    """Concurrent: 409 or the same answer; a retry afterwards gets the original 201."""
    answers = await asyncio.gather(*(send(client, anna, "one", wish(town, anna)) for _ in range(12)))
    made = [answer for answer in answers if answer.status_code == 201]
    assert made
    assert {answer.content for answer in made} == {made[0].content}
    assert {answer.status_code for answer in answers} <= {201, 409}
    retry = await send(client, anna, "one", wish(town, anna))
    assert (retry.status_code, retry.content) == (201, made[0].content)
    assert await rows(database) == {"appointment": 1, "claim": 2, "outbox_event": 1}


async def test_another_accounts_key_is_independent(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Person
) -> None:
    """Another account's key is independent: it neither reads an answer nor blocks one."""
    boris = await a_person(database, settings, name="Boris Petrov")
    first = await send(client, anna, "one", wish(town, anna))
    second = await send(client, boris, "one", wish(town, boris, town.shift.start + timedelta(hours=1)))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]
    assert second.json()["patient"]["id"] == str(boris.patient_id)


async def test_a_refusal_is_not_kept(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    """A refused request left nothing, its key included: the same key works once the body is right."""
    refused = await send(client, anna, "one", wish(town, anna, town.shift.start - timedelta(hours=5)))
    assert 400 <= refused.status_code < 500
    assert (await send(client, anna, "one", wish(town, anna))).status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 256, "tab\tinside", "кириллица"], ids=["empty", "256", "tab", "not ASCII"])
async def test_keys_that_are_none(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Person, key: str
) -> None:
    """Empty, 256 characters, or not printable ASCII: 400, and nothing was booked."""
    headers = [("Authorization", anna.headers["Authorization"]), ("Idempotency-Key", key.encode())]
    answer = await client.post("/api/v1/appointments", json=wish(town, anna), headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:telemed:problem:bad-idempotency-key")
    assert (await rows(database))["appointment"] == 0


async def test_the_longest_key_works(client: httpx2.AsyncClient, town: Town, anna: Person) -> None:
    """255 characters are a key, and are told apart by their last one."""
    for last in "ab":
        start = town.shift.start + timedelta(hours=1 if last == "a" else 2)
        assert (await send(client, anna, "k" * 254 + last, wish(town, anna, start))).status_code == 201
