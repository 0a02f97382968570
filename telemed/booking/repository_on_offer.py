"""What is on offer: the services a search is about with their terms, and which doctor gives which.

Free time is looked for apart from this: a search reads thousands of openings at most as bare rows, and the names and
prices only of what it shows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Uuid, bindparam, cast, func, literal_column, not_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.repository import ClinicPart, DoctorPart, ServicePart
from telemed.booking.rules import Terms
from telemed.booking.views import terms_of
from telemed.db.statements import Prepared, Sent
from telemed.directory.models import Clinic, Doctor, DoctorService, Service

FEW = 256
"""Up to so many pairs of a doctor and a service, free time is looked for doctor by doctor."""

MOST_SERVICES = 24
"""So many services are read beforehand, those that can be booked soonest first; others where they turn up."""


@dataclass(frozen=True, slots=True)
class Offering:
    """A service of a clinic as a search shows it, with what it asks of a time."""

    service: ServicePart
    clinic: ClinicPart
    price_minor: int
    currency: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Filters:
    """Which services and doctors are asked for: the values by name, and the names as a key of prepared statements."""

    values: dict[str, Any]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.values)

    @classmethod
    def of(cls, **wanted: UUID | str | None) -> "Filters":
        values: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
        for name in ("language", "modality"):
            if name in values:
                values[name] = f'%"{values[name]}"%'
        return cls(values)


@dataclass(slots=True)
class OnOffer:
    """What a search found on offer; `offerings` grows as rows of other services turn up."""

    filters: Filters
    offerings: dict[UUID, Offering]
    pairs: int
    """Pairs of a doctor and a service, counted up to FEW + 1."""
    is_whole: bool
    """Whether `offerings` are all services that the filters let through."""

    @property
    def is_few(self) -> bool:
        return self.pairs <= FEW

    @property
    def zones(self) -> set[str]:
        """The zones of all clinics in question; empty when there are too many to say."""
        return {each.clinic.zone for each in self.offerings.values()} if self.is_whole else set()

    @property
    def least_lead(self) -> timedelta:
        """No service asks for less notice than this."""
        leads = [each.terms.lead_min for each in self.offerings.values()]
        return timedelta(minutes=min(leads, default=0))


_OF_SERVICE: dict[str, ColumnElement[bool]] = {
    "specialty_id": col(Service.specialty_id) == bindparam("specialty_id", type_=Uuid),
    "service_id": col(Service.id) == bindparam("service_id", type_=Uuid),
    "clinic_id": col(Service.clinic_id) == bindparam("clinic_id", type_=Uuid),
    "modality": cast(col(Service.modalities), String).like(bindparam("modality", type_=String)),
}
_OF_DOCTOR: dict[str, ColumnElement[bool]] = {
    "doctor_id": col(Doctor.id) == bindparam("doctor_id", type_=Uuid),
    "language": cast(col(Doctor.languages), String).like(bindparam("language", type_=String)),
}
_OFFERING = [
    *(getattr(Service, name) for name in ServicePart._fields),
    *(getattr(Clinic, name) for name in ClinicPart._fields),
    col(Service.price_minor),
    col(Service.currency),
]
_DOCTOR = [getattr(Doctor, name) for name in DoctorPart._fields]
_A, _B = len(ServicePart._fields), len(ServicePart._fields) + len(ClinicPart._fields)


def pairs(filters: frozenset[str], *columns: Any) -> Select[Any]:
    """Which doctor offers which service, of those that the filters let through."""
    conditions = [condition for name, condition in {**_OF_SERVICE, **_OF_DOCTOR}.items() if name in filters]
    return (
        select(*columns)
        .select_from(DoctorService)
        .join(Service, col(Service.id) == col(DoctorService.service_id))
        .join(Doctor, col(Doctor.id) == col(DoctorService.doctor_id))
        .where(*_bookable(), col(Doctor.active), *conditions)
    )


def _bookable() -> tuple[Any, ...]:
    """What is held through the duty queue is never chosen by its time."""
    return col(Service.active), not_(col(Service.duty))


def _conditions_of_service(filters: frozenset[str]) -> list[ColumnElement[bool]]:
    conditions = [condition for name, condition in _OF_SERVICE.items() if name in filters]
    if "doctor_id" in filters:
        theirs = select(col(DoctorService.service_id)).where(
            col(DoctorService.doctor_id) == bindparam("doctor_id", type_=Uuid)
        )
        conditions.append(col(Service.id).in_(theirs))
    return conditions


@lru_cache(maxsize=128)
def _look(filters: frozenset[str]) -> Prepared:
    counted = pairs(filters, literal_column("1")).limit(literal_column(str(FEW + 1))).subquery()
    how_many = select(func.count()).select_from(counted).scalar_subquery()
    return Prepared(
        select(*_OFFERING, how_many)
        .select_from(Service)
        .join(Clinic, col(Clinic.id) == col(Service.clinic_id))
        .where(*_bookable(), *_conditions_of_service(filters))
        .order_by(col(Service.lead_min))
        .limit(literal_column(str(MOST_SERVICES)))
    )


@lru_cache(maxsize=128)
def _grids(filters: frozenset[str]) -> Prepared:
    columns: list[Any] = [Service.lead_min, Service.grid_min, Clinic.zone]
    return Prepared(
        select(*columns)
        .select_from(Service)
        .join(Clinic, col(Clinic.id) == col(Service.clinic_id))
        .where(*_bookable(), *_conditions_of_service(filters))
        .distinct()
    )


async def look(session: AsyncSession, filters: Filters) -> OnOffer:
    """What the filters let through, and whether it is few or much."""
    rows = await _look(filters.names).all(session, **filters.values)
    offerings = {row[0]: _offering(row) for row in rows}
    return OnOffer(filters, offerings, rows[0][-1] if rows else 0, len(rows) < MOST_SERVICES)


async def send_grids(session: AsyncSession, filters: Filters) -> Sent:
    """Ask for the different (notice, grid, zone) of all services in question; minutes, minutes, IANA name."""
    return await _grids(filters.names).send(session, **filters.values)


@lru_cache(maxsize=128)
def _doctor_ids(filters: frozenset[str], limit: int) -> Prepared:
    doctor_id = col(DoctorService.doctor_id)
    return Prepared(pairs(filters, doctor_id).distinct().order_by(doctor_id).limit(literal_column(str(limit))))


async def doctor_ids(session: AsyncSession, filters: Filters, limit: int) -> list[UUID]:
    """Doctors who offer something of what the filters let through, at most `limit` of them."""
    rows = await _doctor_ids(filters.names, limit).all(session, **filters.values)
    return [doctor_id for (doctor_id,) in rows]


async def complete(session: AsyncSession, on_offer: OnOffer, service_ids: Iterable[UUID]) -> None:
    """Read the services of these that are not known yet."""
    missing = [each for each in service_ids if each not in on_offer.offerings]
    for row in await _by_ids(session, _services_of, missing):
        on_offer.offerings[row[0]] = _offering(row)


async def doctors(session: AsyncSession, doctor_ids: Iterable[UUID]) -> dict[UUID, DoctorPart]:
    """What people see of these doctors."""
    return {row[0]: DoctorPart(*row) for row in await _by_ids(session, _doctors_of, list(doctor_ids))}


async def _by_ids(
    session: AsyncSession, statement: Callable[[int], Prepared], ids: Sequence[UUID]
) -> list[tuple[Any, ...]]:
    """Rows by their ids, in statements of a few sizes: the last id fills up what is left of one."""
    rows: list[tuple[Any, ...]] = []
    for some in (ids[n : n + _SIZES[-1]] for n in range(0, len(ids), _SIZES[-1])):
        size = next(each for each in _SIZES if len(some) <= each)
        values = {f"id_{n}": some[min(n, len(some) - 1)] for n in range(size)}
        rows += await statement(size).all(session, **values)
    return rows


_SIZES = (4, 16, 48, 128)


def _one_of(column: Any, size: int) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column.in_([bindparam(f"id_{n}", type_=Uuid) for n in range(size)])
    return condition


@lru_cache(maxsize=len(_SIZES))
def _services_of(size: int) -> Prepared:
    joined = select(*_OFFERING).select_from(Service).join(Clinic, col(Clinic.id) == col(Service.clinic_id))
    return Prepared(joined.where(_one_of(col(Service.id), size)))


@lru_cache(maxsize=len(_SIZES))
def _doctors_of(size: int) -> Prepared:
    return Prepared(select(*_DOCTOR).where(_one_of(col(Doctor.id), size)))


def _offering(row: Sequence[Any]) -> Offering:
    service, clinic = ServicePart(*row[:_A]), ClinicPart(*row[_A:_B])
    return Offering(service, clinic, row[_B], row[_B + 1], terms_of(service, clinic.zone))
