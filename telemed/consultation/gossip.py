"""What processes tell each other about a room. Hints: what is stored is looked up, what is not may be lost."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from telemed.consultation.messages import Event, MediaState, Place, Role
from telemed.consultation.room import Member


class _Gossip(BaseModel):
    model_config = ConfigDict(frozen=True)

    process: str


class Happened(_Gossip):
    """An event was stored."""

    type: Literal["happened"] = "happened"
    event: Event


class Carry(_Gossip):
    """A frame for one participant, wherever they sit."""

    type: Literal["carry"] = "carry"
    to: str
    frame: str


class Spread(_Gossip):
    """A frame for everybody in the room but one."""

    type: Literal["spread"] = "spread"
    but: str | None
    frame: str


class Here(_Gossip):
    """Somebody's connection, of this epoch, is here or no longer here."""

    type: Literal["here"] = "here"
    participant_id: str
    role: Role
    display_name: str
    place: Place
    connected: bool
    media: MediaState
    epoch: int

    def member(self) -> Member:
        return Member(self.participant_id, self.role, self.display_name, self.place, self.connected, self.media)


class WhoIsThere(_Gossip):
    """A process has opened the room and wants to hear `here` from the others."""

    type: Literal["who"] = "who"


Gossip = Happened | Carry | Spread | Here | WhoIsThere
heard: TypeAdapter[Gossip] = TypeAdapter(Annotated[Gossip, Field(discriminator="type")])


def topic_of(consultation_id: object) -> str:
    return f"room:{consultation_id}"


def told(gossip: _Gossip) -> bytes:
    return gossip.model_dump_json(by_alias=True).encode()
