"""The month's heat over HTTP: translation only."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from telemed.accounts.policies import Public
from telemed.booking.freshness import ReadingFresh
from telemed.booking.heat import month_heat
from telemed.booking.repository_on_offer import Filters
from telemed.booking.schemas import Modality
from telemed.db.deps import Now
from telemed.kit.errors import Invalid
from telemed.kit.zones import UnknownZone, zone
from telemed.web.problems import responses

router = APIRouter(tags=["booking"])


class HeatQuery(BaseModel):
    """Whose free time, and in which month. At least one of specialty, service, doctor and clinic is named."""

    model_config = ConfigDict(extra="forbid")

    month: Annotated[str, Field(pattern=r"^2\d{3}-(0[1-9]|1[0-2])$", examples=["2026-11"])]
    specialty_id: UUID | None = None
    service_id: UUID | None = None
    doctor_id: UUID | None = None
    clinic_id: UUID | None = None
    language: Annotated[str | None, Field(pattern="^[a-z]{2}$")] = None
    modality: Modality | None = None
    zone: Annotated[str | None, Field(max_length=64, description="Whose days; by default the clinic's")] = None

    @model_validator(mode="after")
    def _is_about_something(self) -> Self:
        if not (self.specialty_id or self.service_id or self.doctor_id or self.clinic_id):
            message = "a specialty, service, doctor or clinic is needed"
            raise ValueError(message)
        return self

    def filters(self) -> Filters:
        return Filters.of(**self.model_dump(exclude={"month", "zone"}))


class HeatDay(BaseModel):
    date: str = Field(examples=["2026-11-24"])
    free_min: int


class HeatView(BaseModel):
    """Every day of the month. `sampled`: of very many doctors, only some were looked at."""

    zone: str
    sampled: bool
    days: list[HeatDay]


@router.get("/openings/heat", responses=responses(Invalid))
async def heat(_who: Public, wish: Annotated[HeatQuery, Query()], session: ReadingFresh, now: Now) -> HeatView:
    """How many minutes are free on each day of a month."""
    try:
        name = zone(wish.zone).key if wish.zone else None
    except UnknownZone as error:
        raise Invalid(str(error)) from None
    found = await month_heat(session, wish.filters(), date.fromisoformat(f"{wish.month}-01"), now, name)
    days = [HeatDay(date=day.isoformat(), free_min=minutes) for day, minutes in found.days.items()]
    return HeatView(zone=found.zone, sampled=found.sampled, days=days)
