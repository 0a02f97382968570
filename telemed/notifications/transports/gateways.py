"""SMS and other channels, each by a URL of Apprise that the deployment gives: dozens of providers, one line each.

`{to}` in the URL becomes the recipient's number, `{id}` the message's id for providers that drop what they had before:
`twilio://SID:TOKEN@+15550100/{to}`, `jsons://sms.example.org/send/{to}/?+Idempotency-Key={id}`.
"""

import asyncio
import re
from typing import Self
from urllib.parse import quote

from telemed.notifications.transports.base import NotNow, Outgoing, Undeliverable

_NUMBER = re.compile(r"\+[0-9]{5,15}")


class GatewayTransport:
    """Apprise tells only whether the provider took it, so whatever it did not take is tried again."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        return None

    async def send(self, message: Outgoing) -> None:
        # Apprise undoes the quoting of paths, so what is no number could name another address.
        if not _NUMBER.fullmatch(message.to_address):
            raise Undeliverable("not a phone number")
        url = self._url.replace("{to}", quote(message.to_address, safe="")).replace("{id}", str(message.id))
        problem = await asyncio.to_thread(_notify, url, message.text)
        if problem:
            raise NotNow(problem)


def _notify(url: str, text: str) -> str:
    """Why it did not leave; empty when it did. In a thread: Apprise waits for its provider, a few seconds at most."""
    # 7 s and 100 MB to import: only where a gateway is set, and only when the first message needs it.
    from apprise import Apprise, NotifyFormat

    gateway = Apprise()
    if not gateway.add(url):
        return "the gateway's URL means nothing to Apprise"
    return "" if gateway.notify(body=text, body_format=NotifyFormat.TEXT) else "the gateway did not take it"
