"""What travels of courses: a rhythm in, dates out; dates in, visits or clashes out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from telemed.booking.schemas import AppointmentView, Instant, IntakeGiven, LocalTime, Modality, Reason

FEWEST, MOST = 2, 20


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlanWish(_Wish):
    """A rhythm: `count` visits, the first at `starts_at`, then every `every_days` days at the same time of the clinic's
    clock. Without a doctor, whoever is free at most of the dates.
    """

    service_id: UUID
    doctor_id: UUID | None = None
    patient_id: UUID
    modality: Modality
    starts_at: Instant
    count: Annotated[int, Field(ge=FEWEST, le=MOST)]
    every_days: Annotated[int, Field(ge=1, le=92)]


class CourseWish(_Wish):
    """The dates of a course, in whatever order; all of them are booked or none."""

    service_id: UUID
    doctor_id: UUID
    patient_id: UUID
    modality: Modality
    starts_at: Annotated[list[Instant], Field(min_length=FEWEST, max_length=MOST)]
    reason: Reason | None = None
    intake: IntakeGiven | None = None


class TimeView(BaseModel):
    starts_at: datetime
    ends_at: datetime
    local_start: LocalTime


class DateView(TimeView):
    """A date of the course. Where it is not free: why, and the nearest times that fit the other dates."""

    free: bool
    reason_code: str | None
    reason: str | None
    alternatives: list[TimeView]


class PlanView(BaseModel):
    service_id: UUID
    doctor_id: UUID
    doctor_name: str
    zone: str
    dates: list[DateView]


class CourseView(BaseModel):
    course_id: UUID
    appointments: list[AppointmentView]
