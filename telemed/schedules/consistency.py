"""Whether the stored openings are what they are derived from, on a live database; and making them so."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.kit.intervals import Interval
from telemed.schedules import claims, repository
from telemed.schedules.free_time import DayFacts, correction, openings

ALL_TIME = Interval(datetime(1990, 1, 1, tzinfo=UTC), datetime(2190, 1, 1, tzinfo=UTC))
PAGE = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A calendar whose stored openings are not true, or whose claims or shifts overlap.

    `surplus`: openings that are stored and should not be; `missing`: the reverse. `clashes` are pairs of rows that the
    database should have refused; no repair touches them, for it cannot know which of two visits is right.
    """

    calendar_id: UUID
    surplus: tuple[Interval, ...]
    missing: tuple[Interval, ...]
    clashes: tuple[tuple[str, Interval, Interval], ...]


async def find_differences(session: AsyncSession, *, seen: Callable[[int], None] | None = None) -> list[Difference]:
    """Every calendar where something is wrong; an empty list proves the openings, also while people book.

    Reads page by page, all of one moment; `seen` is told how many calendars each page had.
    """
    await _look_at_one_moment(session)
    return await _find(session, seen)


async def _look_at_one_moment(session: AsyncSession) -> None:
    """On PostgreSQL each statement would see its own moment, and a booking between two of them look like a fault.
    A SQLite session sees one moment anyway.
    """
    if session.get_bind().dialect.name == "postgresql" and not session.in_transaction():
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


async def _find(session: AsyncSession, seen: Callable[[int], None] | None = None) -> list[Difference]:
    found: list[Difference] = []
    async for page in _pages(session):
        found += await _compare(session, page)
        if seen is not None:
            seen(len(page))
    return found


async def repair(session: AsyncSession) -> list[Difference]:
    """Make all openings true; what was found before. To be called in a writing transaction.

    Found without one moment's view: what is put right afterwards, under the lock, has to see the latest.
    """
    found = await _find(session)
    await claims.lock(session, [difference.calendar_id for difference in found])
    for difference in found:
        await claims.recompute(session, difference.calendar_id, ALL_TIME)
    return found


async def _pages(session: AsyncSession) -> AsyncIterator[Sequence[UUID]]:
    last: UUID | None = None
    while page := await repository.calendar_ids_after(session, last, PAGE):
        yield page
        last = page[-1]


async def _compare(session: AsyncSession, calendar_ids: Sequence[UUID]) -> list[Difference]:
    facts = await repository.facts_of(session, calendar_ids, ALL_TIME)
    stored: dict[UUID, list[Interval]] = {}
    for calendar_id, opening in await repository.openings_between(session, calendar_ids, ALL_TIME):
        stored.setdefault(calendar_id, []).append(opening)
    found = [_difference(each, facts.get(each, DayFacts()), stored.get(each, [])) for each in calendar_ids]
    return [difference for difference in found if difference is not None]


def _difference(calendar_id: UUID, facts: DayFacts, stored: list[Interval]) -> Difference | None:
    needed = correction(stored, openings(facts, ALL_TIME))
    clashes = (*_clashes("claim", facts.claims), *_clashes("shift", facts.shifts))
    if not needed and not clashes:
        return None
    return Difference(calendar_id, tuple(needed.surplus), tuple(needed.missing), clashes)


def _clashes(kind: str, rows: Iterable[Interval]) -> list[tuple[str, Interval, Interval]]:
    return [(kind, one, other) for one, other in pairwise(sorted(rows)) if one.overlaps(other)]
