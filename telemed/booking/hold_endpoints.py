"""Holding a time, letting it go, and booking it: translation only."""

from uuid import UUID

from fastapi import APIRouter, Response

from telemed.accounts.policies import SignedIn
from telemed.booking import confirming, holding
from telemed.booking.endpoints import ForReader, visit_answer
from telemed.booking.errors import (
    HoldExpired,
    NoSuchVisit,
    NotBookable,
    PatientBusy,
    SlotTaken,
    StepRefused,
    TooManyHolds,
    TooManyVisits,
)
from telemed.booking.intake.errors import DangerSigns, IntakeChanged, IntakeMissing
from telemed.booking.lifecycle import Actor
from telemed.booking.placing import Booking
from telemed.booking.schemas import AppointmentView, ConfirmWish, HeldList, HoldWish
from telemed.booking.views import appointment_view
from telemed.db.deps import Reading, Writing
from telemed.kit.errors import BadRequest
from telemed.web import problems
from telemed.web.idempotency import Idempotent, KeyInFlight, KeyReused
from telemed.web.problems import responses

router = APIRouter(tags=["booking"])


@router.post(
    "/holds",
    status_code=201,
    response_model=AppointmentView,
    responses=responses(
        SlotTaken,
        PatientBusy,
        NotBookable,
        NoSuchVisit,
        TooManyHolds,
        TooManyVisits,
        KeyReused,
        KeyInFlight,
        BadRequest,
    ),
)
async def hold_time(
    caller: SignedIn, wish: HoldWish, session: Writing, reader: ForReader, idempotent: Idempotent
) -> Response:
    """Keep a time for a patient while they answer what the clinic asks; others see it as taken until `held_until`.

    A patient holds one time: another hold takes its place. Nothing but confirming it makes it last longer.
    """
    booking = Booking(session, caller, wish.for_booking(), reader)

    async def work() -> Response:
        return visit_answer(await booking.hold(), reader, 201)

    return await idempotent.answer(session, caller.account_id, reader.now, work, look=booking.look)


@router.get("/holds")
async def list_holds(caller: SignedIn, session: Reading, reader: ForReader) -> HeldList:
    """The times held now for those the caller acts for."""
    held = await holding.live_holds(session, caller, reader.now)
    return HeldList(items=[appointment_view(each, Actor.PATIENT, reader.languages, reader.now) for each in held])


@router.delete("/holds/{appointment_id}", status_code=204, responses=responses(NoSuchVisit, StepRefused))
async def let_go_of_hold(caller: SignedIn, appointment_id: UUID, session: Writing, reader: ForReader) -> None:
    """Give a held time back; it is free at once."""
    await holding.let_go(session, caller, appointment_id, reader.now)


@router.post(
    "/appointments/{appointment_id}/confirm",
    response_model=AppointmentView,
    responses=responses(HoldExpired, NoSuchVisit, StepRefused, NotBookable, DangerSigns, IntakeMissing, IntakeChanged),
)
async def confirm_hold(
    caller: SignedIn, appointment_id: UUID, wish: ConfirmWish, session: Writing, reader: ForReader
) -> Response:
    """Book the time that is held. Confirming again gives the same visit.

    Answers that mean danger end the hold: the 422 says what to do instead. Where some are missing, it goes on.
    """
    found = await confirming.confirm(session, caller, appointment_id, wish, reader)
    return problems.answer(found) if isinstance(found, DangerSigns) else visit_answer(found, reader)
