"""The demo's duty queues: a day of people who were seen, and some who wait for the first doctor to go on duty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.duty.models import DutyEntry
from telemed.booking.duty.order import Stage
from telemed.booking.duty.weighing import in_short
from telemed.booking.intake.form import Complete, evaluate, read_form
from telemed.booking.intake.models import IntakeForm
from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.booking.service import OWNER_KIND
from telemed.demo import repository, telling
from telemed.demo.patients_of import Enrolled
from telemed.demo.people import CHILD_UNDER
from telemed.demo.staff import Practitioner
from telemed.directory.models import Clinic, Service
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.records.models import VisitNote
from telemed.schedules import claims
from telemed.schedules.claims import Owner

_PAST, _QUIET = timedelta(hours=28), timedelta(minutes=130)
_MINUTE = timedelta(minutes=1)
_BUFFER = timedelta(minutes=20)
"""Ordinary visits take more of a calendar than the patient sees; no service here more than this."""
_SAID = (
    {"about": "cough", "fever": 38.2, "medicines": "Парацетамол 500 мг"},
    {"about": "belly", "blood": "no"},
    {"about": "chest", "now": "no"},
    {"about": "papers"},
    {"about": "cough", "fever": 39.4},
    {"about": "other", "more": "Сыпь на руках с утра"},
)
_SAID_IN_BERLIN = (
    {"about": "cough", "fever": 38.4},
    {"about": "belly", "blood": "no"},
    {"about": "papers"},
)
_WAITING = {"moscow": ((4, 26), (1, 15), (2, 6)), "berlin": ((0, 11),)}
"""What some say who wait now, by its place above, and for how many minutes they have waited."""


@dataclass(frozen=True, slots=True)
class _Hall:
    """One clinic's queue while it is filled."""

    clinic: Clinic
    service: Service
    form: IntakeForm
    doctors: Sequence[Practitioner]
    patients: Sequence[Enrolled]
    now: datetime
    chance: Random

    def said(self, number: int | None = None) -> tuple[Complete, str]:
        """Answers, and what the doctor reads of them."""
        given = _SAID if self.clinic.languages[0] == "ru" else _SAID_IN_BERLIN
        answers = self.chance.choice(given) if number is None else given[number]
        form = read_form(self.form.content)
        found = evaluate(form, answers)
        assert isinstance(found, Complete)  # noqa: S101  the answers above are whole
        return found, in_short(form, found.answers, self.clinic.languages)

    def turn(self, patient: Enrolled, joined: datetime, number: int | None = None) -> DutyEntry:
        found, reason = self.said(number)
        assert patient.account_id is not None  # noqa: S101  only people with accounts are taken
        return DutyEntry(
            id=new_id(), clinic_id=self.clinic.id, service_id=self.service.id, patient_id=patient.id,
            account_id=patient.account_id, modality="video", urgency=found.urgency, reason=reason,
            form_id=self.form.id, answers=dict(found.answers), joined_at=joined, last_seen_at=joined,
        )  # fmt: skip


async def add_queue(
    session: AsyncSession,
    clinic: Clinic,
    doctors: Sequence[Practitioner],
    patients: Sequence[Enrolled],
    now: datetime,
    chance: Random,
) -> None:
    """Fill the queue of the clinic's duty service; a clinic without one, or without its form, has none."""
    row = await repository.duty_service(session, clinic.id)
    on_duty = [each for each in doctors if each.role.field == "general" and (each.role.on_duty or each.role.login)]
    adults = [
        each for each in patients[1:]
        if each.account_id is not None
        and each.person.age(now.date()) >= CHILD_UNDER
        and each.person.language == clinic.languages[0]
    ]  # fmt: skip
    if row is None or not on_duty or not adults:
        return
    hall = _Hall(clinic, row[0], row[1], on_duty, adults, now, chance)
    busy = await _busy(session, now)
    for visit, entry, note in _seen(hall, busy):
        session.add(visit)
        await session.flush()
        session.add_all((entry, note))
        await _claim(session, visit, now)
    waiting = _WAITING["moscow" if clinic.languages[0] == "ru" else "berlin"]
    for (number, minutes), patient in zip(waiting, chance.sample(adults, len(waiting)), strict=True):
        entry = hall.turn(patient, now - minutes * _MINUTE, number)
        # They are to be told when it is time, so they wait for as long as somebody looks at the demo.
        entry.callback, entry.callback_phone = True, patient.person.phone
        session.add(entry)
    await session.flush()


