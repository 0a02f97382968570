"""A consultation as one process holds it while somebody is connected here: the pure room, and who sits where."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from telemed.consultation.messages import Event
from telemed.consultation.room import Member, Room
from telemed.consultation.visits import Visit
from telemed.live.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Callable


class Seat:
    """One person's connection to one room. `delivered` is the number of the last event that was sent to it."""

    __slots__ = ("connection", "delivered", "dismissal", "epoch", "last_wait", "participant_id", "replaying", "room")

    def __init__(self, room: "OpenRoom", connection: Connection, participant_id: str, epoch: int) -> None:
        self.room = room
        self.connection = connection
        self.participant_id = participant_id
        self.epoch = epoch
        self.delivered = 0
        self.replaying = False
        self.dismissal: int | None = None
        self.last_wait: tuple[int, bool] | None = None

    @property
    def member(self) -> Member:
        return self.room.state.members[self.participant_id]

    @property
    def inside(self) -> bool:
        return self.member.place == "room"

    def dismiss(self, code: int) -> None:
        """Close the connection, after the events that are still on their way to it."""
        if self.replaying:
            self.dismissal = code
        else:
            self.connection.close(code)


class OpenRoom:
    """The room's state up to event `last_seq`, the seats held here, and events that came before their turn."""

    __slots__ = ("ahead", "catching_up", "doctor_id", "id", "last_seq", "seats", "state", "stop_listening", "visit")

    def __init__(self, visit: Visit, consultation_id: UUID, last_seq: int, state: Room) -> None:
        self.id = consultation_id
        self.visit = visit
        self.doctor_id = visit.doctor_id
        self.last_seq = last_seq
        self.state = state
        self.seats: dict[str, Seat] = {}
        self.ahead: dict[int, Event] = {}
        self.catching_up: Any = None
        self.stop_listening: list[Callable[[], None]] = []

    def inside(self, but: str | None = None) -> list[Seat]:
        """Seats of those who are in the room."""
        return [seat for seat in self.seats.values() if seat.participant_id != but and seat.inside]

    def waiting(self) -> list[Seat]:
        return [seat for seat in self.seats.values() if seat.member.place == "waiting"]

    def in_turn(self, event: Event) -> Iterator[Event]:
        """Events that are next, now that `event` is known; doubles vanish, later ones are kept for their turn."""
        if event.seq > self.last_seq:
            self.ahead[event.seq] = event
        while (following := self.ahead.pop(self.last_seq + 1, None)) is not None:
            self.last_seq = following.seq
            yield following
