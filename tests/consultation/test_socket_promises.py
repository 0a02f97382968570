"""What hostile frames, dead lines and strangers get: each promise against a real server, with clients of its own."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import orjson
import pytest

from telemed import server as served_by
from telemed.consultation.messages import MAX_CANDIDATES, MAX_SDP
from telemed.kit import clock
from telemed.live.frames import MAX_FRAME
from telemed.settings import Settings
from tests.booking.builders import Person, a_person
from tests.consultation.builders import Booked, Served, Talker, a_visit, both_inside, served
from tests.live.raw import BINARY, CLOSE, COMPRESSED, FIN, PING, PONG, TEXT, Raw, bomb, frame, raw_socket

HELLO = b'{"type":"hello","last_seq":null}'


async def room_ticket(server: Served, booked: Booked, person: Person | None = None) -> dict[str, Any]:
    return await server.ticket(f"consultations/{booked.visit_id}", person or booked.patient)


# Hostile frames ----------------------------------------------------------------------------------------------------

NONSENSE = [
    b"{",
    b"null",
    b'{"type":"chat","client_id":"c","text":NaN}',
    b'{"type":"chat","client_id":"c","text":"\\ud800"}',
    b'{"type":"chat","client_id":"c","text":"a\\u0000b"}',
    b'{"type":"chat","client_id":"c","text":"a\x00b"}',
    b'{"type":"chat","client_id":"c","text":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    b"[" * 60_000,
    b'{"type":"chat","client_id":"c","text":1e400}',
    b'{"type":"kick","participant_id":"x"}',
    b'{"type":"mute","participant_id":"x"}',
    b'{"type":{"a":1}}',
    b'{"type":"welcome"}',
    b'{"type":"event","seq":9,"kind":"ended"}',
]


async def test_nonsense_is_answered_with_an_error_and_hurts_nobody(server: Served, booked: Booked) -> None:
    """Bad JSON, NaN, lone surrogate, NUL, deep nesting, unknown types: an error frame; the sender may go on."""
    doctor, patient, _, _ = await both_inside(server, booked)
    async with raw_socket(server.port, await room_ticket(server, booked)) as raw:
        await raw.send(HELLO)
        for payload in NONSENSE:
            await raw.send(payload)
            message = await _until(raw, "error")
            assert message["code"] in {"bad_frame", "invalid_message"}, payload[:60]
            await asyncio.sleep(0.5)  # more of it at once would be a flood
        await raw.send(b'{"type":"chat","client_id":"fine","text":"fine"}')
        await _until(raw, "ack")
    assert (await doctor.hear("event", kind="chat"))["data"] == {"text": "fine"}
    assert {m["type"] for m in [*doctor.skipped, *(await doctor.hear_all(0.1))]} <= {"presence", "ack", "event"}
    assert await patient.closed() == 4409


async def _until(raw: Raw, kind: str) -> dict[str, Any]:
    while True:
        opcode, text = await raw.read()
        assert opcode == TEXT
        message: dict[str, Any] = orjson.loads(text)
        if message["type"] == kind:
            return message


HOSTILE: dict[str, tuple[bytes, int, int, bool, int]] = {
    "binary": (b"\x00\x01", BINARY, FIN, True, 1003),
    "not utf-8": (b"\xff\xfe", TEXT, FIN, True, 1007),
    "surrogate bytes": (b'"\xed\xa0\x80"', TEXT, FIN, True, 1007),
    "too big": (b"x" * (MAX_FRAME + 1), TEXT, FIN, True, 1009),
    "bomb": (bomb(50_000_000), TEXT, FIN | COMPRESSED, True, 1002),
    "unmasked": (b"{}", TEXT, FIN, False, 1002),
    "reserved": (b"{}", 0x3, FIN, True, 1002),
    "split ping": (b"{}", PING, 0, True, 1002),
}


async def test_frames_that_are_not_ours_close_the_socket(server: Served, booked: Booked) -> None:
    """Each with the code of RFC 6455; a compressed frame is a protocol error, since compression was never agreed."""
    doctor, patient, _, _ = await both_inside(server, booked)
    offer = "permessage-deflate; client_max_window_bits"
    for name, (payload, opcode, flags, masked, code) in HOSTILE.items():
        ticket = await room_ticket(server, booked)
        async with raw_socket(server.port, ticket, Sec_WebSocket_Extensions=offer) as raw:
            assert "sec-websocket-extensions" not in raw.headers
            await raw.send(HELLO)
            assert b'"welcome"' in (await raw.read())[1]
            await raw.send(payload, opcode, flags=flags, masked=masked)
            assert await raw.close_code() == code, name
        await doctor.chat("unaffected", name.replace(" ", "-"))
    assert await patient.closed() == 4409


async def test_a_message_in_pieces_is_capped_as_a_whole(server: Served, booked: Booked) -> None:
    """Many fragments below the cap that together are above it: 1009."""
    async with raw_socket(server.port, await room_ticket(server, booked)) as raw:
        await raw.send(HELLO)
        await raw.send(b'{"type":"', TEXT, flags=0)
        for _ in range(20):
            await raw.send(b"x" * 8000, 0x0, flags=0)
        assert await raw.close_code() == 1009


async def test_a_flood_is_closed_with_1008_and_other_rooms_keep_their_latency(
    server: Served, booked: Booked, settings: Settings
) -> None:
    """A flood of chat, of signals, of nonsense: the flooder is closed; a round trip elsewhere stays quick."""
    doctor, patient, doctor_id, _ = await both_inside(server, booked)
    other = await both_inside(server, await a_visit(server.http, server.app.state.database, settings))
    floods = [
        orjson.dumps({"type": "signal", "to": doctor_id, "candidates": [{"candidate": "c" * 500}] * 30}),
        b'{"type":"typing"}',
        b'{"type":"ping"}',
        b"{",
        b'{"type":"unknown"}',
    ]
    for flood in floods:
        async with raw_socket(server.port, await room_ticket(server, booked)) as raw:
            await raw.send(HELLO)
            closing = asyncio.create_task(raw.close_code())
            for _ in range(600):
                if closing.done():
                    break
                raw.writer.write(frame(flood))
            slowest = max([await _round_trip(other[0], f"c{time.monotonic_ns()}") for _ in range(3)])
            assert await closing == 1008
            assert slowest < 3.0  # a few milliseconds on a machine that has nothing else to do
    del doctor, patient


async def _round_trip(talker: Talker, client_id: str) -> float:
    began = time.monotonic()
    await talker.chat("tick", client_id)
    return time.monotonic() - began


# Lines that die ----------------------------------------------------------------------------------------------------


async def test_a_dead_peer_is_gone_from_the_roster_within_two_pings(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-open: a peer that answers no ping any more is shown as disconnected after two of them."""
    monkeypatch.setattr(served_by, "HEARTBEAT_S", 1)
    async with served(settings) as server:
        booked = await a_visit(server.http, server.app.state.database, settings)
        doctor = await server.enter(booked.visit_id, booked.doctor)
        await doctor.hear("welcome")
        async with raw_socket(server.port, await room_ticket(server, booked)) as raw:
            await raw.send(HELLO)
            while (await raw.read())[0] != PING:
                pass
            roster = (await doctor.hear("presence"))["participants"]
            began = time.monotonic()
            while any(p["role"] == "patient" and p["connected"] for p in roster):
                roster = (await doctor.hear("presence"))["participants"]
            assert time.monotonic() - began < 2.5


