"""From a held time to a visit: what was asked is answered, and the claims last from now on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller
from telemed.audit.service import record
from telemed.booking import holding
from telemed.booking.errors import HoldExpired, NotBookable
from telemed.booking.intake import service as intake
from telemed.booking.intake.errors import DangerSigns
from telemed.booking.intake.service import Filled
from telemed.booking.lifecycle import Actor, Status, Step, standing
from telemed.booking.placing import Reader
from telemed.booking.repository import Visit
from telemed.booking.schemas import ConfirmWish
from telemed.booking.service import OWNER_KIND, require_step, take_step, visit_for
from telemed.patients.service import relate
from telemed.schedules import claims
from telemed.schedules.claims import Owner


async def confirm(
    session: AsyncSession, caller: Caller, appointment_id: UUID, wish: ConfirmWish, reader: Reader
) -> tuple[Visit, Actor] | DangerSigns:
    """Book the held time. Whoever confirms again gets the visit as it is.

    Answers that mean danger end the hold; they are returned and not raised, so that its end is kept. Raises HoldExpired
    (410), StepRefused (409) for a visit that never was held or is over, IntakeMissing and NotBookable (422), IntakeChanged
    (409).
    """
    visit, actor = await visit_for(session, caller, appointment_id, "hold.confirm", lock=True)
    own, now = visit.own, reader.now
    if own.status == Status.BOOKED and own.held_until is not None:
        return visit, actor
    if standing(Status(own.status), own.held_until, now) is Status.EXPIRED:
        raise HoldExpired
    require_step(Step.CONFIRM, visit, actor, now)
    try:
        answers = await _answers(session, visit, actor, wish, reader)
    except DangerSigns as danger:
        await _stop(session, visit, actor, caller, now)
        return danger
    booked = await take_step(
        session, visit, actor, Step.CONFIRM, by=caller.account_id, now=now, booked_at=now, reason=wish.reason or None,
        modality=_modality(visit, wish),
    )  # fmt: skip
    await _keep_time(session, visit, now)
    if answers is not None:
        await intake.keep(session, own.id, answers, now)
    await relate(session, own.patient_id, own.clinic_id, doctor_id=own.doctor_id, now=now)
    return booked, actor


def _modality(visit: Visit, wish: ConfirmWish) -> str:
    if wish.modality is not None and wish.modality not in visit.offer.service.modalities:
        raise NotBookable("The service is not held in this way", reason_code="not_on_offer")
    return wish.modality or visit.own.modality


async def _answers(
    session: AsyncSession, visit: Visit, actor: Actor, wish: ConfirmWish, reader: Reader
) -> Filled | None:
    """The clinic's desk may leave the questions to the patient, who may answer later."""
    if actor is Actor.STAFF and wish.intake is None:
        return None
    offer = visit.offer
    form = await intake.form_of(await intake.send_latest(session, offer.service.id))
    return await intake.filled(session, form, wish.intake, offer.clinic, reader.languages, reader.now)


async def _stop(session: AsyncSession, visit: Visit, actor: Actor, caller: Caller, now: datetime) -> None:
    """Nobody waits for a visit with this: the time is given back. That it happened is kept, and what was said is not."""
    await holding.end(session, visit, actor, "danger", by=caller.account_id, now=now)
    await record(
        session, action="intake.danger", outcome="allowed", actor_id=caller.account_id, patient_id=visit.own.patient_id,
        clinic_id=visit.own.clinic_id, subject_id=visit.own.id, details={}, now=now,
    )  # fmt: skip


async def _keep_time(session: AsyncSession, visit: Visit, now: datetime) -> None:
    """Make the claims last. Raises HoldExpired when one was swept meanwhile, by whoever's clock was ahead of ours."""
    calendars = {visit.own.doctor_id, visit.own.patient_id}
    await claims.lock(session, calendars)
    if not calendars <= await claims.keep(session, Owner(OWNER_KIND, visit.own.id), now):
        raise HoldExpired
