"""From visits to what travels, for one reader: their language, and what they may do. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from telemed.booking.lifecycle import TERMINAL, Actor, Status, Step, VisitTimes, may, may_join, standing
from telemed.booking.repository import Offer, ServicePart, Visit
from telemed.booking.rules import Terms
from telemed.booking.schemas import (
    AppointmentView,
    ClinicView,
    DoctorView,
    PatientView,
    Possible,
    ServiceView,
)
from telemed.kit.text import pick
from telemed.kit.zones import zone


def photo_url(doctor_id: object, photo_path: str | None) -> str | None:
    return f"/api/v1/doctors/{doctor_id}/photo" if photo_path else None


def terms_of(service: ServicePart, zone_name: str) -> Terms:
    return Terms(
        duration_min=service.duration_min,
        buffer_before_min=service.buffer_before_min,
        buffer_after_min=service.buffer_after_min,
        grid_min=service.grid_min,
        lead_min=service.lead_min,
        horizon_days=service.horizon_days,
        zone=zone(zone_name),
        min_age=service.min_age,
        max_age=service.max_age,
        referral_required=service.referral_required,
        programme_code=service.programme_code,
        most_per_period=service.most_per_period,
        period_days=service.period_days,
        duty=service.duty,
    )


def times_of(visit: Visit) -> VisitTimes:
    service = visit.offer.service
    notice, move_notice = timedelta(minutes=service.cancel_min), timedelta(minutes=service.reschedule_min)
    if visit.own.moved_by_clinic_at is not None:
        # The patient did not choose this time, so they may give it up until the visit begins.
        notice = move_notice = timedelta(0)
    return VisitTimes(visit.own.starts_at, visit.own.ends_at, notice, move_notice, held_until=visit.own.held_until)


def _held_for_s(held_until: datetime | None, now: datetime) -> int | None:
    return None if held_until is None else int((held_until - now).total_seconds())


def reader_languages(preferred: Sequence[str], offer: Offer) -> tuple[str, ...]:
    """The reader's languages, then the clinic's."""
    return (*preferred, *offer.clinic.languages)


def appointment_view(visit: Visit, actor: Actor, preferred: Sequence[str], now: datetime) -> AppointmentView:
    own, offer = visit.own, visit.offer
    languages = reader_languages(preferred, offer)
    tz = zone(own.zone)
    times, status = times_of(visit), standing(Status(own.status), own.held_until, now)
    return AppointmentView(
        id=own.id,
        status=status,
        revision=own.revision,
        clinic=ClinicView(
            id=offer.clinic.id,
            name=pick(offer.clinic.name, languages),
            zone=offer.clinic.zone,
            phone=offer.clinic.phone,
            emergency_number=offer.clinic.emergency_number,
        ),
        service=ServiceView(
            id=offer.service.id,
            name=pick(offer.service.name, languages),
            duration_min=offer.service.duration_min,
            most_people=offer.service.most_people,
        ),
        doctor=DoctorView(
            id=offer.doctor.id,
            display_name=f"{offer.doctor.given_name} {offer.doctor.family_name}",
            title=pick(offer.doctor.title, languages),
            photo_url=photo_url(offer.doctor.id, offer.doctor.photo_path),
        ),
        patient=PatientView(
            id=visit.patient.id, display_name=f"{visit.patient.given_name} {visit.patient.family_name}"
        ),
        modality=own.modality,  # type: ignore[arg-type]  # stored only after validation against the same literals
        starts_at=own.starts_at,
        ends_at=own.ends_at,
        local_start=own.starts_at.astimezone(tz).isoformat(),
        local_end=own.ends_at.astimezone(tz).isoformat(),
        zone=own.zone,
        # Clinic staff plan time and do not read what a patient says about their health.
        reason=None if actor is Actor.STAFF else own.reason,
        cancel_reason=None if actor is Actor.STAFF else own.cancel_reason,
        booked_at=own.booked_at,
        arrived_at=own.arrived_at,
        started_at=own.started_at,
        ended_at=own.ended_at,
        join_opens_at=times.join_opens,
        cancel_until=times.notice_ends,
        reschedule_until=times.move_notice_ends,
        moved_by_clinic_at=own.moved_by_clinic_at,
        held_until=own.held_until if status is Status.HELD else None,
        held_for_s=_held_for_s(own.held_until, now) if status is Status.HELD else None,
        private=own.private,
        companions=[
            PatientView(id=each.id, display_name=f"{each.given_name} {each.family_name}") for each in visit.companions
        ],
        can=Possible(
            confirm=may(Step.CONFIRM, status, actor, times, now),
            cancel=may(Step.CANCEL, status, actor, times, now),
            reschedule=may(Step.RESCHEDULE, status, actor, times, now),
            join=actor not in {Actor.STAFF, Actor.ONLOOKER} and may_join(status, times, now),
            no_show=may(Step.NO_SHOW, status, actor, times, now),
            hide=actor in {Actor.PATIENT, Actor.STAFF} and own.status not in TERMINAL,
        ),
    )
