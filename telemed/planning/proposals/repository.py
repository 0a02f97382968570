"""Queries of proposals, and of the visits, doctors and services that they are about."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.directory.models import Doctor, DoctorService, DoctorSpecialty, Service
from telemed.kit.intervals import Interval
from telemed.patients.models import Patient
from telemed.planning.proposals.models import Proposal, ProposalMove

STILL_TO_COME = (Status.BOOKED, Status.ARRIVED)


class ThreatenedVisit(NamedTuple):
    """A visit that loses its time, with what is asked of another place for it."""

    id: UUID
    clinic_id: UUID
    service_id: UUID
    doctor_id: UUID
    patient_id: UUID
    starts_at: datetime
    ends_at: datetime
    status: str
    revision: int
    language: str

    @property
    def time(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)


class Holder(NamedTuple):
    """Somebody who holds a service."""

    service_id: UUID
    doctor_id: UUID
    languages: list[str]


class MoveRow(NamedTuple):
    """A move with what people need to see of it."""

    move: ProposalMove
    status: str
    revision: int
    modality: str
    service_id: UUID
    service_name: dict[str, str]
    patient_id: UUID
    given_name: str
    family_name: str
    phone: str | None


_THREATENED = select(
    col(Appointment.id), col(Appointment.clinic_id), col(Appointment.service_id), col(Appointment.doctor_id),
    col(Appointment.patient_id), col(Appointment.starts_at), col(Appointment.ends_at), col(Appointment.status),
    col(Appointment.revision), col(Patient.language),
).join(Patient, col(Patient.id) == col(Appointment.patient_id))  # fmt: skip


async def visits_of(session: AsyncSession, doctor_id: UUID, now: datetime) -> list[ThreatenedVisit]:
    """Visits of a doctor that are to take place and not over, in order of time."""
    found = _THREATENED.where(
        col(Appointment.doctor_id) == doctor_id,
        col(Appointment.ends_at) > now,
        col(Appointment.status).in_(STILL_TO_COME),
    ).order_by(col(Appointment.starts_at), col(Appointment.id))
    return [ThreatenedVisit._make(row) for row in await session.execute(found)]


async def visit(session: AsyncSession, appointment_id: UUID) -> ThreatenedVisit | None:
    row = (await session.execute(_THREATENED.where(col(Appointment.id) == appointment_id))).first()
    return None if row is None else ThreatenedVisit._make(row)


async def services(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Service]:
    found = select(Service).where(col(Service.id).in_(ids), col(Service.active))
    return {service.id: service for service in await session.scalars(found)}


async def holders(session: AsyncSession, service_ids: Collection[UUID]) -> list[Holder]:
    """Who holds which of these services, by name."""
    found = (
        select(col(DoctorService.service_id), col(Doctor.id), col(Doctor.languages))
        .join(Doctor, col(Doctor.id) == col(DoctorService.doctor_id))
        .where(col(DoctorService.service_id).in_(service_ids), col(Doctor.active))
        .order_by(col(Doctor.family_name), col(Doctor.given_name), col(Doctor.id))
    )
    return [Holder._make(row) for row in await session.execute(found)]


async def specialties(session: AsyncSession, doctor_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    found = select(col(DoctorSpecialty.doctor_id), col(DoctorSpecialty.specialty_id)).where(
        col(DoctorSpecialty.doctor_id).in_(doctor_ids)
    )
    having: dict[UUID, set[UUID]] = {doctor_id: set() for doctor_id in doctor_ids}
    for doctor_id, specialty_id in await session.execute(found):
        having[doctor_id].add(specialty_id)
    return having


async def proposal(session: AsyncSession, proposal_id: UUID, *, lock: bool = False) -> Proposal | None:
    """With `lock` its row is held until the transaction ends, before any visit's or calendar's."""
    found = select(Proposal).where(col(Proposal.id) == proposal_id)
    if lock:
        found = found.with_for_update()
    return (await session.scalars(found, execution_options={"populate_existing": True})).first()


async def proposals(session: AsyncSession, clinic_id: UUID, statuses: Collection[str], limit: int) -> list[Proposal]:
    """The clinic's newest."""
    found = select(Proposal).where(col(Proposal.clinic_id) == clinic_id, col(Proposal.status).in_(statuses))
    found = found.order_by(col(Proposal.created_at).desc(), col(Proposal.id).desc()).limit(limit)
    return list(await session.scalars(found))


