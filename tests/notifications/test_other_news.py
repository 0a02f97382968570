"""News that are not about one booked visit: offers, turns, replanned visits, invitations, referrals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx2
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.referrals.models import Referral
from telemed.booking.releases.models import Release, ReleaseTicket
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.notifications.models import Message
from telemed.notifications.sending import send_due
from telemed.notifications.service import plan_due
from telemed.patients.models import Invitation
from telemed.settings import Settings
from tests.booking.duty.builders import a_ward
from tests.booking.waitlist.builders import a_line
from tests.directory.builders import make_specialty
from tests.notifications.builders import (
    Practice,
    a_practice,
    a_visit,
    change,
    happened,
    mailed,
    messages,
    text_of,
    work,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def by_channel(found: Sequence[Message]) -> dict[str, Message]:
    return {each.channel: each for each in found}


async def test_an_offer_is_told_with_the_link_that_answers_it(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """To who may take it, until when; and it is not sent once it has run out."""
    line = await a_line(client, database, settings, booked=2)
    await line.wants_earlier(1)
    await line.cancel(0)
    await plan_due(database, settings, clock.now())
    told = by_channel(await messages(database, kind="waitlist.offered"))
    assert set(told) == {"email", "inbox"}
    [offer] = await line.offers_to(line.people[1])
    assert told["email"].recipient_account_id == line.people[1].account_id
    assert "/answer?token=offer." in told["email"].body_text
    assert told["inbox"].link.endswith("/waitlist")
    late = told["email"].good_until
    assert late is not None
    assert offer["expires_at"].startswith(late.isoformat()[:19])
    await send_due(database, settings, late)
    assert by_channel(await messages(database, kind="waitlist.offered"))["email"].reason == "too_late"


async def test_whoever_is_called_from_the_queue_is_told_at_once(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Once, and not of the visit that begins now as of one that was booked."""
    ward = await a_ward(client, database, settings)
    anna = await ward.somebody()
    await ward.on_duty()
    entry = await ward.joined(anna)
    assert (await ward.next()).status_code == 201
    await work(database, settings, clock.now())
    told = await messages(database, recipient_account_id=anna.account_id)
    assert {(each.kind, each.channel, each.status) for each in told} == {
        ("duty.called", "email", "sent"), ("duty.called", "inbox", "sent"),
    }  # fmt: skip
    assert told[0].link.endswith(f"/now/{entry['id']}")


async def test_a_visit_that_the_clinic_moved_can_be_answered_with_one_tap(
    database: Database, settings: Settings
) -> None:
    """The link is bound to the move; the mail brings the new invitation; the old time is named."""
    practice = await a_practice(database)
    was = practice.at("2026-11-24 14:00")
    visit = await a_visit(database, practice, was)
    await change(database, visit, starts_at=was + DAY, ends_at=was + DAY + HOUR)
    payload = {"revision": 2, "by": str(new_id()), "was": was.isoformat(), "was_doctor_id": str(practice.doctor_id)}
    await happened(database, "replan.moved", visit, was - 2 * DAY, **payload)
    await work(database, settings, was - 2 * DAY)
    [mail] = mailed(settings)
    text = text_of(mail)
    assert f"/answer?token=replan.{visit.hex}.2." in text
    assert f"/visits/{visit}/move" in text
    assert "24 November" in text
    assert "25 November" in text
    assert "text/calendar" in mail.as_string()


async def test_a_referral_and_a_turn_to_book_are_told_without_what_they_are_for(
    database: Database, settings: Settings
) -> None:
    practice, now = await a_practice(database), clock.now().replace(microsecond=0)
    async with database.writing() as session:
        referral = await a_referral(session, practice, now)
        release = Release(
            clinic_id=practice.clinic_id, name={"en": "Vaccination"}, service_ids=[str(practice.service_id)],
            starts_at=now + DAY, ends_at=now + 2 * DAY, opens_at=now - HOUR, closes_at=now + HOUR, per_minute=60,
            window_min=90, seed=1, places=1,
        )  # fmt: skip
        session.add(release)
        await session.flush()
        ticket = ReleaseTicket(
            release_id=release.id, patient_id=practice.patient_id, account_id=practice.account_id, joined_at=now,
            lot=1, place=1,
        )  # fmt: skip
        session.add(ticket)
    await happened(database, "referral.given", referral.id, now)
    await happened(database, "release.admitted", ticket.id, now)
    await plan_due(database, settings, now)
    for kind in ("referral.given", "release.admitted"):
        told = by_channel(await messages(database, kind=kind))
        assert {"inbox", "email"} <= set(told)
        assert "Allgemeinmedizin" not in told["email"].body_text
        assert "General medicine" not in told["email"].body_text
    [inbox] = await messages(database, kind="release.admitted", channel="inbox")
    assert inbox.link.endswith(f"/releases/{release.id}")


async def a_referral(session: AsyncSession, practice: Practice, now: datetime) -> Referral:
    specialty = await make_specialty(session)
    referral = Referral(
        patient_id=practice.patient_id, clinic_id=practice.clinic_id, specialty_id=specialty.id,
        given_by=practice.account_id, given_at=now, until=now + 30 * DAY,
    )  # fmt: skip
    session.add(referral)
    await session.flush()
    return referral


async def test_an_invitation_to_represent_goes_to_its_address_alone(database: Database, settings: Settings) -> None:
    practice, now = await a_practice(database), clock.now()
    async with database.writing() as session:
        invitation = Invitation(
            patient_id=practice.patient_id, invited_by=practice.account_id, email="aunt@example.org", scope="book",
            created_at=now, expires_at=now + DAY,
        )  # fmt: skip
        session.add(invitation)
    await happened(database, "representative.invited", invitation.id, now)
    await work(database, settings, now)
    [mail] = mailed(settings)
    assert mail["To"] == "aunt@example.org"
    assert "/family/join?token=" in text_of(mail)
    assert {each.channel for each in await messages(database)} == {"email"}
