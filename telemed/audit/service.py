"""Recording, in the transaction of what is recorded."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, insert
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.audit.models import AuditEntry
from telemed.db.statements import Prepared
from telemed.kit.ids import new_id

Outcome = Literal["allowed", "denied"]

_COLUMNS = ("id", "at", "actor_id", "action", "outcome", "patient_id", "clinic_id", "subject_id", "details")
_INSERT = Prepared(insert(AuditEntry).values({name: bindparam(name) for name in _COLUMNS}))


async def record(
    session: AsyncSession,
    *,
    action: str,
    outcome: Outcome,
    actor_id: UUID | None,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    subject_id: UUID | None = None,
    details: dict[str, Any],
    now: datetime,
) -> UUID:
    """Add one row; returns its id. `action` is `thing.verb`; `details` never holds a patient's facts.

    A refusal rolls its request back, so its row needs a transaction of its own: see `record_denial`.
    """
    entry_id = new_id()
    await _INSERT.run(
        session,
        id=entry_id,
        at=now,
        actor_id=actor_id,
        action=action,
        outcome=outcome,
        patient_id=patient_id,
        clinic_id=clinic_id,
        subject_id=subject_id,
        details=details,
    )
    return entry_id
