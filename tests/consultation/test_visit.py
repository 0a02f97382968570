"""A visit from the waiting room to its end, over real sockets, on both databases."""

from __future__ import annotations

import asyncio

from telemed.consultation import repository
from tests.consultation.builders import Booked, Served, both_inside


async def test_the_patient_waits_is_admitted_talks_and_is_seen_off(server: Served, booked: Booked) -> None:
    """The whole protocol once: waiting, line, admission, chat, signalling, media, end; the appointment follows."""
    patient = await server.enter(booked.visit_id, booked.patient)
    welcome = await patient.hear("welcome")
    assert welcome["you"]["place"] == "waiting"
    assert welcome["polite"] is True
    assert [p["participant_id"] for p in welcome["participants"]] == [welcome["you"]["participant_id"]]
    waiting = await patient.hear("waiting")
    assert (waiting["position"], waiting["ahead"], waiting["doctor_present"]) == (1, 0, False)

    doctor = await server.enter(booked.visit_id, booked.doctor)
    welcome = await doctor.hear("welcome")
    assert welcome["you"]["place"] == "room"
    assert welcome["polite"] is False
    [waits] = [p for p in welcome["participants"] if p["place"] == "waiting"]
    assert (await patient.hear("waiting", doctor_present=True))["position"] == 1

    await doctor.say(type="admit", client_id="a1", participant_id=waits["participant_id"])
    assert (await doctor.hear("ack", client_id="a1"))["seq"] == 2
    kinds = [(await patient.hear("event"))["kind"] for _ in range(3)]
    assert kinds == ["joined", "admitted", "started"]

    ack = await patient.chat("Good morning", "c1")
    said = await doctor.hear("event", kind="chat")
    assert (said["seq"], said["id"], said["data"]) == (ack["seq"], ack["id"], {"text": "Good morning"})
    assert said["from"]["role"] == "patient"

    doctor_id = welcome["you"]["participant_id"]
    await patient.say(type="signal", to=doctor_id, description={"type": "offer", "sdp": "v=0"})
    offer = await doctor.hear("signal")
    assert (offer["from"], offer["description"]) == (waits["participant_id"], {"type": "offer", "sdp": "v=0"})
    await doctor.say(type="media", audio=True, video=True)
    roster = (await patient.hear("presence"))["participants"]
    while not any(p["media"]["video"] for p in roster):
        roster = (await patient.hear("presence"))["participants"]
    await doctor.say(type="typing")
    assert (await patient.hear("typing"))["from"] == doctor_id

    await doctor.say(type="end", client_id="e1")
    assert (await patient.hear("event", kind="ended"))["seq"] == 5
    assert await patient.closed() == 4410
    assert await doctor.closed() == 4410
    answer = await server.http.get(f"/api/v1/appointments/{booked.visit_id}", headers=booked.patient.headers)
    assert answer.json()["status"] == "completed"


async def test_a_reload_in_mid_visit_goes_on_where_it_was(server: Served, booked: Booked) -> None:
    """Who was admitted comes back into the room, gets what was missed once and in order, and is not announced again."""
    doctor, patient, _, _ = await both_inside(server, booked)
    await patient.gone()
    for number in range(3):
        await doctor.chat(f"{number}", f"m{number}")
    again = await server.enter(booked.visit_id, booked.patient, last_seq=3)
    welcome = await again.hear("welcome")
    assert (welcome["you"]["place"], welcome["last_seq"]) == ("room", 6)
    assert [(await again.hear("event"))["seq"] for _ in range(3)] == [4, 5, 6]
    assert not [m for m in await again.hear_all() if m["type"] == "event"]


async def test_first_tickets_at_the_same_moment_are_all_good(server: Served, booked: Booked) -> None:
    """Doctor and patient come at once, several times each: nobody is refused, and each is one participant."""
    people = [booked.doctor, booked.patient] * 5
    tickets = await asyncio.gather(*(server.ticket(f"consultations/{booked.visit_id}", each) for each in people))
    assert len({ticket["ticket"] for ticket in tickets}) == 10
    async with server.app.state.database.reading() as session:
        assert len(await repository.participants_of(session, booked.visit_id)) == 2


async def test_of_many_sockets_opened_at_once_by_one_person_one_stays(server: Served, booked: Booked) -> None:
    """Each has an epoch of its own; the highest is the one that stays, on whatever connection it came."""
    talkers = await asyncio.gather(*(server.enter(booked.visit_id, booked.patient) for _ in range(6)))
    heard = await asyncio.gather(*(talker.closed(within=1.5) for talker in talkers), return_exceptions=True)
    assert sorted(code for code in heard if isinstance(code, int)) == [4409] * 5
    [stays] = [talker for talker, code in zip(talkers, heard, strict=True) if not isinstance(code, int)]
    await stays.say(type="ping")
    await stays.hear("pong")


async def test_a_visit_nobody_was_admitted_to_cannot_be_ended(server: Served, booked: Booked) -> None:
    """The appointment's own rules decide: an error in their words, and the room stays open."""
    doctor = await server.enter(booked.visit_id, booked.doctor)
    await doctor.hear("welcome")
    await doctor.say(type="end", client_id="e1")
    assert (await doctor.hear("error", client_id="e1"))["code"] == "step-refused"
    await doctor.chat("still here", "c1")
