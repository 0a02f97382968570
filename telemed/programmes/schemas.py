"""What goes over the wire about programmes and reserved time."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from telemed.accounts.schemas import Wire
from telemed.directory.schemas import Id, Names
from telemed.schedules.schemas import LocalTime, Moment, TimeWish

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$"), Field(examples=["city-benefit"])]
Audience = Annotated[
    str,
    StringConstraints(pattern=r"^(none|phone|programme:[a-z0-9][a-z0-9-]{0,39})$"),
    Field(examples=["phone"], description="`none` (kept back), `phone` (the clinic's desk), or `programme:<code>`"),
]


ReservedKind = Literal["none", "phone", "programme", "release"]


class ProgrammeDraft(Wire):
    code: Code
    name_i18n: Names


class ProgrammeChange(Wire):
    name_i18n: Names | None = None
    active: bool | None = None

    @model_validator(mode="after")
    def _no_nulls(self) -> Self:
        if any(getattr(self, name) is None for name in self.model_fields_set):
            message = "a field that is sent needs a value"
            raise ValueError(message)
        return self


class ProgrammeShown(BaseModel):
    id: UUID
    clinic_id: UUID
    code: str
    name: str
    name_i18n: dict[str, str]
    active: bool
    members: int = Field(description="How many patients belong to it, or will")
    revision: int


class ProgrammeList(BaseModel):
    items: list[ProgrammeShown]
    next_cursor: str | None = None


class MemberDraft(Wire):
    """A patient of the clinic's. Without `since` from now on, without `until` for good."""

    patient_id: Id
    since: Moment | None = None
    until: Moment | None = None


class MemberShown(BaseModel):
    id: UUID
    patient_id: UUID
    patient_name: str
    birth_date: str
    since: datetime
    until: datetime | None


class MemberPage(BaseModel):
    items: list[MemberShown]
    next_cursor: str | None


class OwnMembership(BaseModel):
    """What a patient belongs to."""

    id: UUID
    clinic_id: UUID
    code: str
    name: str
    since: datetime
    until: datetime | None


class OwnMemberships(BaseModel):
    items: list[OwnMembership]
    next_cursor: str | None = None


class ReservedWish(TimeWish):
    """Time that only an audience may book, until a moment; from then on anybody may."""

    audience: Audience
    until: Moment


class ReservedShown(BaseModel):
    id: UUID
    doctor_id: UUID
    starts_at: datetime
    ends_at: datetime
    local_start: LocalTime
    local_end: LocalTime
    audience: str = Field(examples=["phone"], description="`none`, `phone`, `programme:<code>`, or `release:<id>`")
    kind: ReservedKind
    until: datetime
    local_until: LocalTime


class ReservedList(BaseModel):
    zone: str
    items: list[ReservedShown]
    next_cursor: str | None = None
