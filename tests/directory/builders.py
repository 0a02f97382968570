"""Rows of the directory, with every field filled and each overridable."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.directory.models import Clinic, Doctor, DoctorService, DoctorSpecialty, Service, Specialty
from telemed.kit.ids import new_id


async def make_clinic(session: AsyncSession, **fields: Any) -> Clinic:
    mark = new_id().hex[-8:]
    values: dict[str, Any] = {
        "slug": f"clinic-{mark}",
        "name": {"ru": "Клиника", "de": "Praxis", "en": "Clinic"},
        "zone": "Europe/Berlin",
        "country": "DE",
        "languages": ["de", "en"],
        "phone": "+49301234567",
        "address": {"de": "Hauptstraße 1, Berlin", "en": "1 Main Street, Berlin"},
        "about": {"en": "A clinic"},
        "emergency_number": "112",
    }
    clinic = Clinic(**{**values, **fields})
    session.add(clinic)
    await session.flush()
    return clinic


async def make_specialty(session: AsyncSession, **fields: Any) -> Specialty:
    values: dict[str, Any] = {
        "code": f"general-{new_id().hex[-8:]}",
        "name": {"ru": "Терапия", "de": "Allgemeinmedizin", "en": "General medicine"},
    }
    specialty = Specialty(**{**values, **fields})
    session.add(specialty)
    await session.flush()
    return specialty


async def make_service(session: AsyncSession, clinic_id: UUID, specialty_id: UUID, **fields: Any) -> Service:
    values: dict[str, Any] = {
        "clinic_id": clinic_id,
        "specialty_id": specialty_id,
        "name": {"ru": "Приём", "de": "Sprechstunde", "en": "Consultation"},
        "duration_min": 20,
        "modalities": ["video", "audio", "chat"],
        "price_minor": 4500,
        "currency": "EUR",
    }
    service = Service(**{**values, **fields})
    session.add(service)
    await session.flush()
    return service


async def make_doctor(
    session: AsyncSession,
    clinic_id: UUID,
    *,
    specialties: tuple[UUID, ...] = (),
    services: tuple[UUID, ...] = (),
    **fields: Any,
) -> Doctor:
    values: dict[str, Any] = {
        "clinic_id": clinic_id,
        "given_name": "Anna",
        "family_name": "Weber",
        "title": {"de": "Dr. med.", "en": "MD"},
        "about": {"en": "Twenty years of practice"},
        "languages": ["de", "en"],
    }
    doctor = Doctor(**{**values, **fields})
    session.add(doctor)
    await session.flush()
    session.add_all(DoctorSpecialty(doctor_id=doctor.id, specialty_id=each) for each in specialties)
    session.add_all(DoctorService(doctor_id=doctor.id, service_id=each) for each in services)
    await session.flush()
    return doctor
