"""Moving many claims at once: what was taken is given up and taken elsewhere, in a handful of statements.

It does what `claims.release` and `claims.claim` do one after the other, for calendars that are locked already, and as
there the last word is the database's: claims that overlap are refused by `ex_claim_overlap`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.schedules import claims, repository
from telemed.schedules.claims import Owner
from telemed.schedules.free_time import DayFacts


@dataclass(frozen=True, slots=True)
class Taken:
    """A claim to be: which calendar, when, and whose."""

    calendar_id: UUID
    time: Interval
    owner: Owner


async def facts_of(session: AsyncSession, calendar_ids: Sequence[UUID], window: Interval) -> dict[UUID, DayFacts]:
    """Shifts, absences, holidays and claims of each calendar that exists, as far as they overlap `window`."""
    return await repository.facts_of(session, calendar_ids, window)


async def held_by(
    session: AsyncSession, kind: str, owner_ids: Collection[UUID]
) -> dict[UUID, list[tuple[UUID, Interval]]]:
    """The claims of each owner: calendar and time."""
    return await repository.claims_of(session, kind, owner_ids)


async def sweep_all(session: AsyncSession, calendar_ids: Collection[UUID], now: datetime) -> None:
    """Drop expired holds of these locked calendars."""
    for calendar_id in calendar_ids:
        await claims.sweep(session, calendar_id, now)


async def rearrange(
    session: AsyncSession, released: Mapping[UUID, Sequence[tuple[UUID, Interval]]], kind: str, taken: Sequence[Taken]
) -> None:
    """Drop the claims of the owners in `released`, as `held_by` gave them, put those of `taken`, and let the openings
    follow. All calendars are locked by the caller, who has found the wanted time free under that lock.
    """
    await repository.replace_claims(session, kind, released.keys(), [_row(each) for each in taken])
    touched: dict[UUID, list[Interval]] = {}
    for calendar_id, time in (pair for pairs in released.values() for pair in pairs):
        touched.setdefault(calendar_id, []).append(time)
    for each in taken:
        touched.setdefault(each.calendar_id, []).append(each.time)
    for calendar_id, times in touched.items():
        window = Interval(min(time.start for time in times), max(time.end for time in times))
        await claims.recompute(session, calendar_id, window)


def _row(taken: Taken) -> dict[str, object]:
    return {
        "id": new_id(),
        "calendar_id": taken.calendar_id,
        "starts_at": taken.time.start,
        "ends_at": taken.time.end,
        "owner_kind": taken.owner.kind,
        "owner_id": taken.owner.id,
        "expires_at": None,
    }
