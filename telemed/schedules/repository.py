"""Queries of the tables of time. Those on the way of a booking are prepared once for the driver."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Insert,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.statements import Prepared
from telemed.db.types import Instant
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.kit.zones import day_bounds, zone
from telemed.schedules.free_time import DayFacts
from telemed.schedules.models import (
    Absence,
    Calendar,
    Claim,
    ClinicHoliday,
    Opening,
    SetAside,
    Shift,
    sql_table,
)

LONGEST = timedelta(hours=48)
"""No shift and no claim is longer, so a look-up by start needs to reach back only this far."""

_calendar = sql_table(Calendar)
_claim = sql_table(Claim)
_opening = sql_table(Opening)
_shift = sql_table(Shift)
_absence = sql_table(Absence)
_holiday = sql_table(ClinicHoliday)
_set_aside = sql_table(SetAside)


class CalendarRow(NamedTuple):
    """What the rules need to know of a calendar."""

    id: UUID
    zone: str
    clinic_id: UUID | None
    planned_until: date | None


@dataclass(frozen=True, slots=True)
class StoredInterval:
    """A row that says nothing but when."""

    id: UUID
    time: Interval


# ── on the way of a booking ────────────────────────────────────────

_at = bindparam("starts_at", type_=Instant)
_until = bindparam("ends_at", type_=Instant)
_of_calendar = bindparam("calendar_id", type_=_opening.c.calendar_id.type)


@lru_cache(maxsize=16)
def lock_statement(count: int) -> Prepared:
    """Holds `count` calendars, `calendar_0` and so on, in the order of their ids; gives the ids of those that exist."""
    ids = [bindparam(f"calendar_{n}", type_=_calendar.c.id.type) for n in range(count)]
    return Prepared(
        select(_calendar.c.id)
        .where(or_(*(_calendar.c.id == each for each in ids)))
        .order_by(_calendar.c.id)
        .with_for_update(key_share=True)
    )


@lru_cache(maxsize=16)
def sweep_statement(count: int) -> Prepared:
    """Drops the expired holds of `count` calendars; gives the calendar and the time of each."""
    ids = [bindparam(f"calendar_{n}", type_=_calendar.c.id.type) for n in range(count)]
    return Prepared(
        delete(_claim)
        .where(or_(*(_claim.c.calendar_id == each for each in ids)), _claim.c.expires_at <= bindparam("now"))
        .returning(_claim.c.calendar_id, _claim.c.starts_at, _claim.c.ends_at)
    )


TAKE_OPENING = Prepared(
    delete(_opening)
    .where(
        _opening.c.id
        == select(_opening.c.id)
        .where(_opening.c.calendar_id == _of_calendar, _opening.c.starts_at <= _at)
        .order_by(_opening.c.starts_at.desc())
        .limit(1)
        .scalar_subquery(),
        _opening.c.ends_at >= _until,
    )
    .returning(_opening.c.starts_at, _opening.c.ends_at)
)
"""Removes the one opening that holds [starts_at, ends_at) and says how far it reached; no row when there is none."""

PUT_OPENING = Prepared(
    insert(_opening).values(
        id=bindparam("id"),
        calendar_id=bindparam("calendar_id"),
        starts_at=bindparam("starts_at"),
        ends_at=bindparam("ends_at"),
    )
)

PUT_CLAIM = Prepared(
    insert(_claim).values(
        id=bindparam("id"),
        calendar_id=bindparam("calendar_id"),
        starts_at=bindparam("starts_at"),
        ends_at=bindparam("ends_at"),
        owner_kind=bindparam("owner_kind"),
        owner_id=bindparam("owner_id"),
        expires_at=bindparam("expires_at"),
    )
)

SWEEP_CLAIMS = Prepared(
    delete(_claim)
    .where(_claim.c.calendar_id == bindparam("calendar_id"), _claim.c.expires_at <= bindparam("now"))
    .returning(_claim.c.starts_at, _claim.c.ends_at)
)

CLAIMED = Prepared(
    select(_claim.c.calendar_id).where(
        _claim.c.owner_id == bindparam("owner_id"), _claim.c.owner_kind == bindparam("owner_kind")
    )
)

DROP_CLAIMS_ON = Prepared(
    delete(_claim)
    .where(
        _claim.c.owner_id == bindparam("owner_id"), _claim.c.owner_kind == bindparam("owner_kind"),
        _claim.c.calendar_id == bindparam("calendar_id"),
    )
    .returning(_claim.c.starts_at, _claim.c.ends_at)
)  # fmt: skip

DROP_CLAIMS = Prepared(
    delete(_claim)
    .where(_claim.c.owner_id == bindparam("owner_id"), _claim.c.owner_kind == bindparam("owner_kind"))
    .returning(_claim.c.calendar_id, _claim.c.starts_at, _claim.c.ends_at)
)

KEEP_CLAIMS = Prepared(
    update(_claim)
    .where(
        _claim.c.owner_id == bindparam("of_id"),
        _claim.c.owner_kind == bindparam("of_kind"),
        or_(_claim.c.expires_at.is_(None), _claim.c.expires_at > bindparam("now", type_=Instant)),
    )
    .values(expires_at=null())
    .returning(_claim.c.calendar_id)
)

ANY_EXPIRED = Prepared(select(_claim.c.calendar_id).where(_claim.c.expires_at <= bindparam("now")).limit(1))


async def lock_calendars(
    session: AsyncSession, calendar_ids: Iterable[UUID], *, skip_locked: bool = False
) -> dict[UUID, CalendarRow]:
    """The calendars that exist, their rows locked in the order of their ids (SQLite: the writer is alone anyway).

    With `skip_locked` without those that somebody else has locked.
    """
    rows = await session.execute(
        select(_calendar.c.id, _calendar.c.zone, _calendar.c.clinic_id, _calendar.c.planned_until)
        .where(_calendar.c.id.in_(sorted(set(calendar_ids))))
        .order_by(_calendar.c.id)
        .with_for_update(key_share=True, skip_locked=skip_locked)
    )
    return {row.id: CalendarRow(*row) for row in rows}


async def lock_first_free(session: AsyncSession, calendar_ids: Sequence[UUID]) -> UUID | None:
    """Lock the first of these calendars that nobody else has locked, without waiting; None when all are."""
    order = case(
        *((_calendar.c.id == each, literal(place)) for place, each in enumerate(calendar_ids)), else_=literal(-1)
    )
    found = select(_calendar.c.id).where(_calendar.c.id.in_(calendar_ids)).order_by(order).limit(1)
    locked: UUID | None = await session.scalar(found.with_for_update(key_share=True, skip_locked=True))
    return locked


async def add_calendar(session: AsyncSession, calendar_id: UUID, zone_name: str, clinic_id: UUID | None) -> None:
    """Does nothing when it exists: two first bookings may open the same calendar at once."""
    await session.execute(
        _insert_new(session, _calendar).values(id=calendar_id, zone=zone_name, clinic_id=clinic_id, revision=1)
    )


def _insert_new(session: AsyncSession, table: Any) -> Insert:
    on_postgres = session.get_bind().dialect.name == "postgresql"
    statement: Insert = (
        postgresql.insert(table).on_conflict_do_nothing()
        if on_postgres
        else sqlite.insert(table).on_conflict_do_nothing()
    )
    return statement


# ── the facts openings are made of ────────────────────────────────────────


def overlapping(table: Any, window: Interval, *, bounded: bool) -> Any:
    """Rows of a table of time that overlap `window`; `bounded` where none is longer than LONGEST."""
    overlap = and_(table.c.starts_at < window.end, table.c.ends_at > window.start)
    return and_(overlap, table.c.starts_at > window.start - LONGEST) if bounded else overlap


async def facts_of(session: AsyncSession, calendar_ids: Sequence[UUID], window: Interval) -> dict[UUID, DayFacts]:
    """Everything that overlaps `window`, per calendar that exists. Two statements, however many calendars."""
    facts = await _holidays_of(session, calendar_ids, window)
    parts = [
        select(literal(kind).label("kind"), table.c.calendar_id, table.c.starts_at, table.c.ends_at).where(
            table.c.calendar_id.in_(calendar_ids), overlapping(table, window, bounded=bounded)
        )
        for kind, table, bounded in (("shift", _shift, True), ("absence", _absence, False), ("claim", _claim, True))
    ]
    for kind, calendar_id, start, end in await session.execute(union_all(*parts)):
        known = facts.get(calendar_id)
        if known is not None:
            lists = {"shift": known.shifts, "absence": known.absences, "claim": known.claims}
            lists[kind].append(Interval(start, end))
    return facts


async def _holidays_of(session: AsyncSession, calendar_ids: Sequence[UUID], window: Interval) -> dict[UUID, DayFacts]:
    day = timedelta(days=1)
    near = _holiday.c.date.between(window.start.date() - day, window.end.date() + day)
    rows = await session.execute(
        select(_calendar.c.id, _calendar.c.zone, _holiday.c.date)
        .outerjoin(_holiday, and_(_holiday.c.clinic_id == _calendar.c.clinic_id, near))
        .where(_calendar.c.id.in_(calendar_ids))
    )
    facts: dict[UUID, DayFacts] = defaultdict(DayFacts)
    for calendar_id, zone_name, closed in rows:
        known = facts[calendar_id]
        bounds = day_bounds(closed, zone(zone_name)) if closed else None
        if bounds is not None and bounds.overlaps(window):
            known.holidays.append(bounds)
    return dict(facts)


async def openings_touching(session: AsyncSession, calendar_id: UUID, window: Interval) -> list[StoredInterval]:
    """Openings that overlap `window` or touch one of its ends: its neighbours to be."""
    rows = await session.execute(
        select(_opening.c.id, _opening.c.starts_at, _opening.c.ends_at).where(
            _opening.c.calendar_id == calendar_id,
            _opening.c.starts_at <= window.end,
            _opening.c.ends_at >= window.start,
        )
    )
    return [StoredInterval(row.id, Interval(row.starts_at, row.ends_at)) for row in rows]


async def openings_between(
    session: AsyncSession, calendar_ids: Sequence[UUID], window: Interval
) -> list[tuple[UUID, Interval]]:
    """Free time that overlaps `window` (not cut to it), earliest first.

    From each calendar's running opening on: past ones, of which there are ever more, are not touched.
    """
    earlier = _opening.alias("earlier")
    running = (
        select(func.max(earlier.c.starts_at, type_=Instant))
        .where(earlier.c.calendar_id == _calendar.c.id, earlier.c.starts_at <= window.start)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(_opening.c.calendar_id, _opening.c.starts_at, _opening.c.ends_at)
        .select_from(_calendar)
        .join(
            _opening,
            and_(
                _opening.c.calendar_id == _calendar.c.id,
                _opening.c.starts_at >= func.coalesce(running, window.start, type_=Instant),
                _opening.c.starts_at < window.end,
                _opening.c.ends_at > window.start,
            ),
        )
        .where(_calendar.c.id.in_(calendar_ids))
        .order_by(_opening.c.starts_at, _opening.c.calendar_id)
    )
    return [(row.calendar_id, Interval(row.starts_at, row.ends_at)) for row in rows]


async def replace_openings(
    session: AsyncSession, calendar_id: UUID, surplus: Sequence[UUID], missing: Sequence[Interval]
) -> None:
    """Deletes first, so that a grown opening may start where its shorter self did."""
    if surplus:
        await session.execute(delete(_opening).where(_opening.c.id.in_(surplus)))
    if missing:
        await session.execute(
            insert(_opening),
            [{"id": new_id(), "calendar_id": calendar_id, "starts_at": i.start, "ends_at": i.end} for i in missing],
        )


async def shorten_claims(session: AsyncSession, owner_id: UUID, owner_kind: str, at: datetime) -> list[StoredInterval]:
    """End the owner's claims that go on at `at`; by calendar, what was given up."""
    mine = and_(
        _claim.c.owner_id == owner_id, _claim.c.owner_kind == owner_kind, _claim.c.starts_at < at, _claim.c.ends_at > at
    )
    rows = (await session.execute(select(_claim.c.calendar_id, _claim.c.ends_at).where(mine))).all()
    await session.execute(update(_claim).where(mine).values(ends_at=at))
    return [StoredInterval(calendar_id, Interval(at, end)) for calendar_id, end in rows]


