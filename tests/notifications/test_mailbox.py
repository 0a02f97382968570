"""The demo's mailbox shows what a letter carries."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar

from telemed.db.engine import Database
from telemed.notifications.invitations import for_visit
from telemed.notifications.transports import Outgoing, transport_for
from telemed.settings import Settings
from tests.accounts.builders import NOON, running
from tests.conftest import settings_for
from tests.notifications.facts import START, VISIT_ID, a_visit


async def test_an_invitation_is_shown_with_its_letter(database: Database, settings: Settings) -> None:
    """What it says, when, which version, and the file itself."""
    demo = settings_for(settings.database_url, settings.data_dir, demo=True)
    calendar = for_visit(demo, a_visit(revision=3), "ru", "a@example.org", NOON)
    async with transport_for(demo, database) as transport:
        await transport.send(
            Outgoing(VISIT_ID, "email", "a@example.org", "Приём", "Текст", "<p>Страница</p>", NOON, calendar)
        )
    async with running(demo) as client:
        [letter] = (await client.get("/api/v1/demo/mailbox")).json()["items"]
    assert "Страница" in letter["html"]
    shown = letter["invitation"]
    assert (shown["method"], shown["sequence"], shown["summary"]) == ("REQUEST", 3, "Приём: Ivan Petrov")
    assert shown["starts_at"] == START.isoformat().replace("+00:00", "Z")
    [event] = Calendar.from_ical(shown["calendar"]).walk("VEVENT")
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=20)


async def test_a_letter_without_an_invitation_shows_none(database: Database, settings: Settings) -> None:
    demo = settings_for(settings.database_url, settings.data_dir, demo=True)
    async with transport_for(demo, database) as transport:
        await transport.send(Outgoing(VISIT_ID, "sms", "+79161234567", "Код", "Текст", "", NOON))
    async with running(demo) as client:
        [letter] = (await client.get("/api/v1/demo/mailbox")).json()["items"]
    assert (letter["invitation"], letter["to"], letter["channel"]) == (None, "+79161234567", "sms")