async def _busy(session: AsyncSession, now: datetime) -> dict[UUID, list[Interval]]:
    """When doctors and patients were in ordinary visits lately."""
    busy: dict[UUID, list[Interval]] = {}
    for doctor_id, patient_id, time in await repository.times_of_people(
        session, Interval(now - 2 * _PAST, now + _PAST)
    ):
        for each in (doctor_id, patient_id):
            busy.setdefault(each, []).append(time)
    return busy


async def _claim(session: AsyncSession, visit: Appointment, now: datetime) -> None:
    """What was taken stays taken, in working time or not."""
    time, owner = Interval(visit.starts_at, visit.ends_at), Owner(OWNER_KIND, visit.id)
    for calendar_id in (visit.doctor_id, visit.patient_id):
        await claims.claim(session, calendar_id=calendar_id, time=time, owner=owner, needs_opening=False, now=now)
    await claims.recompute(session, visit.doctor_id, time)


def _seen(hall: _Hall, busy: dict[UUID, list[Interval]]) -> Iterator[tuple[Appointment, DutyEntry, VisitNote]]:
    """Visits that are over, with the turns they came from and what the doctors wrote."""
    at = hall.now - _PAST
    while (at := at + hall.chance.randint(30, 70) * _MINUTE) < hall.now - _QUIET:
        doctor, patient = hall.chance.choice(hall.doctors), hall.chance.choice(hall.patients)
        waited = hall.chance.randint(1, 14) * _MINUTE
        called = at + waited
        ended = called + timedelta(seconds=round(hall.chance.lognormvariate(6.4, 0.35)))
        time = Interval(called, max(ended, called + hall.service.duration_min * _MINUTE))
        around = time.widened(_BUFFER, _BUFFER)
        if any(around.overlaps(other) for each in (doctor.id, patient.id) for other in busy.get(each, ())):
            continue
        for each in (doctor.id, patient.id):
            busy.setdefault(each, []).append(time)
        entry = hall.turn(patient, at)
        visit = _visit(hall, doctor, entry, called, ended)
        entry.status, entry.called_at, entry.ended_at = Stage.DONE, called, ended
        entry.doctor_id, entry.appointment_id = doctor.id, visit.id
        entry.stated_median_s, entry.stated_p90_s = _stated(waited, hall.chance)
        text = telling.note(doctor.role.languages[0], hall.chance)
        yield visit, entry, VisitNote(appointment_id=visit.id, author_id=doctor.account_id, text=text, updated_at=ended)


def _stated(waited: timedelta, chance: Random) -> tuple[int, int]:
    """What they had been told: kept for about nine of ten."""
    kept = chance.random() < 0.92  # noqa: PLR2004  as often as is promised, and a little more
    p90 = waited.total_seconds() * (chance.uniform(1.1, 2.4) if kept else chance.uniform(0.5, 0.9))
    minutes = max(1, round(p90 / 60))
    return 60 * max(0, round(minutes * 0.5)), 60 * minutes if kept else min(60 * minutes, int(p90))


def _visit(hall: _Hall, doctor: Practitioner, entry: DutyEntry, called: datetime, ended: datetime) -> Appointment:
    service = hall.service
    return Appointment(
        id=new_id(), clinic_id=hall.clinic.id, service_id=service.id, doctor_id=doctor.id,
        patient_id=entry.patient_id, starts_at=called, ends_at=called + service.duration_min * _MINUTE,
        zone=hall.clinic.zone, modality=entry.modality, status=Status.COMPLETED, revision=4, reason=entry.reason,
        booked_by=entry.account_id, booked_at=called, arrived_at=called + _MINUTE,
        started_at=called + _MINUTE, ended_at=ended,
    )  # fmt: skip
