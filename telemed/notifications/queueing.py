"""Notices become rows: worded once, in the recipient's language, when they are planned."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.notifications import repository
from telemed.notifications.kinds import INBOX
from telemed.notifications.notices import Notice
from telemed.notifications.wording import write


async def queue(session: AsyncSession, notices: Iterable[tuple[UUID, Notice]], now: datetime) -> None:
    """Queue each notice under its event. What is too late already is not worth a row."""
    rows = [
        _row(event_id, notice, now)
        for event_id, notice in notices
        if notice.about.good_until is None or notice.about.good_until > now
    ]
    await repository.add_all(session, rows)


def message_id(event_id: UUID, channel: str, address: str) -> UUID:
    """The same for the same event, channel and recipient."""
    return uuid5(event_id, f"{channel}|{address}")


def _row(event_id: UUID, notice: Notice, now: datetime) -> dict[str, Any]:
    worded = write(notice.kind, notice.language, notice.facts, notice.channel)
    about, is_here = notice.about, notice.channel == INBOX
    not_before = about.not_before or now
    return {
        "id": message_id(event_id, notice.channel, notice.address),
        "event_id": event_id,
        "kind": notice.kind,
        "recipient_account_id": notice.account_id,
        "channel": notice.channel,
        "to_address": notice.address,
        "subject": worded.subject,
        "body_text": worded.text,
        "body_html": worded.html,
        "body_calendar": notice.calendar,
        "link": worded.link,
        "clinic_id": about.clinic_id,
        "patient_id": about.patient_id,
        "appointment_id": about.appointment_id,
        "sensitive": about.sensitive,
        "awaited": about.awaited,
        "moment": about.moment,
        "good_until": about.good_until,
        "status": "sent" if is_here else "queued",
        "attempts": 0,
        "created_at": now,
        "next_attempt_at": max(now, not_before),
        "sent_at": now if is_here else None,
    }
