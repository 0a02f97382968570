"""Links that answer with one tap: a signed statement of what is asked, of whom, and until when. Pure.

Whoever holds the link may answer, so it says nothing else and reaches nothing else. It is bound to a revision of its
subject: once the subject moved on, whoever reads it must find that out from the stored revision and refuse.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from telemed.booking.errors import LinkRefused
from telemed.kit.keys import derive_key
from telemed.settings import Settings

Purpose = Literal["offer", "replan"]
_PURPOSES: dict[str, Purpose] = {"offer": "offer", "replan": "replan"}
_LONGEST = 160
_PARTS = 5


@dataclass(frozen=True, slots=True)
class Link:
    """What a link that was signed here and has not expired is about. Compare `revision` with the stored one."""

    purpose: Purpose
    subject_id: UUID
    revision: int


def link_for(settings: Settings, purpose: Purpose, subject_id: UUID, revision: int, expires_at: datetime) -> str:
    """The address of the page that asks; its host comes from the settings. Equal for equal arguments."""
    token = token_for(settings, purpose, subject_id, revision, expires_at)
    return f"{settings.public_url.rstrip('/')}/answer?token={token}"


def token_for(settings: Settings, purpose: Purpose, subject_id: UUID, revision: int, expires_at: datetime) -> str:
    """The secret part of the link."""
    stated = f"{purpose}.{subject_id.hex}.{revision}.{int(expires_at.timestamp())}"
    return f"{stated}.{_mac(settings.secret_key, stated)}"


def read(settings: Settings, token: str, now: datetime) -> Link:
    """What an unexpired link of ours says. Raises LinkRefused (400) for anything else, and does not say why."""
    parts = token.split(".") if len(token) <= _LONGEST and token.isascii() else []
    if len(parts) != _PARTS:
        raise LinkRefused
    stated = ".".join(parts[:-1])
    if not hmac.compare_digest(parts[-1], _mac(settings.secret_key, stated)):
        raise LinkRefused
    # From here on it is what we wrote ourselves.
    purpose, subject, revision, expires = parts[:-1]
    if now >= datetime.fromtimestamp(int(expires), UTC):
        raise LinkRefused
    return Link(_PURPOSES[purpose], UUID(hex=subject), int(revision))


def _mac(secret: str, stated: str) -> str:
    raw = hmac.new(derive_key(secret, "answer link"), stated.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
