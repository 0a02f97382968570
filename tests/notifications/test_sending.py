from __future__ import annotations

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select, update

from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.notifications import service
from telemed.notifications.models import Message
from telemed.notifications.transports import Outgoing, Undeliverable, compose
from telemed.outbox.models import OutboxEvent
from telemed.outbox.service import enqueue
from telemed.settings import Settings
from tests.accounts.builders import NOON, an_account, running
from tests.conftest import settings_for
from tests.notifications.conftest import Postbox
from tests.patients.builders import a_form, code_of


async def a_reset(database: Database, login: str = "ann@example.org", language: str = "en") -> None:
    account_id = await an_account(database, login, language=language)
    async with database.writing() as session:
        await enqueue(session, "account.reset", subject_id=account_id, payload={"channel": "email"}, now=NOON)


async def messages(database: Database) -> list[Message]:
    async with database.reading() as session:
        return list((await session.scalars(select(Message))).all())


def over_smtp(settings: Settings, url: str) -> Settings:
    return settings_for(settings.database_url, settings.data_dir, mail_url=url)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def test_a_registration_is_mailed_its_code(
    client: httpx2.AsyncClient, database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    """Through the outbox and a real SMTP dialogue, in the reader's language, as text and as a page."""
    box, url = postbox
    answer = await client.post("/api/v1/registrations", json=a_form(language="ru", given_name="Анна"))
    while await service.run_once(database, over_smtp(settings, url), clock.now()):
        pass
    [mail] = box.mails
    code = code_of(answer.json()["confirmation_id"])
    assert mail["To"] == "anna@example.org"
    assert code in mail["Subject"]
    assert f"Ваш код: {code}" in text_of(mail)
    assert mail.get_body(("html",)) is not None


async def test_a_known_address_hears_that_it_has_an_account(
    client: httpx2.AsyncClient, database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    """The one who registers learns nothing, the owner of the address does, and no code is sent."""
    box, url = postbox
    await an_account(database, "anna@example.org", language="de")
    answer = await client.post("/api/v1/registrations", json=a_form())
    while await service.run_once(database, over_smtp(settings, url), clock.now()):
        pass
    [mail] = box.mails
    assert "bereits ein Konto" in mail["Subject"]
    assert code_of(answer.json()["confirmation_id"]) not in text_of(mail)


async def test_what_was_sent_is_blanked(database: Database, settings: Settings) -> None:
    """A code or a link does not stay in the database once it has left."""
    await a_reset(database)
    await service.run_once(database, settings, NOON)
    [message] = await messages(database)
    assert (message.status, message.body_text, message.body_html, message.subject) == ("sent", "", "", "")


async def test_an_event_worked_on_twice_is_sent_once(
    database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    """As after a crash between queueing and marking the event."""
    box, url = postbox
    await a_reset(database)
    for _ in range(2):
        await service.run_once(database, over_smtp(settings, url), NOON)
        async with database.writing() as session:
            await session.execute(update(OutboxEvent).values(processed_at=None, lease_until=None))
    assert len(box.mails) == 1
    assert len(await messages(database)) == 1


async def test_two_workers_send_each_message_once(
    database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    for number in range(12):
        await a_reset(database, f"p{number}@example.org")
    smtp = over_smtp(settings, url)

    async def worker() -> None:
        while await service.run_once(database, smtp, NOON):
            pass

    await asyncio.gather(worker(), worker())
    assert sorted(mail["To"] for mail in box.mails) == sorted(f"p{number}@example.org" for number in range(12))


async def test_a_provider_that_takes_it_and_then_fails_gets_the_same_id_again(
    database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    """Never zero, and a repetition can be told by its Message-ID."""
    box, url = postbox
    box.lost_answers = 1
    await a_reset(database)
    smtp = over_smtp(settings, url)
    await service.run_once(database, smtp, NOON)
    [message] = await messages(database)
    assert message.status == "queued"
    await service.run_once(database, smtp, NOON + timedelta(minutes=1))
    assert len(box.mails) == 2
    assert box.mails[0]["Message-ID"] == box.mails[1]["Message-ID"]
    [message] = await messages(database)
    assert message.status == "sent"


async def test_a_server_that_is_down_costs_nothing_but_time(database: Database, settings: Settings) -> None:
    """The message waits, with a pause that grows, and leaves when the server is back."""
    await a_reset(database)
    nobody = over_smtp(settings, "smtp://127.0.0.1:9")
    await service.run_once(database, nobody, NOON)
    [message] = await messages(database)
    assert (message.status, message.attempts) == ("queued", 1)
    assert await service.send_due(database, nobody, NOON + timedelta(seconds=5)) == 0
    await service.run_once(database, settings, NOON + timedelta(minutes=1))
    [message] = await messages(database)
    assert message.status == "sent"


async def test_a_mailbox_that_does_not_exist_is_not_tried_again(
    database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    """And the message beside it leaves."""
    box, url = postbox
    await a_reset(database, "a@example.org")
    await a_reset(database, "b@example.org")
    box.answers = ["550 no such person", "250 OK"]
    await service.run_once(database, over_smtp(settings, url), NOON)
    assert sorted(message.status for message in await messages(database)) == ["dead", "sent"]
    assert len(box.mails) == 1


async def test_an_event_of_an_unknown_kind_or_subject_is_done_and_tells_nobody(
    database: Database, settings: Settings
) -> None:
    """A reset for nobody's address is such an event."""
    async with database.writing() as session:
        for kind in ("account.reset", "account.invited", "appointment.booked", "something.else"):
            await enqueue(session, kind, subject_id=new_id(), payload={}, now=NOON)
    assert await service.run_once(database, settings, NOON) == 4
    assert await messages(database) == []
    assert await service.run_once(database, settings, NOON) == 0


async def test_the_links_host_comes_from_settings(
    client: httpx2.AsyncClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    """Whatever Host the request for a reset names."""
    await an_account(database)
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    await client.post("/api/v1/password-resets", json={"login": "ann@example.org"}, headers=headers)
    await service.run_once(database, settings, clock.now())
    [file] = (tmp_path / "mail").glob("*.eml")
    content = file.read_text()
    assert "http://testserver/reset" in content
    assert "evil.example" not in content


async def test_the_demo_shows_what_was_mailed(database: Database, settings: Settings) -> None:
    """The newest first, and for one address when asked."""
    await a_reset(database, "a@example.org")
    await a_reset(database, "+79161234567", language="ru")
    await service.run_once(database, settings, NOON)
    demo = settings_for(settings.database_url, settings.data_dir, demo=True)
    async with running(demo) as client:
        everything = (await client.get("/api/v1/demo/mailbox")).json()["items"]
        assert {(item["channel"], item["to"]) for item in everything} == {
            ("email", "a@example.org"), ("sms", "+79161234567"),
        }  # fmt: skip
        [mail] = (await client.get("/api/v1/demo/mailbox", params={"to": "A@example.org"})).json()["items"]
        assert "/reset?token=" in mail["text"]


async def test_outside_the_demo_there_is_no_mailbox(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/api/v1/demo/mailbox")).status_code == 404


@pytest.mark.parametrize("evil", ["a@b.example\r\nBcc: c@d.example", "a@b.example\nX: y", "a@b.example, c@d.example"])
def test_a_line_break_in_an_address_makes_no_header(evil: str) -> None:
    message = Outgoing(new_id(), "email", evil, "Hello", "text", "", NOON)
    with pytest.raises((ValueError, IndexError, Undeliverable)):
        compose(message, "Telemed <no-reply@example.org>")


def test_a_line_break_in_a_subject_makes_no_header() -> None:
    message = Outgoing(new_id(), "email", "a@b.example", "Hello\r\nBcc: c@d.example", "text", "", NOON)
    with pytest.raises(ValueError, match="linefeed"):
        compose(message, "Telemed <no-reply@example.org>")
