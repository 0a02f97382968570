"""A person's inbox and what they chose to hear: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from telemed.accounts.errors import NotYours, TokenRefused
from telemed.accounts.policies import SignedIn
from telemed.db.deps import Configured, Now, Reading, Writing
from telemed.kit.errors import Invalid
from telemed.kit.etag import StaleRevision, etag
from telemed.live import tickets
from telemed.live.schemas import TicketView, ticket_view
from telemed.live.tickets import Pass
from telemed.notifications import inbox, preferences
from telemed.notifications.desk_schemas import (
    InboxItem,
    InboxPage,
    MessageChoices,
    MessageChoicesWish,
    ReadUntil,
)
from telemed.notifications.errors import NoSuchChoice
from telemed.notifications.kinds import KINDS
from telemed.notifications.live import KIND
from telemed.notifications.models import Message
from telemed.notifications.preferences import Preferences, Wish
from telemed.notifications.transports import channels
from telemed.web.problems import responses

router = APIRouter(tags=["messages"], responses=responses(TokenRefused))
IfMatch = Annotated[str | None, Header(description="The ETag last seen; a change since then is 412")]


@router.get("/inbox", responses=responses(Invalid))
async def list_inbox(
    caller: SignedIn,
    session: Reading,
    settings: Configured,
    now: Now,
    cursor: Annotated[str | None, Query(max_length=512)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> InboxPage:
    """The caller's messages in the app, the latest first."""
    messages, next_cursor = await inbox.page(session, caller, cursor, limit, now)
    standing = (await inbox.boxes(session, [caller.account_id], now)).get(caller.account_id, inbox.EMPTY)
    home = settings.public_url.rstrip("/")
    return InboxPage(
        items=[_item(message, home) for message in messages], unread=standing.unread, next_cursor=next_cursor
    )


@router.post("/inbox/read-all", status_code=204)
async def read_all(caller: SignedIn, body: ReadUntil, session: Writing, now: Now) -> None:
    """Mark as read what came until a moment."""
    await inbox.mark_all_read(session, caller, body.until, now)


@router.post("/inbox/ticket", status_code=201)
async def create_inbox_ticket(caller: SignedIn, session: Writing, now: Now) -> TicketView:
    """A ticket for a socket that tells how much is unread."""
    bearer = Pass(caller.account_id, caller.session_id, KIND, caller.account_id)
    return ticket_view(tickets.issue(session, bearer, now))


@router.post("/inbox/{message_id}/read", status_code=204, responses=responses(NotYours))
async def read_message(caller: SignedIn, message_id: UUID, session: Writing, now: Now) -> None:
    """Mark one as read."""
    await inbox.mark_read(session, caller, message_id, now)


@router.get("/account/messages")
async def read_message_choices(
    caller: SignedIn, session: Reading, settings: Configured, response: Response
) -> MessageChoices:
    """What the caller hears, by which ways, and when not."""
    return _choices(await preferences.read(session, caller, channels(settings)), response)


@router.put("/account/messages", responses=responses(Invalid, NoSuchChoice, StaleRevision))
async def change_message_choices(
    caller: SignedIn,
    body: MessageChoicesWish,
    session: Writing,
    settings: Configured,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> MessageChoices:
    """Choose. What is not named stays as it is; messages about the account itself always come."""
    wish = Wish(
        {str(topic): chosen for topic, chosen in body.topics.items()}, body.quiet, body.quiet_from, body.quiet_until
    )
    return _choices(await preferences.change(session, caller, channels(settings), wish, if_match, now), response)


def _choices(found: Preferences, response: Response) -> MessageChoices:
    chosen = found.chosen
    response.headers["ETag"] = etag(chosen.revision)
    return MessageChoices.model_validate(
        {
            "topics": {str(topic): by_channel for topic, by_channel in found.topics.items()},
            "channels": list(found.channels),
            "email": found.account.email,
            "phone": found.account.phone,
            "quiet": chosen.quiet,
            "quiet_from": chosen.quiet_from,
            "quiet_until": chosen.quiet_until,
            "zone": found.account.zone,
        }
    )


def _item(message: Message, home: str) -> InboxItem:
    """Links of ours become paths, which the app follows without loading anew."""
    path = message.link.removeprefix(home) if message.link.startswith(f"{home}/") else ""
    return InboxItem(
        id=message.id, kind=message.kind, topic=KINDS[message.kind].topic, title=message.subject,
        text=message.body_text, path=path, created_at=message.created_at, read=message.read_at is not None,
    )  # fmt: skip
