"""Carrying a message out: SMTP, or files in a folder that the demo shows.

`smtp://user:password@host:587` speaks STARTTLS when the server offers it, `smtps://` TLS from the start, and
`folder:///path` writes one `.eml` a message. There is no SMS gateway yet: only the folder carries SMS.
"""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

from telemed.settings import Settings

TIMEOUT_S = 15
_PERMANENT = 500
_BAD_ADDRESS = {501, 510, 511, 512, 550, 551, 553, 554}
CHANNEL_HEADER = "X-Telemed-Channel"


class Undeliverable(Exception):
    """It will never arrive: trying again would not help. The text is short and names no person."""


class NotNow(Exception):
    """It may arrive later."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to leave. `id` is the same at every attempt, so a provider or a reader can tell a repetition."""

    id: UUID
    channel: str
    to_address: str
    subject: str
    text: str
    html: str
    written_at: datetime


class Transport(Protocol):
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *exc: object) -> None: ...
    async def send(self, message: Outgoing) -> None:
        """Raises Undeliverable or NotNow."""


def transport_for(settings: Settings) -> Transport:
    if settings.mail.startswith("folder://"):
        return FolderTransport(Path(settings.mail.removeprefix("folder://")), settings.mail_from)
    return SmtpTransport(settings.mail, settings.mail_from)


def compose(message: Outgoing, sender: str) -> EmailMessage:
    """A mail of text and page. Headers are set through the email package, which refuses line breaks in them."""
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2] or "localhost"
    mail = EmailMessage(policy=SMTP if message.to_address.isascii() else SMTPUTF8)
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    mail["Date"] = message.written_at
    mail["From"] = Address(name, addr_spec=address)
    mail["To"] = Address(addr_spec=message.to_address)
    mail["Subject"] = message.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


class SmtpTransport:
    """One connection for a round of messages."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._sender = sender
        self._client = aiosmtplib.SMTP(
            hostname=parts.hostname or "localhost",
            port=parts.port or (465 if parts.scheme == "smtps" else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            tls_context=ssl.create_default_context() if parts.scheme == "smtps" or parts.username else None,
            timeout=TIMEOUT_S,
        )
        self._running = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            await self._running.enter_async_context(self._client)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise NotNow(type(error).__name__) from error
        return self

    async def __aexit__(self, *exc: object) -> None:
        try:
            await self._running.aclose()
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            return  # the messages were answered for one by one; how the connection ends says nothing about them

    async def send(self, message: Outgoing) -> None:
        if message.channel != "email":
            raise Undeliverable("no SMS gateway")
        try:
            mail = compose(message, self._sender)
        except (ValueError, IndexError, UnicodeError) as error:
            raise Undeliverable("not a mail address") from error
        try:
            await self._client.send_message(mail)
        except aiosmtplib.SMTPRecipientsRefused as error:
            code = error.recipients[0].code if error.recipients else 0
            raise _verdict(code) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _verdict(error.code) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise NotNow(type(error).__name__) from error


def _verdict(code: int) -> Undeliverable | NotNow:
    return Undeliverable(f"refused with {code}") if code in _BAD_ADDRESS else NotNow(f"answered {code}")


class FolderTransport:
    """Files named by time and id: writing one twice leaves one."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        return None

    async def send(self, message: Outgoing) -> None:
        try:
            await asyncio.to_thread(self._write, message)
        except OSError as error:
            raise NotNow(type(error).__name__) from error
        except (ValueError, IndexError) as error:
            raise Undeliverable("not an address") from error

    def _write(self, message: Outgoing) -> None:
        mail = compose(_as_mail(message), self._sender)
        mail[CHANNEL_HEADER] = message.channel
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{message.written_at:%Y%m%dT%H%M%S%f}-{message.id}.eml"
        part = path.with_suffix(".part")
        part.write_bytes(mail.as_bytes())
        part.replace(path)


def _as_mail(message: Outgoing) -> Outgoing:
    """An SMS in the folder is shown as a mail to `number@sms`."""
    if message.channel == "email":
        return message
    number = f"{message.to_address}@sms.invalid"
    return Outgoing(message.id, "sms", number, message.subject, message.text, "", message.written_at)


def folder_of(settings: Settings) -> Path | None:
    """Where messages lie as files; None when they really leave."""
    return Path(settings.mail.removeprefix("folder://")) if settings.mail.startswith("folder://") else None


def newest_files(folder: Path, limit: int) -> Sequence[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)[:limit] if folder.is_dir() else []
