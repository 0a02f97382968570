"""What travels about a question that a link asks. Whoever holds the link reads it, so it says no more than the message."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from telemed.booking.links import Purpose
from telemed.booking.schemas import LocalTime

Choice = Literal["accept", "decline", "cancel"]
Token = Annotated[str, StringConstraints(max_length=200)]


class LinkShown(BaseModel):
    """The secret part of the link: in the body, since addresses end up in logs."""

    model_config = ConfigDict(extra="forbid")

    token: Token


class LinkAnswer(LinkShown):
    choice: Choice


class QuestionView(BaseModel):
    """A time that is proposed, and the answers that may be given to it.

    `doctor_name` and `service_name` are null where the clinic calls the service sensitive.
    """

    purpose: Purpose
    choices: list[Choice]
    given_name: str
    clinic_name: str
    clinic_phone: str
    doctor_name: str | None
    service_name: str | None
    starts_at: datetime
    local_start: LocalTime
    zone: str
    instead_of: datetime | None = Field(description="The time that the visit has, or had before")
    local_instead_of: LocalTime | None
    appointment_id: UUID | None = Field(description="The visit it is about, for whoever signs in")
    expires_in_s: int = Field(description="Seconds left to answer, whatever the reader's clock says")


class OutcomeView(BaseModel):
    """What the answer brought about."""

    purpose: Purpose
    choice: Choice
    starts_at: datetime | None = Field(description="When the visit is now; null when there is none")
    local_start: LocalTime | None
    zone: str
    appointment_id: UUID | None
