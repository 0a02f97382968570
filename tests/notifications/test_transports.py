"""The ways out: a mail server that misbehaves, gateways by URL, and the mail that carries an invitation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from telemed.db.engine import Database
from telemed.kit.ids import new_id
from telemed.notifications import service
from telemed.notifications.invitations import for_visit
from telemed.notifications.transports import NotNow, Outgoing, Undeliverable, channels, compose, smtp, transport_for
from telemed.settings import Settings
from tests.accounts.builders import NOON
from tests.notifications.conftest import Postbox
from tests.notifications.facts import a_deployment, a_visit
from tests.notifications.test_sending import a_reset, messages, over_smtp

# One of its many gateways still asks Python for what later versions have no more; it manages without.
APPRISE = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
SENDER = "Telemed <no-reply@example.org>"


class Choking(Postbox):
    """A mail server that takes a mail and then says nothing, hangs up, or refuses, by the recipient's address."""

    def __init__(self) -> None:
        super().__init__()
        self.over = asyncio.Event()
        self.hang_after_taking = 0
        self.asked = 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if address.startswith("hang"):
            await self.over.wait()
        if address.startswith("drop"):
            assert server.transport is not None
            server.transport.close()
        if address.startswith("bad"):
            return "550 no such person"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if self.hang_after_taking:
            self.hang_after_taking -= 1
            await self.over.wait()
        return answer


@pytest.fixture
async def choking(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Choking, str]]:
    """Such a server, and its URL; who waits for it loses patience soon."""
    monkeypatch.setattr(smtp, "TIMEOUT_S", 0.2)
    box = Choking()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, hostname="mail.example", loop=loop), "127.0.0.1", 0)
    async with server:
        yield box, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        box.over.set()
        await asyncio.sleep(0)


def a_message(to: str = "a@example.org", channel: str = "email", **more: object) -> Outgoing:
    return replace(Outgoing(new_id(), channel, to, "Subject", "Text", "<p>Page</p>", NOON), **more)  # type: ignore[arg-type]


async def test_a_server_that_takes_it_and_then_hangs_gets_the_same_id_again(
    database: Database, settings: Settings, choking: tuple[Choking, str]
) -> None:
    """Never zero: it is sent again. Once, as seen by a reader's program: under the same Message-ID and the same date."""
    box, url = choking
    box.hang_after_taking = 1
    await a_reset(database)
    await service.run_once(database, over_smtp(settings, url), NOON)
    [message] = await messages(database)
    assert (message.status, message.attempts) == ("queued", 1)
    await service.run_once(database, over_smtp(settings, url), NOON + timedelta(minutes=1))
    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    [message] = await messages(database)
    assert message.status == "sent"


async def test_one_bad_recipient_stops_no_other(
    database: Database, settings: Settings, choking: tuple[Choking, str]
) -> None:
    """Whether the server refuses it, hangs over it, or hangs up: the others have their mail after the same round."""
    box, url = choking
    for name in ("bad", "hang", "drop", "a", "b", "c", "d", "e"):
        await a_reset(database, f"{name}@example.org")
    await service.run_once(database, over_smtp(settings, url), NOON)
    assert sorted(mail["To"] for mail in box.mails) == [f"{name}@example.org" for name in "abcde"]
    status = {message.to_address.partition("@")[0]: message.status for message in await messages(database)}
    assert status == dict.fromkeys("abcde", "sent") | {"bad": "dead", "hang": "queued", "drop": "queued"}


async def test_a_server_that_only_hangs_is_left_alone_for_the_round(choking: tuple[Choking, str]) -> None:
    """Or the leases of a hundred messages would run out while each of them waits."""
    box, url = choking
    async with transport_for(a_deployment(mail_url=url)) as transport:
        outcomes = await asyncio.gather(
            *(transport.send(a_message(f"hang{number}@example.org")) for number in range(40)), return_exceptions=True
        )
    assert all(isinstance(outcome, NotNow) for outcome in outcomes)
    assert box.asked < smtp.CONNECTIONS + smtp.HANGS_BORNE


