"""Getting back in: a mailed link sets a new password; and changing the password, disabling and enabling."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import repository
from telemed.accounts.addresses import parse_login
from telemed.accounts.callers import Caller
from telemed.accounts.errors import Denial, NotYours, ResetRefused, WrongPassword
from telemed.accounts.limits import RESET_BY_ADDRESS, RESET_BY_LOGIN, SIGN_IN_BY_LOGIN
from telemed.accounts.models import Account
from telemed.accounts.passwords import passwords
from telemed.accounts.secrets import equal, link_subject, link_token
from telemed.accounts.sign_in import Visitor
from telemed.audit.service import record
from telemed.kit.ids import new_id
from telemed.outbox.service import enqueue


async def request_reset(visitor: Visitor, login: str, now: datetime) -> None:
    """Mail a link to the account of this login. Does the same work, and tells nobody, when there is none.

    Raises TooManyAttempts (429) by the visitor's address; too many for one login are dropped without a word.
    """
    await visitor.limiter.hit(RESET_BY_ADDRESS, visitor.address)
    address = parse_login(login)
    if address is None or not await visitor.limiter.allows(RESET_BY_LOGIN, address.value):
        return
    async with visitor.database.writing() as session:
        account = await repository.account_by_address(session, address)
        known = account is not None and account.disabled_at is None
        # For nobody's address an event about nobody: the same rows in the same time.
        subject_id = account.id if account and known else new_id()
        await enqueue(session, "account.reset", subject_id=subject_id, payload={"channel": address.channel}, now=now)


async def complete_reset(visitor: Visitor, token: str, password: str, now: datetime) -> None:
    """Set the password of the account a link is for, and end its sign-ins. Raises ResetRefused (400).

    The link is bound to the password it replaces, so it works once; whoever asked for the reset may sign in at once,
    however many wrong passwords others have tried.
    """
    claimed = link_subject(token, now)
    await visitor.limiter.hit(RESET_BY_ADDRESS, visitor.address)
    if claimed is None:
        raise ResetRefused
    async with visitor.database.reading() as session:
        await _proved_account(session, visitor, token, claimed[0], now, lock=False)
    new_hash = await passwords(visitor.settings.password_memory_mb).hash(password)
    async with visitor.database.writing() as session:
        account = await _proved_account(session, visitor, token, claimed[0], now, lock=True)
        await _set_password(session, account, new_hash, "account.reset", account.id, now)
        account.confirmed_at = account.confirmed_at or now
    for address in filter(None, (account.email, account.phone)):
        await visitor.limiter.forget(SIGN_IN_BY_LOGIN, address)


async def change_password(visitor: Visitor, caller: Caller, current: str, password: str, now: datetime) -> None:
    """Raises WrongPassword (422) when `current` is not the password. Every sign-in ends but the one that asks."""
    await visitor.limiter.hit(SIGN_IN_BY_LOGIN, str(caller.account_id))
    async with visitor.database.reading() as session:
        seen = await repository.account_by_id(session, caller.account_id)
    hasher = passwords(visitor.settings.password_memory_mb)
    if seen is None or not await hasher.verify(seen.password_hash, current):
        raise WrongPassword
    new_hash = await hasher.hash(password)
    async with visitor.database.writing() as session:
        account = await repository.account_by_id(session, caller.account_id, lock=True)
        if account is None or account.password_hash != seen.password_hash:
            raise WrongPassword
        await _set_password(
            session, account, new_hash, "account.change_password", caller.account_id, now, keep=caller.session_id
        )
    await visitor.limiter.forget(SIGN_IN_BY_LOGIN, str(caller.account_id))


async def disable(session: AsyncSession, account_id: UUID, *, actor_id: UUID, now: datetime) -> None:
    """Nobody signs in to the account any more, and whoever is signed in is out at once. Raises NotYours (404)."""
    account = await _existing(session, account_id)
    account.disabled_at = account.disabled_at or now
    await repository.revoke_sessions(session, account_id, now)
    await record(
        session, action="account.disable", outcome="allowed", actor_id=actor_id, subject_id=account_id,
        details={}, now=now,
    )  # fmt: skip


async def enable(session: AsyncSession, account_id: UUID, *, actor_id: UUID, now: datetime) -> None:
    """Signing in works again; the ended sign-ins stay ended. Raises NotYours (404)."""
    account = await _existing(session, account_id)
    account.disabled_at = None
    await record(
        session, action="account.enable", outcome="allowed", actor_id=actor_id, subject_id=account_id,
        details={}, now=now,
    )  # fmt: skip


async def _existing(session: AsyncSession, account_id: UUID) -> Account:
    account = await repository.account_by_id(session, account_id, lock=True)
    if account is None:
        raise NotYours(Denial("account.change", subject_id=account_id))
    return account


async def _proved_account(
    session: AsyncSession, visitor: Visitor, token: str, account_id: UUID, now: datetime, *, lock: bool
) -> Account:
    """The account a link is good for, at this moment. Raises ResetRefused."""
    claimed = link_subject(token, now)
    account = await repository.account_by_id(session, account_id, lock=lock)
    if claimed is None or account is None or account.disabled_at is not None:
        raise ResetRefused
    _, purpose, issued_at = claimed
    if not equal(token, link_token(visitor.settings.secret_key, purpose, account.id, account.password_hash, issued_at)):
        raise ResetRefused
    return account


async def _set_password(
    session: AsyncSession,
    account: Account,
    new_hash: str,
    action: str,
    actor_id: UUID,
    now: datetime,
    keep: UUID | None = None,
) -> None:
    account.password_hash, account.password_changed_at = new_hash, now
    await repository.revoke_sessions(session, account.id, now, keep=keep)
    await enqueue(session, "account.password_changed", subject_id=account.id, payload={}, now=now)
    await record(
        session, action=action, outcome="allowed", actor_id=actor_id, subject_id=account.id, details={}, now=now
    )
