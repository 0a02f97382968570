"""What rooms above ask about many visits at once, on nobody's behalf: they decide who hears of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking import repository_many as repository
from telemed.booking.service import VisitFacts, facts_of


class Known(NamedTuple):
    """A visit, with who made and who ended it, and whether it came out of the duty queue."""

    visit: VisitFacts
    booked_by: UUID
    cancelled_by: UUID | None
    duty: bool


class Standing(NamedTuple):
    """How a visit stands: what a message about it was true of."""

    status: str
    starts_at: datetime
    doctor_id: UUID


async def known_visits(session: AsyncSession, appointment_ids: Collection[UUID]) -> dict[UUID, Known]:
    """The facts of many visits in one statement; those that do not exist are left out."""
    return {
        own.id: Known(facts_of(own, service, doctor, clinic), own.booked_by, own.cancelled_by, service.duty)
        for own, service, doctor, clinic in await repository.known(session, appointment_ids)
    }


async def standings(session: AsyncSession, appointment_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Status, start and doctor of many visits."""
    return {row[0]: Standing(*row[1:]) for row in await repository.standings(session, appointment_ids)}


async def reminder_rhythms(session: AsyncSession) -> dict[UUID, Sequence[int]]:
    """How many minutes before a visit each clinic reminds its patients."""
    return await repository.reminder_rhythms(session)
