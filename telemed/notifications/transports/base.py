"""What every way out has in common."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self
from uuid import UUID


class Undeliverable(Exception):
    """It will never arrive: trying again would not help. The text is short and names no person."""


class NotNow(Exception):
    """It may arrive later."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to leave. `id` is the same at every attempt, so a provider or a reader can tell a repetition.

    `calendar` is an invitation (iCalendar) that a mail carries; `link` is where a push leads; after `good_until` it
    would tell of what is past.
    """

    id: UUID
    channel: str
    to_address: str
    subject: str
    text: str
    html: str
    written_at: datetime
    calendar: str = ""
    link: str = ""
    good_until: datetime | None = None


class Transport(Protocol):
    """Opened for a round of messages, which never fails; `send` may be called for several at once."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *exc: object) -> None: ...
    async def send(self, message: Outgoing) -> None:
        """Raises Undeliverable or NotNow, which say something about this message alone."""
