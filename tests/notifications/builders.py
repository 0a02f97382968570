"""A clinic, people and visits as rows at any time, and a worker that is called by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from telemed.accounts import grants
from telemed.accounts.addresses import parse_login
from telemed.accounts.callers import Grant, Role
from telemed.accounts.registration import create_account
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.kit.ids import new_id
from telemed.notifications.models import Message, MessageSettings
from telemed.notifications.reminders import plan_reminders
from telemed.notifications.sending import send_due
from telemed.notifications.service import plan_due
from telemed.outbox.service import enqueue
from telemed.patients.models import Patient
from telemed.patients.people import search_name
from telemed.settings import Settings
from tests.directory.builders import make_clinic, make_doctor, make_service, make_specialty

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Practice:
    """A clinic with one doctor and one service, and a patient with an account."""

    clinic_id: UUID
    service_id: UUID
    doctor_id: UUID
    patient_id: UUID
    account_id: UUID
    zone: str

    def at(self, text: str) -> datetime:
        """A local time of the clinic as an instant: `2026-10-26 09:00`."""
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


async def a_practice(database: Database, *, zone: str = "Europe/Berlin", own_zone: str = "", **more: Any) -> Practice:
    """`own_zone`: where the patient lives. `sensitive` is about the service, what else there is about the clinic."""
    async with database.writing() as session:
        sensitive = more.pop("sensitive", False)
        clinic = await make_clinic(session, zone=zone, **more)
        specialty = await make_specialty(session)
        service = await make_service(session, clinic.id, specialty.id, sensitive=sensitive)
        doctor = await make_doctor(session, clinic.id, specialties=(specialty.id,), services=(service.id,))
    empty = UUID(int=0)
    practice = Practice(clinic.id, service.id, doctor.id, empty, empty, zone)
    account_id, patient_id = await somebody(database, zone=own_zone or zone)
    return replace(practice, patient_id=patient_id, account_id=account_id)


async def somebody(
    database: Database, *given: Grant, zone: str = "Europe/Berlin", name: str = "Anna"
) -> tuple[UUID, UUID]:
    """An account with a patient of its own; their ids."""
    address = parse_login(f"{new_id().hex}@example.org")
    assert address is not None
    async with database.writing() as session:
        account = await create_account(
            session, address, password_hash="", language="en", zone=zone, confirmed=True, now=LONG_AGO
        )
        patient = a_patient(name, account_id=account.id, zone=zone)
        session.add(patient)
        await session.flush()
        for grant in (Grant(Role.PATIENT, None, patient.id), *given):
            await grants.give(session, account.id, grant, now=LONG_AGO, actor_id=None)
        return account.id, patient.id


def a_patient(name: str = "Anna", **more: Any) -> Patient:
    values: dict[str, Any] = {
        "given_name": name, "family_name": "Ivanova", "search_name": search_name(name, "Ivanova"),
        "birth_date": datetime(1988, 4, 12, tzinfo=UTC).date(), "sex": "female", "language": "en",
        "zone": "Europe/Berlin", "created_at": LONG_AGO,
    }  # fmt: skip
    return Patient(**{**values, **more})


async def a_visit(database: Database, practice: Practice, starts_at: datetime, **more: Any) -> UUID:
    """A booked visit of twenty minutes."""
    values: dict[str, Any] = {
        "clinic_id": practice.clinic_id, "service_id": practice.service_id, "doctor_id": practice.doctor_id,
        "patient_id": practice.patient_id, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=20),
        "zone": practice.zone, "modality": "video", "status": "booked", "booked_by": practice.account_id,
        "booked_at": LONG_AGO,
    }  # fmt: skip
    async with database.writing() as session:
        visit = Appointment(**{**values, **more})
        session.add(visit)
    return visit.id


async def change(database: Database, visit_id: UUID, **values: Any) -> None:
    """Change the row as a step of the visit would: the revision rises."""
    async with database.writing() as session:
        await session.execute(
            update(Appointment)
            .where(Appointment.id == visit_id)  # type: ignore[arg-type]
            .values(revision=Appointment.revision + 1, **values)
        )


async def happened(database: Database, kind: str, subject_id: UUID, now: datetime, **payload: Any) -> None:
    async with database.writing() as session:
        await enqueue(session, kind, subject_id=subject_id, payload=payload, now=now)


async def work(database: Database, settings: Settings, now: datetime) -> None:
    """Everything that a worker finds to do at this moment."""
    while (
        await plan_due(database, settings, now)
        + await plan_reminders(database, settings, now)
        + await send_due(database, settings, now)
    ):
        pass


async def messages(database: Database, **having: Any) -> Sequence[Message]:
    """All messages, or those with these values, in the order in which they came to be."""
    async with database.reading() as session:
        found = (await session.execute(select(Message).order_by(Message.created_at))).scalars().all()  # type: ignore[arg-type]
    return [each for each in found if all(getattr(each, name) == value for name, value in having.items())]


def mailed(settings: Settings) -> list[EmailMessage]:
    """What lies in the folder that mail goes to, the oldest first."""
    files = sorted((settings.data_dir / "mail").glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default) for file in files]


async def awake(database: Database, practice: Practice) -> None:
    """The patient has no quiet hours."""
    async with database.writing() as session:
        session.add(MessageSettings(id=practice.account_id, quiet=False))


def text_of(mail: EmailMessage) -> str:
    """The plain part of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
