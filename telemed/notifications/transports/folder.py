"""Messages as files in a folder, which the demo shows."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from telemed.notifications.transports.base import NotNow, Outgoing, Undeliverable
from telemed.notifications.transports.composing import compose
from telemed.settings import Settings

CHANNEL_HEADER = "X-Telemed-Channel"
_SCHEME = "folder://"


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
        except ValueError as error:
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
    """What is no mail is shown as one to `address@channel.invalid`."""
    if message.channel == "email":
        return message
    return replace(message, to_address=f"{message.to_address}@{message.channel}.invalid", html="", calendar="")


def folder_of(settings: Settings) -> Path | None:
    """Where messages lie as files; None when they really leave."""
    return Path(settings.mail.removeprefix(_SCHEME)) if settings.mail.startswith(_SCHEME) else None


def newest_files(folder: Path, limit: int) -> Sequence[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)[:limit] if folder.is_dir() else []
