"""What goes over the wire about proposals."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from telemed.accounts.schemas import Wire
from telemed.booking.lifecycle import Status
from telemed.directory.schemas import Modality
from telemed.planning.proposals.scoring import Word
from telemed.schedules.schemas import AbsenceReason, LocalTime, Moment, Note, TemplateWish, TimeWish

Id = Annotated[UUID, Field(strict=False)]
Choice = Literal["found", "chosen", "leave", "leftover"]


class AwayWish(TimeWish):
    """A doctor who will not be there."""

    doctor_id: Id
    reason: AbsenceReason
    note: Note = ""


class HoursWish(TemplateWish):
    """Weekly hours as they would be: new ones, or another version of `template_id`."""

    doctor_id: Id
    template_id: Id | None = None


class VisitWish(Wire):
    """One visit to be moved by hand."""

    appointment_id: Id


class PlaceWish(Wire):
    """A doctor and the start of the visit."""

    doctor_id: Id
    starts_at: Moment


class DecisionWish(Wire):
    """Where the visit goes: a place, `"leave"` to keep it as it is, or null for the worklist."""

    to: PlaceWish | Literal["leave"] | None


class ApplyWish(Wire):
    token: Annotated[str, Field(max_length=64, description="Of the proposal as it was last shown")]


class AnswerWish(Wire):
    choice: Literal["accept", "cancel"]


class PlaceShown(BaseModel):
    doctor_id: UUID
    doctor_name: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    local_start: LocalTime
    local_end: LocalTime


class OptionShown(PlaceShown):
    """A place that a visit could have, with what speaks for it and against it."""

    words: list[Word]


class OptionList(BaseModel):
    items: list[OptionShown]


class MoveShown(BaseModel):
    """One visit and what is to become of it."""

    model_config = ConfigDict(serialize_by_alias=True)

    appointment_id: UUID
    patient_id: UUID
    patient_name: str
    phone: str | None
    service_name: str
    modality: Modality
    status: Status
    was: PlaceShown = Field(alias="from")
    to: PlaceShown | None
    words: list[Word]
    choice: Choice
    movable: bool = Field(description="False for a visit whose patient is in the waiting room already")
    answer: Literal["accept", "cancel"] | None = Field(description="What the patient said to it, once it was applied")
    answered_at: dt.datetime | None


class Counts(BaseModel):
    affected: int
    placed: int
    same_doctor: int = Field(description="Of those placed")
    same_day: int = Field(description="Of those placed")
    leftovers: int
    left: int = Field(description="Visits that stay as they are")


class ProposalShown(BaseModel):
    """What would be done. `token` lets exactly this happen, for as long as it is true."""

    id: UUID
    kind: Literal["absence", "hours", "visit"]
    status: Literal["open", "applied", "discarded"]
    revision: int
    token: str
    clinic_id: UUID
    doctor_id: UUID
    doctor_name: str
    zone: str
    starts_at: dt.datetime | None = Field(description="Of an absence")
    ends_at: dt.datetime | None = Field(description="Of an absence")
    local_start: LocalTime | None
    local_end: LocalTime | None
    reason: AbsenceReason | None
    note: str
    worked_out_at: dt.datetime
    applied_at: dt.datetime | None
    counts: Counts
    moves: list[MoveShown]


class ProposalSummary(BaseModel):
    id: UUID
    kind: Literal["absence", "hours", "visit"]
    status: Literal["open", "applied", "discarded"]
    doctor_id: UUID
    doctor_name: str
    local_start: LocalTime | None
    local_end: LocalTime | None
    reason: AbsenceReason | None
    created_at: dt.datetime
    applied_at: dt.datetime | None
    counts: Counts
    answered: int = Field(description="Patients who have accepted or cancelled")


class ProposalList(BaseModel):
    items: list[ProposalSummary]


class Difference(BaseModel):
    """What is no longer as it was worked out."""

    appointment_id: UUID | None
    code: Literal["new_visit", "gone", "changed", "place_taken", "being_booked"]


class LeftoverList(BaseModel):
    items: list[MoveShown]


class Asked(BaseModel):
    """What a patient is asked about a visit that the clinic moved."""

    appointment_id: UUID
    was: PlaceShown
    to: PlaceShown | None
    answer: Literal["accept", "cancel"] | None
