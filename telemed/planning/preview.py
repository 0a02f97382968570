"""What a change of working time would do to booked visits, said before it is done; and doing it if that is still so.

A preview is the change itself, made in a savepoint and taken back: it cannot say anything but what applying would do.
Its token is a digest of what it said. Applying makes the change, says again what it did, and compares: where the facts
have moved, the transaction fails and the answer is the fresh preview. Visits are never dropped: they stay booked.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.kit.intervals import Interval
from telemed.planning import repository
from telemed.planning.errors import PreviewNeeded, PreviewOutdated
from telemed.planning.repository import PlannedVisit
from telemed.schedules import by_hand, claims, service
from telemed.schedules.free_time import covered

Made = TypeVar("Made")
FAR = timedelta(days=366 * 3)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does: shifts that come and go, and visits that lose their working time."""

    added: tuple[Interval, ...]
    removed: tuple[Interval, ...]
    affected: tuple[PlannedVisit, ...]

    @property
    def token(self) -> str:
        """Equal for equal effects; another revision of an affected visit is another effect."""
        said = {
            "added": [_said(time) for time in self.added],
            "removed": [_said(time) for time in self.removed],
            "affected": [[visit.id.hex, visit.revision, _said(visit.time)] for visit in self.affected],
        }
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _said(time: Interval) -> list[str]:
    return [time.start.isoformat(), time.end.isoformat()]


@dataclass(frozen=True, slots=True)
class _Facts:
    shifts: frozenset[Interval]
    working: list[Interval]


async def preview(
    session: AsyncSession, calendar_id: UUID, change: Callable[[], Awaitable[Made]], *, now: datetime
) -> Effect:
    """What `change` would do to the calendar. Nothing of it stays."""
    await claims.lock(session, [calendar_id])
    savepoint = await session.begin_nested()
    _, effect = await _observed(session, calendar_id, change, now)
    await savepoint.rollback()
    session.expunge_all()
    return effect


async def apply(
    session: AsyncSession,
    calendar_id: UUID,
    change: Callable[[], Awaitable[Made]],
    *,
    token: str | None,
    describe: Callable[[Effect], dict[str, object]],
    now: datetime,
) -> Made:
    """Make the change. Raises PreviewNeeded when visits lose their time and nobody was shown it, PreviewOutdated when
    what was shown is no longer true; both hold the effect as `preview`, put into words by `describe`.
    """
    await claims.lock(session, [calendar_id])
    made, effect = await _observed(session, calendar_id, change, now)
    if token is not None and token != effect.token:
        raise PreviewOutdated(preview=describe(effect))
    if token is None and effect.affected:
        raise PreviewNeeded(preview=describe(effect))
    return made


async def _observed(
    session: AsyncSession, calendar_id: UUID, change: Callable[[], Awaitable[Made]], now: datetime
) -> tuple[Made, Effect]:
    visits = await repository.visits_ahead(session, calendar_id, now)
    before = await _facts(session, calendar_id, now)
    made = await change()
    after = await _facts(session, calendar_id, now)
    lost = [v for v in visits if covered(v.time, before.working) and not covered(v.time, after.working)]
    return made, Effect(
        tuple(sorted(after.shifts - before.shifts)), tuple(sorted(before.shifts - after.shifts)), tuple(lost)
    )


async def _facts(session: AsyncSession, calendar_id: UUID, now: datetime) -> _Facts:
    """Shifts that have not begun (of one that has, the part that ends now would change every second), and all working
    time from now on.
    """
    window = Interval(now, now + FAR)
    shifts = await by_hand.shifts_between(session, [calendar_id], window)
    working = await service.working_times(session, [calendar_id], window)
    ahead = frozenset(Interval(s.starts_at, s.ends_at) for s in shifts if s.starts_at >= now)
    return _Facts(ahead, working.get(calendar_id, []))


def lost_cover(visits: Sequence[PlannedVisit], working: Sequence[Interval]) -> set[UUID]:
    """Visits that do not lie within working time."""
    return {visit.id for visit in visits if not covered(visit.time, working)}
