"""Finding clinics, specialties, services and doctors. What is inactive is not found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.directory import repository
from telemed.directory.errors import NoSuchClinic, NoSuchDoctor, NoSuchService
from telemed.directory.models import Clinic, Doctor, Service, Specialty
from telemed.directory.repository import DoctorFilter
from telemed.kit.paging import BadCursor, decode_cursor, encode_cursor

__all__ = ["DoctorFilter"]


class Place(NamedTuple):
    """Where a doctor works, and the zone of its clocks."""

    clinic_id: UUID
    zone: str


@dataclass(frozen=True, slots=True)
class DoctorCard:
    """A doctor with what is shown beside the name."""

    doctor: Doctor
    clinic: Clinic
    specialties: list[Specialty]


async def place_of_doctor(session: AsyncSession, doctor_id: UUID) -> Place | None:
    """None when there is no such doctor, active or not."""
    found = await repository.place_of_doctor(session, doctor_id)
    return None if found is None else Place(*found)


async def clinics(session: AsyncSession) -> list[Clinic]:
    return await repository.clinics(session)


async def clinics_by_id(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Clinic]:
    return await repository.clinics_by_id(session, ids)


async def clinic_by_id(session: AsyncSession, clinic_id: UUID) -> Clinic:
    """Raises NoSuchClinic."""
    clinic = await session.get(Clinic, clinic_id)
    if clinic is None:
        raise NoSuchClinic
    return clinic


async def service_by_id(session: AsyncSession, service_id: UUID) -> Service:
    """Active or not. Raises NoSuchService."""
    service = await session.get(Service, service_id)
    if service is None:
        raise NoSuchService
    return service


async def specialties(session: AsyncSession, clinic_id: UUID | None = None) -> list[tuple[Specialty, int]]:
    """Those that can be seen somewhere, with the number of active doctors."""
    return await repository.specialties_with_doctors(session, clinic_id)


async def all_specialties(session: AsyncSession) -> list[Specialty]:
    return await repository.specialties(session)


async def services(
    session: AsyncSession,
    *,
    clinic_id: UUID | None = None,
    specialty_id: UUID | None = None,
    doctor_id: UUID | None = None,
) -> list[Service]:
    return await repository.services(session, clinic_id=clinic_id, specialty_id=specialty_id, doctor_id=doctor_id)


async def doctor_card(session: AsyncSession, doctor_id: UUID) -> DoctorCard:
    """Raises NoSuchDoctor, also for one who is not active."""
    doctor = await session.get(Doctor, doctor_id)
    if doctor is None or not doctor.active:
        raise NoSuchDoctor
    return (await cards(session, [doctor]))[0]


async def doctor_by_id(session: AsyncSession, doctor_id: UUID) -> Doctor:
    """Active or not. Raises NoSuchDoctor."""
    doctor = await session.get(Doctor, doctor_id)
    if doctor is None:
        raise NoSuchDoctor
    return doctor


async def doctors_by_id(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Doctor]:
    return await repository.doctors_by_id(session, ids)


async def doctors_of_clinic(session: AsyncSession, clinic_id: UUID, *, only_active: bool = True) -> list[Doctor]:
    return await repository.doctors_of_clinic(session, clinic_id, only_active=only_active)


async def cards(session: AsyncSession, doctors: Sequence[Doctor]) -> list[DoctorCard]:
    """Two statements for any number of doctors."""
    having = await repository.specialties_of(session, [doctor.id for doctor in doctors])
    places = await repository.clinics_by_id(session, list({doctor.clinic_id for doctor in doctors}))
    return [DoctorCard(doctor, places[doctor.clinic_id], having[doctor.id]) for doctor in doctors]


async def find_doctors(
    session: AsyncSession, wanted: DoctorFilter, words: str, cursor: str | None, limit: int
) -> tuple[list[DoctorCard], str | None]:
    """A page of active doctors by name, and the cursor of the next. Raises BadCursor.

    Every word has to begin a part of the name, or a word of one of the doctor's specialties in any language.
    """
    if words.strip():
        wanted = replace(wanted, ids=await _ids_by_words(session, wanted, words))
    found = await repository.doctors_page(session, wanted, _after(cursor), limit + 1)
    page = found[:limit]
    following = None
    if len(found) > limit:
        following = encode_cursor(page[-1].family_name, page[-1].given_name, page[-1].id.hex)
    return await cards(session, page), following


def _after(cursor: str | None) -> tuple[str, str, UUID] | None:
    if cursor is None:
        return None
    family, given, last = decode_cursor(cursor, 3)
    try:
        return str(family), str(given), UUID(str(last))
    except ValueError as error:
        raise BadCursor from error


async def _ids_by_words(session: AsyncSession, wanted: DoctorFilter, words: str) -> list[UUID]:
    """Matched here and not in SQL: SQLite folds the case of ASCII letters only."""
    names = await repository.doctor_names(session, wanted)
    having = await repository.specialties_of(session, [doctor_id for doctor_id, _, _ in names])
    asked = words.casefold().split()
    return [
        doctor_id
        for doctor_id, given, family in names
        if _matches(asked, [given, family, *(text for s in having[doctor_id] for text in s.name.values())])
    ]


def _matches(asked: Sequence[str], texts: Sequence[str]) -> bool:
    parts = [part for text in texts for part in text.casefold().replace("-", " ").split()]
    return all(any(part.startswith(word) for part in parts) for word in asked)
