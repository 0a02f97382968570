"""What a clinic sees of its messages, and who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.notifications.sending import send_due
from telemed.notifications.service import forget_old, plan_due
from telemed.settings import Settings
from tests.booking.builders import Person, a_person
from tests.conftest import settings_for
from tests.notifications.builders import (
    Practice,
    a_patient,
    a_practice,
    a_visit,
    happened,
    mailed,
    messages,
    work,
)
from tests.notifications.conftest import Postbox

DAY = timedelta(days=1)


async def a_registrar(database: Database, settings: Settings, practice: Practice) -> Person:
    return await a_person(database, settings, Grant(Role.REGISTRAR, practice.clinic_id), name="Rita Desk")


async def a_told_visit(database: Database, practice: Practice, **more: Any) -> None:
    """A visit in two days, of a patient whom the clinic writes to, and the news of it."""
    async with database.writing() as session:
        patient = a_patient(**{"email": "anna@example.org", **more})
        session.add(patient)
    now = clock.now()
    visit = await a_visit(database, practice, now + 2 * DAY, patient_id=patient.id)
    await happened(database, "appointment.booked", visit, now)


async def test_the_desk_sees_what_became_of_each_message(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """To whom, by which way, when, and each try; the address in part, and never a text."""
    practice = await a_practice(database)
    await a_told_visit(database, practice)
    await work(database, settings, clock.now())
    rita = await a_registrar(database, settings, practice)
    answer = await client.get(f"/api/v1/clinics/{practice.clinic_id}/messages", headers=rita.headers)
    [item] = answer.json()["items"]
    assert (item["kind"], item["topic"], item["channel"], item["status"]) == (
        "appointment.booked", "visits", "email", "sent",
    )  # fmt: skip
    assert (item["to"], item["patient_name"]) == ("a…@example.org", "Anna Ivanova")
    assert [each["outcome"] for each in item["tries"]] == ["sent"]
    assert item["subject"]
    assert "anna@example.org" not in answer.text


async def test_of_a_sensitive_visit_the_desk_sees_no_text_at_all(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    practice = await a_practice(database, sensitive=True)
    await a_told_visit(database, practice)
    await a_told_visit(database, practice, email=None, phone="+491701234567")
    smtp = settings_for(settings.database_url, settings.data_dir, mail_url="smtp://127.0.0.1:9")
    await plan_due(database, smtp, clock.now())
    rita = await a_registrar(database, settings, practice)
    path = f"/api/v1/clinics/{practice.clinic_id}"
    found = await client.get(f"{path}/messages", headers=rita.headers)
    calls = await client.get(f"{path}/calls", headers=rita.headers)
    assert {item["subject"] for item in found.json()["items"]} == {""}
    for text in (found.text, calls.json()["items"][0]["text"]):
        assert "Sprechstunde" not in text
        assert "Consultation" not in text
        assert "Weber" not in text


async def test_who_may_see_the_history(client: httpx2.AsyncClient, database: Database, settings: Settings) -> None:
    """The clinic's desk; not its doctors, not another clinic's desk, not patients, not operators."""
    practice, other = await a_practice(database), await a_practice(database)
    await a_told_visit(database, practice, email=None, phone="+491701234567")
    smtp = settings_for(settings.database_url, settings.data_dir, mail_url="smtp://127.0.0.1:9")
    await plan_due(database, smtp, clock.now())
    [call] = await messages(database, channel="call")
    people = {
        200: await a_registrar(database, settings, practice),
        404: await a_registrar(database, settings, other),
        403: await a_person(database, settings, Grant(Role.DOCTOR, practice.clinic_id, practice.doctor_id)),
    }
    operator = await a_person(database, settings, Grant(Role.OPERATOR))
    for expected, person in [*people.items(), (403, operator), (403, await a_person(database, settings))]:
        for path in ("messages", "calls"):
            answer = await client.get(f"/api/v1/clinics/{practice.clinic_id}/{path}", headers=person.headers)
            assert answer.status_code == expected, path
        if expected != 200:
            for path in (f"messages/{call.id}/retry", f"calls/{call.id}/done"):
                assert (await client.post(f"/api/v1/{path}", headers=person.headers)).status_code == expected
    nowhere = await client.post(f"/api/v1/messages/{new_id()}/retry", headers=people[200].headers)
    assert nowhere.status_code == 404


async def test_a_dead_letter_is_sent_again_under_the_same_id(
    client: httpx2.AsyncClient, database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    """Once: a second press finds nothing to retry. What was sent and what is past cannot be retried."""
    box, url = postbox
    box.answers = ["550 no such person"]
    practice = await a_practice(database)
    smtp = settings_for(settings.database_url, settings.data_dir, mail_url=url)
    await a_told_visit(database, practice)
    await work(database, smtp, clock.now())
    rita = await a_registrar(database, settings, practice)
    path = f"/api/v1/clinics/{practice.clinic_id}/messages"
    [item] = (await client.get(path, params={"status": "dead"}, headers=rita.headers)).json()["items"]
    assert (item["may_retry"], item["last_error"]) == (True, "refused with 550")
    answers = [await client.post(f"/api/v1/messages/{item['id']}/retry", headers=rita.headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
    await work(database, smtp, clock.now())
    [mail] = box.mails
    assert item["id"] in str(mail["Message-ID"])
    [item] = (await client.get(path, headers=rita.headers)).json()["items"]
    assert [each["outcome"] for each in item["tries"]] == ["refused", "retry", "sent"]


async def test_what_is_past_is_not_sent_again(
    client: httpx2.AsyncClient, database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    box.answers = ["550 no such person"]
    practice = await a_practice(database)
    smtp = settings_for(settings.database_url, settings.data_dir, mail_url=url)
    await a_told_visit(database, practice)
    await work(database, smtp, clock.now())
    [dead] = await messages(database, status="dead")
    clock.shift(3 * DAY)
    rita = await a_registrar(database, settings, practice)
    answer = await client.post(f"/api/v1/messages/{dead.id}/retry", headers=rita.headers)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:telemed:problem:message-too-late")


async def test_the_call_list_is_worked_through(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Who was not reached stays at its end; who was is off it, and a colleague is told so. It is never mailed."""
    practice = await a_practice(database)
    smtp = settings_for(settings.database_url, settings.data_dir, mail_url="smtp://127.0.0.1:9")
    for number in range(2):
        await a_told_visit(database, practice, given_name=f"Anna{number}", email=None, phone=f"+49170123456{number}")
    await plan_due(database, smtp, clock.now())
    await send_due(database, smtp, clock.now())
    rita = await a_registrar(database, settings, practice)
    path = f"/api/v1/clinics/{practice.clinic_id}/calls"

    async def listed() -> list[dict[str, Any]]:
        return list((await client.get(path, headers=rita.headers)).json()["items"])

    first, second = await listed()
    assert first["phone"] == "+491701234560"
    assert first["text"]
    done = f"/api/v1/calls/{first['id']}/done"
    assert (await client.post(done, json={"reached": False}, headers=rita.headers)).status_code == 204
    assert [each["id"] for each in await listed()] == [second["id"], first["id"]]
    assert (await client.post(done, headers=rita.headers)).status_code == 204
    assert (await client.post(done, headers=rita.headers)).status_code == 409
    assert [each["id"] for each in await listed()] == [second["id"]]
    assert mailed(settings) == []
    async with database.writing() as session:
        await forget_old(session, clock.now() + 3 * DAY)
    [dropped] = await messages(database, status="dropped")
    assert (str(dropped.id), dropped.reason, dropped.body_text) == (second["id"], "too_late", "")


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"status": "gone"}, {"limit": 10**9}, {"channel": "E-MAIL;"}])
async def test_a_bad_question_is_refused(
    client: httpx2.AsyncClient, database: Database, settings: Settings, query: dict[str, Any]
) -> None:
    practice = await a_practice(database)
    rita = await a_registrar(database, settings, practice)
    path = f"/api/v1/clinics/{practice.clinic_id}/messages"
    assert (await client.get(path, params=query, headers=rita.headers)).status_code == 422
