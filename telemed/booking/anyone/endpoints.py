"""Any doctor over HTTP: translation only."""

from fastapi import APIRouter, Response

from telemed.accounts.policies import SignedIn
from telemed.booking.anyone.errors import NoTime, TooManyAtOnce
from telemed.booking.anyone.schemas import AnyWish
from telemed.booking.anyone.service import AnyDoctor
from telemed.booking.anyone.turnstile import Turn
from telemed.booking.endpoints import ForReader, visit_answer
from telemed.booking.errors import NoSuchVisit, NotBookable, PatientBusy, TooManyVisits
from telemed.booking.intake.errors import DangerSigns, IntakeChanged, IntakeMissing
from telemed.booking.schemas import AppointmentView
from telemed.db.deps import Writing
from telemed.kit.errors import BadRequest
from telemed.web.idempotency import Idempotent, KeyInFlight, KeyReused
from telemed.web.problems import responses

router = APIRouter(tags=["booking"])


@router.post(
    "/appointments/any",
    status_code=201,
    response_model=AppointmentView,
    responses=responses(
        NoTime, PatientBusy, NotBookable, DangerSigns, IntakeMissing, IntakeChanged, NoSuchVisit, KeyReused, KeyInFlight,
        BadRequest, TooManyVisits, TooManyAtOnce,
    ),
)  # fmt: skip
async def book_any_doctor(
    caller: SignedIn, wish: AnyWish, _turn: Turn, session: Writing, reader: ForReader, idempotent: Idempotent
) -> Response:
    """Book the soonest time with any doctor. `no-time` is answered only when none is left.

    A doctor who knows the patient is preferred when free within the same hour; otherwise who has fewest visits that day.
    """
    booking = AnyDoctor(session, caller, wish, reader)

    async def work() -> Response:
        return visit_answer(await booking.place(), reader, 201)

    return await idempotent.answer(session, caller.account_id, reader.now, work)
