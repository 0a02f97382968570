"""From the queue to what travels, for one reader. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from statistics import median
from typing import Any, cast
from uuid import UUID

from telemed.booking.duty.estimate import Accuracy, Estimate
from telemed.booking.duty.models import DutyEntry
from telemed.booking.duty.order import ANSWER_WITHIN, USUAL_URGENCY, Presence, Stage, counts, leaves_at, presence
from telemed.booking.duty.picture import Queue
from telemed.booking.duty.repository import Row
from telemed.booking.duty.schemas import (
    AccuracyView,
    BoardView,
    CurrentRow,
    DoctorRow,
    DutyServiceView,
    DutyView,
    EstimateView,
    Status,
    TurnView,
    WaitingRow,
    Word,
)
from telemed.booking.placing import Reader
from telemed.booking.repository import Visit
from telemed.booking.schemas import ClinicView, DoctorView, PatientView, ServiceView
from telemed.booking.views import photo_url, reader_languages
from telemed.directory.models import Clinic, Doctor, Service, Specialty
from telemed.kit.text import pick
from telemed.kit.zones import to_local, zone
from telemed.patients.models import Patient

SEEN_EVERY_S = 25
_WORDS: tuple[Word, ...] = ("very_urgent", "urgent", "soon", "can_wait")


def word_of(urgency: int) -> Word:
    return _WORDS[urgency - 1]


def clinic_view(clinic: Clinic, languages: Sequence[str]) -> ClinicView:
    return ClinicView(
        id=clinic.id, name=pick(clinic.name, (*languages, *clinic.languages)), zone=clinic.zone, phone=clinic.phone,
        emergency_number=clinic.emergency_number,
    )  # fmt: skip


def estimate_view(estimate: Estimate | None) -> EstimateView | None:
    return None if estimate is None else EstimateView(median_s=estimate.median_s, p90_s=estimate.p90_s)


def accuracy_view(accuracy: Accuracy | None) -> AccuracyView | None:
    return None if accuracy is None else AccuracyView(share=round(accuracy.share, 3), of=accuracy.of)


def duty_view(queue: Queue, specialties: Mapping[UUID, Specialty], languages: Sequence[str]) -> DutyView:
    reader = (*languages, *queue.clinic.languages)
    services = [
        _service_view(queue, each, specialties[each.specialty_id], reader)
        for each in sorted(queue.services.values(), key=lambda each: (not queue.is_open(each.id), each.id))
    ]
    waits = [each.estimate for each in services if each.estimate is not None]
    return DutyView(
        clinic=clinic_view(queue.clinic, languages),
        open=any(each.open for each in services),
        doctors=len(queue.counted),
        waiting=len(queue.waiting),
        services=services,
        estimate=min(waits, key=lambda each: each.median_s, default=None),
        accuracy=accuracy_view(queue.accuracy),
    )


def _service_view(queue: Queue, service: Service, specialty: Specialty, reader: Sequence[str]) -> DutyServiceView:
    return DutyServiceView(
        id=service.id,
        name=pick(service.name, reader),
        specialty_id=specialty.id,
        specialty=pick(specialty.name, reader),
        duration_min=service.duration_min,
        modalities=cast("Any", service.modalities),
        price_minor=service.price_minor,
        currency=service.currency,
        open=queue.is_open(service.id),
        waiting=sum(turn.service_id == service.id for turn in queue.waiting),
        estimate=estimate_view(queue.estimate_for(service.id, USUAL_URGENCY)),
    )


def status_of(row: Row, now: datetime) -> Status:
    """Where a turn stands, in the words of its patient."""
    stage = row.stage
    if stage is Stage.WAITING:
        return {Presence.HERE: "waiting", Presence.AWAY: "away", Presence.GONE: "left"}[presence(row.turn, now)]  # type: ignore[return-value]  # each is one of the words
    if stage is Stage.CALLED:
        return "in_visit" if row.visit is not None and row.visit.status == "in_progress" else "called"
    return "done" if stage is Stage.DONE else "left"


def entry_view(
    queue: Queue, row: Row, patient: Patient, doctor: Doctor | None, service: Service, languages: Sequence[str]
) -> TurnView:
    own, turn, status = row.entry, row.turn, status_of(row, queue.now)
    reader = (*languages, *queue.clinic.languages)
    waits = status in {"waiting", "away"}
    called = row.stage in {Stage.CALLED, Stage.DONE}
    ahead = len(queue.ahead(turn)) if waits else None
    stated = own.stated_median_s is not None and own.stated_p90_s is not None
    return TurnView(
        id=own.id,
        status=status,
        clinic=clinic_view(queue.clinic, languages),
        service=ServiceView(id=service.id, name=pick(service.name, reader), duration_min=service.duration_min),
        patient=PatientView(id=patient.id, display_name=f"{patient.given_name} {patient.family_name}"),
        doctor=_doctor_view(doctor, reader) if called and doctor is not None else None,
        modality=cast("Any", own.modality),
        urgency=own.urgency,
        urgency_word=word_of(own.urgency),
        place=None if ahead is None else ahead + 1,
        ahead=ahead,
        doctors=sum(own.service_id in queue.treated[each.doctor_id] for each in queue.counted),
        estimate=estimate_view(queue.estimate_of(turn)) if waits else None,
        stated=EstimateView(median_s=own.stated_median_s or 0, p90_s=own.stated_p90_s or 0) if stated else None,
        accuracy=accuracy_view(queue.accuracy),
        joined_at=own.joined_at,
        called_at=own.called_at if called else None,
        ended_at=own.ended_at,
        left_reason=_left_reason(row, status),
        leaves_at=leaves_at(turn) if waits else None,
        callback=own.callback,
        callback_phone=own.callback_phone,
        appointment_id=own.appointment_id if called else None,
        server_time=queue.now,
        seen_every_s=SEEN_EVERY_S,
    )


def _left_reason(row: Row, status: Status) -> str | None:
    if status != "left":
        return None
    return row.entry.left_reason or ("no_answer" if row.stage is Stage.LEFT else "gone")


def _doctor_view(doctor: Doctor, reader: Sequence[str]) -> DoctorView:
    return DoctorView(
        id=doctor.id, display_name=doctor.display_name, title=pick(doctor.title, reader),
        photo_url=photo_url(doctor.id, doctor.photo_path),
    )  # fmt: skip


def board_view(
    queue: Queue, people: Mapping[UUID, Patient], doctor_id: UUID | None, languages: Sequence[str]
) -> BoardView:
    """The board; for `doctor_id`, with what a doctor may read. The desk reads no reason."""
    reader = (*languages, *queue.clinic.languages)
    mine = queue.treated.get(doctor_id, frozenset()) if doctor_id else frozenset()
    rows = {row.entry.id: row for row in queue.rows}
    own = next((each.presence for each in queue.on_duty if each.doctor_id == doctor_id), None)
    estimates = [each for service in queue.services if (each := queue.estimate_for(service, USUAL_URGENCY))]
    return BoardView(
        clinic=clinic_view(queue.clinic, languages),
        on_duty=own is not None,
        since=own.started_at if own else None,
        waiting=[
            _waiting_row(queue, rows[turn.id], people[rows[turn.id].entry.patient_id], mine, reader, doctor_id)
            for turn in queue.waiting
        ],
        current=_current_of(queue, people, doctor_id, reader) if doctor_id else None,
        doctors=[
            DoctorRow(
                id=each.doctor_id,
                display_name=f"{each.given_name} {each.family_name}",
                since=each.presence.started_at,
                local_since=to_local(each.presence.started_at, zone(queue.clinic.zone)).isoformat(),
                here=counts(each.presence.last_seen_at, with_somebody=each.with_since is not None, now=queue.now),
                with_since=each.with_since,
            )
            for each in queue.on_duty
        ],
        open=any(queue.is_open(service) for service in queue.services),
        estimate=estimate_view(min(estimates, key=lambda each: each.median_s, default=None)),
        accuracy=accuracy_view(queue.accuracy),
        seen_today=len(queue.waits_s),
        median_wait_s=round(median(queue.waits_s)) if queue.waits_s else None,
        server_time=queue.now,
    )


def _waiting_row(
    queue: Queue, row: Row, patient: Patient, mine: frozenset[UUID], reader: Sequence[str], doctor_id: UUID | None
) -> WaitingRow:
    own = row.entry
    return WaitingRow(
        id=own.id,
        patient_name=f"{patient.given_name} {patient.family_name}",
        age=_age(patient.birth_date, queue.now.date()),
        service_name=_service_name(queue, own.service_id, reader),
        modality=cast("Any", own.modality),
        urgency=own.urgency,
        urgency_word=word_of(own.urgency),
        joined_at=own.joined_at,
        waited_s=max(0, int((queue.now - own.joined_at).total_seconds())),
        here=presence(row.turn, queue.now) is Presence.HERE,
        callback=own.callback,
        callback_phone=own.callback_phone,
        reason=own.reason if doctor_id is not None else None,
        mine=own.service_id in mine,
    )


def _current_of(
    queue: Queue, people: Mapping[UUID, Patient], doctor_id: UUID, reader: Sequence[str]
) -> CurrentRow | None:
    for row in queue.rows:
        if row.stage is Stage.CALLED and row.entry.doctor_id == doctor_id:
            name = _service_name(queue, row.entry.service_id, reader)
            return current_row(row, people[row.entry.patient_id], name)
    return None


def current_row(row: Row, patient: Patient, service_name: str) -> CurrentRow:
    own = row.entry
    assert own.appointment_id is not None  # noqa: S101  whoever is called has a visit
    assert own.called_at is not None  # noqa: S101  and was called at some moment
    status = row.visit.status if row.visit is not None else "booked"
    words: Mapping[str, Any] = {"arrived": "arrived", "in_progress": "in_visit"}
    return CurrentRow(
        entry_id=own.id,
        appointment_id=own.appointment_id,
        patient_name=f"{patient.given_name} {patient.family_name}",
        service_name=service_name,
        status=words.get(status, "called"),
        called_at=own.called_at,
        callback_phone=own.callback_phone,
        no_answer_from=own.called_at + ANSWER_WITHIN,
    )


def called_row(entry: DutyEntry, visit: Visit, reader: Reader) -> CurrentRow:
    """Whom a doctor has just called."""
    offer = visit.offer
    return CurrentRow(
        entry_id=entry.id,
        appointment_id=visit.own.id,
        patient_name=f"{visit.patient.given_name} {visit.patient.family_name}",
        service_name=pick(offer.service.name, reader_languages(reader.languages, offer)),
        status="called",
        called_at=reader.now,
        callback_phone=entry.callback_phone,
        no_answer_from=reader.now + ANSWER_WITHIN,
    )


def _service_name(queue: Queue, service_id: UUID, reader: Sequence[str]) -> str:
    service = queue.services.get(service_id)
    return "" if service is None else pick(service.name, reader)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
