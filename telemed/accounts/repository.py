"""The queries of accounts, and only they."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.accounts.addresses import Address
from telemed.accounts.callers import Grant, Role, Scope, grant_id
from telemed.accounts.models import Account, AccountGrant, RefreshToken, Session


async def account_by_address(session: AsyncSession, address: Address) -> Account | None:
    column = col(Account.email) if address.kind == "email" else col(Account.phone)
    return (await session.execute(select(Account).where(column == address.value))).scalar_one_or_none()


async def account_by_id(session: AsyncSession, account_id: UUID, *, lock: bool = False) -> Account | None:
    """With `lock`, other changes of this account wait for the end of the transaction."""
    statement = select(Account).where(col(Account.id) == account_id)
    if lock:
        statement = statement.with_for_update()
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one_or_none()


async def refresh_token_by_digest(session: AsyncSession, digest: str) -> RefreshToken | None:
    """The token, locked: of two uses at once the second sees what the first did."""
    statement = select(RefreshToken).where(col(RefreshToken.digest) == digest).with_for_update()
    return (await session.execute(statement)).scalar_one_or_none()


async def session_of_token(session: AsyncSession, session_id: UUID, now: datetime) -> Session | None:
    """A sign-in that has not ended, of an account that is not disabled."""
    statement = (
        select(Session)
        .join(Account, col(Account.id) == col(Session.account_id))
        .where(
            col(Session.id) == session_id,
            col(Session.revoked_at).is_(None),
            col(Session.expires_at) > now,
            col(Account.disabled_at).is_(None),
        )
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def live_sessions_of(session: AsyncSession, account_id: UUID, now: datetime) -> Sequence[Session]:
    """The account's sign-ins that have not ended, the last used first."""
    statement = (
        select(Session)
        .where(col(Session.account_id) == account_id, col(Session.revoked_at).is_(None), col(Session.expires_at) > now)
        .order_by(col(Session.last_used_at).desc())
        .limit(100)
    )
    return (await session.execute(statement)).scalars().all()


async def revoke_sessions(
    session: AsyncSession, account_id: UUID, now: datetime, *, only: UUID | None = None, keep: UUID | None = None
) -> int:
    """End the account's sign-ins, or only one, or all but one; returns how many were still open."""
    statement = (
        update(Session)
        .where(col(Session.account_id) == account_id, col(Session.revoked_at).is_(None))
        .values(revoked_at=now)
    )
    if only is not None:
        statement = statement.where(col(Session.id) == only)
    if keep is not None:
        statement = statement.where(col(Session.id) != keep)
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount


async def revoke_session(session: AsyncSession, session_id: UUID, now: datetime) -> None:
    await session.execute(
        update(Session).where(col(Session.id) == session_id, col(Session.revoked_at).is_(None)).values(revoked_at=now)
    )


async def grants_of(session: AsyncSession, account_id: UUID, now: datetime) -> list[Grant]:
    statement = select(AccountGrant).where(
        col(AccountGrant.account_id) == account_id,
        or_(col(AccountGrant.until).is_(None), col(AccountGrant.until) > now),
    )
    rows = (await session.execute(statement)).scalars()
    return [Grant(Role(row.role), row.clinic_id, row.subject_id, Scope(row.scope)) for row in rows]


async def grant_by_key(session: AsyncSession, account_id: UUID, grant: Grant) -> AccountGrant | None:
    return await session.get(AccountGrant, grant_id(account_id, grant))


async def delete_grant(session: AsyncSession, account_id: UUID, grant: Grant) -> bool:
    statement = delete(AccountGrant).where(col(AccountGrant.id) == grant_id(account_id, grant))
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount > 0


async def accounts_at_clinic(
    session: AsyncSession, clinic_id: UUID, roles: Sequence[Role]
) -> Sequence[tuple[Account, AccountGrant]]:
    """Accounts that hold one of `roles` at the clinic, with the grant, by e-mail."""
    statement = (
        select(Account, AccountGrant)
        .join(AccountGrant, col(AccountGrant.account_id) == col(Account.id))
        .where(and_(col(AccountGrant.clinic_id) == clinic_id, col(AccountGrant.role).in_(roles)))
        .order_by(col(Account.email), col(AccountGrant.role))
    )
    return [(account, grant) for account, grant in (await session.execute(statement)).all()]


async def accounts_acting_as(
    session: AsyncSession, subject_id: UUID, now: datetime, scopes: Collection[Scope]
) -> Sequence[Account]:
    """Accounts that act for a patient (or as a doctor) now, as far as one of `scopes`, and can be told something."""
    statement = (
        select(Account)
        .join(AccountGrant, col(AccountGrant.account_id) == col(Account.id))
        .where(
            col(AccountGrant.subject_id) == subject_id,
            col(AccountGrant.scope).in_(scopes),
            or_(col(AccountGrant.until).is_(None), col(AccountGrant.until) > now),
            col(Account.disabled_at).is_(None),
        )
        .order_by(col(Account.id))
    )
    return (await session.execute(statement)).scalars().all()
