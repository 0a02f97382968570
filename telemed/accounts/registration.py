"""How an account comes to be: by a person who proved an address, or by an invitation to one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import repository
from telemed.accounts.addresses import Address, parse_email
from telemed.accounts.errors import AddressTaken
from telemed.accounts.models import Account
from telemed.outbox.service import enqueue


async def create_account(
    session: AsyncSession,
    address: Address,
    *,
    password_hash: str | None,
    language: str,
    zone: str,
    confirmed: bool,
    now: datetime,
) -> Account:
    """A new account without any role. Raises AddressTaken (409) when the address has one already."""
    account = Account(
        email=address.value if address.kind == "email" else None,
        phone=address.value if address.kind == "phone" else None,
        password_hash=password_hash,
        language=language,
        zone=zone,
        created_at=now,
        confirmed_at=now if confirmed else None,
        password_changed_at=now if password_hash else None,
    )
    try:
        async with session.begin_nested():
            session.add(account)
            await session.flush()
    except IntegrityError as error:
        raise AddressTaken from error
    return account


async def invite(session: AsyncSession, email: str, *, language: str, zone: str, now: datetime) -> tuple[UUID, bool]:
    """The account of an address, made when there was none; returns its id and whether it is new.

    A new one has no password: the mail carries a link that sets it and thereby proves the address. An account that was
    there keeps its password and is only told.
    """
    address = parse_email(email)
    account = await repository.account_by_address(session, address)
    is_new = account is None
    if account is None:
        account = await create_account(
            session, address, password_hash=None, language=language, zone=zone, confirmed=False, now=now
        )
    await enqueue(
        session, "account.invited", subject_id=account.id, payload={"needs_password": account.password_hash is None},
        now=now,
    )  # fmt: skip
    return account.id, is_new
