"""What a clinic changes about itself: its texts, services, doctors and their photos."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.directory import photos, repository
from telemed.directory.errors import NoSuchDoctor, NoSuchService, UnknownReference
from telemed.directory.models import Clinic, Doctor, Service
from telemed.directory.service import clinic_by_id
from telemed.kit.etag import require_revision

_COLUMN_OF = {"name_i18n": "name", "title_i18n": "title", "about_i18n": "about", "address_i18n": "address"}


async def change_clinic(
    session: AsyncSession, clinic_id: UUID, changes: Mapping[str, Any], if_match: str | None
) -> Clinic:
    clinic = await clinic_by_id(session, clinic_id)
    _apply(clinic, changes, if_match)
    await session.flush()
    return clinic


async def services_of(session: AsyncSession, clinic_id: UUID) -> list[Service]:
    """Also those that are not on offer."""
    return await repository.services(session, clinic_id=clinic_id, only_active=False)


async def add_service(session: AsyncSession, clinic_id: UUID, draft: Mapping[str, Any]) -> Service:
    await _check_specialties(session, [draft["specialty_id"]])
    service = Service(clinic_id=clinic_id, **_columns(draft))
    session.add(service)
    await session.flush()
    return service


async def change_service(
    session: AsyncSession, clinic_id: UUID, service_id: UUID, changes: Mapping[str, Any], if_match: str | None
) -> Service:
    """Raises NoSuchService also for a service of another clinic. Visits that are booked keep their times."""
    service = await session.get(Service, service_id, with_for_update=True)
    if service is None or service.clinic_id != clinic_id:
        raise NoSuchService
    if "specialty_id" in changes:
        await _check_specialties(session, [changes["specialty_id"]])
    _apply(service, changes, if_match)
    await session.flush()
    return service


async def doctor_of_clinic(session: AsyncSession, clinic_id: UUID, doctor_id: UUID, *, lock: bool = False) -> Doctor:
    """Raises NoSuchDoctor also for a doctor of another clinic."""
    doctor = await session.get(Doctor, doctor_id, with_for_update=True if lock else None)
    if doctor is None or doctor.clinic_id != clinic_id:
        raise NoSuchDoctor
    return doctor


async def add_doctor(session: AsyncSession, clinic_id: UUID, draft: Mapping[str, Any]) -> Doctor:
    values = dict(draft)
    links = {"specialty_ids": values.pop("specialty_ids"), "service_ids": values.pop("service_ids")}
    doctor = Doctor(clinic_id=clinic_id, **_columns(values))
    session.add(doctor)
    await session.flush()
    await _link(session, doctor, links)
    return doctor


async def change_doctor(
    session: AsyncSession, clinic_id: UUID, doctor_id: UUID, changes: Mapping[str, Any], if_match: str | None
) -> Doctor:
    doctor = await doctor_of_clinic(session, clinic_id, doctor_id, lock=True)
    links = {name: changes[name] for name in ("specialty_ids", "service_ids") if name in changes}
    _apply(doctor, {name: value for name, value in changes.items() if name not in links}, if_match)
    await _link(session, doctor, links)
    return doctor


async def links_of(session: AsyncSession, doctor_ids: Sequence[UUID]) -> dict[UUID, tuple[list[UUID], list[UUID]]]:
    """The specialty ids and the service ids of each doctor."""
    having = await repository.specialties_of(session, doctor_ids)
    offered = await repository.service_ids_of(session, doctor_ids)
    return {each: ([s.id for s in having.get(each, [])], offered.get(each, [])) for each in doctor_ids}


async def set_photo(session: AsyncSession, doctor: Doctor, photo: bytes, data_dir: Path) -> None:
    """Show a sanitised photo from now on. The old file stays: should the transaction fail, the row still names it."""
    doctor.photo_path = await asyncio.to_thread(photos.store, data_dir, photo)
    doctor.revision += 1
    await session.flush()


async def _link(session: AsyncSession, doctor: Doctor, links: Mapping[str, Sequence[UUID]]) -> None:
    if "specialty_ids" in links:
        await _check_specialties(session, links["specialty_ids"])
        await repository.set_specialties(session, doctor.id, links["specialty_ids"])
    if "service_ids" in links:
        wanted = links["service_ids"]
        if await repository.known_services(session, doctor.clinic_id, wanted) != set(wanted):
            raise UnknownReference("a service is not of this clinic")
        await repository.set_services(session, doctor.id, wanted)
    await session.flush()


async def _check_specialties(session: AsyncSession, ids: Sequence[UUID]) -> None:
    if await repository.known_specialties(session, ids) != set(ids):
        raise UnknownReference("there is no such specialty")


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {_COLUMN_OF.get(name, name): value for name, value in values.items()}


def _apply(row: Clinic | Service | Doctor, changes: Mapping[str, Any], if_match: str | None) -> None:
    require_revision(if_match, row.revision)
    for name, value in _columns(changes).items():
        setattr(row, name, value)
    row.revision += 1
