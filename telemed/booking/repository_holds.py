"""Queries of held times, and the locks that keep one account's holds from being counted wrongly."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.accounts.models import Account
from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.booking.repository import Visit, visit_of, visits
from telemed.patients.models import Patient

# Spelt out, so that PostgreSQL sees that the partial indexes of held ones serve.
_IS_HELD: ColumnElement[bool] = col(Appointment.status) == literal_column(f"'{Status.HELD}'")


class HeldTime(NamedTuple):
    """A time that an account held, or still holds."""

    patient_id: UUID
    status: str
    held_at: datetime
    held_until: datetime

    def is_live(self, now: datetime) -> bool:
        return self.status == Status.HELD and self.held_until > now


async def lock_account(session: AsyncSession, account_id: UUID) -> None:
    await session.execute(select(col(Account.id)).where(col(Account.id) == account_id).with_for_update(key_share=True))


async def lock_patient(session: AsyncSession, patient_id: UUID) -> None:
    await session.execute(select(col(Patient.id)).where(col(Patient.id) == patient_id).with_for_update(key_share=True))


async def holds_of_account(session: AsyncSession, account_id: UUID, since: datetime) -> list[HeldTime]:
    """What the account has held since then, and whatever became of it; the earliest first."""
    rows = await session.execute(
        select(
            col(Appointment.patient_id),
            col(Appointment.status),
            col(Appointment.booked_at),
            col(Appointment.held_until),
        )
        .where(
            col(Appointment.booked_by) == account_id,
            col(Appointment.booked_at) > since,
            col(Appointment.held_until).is_not(None),
        )
        .order_by(col(Appointment.booked_at))
    )
    return [HeldTime._make(row) for row in rows]


async def of_patient(session: AsyncSession, patient_id: UUID) -> list[Visit]:
    """The patient's held time, expired or not, its row locked. There is one at most."""
    found = visits().where(col(Appointment.patient_id) == patient_id, _IS_HELD)
    rows = await session.execute(found.with_for_update(of=Appointment, key_share=True))
    return [visit_of(tuple(row)) for row in rows]


async def of_patients(session: AsyncSession, patient_ids: Collection[UUID]) -> list[Visit]:
    """Those that end first before the others; expired ones among them."""
    found = visits().where(col(Appointment.patient_id).in_(patient_ids), _IS_HELD)
    return [visit_of(tuple(row)) for row in await session.execute(found.order_by(col(Appointment.held_until)))]


async def overdue(session: AsyncSession, now: datetime, limit: int) -> list[Visit]:
    """Holds that nobody has said to be over, their rows locked; those that somebody else has locked are left to them."""
    found = visits().where(_IS_HELD, col(Appointment.held_until) <= now).order_by(col(Appointment.held_until))
    locked = found.limit(limit).with_for_update(of=Appointment, key_share=True, skip_locked=True)
    return [visit_of(tuple(row)) for row in await session.execute(locked)]
