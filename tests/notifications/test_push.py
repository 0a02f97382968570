"""Web push, to a push service in this process that opens what it was given with the browser's own keys."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import http_ece
import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.notifications.push.service import addresses, allowed
from telemed.notifications.push.vapid import public_key
from telemed.notifications.transports import NotNow, Outgoing, Undeliverable, transport_for
from telemed.settings import Settings
from tests.accounts.builders import SignedIn, an_account, running, sign_in
from tests.conftest import settings_for
from tests.notifications.facts import a_deployment

CHROME = "https://fcm.googleapis.com/fcm/send/abc"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Browser:
    """The keys of one subscription, which only the browser has."""

    def __init__(self, endpoint: str = CHROME) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"sixteen bytes ok"
        self.endpoint = endpoint

    @property
    def wish(self) -> dict[str, Any]:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "expirationTime": None,
            "keys": {"p256dh": b64(point), "auth": b64(self.auth)},
        }

    def open(self, body: bytes) -> dict[str, Any]:
        plain = http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")
        notice: dict[str, Any] = json.loads(plain)
        return notice


@dataclass
class PushService:
    """What a push service was given; `answers` are those of the next requests."""

    url: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
        headers = {name.lower(): value for name, value in headers.items()}
        self.requests.append((headers, await reader.readexactly(int(headers["content-length"]))))
        answer = self.answers.pop(0) if self.answers else "201 Created"
        writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def push_service() -> AsyncIterator[PushService]:
    service = PushService()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    async with server:
        service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield service


@dataclass
class World:
    """Ann, signed in, whose browser belongs to the push service of this process."""

    settings: Settings
    database: Database
    ann: SignedIn
    browser: Browser

    async def subscribe(self) -> str:
        answer = await self.ann.call("POST", "/account/push", json=self.browser.wish)
        assert answer.status_code == 200, answer.text
        device_id: str = answer.json()["id"]
        return device_id

    async def send(self, address: str, **more: Any) -> None:
        message = Outgoing(
            new_id(), "push", address, "It is your turn", "Please join <b>now</b>", "", clock.now(),
            link="https://clinic.example/now/7?x=1#y", **more,
        )  # fmt: skip
        async with transport_for(self.settings, self.database) as transport:
            await transport.send(message)


@pytest.fixture
async def world(database: Database, settings: Settings, push_service: PushService) -> AsyncIterator[World]:
    chosen = settings_for(settings.database_url, settings.data_dir, password_memory_mb=1, push_origins=push_service.url)
    await an_account(database)
    async with running(chosen) as client:
        yield World(chosen, database, await sign_in(client), Browser(f"{push_service.url}/send/1"))


async def test_a_notice_is_read_by_the_browser_alone(world: World, push_service: PushService) -> None:
    """Encrypted with its keys, signed with ours, kept as long as it is true, and replacing its own earlier attempt."""
    address = await world.subscribe()
    await world.send(address, good_until=clock.now() + timedelta(minutes=30))
    [(headers, body)] = push_service.requests
    assert b"your turn" not in body
    notice = world.browser.open(body)
    assert (notice["title"], notice["body"]) == ("It is your turn", "Please join <b>now</b>")
    assert notice["url"] == "/now/7?x=1"
    assert headers["topic"] == notice["id"].replace("-", "")
    assert headers["content-encoding"] == "aes128gcm"
    assert 0 < int(headers["ttl"]) <= 1800
    assert Vapid02.verify(headers["authorization"])
    assert f"k={public_key(world.settings)}" in headers["authorization"]


async def test_a_device_that_is_gone_is_forgotten(world: World, push_service: PushService) -> None:
    address = await world.subscribe()
    push_service.answers = ["410 Gone"]
    with pytest.raises(Undeliverable):
        await world.send(address)
    assert (await world.ann.call("GET", "/account/push")).json()["items"] == []


async def test_a_push_service_that_is_busy_is_asked_again_later(world: World, push_service: PushService) -> None:
    """A redirection is no other address to us."""
    address = await world.subscribe()
    push_service.answers = ["429 Too Many Requests", "500 Oops", "302 Found"]
    for number in range(3):
        with pytest.raises(NotNow):
            await world.send(address)
        assert len(push_service.requests) == number + 1


async def test_what_is_too_late_is_not_pushed(world: World, push_service: PushService) -> None:
    address = await world.subscribe()
    with pytest.raises(Undeliverable, match="too late"):
        await world.send(address, good_until=clock.now() - timedelta(seconds=1))
    assert push_service.requests == []


async def test_who_has_signed_out_hears_nothing(world: World, push_service: PushService) -> None:
    """The next person at the device reads no notices of the last; also of a message that was queued before."""
    address = await world.subscribe()
    await world.ann.call("DELETE", "/sessions/current")
    with pytest.raises(Undeliverable):
        await world.send(address)
    assert push_service.requests == []
    again = await sign_in(world.ann.client)
    assert (await again.call("GET", "/account/push")).json()["items"] == []


async def test_the_same_browser_again_is_the_same_device(world: World) -> None:
    first, second = await world.subscribe(), await world.subscribe()
    assert first == second
    [device] = (await world.ann.call("GET", "/account/push")).json()["items"]
    assert device["here"]


async def test_a_browser_belongs_to_who_signed_in_last(world: World) -> None:
    """Two people share a computer: the second one's notices go there, and the first one's no more."""
    ann = await world.subscribe()
    await an_account(world.database, "bob@example.org")
    bob = await sign_in(world.ann.client, "bob@example.org")
    mine = (await bob.call("POST", "/account/push", json=world.browser.wish)).json()["id"]
    assert mine == ann
    assert (await world.ann.call("GET", "/account/push")).json()["items"] == []
    assert (await world.ann.call("DELETE", f"/account/push/{mine}")).status_code == 404
    assert (await bob.call("DELETE", f"/account/push/{mine}")).status_code == 204


async def test_an_account_has_at_most_ten_devices(world: World) -> None:
    for number in range(12):
        world.browser.endpoint = f"{world.settings.push_origins[0]}/send/{number}"
        await world.subscribe()
    async with world.database.reading() as session:
        account_id = (await world.ann.call("GET", "/account")).json()["id"]
        assert len(await addresses(session, UUID(account_id), clock.now())) == 10


async def test_only_known_push_services_are_called(client: httpx2.AsyncClient, database: Database) -> None:
    """An address that a client names could be one of ours."""
    await an_account(database)
    ann = await sign_in(client)
    for endpoint in (
        "https://169.254.169.254/latest/meta-data",
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com.evil.example/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://fcm.googleapis.com:8443/x",
        "https://evil.example/https://fcm.googleapis.com",
        "https://evil.example#.push.apple.com",
        "https://evil.example\\.push.apple.com/",
        "https://a.b/.push.apple.com",
        "https://[::1].push.apple.com/",
        "file:///etc/passwd",
        "",
    ):
        answer = await ann.call("POST", "/account/push", json=Browser(endpoint).wish)
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("no-push-service")


def test_browsers_push_services_are_known() -> None:
    known = a_deployment().push_origins
    for endpoint in (
        CHROME,
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://web.push.apple.com/x",
        "https://wns2-par02p.notify.windows.com/w/?token=x",
    ):
        assert allowed(endpoint, known)


async def test_keys_that_are_none_are_refused(client: httpx2.AsyncClient, database: Database) -> None:
    """A point that is not on the curve would tell of our key, or fail when the first notice is due."""
    await an_account(database)
    ann = await sign_in(client)
    for keys in (
        {"p256dh": b64(b"\x04" + b"\x01" * 64), "auth": b64(b"a" * 16)},
        {"p256dh": b64(b"\x04" * 33), "auth": b64(b"a" * 16)},
        {"p256dh": "?" * 87, "auth": b64(b"a" * 16)},
        Browser().wish["keys"] | {"auth": b64(b"a" * 15)},
        {"p256dh": 1, "auth": False},
    ):
        answer = await ann.call("POST", "/account/push", json={"endpoint": CHROME, "keys": keys})
        assert answer.status_code == 422


def test_the_key_is_one_for_all_processes_and_may_be_given() -> None:
    """The same secret, the same key; another secret or a key of one's own, another."""
    one = public_key(a_deployment())
    assert one == public_key(a_deployment(public_url="https://other.example"))
    raw = base64.urlsafe_b64decode(one + "=")
    assert (len(raw), raw[0]) == (65, 4)
    assert public_key(a_deployment(vapid_key=b64(b"\x01" * 32))) != one
    with pytest.raises(ValueError, match="TELEMED_VAPID_KEY"):
        a_deployment(vapid_key="short")
