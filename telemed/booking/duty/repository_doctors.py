"""Queries of the doctors on duty: who they are, what they treat, and what is in their way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.duty.models import DutyEntry, DutyPresence
from telemed.booking.duty.order import Stage
from telemed.booking.lifecycle import TAKES_TIME, TERMINAL
from telemed.booking.models import Appointment
from telemed.directory.models import Doctor, DoctorService, Service
from telemed.kit.intervals import Interval

_LONGEST_VISIT = timedelta(hours=48)
_LONGEST_BUFFER = timedelta(hours=2)


class Ended(NamedTuple):
    """A visit that is over, and the time that was planned for it."""

    id: UUID
    doctor_id: UUID
    patient_id: UUID
    starts_at: datetime
    ends_at: datetime

    @property
    def time(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class OnDutyRow:
    """A doctor who has logged on, and whom they are with."""

    presence: DutyPresence
    given_name: str
    family_name: str
    with_since: datetime | None
    visit: Interval | None

    @property
    def doctor_id(self) -> UUID:
        return self.presence.doctor_id


# ── doctors ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def on_duty(session: AsyncSession, clinic_ids: Collection[UUID]) -> list[OnDutyRow]:
    """Who has logged on at these clinics and not off, in the order of logging on."""
    live = (
        select(col(DutyEntry.doctor_id), col(DutyEntry.called_at), col(Appointment.starts_at), col(Appointment.ends_at))
        .join(Appointment, col(Appointment.id) == col(DutyEntry.appointment_id))
        .where(
            col(DutyEntry.clinic_id).in_(clinic_ids),
            col(DutyEntry.status) == Stage.CALLED,
            col(Appointment.status).in_(TAKES_TIME),
        )
        .subquery()
    )
    found = (
        select(
            DutyPresence, col(Doctor.given_name), col(Doctor.family_name), live.c.called_at, live.c.starts_at,
            live.c.ends_at,
        )
        .join(Doctor, col(Doctor.id) == col(DutyPresence.doctor_id))
        .outerjoin(live, live.c.doctor_id == col(DutyPresence.doctor_id))
        .where(col(DutyPresence.clinic_id).in_(clinic_ids), col(DutyPresence.ended_at).is_(None))
        .order_by(col(DutyPresence.started_at), col(DutyPresence.id))
    )  # fmt: skip
    rows = await session.execute(found, execution_options={"populate_existing": True})
    return [_on_duty(tuple(row)) for row in rows]


def _on_duty(row: tuple[Any, ...]) -> OnDutyRow:
    presence, given_name, family_name, since, start, end = row
    visit = None if start is None else Interval(start, end)
    return OnDutyRow(presence, given_name, family_name, since, visit)


async def presence_of(session: AsyncSession, doctor_id: UUID, *, lock: bool = False) -> DutyPresence | None:
    """The stretch of duty that a doctor is in; with `lock` its row is held, and so are the doctor's other presses."""
    found = select(DutyPresence).where(col(DutyPresence.doctor_id) == doctor_id, col(DutyPresence.ended_at).is_(None))
    if lock:
        found = found.with_for_update(key_share=True)
    return (await session.scalars(found, execution_options={"populate_existing": True})).first()


async def add_presence(session: AsyncSession, presence: DutyPresence) -> None:
    session.add(presence)
    await session.flush()


async def change_presence(session: AsyncSession, presence_id: UUID, **values: Any) -> None:
    await session.execute(
        update(DutyPresence).where(col(DutyPresence.id) == presence_id).values(**values),
        execution_options={"synchronize_session": False},
    )


async def treated_by(session: AsyncSession, doctor_ids: Collection[UUID]) -> list[tuple[UUID, UUID, UUID]]:
    """Doctor, service and specialty of each duty service that these doctors offer."""
    found = (
        select(col(DoctorService.doctor_id), col(Service.id), col(Service.specialty_id))
        .join(Service, col(Service.id) == col(DoctorService.service_id))
        .where(col(DoctorService.doctor_id).in_(doctor_ids), col(Service.duty), col(Service.active))
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(found)]


async def clinics_with_duty(session: AsyncSession) -> list[UUID]:
    found = select(col(Service.clinic_id)).where(col(Service.duty), col(Service.active)).distinct()
    return list(await session.scalars(found))


# ── visits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def visits_that_ended(session: AsyncSession, people: Collection[UUID], now: datetime) -> list[Ended]:
    """Visits of these doctors and patients that are over, and were planned to last until about now or longer."""
    found = select(*(getattr(Appointment, name) for name in Ended._fields)).where(
        or_(col(Appointment.doctor_id).in_(people), col(Appointment.patient_id).in_(people)),
        col(Appointment.starts_at) > now - _LONGEST_VISIT,
        col(Appointment.starts_at) <= now,
        col(Appointment.ends_at) > now - _LONGEST_BUFFER,
        col(Appointment.status).in_(TERMINAL),
    )
    return [Ended(*row) for row in await session.execute(found)]


async def in_the_way(session: AsyncSession, doctor_id: UUID, window: Interval) -> list[Interval]:
    """Visits of the doctor that take time in `window`, earliest first."""
    found = select(col(Appointment.starts_at), col(Appointment.ends_at)).where(
        col(Appointment.doctor_id) == doctor_id,
        col(Appointment.status).in_(TAKES_TIME),
        col(Appointment.starts_at) < window.end,
        col(Appointment.starts_at) > window.start - _LONGEST_VISIT,
        col(Appointment.ends_at) > window.start,
    )
    return [Interval(row[0], row[1]) for row in await session.execute(found.order_by(col(Appointment.starts_at)))]


async def unseen_presences(session: AsyncSession, since: datetime, limit: int) -> list[UUID]:
    """Doctors on duty who were not seen since then and are with nobody."""
    busy = select(col(DutyEntry.doctor_id)).where(
        col(DutyEntry.status) == Stage.CALLED, col(DutyEntry.doctor_id).is_not(None)
    )
    found = (
        select(col(DutyPresence.id))
        .where(
            col(DutyPresence.ended_at).is_(None),
            col(DutyPresence.last_seen_at) <= since,
            col(DutyPresence.doctor_id).not_in(busy),
        )
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return list(await session.scalars(found))
