"""The demo's mailbox: what would have left is read from the folder it lies in."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID

from icalendar import Calendar

from telemed.notifications.transports import CHANNEL_HEADER, newest_files

SHOWN = 50
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a calendar program reads in a letter; `calendar` is the whole of it."""

    method: str
    sequence: int
    summary: str
    starts_at: datetime
    ends_at: datetime
    calendar: str


@dataclass(frozen=True, slots=True)
class Letter:
    id: UUID
    channel: str
    to: str
    subject: str
    text: str
    html: str
    sent_at: datetime
    invitation: Invitation | None = None


async def letters(folder: Path, to: str | None) -> list[Letter]:
    """The newest first; `to`: only those to this address or number."""
    return await asyncio.to_thread(_read_all, folder, to.strip().lower() if to else None)


def _read_all(folder: Path, to: str | None) -> list[Letter]:
    found: list[Letter] = []
    for path in newest_files(folder, _LOOKED_AT):
        letter = _read(path)
        if to is None or letter.to.lower() == to:
            found.append(letter)
        if len(found) == SHOWN:
            break
    return found


def _read(path: Path) -> Letter:
    mail = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return Letter(
        id=UUID(str(mail["Message-ID"]).strip("<>").partition("@")[0]),
        channel=str(mail[CHANNEL_HEADER]),
        to=str(mail["To"]).removesuffix(f"@{mail[CHANNEL_HEADER]}.invalid"),
        subject=str(mail["Subject"]),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
        sent_at=parsedate_to_datetime(str(mail["Date"])),
        invitation=_invitation(mail),
    )


def _invitation(mail: EmailMessage) -> Invitation | None:
    found = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not found:
        return None
    calendar = Calendar.from_ical(found[0])
    [event] = calendar.walk("VEVENT")
    return Invitation(
        method=str(calendar["METHOD"]),
        sequence=int(event.decoded("SEQUENCE")),
        summary=str(event["SUMMARY"]),
        starts_at=event.decoded("DTSTART"),
        ends_at=event.decoded("DTEND"),
        calendar=found[0],
    )
