"""Visits written down: the time claimed through the schedule's port, and what became of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.audit.service import record
from telemed.booking.lifecycle import TAKES_TIME, Status
from telemed.booking.models import Appointment
from telemed.booking.slots import starts
from telemed.demo import telling
from telemed.demo.patients_of import Enrolled
from telemed.demo.people import CHILD_UNDER
from telemed.demo.staff import Practitioner
from telemed.demo.visits import Diaries, Slot, slots, told_at
from telemed.directory.models import Clinic
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.outbox.service import enqueue
from telemed.patients.service import relate
from telemed.records.models import VisitNote
from telemed.schedules import claims
from telemed.schedules.claims import Owner

OWNER_KIND = "appointment"
_PAST, _AHEAD = timedelta(days=9), timedelta(days=12)
_PAST_DENSITY, _NEAR_DENSITY, _FAR_DENSITY = 0.16, 0.2, 0.07
_NEAR, _MARGIN = timedelta(days=5), timedelta(hours=1)
_SOON = timedelta(minutes=12)
_MINUTE = timedelta(minutes=1)
DEMO_PATIENT = 0
"""The place of the patient whom visitors can be, in the first Moscow clinic."""


@dataclass
class Ward:
    """One clinic while its visits are chosen."""

    clinic: Clinic
    doctors: list[Practitioner]
    patients: list[Enrolled]
    registrar_id: UUID
    now: datetime
    chance: Random
    has_demo_patient: bool
    diaries: Diaries = field(default_factory=Diaries)
    pools: dict[tuple[str, tuple[str, ...]], list[int]] = field(default_factory=dict)

    def pool(self, doctor: Practitioner) -> list[int]:
        """Whom this doctor sees: children or adults, women, and who speaks their language."""
        key = (doctor.role.field, doctor.role.languages)
        if key not in self.pools:
            self.pools[key] = [i for i, patient in enumerate(self.patients) if self._suits(doctor, patient, i)]
        return self.pools[key]

    def _suits(self, doctor: Practitioner, patient: Enrolled, index: int) -> bool:
        person = patient.person
        if self.has_demo_patient and index == DEMO_PATIENT:
            return False
        is_child = person.age(self.now.date()) < CHILD_UNDER
        women_only = doctor.role.field == "gynaecology"
        return (
            is_child == (doctor.role.field == "paediatrics")
            and person.language in doctor.role.languages
            and not (women_only and person.sex != "female")
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    slot: Slot
    doctor: Practitioner
    patient: Enrolled


async def add_visits(session: AsyncSession, ward: Ward) -> int:
    """Choose, claim and write; how many there are."""
    window = Interval(ward.now - _PAST, ward.now + _AHEAD)
    free: dict[UUID, list[Interval]] = {doctor.id: [] for doctor in ward.doctors}
    for doctor_id, opening in await claims.openings_between(session, list(free), window):
        free[doctor_id].append(opening)
    chosen = [each for doctor in ward.doctors for each in _of_doctor(ward, doctor, free[doctor.id], window)]
    # What was chosen for the demo's patient is marked afterwards: their diary is empty until then.
    chosen = _given_to_demo_patient(ward, chosen) if ward.has_demo_patient else chosen
    await claims.lock(session, [*free, *{each.patient.id for each in chosen}])
    rows, notes = [], []
    for each in sorted(chosen, key=lambda each: each.slot.visit.start):
        visit = _appointment(ward, each)
        rows.append(visit)
        if visit.status in TAKES_TIME or visit.status == Status.COMPLETED:
            await _claim(session, each, visit.id, ward.now)
        if visit.status == Status.COMPLETED:
            notes.append(_note(ward, each, visit))
    for layer in (rows, notes):
        session.add_all(layer)
        await session.flush()
    await _relate(session, ward, chosen)
    await _tell(session, ward, [row for row in rows if row.patient_id == ward.patients[DEMO_PATIENT].id])
    return len(rows)


def _of_doctor(ward: Ward, doctor: Practitioner, free: list[Interval], window: Interval) -> Iterator[Chosen]:
    now, pool = ward.now, ward.pool(doctor)
    ahead = Interval(now + 3 * _MARGIN, window.end)
    soon = _soon(ward, doctor, free)
    if soon is not None:
        yield Chosen(soon, doctor, ward.patients[DEMO_PATIENT])
        ahead = Interval(max(ahead.start, soon.taken.end), ahead.end)
    near = Interval(ahead.start, now + _NEAR)
    spans = (
        (Interval(window.start, now - _MARGIN), _PAST_DENSITY),
        (near, _NEAR_DENSITY),
        (Interval(near.end, ahead.end), _FAR_DENSITY),
    )
    for span, density in spans:
        inside = [part for part in (opening.clipped(span) for opening in free) if part is not None]
        for slot in slots(inside, doctor.offers, density, now, ward.chance):
            patient = ward.diaries.somebody(pool, slot.visit, ward.chance) if pool else None
            if patient is not None:
                yield Chosen(slot, doctor, ward.patients[patient])


def _soon(ward: Ward, doctor: Practitioner, free: list[Interval]) -> Slot | None:
    """A visit that begins in a quarter of an hour: the waiting room of the demo's two people is open already."""
    if not (ward.has_demo_patient and doctor.role.login):
        return None
    offer = doctor.offers[0]
    window = Interval(ward.now + _SOON, ward.now + _SOON + _MARGIN)
    start = next((start for opening in free for start in starts(opening, offer.terms, window)), None)
    if start is None:
        return None
    return Slot(offer, offer.terms.visit(start), offer.terms.taken(start), "video", Status.BOOKED)