async def test_a_peer_that_answers_pings_stays(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser answers pings by itself; that alone keeps a quiet socket open."""
    monkeypatch.setattr(served_by, "HEARTBEAT_S", 0.3)
    async with served(settings) as server:
        booked = await a_visit(server.http, server.app.state.database, settings)
        async with raw_socket(server.port, await room_ticket(server, booked)) as raw:
            await raw.send(HELLO)
            pings = 0
            while pings < 5:
                opcode, payload = await raw.read()
                assert opcode != CLOSE
                if opcode == PING:
                    pings += 1
                    await raw.send(payload, PONG)


async def test_a_slow_reader_is_closed_with_1013_and_resumes(settings: Settings, tmp_path: Any) -> None:
    """Its queue is bounded: it is told to come back, the others notice nothing, and it has missed nothing."""
    quick = settings.model_copy(update={"live_rate_factor": 1000.0})
    async with served(quick) as server:
        booked = await a_visit(server.http, server.app.state.database, settings)
        doctor, patient, _, patient_id = await both_inside(server, booked)
        await patient.gone()
        async with raw_socket(server.port, await room_ticket(server, booked), receive_buffer=4096) as raw:
            await raw.send(HELLO.replace(b"null", b"3"))
            assert b'"welcome"' in (await raw.read())[1]
            await doctor.chat("one you will miss", "c1")
            offer = {"type": "offer", "sdp": "x" * 30_000}
            for _ in range(400):
                await doctor.say(type="signal", to=patient_id, description=offer)
            await doctor.chat("another", "c2")
            assert await raw.close_code(within=15) == 1013
        again = await server.enter(booked.visit_id, booked.patient, last_seq=3)
        assert [(await again.hear("event"))["client_id"] for _ in range(2)] == ["c1", "c2"]


# Who may say what --------------------------------------------------------------------------------------------------


async def test_a_message_to_another_rooms_participant_is_not_delivered(
    server: Served, booked: Booked, settings: Settings
) -> None:
    """Signals and admissions that name somebody of another room: refused as if there were nobody of that name."""
    doctor, _, _, _ = await both_inside(server, booked)
    elsewhere = await a_visit(server.http, server.app.state.database, settings)
    other_doctor, other_patient, _, other_id = await both_inside(server, elsewhere)
    await doctor.say(type="signal", to=other_id, description={"type": "offer", "sdp": "v=0"})
    assert (await doctor.hear("error"))["code"] == "no_such_participant"
    await doctor.say(type="admit", client_id="a9", participant_id=other_id)
    assert (await doctor.hear("error", client_id="a9"))["code"] == "no_such_participant"
    for talker in (other_doctor, other_patient):
        assert not [m for m in await talker.hear_all(0.2) if m["type"] in {"signal", "event"}]


async def test_a_forged_sender_is_overwritten(server: Served, booked: Booked) -> None:
    """What is delivered names who sent it, whatever it claimed."""
    doctor, patient, doctor_id, patient_id = await both_inside(server, booked)
    await patient.socket.send(
        orjson.dumps({"type": "chat", "client_id": "c1", "text": "me", "from": {"participant_id": doctor_id}}).decode()
    )
    assert (await doctor.hear("event", client_id="c1"))["from"]["participant_id"] == patient_id
    await patient.socket.send(
        orjson.dumps(
            {"type": "signal", "to": doctor_id, "candidates": [{"candidate": "c"}], "from": doctor_id}
        ).decode()
    )
    assert (await doctor.hear("signal"))["from"] == patient_id


async def test_a_patient_who_mutes_admits_or_ends_gets_an_error_and_nothing_happens(
    server: Served, booked: Booked
) -> None:
    doctor, patient, doctor_id, patient_id = await both_inside(server, booked)
    await patient.say(type="end", client_id="e1")
    assert (await patient.hear("error", client_id="e1"))["code"] == "not_allowed"
    await patient.say(type="admit", client_id="a2", participant_id=patient_id)
    assert (await patient.hear("error", client_id="a2"))["code"] == "not_allowed"
    await patient.say(type="mute", participant_id=doctor_id)
    assert (await patient.hear("error"))["code"] == "invalid_message"
    assert not [m for m in await doctor.hear_all(0.2) if m["type"] == "event"]
    answer = await server.http.get(f"/api/v1/appointments/{booked.visit_id}", headers=booked.patient.headers)
    assert answer.json()["status"] == "in_progress"


async def test_who_was_not_admitted_hears_nothing_and_says_nothing(
    server: Served, booked: Booked, settings: Settings
) -> None:
    """No roster but oneself, no chat, no offers, no log over HTTP; what is said from the waiting room reaches nobody."""
    doctor = await server.enter(booked.visit_id, booked.doctor)
    doctor_id = (await doctor.hear("welcome"))["you"]["participant_id"]
    patient = await server.enter(booked.visit_id, booked.patient)
    welcome = await patient.hear("welcome")
    me = welcome["you"]["participant_id"]
    await doctor.chat("for the room", "d1")
    await doctor.say(type="signal", to=me, description={"type": "offer", "sdp": "v=0"})
    assert (await doctor.hear("error"))["code"] == "no_such_participant"
    await doctor.say(type="media", audio=True, video=True)
    await patient.say(type="chat", client_id="c1", text="let me in")
    assert (await patient.hear("error", client_id="c1"))["code"] == "not_admitted"
    await patient.say(type="signal", to=doctor_id, description={"type": "offer", "sdp": "v=0"})
    assert (await patient.hear("error"))["code"] == "not_admitted"
    await patient.say(type="typing")
    assert (await patient.hear("error"))["code"] == "not_admitted"
    heard = [*patient.skipped, *(await patient.hear_all(0.3))]
    assert {m["type"] for m in heard} <= {"waiting"}
    assert {p["participant_id"] for p in welcome["participants"]} == {me}
    assert not [m for m in await doctor.hear_all(0.1) if m["type"] in {"signal", "typing"} or m.get("kind") == "chat"]
    path = f"/api/v1/consultations/{booked.visit_id}"
    events = await server.http.get(f"{path}/events", headers=booked.patient.headers)
    assert events.json() == {"items": [], "next_cursor": None}
    shown = (await server.http.get(path, headers=booked.patient.headers)).json()
    assert [p["participant_id"] for p in shown["participants"]] == [me]
    del settings


async def test_huge_offers_and_thousands_of_candidates_are_capped(server: Served, booked: Booked) -> None:
    """Refused whole, and the room goes on."""
    doctor, patient, doctor_id, _ = await both_inside(server, booked)
    await patient.say(type="signal", to=doctor_id, description={"type": "offer", "sdp": "x" * (MAX_SDP + 1)})
    assert (await patient.hear("error"))["code"] == "invalid_message"
    await patient.say(type="signal", to=doctor_id, candidates=[{"candidate": "c"}] * (MAX_CANDIDATES + 1))
    assert (await patient.hear("error"))["code"] == "invalid_message"
    await patient.say(type="signal", to=doctor_id, candidates=[{"candidate": "c"}] * 3000)
    assert (await patient.hear("error"))["code"] == "invalid_message"
    assert not [m for m in await doctor.hear_all(0.2) if m["type"] == "signal"]
    await patient.say(type="signal", to=doctor_id, candidates=[{"candidate": "c"}] * MAX_CANDIDATES)
    assert len((await doctor.hear("signal"))["candidates"]) == MAX_CANDIDATES


async def test_nobody_joins_before_the_doors_open_or_when_it_is_over(
    server: Served, booked: Booked, settings: Settings
) -> None:
    """409 with the time before; after the end 409, and a ticket from before closes with 4410."""
    clock.shift(-timedelta(hours=1))
    early = await server.http.post(f"/api/v1/consultations/{booked.visit_id}/ticket", headers=booked.patient.headers)
    assert early.status_code in {401, 409}  # the token itself is from the future then
    clock.shift(timedelta(0))
    late = await room_ticket(server, booked)
    doctor, _, _, _ = await both_inside(server, booked)
    await doctor.say(type="end", client_id="e")
    await doctor.hear("event", kind="ended")
    talker = await server.open(late)
    await talker.say(type="hello", last_seq=None)
    assert await talker.closed() == 4410
    answer = await server.http.post(f"/api/v1/consultations/{booked.visit_id}/ticket", headers=booked.patient.headers)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:telemed:problem:consultation-over")
    stranger = await a_person(server.app.state.database, settings)
    answer = await server.http.post(f"/api/v1/consultations/{booked.visit_id}/ticket", headers=stranger.headers)
    assert answer.status_code == 404
