"""Who hears of a visit, and what they chose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from telemed.accounts import grants
from telemed.accounts.callers import Grant, Role, Scope
from telemed.accounts.models import Account
from telemed.booking.companions.models import AppointmentCompanion
from telemed.db.engine import Database
from telemed.notifications.models import MessageSettings
from telemed.notifications.sending import send_due
from telemed.notifications.service import plan_due
from telemed.settings import Settings
from tests.conftest import settings_for
from tests.notifications.builders import (
    LONG_AGO,
    Practice,
    a_patient,
    a_practice,
    a_visit,
    change,
    happened,
    mailed,
    messages,
    somebody,
    work,
)

HOUR = timedelta(hours=1)


async def choose(database: Database, account_id: UUID, **chosen: Any) -> None:
    async with database.writing() as session:
        session.add(MessageSettings(id=account_id, **chosen))


async def test_a_visit_is_told_to_the_patient_by_mail_and_inbox_and_to_the_doctor_in_the_app(
    database: Database, settings: Settings
) -> None:
    practice, doctor_account = await with_doctor(database)
    start = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, start)
    await happened(database, "appointment.booked", visit, start - 48 * HOUR, revision=1)
    await work(database, settings, start - 48 * HOUR)
    told = {(each.kind, each.channel, each.recipient_account_id) for each in await messages(database)}
    assert told == {
        ("appointment.booked", "email", practice.account_id),
        ("appointment.booked", "inbox", practice.account_id),
        ("doctor.booked", "inbox", doctor_account),
    }


async def with_doctor(database: Database) -> tuple[Practice, UUID]:
    practice = await a_practice(database)
    account_id, _ = await somebody(database, Grant(Role.DOCTOR, practice.clinic_id, practice.doctor_id), name="Vera")
    return practice, account_id


async def test_a_doctor_hears_that_a_visit_was_moved_or_cancelled_or_that_somebody_waits(
    database: Database, settings: Settings
) -> None:
    practice, doctor_account = await with_doctor(database)
    start = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, start)
    before = start - 3 * HOUR
    await happened(database, "appointment.rescheduled", visit, before, was=(start - HOUR).isoformat())
    await plan_due(database, settings, before)
    await change(database, visit, status="arrived")
    await happened(database, "appointment.arrived", visit, start - HOUR)
    await plan_due(database, settings, start - HOUR)
    await change(database, visit, status="cancelled", cancelled_by=practice.account_id)
    await happened(database, "appointment.cancelled", visit, start - HOUR / 2)
    await plan_due(database, settings, start - HOUR / 2)
    heard = [each.kind for each in await messages(database, recipient_account_id=doctor_account)]
    assert heard == ["doctor.rescheduled", "doctor.patient_waiting", "doctor.cancelled"]


async def test_nobody_is_told_what_they_did_themselves_at_work(database: Database, settings: Settings) -> None:
    practice, doctor_account = await with_doctor(database)
    start = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, start, status="cancelled", cancelled_by=doctor_account)
    await happened(database, "appointment.cancelled", visit, start - HOUR)
    await plan_due(database, settings, start - HOUR)
    assert await messages(database, recipient_account_id=doctor_account) == []
    assert {each.channel for each in await messages(database)} == {"email", "inbox"}


async def test_a_doctor_who_opens_the_room_early_is_announced_when_the_visit_is_near(
    database: Database, settings: Settings
) -> None:
    """And not at all once the patient has come."""
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, start, booked_at=start - HOUR)
    opened = start - timedelta(minutes=25)
    await happened(database, "consultation.doctor_waiting", visit, opened)
    await plan_due(database, settings, opened)
    assert await send_due(database, settings, opened) == 0
    await work(database, settings, start - timedelta(minutes=5))
    assert len(mailed(settings)) == 1
    other = await a_visit(database, practice, start + HOUR, booked_at=start)
    await happened(database, "consultation.doctor_waiting", other, start + HOUR)
    await plan_due(database, settings, start + HOUR)
    await change(database, other, status="arrived")
    await send_due(database, settings, start + HOUR)
    assert len(mailed(settings)) == 1


async def test_both_parents_hear_of_a_childs_visit_unless_it_is_hidden_from_them(
    database: Database, settings: Settings
) -> None:
    practice = await a_practice(database)
    parents = [(await somebody(database, name=name))[0] for name in ("Mother", "Father")]
    async with database.writing() as session:
        for parent in parents:
            grant = Grant(Role.PATIENT, None, practice.patient_id, Scope.BOOK)
            await grants.give(session, parent, grant, now=LONG_AGO, actor_id=None)
    start = practice.at("2026-11-24 14:00")
    for private, expected in ((False, {practice.account_id, *parents}), (True, {practice.account_id})):
        visit = await a_visit(database, practice, start, private=private)
        await happened(database, "appointment.booked", visit, start - 48 * HOUR)
        await plan_due(database, settings, start - 48 * HOUR)
        told = await messages(database, appointment_id=visit, channel="email")
        assert {each.recipient_account_id for each in told} == expected


async def test_a_patient_without_an_account_is_written_to_or_phoned(database: Database, settings: Settings) -> None:
    """By what the clinic has: mail, then SMS where it leaves here, then a registrar's call. Nobody phones an hour before."""
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    smtp = settings_for(settings.database_url, settings.data_dir, mail_url="smtp://127.0.0.1:9")
    for number, (reach, channel) in enumerate(
        [
            ({"email": "a@example.org"}, "email"),
            ({"phone": "+491701234567"}, "call"),
            ({}, None),
            ({"email": "a@example.org", "phone": "+491701234568", "contact_by": "call"}, "call"),
        ]
    ):
        async with database.writing() as session:
            patient = a_patient(**reach)
            session.add(patient)
        visit = await a_visit(database, practice, start + number * HOUR, patient_id=patient.id)
        await happened(database, "appointment.booked", visit, start - 48 * HOUR)
        await plan_due(database, smtp, start - 48 * HOUR)
        found = [each.channel for each in await messages(database, appointment_id=visit)]
        assert found == ([channel] if channel else [])
    await send_due(database, smtp, start - 48 * HOUR)
    calls = await messages(database, channel="call")
    assert {(each.status, each.to_address) for each in calls} == {
        ("queued", "+491701234567"), ("queued", "+491701234568"),
    }  # fmt: skip


