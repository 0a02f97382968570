"""Codes, links and warnings about accounts: to the address they are about, by that way alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import profile
from telemed.accounts.addresses import Address
from telemed.accounts.models import Account
from telemed.accounts.secrets import Purpose, digits, link_token
from telemed.notifications import people
from telemed.notifications.notices import Notice, to_account
from telemed.outbox.relay import Leased
from telemed.patients import registration
from telemed.settings import Settings


async def confirmation(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """A code; or, when the address has an account, word of that: only the owner of the address learns it."""
    found = await registration.pending(session, event.subject_id, now)
    if found is None:
        return []
    language, name = found.person["language"], found.person["given_name"]
    address = Address("email" if found.channel == "email" else "phone", found.address)
    account = await profile.account_by_address(session, address)
    if account is not None and account.confirmed_at is not None:
        link = f"{settings.public_url}/sign-in"
        kind = "account.already_registered"
        return [Notice(kind, found.channel, found.address, account.language, {"link": link}, account.id)]
    code = digits(settings.secret_key, found.id, found.generation)
    return [Notice("account.confirmation", found.channel, found.address, language, {"code": code, "name": name})]


async def reset(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    account = await _open_account(session, event.subject_id)
    if account is None:
        return []
    facts = {"link": _password_link(settings, "reset", account, event.occurred_at)}
    return await _told(session, "account.reset", account, facts, now, prefer=event.payload.get("channel"))


async def invited(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    account = await _open_account(session, event.subject_id)
    if account is None:
        return []
    if account.password_hash is None:
        facts = {"link": _password_link(settings, "invite", account, event.occurred_at)}
        return await _told(session, "account.invited", account, facts, now)
    return await _told(session, "account.invited_known", account, {"link": f"{settings.public_url}/sign-in"}, now)


async def password_changed(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    account = await _open_account(session, event.subject_id)
    if account is None:
        return []
    return await _told(session, "account.password_changed", account, {"link": f"{settings.public_url}/reset"}, now)


async def _open_account(session: AsyncSession, account_id: UUID) -> Account | None:
    account = await profile.account_by_id(session, account_id)
    return account if account is not None and account.disabled_at is None else None


async def _told(
    session: AsyncSession, kind: str, account: Account, facts: dict[str, Any], now: datetime, prefer: str | None = None
) -> list[Notice]:
    [reader] = await people.of_accounts(session, [account], now)
    return to_account(kind, reader, facts, prefer)


def _password_link(settings: Settings, purpose: Purpose, account: Account, issued_at: datetime) -> str:
    """Its host comes from settings: a request could name another one."""
    token = link_token(settings.secret_key, purpose, account.id, account.password_hash, issued_at)
    return f"{settings.public_url.rstrip('/')}/reset?token={token}"