def _given_to_demo_patient(ward: Ward, chosen: list[Chosen]) -> list[Chosen]:
    """Let the demo's patient have had some of the past visits, and have one to come."""
    own = ward.patients[DEMO_PATIENT]
    wishes: list[Callable[[Chosen], bool]] = [
        lambda each: each.slot.status == Status.COMPLETED and bool(each.doctor.role.login),
        lambda each: each.slot.status == Status.COMPLETED and each.doctor.role.field == "cardiology",
        lambda each: each.slot.status == Status.COMPLETED and each.doctor.role.field == "dermatology",
        lambda each: each.slot.status == Status.CANCELLED and each.slot.visit.end < ward.now,
        lambda each: _is_to_come(each, ward.now),
    ]
    taken = [each.slot.visit for each in chosen if each.patient is own]
    given = list(chosen)
    for wish in wishes:
        for index, each in enumerate(given):
            visit = each.slot.visit
            if each.patient is not own and wish(each) and not any(visit.overlaps(other) for other in taken):
                given[index] = Chosen(each.slot, each.doctor, own)
                taken.append(visit)
                break
    return given


def _is_to_come(each: Chosen, now: datetime) -> bool:
    """Booked by video with a specialist, tomorrow at the earliest."""
    slot = each.slot
    far_enough = slot.visit.start > now + timedelta(hours=20)
    return far_enough and slot.status == Status.BOOKED and slot.modality == "video" and each.doctor.role.field in {
        "cardiology", "neurology", "endocrinology"
    }  # fmt: skip


async def _claim(session: AsyncSession, each: Chosen, visit_id: UUID, now: datetime) -> None:
    owner = Owner(OWNER_KIND, visit_id)
    for calendar_id, time, needs_opening in (
        (each.doctor.id, each.slot.taken, True),
        (each.patient.id, each.slot.visit, False),
    ):
        await claims.claim(
            session, calendar_id=calendar_id, time=time, owner=owner, needs_opening=needs_opening, now=now
        )


def _appointment(ward: Ward, each: Chosen) -> Appointment:
    slot, chance = each.slot, ward.chance
    by = each.patient.account_id or ward.registrar_id
    booked_at = told_at(slot, ward.now, chance)
    return Appointment(
        id=new_id(), clinic_id=ward.clinic.id, service_id=slot.offer.service_id, doctor_id=each.doctor.id,
        patient_id=each.patient.id, starts_at=slot.visit.start, ends_at=slot.visit.end, zone=ward.clinic.zone,
        modality=slot.modality, status=slot.status, booked_by=by, booked_at=booked_at,
        reason=telling.reason(each.patient.person.language, chance), **_outcome(ward, slot, by, booked_at),
    )  # fmt: skip


def _outcome(ward: Ward, slot: Slot, by: UUID, booked_at: datetime) -> dict[str, Any]:
    visit, chance = slot.visit, ward.chance
    if slot.status == Status.COMPLETED:
        ended = visit.end - chance.randint(0, 4) * _MINUTE
        began = visit.start + chance.randint(0, 3) * _MINUTE
        arrived = visit.start - chance.randint(1, 9) * _MINUTE
        return {"revision": 4, "arrived_at": arrived, "started_at": began, "ended_at": ended}
    if slot.status == Status.NO_SHOW:
        return {"revision": 2, "ended_at": visit.start + 15 * _MINUTE}
    if slot.status == Status.CANCELLED:
        before = min(visit.start, ward.now) - chance.randint(5, 50) * _MINUTE
        return {"revision": 2, "cancelled_at": max(before, booked_at), "cancelled_by": by}
    return {"revision": 1}


def _note(ward: Ward, each: Chosen, visit: Appointment) -> VisitNote:
    text = telling.note(each.doctor.role.languages[0], ward.chance)
    return VisitNote(
        appointment_id=visit.id, author_id=each.doctor.account_id, text=text, updated_at=visit.ended_at or ward.now
    )


async def _relate(session: AsyncSession, ward: Ward, chosen: Sequence[Chosen]) -> None:
    """Whoever was seen belongs to the doctor, and everybody to the clinic."""
    since = ward.now - _PAST
    for patient_id, doctor_id in {(each.patient.id, each.doctor.id) for each in chosen}:
        await relate(session, patient_id, ward.clinic.id, doctor_id=doctor_id, now=since)
    for patient in ward.patients:
        await relate(session, patient.id, ward.clinic.id, now=since)


async def _tell(session: AsyncSession, ward: Ward, own: list[Appointment]) -> None:
    """What the demo's patient finds: mail about visits to come, and who opened their record."""
    if not ward.has_demo_patient:
        return
    for visit in own:
        if visit.status == Status.BOOKED:
            await enqueue(session, "appointment.booked", subject_id=visit.id, payload={"revision": 1}, now=ward.now)
        if visit.status == Status.COMPLETED:
            by = next(doctor.account_id for doctor in ward.doctors if doctor.id == visit.doctor_id)
            await record(
                session, action="note.write", outcome="allowed", actor_id=by, patient_id=visit.patient_id,
                clinic_id=visit.clinic_id, subject_id=visit.id, details={"revision": 1}, now=visit.ended_at or ward.now,
            )  # fmt: skip
