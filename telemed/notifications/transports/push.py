"""Web push (RFC 8030): encrypted for one browser, handed to its push service."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

import httpx2

from telemed.db.engine import Database
from telemed.kit import clock
from telemed.notifications.push.service import Device, allowed, forget, reachable
from telemed.notifications.push.vapid import private_key
from telemed.notifications.transports.base import NotNow, Outgoing, Undeliverable
from telemed.settings import Settings

TIMEOUT_S = 10.0
_KEPT = timedelta(hours=24)
_TOKEN_LIFE = timedelta(hours=12)
_LONGEST = 500
"""Characters of a text: push services take 4,096 bytes in all."""
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
"""No such browser any more, or one that subscribed under another key: it will never take one again."""


class PushTransport:
    """`to_address` is the id of a device. One that is gone is forgotten."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._client: httpx2.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def send(self, message: Outgoing) -> None:
        device = await self._device(message.to_address)
        now = clock.now()
        kept = (message.good_until or now + _KEPT) - now
        if kept <= timedelta(0):
            raise Undeliverable("too late")
        headers, body = await asyncio.to_thread(_sealed, self._settings, device, message, now)
        status = await self._post(device.endpoint, headers | {"TTL": str(int(kept.total_seconds()))}, body)
        if status in _GONE:
            async with self._database.writing() as session:
                await forget(session, device.id)
            raise Undeliverable(f"device gone: {status}")
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            raise NotNow(f"push service answered {status}")

    async def _device(self, address: str) -> Device:
        async with self._database.reading() as session:
            device = await reachable(session, UUID(address), clock.now())
        if device is None:
            raise Undeliverable("device not signed in")
        if not allowed(device.endpoint, self._settings.push_origins):
            raise Undeliverable("push service not allowed")
        return device

    async def _post(self, endpoint: str, headers: dict[str, str], body: bytes) -> int:
        self._client = self._client or httpx2.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False)
        try:
            async with self._client.stream("POST", endpoint, headers=headers, content=body) as response:
                return response.status_code  # what it says besides is nobody's business, however long
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise NotNow(type(error).__name__) from error


def _sealed(settings: Settings, device: Device, message: Outgoing, now: datetime) -> tuple[dict[str, str], bytes]:
    """Headers and body of the request. The topic lets a second attempt replace the first that is still waiting."""
    # Half a second to import: only where the first push needs it.
    from py_vapid import Vapid02
    from pywebpush import WebPusher

    texts = {"title": message.subject[:_LONGEST], "body": message.text[:_LONGEST]}
    notice = json.dumps({"id": str(message.id), **texts, "url": _path(message.link)}, ensure_ascii=False).encode()
    keys = {"p256dh": device.p256dh, "auth": device.auth}
    sealed = WebPusher({"endpoint": device.endpoint, "keys": keys}).encode(notice)
    parts = urlsplit(device.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + _TOKEN_LIFE).astimezone(UTC).timestamp()),
        "sub": settings.public_url if settings.secure_cookies else "mailto:" + _contact(settings),
    }
    headers = {
        "Authorization": Vapid02(private_key(settings)).sign(claims)["Authorization"],
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Topic": message.id.hex,
        "Urgency": "high",
    }
    return headers, bytes(sealed["body"])


def _path(link: str) -> str:
    """Within the app: what a notice opens is never another site."""
    parts = urlsplit(link)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _contact(settings: Settings) -> str:
    return settings.mail_from.rpartition("<")[2].rstrip(">") or "nobody@example.org"
