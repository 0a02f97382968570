"""What goes over the wire about messages."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field


class CalendarInvitation(BaseModel):
    """The invitation that a letter carries, as calendar programs read it."""

    method: str = Field(examples=["REQUEST", "CANCEL"])
    sequence: int
    summary: str
    starts_at: datetime
    ends_at: datetime
    calendar: str = Field(description="The whole of it (iCalendar), to be saved as a file")


class LetterShown(BaseModel):
    id: UUID
    channel: Literal["email", "sms"]
    to: str
    subject: str
    text: str
    html: str
    sent_at: datetime
    invitation: CalendarInvitation | None


class Mailbox(BaseModel):
    items: list[LetterShown]
    next_cursor: str | None = None
