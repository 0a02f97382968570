"""The duty queue over HTTP: translation only."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from telemed.accounts.errors import NotYours, ScopeTooNarrow
from telemed.accounts.policies import AsClinicStaff, AsDoctor, AsPatient, Public, SignedIn, require_clinic
from telemed.booking.duty import calling, joining, picture, repository_doctors, views, weighing
from telemed.booking.duty.errors import (
    AlreadyWaiting,
    DoctorBusy,
    DutyClosed,
    NobodyWaits,
    NoSuchTurn,
    NotForDuty,
    NotOnDuty,
    TooManyTurns,
    TurnOver,
    WithSomebody,
)
from telemed.booking.duty.live import BOARD, TURN, tell
from telemed.booking.duty.picture import Queue
from telemed.booking.duty.repository import Row
from telemed.booking.duty.schemas import (
    BoardView,
    CallbackWish,
    CalledView,
    DutyList,
    DutyView,
    DutyWish,
    StartWish,
    TurnList,
    TurnView,
)
from telemed.booking.intake.errors import DangerSigns, IntakeChanged, IntakeMissing
from telemed.booking.lifecycle import Actor
from telemed.booking.placing import Reader
from telemed.booking.views import appointment_view
from telemed.db.deps import Now, Reading, Writing
from telemed.directory import service as directory
from telemed.directory.errors import NoSuchClinic
from telemed.kit.errors import BadRequest
from telemed.live import tickets
from telemed.live.hub import Hub
from telemed.live.schemas import TicketView, ticket_view
from telemed.live.tickets import Pass
from telemed.patients import service as patients
from telemed.web.idempotency import Idempotent, KeyInFlight, KeyReused
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["duty queue"])


async def _reader(languages: Languages, now: Now) -> Reader:  # a plain function would cost a thread
    return Reader(languages, now)


async def _hints(connection: HTTPConnection) -> Hub | None:
    sockets = getattr(connection.app.state, "sockets", None)
    return None if sockets is None else sockets.hub


ForReader = Annotated[Reader, Depends(_reader)]
Hints = Annotated[Hub | None, Depends(_hints)]


async def _entry(session: AsyncSession, row: Row, queue: Queue, reader: Reader) -> TurnView:
    own = row.entry
    people = await patients.patients_by_id(session, [own.patient_id])
    doctors = await directory.doctors_by_id(session, [own.doctor_id]) if own.doctor_id else {}
    service = queue.services.get(own.service_id) or await directory.service_by_id(session, own.service_id)
    doctor = doctors.get(own.doctor_id) if own.doctor_id else None
    return views.entry_view(queue, row, people[own.patient_id], doctor, service, reader.languages)


async def _turn(session: AsyncSession, row: Row, reader: Reader) -> TurnView:
    return await _entry(session, row, await joining.queue_of(session, row, reader.now), reader)


# ── anybody ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _duty_views(session: AsyncSession, clinic_ids: Sequence[UUID], reader: Reader) -> list[DutyView]:
    clinics = await directory.clinics_by_id(session, clinic_ids)
    specialties = {each.id: each for each in await directory.all_specialties(session)}
    queues = [await picture.load(session, clinics[each], reader.now) for each in clinic_ids if each in clinics]
    return [views.duty_view(queue, specialties, reader.languages) for queue in queues]


@router.get("/duty")
async def list_duty(_who: Public, session: Reading, reader: ForReader) -> DutyList:
    """Where a doctor can be seen now: the clinics that have doctors on duty at times, those that are open first."""
    found = await _duty_views(session, await repository_doctors.clinics_with_duty(session), reader)
    return DutyList(items=sorted(found, key=lambda each: (not each.open, each.clinic.name)))


@router.get("/clinics/{clinic_id}/duty", responses=responses(NoSuchClinic))
async def get_duty(_who: Public, clinic_id: UUID, session: Reading, reader: ForReader) -> DutyView:
    """A clinic's duty queue: whether it is open, how many wait, how long it takes, and how true that has been."""
    await directory.clinic_by_id(session, clinic_id)
    [view] = await _duty_views(session, [clinic_id], reader)
    return view


