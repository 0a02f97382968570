"""Queries of the waitlist: who is next, what was offered, and the locks that let one person have one offer at a time."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.booking.repository import Offer, PatientPart, offer_of, offers
from telemed.booking.waitlist.models import WaitlistEntry, WaitlistOffer
from telemed.directory.models import Clinic, Doctor, DoctorService, Service
from telemed.kit.intervals import Interval
from telemed.patients.models import Patient

Row = TypeVar("Row")
PAGE = 100
_ENTRY = -5
"""Where the entry stands in a row of candidates."""
_NOT_TAKEN = ("declined", "lapsed")
# Spelt out, so that PostgreSQL sees that the partial indexes serve.
IS_WAITING: ColumnElement[bool] = col(WaitlistEntry.status) == literal_column("'waiting'")
IS_OPEN: ColumnElement[bool] = col(WaitlistOffer.status) == literal_column("'open'")
_HAS_OFFER = exists().where(col(WaitlistOffer.entry_id) == col(WaitlistEntry.id), IS_OPEN)
_STILL_BOOKED = exists().where(
    col(Appointment.id) == col(WaitlistEntry.appointment_id), col(Appointment.status) == Status.BOOKED
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who waits for time of a doctor, and what would be booked."""

    entry: WaitlistEntry
    offer: Offer
    doctor_languages: Sequence[str]
    offer_min: int
    offers_a_day: int
    has_visit_at: datetime | None
    """When the visit is that they want an earlier time for."""


async def candidates(session: AsyncSession, doctor_id: UUID) -> AsyncIterator[Candidate]:
    """Who waits for time of this doctor without having an offer, in the order in which they are offered it."""
    order = (col(WaitlistEntry.priority), col(WaitlistEntry.created_at), col(WaitlistEntry.id))
    statement = (
        offers(
            WaitlistEntry,
            col(Doctor.languages),
            col(Clinic.offer_min),
            col(Clinic.offers_a_day),
            col(Appointment.starts_at),
        )
        .join(WaitlistEntry, col(WaitlistEntry.service_id) == col(DoctorService.service_id))
        .outerjoin(Appointment, col(Appointment.id) == col(WaitlistEntry.appointment_id))
        .where(
            col(DoctorService.doctor_id) == doctor_id,
            IS_WAITING,
            or_(col(WaitlistEntry.doctor_id).is_(None), col(WaitlistEntry.doctor_id) == doctor_id),
            or_(col(WaitlistEntry.appointment_id).is_(None), col(Appointment.status) == Status.BOOKED),
            ~_HAS_OFFER,
            col(Doctor.active),
            col(Service.active),
        )
        .order_by(*order)
        .limit(PAGE)
    )
    after: tuple[Any, ...] | None = None
    while True:
        page = statement if after is None else statement.where(_beyond(after))
        rows = (await session.execute(page, execution_options={"populate_existing": True})).all()
        for row in rows:
            *offer, entry, languages, minutes, most, starts_at = row
            yield Candidate(entry, offer_of(tuple(offer)), languages, minutes, most, starts_at)
        if len(rows) < PAGE:
            return
        last = rows[-1][_ENTRY]
        after = (last.priority, last.created_at, last.id)


def _beyond(after: tuple[Any, ...]) -> ColumnElement[bool]:
    priority, created_at, identity = after
    same = col(WaitlistEntry.priority) == priority
    return or_(
        col(WaitlistEntry.priority) > priority,
        and_(same, col(WaitlistEntry.created_at) > created_at),
        and_(same, col(WaitlistEntry.created_at) == created_at, col(WaitlistEntry.id) > identity),
    )


# ── locks ────────────────────────────────────────


async def lock_patient(session: AsyncSession, patient_id: UUID) -> None:
    """Everything that is decided about a person's wishes and offers waits for this, and takes it before any calendar."""
    await session.execute(_patient(patient_id).with_for_update(key_share=True))


async def try_lock_patient(session: AsyncSession, patient_id: UUID) -> bool:
    """The same for those who hold calendars already: they may not wait, so they pass over whoever is busy."""
    statement = _patient(patient_id).with_for_update(key_share=True, skip_locked=True)
    return (await session.execute(statement)).first() is not None


def _patient(patient_id: UUID) -> Select[UUID]:
    return select(col(Patient.id)).where(col(Patient.id) == patient_id)


async def entry_by_id(session: AsyncSession, entry_id: UUID, *, lock: bool = False) -> WaitlistEntry | None:
    statement = select(WaitlistEntry).where(col(WaitlistEntry.id) == entry_id)
    return await _one(session, statement.with_for_update() if lock else statement)


async def offer_by_id(session: AsyncSession, offer_id: UUID, *, lock: bool = False) -> WaitlistOffer | None:
    statement = select(WaitlistOffer).where(col(WaitlistOffer.id) == offer_id)
    return await _one(session, statement.with_for_update() if lock else statement)


async def open_offer_of(session: AsyncSession, entry_id: UUID) -> WaitlistOffer | None:
    """The entry's open offer, its row locked."""
    return await _one(
        session, select(WaitlistOffer).where(col(WaitlistOffer.entry_id) == entry_id, IS_OPEN).with_for_update()
    )


async def _one(session: AsyncSession, statement: Select[Row]) -> Row | None:
    return (await session.execute(statement, execution_options={"populate_existing": True})).scalar_one_or_none()


# ── deciding about one person, whose row is locked ────────────────────────────────────────


