"""The doctor's note over HTTP: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from telemed.accounts.policies import AsDoctor
from telemed.booking.errors import NoSuchVisit
from telemed.db.deps import Now, Writing
from telemed.kit.errors import BadRequest
from telemed.kit.etag import StaleRevision, etag, expected_revision
from telemed.records import service
from telemed.records.schemas import NoteView, NoteWish
from telemed.records.service import Note
from telemed.web.problems import responses

router = APIRouter(tags=["records"])
PATH = "/consultations/{consultation_id}/note"
IfMatch = Annotated[str | None, Header(description='The ETag last seen; `"0"` before the first save.')]


def _view(note: Note, response: Response) -> NoteView:
    response.headers["ETag"] = etag(note.revision)
    response.headers["Cache-Control"] = "no-store"
    return NoteView(text=note.text, revision=note.revision, updated_at=note.updated_at)


@router.get(PATH, responses=responses(NoSuchVisit))
async def get_note(caller: AsDoctor, consultation_id: UUID, session: Writing, now: Now, response: Response) -> NoteView:
    """The draft note of a visit of the doctor's. Reading it leaves an audit row."""
    return _view(await service.read_note(session, caller, consultation_id, now), response)


@router.put(PATH, responses=responses(NoSuchVisit, StaleRevision, BadRequest))
async def put_note(
    caller: AsDoctor,
    consultation_id: UUID,
    wish: NoteWish,
    session: Writing,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> NoteView:
    """Save the whole text, if nobody saved another one meanwhile."""
    expected = expected_revision(if_match)
    if expected is None:
        raise BadRequest("If-Match with the revision last seen is needed, so that nothing is overwritten unseen")
    return _view(await service.write_note(session, caller, consultation_id, wish.text, expected, now), response)
