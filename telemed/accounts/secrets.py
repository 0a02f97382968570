"""Secrets that are derived and not stored: whoever reads the database learns none of them. Pure but for randomness.

A refresh token is random; its successor is computed from it, so a retry whose answer was lost can be given the same
successor again. A reset link is a statement about the account's present password, so it dies when the password changes.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from telemed.kit.keys import derive_key

Purpose = Literal["reset", "invite"]
LINK_LIFETIME: dict[Purpose, timedelta] = {"reset": timedelta(hours=1), "invite": timedelta(days=7)}
_LINK_LIMIT = 160
_OPAQUE_LENGTH = 43


def _mac(secret: str, purpose: str, *parts: str) -> str:
    message = "\x00".join(parts).encode("utf-8", "surrogatepass")
    raw = hmac.new(derive_key(secret, purpose), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def new_refresh_token() -> str:
    """32 random bytes in base64url, 43 characters."""
    return secrets.token_urlsafe(32)


def is_opaque(token: str) -> bool:
    """Whether a text could be a refresh token at all; what could not is never looked up."""
    return len(token) == _OPAQUE_LENGTH and token.isascii()


def successor_of(secret: str, refresh_token: str) -> str:
    """The refresh token that follows: the same every time, and unknown to who has only a later or a foreign one."""
    return _mac(secret, "refresh successor", refresh_token)


def digest_of(token: str) -> str:
    """What is stored of a random token. No key and no salt: it has 256 bits of its own."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(secret: str, session_id: UUID) -> str:
    """What the web app must show beside its cookie: another site's page can send the cookie, and cannot know this."""
    return _mac(secret, "csrf", session_id.hex)


def equal(one: str, other: str) -> bool:
    """Comparison that takes the same time wherever they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def digits(secret: str, subject_id: UUID, generation: int) -> str:
    """A six-digit code for a registration; a higher generation is a new code."""
    raw = hmac.new(derive_key(secret, "code"), f"{subject_id.hex}|{generation}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(raw[:8], 'big') % 1_000_000:06d}"


def link_token(secret: str, purpose: Purpose, account_id: UUID, password_hash: str | None, issued_at: datetime) -> str:
    """The secret part of a link that sets a password. Equal for equal arguments."""
    seconds = str(int(issued_at.timestamp()))
    return f"{purpose}.{account_id.hex}.{seconds}." + _mac(
        secret, purpose, account_id.hex, seconds, password_hash or ""
    )


def link_subject(token: str, now: datetime) -> tuple[UUID, Purpose, datetime] | None:
    """Whom an unexpired link is for, as yet unproved: compare it with `link_token` of the stored account."""
    parts = token.split(".") if len(token) <= _LINK_LIMIT and token.isascii() else []
    if len(parts) != 4 or parts[0] not in LINK_LIFETIME or not parts[2].isdecimal() or len(parts[2]) > 11:  # noqa: PLR2004  the four parts of a link; seconds until the year 5138
        return None
    purpose: Purpose = "reset" if parts[0] == "reset" else "invite"
    try:
        account_id, issued_at = UUID(hex=parts[1]), datetime.fromtimestamp(int(parts[2]), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return (account_id, purpose, issued_at) if now < issued_at + LINK_LIFETIME[purpose] else None
