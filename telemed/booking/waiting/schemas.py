"""What travels about the waitlist."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from telemed.booking.schemas import (
    AppointmentView,
    ClinicView,
    DoctorView,
    LocalTime,
    Modality,
    PatientView,
    ServiceView,
)
from telemed.booking.slots import PartOfDay

Kind = Literal["earlier", "any"]
EntryStatus = Literal["waiting", "done", "withdrawn", "over"]
OfferStatus = Literal["open", "accepted", "declined", "lapsed", "withdrawn"]


class WaitlistWish(BaseModel):
    """`earlier` names the visit that should come sooner; `any` names a patient and a service. The rest narrows the times
    that are offered: `from` and `until` bound the start.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kind: Kind
    appointment_id: UUID | None = None
    patient_id: UUID | None = None
    service_id: UUID | None = None
    doctor_id: UUID | None = None
    language: Annotated[str | None, Field(pattern="^[a-z]{2}$")] = None
    modality: Modality | None = None
    part_of_day: PartOfDay | None = None
    since: Annotated[AwareDatetime | None, Field(alias="from", examples=["2026-11-24T06:40:00Z"])] = None
    until: Annotated[AwareDatetime | None, Field(examples=["2026-12-24T06:40:00Z"])] = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "earlier" and self.appointment_id is None:
            message = "an earlier time needs appointment_id"
            raise ValueError(message)
        if self.kind == "any" and (self.patient_id is None or self.service_id is None):
            message = "any time needs patient_id and service_id"
            raise ValueError(message)
        return self


class PriorityChange(BaseModel):
    """1 is offered time before 2, and 2 before 3."""

    model_config = ConfigDict(extra="forbid")

    priority: Annotated[int, Field(ge=1, le=3)]


class OfferView(BaseModel):
    """Time that is kept for one person until `expires_at`."""

    id: UUID
    entry_id: UUID
    kind: Kind
    status: OfferStatus
    revision: int
    clinic: ClinicView
    service: ServiceView
    doctor: DoctorView
    patient: PatientView
    starts_at: datetime
    ends_at: datetime
    local_start: LocalTime
    zone: str
    expires_at: datetime
    expires_in_s: int = Field(description="Seconds left to answer, whatever the reader's clock says")
    appointment_id: UUID | None = Field(description="The visit that would move, or that came of it")
    instead_of: datetime | None = Field(description="When the visit is now that would move")
    local_instead_of: LocalTime | None


class EntryView(BaseModel):
    """A wish on the waitlist."""

    id: UUID
    kind: Kind
    status: EntryStatus
    revision: int
    clinic: ClinicView
    service: ServiceView
    doctor: DoctorView | None
    patient: PatientView
    appointment_id: UUID | None
    starts_at: datetime | None = Field(description="When the visit is that should come sooner")
    local_start: LocalTime | None
    modality: Modality
    language: str | None
    part_of_day: PartOfDay | None
    since: datetime | None
    until: datetime | None
    priority: int
    created_at: datetime
    offer: OfferView | None
    offers_made: int


class EntryPage(BaseModel):
    items: list[EntryView]
    next_cursor: str | None = None


class OfferList(BaseModel):
    """Those that lapse first come first."""

    items: list[OfferView]


class Accepted(BaseModel):
    """What came of taking the time."""

    appointment: AppointmentView
