"""What goes over the wire about inboxes, choices, and a clinic's messages."""

from datetime import datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

ChannelName = Annotated[str, Field(pattern="^[a-z]{2,8}$", examples=["email"])]
TopicName = Literal["visits", "reminders", "waiting", "changes", "offers", "queue", "family", "work"]


class InboxItem(BaseModel):
    id: UUID
    kind: str = Field(examples=["appointment.reminder"])
    topic: str = Field(examples=["reminders"])
    title: str
    text: str
    path: str = Field(description="Where in the app it leads; empty for nowhere", examples=["/visits/0193a0c4"])
    created_at: datetime
    read: bool


class InboxPage(BaseModel):
    items: list[InboxItem]
    unread: int
    next_cursor: str | None = None


class ReadUntil(BaseModel):
    model_config = ConfigDict(extra="forbid")

    until: datetime = Field(description="The newest that was on the screen")


class MessageChoices(BaseModel):
    """What holds now. The inbox is not among the ways: everything is in it."""

    topics: dict[TopicName, dict[str, bool]]
    channels: list[str] = Field(description="The ways there are to this account")
    email: str | None
    phone: str | None
    quiet: bool
    quiet_from: time
    quiet_until: time
    zone: str = Field(description="On whose clock the quiet hours are")


class MessageChoicesWish(BaseModel):
    model_config = ConfigDict(extra="forbid")

    topics: dict[TopicName, dict[ChannelName, bool]] = Field(examples=[{}])
    quiet: bool
    quiet_from: Annotated[time, Field(examples=["22:00"])]
    quiet_until: Annotated[time, Field(examples=["07:00"])]


class TryShown(BaseModel):
    at: datetime
    outcome: Literal["sent", "later", "refused", "retry"]
    detail: str | None


class MessageShown(BaseModel):
    """One message as the desk sees it: never its text."""

    id: UUID
    kind: str
    topic: str
    channel: str
    to: str = Field(description="Where it goes, in part")
    status: Literal["queued", "sent", "dead", "dropped"]
    reason: str | None = Field(description="Why it was dropped: too_late, outdated, not_wanted, cap")
    subject: str = Field(description="Empty for sensitive visits")
    for_doctor: bool
    patient_id: UUID | None
    patient_name: str
    appointment_id: UUID | None
    created_at: datetime
    next_attempt_at: datetime | None
    sent_at: datetime | None
    last_error: str | None
    may_retry: bool
    tries: list[TryShown]


class MessagePage(BaseModel):
    items: list[MessageShown]
    next_cursor: str | None = None


class CallShown(BaseModel):
    """Somebody to phone, and what to say."""

    id: UUID
    kind: str
    topic: str
    patient_id: UUID | None
    patient_name: str
    language: str
    phone: str
    text: str
    appointment_id: UUID | None
    about_at: datetime | None = Field(description="The moment it is about: the start of the visit")
    created_at: datetime
    tried: int


class CallList(BaseModel):
    items: list[CallShown]
    next_cursor: str | None = None


class CallResult(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reached: bool = Field(default=True, description="False: nobody answered; the call stays on the list")