@APPRISE
async def test_a_gateway_takes_the_text_for_the_number(
    http_server: tuple[list[tuple[str, bytes]], str],
) -> None:
    """By the URL of the deployment, with the number and the message's id where it asks for them."""
    seen, address = http_server
    url = f"form://{address}/sms/{{to}}/?+Idempotency-Key={{id}}&-to={{to}}"
    deployment = a_deployment(sms_url=url, channel_urls={"whatsapp": url})
    message = a_message("+79161234567", "sms", text="Telemed: {{ 7 * 7 }} & <b>")
    async with transport_for(deployment) as transport:
        await transport.send(message)
    [(head, body)] = seen
    assert head.startswith("POST /sms/+79161234567/?to=%2B79161234567 ")
    assert f"Idempotency-Key: {message.id}" in head
    assert parse_qs(body.decode())["message"] == ["Telemed: {{ 7 * 7 }} & <b>"]
    assert channels(deployment) == {"email", "sms", "push", "whatsapp"}


@APPRISE
async def test_a_gateway_that_refuses_is_asked_again_later(
    http_server: tuple[list[tuple[str, bytes]], str],
) -> None:
    _, address = http_server
    async with transport_for(a_deployment(sms_url=f"form://{address}/refuse/{{to}}")) as transport:
        with pytest.raises(NotNow):
            await transport.send(a_message("+79161234567", "sms"))


@pytest.mark.parametrize("number", ["../../admin?x=1", "+7916@evil.example/", "+7 916", "", "+7916123456789012345"])
async def test_what_is_no_number_changes_nothing_of_the_gateways_address(
    http_server: tuple[list[tuple[str, bytes]], str], number: str
) -> None:
    seen, address = http_server
    async with transport_for(a_deployment(sms_url=f"form://{address}/sms/{{to}}")) as transport:
        with pytest.raises(Undeliverable):
            await transport.send(a_message(number, "sms"))
    assert seen == []


async def test_a_channel_without_a_gateway_is_said_to_have_none() -> None:
    deployment = a_deployment(mail_url="smtp://127.0.0.1:9")
    assert channels(deployment) == {"email", "push"}
    async with transport_for(deployment) as transport:
        with pytest.raises(Undeliverable, match="no gateway"):
            await transport.send(a_message("+79161234567", "sms"))


EVIL = [
    "nobody@[\x7f, x@y",
    "a@b.example\r\nBcc: c@d.example",
    "a@b.example, c@d.example",
    "",
    "@",
    "<a@b",
    "a" * 100_000,
    "\ud800@b",
]


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
async def test_what_is_no_address_is_given_up_at_once(tmp_path: Path, evil: str) -> None:
    """By files and by SMTP, before anything is said to the server."""
    for url in (f"folder://{tmp_path}", "smtp://127.0.0.1:9"):
        async with transport_for(a_deployment(mail_url=url)) as transport:
            with pytest.raises(Undeliverable):
                await transport.send(a_message(evil))


def test_an_invitation_is_what_mail_programs_look_for() -> None:
    """An alternative with the calendar's own method (Gmail, Outlook), and a file (Apple Mail): the same bytes."""
    calendar = for_visit(a_deployment(), a_visit(status="cancelled"), "ru", "a@example.org", NOON)
    mail = read(compose(a_message(calendar=calendar), SENDER))
    assert mail.get_content_type() == "multipart/mixed"
    [alternatives, file] = mail.iter_parts()
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]  # type: ignore[attr-defined]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    inline = list(alternatives.iter_parts())[2]  # type: ignore[attr-defined]
    assert (inline.get_param("method"), inline.get_content_charset()) == ("CANCEL", "utf-8")
    assert file.get_filename() == "invitation.ics"  # type: ignore[attr-defined]
    content = inline.get_content().replace("\r\n", "\n").replace("\n", "\r\n")
    assert content == calendar
    assert file.get_payload(decode=True).decode() == calendar


def read(mail: EmailMessage) -> EmailMessage:
    """As the other side gets it."""
    return message_from_bytes(mail.as_bytes(), _class=EmailMessage, policy=default)


@pytest.fixture
async def http_server() -> AsyncIterator[tuple[list[tuple[str, bytes]], str]]:
    """Keeps requests (the first lines, the body) and takes them, but for those below /refuse; and its host and port."""
    seen: list[tuple[str, bytes]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        seen.append((head, await reader.readexactly(int(lines.get("content-length", "0")))))
        status = "503 Busy" if "/refuse" in head.split("\r\n")[0] else "200 OK"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield seen, f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
