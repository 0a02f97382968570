"""What patients hear of their visits: through the API, the outbox and a real mail server."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from telemed.db.engine import Database
from telemed.kit import clock
from telemed.notifications import service
from telemed.patients.models import Patient
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, book, build_town
from tests.notifications.conftest import Postbox
from tests.notifications.test_sending import over_smtp, text_of


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.writing() as session:
        return await build_town(session)


@pytest.fixture
async def anna(database: Database, settings: Settings) -> Person:
    return await a_person(database, settings)


async def deliver(database: Database, settings: Settings, url: str) -> None:
    while await service.run_once(database, over_smtp(settings, url), clock.now()):
        pass


async def change(
    client: httpx2.AsyncClient, person: Person, visit: dict[str, Any], step: str, body: dict[str, Any]
) -> None:
    headers = {**person.headers, "If-Match": f'"{visit["revision"]}"'}
    answer = await client.post(f"/api/v1/appointments/{visit['id']}/{step}", json=body, headers=headers)
    assert answer.status_code == 200, answer.text


async def test_booking_moving_and_cancelling_are_mailed(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    postbox: tuple[Postbox, str],
    town: Town,
    anna: Person,
) -> None:
    """Each names the clinic's local time, whose clock that is, the doctor, and the address of the visit."""
    box, url = postbox
    visit = (await book(client, town, anna)).json()
    await deliver(database, settings, url)
    assert len(box.mails) == 1
    text = text_of(box.mails[0])
    assert "09:00 (Berlin, UTC+" in text
    assert f"http://testserver/visits/{visit['id']}" in text
    assert visit["doctor"]["display_name"] in text

    later = visit["starts_at"].replace(":00:00Z", ":40:00Z")
    await change(client, anna, visit, "reschedule", {"starts_at": later})
    await deliver(database, settings, url)
    assert len(box.mails) == 2
    assert "09:40" in box.mails[1]["Subject"]

    await change(client, anna, visit | {"revision": visit["revision"] + 1}, "cancel", {})
    await deliver(database, settings, url)
    assert len(box.mails) == 3
    assert "cancelled" in box.mails[2]["Subject"]


async def test_a_visit_cancelled_before_the_mail_left_is_only_cancelled(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    postbox: tuple[Postbox, str],
    town: Town,
    anna: Person,
) -> None:
    """Nobody is invited to a visit that will not take place."""
    box, url = postbox
    visit = (await book(client, town, anna)).json()
    await change(client, anna, visit, "cancel", {})
    await deliver(database, settings, url)
    [mail] = box.mails
    assert "cancelled" in mail["Subject"]


async def test_a_refused_booking_notifies_nobody(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    postbox: tuple[Postbox, str],
    town: Town,
    anna: Person,
) -> None:
    box, url = postbox
    eve = await a_person(database, settings)
    assert (await book(client, town, anna)).status_code == 201
    assert (await book(client, town, eve)).status_code == 409
    await deliver(database, settings, url)
    assert len(box.mails) == 1


async def test_the_reason_of_a_visit_is_in_no_mail(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    postbox: tuple[Postbox, str],
    town: Town,
    anna: Person,
) -> None:
    """A mail is read by whoever holds the phone."""
    box, url = postbox
    await book(client, town, anna, reason="a private matter")
    await deliver(database, settings, url)
    assert "private matter" not in box.mails[0].as_string()


async def test_a_name_with_a_line_break_makes_one_mail_header(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    postbox: tuple[Postbox, str],
    town: Town,
    anna: Person,
) -> None:
    """Also one that came into the database by another way than our forms."""
    box, url = postbox
    async with database.writing() as session:
        patient = await session.get(Patient, anna.patient_id)
        assert patient is not None
        patient.given_name = "Anna\r\nBcc: eve@example.org\r\n\r\n<b>"
    await book(client, town, anna)
    await deliver(database, settings, url)
    [mail] = box.mails
    assert mail["Bcc"] is None
    assert len(mail.get_all("To", [])) == 1
