"""What goes over the wire about working time."""

import datetime as dt
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from telemed.accounts.schemas import Language, Wire
from telemed.kit.intervals import Interval
from telemed.schedules.hours import WeeklyHours
from telemed.schedules.service import TemplateDraft

FIRST_YEAR, LAST_YEAR = 2000, 2100


def sensible_day(day: dt.date) -> dt.date:
    """A day of a year we plan in; far ones would leave the range of dates. Raises ValueError."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(message)
    return day


def _sensible_instant(instant: dt.datetime) -> dt.datetime:
    sensible_day(instant.date())
    return instant.astimezone(dt.UTC)


def _wall_time(at: dt.time) -> dt.time:
    if at.tzinfo is not None or at.second or at.microsecond:
        message = "hours and minutes of the clinic's clock, such as 09:30"
        raise ValueError(message)
    return at


def _known_text(text: str) -> str:
    if any(ord(character) < 32 and character != "\n" for character in text):  # noqa: PLR2004  the control characters
        message = "control characters are not allowed"
        raise ValueError(message)
    return text


Day = Annotated[dt.date, Field(strict=False, examples=["2026-11-23"]), AfterValidator(sensible_day)]
Moment = Annotated[
    AwareDatetime, Field(strict=False, examples=["2026-11-24T09:00:00+03:00"]), AfterValidator(_sensible_instant)
]
WallTime = Annotated[dt.time, Field(strict=False, examples=["09:00"]), AfterValidator(_wall_time)]
LocalTime = Annotated[str, Field(examples=["2026-11-24T09:00:00+03:00"], description="On the clinic's wall clock")]
Note = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True), AfterValidator(_known_text)]
AbsenceReason = Literal["illness", "leave", "holiday", "other"]
DayName = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


class HoursEntry(Wire):
    """Hours of one weekday. An `end` at or before `start` is on the next day."""

    weekday: Annotated[int, Field(ge=0, le=6, description="Monday is 0")]
    start: WallTime
    end: WallTime


class TemplateWish(Wire):
    """Weekly hours from a date until another, both included. From their first date on they rule over older ones."""

    valid_from: Day
    valid_until: Day | None = None
    hours: Annotated[list[HoursEntry], Field(max_length=50)]

    def draft(self) -> TemplateDraft:
        hours = tuple(WeeklyHours(each.weekday, each.start, each.end) for each in self.hours)
        return TemplateDraft(self.valid_from, self.valid_until, hours)


class TimeWish(Wire):
    """A stretch of time, the end not included."""

    starts_at: Moment
    ends_at: Moment

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at <= self.starts_at:
            message = "ends_at has to be after starts_at"
            raise ValueError(message)
        return self

    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)


class ShiftWish(TimeWish):
    """Working time made by hand."""


class AbsenceWish(TimeWish):
    """Time when the calendar is closed."""

    reason: AbsenceReason
    note: Note = ""


class HolidayWish(Wire):
    date: Day
    name: Annotated[dict[Language, DayName], Field(min_length=1)] = Field(
        examples=[{"en": "Unity Day", "de": "Feiertag"}]
    )


class HoursShown(BaseModel):
    weekday: int
    start: str = Field(examples=["09:00"])
    end: str = Field(examples=["13:00"])


class TemplateShown(BaseModel):
    id: UUID
    calendar_id: UUID
    valid_from: dt.date
    valid_until: dt.date | None
    hours: list[HoursShown]
    revision: int


class TemplateList(BaseModel):
    items: list[TemplateShown]
    next_cursor: str | None = None


class Stretch(BaseModel):
    id: UUID
    starts_at: dt.datetime
    ends_at: dt.datetime
    local_start: LocalTime
    local_end: LocalTime


class ShiftShown(Stretch):
    source: Literal["template", "manual"]
    local_date: dt.date


class AbsenceShown(Stretch):
    reason: AbsenceReason
    note: str


class ShiftList(BaseModel):
    zone: str
    items: list[ShiftShown]
    next_cursor: str | None = None


class AbsenceList(BaseModel):
    zone: str
    items: list[AbsenceShown]
    next_cursor: str | None = None


class HolidayShown(BaseModel):
    id: UUID
    date: dt.date
    name: str
    name_i18n: dict[str, str]


class HolidayList(BaseModel):
    items: list[HolidayShown]
    next_cursor: str | None = None
