"""The demo's messages: people who want to be phoned about their visits, and an address that was written down wrongly."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.accounts.models import AccountGrant
from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.directory.models import Clinic
from telemed.outbox.service import enqueue
from telemed.patients.models import Patient

_AHEAD = timedelta(hours=26)
_PHONED, _MISSPELT = 3, 2


async def add_messages(session: AsyncSession, clinic: Clinic, now: datetime) -> None:
    """Events of the last booking of some people whom nobody acts for: the worker makes calls and dead letters of them."""
    visits = await _visits(session, clinic, now)
    for number, (visit, patient) in enumerate(visits):
        if number < _PHONED:
            patient.contact_by = "call"
            patient.phone = patient.phone or f"+79160000{number:03d}"
        else:
            patient.contact_by = "email"
            patient.email = f"{'info' if number % 2 else 'mail'}@"
        await enqueue(session, "appointment.booked", subject_id=visit.id, payload={"revision": 1}, now=now)
    await session.flush()


async def _visits(session: AsyncSession, clinic: Clinic, now: datetime) -> Sequence[tuple[Appointment, Patient]]:
    acted_for = select(col(AccountGrant.id)).where(col(AccountGrant.subject_id) == col(Patient.id))
    statement = (
        select(Appointment, Patient)
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
        .where(
            col(Appointment.clinic_id) == clinic.id,
            col(Appointment.status) == Status.BOOKED,
            col(Appointment.starts_at) > now + _AHEAD,
            ~acted_for.exists(),
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(_PHONED + _MISSPELT)
    )
    return [(visit, patient) for visit, patient in await session.execute(statement)]
