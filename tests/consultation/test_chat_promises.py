"""Promises of the chat: each line against a real server, on both databases."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from telemed.consultation.models import ConsultationEvent, ConsultationParticipant
from tests.consultation.builders import Booked, Served, Talker, both_inside


async def log_of(server: Served, booked: Booked) -> list[tuple[int, str]]:
    """Numbers and client ids as the database has them."""
    statement = (
        select(col(ConsultationEvent.seq), col(ConsultationEvent.client_id))
        .where(col(ConsultationEvent.consultation_id) == booked.visit_id, col(ConsultationEvent.kind) == "chat")
        .order_by(col(ConsultationEvent.seq))
    )
    async with server.app.state.database.reading() as session:
        return [(row[0], row[1]) for row in await session.execute(statement)]


async def test_resuming_from_any_number_has_no_gap_and_no_double(server: Served, booked: Booked) -> None:
    """A client that was cut after any event gets exactly the following ones, also when the history has many pages."""
    doctor, patient, _, _ = await both_inside(server, booked)
    await patient.gone()
    for number in range(15):
        await doctor.chat(f"{number}", f"m{number}")
    for last_seq in (0, 1, 3, 10, 17, 18):
        again = await server.enter(booked.visit_id, booked.patient, last_seq=last_seq)
        assert (await again.hear("welcome"))["last_seq"] == 18
        heard = [m["seq"] for m in await again.hear_all(0.3) if m["type"] == "event"]
        assert heard == list(range(last_seq + 1, 19))
        await again.gone()


async def test_a_long_history_comes_whole_and_in_order(server: Served, booked: Booked) -> None:
    """Longer than a page and than the queue of a socket, while more is being said."""
    doctor, patient, _, _ = await both_inside(server, booked)
    await patient.gone()
    await fill(server, booked, 1200)
    again = await server.enter(booked.visit_id, booked.patient, last_seq=0)
    await again.hear("welcome")
    await doctor.chat("meanwhile", "mid")
    seen = [(await again.hear("event"))["seq"] for _ in range(1204)]
    assert seen == list(range(1, 1205))


async def fill(server: Served, booked: Booked, count: int) -> None:
    """Long history in one transaction, as the service stores it."""
    from telemed.consultation import repository, service  # noqa: PLC0415
    from telemed.consultation.room import Record  # noqa: PLC0415
    from telemed.kit import clock  # noqa: PLC0415

    async with server.app.state.database.writing() as session:
        person = await repository.participant_of(session, booked.visit_id, booked.doctor.account_id)
        assert person is not None
        author = service._sender(person)
        records = [Record("chat", str(person.id), f"f{n}", {"text": f"{n}"}) for n in range(count)]
        await service.store(session, booked.visit_id, author, records, clock.now(), by=booked.doctor.account_id)


async def test_a_resent_client_id_is_one_row_and_one_event(server: Served, booked: Booked) -> None:
    """The same answer each time, whatever the text says the second time; others hear it once; another's id is free."""
    doctor, patient, _, _ = await both_inside(server, booked)
    first = await patient.chat("once", "same")
    assert await patient.chat("once", "same") == first
    assert await patient.chat("changed", "same") == first
    other = await doctor.chat("mine", "same")
    assert other["seq"] == first["seq"] + 1
    events = [m for m in await doctor.hear_all(0.3) if m["type"] == "event"]
    assert [m["data"]["text"] for m in [*doctor.skipped, *events] if m.get("kind") == "chat"] == ["once", "mine"]
    assert await log_of(server, booked) == [(first["seq"], "same"), (other["seq"], "same")]


async def test_resent_at_once_from_two_sockets_is_one_row(server: Served, booked: Booked) -> None:
    """A client that was cut resends while the first attempt is still on its way."""
    _, patient, _, _ = await both_inside(server, booked)
    frame = {"type": "chat", "client_id": "race", "text": "hello"}
    await patient.say(**frame)
    again = await server.enter(booked.visit_id, booked.patient)
    await again.say(**frame)
    await again.hear("ack", client_id="race")
    assert len(await log_of(server, booked)) == 1


async def test_an_impossible_number_is_an_error_and_a_full_resync(server: Served, booked: Booked) -> None:
    doctor, patient, _, _ = await both_inside(server, booked)
    await doctor.chat("hello", "m1")
    await patient.gone()
    again = await server.enter(booked.visit_id, booked.patient, last_seq=999)
    assert (await again.hear("error"))["code"] == "bad_resume"
    assert (await again.hear("welcome"))["last_seq"] == 4
    assert [(await again.hear("event"))["seq"] for _ in range(4)] == [1, 2, 3, 4]


