"""Devices that show notices: which there are, and what a notice to one of them looks like."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.errors import Denial, NotYours
from telemed.accounts.policies import Caller
from telemed.accounts.sessions import sessions_of
from telemed.notifications.push import repository
from telemed.notifications.push.errors import NoPushService
from telemed.notifications.push.models import PushSubscription
from telemed.settings import Settings

MOST_DEVICES = 10
_HOST = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*"


class Device(NamedTuple):
    """What is needed to reach one."""

    id: UUID
    endpoint: str
    p256dh: str
    auth: str


def allowed(endpoint: str, origins: Sequence[str]) -> bool:
    """Whether an address that a browser gave is one of a known push service: we call no other that a stranger names.

    Origins are exact, or begin their host with `*.` for any host below.
    """
    parts = urlsplit(endpoint)
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    return any(re.fullmatch(re.escape(known).replace(r"\*", _HOST), origin) for known in origins)


async def subscribe(
    session: AsyncSession, settings: Settings, caller: Caller, wish: Device, device: str, now: datetime
) -> PushSubscription:
    """Let the caller's browser show notices. A browser has one subscription: whoever signs in there last has it.

    Raises NoPushService (422).
    """
    if not allowed(wish.endpoint, settings.push_origins):
        raise NoPushService
    owned = {"account_id": caller.account_id, "session_id": caller.session_id, "p256dh": wish.p256dh}
    owned |= {"auth": wish.auth, "device": device, "created_at": now}
    made = await repository.put(session, wish.endpoint, owned)
    # A browser that was set up anew leaves its old subscription behind.
    await repository.keep_newest(session, caller.account_id, MOST_DEVICES)
    return made


async def devices(session: AsyncSession, account_id: UUID, now: datetime) -> Sequence[PushSubscription]:
    """The account's devices that are still signed in, the newest first."""
    open_ones = [signed_in.id for signed_in in await sessions_of(session, account_id, now)]
    return await repository.of_sessions(session, account_id, open_ones)


async def owners(session: AsyncSession, account_ids: Collection[UUID]) -> Sequence[UUID]:
    """Which of these accounts have devices, signed in still or not."""
    return await repository.having_any(session, account_ids)


async def addresses(session: AsyncSession, account_id: UUID, now: datetime) -> list[str]:
    """Where notices for an account go: one address for each of its devices."""
    return [str(device.id) for device in await devices(session, account_id, now)]


async def reachable(session: AsyncSession, device_id: UUID, now: datetime) -> Device | None:
    """A device by its address; None when it was given up, or its sign-in has ended since."""
    found = await session.get(PushSubscription, device_id)
    if found is None or found.session_id not in {one.id for one in await sessions_of(session, found.account_id, now)}:
        return None
    return Device(found.id, found.endpoint, found.p256dh, found.auth)


async def forget(session: AsyncSession, device_id: UUID) -> None:
    """The push service knows it no more."""
    await repository.drop(session, device_id)


async def unsubscribe(session: AsyncSession, caller: Caller, device_id: UUID) -> None:
    """Raises NotYours (404)."""
    found = await session.get(PushSubscription, device_id)
    if found is None or found.account_id != caller.account_id:
        raise NotYours(Denial("push.unsubscribe", subject_id=device_id))
    await session.delete(found)
