"""The room over HTTP, and the door of its sockets: translation only."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, WebSocket
from fastapi.responses import JSONResponse

from telemed.accounts.policies import AsDoctor, ByTicket, Public, Scope, SignedIn
from telemed.booking.errors import NoSuchVisit
from telemed.booking.lifecycle import Actor
from telemed.booking.placing import Reader
from telemed.booking.service import visit_for
from telemed.booking.views import appointment_view
from telemed.consultation import board, repository, service
from telemed.consultation.asyncapi import asyncapi_document
from telemed.consultation.errors import ConsultationOver, NotOpenYet
from telemed.consultation.ice import expires_at, ice_servers
from telemed.consultation.schemas import (
    ConsultationView,
    EventPage,
    EventView,
    IceServersView,
    ParticipantView,
    TodayView,
    WaitingList,
)
from telemed.db.deps import Configured, Now, Reading, Writing
from telemed.kit.errors import Invalid
from telemed.live import tickets
from telemed.live.schemas import SOCKET_PATH, TicketView, ticket_view
from telemed.live.socket import Sockets
from telemed.live.tickets import Pass
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["consultation"])
documents = APIRouter(tags=["documents"])


async def _reader(languages: Languages, now: Now) -> Reader:
    return Reader(languages, now)


ForReader = Annotated[Reader, Depends(_reader)]


@router.post(
    "/consultations/{consultation_id}/ticket",
    status_code=201,
    responses=responses(NoSuchVisit, ConsultationOver, NotOpenYet),
)
async def create_ticket(caller: SignedIn, consultation_id: UUID, session: Writing, now: Now) -> TicketView:
    """A ticket for the live room of a visit of the caller's."""
    await service.admit_to_doors(session, caller, consultation_id, now)
    bearer = Pass(caller.account_id, caller.session_id, "consultation", consultation_id)
    return ticket_view(tickets.issue(session, bearer, now))


@router.post("/desk/ticket", status_code=201)
async def create_desk_ticket(caller: AsDoctor, session: Writing, now: Now) -> TicketView:
    """A ticket for the doctor's desk: a socket that tells when the line of waiting people changes."""
    bearer = Pass(caller.account_id, caller.session_id, "desk", board.own_desk(caller))
    return ticket_view(tickets.issue(session, bearer, now))


@router.get("/desk/waiting")
async def list_waiting(caller: AsDoctor, session: Reading, reader: ForReader) -> WaitingList:
    """Who waits for the doctor, longest first."""
    return WaitingList(items=await board.waiting_for(session, caller, reader))


@router.get("/desk/today", responses=responses(Invalid))
async def get_today(
    caller: AsDoctor, session: Reading, reader: ForReader, day: Annotated[date | None, Query(alias="date")] = None
) -> TodayView:
    """The doctor's day: visits, working time, and the next gap."""
    return await board.day_of(session, caller, day, reader)


@router.get("/consultations/{consultation_id}", responses=responses(NoSuchVisit))
async def get_consultation(
    caller: SignedIn, consultation_id: UUID, session: Reading, reader: ForReader
) -> ConsultationView:
    """The consultation of a visit, with who took part."""
    _, role = await service.visit_of(session, caller, consultation_id)
    booked, _ = await visit_for(session, caller, consultation_id, "consultation.read", scope=Scope.ATTEND)
    actor = Actor.DOCTOR if role == "doctor" else Actor.PATIENT
    consultation = await repository.get(session, consultation_id)
    people = await service.people_seen_by(session, caller, consultation_id, role)
    return ConsultationView(
        id=consultation_id,
        status=booked.own.status,
        appointment=appointment_view(booked, actor, reader.languages, reader.now),
        participants=[ParticipantView.model_validate(person) for person in people],
        last_seq=0 if consultation is None else consultation.last_seq,
    )


@router.get("/consultations/{consultation_id}/events", responses=responses(NoSuchVisit))
async def list_events(
    caller: SignedIn,
    consultation_id: UUID,
    session: Reading,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> EventPage:
    """The log after a number, for somebody who was let in. Who never was sees nothing of it."""
    events = await service.events_for(session, caller, consultation_id, after, limit)
    return EventPage(
        items=[EventView.model_validate(event.model_dump(by_alias=True)) for event in events],
        next_cursor=str(events[-1].seq) if len(events) == limit else None,
    )


@router.get("/ice-servers")
async def get_ice_servers(caller: SignedIn, settings: Configured, now: Now) -> IceServersView:
    """STUN and TURN servers, for the device check."""
    servers = ice_servers(settings, caller.account_id, now)
    return IceServersView(ice_servers=servers, expires_at=expires_at(settings, now))


@router.websocket(SOCKET_PATH)
async def live(_: ByTicket, websocket: WebSocket) -> None:
    """The one socket of all live topics."""
    sockets: Sockets = websocket.app.state.sockets
    await sockets.serve(websocket)


@documents.get("/asyncapi.json", include_in_schema=False)
async def get_asyncapi(_: Public) -> JSONResponse:
    """The socket's messages, generated from the types that validate them."""
    return JSONResponse(asyncapi_document())
