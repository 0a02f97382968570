"""What the room's HTTP face answers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from telemed.booking.schemas import AppointmentView, LocalTime
from telemed.consultation.messages import EventKind, IceServer, Place, Role, Sender


class IceServersView(BaseModel):
    """What to give to `RTCPeerConnection`; credentials work until `expires_at`."""

    ice_servers: list[IceServer]
    expires_at: datetime


class ParticipantView(BaseModel):
    """Somebody of the consultation."""

    participant_id: UUID
    role: Role
    display_name: str
    place: Place
    joined_at: datetime | None
    admitted_at: datetime | None


class ConsultationView(BaseModel):
    """The consultation of an appointment. Nobody has come yet: no participants, and `last_seq` 0."""

    id: UUID
    status: str
    appointment: AppointmentView
    participants: list[ParticipantView]
    last_seq: int


class EventView(BaseModel):
    """One numbered event; `sender` is who did it."""

    seq: int
    id: UUID
    kind: EventKind
    at: datetime
    sender: Sender = Field(alias="from")
    client_id: str | None
    data: dict[str, Any]


class EventPage(BaseModel):
    """Events in order; `next_cursor` is the number to go on after, null at the end."""

    items: list[EventView]
    next_cursor: str | None


class WaitingView(BaseModel):
    """Somebody in the doctor's line."""

    consultation_id: UUID
    appointment_id: UUID
    patient_name: str
    starts_at: datetime
    local_start: LocalTime
    service_name: str
    arrived_at: datetime
    waited_s: int
    connected: bool


class WaitingList(BaseModel):
    """Who waits for the doctor, longest first."""

    items: list[WaitingView]
    next_cursor: str | None = None


class TodayAppointment(AppointmentView):
    """A visit on the doctor's day; `waiting_since` while its patient is in the waiting room."""

    waiting_since: datetime | None


class StretchView(BaseModel):
    """A stretch of time on the clinic's clock."""

    starts_at: datetime
    ends_at: datetime
    local_start: LocalTime
    local_end: LocalTime


class ShiftView(StretchView):
    """Working time."""

    id: UUID


class TodayView(BaseModel):
    """A doctor's day: visits, working time, and the next free stretch of it."""

    zone: str
    date: date
    appointments: list[TodayAppointment]
    shifts: list[ShiftView]
    next_gap: StretchView | None
