"""Wishes and offers with the people and things they are about: one query each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.models import Appointment
from telemed.booking.waitlist.models import WaitlistEntry, WaitlistOffer
from telemed.booking.waitlist.repository import IS_OPEN, IS_WAITING
from telemed.directory.models import Clinic, Doctor, DoctorService, Service
from telemed.patients.models import Patient

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wish with the people and things it is about."""

    entry: WaitlistEntry
    clinic: Clinic
    service: Service
    doctor: Doctor | None
    patient: Patient
    visit: Appointment | None
    offers_made: int


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with the people and things it is about; `visit` is the one that would move."""

    offer: WaitlistOffer
    entry: WaitlistEntry
    clinic: Clinic
    service: Service
    doctor: Doctor
    patient: Patient
    visit: Appointment | None


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose wishes a reader sees: those of `patients`, but about private visits only of `own`. Empty: none."""

    patients: Collection[UUID]
    own: Collection[UUID]

    def where(self) -> ColumnElement[bool]:
        hidden = and_(col(Appointment.id).is_not(None), col(Appointment.private))
        return and_(
            col(WaitlistEntry.patient_id).in_(self.patients),
            or_(not_(hidden), col(WaitlistEntry.patient_id).in_(self.own)),
        )


_MADE = (
    select(func.count())
    .select_from(WaitlistOffer)
    .where(col(WaitlistOffer.entry_id) == col(WaitlistEntry.id))
    .scalar_subquery()
)


def _entries() -> Select[Any]:
    return (
        select(WaitlistEntry, Clinic, Service, Doctor, Patient, Appointment, _MADE)
        .join(Clinic, col(Clinic.id) == col(WaitlistEntry.clinic_id))
        .join(Service, col(Service.id) == col(WaitlistEntry.service_id))
        .join(Patient, col(Patient.id) == col(WaitlistEntry.patient_id))
        .outerjoin(Doctor, col(Doctor.id) == col(WaitlistEntry.doctor_id))
        .outerjoin(Appointment, col(Appointment.id) == col(WaitlistEntry.appointment_id))
    )


def _offers() -> Select[Any, Any, Any, Any, Any, Any, Any]:
    return (
        select(WaitlistOffer, WaitlistEntry, Clinic, Service, Doctor, Patient, Appointment)
        .join(WaitlistEntry, col(WaitlistEntry.id) == col(WaitlistOffer.entry_id))
        .join(Clinic, col(Clinic.id) == col(WaitlistOffer.clinic_id))
        .join(Service, col(Service.id) == col(WaitlistOffer.service_id))
        .join(Doctor, col(Doctor.id) == col(WaitlistOffer.doctor_id))
        .join(Patient, col(Patient.id) == col(WaitlistOffer.patient_id))
        .outerjoin(Appointment, col(Appointment.id) == col(WaitlistEntry.appointment_id))
    )


async def entry(session: AsyncSession, entry_id: UUID) -> Waiting | None:
    row = (await _rows(session, _entries().where(col(WaitlistEntry.id) == entry_id))).first()
    return None if row is None else Waiting(*row)


async def entries_of(session: AsyncSession, eyes: Eyes) -> list[Waiting]:
    """Wishes that are waiting, the oldest first."""
    statement = _entries().where(IS_WAITING, eyes.where()).order_by(col(WaitlistEntry.created_at))
    return [Waiting(*row) for row in await _rows(session, statement.limit(MOST_SHOWN))]


class Position(NamedTuple):
    """Where a list goes on: the order in which time is offered."""

    priority: int
    created_at: datetime
    id: UUID


async def entries_at(session: AsyncSession, clinic_id: UUID, after: Position | None, limit: int) -> list[Waiting]:
    """Who waits at a clinic, in the order in which time is offered to them."""
    entry = WaitlistEntry
    statement = _entries().where(IS_WAITING, col(entry.clinic_id) == clinic_id)
    if after is not None:
        same = col(entry.priority) == after.priority
        later = or_(
            col(entry.created_at) > after.created_at,
            and_(col(entry.created_at) == after.created_at, col(entry.id) > after.id),
        )
        statement = statement.where(or_(col(entry.priority) > after.priority, and_(same, later)))
    order = (col(entry.priority), col(entry.created_at), col(entry.id))
    return [Waiting(*row) for row in await _rows(session, statement.order_by(*order).limit(limit))]


async def offer(session: AsyncSession, offer_id: UUID) -> Offered | None:
    row = (await _rows(session, _offers().where(col(WaitlistOffer.id) == offer_id))).first()
    return None if row is None else Offered(*row)


async def open_offers(session: AsyncSession, eyes: Eyes, now: datetime) -> list[Offered]:
    """What can be answered now; those that lapse first come first."""
    statement = _offers().where(IS_OPEN, col(WaitlistOffer.expires_at) > now, eyes.where())
    return [Offered(*row) for row in await _rows(session, statement.order_by(col(WaitlistOffer.expires_at)))]


async def offers_of_entries(session: AsyncSession, entry_ids: Collection[UUID], now: datetime) -> dict[UUID, Offered]:
    """The open offer of each entry that has one."""
    if not entry_ids:
        return {}
    statement = _offers().where(
        IS_OPEN, col(WaitlistOffer.expires_at) > now, col(WaitlistOffer.entry_id).in_(entry_ids)
    )
    return {row[0].entry_id: Offered(*row) for row in await _rows(session, statement)}


async def _rows(session: AsyncSession, statement: Select[Any]) -> Any:
    return await session.execute(statement, execution_options={"populate_existing": True})


async def wishes_of(session: AsyncSession, patient_id: UUID) -> Sequence[WaitlistEntry]:
    """All that a patient waits for."""
    statement = select(WaitlistEntry).where(col(WaitlistEntry.patient_id) == patient_id, IS_WAITING)
    return (await session.execute(statement)).scalars().all()


async def is_offered_by(session: AsyncSession, service_id: UUID, doctor_id: UUID) -> bool:
    """Whether the doctor holds the service."""
    statement = select(col(DoctorService.id)).where(
        col(DoctorService.doctor_id) == doctor_id, col(DoctorService.service_id) == service_id
    )
    return (await session.execute(statement)).first() is not None
