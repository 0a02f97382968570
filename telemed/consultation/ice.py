"""Where a browser finds its way to the other: STUN and TURN servers, with credentials that expire."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from telemed.consultation.messages import IceServer
from telemed.settings import Settings


def expires_at(settings: Settings, now: datetime) -> datetime:
    """When credentials given out now stop working."""
    return now + timedelta(minutes=settings.turn_minutes)


def ice_servers(settings: Settings, account_id: UUID, now: datetime) -> list[IceServer]:
    """The servers of the settings, with TURN credentials as coturn's `use-auth-secret` checks them.

    User name: `expiry:user`; password: base64 of the HMAC-SHA1 of that, keyed with the shared secret.
    """
    servers = [IceServer(urls=list(settings.stun_urls))] if settings.stun_urls else []
    if settings.turn_urls:
        username = f"{int(expires_at(settings, now).timestamp())}:{account_id}"
        digest = hmac.digest(settings.turn_secret.encode(), username.encode(), hashlib.sha1)
        credential = base64.b64encode(digest).decode()
        servers.append(IceServer(urls=list(settings.turn_urls), username=username, credential=credential))
    return servers
