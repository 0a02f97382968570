"""Which of the free starts a reader may be shown: asked for a batch of doctors at a time, answered start by start."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.repository_on_offer import Offering
from telemed.booking.sources import Found
from telemed.kit.intervals import Interval

Allows = Callable[[Found, Offering, datetime], bool]


class Gate(Protocol):
    """Reads what it needs to know of these doctors in this window, in as few statements as can be."""

    async def for_doctors(
        self,
        session: AsyncSession,
        doctor_ids: Collection[UUID],
        offerings: Mapping[UUID, Offering],
        window: Interval,
        now: datetime,
    ) -> Allows | None:
        """Whether a start may be shown; None when every one may."""
        ...
