"""A turn for rooms above that ask on nobody's behalf, such as notifications; they decide who hears of it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.duty import joining, repository
from telemed.booking.duty.order import Stage, leaves_at
from telemed.directory import service as directory


class TurnFacts(NamedTuple):
    """What a message about a turn may need: no reason and no answers. Texts are maps by language; `zone` is the clinic's.

    `stage` is where it stands by now. `place` (1 is the next), `median_s` and `p90_s` are of whoever still waits; `until`
    is when they lose the place unless they are seen.
    """

    id: UUID
    stage: Stage
    left_reason: str | None
    patient_id: UUID
    account_id: UUID
    callback: bool
    callback_phone: str | None
    appointment_id: UUID | None
    doctor_name: str
    clinic_id: UUID
    clinic_name: dict[str, str]
    clinic_languages: list[str]
    clinic_phone: str
    service_name: dict[str, str]
    sensitive: bool
    zone: str
    joined_at: datetime
    called_at: datetime | None
    place: int | None
    median_s: int | None
    p90_s: int | None
    until: datetime | None


async def turn_facts(session: AsyncSession, entry_id: UUID, now: datetime) -> TurnFacts | None:
    """None when there is no such turn."""
    row = await repository.get(session, entry_id)
    if row is None:
        return None
    own, queue = row.entry, await joining.queue_of(session, row, now)
    service = await directory.service_by_id(session, own.service_id)
    doctors = await directory.doctors_by_id(session, [own.doctor_id]) if own.doctor_id else {}
    waits = row.stage is Stage.WAITING
    wait = queue.estimate_of(row.turn) if waits else None
    return TurnFacts(
        id=own.id,
        stage=row.stage,
        left_reason=own.left_reason,
        patient_id=own.patient_id,
        account_id=own.account_id,
        callback=own.callback,
        callback_phone=own.callback_phone,
        appointment_id=own.appointment_id,
        doctor_name=next((doctor.display_name for doctor in doctors.values()), ""),
        clinic_id=own.clinic_id,
        clinic_name=queue.clinic.name,
        clinic_languages=queue.clinic.languages,
        clinic_phone=queue.clinic.phone,
        service_name=service.name,
        sensitive=service.sensitive,
        zone=queue.clinic.zone,
        joined_at=own.joined_at,
        called_at=own.called_at,
        place=len(queue.ahead(row.turn)) + 1 if waits else None,
        median_s=wait.median_s if wait else None,
        p90_s=wait.p90_s if wait else None,
        until=leaves_at(row.turn) if waits else None,
    )
