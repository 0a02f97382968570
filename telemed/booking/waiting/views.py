"""Wishes and offers as they travel."""

from collections.abc import Sequence
from datetime import datetime

from telemed.booking.schemas import ClinicView, DoctorView, PatientView, ServiceView
from telemed.booking.views import photo_url
from telemed.booking.waiting.repository import Offered, Waiting
from telemed.booking.waiting.schemas import EntryView, OfferView
from telemed.directory.models import Clinic, Doctor, Service
from telemed.kit.text import pick
from telemed.kit.zones import zone
from telemed.patients.models import Patient


def entry_view(found: Waiting, offered: Offered | None, preferred: Sequence[str], now: datetime) -> EntryView:
    own, languages = found.entry, (*preferred, *found.clinic.languages)
    start = found.visit.starts_at if found.visit else None
    return EntryView(
        id=own.id, kind=own.kind, status=own.status, revision=own.revision,  # type: ignore[arg-type]  # checked by the table
        clinic=_clinic(found.clinic, languages), service=_service(found.service, languages),
        doctor=_doctor(found.doctor, languages) if found.doctor else None, patient=_patient(found.patient),
        appointment_id=own.appointment_id, starts_at=start,
        local_start=start.astimezone(zone(found.clinic.zone)).isoformat() if start else None,
        modality=own.modality, language=own.language, part_of_day=own.part_of_day,  # type: ignore[arg-type]  # validated when it came
        since=own.starts_from, until=own.starts_until, priority=own.priority, created_at=own.created_at,
        offer=offer_view(offered, preferred, now) if offered else None, offers_made=found.offers_made,
    )  # fmt: skip


def offer_view(found: Offered, preferred: Sequence[str], now: datetime) -> OfferView:
    own, languages = found.offer, (*preferred, *found.clinic.languages)
    moving = found.visit if own.status == "open" else None
    return OfferView(
        id=own.id, entry_id=own.entry_id, kind=found.entry.kind, status=own.status,  # type: ignore[arg-type]  # checked by the table
        revision=own.revision, clinic=_clinic(found.clinic, languages), service=_service(found.service, languages),
        doctor=_doctor(found.doctor, languages), patient=_patient(found.patient), starts_at=own.starts_at,
        ends_at=own.ends_at, local_start=own.starts_at.astimezone(zone(found.clinic.zone)).isoformat(),
        zone=found.clinic.zone, expires_at=own.expires_at,
        expires_in_s=max(0, int((own.expires_at - now).total_seconds())),
        appointment_id=own.appointment_id or found.entry.appointment_id,
        instead_of=moving.starts_at if moving else None,
        local_instead_of=moving.starts_at.astimezone(zone(found.clinic.zone)).isoformat() if moving else None,
    )  # fmt: skip


def _clinic(clinic: Clinic, languages: Sequence[str]) -> ClinicView:
    return ClinicView(
        id=clinic.id, name=pick(clinic.name, languages), zone=clinic.zone, phone=clinic.phone,
        emergency_number=clinic.emergency_number,
    )  # fmt: skip


def _service(service: Service, languages: Sequence[str]) -> ServiceView:
    return ServiceView(id=service.id, name=pick(service.name, languages), duration_min=service.duration_min)


def _doctor(doctor: Doctor, languages: Sequence[str]) -> DoctorView:
    return DoctorView(
        id=doctor.id, display_name=doctor.display_name, title=pick(doctor.title, languages),
        photo_url=photo_url(doctor.id, doctor.photo_path),
    )  # fmt: skip


def _patient(patient: Patient) -> PatientView:
    return PatientView(id=patient.id, display_name=f"{patient.given_name} {patient.family_name}")
