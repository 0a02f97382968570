"""What doctors have before them, for rooms above that ask on nobody's behalf, such as their calendar's feed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking import repository
from telemed.booking.lifecycle import Status
from telemed.booking.repository import Wanted
from telemed.booking.service import VisitFacts, facts_of

MOST = 2000
_TAKES_TIME = frozenset({Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED})


async def visits_of_doctors(
    session: AsyncSession, doctor_ids: Collection[UUID], since: datetime, until: datetime
) -> list[VisitFacts]:
    """Visits that take place or have taken place, by start; at most 2,000."""
    wanted = Wanted(
        doctors=frozenset(doctor_ids), starts_from=since, starts_before=until, statuses=frozenset(map(str, _TAKES_TIME))
    )
    found = await repository.list_visits(session, wanted, after=None, limit=MOST)
    return [facts_of(each.own, each.offer.service, each.offer.doctor, each.offer.clinic) for each in found]
