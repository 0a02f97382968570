"""The address of a doctor's calendar, and the calendar at it."""

from fastapi import APIRouter, Response

from telemed.accounts.errors import RoleMissing, TokenRefused
from telemed.accounts.policies import AsDoctor, Public
from telemed.db.deps import Configured, Now, Reading, Writing
from telemed.notifications.feeds import service
from telemed.notifications.feeds.errors import NoSuchFeed
from telemed.notifications.feeds.schemas import FeedMade, FeedState
from telemed.web.problems import responses

router = APIRouter(tags=["messages"])
_CALENDAR = "text/calendar; charset=utf-8"


@router.get("/account/feed", responses=responses(TokenRefused, RoleMissing))
async def read_feed(caller: AsDoctor, session: Reading) -> FeedState:
    """Whether the caller's visits can be read by a calendar program."""
    return FeedState(made_at=await service.made_at(session, caller.account_id))


@router.post("/account/feed", status_code=201, responses=responses(TokenRefused, RoleMissing))
async def make_feed(caller: AsDoctor, session: Writing, settings: Configured, now: Now) -> FeedMade:
    """A new secret address for the caller's calendar. It is told this once; the address before it ends."""
    token = await service.make(session, caller.account_id, now)
    url = f"{settings.public_url.rstrip('/')}/api/v1/feeds/{token}.ics"
    return FeedMade(made_at=now, url=url, webcal_url="webcal://" + url.partition("://")[2])


@router.delete("/account/feed", status_code=204, responses=responses(TokenRefused, RoleMissing))
async def revoke_feed(caller: AsDoctor, session: Writing, now: Now) -> None:
    """End the address: whoever has it reads nothing more."""
    await service.revoke(session, caller.account_id, now)


@router.get(
    "/feeds/{token}.ics",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}, **responses(NoSuchFeed)},
)
async def read_calendar(_: Public, token: str, session: Reading, settings: Configured, now: Now) -> Response:
    """A doctor's visits, a month back and a year ahead, for the program that has the address. It names no patient."""
    text = await service.calendar(session, settings, token, now)
    return Response(text, media_type=_CALENDAR, headers={"Content-Disposition": 'inline; filename="telemed.ics"'})
