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


@dataclass(slots=True)
class _Look:
    """What is asked about one calendar, and answered when the pipeline is through."""

    taking: Taking
    locked: Sent
    swept: Sent | None = None
    opening: Sent | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Time of a locked calendar, cut out of its opening and not yet claimed."""

    taking: Taking
    opening: Interval | None


async def hold(session: AsyncSession, takings: Sequence[Taking], *, now: datetime) -> list[Held]:
    """Lock the calendars and cut the time out of their openings. Raises NotFree where an opening is needed and missing.

    What is held has to be put by `put_claims` in the same transaction; after NotFree the transaction is of no use.
    """
    looks = await _look(session, sorted(takings, key=lambda each: each.calendar_id), now)
    return [Held(look.taking, await _opening_for(session, look)) for look in looks]


async def put_claims(session: AsyncSession, owner: Owner, held: Sequence[Held]) -> None:
    """Claim what is held, for `owner`, and put back what is left of the openings.

    Fit for a `pipeline`: nothing is waited for. An overlap with another claim (on a calendar that needs no opening) is a
    violation of `ex_claim_overlap`, at the end of the pipeline at the latest.
    """
    for each in held:
        calendar_id, time = each.taking.calendar_id, each.taking.time
        for left in subtract([each.opening], [time]) if each.opening else ():
            await repository.PUT_OPENING.run(
                session, id=new_id(), calendar_id=calendar_id, starts_at=left.start, ends_at=left.end
            )
        await repository.PUT_CLAIM.run(
            session, id=new_id(), calendar_id=calendar_id, starts_at=time.start, ends_at=time.end,
            owner_kind=owner.kind, owner_id=owner.id, expires_at=None,
        )  # fmt: skip


async def _look(session: AsyncSession, takings: Sequence[Taking], now: datetime) -> list[_Look]:
    """Lock every calendar, drop its expired holds and cut the opening out, in one trip."""
    async with pipeline(session):
        looks = [
            _Look(each, await repository.LOCK_CALENDAR.send(session, calendar_id=each.calendar_id)) for each in takings
        ]
        for look in looks:
            taking = look.taking
            look.swept = await repository.SWEEP_CLAIMS.send(session, calendar_id=taking.calendar_id, now=now)
            if taking.needs_opening:
                look.opening = await _cut_out(session, taking)
    return looks


async def _cut_out(session: AsyncSession, taking: Taking) -> Sent:
    return await repository.TAKE_OPENING.send(
        session, calendar_id=taking.calendar_id, starts_at=taking.time.start, ends_at=taking.time.end
    )


async def _opening_for(session: AsyncSession, look: _Look) -> Interval | None:
    """The opening the time was cut out of; None where none is needed. Raises NotFree where one is."""
    taking = look.taking
    if await look.locked.first() is None:
        await _open_first(session, taking)
    swept = await look.swept.all() if look.swept else []
    found = await look.opening.first() if look.opening else None
    if swept:
        found = await _after_sweeping(session, taking, found, [Interval(*row) for row in swept])
    if taking.needs_opening and found is None:
        raise NotFree(calendar_id=str(taking.calendar_id))
    return Interval(*found) if found else None


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
        await repository.PUT_OPENING.run(
            session, id=new_id(), calendar_id=taking.calendar_id, starts_at=found[0], ends_at=found[1]
        )
    for window in swept:
        await claims.recompute(session, taking.calendar_id, window)
    if not taking.needs_opening:
        return None
    start_and_end = await (await _cut_out(session, taking)).first()
    return None if start_and_end is None else (start_and_end[0], start_and_end[1])
