"""What goes over the wire about messages."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class LetterShown(BaseModel):
    id: UUID
    channel: Literal["email", "sms"]
    to: str
    subject: str
    text: str
    html: str
    sent_at: datetime


class Mailbox(BaseModel):
    items: list[LetterShown]
    next_cursor: str | None = None
