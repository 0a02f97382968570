"""Taking time of several calendars at once, in as few trips to the database as can be: the way of every booking.

It does what `claims.lock` and `claims.claim` do one after the other, and keeps their order: all locks, in the order of
the calendars' ids, before any opening is read. Statements of one pipeline run one by one, each with a snapshot of its
own, so an opening that somebody split while we waited for the lock is seen in its parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.statements import Sent, pipeline
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval, subtract
from telemed.schedules import claims, repository
from telemed.schedules.claims import Owner
from telemed.schedules.errors import NotFree

__all__ = ["Held", "Taking", "hold", "put_claims"]


@dataclass(frozen=True, slots=True)
class Taking:
    """Time wanted of one calendar.

    With `needs_opening` one opening has to hold it whole; without, it must only not be taken. `zone` opens the calendar
    when it is the first time that anything is wanted of it.
    """

    calendar_id: UUID
    time: Interval
    needs_opening: bool
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Time of a locked calendar, cut out of its opening and not yet claimed."""

    taking: Taking
    opening: Interval | None


async def hold(session: AsyncSession, takings: Sequence[Taking], *, now: datetime) -> list[Held]:
    """Lock the calendars and cut the time out of their openings. Raises NotFree where an opening is needed and missing.

    What is held has to be put by `put_claims` in the same transaction; after NotFree the transaction is of no use.
    """
    calendars = {f"calendar_{n}": each.calendar_id for n, each in enumerate(takings)}
    async with pipeline(session):
        lock = await repository.lock_statement(len(takings)).send(session, **calendars)
        sweep = await repository.sweep_statement(len(takings)).send(session, now=now, **calendars)
        cuts = {each.calendar_id: await _cut_out(session, each) for each in takings if each.needs_opening}
    locked = {calendar_id for (calendar_id,) in await lock.all()}
    swept: dict[UUID, list[Interval]] = {}
    for calendar_id, start, end in await sweep.all():
        swept.setdefault(calendar_id, []).append(Interval(start, end))
    held = []
    for each in takings:
        if each.calendar_id not in locked:
            await _open_first(session, each)
        cut = cuts.get(each.calendar_id)
        found = await cut.first() if cut else None
        if each.calendar_id in swept:
            found = await _after_sweeping(session, each, found, swept[each.calendar_id])
        if each.needs_opening and found is None:
            raise NotFree(calendar_id=str(each.calendar_id))
        held.append(Held(each, Interval(*found) if found else None))
    return held


async def put_claims(
    session: AsyncSession, owner: Owner, held: Sequence[Held], *, expires_at: datetime | None = None
) -> None:
    """Claim what is held, for `owner` and until `expires_at`, and put back what is left of the openings.

    Fit for a `batch`. An overlap with another claim (on a calendar that needs no opening) is a
    violation of `ex_claim_overlap`, at the end of the batch at the latest.
    """
    for each in held:
        calendar_id, time = each.taking.calendar_id, each.taking.time
        for left in subtract([each.opening], [time]) if each.opening else ():
            await repository.PUT_OPENING.run(
                session, id=new_id(), calendar_id=calendar_id, starts_at=left.start, ends_at=left.end
            )
        await repository.PUT_CLAIM.run(
            session, id=new_id(), calendar_id=calendar_id, starts_at=time.start, ends_at=time.end,
            owner_kind=owner.kind, owner_id=owner.id, expires_at=expires_at,
        )  # fmt: skip


async def _cut_out(session: AsyncSession, taking: Taking) -> Sent:
    return await repository.TAKE_OPENING.send(
        session, calendar_id=taking.calendar_id, starts_at=taking.time.start, ends_at=taking.time.end
    )


async def _open_first(session: AsyncSession, taking: Taking) -> None:
    if taking.zone is None:
        raise NotFree(calendar_id=str(taking.calendar_id))
    await claims.open_calendar(session, taking.calendar_id, zone=taking.zone)
    await claims.lock(session, (taking.calendar_id,))


async def _after_sweeping(
    session: AsyncSession, taking: Taking, found: tuple[datetime, datetime] | None, swept: Sequence[Interval]
) -> tuple[datetime, datetime] | None:
    """Expired holds were dropped: give their time back first, then cut again."""
    if found is not None:
        await repository.PUT_OPENING.send(
            session, id=new_id(), calendar_id=taking.calendar_id, starts_at=found[0], ends_at=found[1]
        )
    for window in swept:
        await claims.recompute(session, taking.calendar_id, window)
    if not taking.needs_opening:
        return None
    start_and_end = await (await _cut_out(session, taking)).first()
    return None if start_and_end is None else (start_and_end[0], start_and_end[1])
