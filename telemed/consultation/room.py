"""What a room does with what it hears: pure, (state, message, who, now) to (state, effects).

Two kinds of things change a room. What is stored (somebody is admitted, says something, leaves, the end) is asked
for with a `Record` effect; the room itself changes only when the stored event comes back through `apply`, which
every process does with the same events in the same order. What is not stored (presence, media, typing, signals)
changes or passes through at once.

Who waits is outside: hears nothing of the room, and can do nothing to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, assert_never

from telemed.consultation.messages import (
    Admit,
    Chat,
    End,
    Error,
    Event,
    EventKind,
    Leave,
    Media,
    MediaState,
    Participant,
    Place,
    Presence,
    Role,
    RoomMessage,
    Sender,
    ServerMessage,
    Signal,
    Typing,
    TypingFrom,
)

Phase = Literal["open", "started", "ended"]
Step = Literal["start", "complete"]

SILENT = MediaState()

LEFT = 1000
OVER = 4410


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of this consultation. `connected` and `media` are soft: what was last heard from any process."""

    participant_id: str
    role: Role
    display_name: str
    place: Place
    connected: bool = False
    media: MediaState = SILENT

    @property
    def sender(self) -> Sender:
        return Sender(participant_id=self.participant_id, role=self.role, display_name=self.display_name)


@dataclass(frozen=True, slots=True)
class Room:
    """One consultation as its protocol sees it."""

    phase: Phase = "open"
    members: Mapping[str, Member] = field(default_factory=lambda: MappingProxyType({}))

    def within(self) -> list[Member]:
        """Those in the room, by id, which is by arrival."""
        return sorted((m for m in self.members.values() if m.place == "room"), key=lambda m: m.participant_id)

    def roster(self, reader: Member) -> list[Participant]:
        """Whom this member may see: the room and, for a doctor, those who wait; while waiting, only themselves."""
        if reader.place != "room":
            return [_line(reader)] if reader.place == "waiting" else []
        sees = {"room", "waiting"} if reader.role == "doctor" else {"room"}
        shown = sorted(self.members.values(), key=lambda m: m.participant_id)
        return [_line(member) for member in shown if member.place in sees]


@dataclass(frozen=True, slots=True)
class Tell:
    """Send `message` to one participant, wherever they are connected."""

    to: str
    message: ServerMessage


@dataclass(frozen=True, slots=True)
class Relay:
    """Send a signal on to one participant in the room, as coming from `sender`."""

    to: str
    sender: str
    signal: Signal


@dataclass(frozen=True, slots=True)
class TellRoom:
    """Send `message` to everybody in the room but one."""

    message: ServerMessage
    but: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Store an event, and with it, in the same transaction, somebody's new place and the appointment's next step."""

    kind: EventKind
    by: str
    client_id: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    moves: tuple[tuple[str, Place], ...] = ()
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """Somebody who waited no longer does: kept in the database, but no event, since nobody in the room knew of them."""

    participant_id: str


@dataclass(frozen=True, slots=True)
class ShowRoster:
    """Who is here, or how, has changed: tell everybody what they may see of it."""


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Close somebody's socket with a code, after what was sent before."""

    participant_id: str
    code: int


Effect = Tell | Relay | TellRoom | Record | LeaveLine | ShowRoster | Dismiss
Outcome = tuple[Room, Sequence[Effect]]

_DOCTORS_OWN = (Admit, End)
_DURABLE = (Chat, Admit, End)


def receive(room: Room, message: RoomMessage, who: str, now: datetime) -> Outcome:
    """What `who` said, at `now`. Whoever may not say it gets an error, and nothing else happens."""
    member = room.members.get(who)
    refusal = _refusal(room, member, message)
    if member is None or refusal is not None:
        return room, [_error(who, message, refusal or "not_in_room")]
    return _accepted(room, message, member, now)


def apply(room: Room, event: Event) -> Outcome:
    """A stored event, in order. The same on every process."""
    told: list[Effect] = [TellRoom(event)]
    match event.kind:
        case "chat":
            return room, told
        case "joined" | "admitted":
            moved = _moved(room, event.data, "room")
            return moved, [*told, ShowRoster()]
        case "left":
            moved = _moved(room, event.data, "left")
            return moved, [*told, ShowRoster()]
        case "started":
            return replace(room, phase="started"), told
        case "ended":
            everybody = [Dismiss(member.participant_id, OVER) for member in room.members.values()]
            return replace(room, phase="ended"), [*told, *everybody]


def connect(room: Room, member: Member) -> Outcome:
    """A client of `member` is here, as the database knows them."""
    known = room.members.get(member.participant_id)
    media = known.media if known is not None else member.media
    return _with(room, replace(member, connected=True, media=media)), [ShowRoster()]


def disconnect(room: Room, who: str) -> Outcome:
    """Nobody holds a connection for `who` any more. They keep their place."""
    member = room.members.get(who)
    if member is None or not member.connected:
        return room, []
    return _with(room, replace(member, connected=False, media=SILENT)), [ShowRoster()]


