"""Queries of the directory."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, cast, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.directory.models import Clinic, Doctor, DoctorService, DoctorSpecialty, Service, Specialty


@dataclass(frozen=True, slots=True)
class DoctorFilter:
    """Which doctors are meant; what is None or empty does not narrow. `ids`: only these."""

    clinic_id: UUID | None = None
    specialty_id: UUID | None = None
    service_id: UUID | None = None
    language: str | None = None
    ids: Sequence[UUID] | None = None


async def clinics(session: AsyncSession) -> list[Clinic]:
    return list(await session.scalars(select(Clinic).order_by(col(Clinic.slug))))


async def clinics_by_id(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Clinic]:
    return {clinic.id: clinic for clinic in await session.scalars(select(Clinic).where(col(Clinic.id).in_(ids)))}


async def place_of_doctor(session: AsyncSession, doctor_id: UUID) -> tuple[UUID, str] | None:
    found = select(col(Clinic.id), col(Clinic.zone)).join(Doctor, col(Doctor.clinic_id) == col(Clinic.id))
    row = (await session.execute(found.where(col(Doctor.id) == doctor_id))).first()
    return None if row is None else (row[0], row[1])


async def specialties_with_doctors(session: AsyncSession, clinic_id: UUID | None) -> list[tuple[Specialty, int]]:
    """Specialties that some active doctor has, with how many do."""
    number = func.count(col(Doctor.id))
    found = (
        select(Specialty, number)
        .join(DoctorSpecialty, col(DoctorSpecialty.specialty_id) == col(Specialty.id))
        .join(Doctor, col(Doctor.id) == col(DoctorSpecialty.doctor_id))
        .where(col(Doctor.active))
        .group_by(col(Specialty.id))
        .order_by(col(Specialty.code))
    )
    if clinic_id is not None:
        found = found.where(col(Doctor.clinic_id) == clinic_id)
    return [(specialty, count) for specialty, count in (await session.execute(found)).all()]


async def specialties(session: AsyncSession) -> list[Specialty]:
    return list(await session.scalars(select(Specialty).order_by(col(Specialty.code))))


async def services(
    session: AsyncSession,
    *,
    clinic_id: UUID | None = None,
    specialty_id: UUID | None = None,
    doctor_id: UUID | None = None,
    only_active: bool = True,
) -> list[Service]:
    found = select(Service).order_by(col(Service.clinic_id), col(Service.duration_min), col(Service.id))
    if only_active:
        found = found.where(col(Service.active))
    if clinic_id is not None:
        found = found.where(col(Service.clinic_id) == clinic_id)
    if specialty_id is not None:
        found = found.where(col(Service.specialty_id) == specialty_id)
    if doctor_id is not None:
        offered = select(col(DoctorService.service_id)).where(col(DoctorService.doctor_id) == doctor_id)
        found = found.where(col(Service.id).in_(offered))
    return list(await session.scalars(found))


def _narrowed(found: Select[*tuple[Any, ...]], wanted: DoctorFilter) -> Select[*tuple[Any, ...]]:
    if wanted.clinic_id is not None:
        found = found.where(col(Doctor.clinic_id) == wanted.clinic_id)
    if wanted.specialty_id is not None:
        having = select(col(DoctorSpecialty.doctor_id)).where(col(DoctorSpecialty.specialty_id) == wanted.specialty_id)
        found = found.where(col(Doctor.id).in_(having))
    if wanted.service_id is not None:
        offering = select(col(DoctorService.doctor_id)).where(col(DoctorService.service_id) == wanted.service_id)
        found = found.where(col(Doctor.id).in_(offering))
    if wanted.language is not None:
        found = found.where(cast(col(Doctor.languages), String).like(f'%"{wanted.language}"%'))
    if wanted.ids is not None:
        found = found.where(col(Doctor.id).in_(wanted.ids))
    return found


async def doctor_names(session: AsyncSession, wanted: DoctorFilter) -> list[tuple[UUID, str, str]]:
    """Ids and names of the active doctors that are meant, for a search by words."""
    found = select(col(Doctor.id), col(Doctor.given_name), col(Doctor.family_name)).where(col(Doctor.active))
    return [(row[0], row[1], row[2]) for row in await session.execute(_narrowed(found, wanted))]


async def doctors_page(
    session: AsyncSession, wanted: DoctorFilter, after: tuple[str, str, UUID] | None, limit: int
) -> list[Doctor]:
    """Active doctors by family name, given name and id; those behind `after`."""
    order = (col(Doctor.family_name), col(Doctor.given_name), col(Doctor.id))
    found = _narrowed(select(Doctor).where(col(Doctor.active)), wanted).order_by(*order).limit(limit)
    if after is not None:
        family, given, last = order
        found = found.where(
            (family > after[0])
            | ((family == after[0]) & (given > after[1]))
            | ((family == after[0]) & (given == after[1]) & (last > after[2]))
        )
    return list(await session.scalars(found))


async def doctors_of_clinic(session: AsyncSession, clinic_id: UUID, *, only_active: bool) -> list[Doctor]:
    found = select(Doctor).where(col(Doctor.clinic_id) == clinic_id)
    if only_active:
        found = found.where(col(Doctor.active))
    return list(await session.scalars(found.order_by(col(Doctor.family_name), col(Doctor.given_name), col(Doctor.id))))


async def doctors_by_id(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Doctor]:
    return {doctor.id: doctor for doctor in await session.scalars(select(Doctor).where(col(Doctor.id).in_(ids)))}


async def specialties_of(session: AsyncSession, doctor_ids: Sequence[UUID]) -> dict[UUID, list[Specialty]]:
    """The specialties of each doctor, in one statement."""
    found = (
        select(col(DoctorSpecialty.doctor_id), Specialty)
        .join(Specialty, col(Specialty.id) == col(DoctorSpecialty.specialty_id))
        .where(col(DoctorSpecialty.doctor_id).in_(doctor_ids))
        .order_by(col(Specialty.code))
    )
    having: dict[UUID, list[Specialty]] = defaultdict(list)
    for doctor_id, specialty in (await session.execute(found)).all():
        having[doctor_id].append(specialty)
    return having


async def service_ids_of(session: AsyncSession, doctor_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    found = select(col(DoctorService.doctor_id), col(DoctorService.service_id)).where(
        col(DoctorService.doctor_id).in_(doctor_ids)
    )
    offered: dict[UUID, list[UUID]] = defaultdict(list)
    for doctor_id, service_id in (await session.execute(found.order_by(col(DoctorService.service_id)))).all():
        offered[doctor_id].append(service_id)
    return offered


async def known_specialties(session: AsyncSession, ids: Sequence[UUID]) -> set[UUID]:
    return set(await session.scalars(select(col(Specialty.id)).where(col(Specialty.id).in_(ids))))


async def known_services(session: AsyncSession, clinic_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    return set(
        await session.scalars(
            select(col(Service.id)).where(col(Service.id).in_(ids), col(Service.clinic_id) == clinic_id)
        )
    )


async def set_specialties(session: AsyncSession, doctor_id: UUID, ids: Sequence[UUID]) -> None:
    await session.execute(delete(DoctorSpecialty).where(col(DoctorSpecialty.doctor_id) == doctor_id))
    session.add_all(DoctorSpecialty(doctor_id=doctor_id, specialty_id=each) for each in dict.fromkeys(ids))


async def set_services(session: AsyncSession, doctor_id: UUID, ids: Sequence[UUID]) -> None:
    await session.execute(delete(DoctorService).where(col(DoctorService.doctor_id) == doctor_id))
    session.add_all(DoctorService(doctor_id=doctor_id, service_id=each) for each in dict.fromkeys(ids))


async def doctor_of_account(session: AsyncSession, clinic_id: UUID, account_id: UUID) -> list[Doctor]:
    found = select(Doctor).where(col(Doctor.clinic_id) == clinic_id, col(Doctor.account_id) == account_id)
    return list(await session.scalars(found))
