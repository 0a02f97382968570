"""The inbox in the app, its socket, and the choices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from telemed.consultation.messages import inbox_messages
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.notifications.service import plan_due
from telemed.settings import Settings
from tests.booking.builders import Person, a_person
from tests.consultation.builders import Served, a_visit as a_room, served
from tests.notifications.builders import Practice, a_practice, a_visit, happened, messages

DAY = timedelta(days=1)
PAGE = "/api/v1/inbox"


async def told(database: Database, settings: Settings, practice: Practice, person: Person, times: int = 1) -> None:
    """So many pieces of news for this person."""
    for number in range(times):
        visit = await a_visit(database, practice, clock.now() + (2 + number) * DAY, patient_id=person.patient_id)
        await happened(database, "appointment.booked", visit, clock.now())
    await plan_due(database, settings, clock.now())


async def test_an_inbox_is_read_by_pages_and_marked_as_read(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """The latest first, each with where it leads in the app; what comes while all is being read stays unread."""
    practice, anna = await a_practice(database), await a_person(database, settings)
    await told(database, settings, practice, anna, times=3)
    first = (await client.get(PAGE, params={"limit": 2}, headers=anna.headers)).json()
    rest = (await client.get(PAGE, params={"cursor": first["next_cursor"]}, headers=anna.headers)).json()
    items = [*first["items"], *rest["items"]]
    assert (len(items), first["unread"], rest["next_cursor"]) == (3, 3, None)
    assert items == sorted(items, key=lambda item: (item["created_at"], item["id"]), reverse=True)
    assert items[0]["path"].startswith("/visits/")
    assert all(item["title"] and item["text"] and not item["read"] for item in items)

    one = f"{PAGE}/{items[1]['id']}/read"
    assert [(await client.post(one, headers=anna.headers)).status_code for _ in range(2)] == [204, 204]
    assert (await client.get(PAGE, headers=anna.headers)).json()["unread"] == 2
    seen = items[0]["created_at"]
    await told(database, settings, practice, anna)
    done = await client.post(f"{PAGE}/read-all", json={"until": seen}, headers=anna.headers)
    assert done.status_code == 204
    assert (await client.get(PAGE, headers=anna.headers)).json()["unread"] == 1


async def test_somebody_elses_inbox_does_not_exist(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    practice = await a_practice(database)
    anna, eve = await a_person(database, settings), await a_person(database, settings)
    await told(database, settings, practice, anna)
    [item] = (await client.get(PAGE, headers=anna.headers)).json()["items"]
    assert (await client.get(PAGE, headers=eve.headers)).json()["items"] == []
    for message_id in (item["id"], new_id()):
        assert (await client.post(f"{PAGE}/{message_id}/read", headers=eve.headers)).status_code == 404
    everything = {"until": "2099-01-01T00:00:00Z"}
    assert (await client.post(f"{PAGE}/read-all", json=everything, headers=eve.headers)).status_code == 204
    assert (await client.get(PAGE, headers=anna.headers)).json()["unread"] == 1
    assert (await client.get(PAGE, params={"cursor": "x"}, headers=anna.headers)).status_code == 422


CHOICES = "/api/v1/account/messages"


async def test_choices_are_kept_by_topic_and_channel(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    anna = await a_person(database, settings)
    read = await client.get(CHOICES, headers=anna.headers)
    before = read.json()
    assert before["topics"]["reminders"] == {"email": True, "push": True}
    assert "work" not in before["topics"]
    assert (before["quiet_from"], before["quiet_until"], before["zone"]) == ("22:00:00", "07:00:00", "Europe/Moscow")
    wish = {
        "topics": {"reminders": {"email": False}, "visits": {"push": False}},
        "quiet": True, "quiet_from": "23:30", "quiet_until": "06:00",
    }  # fmt: skip
    headers = {**anna.headers, "If-Match": read.headers["ETag"]}
    after = (await client.put(CHOICES, json=wish, headers=headers)).json()
    assert after["topics"]["reminders"] == {"email": False, "push": True}
    assert after["topics"]["visits"] == {"email": True, "push": False}
    assert after == (await client.get(CHOICES, headers=anna.headers)).json()
    assert (await client.put(CHOICES, json=wish, headers=headers)).status_code == 412


@pytest.mark.parametrize(
    "wrong",
    [
        {"topics": {"account": {"email": False}}},
        {"topics": {"visits": {"pigeon": True}}},
        {"topics": {"work": {"email": True}}},
        {"topics": {"visits": {"email": "perhaps"}}},
        {"quiet_from": "25:00"},
        {"role": "operator"},
    ],
)
async def test_what_cannot_be_chosen_is_refused(
    client: httpx2.AsyncClient, database: Database, settings: Settings, wrong: dict[str, Any]
) -> None:
    anna = await a_person(database, settings)
    wish = {"topics": {}, "quiet": True, "quiet_from": "22:00", "quiet_until": "07:00", **wrong}
    assert (await client.put(CHOICES, json=wish, headers=anna.headers)).status_code == 422


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[Served]:
    async with served(settings) as server:
        yield server


async def test_an_open_inbox_hears_of_news_and_of_the_end_of_its_sign_in(
    server: Served, database: Database, settings: Settings
) -> None:
    """Within a few seconds, whoever wrote it: another process, too."""
    practice, anna = await a_practice(database), await a_person(database, settings)
    talker = await server.open(await server.ticket("inbox", anna))
    talker.messages = inbox_messages
    await talker.say(type="hello", last_seq=None)
    assert (await talker.hear("inbox"))["unread"] == 0
    await told(database, settings, practice, anna)
    news = await talker.hear("inbox")
    assert news["unread"] == 1
    assert news["latest_at"]
    await server.http.delete("/api/v1/sessions/current", headers=anna.headers)
    assert await talker.closed() == 4401


async def test_a_doctor_who_comes_first_is_announced_to_the_patient(
    server: Served, database: Database, settings: Settings
) -> None:
    """Once, however often the doctor comes back; and not when the patient was there before."""
    booked = await a_room(server.http, database, settings)
    for _ in range(2):
        doctor = await server.enter(booked.visit_id, booked.doctor)
        await doctor.hear("welcome")
        await doctor.gone()
    await plan_due(database, settings, clock.now())
    waiting = await messages(database, kind="consultation.doctor_waiting")
    assert {each.channel for each in waiting} == {"email", "inbox"}
    assert {each.recipient_account_id for each in waiting} == {booked.patient.account_id}
