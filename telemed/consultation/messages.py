"""Every message of `telemed.v1`, the socket of the live room. `/asyncapi.json` is generated from these types.

What a client sends is validated strictly: an unknown field, a number where a truth value belongs, or a text that is
too long is refused, and nothing of it goes on. What the server sends is built from these types too.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, model_validator

PROTOCOL: Literal["telemed.v1"] = "telemed.v1"
MAX_CHAT = 4000
MAX_SDP = 32_768
MAX_CANDIDATES = 32
MAX_CLIENT_ID = 64

_SAYS_NOTHING = "a signal carries a description or candidates"

Role = Literal["patient", "representative", "doctor"]
Place = Literal["waiting", "room", "left", "removed"]
EventKind = Literal["chat", "joined", "admitted", "left", "started", "ended"]

ParticipantId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
ClientId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$"),
    Field(description="Chosen by the client; sending the same one again stores nothing new and is acknowledged."),
]
# NUL cannot be stored by PostgreSQL; a text of spaces alone says nothing.
ChatText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_CHAT, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class _Frame(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


# From the client ------------------------------------------------------------------------------------------------


class Hello(_Frame):
    """First, within ten seconds: where to resume."""

    type: Literal["hello"] = "hello"
    last_seq: Annotated[int, Field(ge=0, le=2**53)] | None = Field(
        default=None, description="The last event number this client has; null or 0 for all of them."
    )


class Chat(_Frame):
    """Say something to everybody in the room. Stored, acknowledged, and delivered as an event."""

    type: Literal["chat"] = "chat"
    client_id: ClientId
    text: ChatText


class Admit(_Frame):
    """The doctor lets somebody who waits into the room."""

    type: Literal["admit"] = "admit"
    client_id: ClientId
    participant_id: ParticipantId


class End(_Frame):
    """The doctor ends the consultation for everybody."""

    type: Literal["end"] = "end"
    client_id: ClientId


class Description(_Frame):
    """An RTCSessionDescriptionInit."""

    type: Literal["offer", "answer", "rollback"]
    sdp: Annotated[str, StringConstraints(max_length=MAX_SDP)] = ""


class Candidate(_Frame):
    """An RTCIceCandidateInit; an empty `candidate` says that there are no more."""

    candidate: Annotated[str, StringConstraints(max_length=512)] = ""
    sdpMid: Annotated[str, StringConstraints(max_length=64)] | None = None  # noqa: N815  the browser's names
    sdpMLineIndex: Annotated[int, Field(ge=0, le=1024)] | None = None  # noqa: N815  as above
    usernameFragment: Annotated[str, StringConstraints(max_length=256)] | None = None  # noqa: N815  as above


Candidates = Annotated[list[Candidate], Field(min_length=1, max_length=MAX_CANDIDATES)]


class Signal(_Frame):
    """Media signalling for one other person in the room. Relayed, not stored."""

    type: Literal["signal"] = "signal"
    to: Annotated[ParticipantId, Field(exclude=True)]  # it is not part of what the other hears
    description: Description | None = None
    candidates: Candidates | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Signal":
        if self.description is None and self.candidates is None:
            raise ValueError(_SAYS_NOTHING)
        return self


class Media(_Frame):
    """What this client is sending now, for the others' screens."""

    type: Literal["media"] = "media"
    audio: bool
    video: bool


class Typing(_Frame):
    """This person is typing."""

    type: Literal["typing"] = "typing"


class Leave(_Frame):
    """This person goes, and may come back."""

    type: Literal["leave"] = "leave"


class Ping(_Frame):
    """Asks for a pong, to know that the server is still there."""

    type: Literal["ping"] = "ping"


RoomMessage = Chat | Admit | End | Signal | Media | Typing | Leave
ClientMessage = Hello | RoomMessage | Ping


# From the server ------------------------------------------------------------------------------------------------


class MediaState(_Frame):
    """What somebody is sending."""

    audio: bool = False
    video: bool = False


class Sender(_Frame):
    """Who did it."""

    participant_id: str
    role: Role
    display_name: str


class Participant(Sender):
    """One line of the roster."""

    place: Literal["waiting", "room"]
    connected: bool
    media: MediaState


class You(Sender):
    """Who this client is, as the server knows it."""

    place: Literal["waiting", "room"]


class ConsultationFacts(_Frame):
    """What the room is about."""

    id: str
    status: str
    starts_at: datetime
    ends_at: datetime
    local_start: str = Field(description="`starts_at` on the clinic's clock, with its offset.")
    zone: str
    doctor_name: str
    patient_name: str | None = Field(description="Null for somebody who is not yet admitted.")


