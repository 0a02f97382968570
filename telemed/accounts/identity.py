"""Who is calling: a token is checked, then its session, its account and its roles, in one statement.

This is on the way of every request. The row of the session is read each time, so that signing out, disabling and
demoting take effect at once on every worker; nothing about permissions is cached or written into a token.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from starlette.datastructures import State

from telemed.accounts.callers import Caller, Grant, Role
from telemed.accounts.errors import TokenRefused
from telemed.accounts.models import Account, AccountGrant, Session
from telemed.accounts.tokens import access_tokens
from telemed.db.engine import Database
from telemed.db.statements import Prepared
from telemed.db.types import Instant
from telemed.settings import Settings

_LIVE = and_(
    col(Session.revoked_at).is_(None),
    col(Session.expires_at) > bindparam("now", type_=Instant()),
    col(Account.disabled_at).is_(None),
)

_CALLER = Prepared(
    select(
        col(Session.account_id), col(Account.language), col(AccountGrant.role),
        col(AccountGrant.clinic_id), col(AccountGrant.subject_id),
    )  # fmt: skip
    .select_from(Session)
    .join(Account, col(Account.id) == col(Session.account_id))
    .outerjoin(
        AccountGrant,
        and_(
            col(AccountGrant.account_id) == col(Account.id),
            or_(col(AccountGrant.until).is_(None), col(AccountGrant.until) > bindparam("now", type_=Instant())),
        ),
    )
    .where(col(Session.id) == bindparam("session_id", type_=col(Session.id).type), _LIVE)
)


async def identify(state: State, token: str, now: datetime) -> Caller:
    """The caller behind an access token, at this moment. Raises TokenRefused (401).

    Reads in a short session of its own, which ends before the request's begins: holding two connections at once
    would let a full pool wait for itself.
    """
    settings: Settings = state.settings
    database: Database = state.database
    claims = access_tokens(settings.secret_key, settings.public_url).read(token, now)
    async with database.reading() as session:
        caller = await caller_of_session(session, claims.session_id, now)
    if caller.account_id != claims.account_id:
        raise TokenRefused
    return caller


async def caller_of_session(session: AsyncSession, session_id: UUID, now: datetime) -> Caller:
    """The caller whose sign-in this is, with the roles held now. Raises TokenRefused once it has ended."""
    rows = await _CALLER.all(session, session_id=session_id, now=now)
    if not rows:
        raise TokenRefused
    account_id, language = rows[0][0], rows[0][1]
    grants = tuple(
        Grant(Role(role), clinic_id, subject_id) for _, _, role, clinic_id, subject_id in rows if role is not None
    )
    return Caller(account_id, session_id, language, grants)


async def live_sessions(session: AsyncSession, session_ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Those of `session_ids` that have not ended. Sockets ask for all of theirs at once, every few seconds."""
    statement = (
        select(col(Session.id))
        .join(Account, col(Account.id) == col(Session.account_id))
        .where(col(Session.id).in_(session_ids), _LIVE)
    )
    return set((await session.execute(statement, {"now": now})).scalars())
