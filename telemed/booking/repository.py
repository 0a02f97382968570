"""Queries of visits. A visit is always read with what people need to see of it: clinic, service, doctor, patient."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking import circumstances
from telemed.booking.companions import repository as companions
from telemed.booking.companions.models import AppointmentCompanion
from telemed.booking.companions.repository import Companion
from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.booking.rules import Person, Reserved
from telemed.db.statements import Prepared, Sent
from telemed.db.types import Instant
from telemed.directory.models import Clinic, Doctor, DoctorService, Service
from telemed.patients.models import Patient

Texts = dict[str, str]


class ClinicPart(NamedTuple):
    id: UUID
    name: Texts
    zone: str
    languages: list[str]
    phone: str
    emergency_number: str


class ServicePart(NamedTuple):
    id: UUID
    name: Texts
    duration_min: int
    buffer_before_min: int
    buffer_after_min: int
    grid_min: int
    lead_min: int
    horizon_days: int
    cancel_min: int
    modalities: list[str]
    active: bool
    reschedule_min: int
    hold_min: int
    min_age: int
    max_age: int
    referral_required: bool
    programme_code: str
    most_per_period: int
    period_days: int
    most_people: int
    duty: bool
    sensitive: bool
    specialty_id: UUID


class DoctorPart(NamedTuple):
    id: UUID
    given_name: str
    family_name: str
    title: Texts
    photo_path: str | None
    active: bool


class PatientPart(NamedTuple):
    id: UUID
    given_name: str
    family_name: str
    zone: str
    birth_date: date
    account_id: UUID | None = None


class VisitPart(NamedTuple):
    """The appointment's own row."""

    id: UUID
    clinic_id: UUID
    service_id: UUID
    doctor_id: UUID
    patient_id: UUID
    starts_at: datetime
    ends_at: datetime
    zone: str
    modality: str
    status: str
    revision: int
    reason: str | None
    booked_by: UUID
    booked_at: datetime
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    cancelled_at: datetime | None
    cancelled_by: UUID | None
    cancel_reason: str | None
    held_until: datetime | None = None
    course_id: UUID | None = None
    private: bool = False
    moved_by_clinic_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A service of a clinic with a doctor who offers it."""

    clinic: ClinicPart
    service: ServicePart
    doctor: DoctorPart


@dataclass(frozen=True, slots=True)
class Wished:
    """What a booking is about; `upcoming` is how many visits the patient has ahead already, `held` how many times.

    `person` and `reserved` are what the rules ask of the patient, and of the doctor's time near the start.
    """

    offer: Offer
    patient: PatientPart
    upcoming: int
    held: int
    person: Person
    reserved: tuple[Reserved, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment with the people and things it is about."""

    own: VisitPart
    offer: Offer
    patient: PatientPart
    companions: tuple[Companion, ...] = ()
    """Further patients who come to it."""


def _columns(model: type[Any], part: type[Any]) -> list[ColumnElement[Any]]:
    return [getattr(model, name) for name in part._fields]


_CLINIC, _SERVICE = _columns(Clinic, ClinicPart), _columns(Service, ServicePart)
_DOCTOR, _PATIENT = _columns(Doctor, DoctorPart), _columns(Patient, PatientPart)
_OWN = _columns(Appointment, VisitPart)
_OFFER = [*_CLINIC, *_SERVICE, *_DOCTOR]
_A, _B, _C, _D = len(_CLINIC), len(_CLINIC) + len(_SERVICE), len(_OFFER), len(_OFFER) + len(_PATIENT)


def offer_of(row: tuple[Any, ...]) -> Offer:
    """The offer in a row that begins with the columns of `offers()`."""
    return Offer(ClinicPart(*row[:_A]), ServicePart(*row[_A:_B]), DoctorPart(*row[_B:_C]))


def visit_of(row: tuple[Any, ...]) -> Visit:
    return Visit(VisitPart(*row[_D:]), offer_of(row), PatientPart(*row[_C:_D]))


def offers(*more: Any) -> Select[Any]:
    """Which doctor offers which service where; `more` columns follow those of the offer."""
    return (
        select(*_OFFER, *more)
        .select_from(DoctorService)
        .join(Service, col(Service.id) == col(DoctorService.service_id))
        .join(Doctor, col(Doctor.id) == col(DoctorService.doctor_id))
        .join(Clinic, col(Clinic.id) == col(Service.clinic_id))
    )


