"""Who gets a socket, with which ticket, and how it ends when what allowed it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from telemed.accounts.models import Account, AccountGrant, Session
from telemed.kit import clock
from telemed.live.tickets import LIFETIME
from telemed.settings import Settings
from tests.booking.builders import Person
from tests.consultation.builders import Booked, Served, a_visit, both_inside
from tests.live.raw import CLOSE, raw_socket

HELLO = b'{"type":"hello","last_seq":null}'


async def room_ticket(server: Served, booked: Booked, person: Person | None = None) -> dict[str, Any]:
    return await server.ticket(f"consultations/{booked.visit_id}", person or booked.patient)


# The way in --------------------------------------------------------------------------------------------------------


async def test_a_foreign_origin_is_refused(server: Served, booked: Booked) -> None:
    """403 before the socket opens, and the ticket is not used up; our own origin, and programs without one, come in."""
    ticket = await room_ticket(server, booked)
    for foreign in ("https://evil.example", "null", "http://testserver.evil.example", "http://testserver:81", ""):
        async with raw_socket(server.port, ticket, Origin=foreign) as raw:
            assert raw.status == 403
    async with raw_socket(server.port, ticket, Origin="http://testserver") as raw:
        assert raw.status == 101
        assert raw.headers["sec-websocket-protocol"] == "telemed.v1"
        await raw.send(HELLO)
        assert b'"welcome"' in (await raw.read())[1]


async def test_no_ticket_a_made_up_one_and_several_are_refused(server: Served, booked: Booked) -> None:
    """Without our protocol 403; with it, 4401: get a ticket."""
    async with raw_socket(server.port, None) as raw:
        assert raw.status == 403
    good = await room_ticket(server, booked)
    for protocols in (
        ["telemed.v1"],
        ["telemed.v1", "ticket."],
        ["telemed.v1", "ticket.made-up"],
        ["telemed.v1", good["subprotocols"][1], "ticket.other"],
    ):
        async with raw_socket(server.port, {"subprotocols": protocols}) as raw:
            assert await raw.close_code() == 4401
    async with raw_socket(server.port, {"subprotocols": [good["subprotocols"][1]]}) as raw:
        assert raw.status == 403


async def test_a_ticket_opens_one_socket_once(server: Served, booked: Booked) -> None:
    """Ten at once with one ticket: one comes in; afterwards nobody does."""
    ticket = await room_ticket(server, booked)

    async def attempt() -> int:
        async with raw_socket(server.port, ticket) as raw:
            await raw.send(HELLO)
            opcode, payload = await raw.read()
            return int.from_bytes(payload[:2], "big") if opcode == CLOSE else 0

    assert sorted(await asyncio.gather(*(attempt() for _ in range(10)))) == [0, *[4401] * 9]
    assert await attempt() == 4401


async def test_an_expired_ticket_is_refused(server: Served, booked: Booked) -> None:
    ticket = await room_ticket(server, booked)
    clock.shift(LIFETIME + timedelta(seconds=1))
    async with raw_socket(server.port, ticket) as raw:
        assert await raw.close_code() == 4401


async def test_another_rooms_ticket_cannot_be_had_and_opens_only_its_own(
    server: Served, booked: Booked, settings: Settings
) -> None:
    """404 for a stranger's visit, in both directions; and what a ticket opens is written in the ticket."""
    other = await a_visit(server.http, server.app.state.database, settings)
    for person in (booked.patient, booked.doctor):
        answer = await server.http.post(f"/api/v1/consultations/{other.visit_id}/ticket", headers=person.headers)
        assert answer.status_code == 404
        answer = await server.http.get(f"/api/v1/consultations/{other.visit_id}/events", headers=person.headers)
        assert answer.status_code == 404
    mine = await server.enter(booked.visit_id, booked.patient)
    assert (await mine.hear("welcome"))["consultation"]["id"] == str(booked.visit_id)


async def test_a_desk_ticket_opens_no_room(server: Served, booked: Booked) -> None:
    """A patient gets none (403); a doctor's opens the desk alone."""
    answer = await server.http.post("/api/v1/desk/ticket", headers=booked.patient.headers)
    assert answer.status_code == 403
    desk = await server.desk(booked.doctor)
    await desk.hear("welcome")
    await desk.say(type="chat", client_id="c", text="hello")
    assert (await desk.hear("error"))["code"] == "not_here"


async def test_hello_comes_first_and_in_time(server: Served, booked: Booked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another first frame: 4400. None in time: 4408. A second hello: an error, and the room goes on."""
    for first in (b'{"type":"chat","client_id":"c","text":"x"}', b"{", b'{"type":"hello","last_seq":-1}', b"[]"):
        async with raw_socket(server.port, await room_ticket(server, booked)) as raw:
            await raw.send(first)
            assert await raw.close_code() == 4400
    monkeypatch.setattr("telemed.live.socket.HELLO_S", 0.2)
    async with raw_socket(server.port, await room_ticket(server, booked)) as raw:
        assert await raw.close_code() == 4408
    talker = await server.enter(booked.visit_id, booked.patient)
    await talker.hear("welcome")
    await talker.say(type="hello", last_seq=None)
    assert (await talker.hear("error"))["code"] == "said_already"
    await talker.say(type="ping")
    await talker.hear("pong")


# Access that ends --------------------------------------------------------------------------------------------------


async def sign_out(server: Served, person: Person) -> None:
    answer = await server.http.delete("/api/v1/sessions/current", headers=person.headers)
    assert answer.status_code == 204


async def session_expires(server: Served, person: Person) -> None:
    async with server.app.state.database.writing() as session:
        await session.execute(
            update(Session).where(col(Session.account_id) == person.account_id).values(expires_at=clock.now())
        )


async def account_disabled(server: Served, person: Person) -> None:
    async with server.app.state.database.writing() as session:
        await session.execute(
            update(Account).where(col(Account.id) == person.account_id).values(disabled_at=clock.now())
        )


async def role_withdrawn(server: Served, person: Person) -> None:
    async with server.app.state.database.writing() as session:
        await session.execute(
            update(AccountGrant).where(col(AccountGrant.account_id) == person.account_id).values(until=clock.now())
        )


@pytest.mark.parametrize(
    ("ends", "code"), [(sign_out, 4401), (session_expires, 4401), (account_disabled, 4401), (role_withdrawn, 4403)]
)
async def test_access_that_ends_closes_the_socket_within_five_seconds(
    server: Served, booked: Booked, ends: Callable[[Served, Person], Awaitable[None]], code: int
) -> None:
    """Signed out, expired, disabled, demoted: rooms and desks are closed, and the other one in the room stays."""
    doctor, patient, _, _ = await both_inside(server, booked)
    desk = await server.desk(booked.doctor)
    await desk.hear("desk")
    began = time.monotonic()
    await ends(server, booked.doctor)
    assert await doctor.closed() == code
    assert await desk.closed() == code
    assert time.monotonic() - began < 5
    await patient.chat("still here", "c1")