# ── patients ────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.post(
    "/clinics/{clinic_id}/duty/entries",
    status_code=201,
    response_model=TurnView,
    responses=responses(
        AlreadyWaiting, DutyClosed, NotForDuty, DangerSigns, IntakeMissing, IntakeChanged, NoSuchClinic, TooManyTurns,
        ScopeTooNarrow, KeyReused, KeyInFlight, BadRequest,
    ),
)  # fmt: skip
async def join_duty(
    caller: SignedIn,
    clinic_id: UUID,
    wish: DutyWish,
    session: Writing,
    reader: ForReader,
    idempotent: Idempotent,
    hints: Hints,
    after: BackgroundTasks,
) -> Response:
    """Come into the line. The place follows from how urgent the answers are, then from the arrival."""

    async def work() -> Response:
        clinic = await directory.clinic_by_id(session, clinic_id)
        asked = await weighing.weigh(session, clinic, wish, reader.languages, reader.now)
        queue, row = await joining.join(session, caller, clinic, asked, reader.now)
        view = await _entry(session, row, queue, reader)
        location = {"Location": f"/api/v1/duty/entries/{view.id}"}
        return Response(view.model_dump_json(), 201, headers=location, media_type="application/json")

    after.add_task(tell, hints, clinic_id)
    return await idempotent.answer(session, caller.account_id, reader.now, work)


@router.get("/duty/entries")
async def list_turns(caller: AsPatient, session: Reading, reader: ForReader) -> TurnList:
    """Turns of the caller's patients that are not over."""
    rows = await joining.turns_of(session, caller, reader.now)
    return TurnList(items=[await _turn(session, row, reader) for row in rows])


@router.get("/duty/entries/{entry_id}", responses=responses(NoSuchTurn))
async def get_turn(caller: SignedIn, entry_id: UUID, session: Reading, reader: ForReader) -> TurnView:
    """A turn: the place, and the wait that is left."""
    return await _turn(session, await joining.turn_for(session, caller, entry_id), reader)


@router.post("/duty/entries/{entry_id}/seen", responses=responses(NoSuchTurn))
async def be_seen(caller: SignedIn, entry_id: UUID, session: Writing, reader: ForReader) -> TurnView:
    """Say that somebody is there. Whoever is silent for ten minutes loses the place, unless they are to be called back."""
    return await _turn(session, await joining.seen(session, caller, entry_id, reader.now), reader)


@router.post("/duty/entries/{entry_id}/leave", responses=responses(NoSuchTurn, TurnOver, ScopeTooNarrow))
async def leave_duty(
    caller: SignedIn, entry_id: UUID, session: Writing, reader: ForReader, hints: Hints, after: BackgroundTasks
) -> TurnView:
    """Give the place up. Leaving again changes nothing."""
    row = await joining.leave(session, caller, entry_id, reader.now)
    after.add_task(tell, hints, row.entry.clinic_id)
    return await _turn(session, row, reader)


@router.post("/duty/entries/{entry_id}/callback", responses=responses(NoSuchTurn, TurnOver, ScopeTooNarrow))
async def ask_for_callback(
    caller: SignedIn,
    entry_id: UUID,
    wish: CallbackWish,
    session: Writing,
    reader: ForReader,
    hints: Hints,
    after: BackgroundTasks,
) -> TurnView:
    """Leave the page without losing the place, and be told when it is time."""
    row = await joining.call_back(session, caller, entry_id, wanted=wish.wanted, phone=wish.phone, now=reader.now)
    after.add_task(tell, hints, row.entry.clinic_id)
    return await _turn(session, row, reader)


@router.post("/duty/entries/{entry_id}/ticket", status_code=201, responses=responses(NoSuchTurn))
async def create_turn_ticket(caller: SignedIn, entry_id: UUID, session: Writing, now: Now) -> TicketView:
    """A ticket for a socket that tells when the line moves."""
    await joining.turn_for(session, caller, entry_id)
    return ticket_view(tickets.issue(session, Pass(caller.account_id, caller.session_id, TURN, entry_id), now))


# ── doctors and desks ───────────────────────────────────────────────────────────────────────────────────────────────


async def _board(session: AsyncSession, clinic_id: UUID, doctor_id: UUID | None, reader: Reader) -> BoardView:
    queue = await picture.load(session, await directory.clinic_by_id(session, clinic_id), reader.now)
    people = await patients.patients_by_id(session, [row.entry.patient_id for row in queue.rows])
    return views.board_view(queue, people, doctor_id, reader.languages)


@router.post("/duty/start", responses=responses(NotForDuty, NoSuchClinic, NotYours))
async def start_duty(
    caller: AsDoctor, wish: StartWish, session: Writing, reader: ForReader, hints: Hints, after: BackgroundTasks
) -> BoardView:
    """Go on duty; being on duty already, only what is treated changes."""
    present = await calling.start(session, caller, wish.clinic_id, wish.specialty_ids, reader.now)
    after.add_task(tell, hints, wish.clinic_id)
    return await _board(session, wish.clinic_id, present.doctor_id, reader)


