"""The handler of room sockets: comes in, says something, goes; and a look at all rooms every few seconds."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, cast
from uuid import UUID

from telemed.accounts.errors import TokenRefused
from telemed.accounts.identity import caller_of_session
from telemed.consultation import repository, room as protocol, service
from telemed.consultation.delivery import Delivery, taken_over
from telemed.consultation.errors import ConsultationOver
from telemed.consultation.ice import ice_servers
from telemed.consultation.lines import Lines
from telemed.consultation.messages import (
    Ack,
    BadMessage,
    ConsultationFacts,
    Error,
    Event,
    Hello,
    Ping,
    Place,
    Role,
    Waiting,
    Welcome,
    You,
    encode,
    parse,
)
from telemed.consultation.models import ConsultationParticipant
from telemed.consultation.open_room import OpenRoom, Seat
from telemed.consultation.repository import InLine
from telemed.consultation.review import Review
from telemed.consultation.room import LeaveLine, Member, Record, Relay, Room
from telemed.consultation.service import Joined
from telemed.db.engine import Database
from telemed.db.violations import VIOLATIONS, constraint_of
from telemed.kit import clock
from telemed.kit.errors import NotFound, Problem
from telemed.kit.zones import to_local, zone
from telemed.live.connection import Close, Connection
from telemed.live.hub import Hub
from telemed.live.limits import Rate
from telemed.live.socket import HEARTBEAT_S
from telemed.settings import Settings

STORE_S = 5.0
_RESENT = "uq_consultation_event_consultation_id_participant_id_client_id"
_MOVES_THE_LINE = frozenset({"admitted", "left", "ended"})
_PHASES: Mapping[protocol.Phase, str] = MappingProxyType(
    {"open": "arrived", "started": "in_progress", "ended": "completed"}
)


class RoomHandler:
    """Sockets of live rooms; the topic is the consultation."""

    kind = "consultation"
    rates: Mapping[str, Rate] = MappingProxyType(
        {
            "chat": Rate(burst=20, per_s=3),
            "admit": Rate(burst=10, per_s=1),
            "end": Rate(burst=5, per_s=0.5),
            "signal": Rate(burst=200, per_s=40),
            "media": Rate(burst=20, per_s=4),
            "typing": Rate(burst=10, per_s=2),
            "leave": Rate(burst=2, per_s=0.5),
        }
    )

    def __init__(self, database: Database, hub: Hub, lines: Lines, settings: Settings) -> None:
        self._database = database
        self._lines = lines
        self._settings = settings
        self._rooms: dict[UUID, OpenRoom] = {}
        self._review = Review(database, self._rooms, lines)
        self._delivery = Delivery(database, hub, self._review.soon)
        self._review.use(self._delivery)

    async def start(self) -> None:
        self._review.start()

    async def stop(self) -> None:
        await self._review.stop()
        await self._delivery.stop()

    # Coming in --------------------------------------------------------------------------------------------------

    async def opened(self, connection: Connection, hello: dict[str, Any]) -> None:
        try:
            message = parse(hello)
        except BadMessage as error:
            connection.close(Close.BAD_HELLO, error.detail[:100])
            return
        joined = await self._join(connection)
        if joined is None or connection.closing:
            return
        room = self._room(joined)
        seat = self._sit(room, connection, joined.participant)
        if seat is None:
            return
        last_seq = message.last_seq if isinstance(message, Hello) else None
        await self._greet(seat, joined, last_seq or 0)

    async def _join(self, connection: Connection) -> Joined | None:
        try:
            async with self._database.writing() as session:
                now = clock.now()
                caller = await caller_of_session(session, connection.session_id, now)
                joined = await service.join(session, caller, connection.bearer.topic_id, now)
        except TokenRefused:
            connection.close(Close.SIGN_IN, "the sign-in has ended")
        except ConsultationOver:
            connection.close(Close.OVER, "the consultation is over")
        except NotFound:
            connection.close(Close.NOT_ALLOWED, "not your consultation")
        else:
            if joined is not None:
                return joined
            connection.close(Close.NOT_ALLOWED, "you cannot come in")
        return None

    def _room(self, joined: Joined) -> OpenRoom:
        """The room as this process holds it, from now on if it did not yet."""
        room = self._rooms.get(joined.consultation_id)
        if room is None:
            now = clock.now()
            members = {str(person.id): _member(person, now) for person in joined.everybody}
            state = Room("started" if joined.started else "open", MappingProxyType(members))
            room = OpenRoom(joined.visit, joined.consultation_id, joined.last_seq, state)
            self._rooms[room.id] = room
            self._delivery.begin(room)
            known = room
            room.stop_listening.append(
                self._lines.watch(room.doctor_id, lambda line: _show_line(known, line, clock.now()))
            )
        room.visit = joined.visit
        return room

    def _sit(self, room: OpenRoom, connection: Connection, participant: ConsultationParticipant) -> Seat | None:
        """The seat of this connection; None when a newer one of the same person was quicker."""
        seat = Seat(room, connection, str(participant.id), participant.epoch)
        sitting = room.seats.get(seat.participant_id)
        if sitting is not None and sitting.epoch > seat.epoch:
            connection.close(Close.ELSEWHERE, "opened in another tab")
            self._leave_empty(room)
            return None
        if sitting is not None:
            taken_over(sitting)
        connection.attachment = seat
        seat.replaying = True
        member = _member(participant, clock.now())
        room.state, _ = protocol.connect(room.state, member)
        room.seats[seat.participant_id] = seat
        return seat

    async def _greet(self, seat: Seat, joined: Joined, last_seq: int) -> None:
        """Welcome, what was missed, and word to everybody else."""
        room = seat.room
        newest = max(room.last_seq, joined.last_seq)
        if seat.inside and last_seq > newest:
            text = f"{last_seq} is beyond {newest}: everything is sent again"
            seat.connection.send(encode(Error(code="bad_resume", title="There is no such event", detail=text)))
            last_seq = 0
        seat.delivered = last_seq if seat.inside else 0
        seat.connection.send(encode(self._welcome(seat, newest)))
        self._delivery.stored(room, joined.events)
        if room.last_seq < newest:
            self._delivery.catch_up(room)
        self._delivery.perform(room, (room.state, [protocol.ShowRoster()]))
        self._delivery.announce(room, seat.participant_id, seat.epoch)
        self._lines.changed(room.doctor_id)
        await self._delivery.replay(seat)

    def _welcome(self, seat: Seat, last_seq: int) -> Welcome:
        room, member, now = seat.room, seat.member, clock.now()
        visit = room.visit
        return Welcome(
            you=You(
                participant_id=member.participant_id,
                role=member.role,
                display_name=member.display_name,
                place="room" if seat.inside else "waiting",
            ),
            consultation=ConsultationFacts(
                id=str(room.id),
                status=_PHASES[room.state.phase],
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                local_start=to_local(visit.starts_at, zone(visit.zone)).isoformat(),
                zone=visit.zone,
                doctor_name=visit.doctor_name,
                patient_name=visit.patient_name if seat.inside or member.role == "patient" else None,
            ),
            participants=room.state.roster(member),
            last_seq=last_seq if seat.inside else 0,
            ice_servers=ice_servers(self._settings, seat.connection.bearer.account_id, now),
            heartbeat_s=HEARTBEAT_S,
            polite=member.role != "doctor",
            server_time=now,
        )

    # Saying something -------------------------------------------------------------------------------------------

    async def received(self, connection: Connection, frame: dict[str, Any]) -> None:
        seat = connection.attachment
        if not isinstance(seat, Seat):
            return
        try:
            message = parse(frame)
        except BadMessage as error:
            title = "This is no message of the protocol"
            refusal = Error(code=error.code, title=title, detail=error.detail, client_id=error.client_id)
            connection.send(encode(refusal))
            return
        if isinstance(message, Hello | Ping):
            connection.send(encode(Error(code="said_already", title="Hello is said once")))
            return
        room = seat.room
        state, effects = protocol.receive(room.state, message, seat.participant_id, clock.now())
        if type(effects[0]) is Relay:  # nearly every frame is one
            self._delivery.relay(room, effects[0])
            return
        records = [effect for effect in effects if isinstance(effect, Record)]
        if records and not await self._store(seat, records):
            return
        before = seat.member
        if any(isinstance(effect, LeaveLine) for effect in effects):
            await self._leave_line(seat)
        self._delivery.perform(room, (room.state if records else state, effects))
        if seat.member != before and not records:
            self._delivery.announce(room, seat.participant_id, seat.epoch)

    async def _store(self, seat: Seat, records: Sequence[Record]) -> bool:
        """Commit, acknowledge, deliver. False when it was refused; the sender has been told why."""
        client_id = records[0].client_id
        try:
            events = await self._committed(seat, records)
        except service.NotInRoom:
            refusal = Error(code="not_in_room", title="You are not in this room", client_id=client_id)
        except Problem as problem:
            refusal = Error(code=problem.slug, title=problem.title, detail=problem.detail, client_id=client_id)
        else:
            for event in events:
                if event.client_id is not None:
                    seat.connection.send(encode(Ack(client_id=event.client_id, seq=event.seq, id=event.id)))
            self._delivery.stored(seat.room, events)
            if any(event.kind in _MOVES_THE_LINE for event in events):
                self._lines.changed(seat.room.doctor_id)
            return True
        seat.connection.send(encode(refusal))
        return False

    async def _committed(self, seat: Seat, records: Sequence[Record]) -> list[Event]:
        room, client_id = seat.room, records[0].client_id
        try:
            async with asyncio.timeout(STORE_S), self._database.writing() as session:
                author = seat.member.sender
                by = seat.connection.bearer.account_id
                return await service.store(session, room.id, author, records, clock.now(), by=by)
        except VIOLATIONS as violation:
            if client_id is None or constraint_of(violation) != _RESENT:
                raise
        async with self._database.reading() as session:
            already = await service.stored_already(session, room.id, UUID(seat.participant_id), client_id)
        return [] if already is None else [already]

    async def _leave_line(self, seat: Seat) -> None:
        async with self._database.writing() as session:
            await repository.move(session, UUID(seat.participant_id), "left", clock.now())
        self._lines.changed(seat.room.doctor_id)

    # Going ------------------------------------------------------------------------------------------------------

    async def closed(self, connection: Connection) -> None:
        seat = connection.attachment
        if not isinstance(seat, Seat):
            return
        room = seat.room
        if room.seats.get(seat.participant_id) is seat:
            del room.seats[seat.participant_id]
            self._delivery.perform(room, protocol.disconnect(room.state, seat.participant_id))
            self._leave_empty(room)
            async with self._database.writing() as session:
                now = clock.now()
                await repository.disconnected(session, UUID(seat.participant_id), seat.epoch, now)
            self._delivery.announce(room, seat.participant_id, seat.epoch)
            self._lines.changed(room.doctor_id)
        self._leave_empty(room)

    def _leave_empty(self, room: OpenRoom) -> None:
        """Forget a room that nobody of this process is in."""
        if not room.seats and self._rooms.get(room.id) is room:
            del self._rooms[room.id]
            for stop in room.stop_listening:
                stop()

    async def review(self, connections: Sequence[Connection]) -> None:
        await self._review.look([c.attachment for c in connections if isinstance(c.attachment, Seat)])


def _member(person: ConsultationParticipant, now: datetime) -> Member:
    return Member(
        participant_id=str(person.id),
        role=cast("Role", person.role),
        display_name=person.display_name,
        place=cast("Place", person.place),
        connected=person.connected_until is not None and person.connected_until > now,
    )


def _show_line(room: OpenRoom, line: Sequence[InLine], now: datetime) -> None:
    """Tell those who wait here their place, when it has changed."""
    for seat in room.waiting():
        for ahead, waiting in enumerate(line):
            if str(waiting.participant_id) == seat.participant_id:
                _show_place(seat, ahead, waiting, now)


def _show_place(seat: Seat, ahead: int, waiting: InLine, now: datetime) -> None:
    if seat.last_wait == (ahead, waiting.doctor_present):
        return
    seat.last_wait = (ahead, waiting.doctor_present)
    waited_s = max(0, int((now - waiting.arrived_at).total_seconds()))
    place = Waiting(position=ahead + 1, ahead=ahead, doctor_present=waiting.doctor_present, waited_s=waited_s)
    seat.connection.send(encode(place))
