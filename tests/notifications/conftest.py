"""The mail of these tests lies in the test's own folder, or is taken by a real SMTP server in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.accounts.conftest import settings, true_time

__all__ = ["settings", "true_time"]


class Postbox:
    """Keeps what it took; answers the next recipients with what a test chose."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.lost_answers = 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answers and not (answer := self.answers.pop(0)).startswith("250"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        self.mails.append(message_from_bytes(content, _class=EmailMessage, policy=default))
        if self.lost_answers:
            self.lost_answers -= 1
            return "451 the answer that never came"
        return "250 taken"


@pytest.fixture
async def postbox() -> AsyncIterator[tuple[Postbox, str]]:
    """A mail server on a free port of this machine, and its URL."""
    box = Postbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, hostname="mail.example", loop=loop), "127.0.0.1", 0)
    async with server:
        yield box, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