@pytest.mark.parametrize("when", ["before planning", "before sending"])
async def test_what_somebody_does_not_want_is_not_sent(database: Database, settings: Settings, when: str) -> None:
    """Chosen before, it is never planned; chosen while it waited, it is dropped. The inbox has it anyhow."""
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, start)
    await happened(database, "appointment.booked", visit, start - 48 * HOUR)
    if when == "before planning":
        await choose(database, practice.account_id, choices={"visits": {"email": False}})
        await work(database, settings, start - 48 * HOUR)
        assert await messages(database, channel="email") == []
    else:
        await plan_due(database, settings, start - 48 * HOUR)
        await choose(database, practice.account_id, choices={"visits": {"email": False}})
        await work(database, settings, start - 48 * HOUR)
        [message] = await messages(database, channel="email")
        assert (message.status, message.reason) == ("dropped", "not_wanted")
    assert mailed(settings) == []
    assert len(await messages(database, channel="inbox")) == 1


async def test_a_quiet_night_is_kept_and_ends_on_the_readers_clock(database: Database, settings: Settings) -> None:
    """The clinic is in Berlin, the reader in New York: the news of the clinic's morning waits for theirs."""
    practice = await a_practice(database, own_zone="America/New_York")
    start = practice.at("2026-11-27 14:00")
    visit = await a_visit(database, practice, start, booked_by=UUID(int=1))
    morning = practice.at("2026-11-24 09:00")
    await happened(database, "appointment.booked", visit, morning)
    await work(database, settings, morning)
    assert mailed(settings) == []
    await work(database, settings, practice.at("2026-11-24 12:59"))
    assert mailed(settings) == []
    await work(database, settings, practice.at("2026-11-24 13:00"))
    assert len(mailed(settings)) == 1
    [message] = await messages(database, channel="email")
    assert message.attempts == 1


