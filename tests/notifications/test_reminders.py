"""Reminders: the right instant, once, and only while they are true."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from telemed.db.engine import Database
from telemed.notifications.models import Message
from telemed.notifications.reminders import plan_reminders
from telemed.notifications.sending import send_due
from telemed.settings import Settings
from tests.conftest import settings_for
from tests.notifications.builders import (
    a_practice,
    a_visit,
    awake,
    change,
    happened,
    mailed,
    messages,
    somebody,
    text_of,
    work,
)
from tests.notifications.conftest import Postbox

KIND = "appointment.reminder"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "visit", "day_before", "hour_before"),
    [
        # Berlin springs forward on 28 March 2027, and falls back on 25 October 2026.
        ("Europe/Berlin", "2027-03-28 09:00", "2027-03-27 08:00", "2027-03-28 08:00"),
        ("Europe/Berlin", "2027-03-28 03:10", "2027-03-27 02:10", "2027-03-28 01:10"),
        ("Europe/Berlin", "2026-10-25 09:00", "2026-10-24 10:00", "2026-10-25 08:00"),
        # Lord Howe moves by half an hour, on 4 October 2026 and on 4 April 2027.
        ("Australia/Lord_Howe", "2026-10-04 09:00", "2026-10-03 08:30", "2026-10-04 08:00"),
        ("Australia/Lord_Howe", "2027-04-04 09:00", "2027-04-03 09:30", "2027-04-04 08:00"),
    ],
)
async def test_reminders_leave_a_day_and_an_hour_before_across_both_clock_changes(
    database: Database, settings: Settings, zone: str, visit: str, day_before: str, hour_before: str
) -> None:
    """So many minutes before, by what really passes; each names the visit's own local time. Not a minute too early."""
    practice = await a_practice(database, zone=zone, own_zone="UTC")
    await awake(database, practice)
    start = practice.at(visit)
    await a_visit(database, practice, start)
    assert start - DAY == practice.at(day_before)
    assert start - HOUR == practice.at(hour_before)
    for number, due in enumerate((start - DAY, start - HOUR)):
        await work(database, settings, due - MINUTE)
        assert len(mailed(settings)) == number
        await work(database, settings, due)
        await work(database, settings, due + MINUTE)
        assert len(mailed(settings)) == number + 1
        assert visit[-5:] in str(mailed(settings)[-1]["Subject"]) + text_of(mailed(settings)[-1])
    assert [each.sent_at for each in await messages(database, channel="email")] == [start - DAY, start - HOUR]


async def test_a_worker_that_was_down_for_an_hour_loses_none_and_doubles_none(
    database: Database, settings: Settings
) -> None:
    """It was down from before the reminder was due until half an hour before the visit."""
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    await a_visit(database, practice, start)
    await work(database, settings, start - DAY)
    await work(database, settings, start - 90 * MINUTE)
    assert len(mailed(settings)) == 1
    await work(database, settings, start - 30 * MINUTE)
    await work(database, settings, start - 29 * MINUTE)
    assert len(mailed(settings)) == 2


async def test_after_a_long_pause_only_the_nearest_reminder_is_sent(database: Database, settings: Settings) -> None:
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    await a_visit(database, practice, start)
    await work(database, settings, start - 10 * MINUTE)
    assert len(mailed(settings)) == 1


async def test_nothing_is_sent_once_the_visit_has_begun(database: Database, settings: Settings) -> None:
    """Neither what was never planned, nor what was planned in time and could not be sent."""
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    await a_visit(database, practice, start)
    await plan_reminders(database, settings, start - 59 * MINUTE)
    await work(database, settings, start)
    assert mailed(settings) == []
    [message] = await messages(database, channel="email")
    assert (message.status, message.reason, message.body_text) == ("dropped", "too_late", "")

    late = await a_visit(database, practice, start + DAY)
    await work(database, settings, start + DAY + MINUTE)
    assert await messages(database, appointment_id=late) == []


async def test_two_workers_remind_each_person_once(
    database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    for _ in range(12):
        _, patient_id = await somebody(database)
        await a_visit(database, practice, start, patient_id=patient_id)
    smtp = settings_for(settings.database_url, settings.data_dir, mail_url=url)
    await asyncio.gather(*(work(database, smtp, start - HOUR) for _ in range(2)))
    assert len(box.mails) == 12
    assert len({mail["To"] for mail in box.mails}) == 12
    assert len(await messages(database, channel="inbox")) == 12


async def test_a_moved_visit_never_reminds_of_its_old_time(database: Database, settings: Settings) -> None:
    """Neither the one that is due later, nor the one that was planned already; the new time reminds at its own."""
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, start)
    await plan_reminders(database, settings, start - DAY)
    await change(database, visit, starts_at=start + 2 * DAY, ends_at=start + 2 * DAY + HOUR)
    await send_due(database, settings, start - DAY + MINUTE)
    [planned] = await messages(database, channel="email")
    assert (planned.status, planned.reason) == ("dropped", "outdated")
    await work(database, settings, start - HOUR)
    assert mailed(settings) == []
    await work(database, settings, start + DAY)
    [mail] = mailed(settings)
    assert "26 November" in str(mail["Subject"]) + text_of(mailed(settings)[-1])


