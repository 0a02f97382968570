"""The waitlist over HTTP: translation only."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from telemed.accounts.errors import NotYours, ScopeTooNarrow
from telemed.accounts.policies import AsRegistrar, SignedIn, require_clinic
from telemed.booking.answers.registry import register
from telemed.booking.endpoints import ForReader, visit_answer
from telemed.booking.errors import NotBookable, OfferOver, PatientBusy, StepRefused
from telemed.booking.schemas import AppointmentView
from telemed.booking.waiting import repository as reading, service
from telemed.booking.waiting.by_link import OfferQuestion
from telemed.booking.waiting.errors import AlreadyWaiting, NothingToWaitFor, TooManyWishes
from telemed.booking.waiting.repository import Position
from telemed.booking.waiting.schemas import EntryPage, EntryView, OfferList, PriorityChange, WaitlistWish
from telemed.booking.waiting.views import entry_view, offer_view
from telemed.db.deps import Reading, Writing
from telemed.kit.etag import StaleRevision, etag
from telemed.kit.paging import BadCursor, decode_cursor, encode_cursor
from telemed.web.idempotency import Idempotent, KeyInFlight, KeyReused
from telemed.web.problems import responses

router = APIRouter(tags=["waitlist"])
register("offer", OfferQuestion())


@router.post(
    "/waitlist",
    status_code=201,
    response_model=EntryView,
    responses=responses(
        NotYours, ScopeTooNarrow, NothingToWaitFor, NotBookable, AlreadyWaiting, TooManyWishes, KeyReused, KeyInFlight
    ),
)
async def join_waitlist(
    caller: SignedIn, wish: WaitlistWish, session: Writing, reader: ForReader, once: Idempotent
) -> Response:
    """Wait for an earlier time, or for any time of a service. Freed time is offered by priority, then by arrival."""

    async def work() -> Response:
        view = entry_view(await service.join(session, caller, wish, reader.now), None, reader.languages, reader.now)
        return Response(view.model_dump_json(), 201, media_type="application/json")

    return await once.answer(session, caller.account_id, reader.now, work)


@router.get("/waitlist")
async def list_waitlist(caller: SignedIn, session: Reading, reader: ForReader) -> EntryPage:
    """What the caller's patients wait for."""
    found = await reading.entries_of(session, service.eyes_of(caller))
    pairs = await service.with_offers(session, found, reader.now)
    return EntryPage(items=[entry_view(*pair, reader.languages, reader.now) for pair in pairs])


@router.get("/waitlist/offers")
async def list_offers(caller: SignedIn, session: Reading, reader: ForReader) -> OfferList:
    """Time that is kept for the caller's patients at this moment."""
    found = await reading.open_offers(session, service.eyes_of(caller), reader.now)
    return OfferList(items=[offer_view(each, reader.languages, reader.now) for each in found])


@router.post(
    "/waitlist/offers/{offer_id}/accept",
    response_model=AppointmentView,
    responses=responses(NotYours, ScopeTooNarrow, OfferOver, NotBookable, PatientBusy, StepRefused),
)
async def accept_offer(caller: SignedIn, offer_id: UUID, session: Writing, reader: ForReader) -> Response:
    """Take the time: the visit moves there, or is booked. Taking it again gives the same visit."""
    return visit_answer(await service.accept(session, caller, offer_id, reader.now), reader)


@router.post(
    "/waitlist/offers/{offer_id}/decline",
    status_code=204,
    response_class=Response,
    responses=responses(NotYours, ScopeTooNarrow, OfferOver),
)
async def decline_offer(caller: SignedIn, offer_id: UUID, session: Writing, reader: ForReader) -> Response:
    """Leave the time to the next. The wish stays on the list."""
    await service.decline(session, caller, offer_id, reader.now)
    return Response(status_code=204)


@router.delete(
    "/waitlist/{entry_id}",
    status_code=204,
    response_class=Response,
    responses=responses(NotYours, ScopeTooNarrow),
)
async def leave_waitlist(caller: SignedIn, entry_id: UUID, session: Writing, reader: ForReader) -> Response:
    """Wait no longer; what was being offered goes to the next."""
    await service.leave(session, caller, entry_id, reader.now)
    return Response(status_code=204)


@router.patch("/waitlist/{entry_id}", response_model=EntryView, responses=responses(NotYours, StaleRevision))
async def prioritise_entry(
    caller: AsRegistrar,
    entry_id: UUID,
    change: PriorityChange,
    session: Writing,
    reader: ForReader,
    if_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Say how urgent a wish is."""
    found = await service.prioritise(session, caller, entry_id, change.priority, if_match, reader.now)
    [pair] = await service.with_offers(session, [found], reader.now)
    view = entry_view(*pair, reader.languages, reader.now)
    return Response(view.model_dump_json(), headers={"ETag": etag(view.revision)}, media_type="application/json")


@router.get("/clinics/{clinic_id}/waitlist", responses=responses(NotYours, BadCursor))
async def list_clinic_waitlist(
    caller: AsRegistrar,
    clinic_id: UUID,
    session: Reading,
    reader: ForReader,
    cursor: Annotated[str | None, Query(max_length=512)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> EntryPage:
    """Who waits at the clinic, in the order in which time is offered to them."""
    require_clinic(caller, clinic_id, "registrar", "clinic_admin")
    found = await reading.entries_at(session, clinic_id, _position(cursor), limit + 1)
    pairs = await service.with_offers(session, found[:limit], reader.now)
    return EntryPage(
        items=[entry_view(*pair, reader.languages, reader.now) for pair in pairs],
        next_cursor=_cursor(found[limit - 1]) if len(found) > limit else None,
    )


def _cursor(last: reading.Waiting) -> str:
    return encode_cursor(last.entry.priority, last.entry.created_at.isoformat(), last.entry.id.hex)


def _position(cursor: str | None) -> Position | None:
    if cursor is None:
        return None
    priority, created_at, identity = decode_cursor(cursor, 3)
    try:
        return Position(int(priority), datetime.fromisoformat(created_at).astimezone(UTC), UUID(identity))
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadCursor from error
