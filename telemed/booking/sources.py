"""Where a search finds free time: doctor by doctor, or, over a whole town, from what is free at one moment.

Both give batches of openings, and with each how far the order of starts is certain. Which of them is used is a matter
of cost alone. Doctor by doctor costs some microseconds for each doctor of the search, however many openings there are,
and is what SQLite always does. Over a town that would be too many doctors: there PostgreSQL is asked how crowded the next
moment is. Where much is free, the first doctors who are free right then fill the page; by night, all free time up to the
morning is read at once; and where only those in question are not free, doctor by doctor is the way again.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking import repository_free_time as statements
from telemed.booking.repository_on_offer import Filters, OnOffer, send_grids
from telemed.booking.slots import next_on_grid
from telemed.db.statements import pipeline
from telemed.kit.intervals import Interval
from telemed.kit.zones import zone

FIRST_SPAN = timedelta(hours=4)
GROWTH = 4
"""Doctor by doctor, hours are read first, then four times as many: most searches are content with the first."""

MOST_ROUNDS = 6
MOST_INSTANTS = 3
_SMALLEST, _LARGEST = 48, 3072
_MINUTE = timedelta(minutes=1)
_NOBODY = UUID(int=0)
_BEFORE_ALL = datetime(1, 1, 2, tzinfo=UTC)

Key = tuple[datetime, str, str]
"""The order of starts: by time, then by doctor and service (their ids as hex)."""


@dataclass(frozen=True, slots=True)
class Found:
    """An opening of a doctor, for one of the services that are asked for."""

    opening: Interval
    doctor_id: UUID
    service_id: UUID


@dataclass(frozen=True, slots=True)
class Batch:
    """Openings, of which starts in `window` count; those up to `certain` come before any of a later batch (None: all)."""

    rows: Sequence[Found]
    window: Interval
    certain: Key | None


def _batch_size(limit: int, running: int = 0) -> int:
    """Rows to read first: half more than are wanted, and those that have begun, which come first of all."""
    size = _SMALLEST
    while size < min(limit + limit // 2 + running, _LARGEST):
        size *= 2
    return size


# ── doctor by doctor ────────────────────────────────────────


async def by_doctor(
    session: AsyncSession, filters: Filters, span: Interval, limit: int, running: int
) -> AsyncGenerator[Batch]:
    """All openings of the doctors, by their starts; about `running` of them may have begun before."""
    start, length = span.start, FIRST_SPAN
    while start < span.end:
        window = Interval(start, min(start + length, span.end))
        size, seen = _batch_size(limit, running), _seen(_BEFORE_ALL, _NOBODY, _NOBODY)
        more = True
        while more:
            rows = await statements.by_doctor(filters.names, size).all(
                session, since=window.start, until=window.end, **seen, **filters.values
            )
            found = [Found(Interval(opened, closed), doctor, service) for opened, closed, doctor, service in rows]
            more = len(found) == size
            certain = None
            if more:
                last = found[-1]
                seen = _seen(last.opening.start, last.doctor_id, last.service_id)
                certain = (last.opening.start, last.doctor_id.hex, last.service_id.hex)
                size = min(size * 2, _LARGEST)
            yield Batch(found, window, certain)
        start, length = window.end, length * GROWTH


def _seen(start: datetime, doctor_id: UUID, service_id: UUID) -> dict[str, Any]:
    return {"seen_start": start, "seen_doctor": doctor_id, "seen_service": service_id}


# ── over a town ────────────────────────────────────────


async def over_town(
    session: AsyncSession, filters: Filters, span: Interval, limit: int, now: datetime
) -> AsyncGenerator[Batch]:
    """All openings of very many doctors, from what is free at one moment to the next. For PostgreSQL."""
    at, asked = span.start, None
    for _ in range(MOST_ROUNDS):
        async with pipeline(session):
            sent = await statements.crowd(filters.names).send(session, at=at, until=span.end, **filters.values)
            asked = asked or await send_grids(session, filters)
        free_in_all, until, *in_question = await sent.first() or (0, None)
        crowd = in_question[0] if in_question else free_in_all
        if crowd >= statements.CROWD:
            chances = [_Chance(now + timedelta(minutes=lead), *more) for lead, *more in await asked.all()]
            async for batch in _at_once(session, filters, Interval(at, span.end), limit, chances):
                yield batch
                at = batch.window.end
            break
        if free_in_all >= statements.MANY:
            break
        until = until or span.end
        rows = await statements.all_between(filters.names).all(session, since=at, until=until, **filters.values)
        yield Batch([Found(Interval(*row[:2]), *row[2:]) for row in rows], Interval(at, until), None)
        at = until
        if at >= span.end:
            return
    async for batch in by_doctor(session, filters, Interval(at, span.end), limit, statements.MANY):
        yield batch


class _Chance(NamedTuple):
    """When visits of some service may start at all: not before, on which grid of whose wall clock."""

    not_before: datetime
    grid_min: int
    zone: str

    def first(self, moment: datetime) -> datetime:
        return next_on_grid(max(moment, self.not_before), self.grid_min, zone(self.zone))


async def _at_once(
    session: AsyncSession, filters: Filters, span: Interval, limit: int, chances: Sequence[_Chance]
) -> AsyncGenerator[Batch]:
    """The next few moments at which a visit may start at all, each on its own."""
    at = span.start
    for _ in range(MOST_INSTANTS):
        first = min((chance.first(at) for chance in chances), default=span.end)
        if first >= span.end:
            yield Batch([], Interval(at, span.end), None)
            return
        async for batch in _at_moment(session, filters, first, limit):
            yield batch
        at = first + _MINUTE


async def _at_moment(session: AsyncSession, filters: Filters, at: datetime, limit: int) -> AsyncGenerator[Batch]:
    size, window, more = _batch_size(limit), Interval(at, at + _MINUTE), True
    doctor_id, service_id = _NOBODY, _NOBODY
    while more:
        rows = await statements.free_at(filters.names, size).all(
            session, at=at, seen_doctor=doctor_id, seen_service=service_id, **filters.values
        )
        more = len(rows) == size
        certain = None
        if more:
            doctor_id, service_id = rows[-1][2:]
            certain = (at, doctor_id.hex, service_id.hex)
            size = min(size * 2, _LARGEST)
        yield Batch([Found(Interval(*row[:2]), *row[2:]) for row in rows], window, certain)


def source(
    session: AsyncSession, on_offer: OnOffer, span: Interval, limit: int, now: datetime
) -> AsyncGenerator[Batch]:
    """The cheaper way for what is on offer."""
    if on_offer.is_few or session.get_bind().dialect.name != "postgresql":
        return by_doctor(session, on_offer.filters, span, limit, on_offer.pairs)
    return over_town(session, on_offer.filters, span, limit, now)
