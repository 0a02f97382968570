"""The demo's mailbox."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from telemed.accounts.policies import Public
from telemed.db.deps import Configured
from telemed.kit.errors import NotFound
from telemed.notifications import mailbox
from telemed.notifications.schemas import LetterShown, Mailbox
from telemed.notifications.transports import folder_of
from telemed.web.problems import responses

router = APIRouter(prefix="/demo", tags=["demo"])


@router.get("/mailbox", responses=responses(NotFound))
async def read_mailbox(
    _: Public, settings: Configured, to: Annotated[str | None, Query(max_length=254)] = None
) -> Mailbox:
    """What was mailed, the latest first, for trying the service out. Only in the demo: elsewhere there is no such page."""
    folder = folder_of(settings)
    if not settings.demo or folder is None:
        raise NotFound
    return Mailbox(items=[LetterShown.model_validate(asdict(letter)) for letter in await mailbox.letters(folder, to)])
