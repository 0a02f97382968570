"""What travels: who wants to see a doctor now, and how the line stands."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from telemed.booking.schemas import (
    AppointmentView,
    ClinicView,
    DoctorView,
    IntakeGiven,
    LocalTime,
    Modality,
    PatientView,
    Reason,
    ServiceView,
)

Phone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=32)]
Word = Literal["very_urgent", "urgent", "soon", "can_wait"]
Status = Literal["waiting", "away", "called", "in_visit", "done", "left"]


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DutyWish(_Wish):
    """Who wants to see a doctor now, and what is wrong."""

    patient_id: UUID
    service_id: UUID
    modality: Modality
    intake: IntakeGiven | None = None
    reason: Reason | None = None
    callback_phone: Phone | None = Field(default=None, description="May leave the page, and is rung when it is time.")


class CallbackWish(_Wish):
    """Whether the page may be left without losing the place."""

    wanted: bool = True
    phone: Phone | None = None


class StartWish(_Wish):
    """Where a doctor goes on duty; with specialties, only these are treated."""

    clinic_id: UUID
    specialty_ids: Annotated[list[UUID], Field(max_length=20)] = []


class EstimateView(BaseModel):
    """Seconds, whole minutes: half are called within the first, nine of ten within the second."""

    median_s: int
    p90_s: int


class AccuracyView(BaseModel):
    """Of the last `of` people, `share` were called within the 90th percentile they had been told."""

    share: float = Field(ge=0, le=1)
    of: int


class DutyServiceView(BaseModel):
    """What a doctor can be seen for now; `open` while somebody on duty treats it."""

    id: UUID
    name: str
    specialty_id: UUID
    specialty: str
    duration_min: int
    modalities: list[Modality]
    price_minor: int
    currency: str
    open: bool
    waiting: int
    estimate: EstimateView | None


class DutyView(BaseModel):
    """A clinic's duty queue, as anybody may see it."""

    clinic: ClinicView
    open: bool
    doctors: int
    waiting: int
    services: list[DutyServiceView]
    estimate: EstimateView | None
    accuracy: AccuracyView | None


class DutyList(BaseModel):
    items: list[DutyView]


class TurnView(BaseModel):
    """A turn, as its patient sees it. `place` 1 is the next; `leaves_at` is when somebody unseen loses the place."""

    id: UUID
    status: Status
    clinic: ClinicView
    service: ServiceView
    patient: PatientView
    doctor: DoctorView | None
    modality: Modality
    urgency: int
    urgency_word: Word
    place: int | None
    ahead: int | None
    doctors: int
    estimate: EstimateView | None
    stated: EstimateView | None
    accuracy: AccuracyView | None
    joined_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    left_reason: str | None
    leaves_at: datetime | None
    callback: bool
    callback_phone: str | None
    appointment_id: UUID | None
    server_time: datetime
    seen_every_s: int = Field(description="How often to say that somebody is there.")


class TurnList(BaseModel):
    items: list[TurnView]


class WaitingRow(BaseModel):
    """Somebody in line, as the doctors on duty see them; `reason` is for them alone. `mine` can be called by the reader."""

    id: UUID
    patient_name: str
    age: int
    service_name: str
    modality: Modality
    urgency: int
    urgency_word: Word
    joined_at: datetime
    waited_s: int
    here: bool
    callback: bool
    callback_phone: str | None
    reason: str | None
    mine: bool


class CurrentRow(BaseModel):
    """Whom the doctor has called."""

    entry_id: UUID
    appointment_id: UUID
    patient_name: str
    service_name: str
    status: Literal["called", "arrived", "in_visit"]
    called_at: datetime
    callback_phone: str | None
    no_answer_from: datetime


class DoctorRow(BaseModel):
    """A doctor on duty; `here` while they are counted on."""

    id: UUID
    display_name: str
    since: datetime
    local_since: LocalTime
    here: bool
    with_since: datetime | None


class BoardView(BaseModel):
    """The queue as a doctor on duty, or the clinic's desk, sees it."""

    clinic: ClinicView
    on_duty: bool
    since: datetime | None
    waiting: list[WaitingRow]
    current: CurrentRow | None
    doctors: list[DoctorRow]
    open: bool
    estimate: EstimateView | None
    accuracy: AccuracyView | None
    seen_today: int
    median_wait_s: int | None
    server_time: datetime


class CalledView(BaseModel):
    """Who was called, and the visit that begins."""

    appointment: AppointmentView
    entry: CurrentRow