async def may_still_be_offered(session: AsyncSession, entry: WaitlistEntry, *, most: int, since: datetime) -> bool:
    """Whether the entry still waits for the same, has no offer, and its patient had fewer than `most` since then."""
    had = (
        select(func.count())
        .select_from(WaitlistOffer)
        .where(
            col(WaitlistOffer.patient_id) == entry.patient_id,
            col(WaitlistOffer.clinic_id) == entry.clinic_id,
            col(WaitlistOffer.offered_at) >= since,
        )
        .scalar_subquery()
    )
    statement = select(had).where(
        col(WaitlistEntry.id) == entry.id,
        col(WaitlistEntry.revision) == entry.revision,
        IS_WAITING,
        or_(col(WaitlistEntry.appointment_id).is_(None), _STILL_BOOKED),
        ~_HAS_OFFER,
    )
    count = (await session.execute(statement)).scalar_one_or_none()
    return count is not None and count < most


async def not_taken(session: AsyncSession, entry_id: UUID, doctor_id: UUID) -> tuple[Interval, ...]:
    """Time of a doctor that was offered to this entry, and refused or left unanswered."""
    rows = await session.execute(
        select(col(WaitlistOffer.taken_from), col(WaitlistOffer.taken_until)).where(
            col(WaitlistOffer.entry_id) == entry_id,
            col(WaitlistOffer.doctor_id) == doctor_id,
            col(WaitlistOffer.status).in_(_NOT_TAKEN),
        )
    )
    return tuple(Interval(start, end) for start, end in rows)


async def put_offer(session: AsyncSession, **values: Any) -> None:
    await session.execute(insert(WaitlistOffer).values(**values))


async def change_offer(session: AsyncSession, offer: WaitlistOffer, **values: Any) -> None:
    """Set columns of an offer whose row is locked; links that were signed for it stop working."""
    changed = {**values, "revision": offer.revision + 1}
    await session.execute(update(WaitlistOffer).where(col(WaitlistOffer.id) == offer.id).values(**changed))


async def change_entry(session: AsyncSession, entry_id: UUID, **values: Any) -> None:
    changed = {**values, "revision": WaitlistEntry.revision + 1}
    await session.execute(update(WaitlistEntry).where(col(WaitlistEntry.id) == entry_id).values(**changed))


# ── for the worker ────────────────────────────────────────


async def due_offers(session: AsyncSession, now: datetime, limit: int) -> Sequence[WaitlistOffer]:
    """Open offers that lapsed, or whose visit is not there any more; locked, and those locked by others left out."""
    orphaned = and_(col(WaitlistEntry.appointment_id).is_not(None), ~_STILL_BOOKED)
    statement = (
        select(WaitlistOffer)
        .join(WaitlistEntry, col(WaitlistEntry.id) == col(WaitlistOffer.entry_id))
        .where(IS_OPEN, or_(col(WaitlistOffer.expires_at) <= now, orphaned))
        .order_by(col(WaitlistOffer.expires_at), col(WaitlistOffer.id))
        .limit(limit)
        .with_for_update(of=WaitlistOffer, skip_locked=True)
    )
    return (await session.execute(statement, execution_options={"populate_existing": True})).scalars().all()


async def unchecked(session: AsyncSession, before: datetime, limit: int) -> Sequence[WaitlistEntry]:
    """Entries without an offer for which nobody has looked for free time since then, the longest ago first."""
    statement = (
        select(WaitlistEntry)
        .where(IS_WAITING, ~_HAS_OFFER, col(WaitlistEntry.checked_at) <= before)
        .order_by(col(WaitlistEntry.checked_at), col(WaitlistEntry.id))
        .limit(limit)
    )
    return (await session.execute(statement)).scalars().all()


async def mark_checked(session: AsyncSession, entry_ids: Collection[UUID], now: datetime) -> None:
    await session.execute(update(WaitlistEntry).where(col(WaitlistEntry.id).in_(entry_ids)).values(checked_at=now))


async def close_over(session: AsyncSession, now: datetime) -> None:
    """Wishes that nothing can fulfil any more: their time has passed, or the visit they were about."""
    ahead = exists().where(
        col(Appointment.id) == col(WaitlistEntry.appointment_id),
        col(Appointment.status) == Status.BOOKED,
        col(Appointment.starts_at) > now,
    )
    gone = and_(col(WaitlistEntry.appointment_id).is_not(None), ~ahead)
    await session.execute(
        update(WaitlistEntry)
        .where(IS_WAITING, or_(col(WaitlistEntry.starts_until) <= now, gone), ~_HAS_OFFER)
        .values(status="over", revision=WaitlistEntry.revision + 1)
        .execution_options(synchronize_session=False)
    )


async def visit_start(session: AsyncSession, appointment_id: UUID) -> datetime | None:
    """When a visit that is still booked begins."""
    statement = select(col(Appointment.starts_at)).where(
        col(Appointment.id) == appointment_id, col(Appointment.status) == Status.BOOKED
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def what_is_offered(session: AsyncSession, offer: WaitlistOffer) -> tuple[Offer, PatientPart] | None:
    """The service with the doctor, and the patient; None when the doctor does not offer it any more."""
    statement = (
        offers(*(getattr(Patient, name) for name in PatientPart._fields))
        .join(Patient, col(Patient.id) == offer.patient_id)
        .where(col(DoctorService.service_id) == offer.service_id, col(DoctorService.doctor_id) == offer.doctor_id)
    )
    row = (await session.execute(statement)).first()
    if row is None:
        return None
    return offer_of(tuple(row)), PatientPart(*row[-len(PatientPart._fields) :])
