"""From a held time to a visit: what was asked is answered, and the claims last from now on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller
from telemed.booking.errors import HoldExpired
from telemed.booking.lifecycle import Actor, Status, Step, standing
from telemed.booking.repository import Visit
from telemed.booking.schemas import ConfirmWish
from telemed.booking.service import OWNER_KIND, take_step, visit_for
from telemed.patients.service import relate
from telemed.schedules import claims
from telemed.schedules.claims import Owner


async def confirm(
    session: AsyncSession, caller: Caller, appointment_id: UUID, wish: ConfirmWish, now: datetime
) -> tuple[Visit, Actor]:
    """Book the held time. Whoever confirms again gets the visit as it is.

    Raises HoldExpired (410), StepRefused (409) for a visit that never was held or is over.
    """
    visit, actor = await visit_for(session, caller, appointment_id, "hold.confirm", lock=True)
    own = visit.own
    if own.status == Status.BOOKED and own.held_until is not None:
        return visit, actor
    if standing(Status(own.status), own.held_until, now) is Status.EXPIRED:
        raise HoldExpired
    booked = await take_step(
        session, visit, actor, Step.CONFIRM, by=caller.account_id, now=now, booked_at=now, reason=wish.reason or None
    )
    await _keep_time(session, visit, now)
    await relate(session, own.patient_id, own.clinic_id, doctor_id=own.doctor_id, now=now)
    return booked, actor


async def _keep_time(session: AsyncSession, visit: Visit, now: datetime) -> None:
    """Make the claims last. Raises HoldExpired when one was swept meanwhile, by whoever's clock was ahead of ours."""
    calendars = {visit.own.doctor_id, visit.own.patient_id}
    await claims.lock(session, calendars)
    if not calendars <= await claims.keep(session, Owner(OWNER_KIND, visit.own.id), now):
        raise HoldExpired
