"""The pure room: every message, from every role and place, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from types import MappingProxyType
from typing import Any, get_args

import pytest

from telemed.consultation import room as protocol
from telemed.consultation.messages import (
    Admit,
    Candidate,
    Chat,
    Description,
    End,
    Error,
    Event,
    EventKind,
    Leave,
    Media,
    MediaState,
    Place,
    Role,
    RoomMessage,
    Sender,
    Signal,
    SignalFrom,
    Typing,
    encode_signal,
    server_messages,
)
from telemed.consultation.room import Dismiss, LeaveLine, Member, Record, Relay, Room, ShowRoster, Tell, TellRoom

NOW = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
ME, DOCTOR, GUEST, STRANGER = (f"00000000-0000-7000-8000-00000000000{n}" for n in range(4))
ROLES: tuple[Role, ...] = get_args(Role)
PLACES: tuple[Place | None, ...] = (*get_args(Place), None)
"""None: somebody of another room, whom this one has never heard of."""

MESSAGES: dict[type[Any], RoomMessage] = {
    Chat: Chat(client_id="c", text="hello"),
    Admit: Admit(client_id="a", participant_id=GUEST),
    End: End(client_id="e"),
    Signal: Signal(to=DOCTOR, description=Description(type="offer", sdp="v=0")),
    Media: Media(audio=True, video=False),
    Typing: Typing(),
    Leave: Leave(),
}

# What each message does, by place and then role: an error's code, or the kinds of effects in their order.
IN_ROOM_FOR_ANYBODY: dict[type[Any], list[str]] = {
    Chat: ["record chat"],
    Signal: ["relay"],
    Media: ["roster"],
    Typing: ["spread typing"],
    Leave: ["record left", "dismiss 1000"],
}
DOCTORS_OWN: dict[type[Any], list[str]] = {
    Admit: ["record admitted", "record started"],
    End: ["record ended"],
}
WHILE_WAITING: dict[type[Any], list[str]] = {Media: ["roster"], Leave: ["leave line", "roster", "dismiss 1000"]}


def expected(kind: type[Any], role: Role, place: Place | None) -> str | list[str]:
    if place not in {"waiting", "room"}:
        return "not_in_room"
    if kind in DOCTORS_OWN and role != "doctor":
        return "not_allowed"
    if place == "waiting":
        return WHILE_WAITING.get(kind, "not_admitted")
    return DOCTORS_OWN[kind] if kind in DOCTORS_OWN else IN_ROOM_FOR_ANYBODY[kind]


def a_room(*members: Member, phase: protocol.Phase = "open") -> Room:
    return Room(phase, MappingProxyType({member.participant_id: member for member in members}))


def member(identity: str, role: Role, place: Place, **more: Any) -> Member:
    return Member(identity, role, f"{role} {identity[-1]}", place, connected=True, **more)


def shown(effects: Any) -> str | list[str]:
    """Effects in the words of the table above."""
    return [_word(effect) for effect in effects] if not _error(effects) else _error(effects)


def _error(effects: Any) -> str:
    return next((e.message.code for e in effects if isinstance(e, Tell) and isinstance(e.message, Error)), "")


def _word(effect: Any) -> str:
    words = {
        Tell: lambda: f"tell {effect.message.type}",
        Relay: lambda: "relay",
        TellRoom: lambda: f"spread {effect.message.type}",
        Record: lambda: f"record {effect.kind}",
        ShowRoster: lambda: "roster",
        LeaveLine: lambda: "leave line",
        Dismiss: lambda: f"dismiss {effect.code}",
    }
    return words[type(effect)]()


def test_every_type_of_message_has_a_row() -> None:
    """A type that is added to the protocol without being placed in the table fails here."""
    assert set(get_args(RoomMessage)) == set(MESSAGES)
    assert set(MESSAGES) == {*IN_ROOM_FOR_ANYBODY, *DOCTORS_OWN}


@pytest.mark.parametrize(("kind", "role", "place"), list(product(MESSAGES, ROLES, PLACES)))
def test_who_may_say_what_where(kind: type[Any], role: Role, place: Place | None) -> None:
    """Each message from each role in each place has the stated effects, or is refused and has none."""
    others = [member(DOCTOR, "doctor", "room"), member(GUEST, "patient", "waiting")]
    mine = [] if place is None else [member(ME, role, place)]
    room = a_room(*others, *mine)
    after, effects = protocol.receive(room, MESSAGES[kind], ME, NOW)
    wanted = expected(kind, role, place)
    assert shown(effects) == wanted
    if isinstance(wanted, str):
        assert after is room
        assert [effect.to for effect in effects] == [ME]


@pytest.mark.parametrize(("kind", "role"), list(product(MESSAGES, ROLES)))
def test_after_the_end_nothing_is_heard(kind: type[Any], role: Role) -> None:
    """Once a consultation has ended, every message is refused."""
    room = a_room(member(ME, role, "room"), member(DOCTOR, "doctor", "room"), phase="ended")
    after, effects = protocol.receive(room, MESSAGES[kind], ME, NOW)
    assert (after, shown(effects)) == (room, "ended")


@pytest.mark.parametrize("kind", get_args(EventKind))
def test_every_kind_of_event_can_be_applied_twice(kind: EventKind) -> None:
    """An event that is heard again changes nothing more."""
    data = {"participant_id": GUEST, "role": "patient", "display_name": "patient 2"}
    room = a_room(member(DOCTOR, "doctor", "room"), member(GUEST, "patient", "waiting"))
    once, _ = protocol.apply(room, event(kind, data))
    twice, _ = protocol.apply(once, event(kind, data))
    assert once == twice


def event(kind: EventKind, data: dict[str, Any] | None = None) -> Event:
    sender = Sender(participant_id=DOCTOR, role="doctor", display_name="doctor 1")
    return Event(seq=1, id="e", kind=kind, at=NOW, sender=sender, data=data or {})


def test_admission_moves_the_guest_and_begins_the_visit_once() -> None:
    """The first admission starts the appointment, in the same transaction; the next one does not."""
    room = a_room(member(DOCTOR, "doctor", "room"), member(GUEST, "patient", "waiting"))
    _, [admitted, started] = protocol.receive(room, MESSAGES[Admit], DOCTOR, NOW)
    assert isinstance(admitted, Record)
    assert isinstance(started, Record)
    assert (admitted.moves, admitted.step, started.step) == (((GUEST, "room"),), None, "start")
    assert admitted.client_id == "a"
    _, effects = protocol.receive(replace(room, phase="started"), MESSAGES[Admit], DOCTOR, NOW)
    assert shown(effects) == ["record admitted"]


def test_a_room_changes_by_stored_events_alone() -> None:
    """Asking for an admission changes nothing: it may still be refused by the database."""
    room = a_room(member(DOCTOR, "doctor", "room"), member(GUEST, "patient", "waiting"))
    after, _ = protocol.receive(room, MESSAGES[Admit], DOCTOR, NOW)
    assert after is room
    applied, effects = protocol.apply(room, event("admitted", {"participant_id": GUEST}))
    assert applied.members[GUEST].place == "room"
    assert shown(effects) == ["spread event", "roster"]


def test_the_end_dismisses_everybody_also_those_who_wait() -> None:
    room = a_room(member(DOCTOR, "doctor", "room"), member(GUEST, "patient", "waiting"))
    after, effects = protocol.apply(room, event("ended"))
    assert after.phase == "ended"
    assert shown(effects) == ["spread event", "dismiss 4410", "dismiss 4410"]


def test_who_waits_sees_nobody_and_only_the_doctor_sees_who_waits() -> None:
    """Rosters: the waiting room is not the room."""
    doctor, guest = member(DOCTOR, "doctor", "room"), member(GUEST, "patient", "waiting")
    relative = member(ME, "representative", "room")
    room = a_room(doctor, guest, relative)
    assert [p.participant_id for p in room.roster(guest)] == [GUEST]
    assert [p.participant_id for p in room.roster(relative)] == [ME, DOCTOR]
    assert [p.participant_id for p in room.roster(doctor)] == [ME, DOCTOR, GUEST]


@pytest.mark.parametrize("target", [GUEST, STRANGER, ME])
def test_a_signal_reaches_nobody_outside_the_room(target: str) -> None:
    """Who waits, who is in another room and oneself: the same refusal."""
    room = a_room(member(ME, "patient", "room"), member(GUEST, "patient", "waiting"))
    signal = Signal(to=target, candidates=[Candidate(candidate="candidate:1")])
    after, effects = protocol.receive(room, signal, ME, NOW)
    assert (after, shown(effects)) == (room, "no_such_participant")


def test_the_sender_of_a_signal_is_the_servers_word() -> None:
    """What is relayed names who really sent it; the type has no field in which to claim another."""
    room = a_room(member(ME, "patient", "room"), member(DOCTOR, "doctor", "room"))
    _, [relay] = protocol.receive(room, MESSAGES[Signal], ME, NOW)
    assert isinstance(relay, Relay)
    assert (relay.to, relay.sender) == (DOCTOR, ME)
    told = server_messages.validate_json(encode_signal(relay.sender, relay.signal))
    assert told == SignalFrom(sender=ME, description=Description(type="offer", sdp="v=0"))
    assert "from" not in Signal.model_fields
    assert "sender" not in Signal.model_fields


def test_leaving_the_line_tells_the_room_nothing() -> None:
    """Who waited was never there: no event, the doctor's roster is shorter, and the socket is closed."""
    room = a_room(member(DOCTOR, "doctor", "room"), member(GUEST, "patient", "waiting"))
    after, effects = protocol.receive(room, Leave(), GUEST, NOW)
    assert after.members[GUEST].place == "left"
    assert shown(effects) == ["leave line", "roster", "dismiss 1000"]


