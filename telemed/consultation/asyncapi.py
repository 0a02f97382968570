"""The socket's messages as an AsyncAPI 3.0 document, generated from the types that validate them."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from telemed import __version__
from telemed.booking.duty.messages import Queue, QueueWelcome
from telemed.consultation import messages
from telemed.consultation.messages import (
    ClientMessage,
    DeskMessage,
    Error,
    Hello,
    InboxMessage,
    Ping,
    Pong,
    ServerMessage,
)
from telemed.live.connection import Close

_REF = "#/components/schemas/{model}"
_ADA, _BEN = "0193a0c4-5b7e-7cc1-9d2a-1f2e3d4c5b6a", "0193a0c4-6c8f-7dd2-8e3b-2a3f4e5d6c7b"
_ROOM = "0193a0c1-0000-7000-8000-00000000000a"
_EVENT = "0193a0d0-1111-7222-8333-444455556666"
_AT = "2026-11-24T06:41:07.250000Z"
_PERSON = MappingProxyType({"participant_id": _BEN, "role": "doctor", "display_name": "Vera Orlova"})
_LINE = MappingProxyType({**_PERSON, "place": "room", "connected": True, "media": {"audio": True, "video": True}})

EXAMPLES: dict[str, dict[str, Any]] = {
    "Hello": {"type": "hello", "last_seq": 17},
    "Chat": {"type": "chat", "client_id": "c-81", "text": "Good morning"},
    "Admit": {"type": "admit", "client_id": "c-82", "participant_id": _ADA},
    "End": {"type": "end", "client_id": "c-83"},
    "Signal": {"type": "signal", "to": _ADA, "description": {"type": "offer", "sdp": "v=0\r\n"}},
    "Media": {"type": "media", "audio": True, "video": False},
    "Typing": {"type": "typing"},
    "Leave": {"type": "leave"},
    "Ping": {"type": "ping"},
    "Welcome": {
        "type": "welcome",
        "protocol": "telemed.v1",
        "you": {"participant_id": _ADA, "role": "patient", "display_name": "Ada Petrova", "place": "room"},
        "consultation": {
            "id": _ROOM,
            "status": "in_progress",
            "starts_at": "2026-11-24T06:40:00Z",
            "ends_at": "2026-11-24T07:00:00Z",
            "local_start": "2026-11-24T09:40:00+03:00",
            "zone": "Europe/Moscow",
            "doctor_name": "Vera Orlova",
            "patient_name": "Ada Petrova",
        },
        "participants": [dict(_LINE)],
        "last_seq": 18,
        "ice_servers": [{"urls": ["turn:turn.example.org:3478"], "username": "1763966467:u", "credential": "c2VjcmV0"}],
        "heartbeat_s": 10,
        "polite": True,
        "server_time": _AT,
    },
    "DeskWelcome": {"type": "welcome", "protocol": "telemed.v1", "heartbeat_s": 10, "server_time": _AT},
    "Event": {
        "type": "event",
        "seq": 18,
        "id": _EVENT,
        "kind": "chat",
        "at": _AT,
        "from": dict(_PERSON),
        "client_id": "c-81",
        "data": {"text": "Good morning"},
    },
    "Ack": {"type": "ack", "client_id": "c-81", "seq": 18, "id": _EVENT},
    "SignalFrom": {
        "type": "signal",
        "from": _BEN,
        "candidates": [{"candidate": "candidate:1 1 udp 2 192.0.2.1 5000 typ host", "sdpMid": "0", "sdpMLineIndex": 0}],
    },
    "TypingFrom": {"type": "typing", "from": _BEN},
    "Presence": {"type": "presence", "participants": [dict(_LINE)]},
    "Waiting": {"type": "waiting", "position": 2, "ahead": 1, "doctor_present": False, "waited_s": 95},
    "QueueWelcome": {"type": "welcome", "protocol": "telemed.v1", "heartbeat_s": 10, "server_time": _AT},
    "Queue": {"type": "queue", "changed_at": _AT},
    "Desk": {"type": "desk", "waiting_count": 3, "changed_at": _AT},
    "Inbox": {"type": "inbox", "unread": 2, "latest_at": _AT},
    "Error": {
        "type": "error",
        "code": "not_allowed",
        "title": "Only the doctor may do this",
        "detail": "",
        "client_id": "c-83",
    },
    "Pong": {"type": "pong"},
}


def asyncapi_document() -> dict[str, Any]:
    """AsyncAPI 3.0: the channels over one address, what each side sends on them, and an example of everything."""
    room_out, desk_out, inbox_out = _models(ServerMessage), _models(DeskMessage), _models(InboxMessage)
    room_in = _models(ClientMessage)
    desk_in: list[type[BaseModel]] = [Hello, Ping]
    queue_out: list[type[BaseModel]] = [QueueWelcome, Queue, Error, Pong]
    models = {model.__name__: model for model in (*room_in, *room_out, *desk_out, *inbox_out, *queue_out)}
    _, definitions = models_json_schema(
        [(model, "validation") for model in models.values()], by_alias=True, ref_template=_REF
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Telemed live",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "room": _channel("A consultation", [*room_in, *room_out]),
            "desk": _channel("The doctor's desk", [*desk_in, *desk_out]),
            "queue": _channel("The duty queue: a patient's turn, and the board", [*desk_in, *queue_out]),
            "inbox": _channel("A person's inbox", [*desk_in, *inbox_out]),
        },
        "operations": {
            "sayInRoom": _operation("receive", "room", room_in),
            "hearInRoom": _operation("send", "room", room_out),
            "sayAtDesk": _operation("receive", "desk", desk_in),
            "hearAtDesk": _operation("send", "desk", desk_out),
            "sayInQueue": _operation("receive", "queue", desk_in),
            "hearInQueue": _operation("send", "queue", queue_out),
            "sayAtInbox": _operation("receive", "inbox", desk_in),
            "hearAtInbox": _operation("send", "inbox", inbox_out),
        },
        "components": {
            "messages": {name: _message(model) for name, model in models.items()},
            "schemas": definitions["$defs"],
        },
    }


def _channel(title: str, models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    names = {model.__name__ for model in models}
    return {
        "address": "/api/v1/live",
        "title": title,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in sorted(names)},
    }


def _operation(action: str, channel: str, models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{model.__name__}"} for model in models],
    }


def _message(model: type[BaseModel]) -> dict[str, Any]:
    name = model.__name__
    return {
        "name": EXAMPLES[name]["type"],
        "title": name,
        "summary": (model.__doc__ or "").strip().splitlines()[0],
        "payload": {"$ref": _REF.format(model=name)},
        "examples": [{"payload": EXAMPLES[name]}],
    }


def _models(union: Any) -> list[type[BaseModel]]:
    return list(get_args(union))


_ABOUT = f"""WebSocket `/api/v1/live`, subprotocols `{messages.PROTOCOL}` and `ticket.<ticket>` (see `POST
/api/v1/consultations/{{id}}/ticket`). Text frames of JSON. The first frame is `hello`, within ten seconds.

Close codes: {", ".join(f"{close.value} {close.name.lower()}" for close in Close)}.
What a client does after each is in `docs/protocol.md`."""
