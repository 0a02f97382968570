"""A doctor's visits under a secret address, for the calendar program of their choice.

Such programs pass what they read to others, so it says when there is a visit and where to open it, and not whose.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import profile
from telemed.accounts.callers import Role
from telemed.accounts.secrets import digest_of, is_opaque, new_refresh_token
from telemed.audit.service import record
from telemed.booking.agenda import visits_of_doctors
from telemed.booking.service import VisitFacts
from telemed.kit.text import pick
from telemed.notifications.cleaning import one_line
from telemed.notifications.feeds import repository
from telemed.notifications.feeds.errors import NoSuchFeed
from telemed.notifications.invitations import Entry, calendar_of, event_of
from telemed.notifications.wording import label
from telemed.settings import Settings

BEFORE, AFTER = timedelta(days=30), timedelta(days=400)


async def made_at(session: AsyncSession, account_id: UUID) -> datetime | None:
    """Since when the account's calendar has an address; None when it has none."""
    return await repository.made_at(session, account_id)


async def make(session: AsyncSession, account_id: UUID, now: datetime) -> str:
    """A new secret; the one before it is worth nothing any more."""
    token = new_refresh_token()
    await repository.put(session, account_id, digest_of(token), now)
    await _note(session, "feed.make", account_id, now)
    return token


async def revoke(session: AsyncSession, account_id: UUID, now: datetime) -> None:
    """Take the address away, if there is one."""
    await repository.drop(session, account_id)
    await _note(session, "feed.revoke", account_id, now)


async def _note(session: AsyncSession, action: str, account_id: UUID, now: datetime) -> None:
    await record(
        session, action=action, outcome="allowed", actor_id=account_id, subject_id=account_id, details={}, now=now
    )


async def calendar(session: AsyncSession, settings: Settings, token: str, now: datetime) -> str:
    """The calendar at a secret address. Raises NoSuchFeed (404), also when its owner is no doctor any more."""
    owner = await repository.owner(session, digest_of(token)) if is_opaque(token) else None
    account = await profile.account_by_id(session, owner) if owner else None
    doctors = await profile.subjects_of(session, owner, Role.DOCTOR, now) if owner else set()
    if account is None or not doctors:
        raise NoSuchFeed
    visits = await visits_of_doctors(session, doctors, now - BEFORE, now + AFTER)
    events = [event_of(_entry(settings, visit, account.language, now)) for visit in visits]
    return calendar_of(events, method="PUBLISH", name=label("feed", account.language))


def _entry(settings: Settings, visit: VisitFacts, language: str, now: datetime) -> Entry:
    return Entry(
        id=visit.id,
        revision=visit.revision,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=f"{label('visit', language)} ({label(visit.modality, language)})",
        description=one_line(pick(visit.clinic_name, (language, *visit.clinic_languages))),
        link=f"{settings.public_url.rstrip('/')}/doctor/visits/{visit.id}",
        modality=visit.modality,
        language=language,
        stamp=now,
    )
