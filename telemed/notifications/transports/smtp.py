"""Mail over SMTP.

`smtp://user:password@host:587` speaks STARTTLS when the server offers it, `smtps://` TLS from the start.
"""

import asyncio
import ssl
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from telemed.notifications.transports.base import NotNow, Outgoing, Undeliverable
from telemed.notifications.transports.composing import compose

TIMEOUT_S = 15.0
CONNECTIONS = 4
HANGS_BORNE = 3
_BAD_ADDRESS = {501, 510, 511, 512, 550, 551, 553, 554}
_BROKEN = (aiosmtplib.SMTPException, OSError, TimeoutError)


class SmtpTransport:
    """A few connections for a round of messages, opened when the first mail needs them.

    A connection on which a mail failed to be answered is given up and the next mail gets a new one, so that one mail the
    server chokes on stops no other. A server that does so again and again is left alone for the rest of the round:
    waiting for each mail in turn would outlast their leases.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender
        self._idle: list[aiosmtplib.SMTP] = []
        self._room = asyncio.Semaphore(CONNECTIONS)
        self._hangs = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        for client in self._idle:
            await _leave(client)

    async def send(self, message: Outgoing) -> None:
        try:
            mail = compose(message, self._sender)
        except ValueError as error:
            raise Undeliverable("not a mail address") from error
        async with self._room:
            if self._hangs >= HANGS_BORNE:
                raise NotNow("server does not answer")
            client = await self._connected()
            try:
                await client.send_message(mail)
            except aiosmtplib.SMTPRecipientsRefused as error:
                await self._keep(client)
                raise _verdict(error.recipients[0].code if error.recipients else 0) from error
            except aiosmtplib.SMTPResponseException as error:
                await self._keep(client)
                raise _verdict(error.code) from error
            except _BROKEN as error:
                self._hangs += 1
                client.close()
                raise NotNow(type(error).__name__) from error
            self._hangs = 0
            self._idle.append(client)

    async def _connected(self) -> aiosmtplib.SMTP:
        while self._idle:
            client = self._idle.pop()
            if client.is_connected:
                return client
        client = self._new()
        try:
            await client.connect()
        except _BROKEN as error:
            self._hangs += 1
            client.close()
            raise NotNow(type(error).__name__) from error
        return client

    def _new(self) -> aiosmtplib.SMTP:
        url, encrypted = self._url, self._url.scheme == "smtps"
        return aiosmtplib.SMTP(
            hostname=url.hostname or "localhost",
            port=url.port or (465 if encrypted else 25),
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=encrypted,
            tls_context=ssl.create_default_context() if encrypted or url.username else None,
            timeout=TIMEOUT_S,
        )

    async def _keep(self, client: aiosmtplib.SMTP) -> None:
        """Ready for the next mail after a refusal, or gone: some servers hang up after one."""
        try:
            await client.rset()
        except _BROKEN:
            client.close()
        else:
            self._idle.append(client)


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit()
    except _BROKEN:
        client.close()  # each message was answered for; how the connection ends says nothing about them


def _verdict(code: int) -> Undeliverable | NotNow:
    return Undeliverable(f"refused with {code}") if code in _BAD_ADDRESS else NotNow(f"answered {code}")
