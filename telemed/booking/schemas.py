"""What travels: wishes in, visits and free times out."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
)

from telemed.booking.lifecycle import Status

Modality = Literal["video", "audio", "chat"]
MOST_QUESTIONS = 40
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Given = StrictStr | StrictInt | StrictFloat | list[StrictStr] | None
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Instant = Annotated[AwareDatetime, Field(examples=["2026-11-24T06:40:00Z"])]
LocalTime = Annotated[str, Field(examples=["2026-11-24T09:40:00+03:00"], description="The same instant, on the "
                                 "clinic's wall clock")]  # fmt: skip


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")


class IntakeGiven(_Wish):
    """Answers by the id of the question: text, the id of a choice, a list of these, a number, or a date."""

    form_id: UUID
    answers: Annotated[dict[QuestionId, Given], Field(max_length=2 * MOST_QUESTIONS)]


class BookingWish(_Wish):
    """A patient, a doctor, a service and a time. The end follows from the service."""

    service_id: UUID
    doctor_id: UUID
    patient_id: UUID
    starts_at: Instant
    modality: Modality
    reason: Reason | None = None
    intake: IntakeGiven | None = None


class HoldWish(_Wish):
    """A time to be kept for a patient; why they come is said when it is confirmed."""

    service_id: UUID
    doctor_id: UUID
    patient_id: UUID
    starts_at: Instant
    modality: Modality

    def for_booking(self) -> BookingWish:
        return BookingWish(**self.model_dump())


class ConfirmWish(_Wish):
    """What the patient adds to the time they hold; `modality` when they would rather talk another way."""

    modality: Modality | None = None
    reason: Reason | None = None
    intake: IntakeGiven | None = None


class MoveWish(_Wish):
    """Another time, and another doctor of the same service if wanted."""

    starts_at: Instant
    doctor_id: UUID | None = None


class CancelWish(_Wish):
    reason: Reason | None = None


class ClinicView(BaseModel):
    id: UUID
    name: str
    zone: str
    phone: str
    emergency_number: str


class ServiceView(BaseModel):
    id: UUID
    name: str
    duration_min: int
    most_people: int = Field(default=1, description="How many patients may come to one visit")


class DoctorView(BaseModel):
    id: UUID
    display_name: str
    title: str
    photo_url: str | None


class PatientView(BaseModel):
    id: UUID
    display_name: str


class Possible(BaseModel):
    """What the caller may do with the visit now."""

    confirm: bool
    cancel: bool
    reschedule: bool
    join: bool
    no_show: bool
    hide: bool = Field(description="Hide the visit from those who act for the patient, or show it again")


class AppointmentView(BaseModel):
    """A visit, as the caller sees it."""

    id: UUID
    status: Status
    revision: int
    clinic: ClinicView
    service: ServiceView
    doctor: DoctorView
    patient: PatientView
    modality: Modality
    starts_at: datetime
    ends_at: datetime
    local_start: LocalTime
    local_end: LocalTime
    zone: str
    reason: str | None
    cancel_reason: str | None
    booked_at: datetime
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    join_opens_at: datetime
    cancel_until: datetime
    reschedule_until: datetime
    moved_by_clinic_at: datetime | None = Field(description="When the clinic moved it, or found no place for it")
    held_until: datetime | None
    held_for_s: int | None = Field(description="Seconds that a held time is kept yet, whatever the reader's clock says")
    private: bool = Field(description="Hidden from those who act for the patient")
    companions: list[PatientView] = Field(description="Further patients who come")
    can: Possible


class AppointmentPage(BaseModel):
    items: list[AppointmentView]
    next_cursor: str | None


class HeldList(BaseModel):
    """Times that are held; the one that ends first comes first."""

    items: list[AppointmentView]


class SlotView(BaseModel):
    """A free time of one doctor for one service."""

    doctor_id: UUID
    doctor_name: str
    doctor_title: str
    photo_url: str | None
    clinic_id: UUID
    clinic_name: str
    service_id: UUID
    service_name: str
    duration_min: int
    starts_at: datetime
    ends_at: datetime
    local_start: LocalTime
    local_end: LocalTime
    zone: str
    modalities: list[Modality]
    price_minor: int
    currency: str


class SlotPage(BaseModel):
    items: list[SlotView]
    next_cursor: str | None


class DayOpening(BaseModel):
    starts_at: datetime
    ends_at: datetime
    local_start: LocalTime


class DayView(BaseModel):
    date: str = Field(examples=["2026-11-24"])
    openings: list[DayOpening]


class DaysView(BaseModel):
    """Every date of the range, also those without free time."""

    zone: str
    days: list[DayView]
