"""The virtual queue of a release: coming to it, one's turn, and using it.

Whoever comes before the opening is put into a random order by it: the seed is drawn then, by the first who asks or by a
worker, and kept. Whoever comes later stands behind, in the order of arrival. After that no more is written: who is admitted
when follows from the place.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Role
from telemed.accounts.policies import require_subject
from telemed.booking.releases import repository
from telemed.booking.releases.admission import PRIME, is_over
from telemed.booking.releases.errors import NoSuchRelease, ReleaseOver
from telemed.booking.releases.repository import TicketRow
from telemed.booking.rules import RELEASE
from telemed.db.statements import batch
from telemed.kit.intervals import Interval


async def join(session: AsyncSession, caller: Caller, release_id: UUID, patient_id: UUID, now: datetime) -> TicketRow:
    """The patient's ticket, a new one when there is none. Whose turn is over stands behind everybody again.

    Raises NotYours and NoSuchRelease (404), ReleaseOver (409).
    """
    require_subject(caller, Role.PATIENT, patient_id)
    ticket = await repository.standing(session, release_id, patient_id)
    if ticket is None:
        raise NoSuchRelease
    if now >= ticket.closes_at:
        raise ReleaseOver
    if not ticket.has_come:
        lot = secrets.randbelow(PRIME - 1) + 1
        async with batch(session, commit=now < ticket.opens_at):
            await repository.add_ticket(session, release_id, patient_id, caller.account_id, lot, now)
        ticket = ticket._replace(has_come=True)
    if now < ticket.opens_at:
        return ticket
    if not ticket.drawn:
        await draw(session, release_id)
        ticket = await _own(session, release_id, patient_id)
    if ticket.place is None or (is_over(ticket.place, ticket.rate, now) and not ticket.used):
        place = await repository.next_place(session, release_id)
        await repository.put_at(session, release_id, patient_id, place)
        ticket = ticket._replace(place=place)
    return ticket


async def _own(session: AsyncSession, release_id: UUID, patient_id: UUID) -> TicketRow:
    ticket = await repository.ticket(session, release_id, patient_id)
    assert ticket is not None  # noqa: S101  it was put or found in this transaction
    return ticket


async def look(session: AsyncSession, caller: Caller, release_id: UUID, patient_id: UUID) -> TicketRow:
    """The patient's ticket. Raises NotYours (404), NoSuchRelease (404) where there is none."""
    require_subject(caller, Role.PATIENT, patient_id)
    ticket = await repository.ticket(session, release_id, patient_id)
    if ticket is None:
        raise NoSuchRelease
    return ticket


async def draw(session: AsyncSession, release_id: UUID) -> None:
    """Put those who came into a random order, once."""
    release = await repository.release(session, release_id, lock=True)
    if release is None or release.seed is not None:
        return
    release.seed = secrets.randbelow(PRIME - 2) + 2
    release.places = await repository.draw_places(session, release_id, release.seed)
    await session.flush()


async def admissions_of(
    session: AsyncSession, patient_id: UUID, release_ids: Collection[UUID], *, moving_id: UUID | None
) -> dict[str, Interval]:
    """By the release's audience: when the patient may book of it. Whoever has no place, or has booked, is not there."""
    found = {}
    for release_id in release_ids:
        ticket = await repository.ticket(session, release_id, patient_id, moving_id=moving_id)
        if ticket is None or ticket.place is None or ticket.used:
            continue
        admission = ticket.rate.admission(ticket.place)
        if admission is not None:
            found[f"{RELEASE}{release_id}"] = admission
    return found


async def take_turn(
    session: AsyncSession, patient_id: UUID, release_ids: Collection[UUID], appointment_id: UUID
) -> bool:
    """Use the patient's turns for this visit; False when one was used for another that stands."""
    for release_id in sorted(release_ids):
        if not await repository.take_turn(session, release_id, patient_id, appointment_id):
            return False
    return True