@pytest.mark.parametrize(
    ("role", "before", "admitted", "place"),
    [
        ("doctor", None, False, "room"),
        ("doctor", "left", True, "room"),
        ("patient", None, False, "waiting"),
        ("patient", "waiting", False, "waiting"),
        ("patient", "left", False, "waiting"),
        ("patient", "left", True, "room"),
        ("patient", "room", True, "room"),
        ("representative", None, False, "waiting"),
        ("patient", "removed", True, None),
        ("doctor", "removed", True, None),
    ],
)
def test_where_somebody_who_connects_belongs(
    role: Role,
    before: Place | None,
    admitted: object,
    place: Place | None,
) -> None:
    assert protocol.place_on_joining(role, before, admitted=bool(admitted)) == place


def test_hearsay_moves_nobody_into_or_out_of_the_room() -> None:
    """What another process says may be older than the last event: places in the room come from events alone."""
    inside, waiting = member(ME, "patient", "room"), member(GUEST, "patient", "waiting")
    room = a_room(inside, waiting)
    late, _ = protocol.heard_of(room, replace(inside, place="waiting", connected=False))
    assert (late.members[ME].place, late.members[ME].connected) == ("room", False)
    early, _ = protocol.heard_of(room, replace(waiting, place="room"))
    assert early.members[GUEST].place == "waiting"
    gone, effects = protocol.heard_of(room, replace(waiting, place="left"))
    assert gone.members[GUEST].place == "left"
    assert shown(effects) == ["roster"]
    assert protocol.heard_of(room, inside) == (room, [])


def test_a_lost_connection_keeps_the_place_and_ends_the_media() -> None:
    room = a_room(member(ME, "patient", "room", media=MediaState(audio=True, video=True)))
    after, effects = protocol.disconnect(room, ME)
    assert after.members[ME] == Member(ME, "patient", "patient 0", "room", connected=False)
    assert shown(effects) == ["roster"]
    assert protocol.disconnect(after, ME) == (after, [])
    assert protocol.disconnect(after, STRANGER) == (after, [])
