"""Rows of the directory as answers. Pure."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from telemed.accounts.callers import Grant
from telemed.directory.models import Clinic, Doctor, Service, Specialty
from telemed.directory.photos import url_of
from telemed.directory.schemas import (
    ClinicSettings,
    ClinicShown,
    DoctorSettings,
    DoctorShown,
    ServiceSettings,
    ServiceShown,
    SpecialtyName,
    SpecialtyShown,
    StaffMember,
    StaffRoleShown,
)
from telemed.directory.service import DoctorCard
from telemed.directory.staff import Member
from telemed.kit.text import pick

_TERMS = (
    "duration_min", "modalities", "grid_min", "lead_min", "horizon_days", "cancel_min", "price_minor", "currency",
    "reschedule_min", "hold_min", "min_age", "max_age", "referral_required", "programme_code", "most_per_period",
    "period_days", "most_people", "duty",
)  # fmt: skip


def clinic_view(clinic: Clinic, reader: Sequence[str]) -> ClinicShown:
    languages = (*reader, *clinic.languages)
    return ClinicShown(
        id=clinic.id,
        slug=clinic.slug,
        name=pick(clinic.name, languages),
        zone=clinic.zone,
        country=clinic.country,
        languages=clinic.languages,
        phone=clinic.phone,
        address=pick(clinic.address, languages),
        about=pick(clinic.about, languages),
        emergency_number=clinic.emergency_number,
    )


def specialty_name(specialty: Specialty, languages: Sequence[str]) -> SpecialtyName:
    return SpecialtyName(id=specialty.id, name=pick(specialty.name, languages))


def specialty_view(specialty: Specialty, count: int, languages: Sequence[str]) -> SpecialtyShown:
    name = pick(specialty.name, languages)
    return SpecialtyShown(id=specialty.id, name=name, code=specialty.code, doctor_count=count)


def _terms(service: Service) -> dict[str, Any]:
    return {name: getattr(service, name) for name in _TERMS}


def service_view(service: Service, languages: Sequence[str]) -> ServiceShown:
    return ServiceShown(
        id=service.id,
        clinic_id=service.clinic_id,
        specialty_id=service.specialty_id,
        name=pick(service.name, languages),
        **_terms(service),
    )


def doctor_fields(card: DoctorCard, reader: Sequence[str]) -> dict[str, Any]:
    doctor, languages = card.doctor, (*reader, *card.clinic.languages)
    return {
        "id": doctor.id,
        "clinic_id": doctor.clinic_id,
        "clinic_name": pick(card.clinic.name, languages),
        "given_name": doctor.given_name,
        "family_name": doctor.family_name,
        "display_name": doctor.display_name,
        "title": pick(doctor.title, languages),
        "languages": doctor.languages,
        "specialties": [specialty_name(each, languages) for each in card.specialties],
        "photo_url": url_of(doctor.id, doctor.photo_path),
        "about": pick(doctor.about, languages),
    }


def doctor_view(card: DoctorCard, reader: Sequence[str]) -> DoctorShown:
    return DoctorShown(**doctor_fields(card, reader))


def service_settings(service: Service) -> ServiceSettings:
    return ServiceSettings(
        id=service.id,
        clinic_id=service.clinic_id,
        specialty_id=service.specialty_id,
        name_i18n=service.name,
        buffer_before_min=service.buffer_before_min,
        buffer_after_min=service.buffer_after_min,
        sensitive=service.sensitive,
        active=service.active,
        revision=service.revision,
        **_terms(service),
    )


def doctor_settings(doctor: Doctor, links: tuple[list[UUID], list[UUID]]) -> DoctorSettings:
    return DoctorSettings(
        id=doctor.id,
        clinic_id=doctor.clinic_id,
        account_id=doctor.account_id,
        given_name=doctor.given_name,
        family_name=doctor.family_name,
        display_name=doctor.display_name,
        title_i18n=doctor.title,
        about_i18n=doctor.about,
        languages=doctor.languages,
        specialty_ids=links[0],
        service_ids=links[1],
        photo_url=url_of(doctor.id, doctor.photo_path),
        active=doctor.active,
        revision=doctor.revision,
    )


def clinic_settings(
    clinic: Clinic,
    services: Sequence[Service],
    doctors: Sequence[DoctorSettings],
    specialties: Sequence[Specialty],
    reader: Sequence[str],
) -> ClinicSettings:
    languages = (*reader, *clinic.languages)
    return ClinicSettings(
        id=clinic.id,
        slug=clinic.slug,
        name_i18n=clinic.name,
        about_i18n=clinic.about,
        address_i18n=clinic.address,
        zone=clinic.zone,
        country=clinic.country,
        languages=clinic.languages,
        phone=clinic.phone,
        emergency_number=clinic.emergency_number,
        reminders_min=clinic.reminders_min,
        offer_min=clinic.offer_min,
        offers_a_day=clinic.offers_a_day,
        revision=clinic.revision,
        services=[service_settings(service) for service in services],
        doctors=list(doctors),
        specialties=[specialty_name(each, languages) for each in specialties],
    )


def staff_member(member: Member, names: dict[UUID, str]) -> StaffMember:
    return StaffMember(
        account_id=member.account.id,
        email=member.account.email,
        confirmed=member.account.confirmed_at is not None,
        roles=[_role(grant, names) for grant in member.roles],
    )


def _role(grant: Grant, names: dict[UUID, str]) -> StaffRoleShown:
    doctor_id = grant.subject_id
    name = names.get(doctor_id) if doctor_id else None
    return StaffRoleShown(role=grant.role.value, doctor_id=doctor_id, doctor_name=name)  # type: ignore[arg-type]  # staff_of gives staff roles only