async def claims_of(
    session: AsyncSession, owner_kind: str, owner_ids: Collection[UUID]
) -> dict[UUID, list[tuple[UUID, Interval]]]:
    """The claims of each owner: calendar and time."""
    rows = await session.execute(
        select(_claim.c.owner_id, _claim.c.calendar_id, _claim.c.starts_at, _claim.c.ends_at).where(
            _claim.c.owner_id.in_(owner_ids), _claim.c.owner_kind == owner_kind
        )
    )
    held: dict[UUID, list[tuple[UUID, Interval]]] = {owner_id: [] for owner_id in owner_ids}
    for owner_id, calendar_id, start, end in rows:
        held[owner_id].append((calendar_id, Interval(start, end)))
    return held


async def replace_claims(
    session: AsyncSession, owner_kind: str, owner_ids: Collection[UUID], rows: Sequence[dict[str, object]]
) -> None:
    """Drop all claims of these owners, and put those of `rows`."""
    await session.execute(
        delete(_claim).where(_claim.c.owner_id.in_(list(owner_ids)), _claim.c.owner_kind == owner_kind)
    )
    if rows:
        await session.execute(insert(_claim), rows)


async def calendars_with_expired_claims(session: AsyncSession, now: datetime, limit: int) -> list[UUID]:
    """Calendars that hold a claim which counts for nothing any more."""
    found = select(_claim.c.calendar_id).where(_claim.c.expires_at <= now).distinct().limit(limit)
    return list((await session.execute(found)).scalars())


# ── for the check of everything ────────────────────────────────────────


async def calendar_ids_after(session: AsyncSession, after: UUID | None, limit: int) -> list[UUID]:
    """A page of all calendars in the order of their ids."""
    found = select(_calendar.c.id).order_by(_calendar.c.id).limit(limit)
    return list(await session.scalars(found if after is None else found.where(_calendar.c.id > after)))
