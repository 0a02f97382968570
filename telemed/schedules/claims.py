"""The claims port: taking time of a calendar and giving it back. Owners are opaque: a kind and an id.

The way through, always in one writing transaction:

    calendars = await claims.lock(session, [doctor_id, patient_id])      # first, and a statement of its own
    await claims.claim(session, calendar_id=doctor_id, time=..., owner=..., needs_opening=True, now=now)
    await claims.claim(session, calendar_id=patient_id, time=..., owner=..., needs_opening=False, now=now)

The lock comes before any opening is read. Under READ COMMITTED a statement that waited for a lock goes on with the
snapshot it began with: when the transaction it waited for split an opening, it would see neither the old row, which is
gone, nor the new ones, which came later, and refuse time that is free.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.db.violations import VIOLATIONS, constraint_of
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval, subtract
from telemed.schedules import repository
from telemed.schedules.errors import NotFree
from telemed.schedules.free_time import Correction, correction, openings
from telemed.schedules.repository import LONGEST, CalendarRow, openings_between

__all__ = [
    "CalendarRow",
    "Owner",
    "Released",
    "any_expired",
    "calendars_of",
    "claim",
    "keep",
    "lock",
    "lock_first_free",
    "open_calendar",
    "openings_between",
    "recompute",
    "release",
    "release_on",
    "shorten",
    "sweep",
    "sweep_expired",
    "taken_between",
]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a claim belongs to, such as ("appointment", its id)."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Released:
    """Time that was taken and is so no longer."""

    calendar_id: UUID
    time: Interval


async def open_calendar(session: AsyncSession, calendar_id: UUID, *, zone: str, clinic_id: UUID | None = None) -> None:
    """Make the calendar if there is none yet."""
    await repository.add_calendar(session, calendar_id, zone, clinic_id)


async def lock(session: AsyncSession, calendar_ids: Iterable[UUID]) -> dict[UUID, CalendarRow]:
    """Hold these calendars until the transaction ends, in the order of their ids; those that exist are returned.

    Whoever wants two calendars takes them in this order, so nobody waits in a circle.
    """
    return await repository.lock_calendars(session, calendar_ids)


async def lock_first_free(session: AsyncSession, calendar_ids: Sequence[UUID]) -> UUID | None:
    """Hold the first of these calendars that nobody else is just changing; None when all are. Waits for nobody, so it may be
    asked whatever is locked already.
    """
    return await repository.lock_first_free(session, calendar_ids)


async def claim(
    session: AsyncSession,
    *,
    calendar_id: UUID,
    time: Interval,
    owner: Owner,
    needs_opening: bool,
    now: datetime,
    expires_at: datetime | None = None,
) -> UUID:
    """Take `time` of a locked calendar; the claim's id. Raises NotFree, after which the transaction is of no use.

    With `needs_opening` one opening has to hold the time for its whole length; without (a patient's own line of time)
    it must only not be taken.
    """
    if time.duration > LONGEST:
        message = f"a claim is at most {LONGEST} long"
        raise ValueError(message)
    await sweep(session, calendar_id, now)
    if needs_opening:
        await _take_opening(session, calendar_id, time)
    claim_id = new_id()
    try:
        await repository.PUT_CLAIM.run(
            session,
            id=claim_id,
            calendar_id=calendar_id,
            starts_at=time.start,
            ends_at=time.end,
            owner_kind=owner.kind,
            owner_id=owner.id,
            expires_at=expires_at,
        )
    except VIOLATIONS as error:
        if constraint_of(error) == "ex_claim_overlap":
            raise NotFree(calendar_id=str(calendar_id)) from error
        raise
    return claim_id


async def _take_opening(session: AsyncSession, calendar_id: UUID, time: Interval) -> None:
    """Cut `time` out of the opening that holds it. Raises NotFree when none does."""
    taken = await repository.TAKE_OPENING.first(
        session, calendar_id=calendar_id, starts_at=time.start, ends_at=time.end
    )
    if taken is None:
        raise NotFree(calendar_id=str(calendar_id))
    for left in subtract([Interval(*taken)], [time]):
        await repository.PUT_OPENING.run(
            session, id=new_id(), calendar_id=calendar_id, starts_at=left.start, ends_at=left.end
        )


async def calendars_of(session: AsyncSession, owner: Owner) -> set[UUID]:
    """Where the owner has claims: to be locked before they are released, while whatever owns them is locked itself."""
    return {
        calendar_id
        for (calendar_id,) in await repository.CLAIMED.all(session, owner_id=owner.id, owner_kind=owner.kind)
    }


async def release(session: AsyncSession, owner: Owner) -> list[Released]:
    """Drop the owner's claims on calendars locked before, and give the time back where the calendar is open for work."""
    rows = await repository.DROP_CLAIMS.all(session, owner_id=owner.id, owner_kind=owner.kind)
    released = [Released(calendar_id, Interval(start, end)) for calendar_id, start, end in rows]
    for each in released:
        await recompute(session, each.calendar_id, each.time)
    return released


async def release_on(session: AsyncSession, owner: Owner, calendar_ids: Iterable[UUID]) -> None:
    """Drop the owner's claims on some locked calendars only."""
    for calendar_id in calendar_ids:
        rows = await repository.DROP_CLAIMS_ON.all(
            session, owner_id=owner.id, owner_kind=owner.kind, calendar_id=calendar_id
        )
        for start, end in rows:
            await recompute(session, calendar_id, Interval(start, end))


async def keep(session: AsyncSession, owner: Owner, now: datetime) -> set[UUID]:
    """Make the owner's claims last, on calendars locked before; on which calendars. One that has expired is not kept."""
    rows = await repository.KEEP_CLAIMS.all(session, of_id=owner.id, of_kind=owner.kind, now=now)
    return {calendar_id for (calendar_id,) in rows}


async def any_expired(session: AsyncSession, now: datetime) -> bool:
    """Whether some time is free again and the openings do not show it yet."""
    return bool(await repository.ANY_EXPIRED.all(session, now=now))


async def shorten(session: AsyncSession, owner: Owner, at: datetime) -> None:
    """End the owner's claims on locked calendars at `at`, and give the rest back: what they had until then stays taken."""
    for given_up in await repository.shorten_claims(session, owner.id, owner.kind, at):
        await recompute(session, given_up.id, given_up.time)


async def sweep(session: AsyncSession, calendar_id: UUID, now: datetime) -> None:
    """Drop claims of a locked calendar that have expired, and give their time back."""
    for start, end in await repository.SWEEP_CLAIMS.all(session, calendar_id=calendar_id, now=now):
        await recompute(session, calendar_id, Interval(start, end))


async def sweep_expired(session: AsyncSession, now: datetime, limit: int = 100) -> int:
    """Sweep up to `limit` calendars; how many there were. For the worker, until it says 0.

    A calendar that somebody has locked is left to them: whoever takes time of it sweeps it.
    """
    expired = await repository.calendars_with_expired_claims(session, now, limit)
    locked = await repository.lock_calendars(session, expired, skip_locked=True)
    for calendar_id in locked:
        await sweep(session, calendar_id, now)
    return len(locked)


async def taken_between(session: AsyncSession, calendar_id: UUID, window: Interval) -> list[Interval]:
    """What is claimed of a calendar in `window`; holds that have expired too, unless they were swept before."""
    facts = (await repository.facts_of(session, [calendar_id], window)).get(calendar_id)
    return facts.claims if facts else []


async def recompute(session: AsyncSession, calendar_id: UUID, window: Interval) -> Correction:
    """Make the openings of a locked calendar true in `window`, joined with their neighbours; what was changed.

    To be called in the transaction that changed a shift, an absence, a holiday or a claim in that window.
    """
    await session.flush()
    stored = await repository.openings_touching(session, calendar_id, window)
    around = _around(window, [row.time for row in stored])
    facts = (await repository.facts_of(session, [calendar_id], around)).get(calendar_id)
    true = openings(facts, around) if facts else []
    needed = correction([row.time for row in stored], true)
    surplus = set(needed.surplus)
    await repository.replace_openings(
        session, calendar_id, [row.id for row in stored if row.time in surplus], needed.missing
    )
    return needed


def _around(window: Interval, neighbours: Sequence[Interval]) -> Interval:
    start = min([window.start, *(n.start for n in neighbours)])
    end = max([window.end, *(n.end for n in neighbours)])
    return Interval(start, end)
