"""Who is calling: a token is checked, then its session, its account and its roles, in one statement.

This is on the way of every request. The row of the session is read each time, so that signing out, disabling and
demoting take effect at once on every worker; nothing about permissions is cached or written into a token.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from starlette.datastructures import State

from telemed.accounts.callers import Caller, Grant, Role, Scope
from telemed.accounts.errors import TokenRefused
from telemed.accounts.models import Account, AccountGrant, Session
from telemed.accounts.tokens import access_tokens
from telemed.db.engine import Database
from telemed.db.statements import Executor, Prepared
from telemed.db.types import Instant
from telemed.settings import Settings

_LIVE = and_(
    col(Session.revoked_at).is_(None),
    col(Session.expires_at) > bindparam("now", type_=Instant()),
    col(Account.disabled_at).is_(None),
)

_CALLER_COLUMNS = (
    col(Session.account_id), col(Account.language), col(AccountGrant.role),
    col(AccountGrant.clinic_id), col(AccountGrant.subject_id), col(AccountGrant.scope),
)  # fmt: skip
_CHUNK = 500


def _with_roles(*columns: Any) -> Select[Any]:
    """`columns` of sessions, their accounts, and the grants held at `now`; a row for each grant, or one without."""
    return (
        select(*columns)
        .select_from(Session)
        .join(Account, col(Account.id) == col(Session.account_id))
        .outerjoin(
            AccountGrant,
            and_(
                col(AccountGrant.account_id) == col(Account.id),
                or_(col(AccountGrant.until).is_(None), col(AccountGrant.until) > bindparam("now", type_=Instant())),
            ),
        )
    )


_CALLER = Prepared(_with_roles(*_CALLER_COLUMNS).where(col(Session.id) == bindparam("session_id", type_=Uuid()), _LIVE))


async def identify(state: State, token: str, now: datetime) -> Caller:
    """The caller behind an access token, at this moment. Raises TokenRefused (401).

    Reads in a short session of its own, which ends before the request's begins: holding two connections at once
    would let a full pool wait for itself.
    """
    settings: Settings = state.settings
    database: Database = state.database
    claims = access_tokens(settings.secret_key, settings.public_url).read(token, now)
    async with database.reading_connection() as connection:
        caller = await caller_of_session(connection, claims.session_id, now)
    if caller.account_id != claims.account_id:
        raise TokenRefused
    return caller


async def caller_of_session(session: Executor, session_id: UUID, now: datetime) -> Caller:
    """The caller whose sign-in this is, with the roles held now. Raises TokenRefused once it has ended."""
    rows = await _CALLER.all(session, session_id=session_id, now=now)
    if not rows:
        raise TokenRefused
    return _caller(session_id, rows)


def _caller(session_id: UUID, rows: Sequence[tuple[Any, ...]]) -> Caller:
    account_id, language = rows[0][0], rows[0][1]
    grants = tuple(
        Grant(Role(role), clinic_id, subject_id, Scope(scope))
        for _, _, role, clinic_id, subject_id, scope in rows
        if role is not None
    )
    return Caller(account_id, session_id, language, grants)


async def callers_of_sessions(
    session: AsyncSession, session_ids: Collection[UUID], now: datetime
) -> dict[UUID, Caller]:
    """The callers of those of `session_ids` that have not ended, with the roles held now.

    Sockets ask for all of theirs at once, every few seconds.
    """
    rows: list[Row[Any]] = []
    ordered = list(session_ids)
    for start in range(0, len(ordered), _CHUNK):
        statement = (
            _with_roles(col(Session.id), *_CALLER_COLUMNS)
            .where(col(Session.id).in_(ordered[start : start + _CHUNK]), _LIVE)
            .order_by(col(Session.id))
        )
        rows += (await session.execute(statement, {"now": now})).all()
    return {
        session_id: _caller(session_id, [tuple(row)[1:] for row in group])
        for session_id, group in groupby(rows, key=itemgetter(0))
    }
