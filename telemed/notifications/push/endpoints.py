"""Notices on the caller's devices."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header

from telemed.accounts.errors import NotYours, TokenRefused
from telemed.accounts.policies import Caller, SignedIn
from telemed.db.deps import Configured, Now, Reading, Writing
from telemed.kit.ids import new_id
from telemed.notifications.push import service, vapid
from telemed.notifications.push.errors import NoPushService
from telemed.notifications.push.models import PushSubscription
from telemed.notifications.push.schemas import PushDevice, PushState, PushWish
from telemed.web.problems import responses

router = APIRouter(prefix="/account/push", tags=["messages"])
_LONGEST_NAME = 256


@router.get("", responses=responses(TokenRefused))
async def read_push(caller: SignedIn, session: Reading, settings: Configured, now: Now) -> PushState:
    """The key to subscribe with, and the devices that show notices."""
    found = await service.devices(session, caller.account_id, now)
    return PushState(public_key=vapid.public_key(settings), items=[_shown(device, caller) for device in found])


@router.post("", responses=responses(TokenRefused, NoPushService))
async def subscribe_push(
    caller: SignedIn,
    body: PushWish,
    session: Writing,
    settings: Configured,
    now: Now,
    user_agent: Annotated[str, Header()] = "",
) -> PushDevice:
    """Show notices in this browser, as long as it is signed in. The same browser again: the same device."""
    wish = service.Device(new_id(), body.endpoint, body.keys.p256dh, body.keys.auth)
    name = "".join(character for character in user_agent[:_LONGEST_NAME] if character.isprintable())
    return _shown(await service.subscribe(session, settings, caller, wish, name, now), caller)


@router.delete("/{device_id}", status_code=204, responses=responses(TokenRefused, NotYours))
async def unsubscribe_push(caller: SignedIn, device_id: UUID, session: Writing) -> None:
    """Show no more notices on one of the caller's devices."""
    await service.unsubscribe(session, caller, device_id)


def _shown(device: PushSubscription, caller: Caller) -> PushDevice:
    here = device.session_id == caller.session_id
    return PushDevice(id=device.id, device=device.device, here=here, created_at=device.created_at)
