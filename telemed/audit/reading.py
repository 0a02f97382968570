"""Reading the audit: for those whose data it is about."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.audit.models import AuditEntry


async def about_patients(
    session: AsyncSession, patient_ids: Collection[UUID], *, by_others_than: UUID, before: UUID | None, limit: int
) -> Sequence[AuditEntry]:
    """Entries about these patients by others than that account, the latest first; no ids: none.

    `before` is the id of the last entry of the page before.
    """
    statement = (
        select(AuditEntry)
        .where(
            col(AuditEntry.patient_id).in_(patient_ids),
            col(AuditEntry.actor_id).is_distinct_from(by_others_than),
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(col(AuditEntry.id) < before)
    return (await session.execute(statement)).scalars().all()
