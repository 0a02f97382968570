"""What is in the database after something was killed, and whether it is whole."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from telemed.audit.models import AuditEntry
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.outbox.models import OutboxEvent
from telemed.schedules.consistency import Difference, find_differences
from telemed.schedules.models import Claim
from telemed.settings import Settings
from telemed.web.models import IdempotencyKey
from tests.faults.bookers import Try


@dataclass(frozen=True)
class Remains:
    """Everything a booking writes, counted by the visit it belongs to, and the stored answers by their keys."""

    appointments: frozenset[UUID]
    claims: Counter[UUID]
    events: Counter[UUID]
    audits: Counter[UUID]
    answers: dict[str, str]
    differences: list[Difference]


def look(settings: Settings) -> Remains:
    """Read it all, in one snapshot per statement; nobody may be writing."""

    async def read() -> Remains:
        database = Database(settings)
        try:
            async with database.reading() as session:
                return await _read(session)
        finally:
            await database.dispose()

    return asyncio.run(read())


async def _read(session: AsyncSession) -> Remains:
    visits = await session.scalars(select(Appointment.id))
    claims = await session.scalars(select(Claim.owner_id).where(Claim.owner_kind == "appointment"))
    events = await session.scalars(select(OutboxEvent.subject_id).where(OutboxEvent.kind == "appointment.booked"))
    audits = await session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "appointment.booked"))
    kept = await session.execute(select(IdempotencyKey.key, IdempotencyKey.body))
    return Remains(
        frozenset(visits),
        Counter(claims),
        Counter(events),
        Counter(each for each in audits if each is not None),
        {key: bytes(body).decode() for key, body in kept},
        await find_differences(session),
    )


def require_whole(remains: Remains, tries: Sequence[Try]) -> None:
    """Every visit has all that belongs to it, nothing is there without its visit, and all that was acknowledged is."""
    visits = remains.appointments
    assert remains.claims == dict.fromkeys(visits, 2), "a visit holds the doctor's time and the patient's"
    assert remains.events == dict.fromkeys(visits, 1)
    assert remains.audits == dict.fromkeys(visits, 1)
    answered = {UUID(json.loads(body)["id"]) for body in remains.answers.values()}
    assert answered == visits
    assert len(remains.answers) == len(visits)
    for each in tries:
        if each.acknowledged:
            assert each.appointment_id in visits, "an acknowledged booking is lost"
            assert remains.answers[each.key] == each.answer.body
    assert remains.differences == []