@router.post("/duty/stop", responses=responses(NotOnDuty))
async def stop_duty(
    caller: AsDoctor, session: Writing, reader: ForReader, hints: Hints, after: BackgroundTasks
) -> BoardView:
    """Go off duty. Whoever was called and not yet let in waits again, in their old place."""
    present = await calling.stop(session, caller, reader.now)
    after.add_task(tell, hints, present.clinic_id)
    return await _board(session, present.clinic_id, present.doctor_id, reader)


@router.post("/duty/seen", responses=responses(NotOnDuty))
async def doctor_seen(caller: AsDoctor, session: Writing, reader: ForReader) -> BoardView:
    """Say that the doctor is there. A doctor who is silent for ten minutes and with nobody is not counted on."""
    present = await calling.seen(session, caller, reader.now)
    return await _board(session, present.clinic_id, present.doctor_id, reader)


@router.get("/duty/board", responses=responses(NotYours))
async def get_board(caller: AsDoctor, session: Reading, reader: ForReader, clinic_id: UUID | None = None) -> BoardView:
    """Who waits, why and how long, at the clinic where the doctor is on duty, or works."""
    clinic, doctor_id = await calling.desk_of(session, caller, clinic_id)
    return await _board(session, clinic, doctor_id, reader)


@router.get("/clinics/{clinic_id}/duty/board", responses=responses(NoSuchClinic, NotYours))
async def get_clinic_board(caller: AsClinicStaff, clinic_id: UUID, session: Reading, reader: ForReader) -> BoardView:
    """The queue as the clinic's desk sees it: who waits and how long, without what they said."""
    require_clinic(caller, clinic_id)
    return await _board(session, clinic_id, None, reader)


@router.post("/clinics/{clinic_id}/duty/ticket", status_code=201, responses=responses(NoSuchClinic, NotYours))
async def create_board_ticket(caller: AsClinicStaff, clinic_id: UUID, session: Writing, now: Now) -> TicketView:
    """A ticket for a socket that tells when the clinic's queue changes."""
    require_clinic(caller, clinic_id)
    return ticket_view(tickets.issue(session, Pass(caller.account_id, caller.session_id, BOARD, clinic_id), now))


@router.post(
    "/duty/next",
    status_code=201,
    response_model=CalledView,
    responses=responses(NotOnDuty, NobodyWaits, WithSomebody, DoctorBusy, KeyReused, KeyInFlight, BadRequest),
)
async def call_next(
    caller: AsDoctor, session: Writing, reader: ForReader, idempotent: Idempotent, hints: Hints, after: BackgroundTasks
) -> Response:
    """Take the first person in line whom the doctor can treat: a visit that begins now, on both calendars."""

    async def work() -> Response:
        called = await calling.call_next(session, caller, reader.now)
        after.add_task(tell, hints, called.entry.clinic_id)
        view = CalledView(
            appointment=appointment_view(called.visit, Actor.DOCTOR, reader.languages, reader.now),
            entry=views.called_row(called.entry, called.visit, reader),
        )
        headers = {"Location": f"/api/v1/appointments/{called.visit.own.id}"}
        return Response(view.model_dump_json(), 201, headers=headers, media_type="application/json")

    return await idempotent.answer(session, caller.account_id, reader.now, work)


@router.post("/duty/entries/{entry_id}/back", responses=responses(NoSuchTurn, TurnOver))
async def give_back(
    caller: AsDoctor, entry_id: UUID, session: Writing, reader: ForReader, hints: Hints, after: BackgroundTasks
) -> BoardView:
    """Let whom the doctor has called wait again, in their old place."""
    clinic_id, doctor_id = await calling.give_back(session, caller, entry_id, reader.now)
    after.add_task(tell, hints, clinic_id)
    return await _board(session, clinic_id, doctor_id, reader)


@router.post("/duty/entries/{entry_id}/no-answer", responses=responses(NoSuchTurn, TurnOver))
async def say_no_answer(
    caller: AsDoctor, entry_id: UUID, session: Writing, reader: ForReader, hints: Hints, after: BackgroundTasks
) -> BoardView:
    """Say that whom the doctor has called does not come."""
    clinic_id, doctor_id = await calling.no_answer(session, caller, entry_id, reader.now)
    after.add_task(tell, hints, clinic_id)
    return await _board(session, clinic_id, doctor_id, reader)
