"""Turning events into messages: for each kind, who is told what. Facts are looked up now, by the ids in the event."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.notifications.notices import Notice
from telemed.notifications.planners import accounts, others, visits
from telemed.outbox.relay import Leased
from telemed.settings import Settings

Planner = Callable[[AsyncSession, Settings, Leased, datetime], Awaitable[list[Notice]]]

PLANNERS: dict[str, Planner] = {
    "account.confirmation": accounts.confirmation,
    "account.reset": accounts.reset,
    "account.invited": accounts.invited,
    "account.password_changed": accounts.password_changed,
    "appointment.booked": visits.visit_event,
    "appointment.rescheduled": visits.visit_event,
    "appointment.cancelled": visits.visit_event,
    "appointment.arrived": visits.visit_event,
    "appointment.no_show": visits.visit_event,
    "consultation.doctor_waiting": visits.visit_event,
    "replan.moved": visits.visit_event,
    "replan.leftover": visits.visit_event,
    "waitlist.offered": others.offered,
    "duty.called": others.turn,
    "duty.warned": others.turn,
    "duty.left": others.turn,
    "release.admitted": others.admitted,
    "representative.invited": others.representative_invited,
    "referral.given": others.referred,
}


async def notices(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """Who hears of an event. An event that concerns nobody any more, or that no message is about: nobody."""
    planner = PLANNERS.get(event.kind)
    return await planner(session, settings, event, now) if planner else []
