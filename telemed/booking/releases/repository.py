"""Queries of releases and their tickets."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.releases.admission import Rate
from telemed.booking.releases.models import Release, ReleaseTicket
from telemed.booking.rules import RELEASE
from telemed.kit.intervals import Interval


class _Turn(NamedTuple):
    release_id: UUID
    opens_at: datetime
    closes_at: datetime
    per_minute: int
    window_min: int
    place: int


async def admissions_of(session: AsyncSession, patient_id: UUID, release_ids: Collection[UUID]) -> dict[str, Interval]:
    """By the release's audience: when the patient may book of it. Whoever has no place is not among them."""
    rows = await session.execute(
        select(
            col(Release.id), col(Release.opens_at), col(Release.closes_at), col(Release.per_minute),
            col(Release.window_min), col(ReleaseTicket.place),
        )
        .join(ReleaseTicket, col(ReleaseTicket.release_id) == col(Release.id))
        .where(
            col(Release.id).in_(release_ids),
            col(ReleaseTicket.patient_id) == patient_id,
            col(ReleaseTicket.place).is_not(None),
        )
    )  # fmt: skip
    found = {}
    for row in rows:
        turn = _Turn._make(row)
        admission = Rate(turn.opens_at, turn.closes_at, turn.per_minute, turn.window_min).admission(turn.place)
        if admission is not None:
            found[f"{RELEASE}{turn.release_id}"] = admission
    return found
