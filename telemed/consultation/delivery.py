"""Carrying out what a room decides: to the sockets of this process, to other processes, and from the log."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import structlog
from pydantic import ValidationError

from telemed.consultation import repository, room as protocol
from telemed.consultation.gossip import Carry, Gossip, Happened, Here, Spread, WhoIsThere, heard, told, topic_of
from telemed.consultation.messages import Event, encode, encode_signal
from telemed.consultation.open_room import OpenRoom, Seat
from telemed.consultation.room import Dismiss, Effect, Outcome, Relay, ShowRoster, Tell, TellRoom
from telemed.consultation.service import event_of
from telemed.db.engine import Database
from telemed.kit.ids import new_id
from telemed.live.connection import Close
from telemed.live.hub import Hub
from telemed.live.socket import TROUBLE

PAGE = 100
IN_ORDER_SOON_S = 0.03

log = structlog.get_logger(__name__)


class Delivery:
    """The hands of all rooms of this process."""

    def __init__(self, database: Database, hub: Hub, missed: Callable[[], None]) -> None:
        """`missed` is called when hints may have been lost: the rooms must be compared with the database."""
        self._database = database
        self._hub = hub
        self._missed = missed
        self._process = new_id().hex
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, room: OpenRoom) -> None:
        """Hear other processes about this room, and ask who is connected there."""
        topic = topic_of(room.id)
        room.stop_listening.append(self._hub.listen(topic, lambda hint: self._hear(room, hint)))
        self._hub.publish(topic, told(WhoIsThere(process=self._process)))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # What was decided -------------------------------------------------------------------------------------------

    def perform(self, room: OpenRoom, outcome: Outcome) -> None:
        """The new state, and every effect that is not for the database."""
        room.state, effects = outcome
        for effect in effects:
            if isinstance(effect, Relay):
                self.relay(room, effect)
            else:
                self._perform(room, effect)

    def _perform(self, room: OpenRoom, effect: Effect) -> None:
        match effect:
            case Tell():
                self._tell(room, effect.to, encode(effect.message))
            case TellRoom(message=Event() as event):
                self._deliver(room, event)
            case TellRoom(message=message, but=but):
                self._spread(room, encode(message), but)
            case ShowRoster():
                for seat in room.inside():
                    seat.connection.send(encode(protocol.presence_for(room.state, seat.member)))
            case Dismiss(participant_id=participant_id, code=code):
                if participant_id in room.seats:
                    room.seats[participant_id].dismiss(code)

    def relay(self, room: OpenRoom, relay: Relay) -> None:
        """Send a signal on: the one effect that is on a hot path."""
        self._tell(room, relay.to, encode_signal(relay.sender, relay.signal))

    def _tell(self, room: OpenRoom, to: str, frame: str) -> None:
        seat = room.seats.get(to)
        if seat is not None:
            seat.connection.send(frame)
        else:
            self._hub.publish(topic_of(room.id), told(Carry(process=self._process, to=to, frame=frame)))

    def _spread(self, room: OpenRoom, frame: str, but: str | None) -> None:
        _send_to(room.inside(but), frame)
        self._hub.publish(topic_of(room.id), told(Spread(process=self._process, but=but, frame=frame)))

    def announce(self, room: OpenRoom, participant_id: str, epoch: int) -> None:
        """Tell other processes how somebody is connected here."""
        member = room.state.members[participant_id]
        here = Here(
            process=self._process,
            participant_id=participant_id,
            role=member.role,
            display_name=member.display_name,
            place=member.place,
            connected=member.connected,
            media=member.media,
            epoch=epoch,
        )
        self._hub.publish(topic_of(room.id), told(here))

    # What happened ----------------------------------------------------------------------------------------------

    def stored(self, room: OpenRoom, events: Iterable[Event]) -> None:
        """Events that this process has just committed."""
        for event in events:
            self._hub.publish(topic_of(room.id), told(Happened(process=self._process, event=event)))
            self.happened(room, event)

    def happened(self, room: OpenRoom, event: Event) -> None:
        """An event from anywhere, in any order. Applied in turn; what is missing before it is looked up."""
        for following in room.in_turn(event):
            self.perform(room, protocol.apply(room.state, following))
        if room.ahead:
            self.catch_up(room)

    def catch_up(self, room: OpenRoom) -> None:
        """Read from the log what this room has missed."""
        if room.catching_up is None:
            room.catching_up = self._start(self._catch_up(room))

    async def _catch_up(self, room: OpenRoom) -> None:
        try:
            await asyncio.sleep(IN_ORDER_SOON_S)  # most often the missing one is a moment behind
            while events := await self._read(room, room.last_seq):
                for event in events:
                    for following in room.in_turn(event):
                        self.perform(room, protocol.apply(room.state, following))
        except TROUBLE as trouble:
            log.warning("room.cannot_catch_up", error=type(trouble).__name__)
        finally:
            room.catching_up = None
            room.ahead.clear()

    def _deliver(self, room: OpenRoom, event: Event) -> None:
        frame = encode(event)
        for seat in room.inside():
            if seat.replaying or event.seq <= seat.delivered:
                continue
            if event.seq == seat.delivered + 1:
                seat.delivered = event.seq
                seat.connection.send(frame)
            else:
                seat.replaying = True
                self._start(self.replay(seat))

    async def replay(self, seat: Seat) -> None:
        """Send the log from after what was delivered until nothing is missing, as fast as it is read."""
        seat.replaying = True
        room = seat.room
        try:
            while seat.delivered < room.last_seq and seat.inside and not seat.connection.closing:
                for event in await self._read(room, seat.delivered):
                    if event.seq == seat.delivered + 1 and seat.inside:
                        seat.delivered = event.seq
                        seat.connection.send(encode(event))
                await seat.connection.caught_up()
        except TROUBLE:
            seat.connection.close(Close.TOO_SLOW, "try again")
        finally:
            seat.replaying = False
            if seat.dismissal is not None:
                seat.connection.close(seat.dismissal)

    async def _read(self, room: OpenRoom, after: int) -> list[Event]:
        async with self._database.reading() as session:
            return [event_of(row) for row in await repository.events_after(session, room.id, after, PAGE)]

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # What others say --------------------------------------------------------------------------------------------

    def _hear(self, room: OpenRoom, hint: bytes | None) -> None:
        if hint is None:
            self._missed()
            return
        try:
            gossip = heard.validate_json(hint)
        except ValidationError:  # a process of another version; the database will tell
            self._missed()
            return
        if gossip.process != self._process:
            self._heard(room, gossip)

    def _heard(self, room: OpenRoom, gossip: Gossip) -> None:
        match gossip:
            case Happened(event=event):
                self.happened(room, event)
            case Carry(to=to, frame=frame):
                _send_to([seat for seat in room.inside() if seat.participant_id == to], frame)
            case Spread(but=but, frame=frame):
                _send_to(room.inside(but), frame)
            case Here():
                self._hear_of(room, gossip)
            case WhoIsThere():
                self._announce_all(room)

    def _announce_all(self, room: OpenRoom) -> None:
        for seat in room.seats.values():
            self.announce(room, seat.participant_id, seat.epoch)

    def _hear_of(self, room: OpenRoom, here: Here) -> None:
        seat = room.seats.get(here.participant_id)
        if seat is not None and here.epoch <= seat.epoch:
            return
        if seat is not None:
            taken_over(seat)
        self.perform(room, protocol.heard_of(room.state, here.member()))


def _send_to(seats: Iterable[Seat], frame: str) -> None:
    for seat in seats:
        seat.connection.send(frame)


def taken_over(seat: Seat) -> None:
    """The same person has opened a newer connection: this one ends, and says nothing of them any more."""
    if seat.room.seats.get(seat.participant_id) is seat:
        del seat.room.seats[seat.participant_id]
    seat.connection.close(Close.ELSEWHERE, "opened in another tab")
