"""What travels: who wants to see any doctor, and when."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from telemed.booking.schemas import IntakeGiven, Modality, Reason
from telemed.booking.slots import PartOfDay


class AnyWish(BaseModel):
    """The soonest visit that fits. A specialty or a service has to be named; `from` and `until` are instants, or dates of
    the clinic's calendar (both included).
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    patient_id: UUID
    specialty_id: UUID | None = None
    service_id: UUID | None = None
    clinic_id: UUID | None = None
    language: Annotated[str | None, Field(pattern="^[a-z]{2}$", examples=["ru"])] = None
    modality: Modality | None = None
    part_of_day: PartOfDay | None = None
    since: Annotated[date | AwareDatetime | None, Field(alias="from", union_mode="left_to_right")] = None
    until: Annotated[date | AwareDatetime | None, Field(union_mode="left_to_right")] = None
    reason: Reason | None = None
    intake: IntakeGiven | None = None

    @model_validator(mode="after")
    def _is_about_something(self) -> Self:
        if self.specialty_id is None and self.service_id is None:
            message = "a specialty or a service is needed"
            raise ValueError(message)
        return self