async def test_one_cap_over_all_channels_and_what_matters_passes_it(database: Database, settings: Settings) -> None:
    """Five bookings at once: three messages by mail and SMS together, all five in the inbox; a cancellation is told."""
    practice = await a_practice(database)
    async with database.writing() as session:
        account = await session.get_one(Account, practice.account_id)
        account.phone = "+491701234567"
    await choose(database, practice.account_id, choices={"visits": {"sms": True}})
    few = settings_for(settings.database_url, settings.data_dir, messages_a_day=3)
    start, now = practice.at("2026-11-24 14:00"), practice.at("2026-11-22 14:00")
    visits = [await a_visit(database, practice, start + number * HOUR, booked_by=UUID(int=1)) for number in range(5)]
    for visit in visits:
        await happened(database, "appointment.booked", visit, now)
    await work(database, few, now)
    assert len(mailed(few)) == 3
    assert {each.channel for each in await messages(database) if each.channel != "inbox"} == {"email", "sms"}
    assert len(await messages(database, channel="inbox")) == 5
    assert len(await messages(database, reason="cap")) == 7
    await change(database, visits[0], status="cancelled")
    await happened(database, "appointment.cancelled", visits[0], now + HOUR)
    await work(database, few, now + HOUR)
    assert len(mailed(few)) == 5
    await happened(database, "appointment.rescheduled", visits[1], now + 25 * HOUR)
    assert len(await messages(database, reason="cap")) == 7


async def test_one_bad_recipient_stops_nobody(database: Database, settings: Settings) -> None:
    """An address that no mail can be made for, among eleven that are fine."""
    practice = await a_practice(database)
    start = practice.at("2026-11-24 14:00")
    for number in range(12):
        async with database.writing() as session:
            patient = a_patient(email=f"p{number}@example.org" if number != 5 else "nobody@[\x7f, x@y")
            session.add(patient)
        await a_visit(database, practice, start + number * HOUR, patient_id=patient.id)
    for number in range(12):
        await work(database, settings, start + (number - 1) * HOUR)
    bad = [each for each in await messages(database, channel="email") if each.to_address.startswith("n")]
    assert all(each.status != "sent" for each in bad)
    assert {each.status for each in await messages(database) if each.to_address.startswith("p")} == {"sent"}
    assert len({str(mail["To"]) for mail in mailed(settings)}) == 11


async def test_who_comes_along_hears_too_and_who_acts_for_both_hears_once(
    database: Database, settings: Settings
) -> None:
    practice = await a_practice(database)
    (friend_account, friend), (_, child) = [await somebody(database, name=name) for name in ("Friend", "Child")]
    async with database.writing() as session:
        for person in (friend, child):
            grant = Grant(Role.PATIENT, None, person, Scope.BOOK)
            await grants.give(session, practice.account_id, grant, now=LONG_AGO, actor_id=None)
    start = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, start)
    async with database.writing() as session:
        session.add(AppointmentCompanion(appointment_id=visit, patient_id=friend))
    await happened(database, "appointment.booked", visit, start - 48 * HOUR)
    await plan_due(database, settings, start - 48 * HOUR)
    told = [each.recipient_account_id for each in await messages(database, channel="email")]
    assert sorted(told, key=str) == sorted((practice.account_id, friend_account), key=str)


async def test_what_somebody_does_at_night_is_confirmed_at_night_and_to_others_in_the_morning(
    database: Database, settings: Settings
) -> None:
    practice = await a_practice(database)
    mother, _ = await somebody(database, name="Mother")
    async with database.writing() as session:
        await grants.give(
            session, mother, Grant(Role.PATIENT, None, practice.patient_id, Scope.BOOK), now=LONG_AGO, actor_id=None
        )
    start, night = practice.at("2026-11-27 14:00"), practice.at("2026-11-24 23:30")
    visit = await a_visit(database, practice, start)
    await happened(database, "appointment.rescheduled", visit, night, by=str(practice.account_id))
    await work(database, settings, night)
    sent = await messages(database, channel="email", status="sent")
    assert [each.recipient_account_id for each in sent] == [practice.account_id]
    await work(database, settings, practice.at("2026-11-25 07:00"))
    assert len(mailed(settings)) == 2