async def moves(session: AsyncSession, proposal_id: UUID) -> list[ProposalMove]:
    """In the order of the times the visits had."""
    found = select(ProposalMove).where(col(ProposalMove.proposal_id) == proposal_id)
    found = found.order_by(col(ProposalMove.from_starts_at), col(ProposalMove.appointment_id))
    return list(await session.scalars(found, execution_options={"populate_existing": True}))


async def drop_moves(session: AsyncSession, proposal_id: UUID) -> None:
    await session.execute(delete(ProposalMove).where(col(ProposalMove.proposal_id) == proposal_id))


def _rows() -> Select[Any]:
    found = (
        select(
            ProposalMove, col(Appointment.status), col(Appointment.revision), col(Appointment.modality),
            col(Appointment.service_id), col(Service.name), col(Patient.id), col(Patient.given_name),
            col(Patient.family_name), col(Patient.phone),
        )
        .join(Appointment, col(Appointment.id) == col(ProposalMove.appointment_id))
        .join(Service, col(Service.id) == col(Appointment.service_id))
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
        .order_by(col(ProposalMove.from_starts_at), col(ProposalMove.appointment_id))
    )  # fmt: skip
    return cast("Select[Any]", found)


async def move_rows(session: AsyncSession, proposal_ids: Collection[UUID]) -> dict[UUID, list[MoveRow]]:
    """The moves of each proposal, with names."""
    found: dict[UUID, list[MoveRow]] = {proposal_id: [] for proposal_id in proposal_ids}
    for row in await session.execute(_rows().where(col(ProposalMove.proposal_id).in_(proposal_ids))):
        made = MoveRow._make(row)
        found[made.move.proposal_id].append(made)
    return found


def _open_leftover() -> Any:
    """A leftover that nobody dealt with: the visit is as it was when it was left."""
    return and_(
        col(ProposalMove.choice) == "leftover",
        col(ProposalMove.moved_revision).is_not(None),
        col(ProposalMove.done_at).is_(None),
        col(Appointment.revision) == col(ProposalMove.moved_revision),
        or_(*(col(Appointment.status) == status for status in STILL_TO_COME)),
    )


async def leftovers(session: AsyncSession, clinic_id: UUID, now: datetime) -> list[MoveRow]:
    """Visits that found no place and wait for somebody to do something about them, the soonest first."""
    found = _rows().where(col(Appointment.clinic_id) == clinic_id, col(Appointment.ends_at) > now, _open_leftover())
    return [MoveRow._make(row) for row in await session.execute(found)]


async def leftover(session: AsyncSession, appointment_id: UUID) -> tuple[ProposalMove, UUID] | None:
    """The newest applied leftover of a visit, locked, and the visit's clinic."""
    found = (
        select(ProposalMove, col(Appointment.clinic_id))
        .join(Appointment, col(Appointment.id) == col(ProposalMove.appointment_id))
        .where(col(ProposalMove.appointment_id) == appointment_id, _open_leftover())
        .order_by(col(ProposalMove.id).desc())
        .limit(1)
        .with_for_update(of=ProposalMove)
    )
    row = (await session.execute(found)).first()
    return None if row is None else (row[0], row[1])


async def asked(session: AsyncSession, appointment_id: UUID) -> ProposalMove | None:
    """The newest applied move of a visit: what its patient was asked last."""
    found = (
        select(ProposalMove)
        .where(col(ProposalMove.appointment_id) == appointment_id, col(ProposalMove.moved_revision).is_not(None))
        .order_by(col(ProposalMove.id).desc())
        .limit(1)
    )
    return (await session.scalars(found, execution_options={"populate_existing": True})).first()


async def names(session: AsyncSession, doctor_ids: Sequence[UUID]) -> dict[UUID, str]:
    found = select(col(Doctor.id), col(Doctor.given_name), col(Doctor.family_name)).where(
        col(Doctor.id).in_(doctor_ids)
    )
    return {row[0]: f"{row[1]} {row[2]}" for row in await session.execute(found)}
