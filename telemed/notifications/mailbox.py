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

from telemed.notifications.transports import CHANNEL_HEADER, newest_files

SHOWN = 50
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    id: UUID
    channel: str
    to: str
    subject: str
    text: str
    html: str
    sent_at: datetime


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
        to=str(mail["To"]).removesuffix("@sms.invalid"),
        subject=str(mail["Subject"]),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
        sent_at=parsedate_to_datetime(str(mail["Date"])),
    )