_UPCOMING = (
    select(func.count())
    .select_from(Appointment)
    .where(
        col(Appointment.patient_id) == bindparam("patient_id", type_=Uuid),
        col(Appointment.starts_at) > bindparam("now", type_=Instant),
        or_(*(col(Appointment.status) == status for status in (Status.BOOKED, Status.ARRIVED))),
    )
    .scalar_subquery()
)

_HELD_NOW = (
    select(func.count())
    .select_from(Appointment)
    .where(
        col(Appointment.patient_id) == bindparam("patient_id", type_=Uuid),
        col(Appointment.status) == literal_column(f"'{Status.HELD}'"),
    )
    .scalar_subquery()
)

_WISHED = Prepared(
    offers(*_PATIENT, _UPCOMING, _HELD_NOW, *circumstances.asked_of_a_booking())
    .join(Patient, col(Patient.id) == bindparam("patient_id", type_=Uuid))
    .where(
        col(DoctorService.service_id) == bindparam("service_id", type_=Uuid),
        col(DoctorService.doctor_id) == bindparam("doctor_id", type_=Uuid),
    )
)

_PUT = Prepared(insert(Appointment).values({name: bindparam(name) for name in VisitPart._fields}))


async def send_wished(
    session: AsyncSession,
    *,
    service_id: UUID,
    doctor_id: UUID,
    patient_id: UUID,
    now: datetime,
    starts_at: datetime | None = None,
    moving_id: UUID | None = None,
) -> Sent:
    """Ask what a booking is about, in one statement; read the answer with `wished_of`.

    `starts_at` is when it would start (None: now). The rules do not count the visit that is being moved.
    """
    return await _WISHED.send(
        session, service_id=service_id, doctor_id=doctor_id, patient_id=patient_id, now=now,
        moving_id=moving_id or UUID(int=0), **circumstances.bounds_of(starts_at or now),
    )  # fmt: skip


async def wished_of(sent: Sent) -> Wished | None:
    """None when the doctor does not offer the service."""
    row = await sent.first()
    if row is None:
        return None
    patient = PatientPart(*row[_C:_D])
    upcoming, held, visits, members, referred_until, reserved = row[_D:]
    person = circumstances.person_of(patient.birth_date, visits, members, referred_until)
    return Wished(offer_of(row), patient, upcoming, held, person, circumstances.reserved_of(reserved))


async def offer(session: AsyncSession, service_id: UUID, doctor_id: UUID) -> Offer | None:
    """In use or not; None when the doctor does not offer the service."""
    statement = offers().where(col(DoctorService.service_id) == service_id, col(DoctorService.doctor_id) == doctor_id)
    row = (await session.execute(statement)).first()
    return None if row is None else offer_of(tuple(row))


async def put(session: AsyncSession, own: VisitPart) -> None:
    await _PUT.run(session, **own._asdict())


def visits() -> Select[Any]:
    """Appointments with the clinic, service, doctor and patient of each; read the rows with `visit_of`."""
    return (
        select(*_OFFER, *_PATIENT, *_OWN)
        .select_from(Appointment)
        .join(Clinic, col(Clinic.id) == col(Appointment.clinic_id))
        .join(Service, col(Service.id) == col(Appointment.service_id))
        .join(Doctor, col(Doctor.id) == col(Appointment.doctor_id))
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
    )


async def get(session: AsyncSession, appointment_id: UUID, *, lock: bool = False) -> Visit | None:
    """One visit; with `lock` its row is held until the transaction ends, before any calendar is."""
    statement = visits().where(col(Appointment.id) == appointment_id)
    if lock:
        statement = statement.with_for_update(of=Appointment, key_share=True)
    row = (await session.execute(statement)).first()
    return None if row is None else (await _with_companions(session, [visit_of(tuple(row))]))[0]


