"""A look at all rooms of this process, every few seconds: what no frame and no hint has said.

Access that has ended, connections taken over elsewhere, events whose hint was lost, leases to renew.
"""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from telemed.accounts.callers import Caller
from telemed.accounts.identity import callers_of_sessions
from telemed.consultation import repository, room as protocol, service, visits
from telemed.consultation.delivery import Delivery, taken_over
from telemed.consultation.lines import Lines
from telemed.consultation.messages import MediaState, Place, Role
from telemed.consultation.open_room import OpenRoom, Seat
from telemed.consultation.repository import Standing
from telemed.consultation.room import Member
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.live.connection import Close
from telemed.live.socket import HEARTBEAT_S, TROUBLE

SOON_S = 0.2


class Review:
    """Compares the rooms of this process with the database."""

    def __init__(self, database: Database, rooms: Mapping[UUID, OpenRoom], lines: Lines) -> None:
        self._database = database
        self._rooms = rooms
        self._lines = lines
        self._delivery: Delivery | None = None
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._renewed_at = clock.monotonic()

    def use(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def start(self) -> None:
        self._task = asyncio.create_task(self._when_wanted(), name="rooms look when hints were lost")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def soon(self) -> None:
        """Hints may have been lost: look at all rooms in a moment, once."""
        self._wanted.set()

    async def _when_wanted(self) -> None:
        while True:
            await self._wanted.wait()
            await asyncio.sleep(SOON_S)
            self._wanted.clear()
            with contextlib.suppress(*TROUBLE):  # the next review looks again
                await self._compare()

    async def look(self, seats: Sequence[Seat]) -> None:
        """Close what has ended, renew what goes on, fetch what was missed."""
        if not seats:
            return
        now = clock.now()
        async with self._database.reading() as session:
            callers = await callers_of_sessions(session, {seat.connection.session_id for seat in seats}, now)
        for seat in seats:
            _check_access(seat, callers.get(seat.connection.session_id))
        await self._compare()
        if clock.monotonic() - self._renewed_at >= HEARTBEAT_S:
            self._renewed_at = clock.monotonic()
            here = [UUID(seat.participant_id) for seat in seats if not seat.connection.closing]
            async with self._database.writing() as session:
                await repository.renew(session, here, clock.now() + service.LEASE)
            self._lines.look_at_all()

    async def _compare(self) -> None:
        async with self._database.reading() as session:
            numbers = await repository.last_numbers(session, self._rooms.keys())
            standings = await repository.standings(session, self._rooms.keys(), clock.now())
            over = await visits.no_longer_held(session, self._rooms.keys())
        for consultation_id, last_seq in numbers.items():
            room = self._rooms.get(consultation_id)
            if room is not None and last_seq > room.last_seq:
                self._hands.catch_up(room)
        for standing in standings:
            self._compare_one(standing)
        if over:
            await self._call_off(over)

    async def _call_off(self, over: set[UUID]) -> None:
        async with self._database.writing() as session:
            await repository.call_off(session, over, clock.now())
        for consultation_id in over & self._rooms.keys():
            room = self._rooms[consultation_id]
            _dismiss(room)
            self._lines.changed(room.doctor_id)

    def _compare_one(self, standing: Standing) -> None:
        room = self._rooms.get(standing.consultation_id)
        if room is None:
            return
        participant_id = str(standing.participant_id)
        seat = room.seats.get(participant_id)
        if seat is not None and standing.epoch <= seat.epoch:
            if standing.place == "removed":
                seat.connection.close(Close.NOT_ALLOWED, "removed")
            return
        if seat is not None:
            taken_over(seat)
        known = room.state.members.get(participant_id)
        member = Member(
            participant_id=participant_id,
            role=cast("Role", standing.role),
            display_name=standing.display_name,
            place=cast("Place", standing.place),
            connected=standing.connected,
            media=known.media if known is not None and standing.connected else MediaState(),
        )
        self._hands.perform(room, protocol.heard_of(room.state, member))

    @property
    def _hands(self) -> Delivery:
        assert self._delivery is not None  # noqa: S101  the two are made together
        return self._delivery


def _dismiss(room: OpenRoom) -> None:
    """The appointment was called off, or ended and its last event is still on its way: nobody stays for nothing."""
    for seat in list(room.seats.values()):
        if not seat.inside or seat.delivered >= room.last_seq:
            seat.connection.close(Close.OVER, "the consultation is over")


def _check_access(seat: Seat, caller: Caller | None) -> None:
    if caller is None:
        seat.connection.close(Close.SIGN_IN, "the sign-in has ended")
    elif service.role_in(caller, seat.room.visit) != seat.member.role:
        seat.connection.close(Close.NOT_ALLOWED, "no longer part of this visit")
