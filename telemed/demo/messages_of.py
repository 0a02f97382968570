"""The demo's messages: people who want to be phoned about their visits, and an address that was written down wrongly."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.demo import repository
from telemed.directory.models import Clinic
from telemed.outbox.service import enqueue

_AHEAD = timedelta(hours=26)
_PHONED, _MISSPELT = 3, 2


async def add_messages(session: AsyncSession, clinic: Clinic, now: datetime) -> None:
    """Events of the last booking of some people whom nobody acts for: the worker makes calls and dead letters of them."""
    visits = await repository.visits_of_nobodys(session, clinic.id, now + _AHEAD, _PHONED + _MISSPELT)
    for number, (visit, patient) in enumerate(visits):
        if number < _PHONED:
            patient.contact_by = "call"
            patient.phone = patient.phone or f"+79160000{number:03d}"
        else:
            patient.contact_by = "email"
            patient.email = f"{'info' if number % 2 else 'mail'}@"
        await enqueue(session, "appointment.booked", subject_id=visit.id, payload={"revision": 1}, now=now)
    await session.flush()
