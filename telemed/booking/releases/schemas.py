"""What goes over the wire about releases."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from telemed.accounts.schemas import Wire
from telemed.directory.schemas import Id, Names
from telemed.schedules.schemas import LocalTime, Moment

Rate = Annotated[int, Field(ge=1, le=100_000, description="People admitted in a minute")]
Window = Annotated[int, Field(ge=1, le=24 * 60, description="Minutes that each has for booking")]
Services = Annotated[list[Id], Field(min_length=1, max_length=20)]


class ReleaseDraft(Wire):
    """Working time from `starts_at` to `ends_at` of the doctors who offer the services."""

    name_i18n: Names
    service_ids: Services
    starts_at: Moment
    ends_at: Moment
    opens_at: Moment
    closes_at: Moment
    per_minute: Rate
    window_min: Window


class ReleaseChange(Wire):
    """Only what is sent changes, until it opens."""

    name_i18n: Names | None = None
    service_ids: Services | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    per_minute: Rate | None = None
    window_min: Window | None = None

    @model_validator(mode="after")
    def _no_nulls(self) -> Self:
        if any(getattr(self, name) is None for name in self.model_fields_set):
            message = "a field that is sent needs a value"
            raise ValueError(message)
        return self


class ReleasedService(BaseModel):
    id: UUID
    name: str


class ReleaseShown(BaseModel):
    id: UUID
    clinic_id: UUID
    clinic_name: str
    zone: str
    name: str
    services: list[ReleasedService]
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    local_starts: LocalTime
    local_ends: LocalTime
    local_opens: LocalTime
    local_closes: LocalTime
    per_minute: int
    window_min: int
    state: Literal["waiting", "open", "over"]


class ReleaseList(BaseModel):
    items: list[ReleaseShown]
    next_cursor: str | None = None


class ReleaseSettings(ReleaseShown):
    """A release as its clinic sees it."""

    name_i18n: dict[str, str]
    came: int = Field(description="How many have come")
    booked: int = Field(description="How many of them have booked a visit that stands")
    revision: int


class ReleaseSettingsList(BaseModel):
    items: list[ReleaseSettings]
    next_cursor: str | None = None


class ReleaseJoin(Wire):
    patient_id: Id


class TicketShown(BaseModel):
    """One patient's turn. Before the opening nobody has a place."""

    id: UUID
    release_id: UUID
    patient_id: UUID
    place: int | None
    ahead: int | None = Field(description="How many are admitted before, from now on")
    admitted: bool
    used: bool = Field(description="Whether a visit was booked with it")
    over: bool = Field(description="Whether the turn has passed; coming again gives a place behind everybody")
    turn_at: datetime | None = Field(description="When the turn begins")
    turn_until: datetime | None
    opens_at: datetime
    closes_at: datetime
    ask_again_s: int = Field(description="Seconds after which asking again may tell something new")
