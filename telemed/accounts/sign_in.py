"""Signing in: a login and a password become a session and its first tokens.

Hashing takes a tenth of a second, so it happens between two short transactions and never inside one: on SQLite it would
stop every other writer.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from telemed.accounts import repository
from telemed.accounts.addresses import Address, parse_login
from telemed.accounts.errors import SignInRefused
from telemed.accounts.limits import SIGN_IN_BY_ADDRESS, SIGN_IN_BY_LOGIN, Limiter
from telemed.accounts.models import Account
from telemed.accounts.passwords import passwords
from telemed.accounts.sessions import Client, Tokens, open_session
from telemed.audit.service import record
from telemed.db.engine import Database
from telemed.settings import Settings

log = structlog.get_logger("telemed.accounts")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has not signed in: what their requests need, and how often they may try."""

    settings: Settings
    database: Database
    limiter: Limiter
    address: str
    user_agent: str


async def sign_in(visitor: Visitor, login: str, password: str, client: Client, now: datetime) -> Tokens:
    """Raises SignInRefused (401), the same for a wrong password and for an account that does not exist,
    is not confirmed, or is disabled; TooManyAttempts (429) before anything is compared.
    """
    address = parse_login(login)
    counted = address.value if address else login.strip().lower()
    await visitor.limiter.check(SIGN_IN_BY_ADDRESS, visitor.address)
    await visitor.limiter.hit(SIGN_IN_BY_LOGIN, counted)
    account = await _usable_account(visitor.database, address)
    hasher = passwords(visitor.settings.password_memory_mb)
    stored = account.password_hash if account else None
    if not await hasher.verify(stored, password) or account is None or stored is None:
        await visitor.limiter.allows(SIGN_IN_BY_ADDRESS, visitor.address)
        await _record_refusal(visitor.database, account, now)
        raise SignInRefused
    fresh = await hasher.hash(password) if hasher.is_outdated(stored) else None
    tokens = await _open(visitor, account, client, fresh, now)
    await visitor.limiter.forget(SIGN_IN_BY_LOGIN, counted)
    return tokens


async def _usable_account(database: Database, address: Address | None) -> Account | None:
    if address is None:
        return None
    async with database.reading() as session:
        account = await repository.account_by_address(session, address)
    if account is None or account.disabled_at is not None or account.confirmed_at is None:
        return None
    return account


async def _open(visitor: Visitor, seen: Account, client: Client, fresh_hash: str | None, now: datetime) -> Tokens:
    """Raises SignInRefused when the account was disabled or given another password while we were hashing."""
    async with visitor.database.writing() as session:
        account = await repository.account_by_id(session, seen.id, lock=True)
        if account is None or account.disabled_at is not None or account.password_hash != seen.password_hash:
            raise SignInRefused
        if fresh_hash is not None:
            account.password_hash = fresh_hash
        tokens = await open_session(session, visitor.settings, account.id, client, visitor.user_agent, now)
        await record(
            session, action="account.sign_in", outcome="allowed", actor_id=account.id, subject_id=account.id,
            details={"client": client}, now=now,
        )  # fmt: skip
        return tokens


async def _record_refusal(database: Database, account: Account | None, now: datetime) -> None:
    """Wrong passwords of real accounts leave a row; names that nobody has would only let strangers fill the table."""
    if account is None:
        return
    async with database.writing() as session:
        await record(
            session, action="account.sign_in", outcome="denied", actor_id=None, subject_id=account.id,
            details={}, now=now,
        )  # fmt: skip
