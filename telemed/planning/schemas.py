"""What goes over the wire about planning."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from telemed.booking.lifecycle import Status
from telemed.directory.schemas import Modality, SpecialtyName
from telemed.schedules.schemas import AbsenceShown, LocalTime, ShiftShown, TemplateWish, TimeWish


class TemplatePreviewWish(TemplateWish):
    """The template as it would be: a new one, or another version of `template_id`."""

    template_id: Annotated[UUID | None, Field(strict=False)] = None


class AbsencePreviewWish(TimeWish):
    """The time an absence would close."""


class AffectedVisit(BaseModel):
    """A booked visit that would lose its working time. It stays booked until somebody decides otherwise."""

    appointment_id: UUID
    starts_at: dt.datetime
    ends_at: dt.datetime
    local_start: LocalTime
    patient_name: str
    service_name: str
    status: Status


class Preview(BaseModel):
    """What a change would do. `token` lets exactly this happen, for as long as it is true."""

    shifts_added: int
    shifts_removed: int
    affected: list[AffectedVisit]
    token: str = Field(description="To be sent as `preview_token` when applying")


class WeekVisit(BaseModel):
    id: UUID
    starts_at: dt.datetime
    ends_at: dt.datetime
    local_start: LocalTime
    local_end: LocalTime
    status: Status
    patient_name: str
    service_name: str
    modality: Modality
    revision: int
    covered: bool = Field(description="Whether the visit lies within working time; false: it lost its hours")


class WeekDoctor(BaseModel):
    id: UUID
    display_name: str
    title: str
    specialties: list[SpecialtyName]
    photo_url: str | None


class WeekRow(BaseModel):
    """One doctor's line of the grid."""

    doctor: WeekDoctor
    shifts: list[ShiftShown]
    absences: list[AbsenceShown]
    appointments: list[WeekVisit]


class WeekHoliday(BaseModel):
    date: dt.date
    name: str


class Week(BaseModel):
    start: dt.date
    zone: str
    days: list[dt.date]
    holidays: list[WeekHoliday]
    doctors: list[WeekRow]
