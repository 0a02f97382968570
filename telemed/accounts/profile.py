"""The account itself, for its owner and for rooms above."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import repository
from telemed.accounts.addresses import Address
from telemed.accounts.callers import Caller, Role, Scope
from telemed.accounts.errors import TokenRefused
from telemed.accounts.models import Account
from telemed.audit.service import record


async def account_of(session: AsyncSession, caller: Caller) -> Account:
    """The caller's own account."""
    account = await repository.account_by_id(session, caller.account_id)
    if account is None:
        raise TokenRefused
    return account


async def account_by_id(session: AsyncSession, account_id: UUID) -> Account | None:
    return await repository.account_by_id(session, account_id)


async def account_by_address(session: AsyncSession, address: Address) -> Account | None:
    return await repository.account_by_address(session, address)


async def subjects_of(session: AsyncSession, account_id: UUID, role: Role, now: datetime) -> set[UUID]:
    """The patients (or doctors) an account acts as now in `role`; none for one that is disabled or gone."""
    account = await repository.account_by_id(session, account_id)
    if account is None or account.disabled_at is not None:
        return set()
    grants = await repository.grants_of(session, account_id, now)
    return {grant.subject_id for grant in grants if grant.role is role and grant.subject_id is not None}


async def accounts_acting_as(
    session: AsyncSession, subject_id: UUID, now: datetime, *, only_self: bool = False
) -> Sequence[Account]:
    """Who is to be told what concerns a patient or a doctor: accounts that act as it now and are not disabled.

    `only_self` leaves representatives out: for what the patient has hidden from them.
    """
    return await repository.accounts_acting_as(session, subject_id, now, {Scope.SELF} if only_self else set(Scope))


async def change(
    session: AsyncSession, caller: Caller, *, language: str | None, zone: str | None, now: datetime
) -> None:
    """What is None stays."""
    account = await account_of(session, caller)
    account.language = language or account.language
    account.zone = zone or account.zone
    await record(
        session, action="account.change", outcome="allowed", actor_id=caller.account_id, subject_id=account.id,
        details={"language": language, "zone": zone}, now=now,
    )  # fmt: skip
