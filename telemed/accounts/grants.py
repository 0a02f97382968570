"""Roles given and taken away. Taking one away ends every sign-in of the account: what was open under it closes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import repository
from telemed.accounts.callers import CLINIC_STAFF, Grant, grant_id
from telemed.accounts.models import Account, AccountGrant
from telemed.audit.service import record


async def give(
    session: AsyncSession,
    account_id: UUID,
    grant: Grant,
    *,
    now: datetime,
    actor_id: UUID | None,
    until: datetime | None = None,
) -> None:
    """Let the account act as `grant` says, until then; giving what it has already only changes `until` and the scope."""
    row = await repository.grant_by_key(session, account_id, grant)
    if row is None:
        row = AccountGrant(
            id=grant_id(account_id, grant), account_id=account_id, role=grant.role.value,
            clinic_id=grant.clinic_id, subject_id=grant.subject_id, created_at=now,
        )  # fmt: skip
        session.add(row)
    row.until = until
    row.scope = grant.scope.value
    await session.flush()
    await _record(session, "grant.give", account_id, grant, actor_id, now)


async def take_away(
    session: AsyncSession,
    account_id: UUID,
    grant: Grant,
    *,
    now: datetime,
    actor_id: UUID | None,
    keep: UUID | None = None,
) -> bool:
    """Take a role away and end the account's sign-ins, all but `keep`; False when it had no such role."""
    if not await repository.delete_grant(session, account_id, grant):
        return False
    await repository.revoke_sessions(session, account_id, now, keep=keep)
    await _record(session, "grant.take_away", account_id, grant, actor_id, now)
    return True


async def held_by(session: AsyncSession, account_id: UUID, now: datetime) -> Sequence[Grant]:
    """What an account may act as at this moment."""
    return await repository.grants_of(session, account_id, now)


async def staff_of(session: AsyncSession, clinic_id: UUID) -> Sequence[tuple[Account, AccountGrant]]:
    """The clinic's doctors, registrars and admins who can sign in, one row for each role."""
    return await repository.accounts_at_clinic(session, clinic_id, CLINIC_STAFF)


async def _record(
    session: AsyncSession, action: str, account_id: UUID, grant: Grant, actor_id: UUID | None, now: datetime
) -> None:
    await record(
        session, action=action, outcome="allowed", actor_id=actor_id, clinic_id=grant.clinic_id, subject_id=account_id,
        details={
            "role": grant.role.value, "as": str(grant.subject_id) if grant.subject_id else None,
            "scope": grant.scope.value,
        }, now=now,
    )  # fmt: skip