def heard_of(room: Room, member: Member) -> Outcome:
    """What another process, or the database, says of somebody who is not connected here.

    Into the room and out of it people go by events alone: hearsay may be older than the last event.
    """
    known = room.members.get(member.participant_id)
    if known is not None and (known.place == "room" or member.place == "room"):
        member = replace(member, place=known.place)
    if known == member:
        return room, []
    return _with(room, member), [ShowRoster()]


def place_on_joining(role: Role, before: Place | None, *, admitted: bool) -> Place | None:
    """Where somebody who connects belongs: the doctor and who was let in before go in, others wait.

    None: they were removed, and do not come in.
    """
    if before == "removed":
        return None
    return "room" if role == "doctor" or admitted else "waiting"


def _refusal(room: Room, member: Member | None, message: RoomMessage) -> str | None:
    if room.phase == "ended":
        return "ended"
    if member is None or member.place in {"left", "removed"}:
        return "not_in_room"
    if isinstance(message, _DOCTORS_OWN) and member.role != "doctor":
        return "not_allowed"
    if member.place == "waiting" and not isinstance(message, Leave | Media):
        return "not_admitted"
    return _bad_target(room, member, message)


def _bad_target(room: Room, member: Member, message: RoomMessage) -> str | None:
    """Whether `message` names somebody it cannot be about. Other rooms' people and nobody look the same."""
    match message:
        case Signal(to=to):
            target = room.members.get(to)
            reachable = target is not None and target.place == "room" and to != member.participant_id
            return None if reachable else "no_such_participant"
        case Admit(participant_id=participant_id):
            target = room.members.get(participant_id)
            return None if target is not None and target.place in {"waiting", "room"} else "no_such_participant"
        case _:
            return None


def _accepted(room: Room, message: RoomMessage, member: Member, now: datetime) -> Outcome:
    who = member.participant_id
    match message:
        case Signal():
            return room, (Relay(message.to, who, message),)
        case Typing():
            return room, [TellRoom(TypingFrom(sender=who), but=who)]
        case Media():
            media = MediaState(audio=message.audio, video=message.video)
            return _with(room, replace(member, media=media)), [ShowRoster()]
        case Leave() if member.place == "waiting":
            gone = _with(room, replace(member, place="left", connected=False))
            return gone, [LeaveLine(who), ShowRoster(), Dismiss(who, LEFT)]
        case Chat() | Admit() | End() | Leave():
            return room, _stored(room, message, member, now)
        case _:
            assert_never(message)


def _stored(room: Room, message: Chat | Admit | End | Leave, member: Member, now: datetime) -> list[Effect]:
    who = member.participant_id
    match message:
        case Chat():
            return [Record("chat", who, message.client_id, {"text": message.text})]
        case Admit():
            return _admission(room, message, who)
        case End():
            data = {"ended_at": now.isoformat()}
            return [Record("ended", who, message.client_id, data, step="complete")]
        case Leave():
            data = {"participant_id": who}
            return [Record("left", who, None, data, moves=((who, "left"),)), Dismiss(who, LEFT)]


def _admission(room: Room, message: Admit, doctor: str) -> list[Effect]:
    guest = room.members[message.participant_id]
    data = {
        "participant_id": guest.participant_id,
        "role": guest.role,
        "display_name": guest.display_name,
    }
    moves: tuple[tuple[str, Place], ...] = ((guest.participant_id, "room"),)
    effects: list[Effect] = [Record("admitted", doctor, message.client_id, data, moves=moves)]
    if room.phase == "open":
        effects.append(Record("started", doctor, None, {}, step="start"))
    return effects


def _moved(room: Room, data: Mapping[str, Any], place: Place) -> Room:
    """The member an event is about, in their new place. Somebody this process has not met yet is added."""
    participant_id = str(data["participant_id"])
    member = room.members.get(participant_id)
    if member is None:
        if "role" not in data:
            return room
        member = Member(participant_id, data["role"], str(data["display_name"]), place)
    return _with(room, replace(member, place=place))


def _with(room: Room, member: Member) -> Room:
    return replace(room, members=MappingProxyType({**room.members, member.participant_id: member}))


def _line(member: Member) -> Participant:
    return Participant.model_construct(
        participant_id=member.participant_id,
        role=member.role,
        display_name=member.display_name,
        place="room" if member.place == "room" else "waiting",
        connected=member.connected,
        media=member.media,
    )


_REFUSALS = {
    "ended": ("The consultation is over", ""),
    "not_in_room": ("You are not in this room", ""),
    "not_admitted": ("The doctor has not let you in yet", "Please wait, you keep your place in line."),
    "not_allowed": ("Only the doctor may do this", ""),
    "no_such_participant": ("There is no such person in this room", ""),
}


def _error(who: str, message: RoomMessage, code: str) -> Tell:
    title, detail = _REFUSALS[code]
    client_id = message.client_id if isinstance(message, _DURABLE) else None
    return Tell(who, Error(code=code, title=title, detail=detail, client_id=client_id))


def presence_for(room: Room, reader: Member) -> Presence:
    """The roster as one reader may see it."""
    return Presence.model_construct(participants=room.roster(reader))
