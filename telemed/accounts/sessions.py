"""Sessions: opened by a sign-in, prolonged by refreshing, ended by signing out, by time, or by theft.

A refresh token works once and gives way to a successor. A retry, whose answer was lost, is given the same successor
again, as long as nobody has used that one and only for a short while. Any other second use means that two parties hold
the token, so the whole session ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import repository
from telemed.accounts.errors import CsrfRefused, Denial, NotYours, RefreshRefused
from telemed.accounts.models import RefreshToken, Session
from telemed.accounts.secrets import csrf_token, digest_of, equal, is_opaque, new_refresh_token, successor_of
from telemed.accounts.tokens import access_tokens
from telemed.audit.service import record
from telemed.kit.ids import new_id
from telemed.settings import Settings

Client = Literal["web", "api"]
RETRY_GRACE = timedelta(minutes=2)
MAX_USER_AGENT = 256


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client holds after signing in or refreshing."""

    session_id: UUID
    client: Client
    access_token: str
    expires_in: int
    refresh_token: str
    csrf_token: str


async def open_session(
    session: AsyncSession, settings: Settings, account_id: UUID, client: Client, user_agent: str, now: datetime
) -> Tokens:
    """A new sign-in with its first tokens."""
    expires_at = now + timedelta(days=settings.session_days)
    opened = Session(
        id=new_id(), account_id=account_id, client=client, user_agent=_printable(user_agent),
        created_at=now, last_used_at=now, expires_at=expires_at,
    )  # fmt: skip
    refresh_token = new_refresh_token()
    session.add(opened)
    await session.flush()
    _add_link(session, opened, refresh_token, now)
    return _tokens(settings, opened, refresh_token, now)


async def refresh(
    session: AsyncSession, settings: Settings, token: str, csrf: str | None, now: datetime
) -> Tokens | RefreshRefused:
    """The next tokens of a session. Raises RefreshRefused (401), or CsrfRefused (403) for a web session's cookie alone.

    When a token is used again in earnest, the refusal is returned, not raised: the end of the session must be committed.
    """
    link = await repository.refresh_token_by_digest(session, digest_of(token)) if is_opaque(token) else None
    opened = await repository.session_of_token(session, link.session_id, now) if link else None
    if link is None or opened is None or link.expires_at <= now:
        raise RefreshRefused
    if opened.client == "web" and not equal(csrf or "", csrf_token(settings.secret_key, opened.id)):
        raise CsrfRefused
    successor = successor_of(settings.secret_key, token)
    if link.used_at is None:
        link.used_at = opened.last_used_at = now
        opened.expires_at = now + timedelta(days=settings.session_days)
        _add_link(session, opened, successor, now)
    elif not await _is_retry(session, link, successor, now):
        return await _end_stolen(session, opened, now)
    return _tokens(settings, opened, successor, now)


async def sign_out(session: AsyncSession, account_id: UUID, session_id: UUID, now: datetime) -> None:
    """End one of the account's sign-ins. Raises NotYours (404) when it is not, or has ended already."""
    if not await repository.revoke_sessions(session, account_id, now, only=session_id):
        raise NotYours(Denial("session.end", subject_id=session_id))
    await record(
        session, action="account.sign_out", outcome="allowed", actor_id=account_id, subject_id=session_id,
        details={}, now=now,
    )  # fmt: skip


async def sign_out_everywhere(session: AsyncSession, account_id: UUID, now: datetime) -> None:
    """End all of the account's sign-ins, this one included."""
    ended = await repository.revoke_sessions(session, account_id, now)
    await record(
        session, action="account.sign_out_everywhere", outcome="allowed", actor_id=account_id, subject_id=account_id,
        details={"sessions": ended}, now=now,
    )  # fmt: skip


async def sessions_of(session: AsyncSession, account_id: UUID, now: datetime) -> Sequence[Session]:
    """The account's sign-ins that are open, the last used first."""
    return await repository.live_sessions_of(session, account_id, now)


async def _is_retry(session: AsyncSession, link: RefreshToken, successor: str, now: datetime) -> bool:
    following = await repository.refresh_token_by_digest(session, digest_of(successor))
    recent = link.used_at is not None and now - link.used_at <= RETRY_GRACE
    return recent and following is not None and following.used_at is None


async def _end_stolen(session: AsyncSession, opened: Session, now: datetime) -> RefreshRefused:
    await repository.revoke_session(session, opened.id, now)
    await record(
        session, action="account.refresh_reused", outcome="denied", actor_id=None, subject_id=opened.account_id,
        details={"session": str(opened.id)}, now=now,
    )  # fmt: skip
    return RefreshRefused()


def _add_link(session: AsyncSession, opened: Session, token: str, now: datetime) -> None:
    link = RefreshToken(session_id=opened.id, digest=digest_of(token), issued_at=now, expires_at=opened.expires_at)
    session.add(link)


def _tokens(settings: Settings, opened: Session, refresh_token: str, now: datetime) -> Tokens:
    lifetime = timedelta(minutes=settings.access_token_minutes)
    signer = access_tokens(settings.secret_key, settings.public_url)
    return Tokens(
        session_id=opened.id,
        client="web" if opened.client == "web" else "api",
        access_token=signer.issue(opened.account_id, opened.id, now, lifetime),
        expires_in=int(lifetime.total_seconds()),
        refresh_token=refresh_token,
        csrf_token=csrf_token(settings.secret_key, opened.id),
    )


def _printable(text: str) -> str:
    return "".join(character for character in text[:MAX_USER_AGENT] if character.isprintable())