class IceServer(_Frame):
    """An RTCIceServer."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


class Welcome(_Frame):
    """The answer to hello. For somebody who waits, the roster is only themselves and `last_seq` is 0."""

    type: Literal["welcome"] = "welcome"
    protocol: Literal["telemed.v1"] = PROTOCOL
    you: You
    consultation: ConsultationFacts
    participants: list[Participant]
    last_seq: int
    ice_servers: list[IceServer]
    heartbeat_s: int = Field(description="Seconds between pings, in each direction.")
    polite: bool = Field(description="Which side yields when both offer at once (perfect negotiation).")
    server_time: datetime


class Event(_Frame):
    """Something that happened in the room, numbered without gaps and in one order for everybody."""

    type: Literal["event"] = "event"
    seq: int
    id: str
    kind: EventKind
    at: datetime
    sender: Annotated[Sender | None, Field(alias="from")] = None
    client_id: str | None = None
    data: dict[str, Any] = Field(default_factory=dict)

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)


class Ack(_Frame):
    """The message with this client id is stored under this number."""

    type: Literal["ack"] = "ack"
    client_id: str
    seq: int
    id: str


class SignalFrom(_Frame):
    """Signalling from somebody in the room. `from` is the server's word, never the sender's."""

    type: Literal["signal"] = "signal"
    sender: Annotated[str, Field(alias="from")]
    description: Description | None = None
    candidates: Candidates | None = None

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)


class TypingFrom(_Frame):
    """Somebody in the room is typing."""

    type: Literal["typing"] = "typing"
    sender: Annotated[str, Field(alias="from")]

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)


class Presence(_Frame):
    """The whole roster, whenever it changes."""

    type: Literal["presence"] = "presence"
    participants: list[Participant]


class Waiting(_Frame):
    """The place in the doctor's line, only to those who wait."""

    type: Literal["waiting"] = "waiting"
    position: Annotated[int, Field(ge=1)]
    ahead: Annotated[int, Field(ge=0)]
    doctor_present: bool
    waited_s: Annotated[int, Field(ge=0)]


class DeskWelcome(_Frame):
    """The answer to hello on a desk and on an inbox."""

    type: Literal["welcome"] = "welcome"
    protocol: Literal["telemed.v1"] = PROTOCOL
    heartbeat_s: int = Field(description="Seconds between pings, in each direction.")
    server_time: datetime


class Desk(_Frame):
    """On the doctor's desk: who waits has changed, fetch `/desk/waiting` again."""

    type: Literal["desk"] = "desk"
    waiting_count: Annotated[int, Field(ge=0)]
    changed_at: datetime


class Inbox(_Frame):
    """On an inbox: what lies in it has changed, fetch `/inbox` again."""

    type: Literal["inbox"] = "inbox"
    unread: Annotated[int, Field(ge=0)]
    latest_at: datetime | None


class Error(_Frame):
    """A message was refused and changed nothing."""

    type: Literal["error"] = "error"
    code: str
    title: str
    detail: str = ""
    client_id: str | None = None


class Pong(_Frame):
    """The answer to ping."""

    type: Literal["pong"] = "pong"


ServerMessage = Welcome | Event | Ack | SignalFrom | TypingFrom | Presence | Waiting | Error | Pong
DeskMessage = DeskWelcome | Desk | Error | Pong
InboxMessage = DeskWelcome | Inbox | Error | Pong

client_messages: TypeAdapter[ClientMessage] = TypeAdapter(Annotated[ClientMessage, Field(discriminator="type")])
server_messages: TypeAdapter[ServerMessage] = TypeAdapter(Annotated[ServerMessage, Field(discriminator="type")])
desk_messages: TypeAdapter[DeskMessage] = TypeAdapter(Annotated[DeskMessage, Field(discriminator="type")])
inbox_messages: TypeAdapter[InboxMessage] = TypeAdapter(Annotated[InboxMessage, Field(discriminator="type")])


class BadMessage(ValueError):
    """A frame that is JSON but no message of the protocol; `client_id` where one could be read."""

    code: ClassVar[str] = "invalid_message"

    def __init__(self, detail: str, client_id: str | None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.client_id = client_id


def parse(frame: Mapping[str, Any]) -> ClientMessage:
    """The message in a decoded frame. Raises BadMessage, which names the field and never repeats its value.

    Who sent it is the server's word: a `from` is dropped unread.
    """
    if "from" in frame:
        frame = {name: value for name, value in frame.items() if name != "from"}
    try:
        return client_messages.validate_python(frame)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part)[:40] for part in first["loc"])
        client_id = frame.get("client_id")
        known = client_id if isinstance(client_id, str) and 0 < len(client_id) <= MAX_CLIENT_ID else None
        raise BadMessage(f"{where}: {first['msg']}" if where else str(first["msg"]), known) from None


def encode(message: BaseModel) -> str:
    """The text frame for a server message."""
    return message.model_dump_json(by_alias=True)


def encode_signal(sender: str, signal: Signal) -> str:
    """The frame of a `SignalFrom` with what was validated as a `Signal`; `sender` is a participant's id.

    By far the most frequent frame, so it is not built a second time: its first field is put before the others.
    """
    return f'{{"from":"{sender}",{signal.model_dump_json(exclude_none=True)[1:]}'
