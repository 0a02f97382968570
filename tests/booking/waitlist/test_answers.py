"""Answering by the link in a message."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import update

from telemed.booking import links
from telemed.booking.waiting.by_link import offer_facts
from telemed.db.engine import Database
from telemed.directory.models import Service
from telemed.kit.ids import new_id
from telemed.settings import Settings
from tests.booking.waitlist.builders import Line, a_line

# Links are read and refused before the database is asked; what they do is what signing in does.
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


async def token_of(line: Line, offer: dict[str, Any]) -> str:
    """What is in the mail: made from what a message may know."""
    async with line.database.reading() as session:
        facts = await offer_facts(session, UUID(offer["id"]))
    assert facts is not None
    link = links.link_for(line.settings, "offer", facts.id, facts.revision, facts.expires_at)
    return link.partition("token=")[2]


@pytest.fixture
async def line(client: httpx2.AsyncClient, database: Database, settings: Settings) -> Line:
    """Three in a row; the second and the third wait for earlier, and the first time has just become free."""
    line = await a_line(client, database, settings, booked=3)
    await line.wants_earlier(1)
    await line.wants_earlier(2)
    await line.cancel(0)
    return line


async def test_looking_at_a_link_says_what_is_proposed_and_changes_nothing(line: Line) -> None:
    token = await token_of(line, await line.offer_to(line.people[1]))
    shown: dict[str, Any] = {}
    for _ in range(2):
        shown = (await line.client.post("/api/v1/answers/look", json={"token": token})).json()
        assert (shown["purpose"], shown["choices"], shown["given_name"]) == ("offer", ["accept", "decline"], "Person1")
        assert datetime.fromisoformat(shown["starts_at"]) == line.at(0)
        assert datetime.fromisoformat(shown["instead_of"]) == line.at(1)
    assert "Waiting" not in str(shown), "a link does not name the family"


async def test_a_link_about_a_sensitive_visit_names_neither_doctor_nor_service(line: Line) -> None:
    async with line.database.writing() as session:
        await session.execute(update(Service).values(sensitive=True))
    token = await token_of(line, await line.offer_to(line.people[1]))
    shown = (await line.client.post("/api/v1/answers/look", json={"token": token})).json()
    assert (shown["doctor_name"], shown["service_name"]) == (None, None)


async def test_a_link_accepts_once(line: Line) -> None:
    """The second time it refuses, and says to sign in."""
    token = await token_of(line, await line.offer_to(line.people[1]))
    body = {"token": token, "choice": "accept"}
    done = await line.client.post("/api/v1/answers", json=body)
    assert (done.status_code, done.json()["appointment_id"]) == (200, line.visits[1])
    assert await line.start_of(1) == line.at(0)
    again = await line.client.post("/api/v1/answers", json=body)
    assert (again.status_code, again.json()["type"]) == (400, "urn:telemed:problem:link-refused")
    await line.check()


async def test_a_link_declines_and_the_next_is_asked(line: Line) -> None:
    token = await token_of(line, await line.offer_to(line.people[1]))
    done = await line.client.post("/api/v1/answers", json={"token": token, "choice": "decline"})
    assert done.status_code == 200
    assert await line.start_of(1) == line.at(1)
    assert len(await line.offers_to(line.people[2])) == 1


async def test_a_link_of_nothing_or_nobody_is_refused(line: Line) -> None:
    """Of no offer, of an older revision, of a purpose nobody answers here, with a choice it does not have."""
    offer = await line.offer_to(line.people[1])
    until = datetime.fromisoformat(offer["expires_at"]) + timedelta(days=1)
    for subject, revision in ((new_id(), 1), (UUID(offer["id"]), 2)):
        token = links.token_for(line.settings, "offer", subject, revision, until)
        assert (await line.client.post("/api/v1/answers/look", json={"token": token})).status_code == 400
    token = await token_of(line, offer)
    wrong = await line.client.post("/api/v1/answers", json={"token": token, "choice": "cancel"})
    assert wrong.status_code == 400
    assert len(await line.offers_to(line.people[1])) == 1