async def _with_companions(session: AsyncSession, found: list[Visit]) -> list[Visit]:
    """Asked only where the service is for several people."""
    several = [visit.own.id for visit in found if visit.offer.service.most_people > 1]
    if not several:
        return found
    known = await companions.of_visits(session, several)
    return [replace(visit, companions=known.get(visit.own.id, ())) for visit in found]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which visits a list shows. An empty set of ids means none of them, never all.

    Private visits of `patients` are shown only where they are in `private_of` too.
    """

    patients: frozenset[UUID] = frozenset()
    private_of: frozenset[UUID] = frozenset()
    doctors: frozenset[UUID] = frozenset()
    clinics: frozenset[UUID] = frozenset()
    starts_from: datetime | None = None
    starts_before: datetime | None = None
    over_at: datetime | None = None
    is_over: bool = False
    still_open: frozenset[str] = frozenset()
    terminal: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    now: datetime | None = None
    """When given, holds that have expired count as such."""
    only_patient: UUID | None = None
    only_doctor: UUID | None = None
    latest_first: bool = False


async def list_visits(
    session: AsyncSession, wanted: Wanted, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Visit]:
    """Visits by start (and id, where starts are equal), from after the given one."""
    statement = visits().where(_seen_by(wanted), *_filters(wanted))
    key = (col(Appointment.starts_at), col(Appointment.id))
    if after is not None:
        beyond = _beyond(key, after, descending=wanted.latest_first)
        statement = statement.where(beyond)
    order = [column.desc() if wanted.latest_first else column.asc() for column in key]
    rows = await session.execute(statement.order_by(*order).limit(limit))
    return await _with_companions(session, [visit_of(tuple(row)) for row in rows])


def _seen_by(wanted: Wanted) -> ColumnElement[bool]:
    return or_(
        and_(
            col(Appointment.patient_id).in_(wanted.patients),
            or_(not_(col(Appointment.private)), col(Appointment.patient_id).in_(wanted.private_of)),
        ),
        col(Appointment.id).in_(
            select(col(AppointmentCompanion.appointment_id)).where(
                col(AppointmentCompanion.patient_id).in_(wanted.patients)
            )
        ),
        col(Appointment.doctor_id).in_(wanted.doctors),
        col(Appointment.clinic_id).in_(wanted.clinics),
    )


def _filters(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.starts_from is not None:
        yield col(Appointment.starts_at) >= wanted.starts_from
    if wanted.starts_before is not None:
        yield col(Appointment.starts_at) < wanted.starts_before
    if wanted.over_at is not None:
        yield _over(wanted, wanted.over_at)
    if wanted.statuses:
        yield _stands_at(wanted.statuses, wanted.now)
    if wanted.only_patient is not None:
        yield col(Appointment.patient_id) == wanted.only_patient
    if wanted.only_doctor is not None:
        yield col(Appointment.doctor_id) == wanted.only_doctor


def _stands_at(statuses: frozenset[str], now: datetime | None) -> ColumnElement[bool]:
    """What a status amounts to, as in `lifecycle.standing`."""
    stored = col(Appointment.status).in_(statuses)
    if now is None:
        return stored
    overdue = and_(col(Appointment.status) == Status.HELD, col(Appointment.held_until) <= now)
    return or_(stored, overdue) if Status.EXPIRED in statuses else and_(stored, not_(overdue))


def _over(wanted: Wanted, at: datetime) -> ColumnElement[bool]:
    """Over: ended one way or another, or its time has passed and nobody is in it."""
    passed = and_(col(Appointment.ends_at) <= at, col(Appointment.status).not_in(wanted.still_open))
    over = or_(col(Appointment.status).in_(wanted.terminal), passed)
    return over if wanted.is_over else not_(over)


def _beyond(key: tuple[Any, Any], after: tuple[datetime, UUID], *, descending: bool) -> ColumnElement[bool]:
    start, identity = key
    if descending:
        return or_(start < after[0], and_(start == after[0], identity < after[1]))
    return or_(start > after[0], and_(start == after[0], identity > after[1]))


async def change(session: AsyncSession, appointment_id: UUID, **values: Any) -> None:
    """Set columns of one appointment whose row is locked."""
    await session.execute(update(Appointment).where(col(Appointment.id) == appointment_id).values(**values))


async def statuses(session: AsyncSession, appointment_ids: Collection[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(col(Appointment.id), col(Appointment.status)).where(col(Appointment.id).in_(appointment_ids))
    )
    return {row[0]: row[1] for row in rows}