@pytest.mark.parametrize("status", ["cancelled", "arrived"])
async def test_a_visit_that_was_cancelled_or_has_begun_never_reminds(
    database: Database, settings: Settings, status: str
) -> None:
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, start)
    await plan_reminders(database, settings, start - HOUR)
    await change(database, visit, status=status)
    await work(database, settings, start - HOUR + MINUTE)
    assert mailed(settings) == []


async def test_a_change_that_moves_nothing_reminds_no_second_time(database: Database, settings: Settings) -> None:
    """Hiding a visit raises its revision too: what was reminded of is still the same."""
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, start)
    await plan_reminders(database, settings, start - DAY)
    await change(database, visit, private=True)
    await work(database, settings, start - DAY + MINUTE)
    await work(database, settings, start - 20 * HOUR)
    assert len(mailed(settings)) == 1


async def test_killed_between_planning_and_sending_it_is_sent_once_by_the_next(
    database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    """Killed again with the mail on its way, the repetition carries the id of the first."""
    box, url = postbox
    smtp = settings_for(settings.database_url, settings.data_dir, mail_url=url)
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    await a_visit(database, practice, start)
    await plan_reminders(database, smtp, start - HOUR)

    other = Database(smtp)
    await work(other, smtp, start - HOUR + MINUTE)
    assert len(box.mails) == 1
    async with other.writing() as session:  # as if it had been killed before it could note that the mail had left
        sent = Message.status == "sent"
        mails = Message.channel == "email"
        text = "as it was"
        await session.execute(
            update(Message).where(sent, mails).values(status="queued", lease_until=start, body_text=text)  # type: ignore[arg-type]
        )
    await work(other, smtp, start - 30 * MINUTE)
    assert len(box.mails) == 1  # its lease is still another worker's
    async with other.writing() as session:
        await session.execute(update(Message).values(lease_until=start - 29 * MINUTE))
    await work(other, smtp, start - 20 * MINUTE)
    await other.dispose()
    assert len(box.mails) == 2
    assert box.mails[0]["Message-ID"] == box.mails[1]["Message-ID"]


async def test_who_has_just_booked_or_moved_is_not_reminded_of_it(database: Database, settings: Settings) -> None:
    """A visit booked three hours ahead needs no reminder of the day before, that of the hour it does."""
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    booked_at = start - 3 * HOUR
    visit = await a_visit(database, practice, start, booked_at=booked_at)
    await happened(database, "appointment.booked", visit, booked_at, revision=1)
    await work(database, settings, booked_at)
    assert kinds(await messages(database, channel="email")) == ["appointment.booked"]

    moved = start + 2 * HOUR
    await change(database, visit, starts_at=moved, ends_at=moved + HOUR)
    await happened(database, "appointment.rescheduled", visit, booked_at + MINUTE, was=start.isoformat())
    # However soon it looks: as long as the move has not been told, no reminder is due.
    assert await plan_reminders(database, settings, booked_at + MINUTE) == 0
    await work(database, settings, booked_at + MINUTE)
    await work(database, settings, start)
    assert kinds(await messages(database, channel="email")) == ["appointment.booked", "appointment.rescheduled"]
    await work(database, settings, moved - HOUR)
    assert kinds(await messages(database, channel="email"))[2:] == [KIND]


def kinds(found: object) -> list[str]:
    return [each.kind for each in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("rhythm", "before"), [([], []), ([2880, 120], [2 * DAY, 2 * HOUR])])
async def test_the_clinic_chooses_the_rhythm(
    database: Database, settings: Settings, rhythm: list[int], before: list[timedelta]
) -> None:
    practice = await a_practice(database, reminders_min=rhythm)
    start = practice.at("2026-11-24 14:00")
    await a_visit(database, practice, start)
    for minutes in (2880, 1440, 120, 60, 10):
        await work(database, settings, start - timedelta(minutes=minutes))
    assert [each.sent_at for each in await messages(database, channel="email")] == [start - span for span in before]


async def test_both_instants_of_the_autumn_hour_are_reminded_of_apart(database: Database, settings: Settings) -> None:
    """Two visits that begin at 02:30 by the clock, an hour apart."""
    practice = await a_practice(database)
    await awake(database, practice)
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    second = first.replace(fold=1)
    for start in (first.astimezone(UTC), second.astimezone(UTC)):
        await a_visit(database, practice, start)
        await work(database, settings, start - HOUR)
    offsets = [
        text for mail in mailed(settings) for text in ("UTC+1", "UTC+2") if text in str(mail.get_body(("plain",)))
    ]
    assert len(mailed(settings)) == 2
    assert sorted(offsets) == ["UTC+1", "UTC+2"]