async def test_after_removal_nothing_more_arrives(server: Served, booked: Booked) -> None:
    """Removed: closed with 4403 within seconds, nothing stored, nothing heard, and the way back is shut."""
    doctor, patient, _, patient_id = await both_inside(server, booked)
    async with server.app.state.database.writing() as session:
        await session.execute(
            update(ConsultationParticipant)
            .where(col(ConsultationParticipant.account_id) == booked.patient.account_id)
            .values(place="removed")
        )
    await patient.say(type="chat", client_id="late", text="still here?")
    assert (await patient.hear("error", client_id="late"))["code"] == "not_in_room"
    assert await patient.closed() == 4403
    await doctor.chat("between us", "d1")
    again = await server.enter(booked.visit_id, booked.patient)
    assert await again.closed() == 4403
    assert again.skipped == []
    path = f"/api/v1/consultations/{booked.visit_id}/events"
    assert (await server.http.get(path, headers=booked.patient.headers)).json()["items"] == []
    assert patient_id not in orjson.dumps(await log_of(server, booked)).decode()


TEXTS = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u202eevil\u2066\u200f",
    "{{7*7}} ${7*7} %s %(a)s '; DROP TABLE consultation_event; --",
    "Здравствуйте, как вы себя чувствуете? 🩺👩‍⚕️ 多謝",
    "line\r\nline\ttab\u2028\u2029\x07",
    "\U0001f600" * 4000,
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_html_and_direction_marks_are_inert_text(server: Served, booked: Booked, text: str) -> None:
    """What was said is what is heard and what is stored, character by character."""
    doctor, patient, _, _ = await both_inside(server, booked)
    await patient.chat(text, "c1")
    assert (await doctor.hear("event", client_id="c1"))["data"] == {"text": text}
    path = f"/api/v1/consultations/{booked.visit_id}/events"
    items = (await server.http.get(path, headers=booked.doctor.headers)).json()["items"]
    assert items[-1]["data"] == {"text": text}


async def test_numbers_are_gapless_and_one_order_for_everybody(server: Served, booked: Booked) -> None:
    """Both talk at once, refusals in between: the same events in the same order on both sides, without a gap."""
    doctor, patient, _, _ = await both_inside(server, booked)

    async def talk(talker: Talker, name: str) -> None:
        for number in range(15):
            text = "x" * random.choice([1, 5000])  # the long ones are refused
            await talker.say(type="chat", client_id=f"{name}{number}", text=text)
            await asyncio.sleep(random.random() / 50)
        await talker.say(type="chat", client_id=f"{name}-last", text="last")

    await asyncio.gather(talk(doctor, "d"), talk(patient, "p"))
    heard: list[list[tuple[int, Any]]] = []
    for talker in (doctor, patient):
        frames = [*talker.skipped, *(await talker.hear_all(0.5))]
        heard.append([(m["seq"], m["id"]) for m in frames if m["type"] == "event"])
        assert [m for m in frames if m["type"] == "error"]
    shared = max(heard[0][0][0], heard[1][0][0])
    assert [e for e in heard[0] if e[0] >= shared] == [e for e in heard[1] if e[0] >= shared]
    async with server.app.state.database.reading() as session:
        statement = select(func.count(), func.max(col(ConsultationEvent.seq))).where(
            col(ConsultationEvent.consultation_id) == booked.visit_id
        )
        count, highest = (await session.execute(statement)).one()
    assert count == highest


async def test_the_log_over_http_pages_by_number(server: Served, booked: Booked) -> None:
    """The same events as over the socket, for those who were let in; 422 beyond the limits."""
    doctor, _, _, _ = await both_inside(server, booked)
    await doctor.chat("a", "1")
    await doctor.chat("b", "2")
    path = f"/api/v1/consultations/{booked.visit_id}/events"
    page = (await server.http.get(f"{path}?after=1&limit=2", headers=booked.patient.headers)).json()
    assert ([e["seq"] for e in page["items"]], page["next_cursor"]) == ([2, 3], "3")
    page = (await server.http.get(f"{path}?after=3", headers=booked.patient.headers)).json()
    assert [e["kind"] for e in page["items"]] == ["chat", "chat"]
    assert page["items"][0]["from"]["role"] == "doctor"
    assert page["next_cursor"] is None
    for query in ("after=-1", "limit=0", "limit=1000000000", "after=x"):
        answer = await server.http.get(f"{path}?{query}", headers=booked.patient.headers)
        assert answer.status_code == 422
