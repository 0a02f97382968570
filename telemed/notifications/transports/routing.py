"""Which channel leaves by which way."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from telemed.db.engine import Database
from telemed.notifications.transports.base import Outgoing, Transport, Undeliverable
from telemed.notifications.transports.folder import FolderTransport, folder_of
from telemed.notifications.transports.gateways import GatewayTransport
from telemed.notifications.transports.push import PushTransport
from telemed.notifications.transports.smtp import SmtpTransport
from telemed.settings import Settings


class Routing:
    """Every channel's way, each opened and failing for itself."""

    def __init__(self, ways: Mapping[str, Transport]) -> None:
        self._ways = ways
        self._running = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for way in dict.fromkeys(self._ways.values()):
            await self._running.enter_async_context(way)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._running.aclose()

    async def send(self, message: Outgoing) -> None:
        way = self._ways.get(message.channel)
        if way is None:
            raise Undeliverable(f"no gateway for {message.channel}")
        await way.send(message)


def transport_for(settings: Settings, database: Database | None = None) -> Transport:
    """The ways out of this deployment. Without a gateway, SMS lie in the mail's folder where mail does."""
    folder = folder_of(settings)
    mail = _mail(settings, folder)
    ways: dict[str, Transport] = {"email": mail}
    if database is not None:
        ways["push"] = PushTransport(settings, database)
    if settings.sms_url:
        ways["sms"] = GatewayTransport(settings.sms_url)
    elif folder is not None:
        ways["sms"] = mail
    return Routing(ways | {name: GatewayTransport(url) for name, url in settings.channel_urls.items()})


def _mail(settings: Settings, folder: Path | None) -> Transport:
    if folder is not None:
        return FolderTransport(folder, settings.mail_from)
    return SmtpTransport(settings.mail, settings.mail_from)


def channels(settings: Settings) -> frozenset[str]:
    """The channels by which something can leave this deployment."""
    sms = {"sms"} if settings.sms_url or folder_of(settings) is not None else set()
    return frozenset({"email", "push", *sms, *settings.channel_urls})
