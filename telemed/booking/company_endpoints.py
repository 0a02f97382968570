"""Who comes to a visit, and who is not to know of it: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from telemed.accounts.errors import NotYours, ScopeTooNarrow
from telemed.accounts.policies import SignedIn
from telemed.booking import company
from telemed.booking.endpoints import ForReader, IfMatch, visit_answer
from telemed.booking.errors import NoSuchVisit, NotBookable, PatientBusy, StepRefused
from telemed.booking.schemas import AppointmentView
from telemed.db.deps import Writing
from telemed.kit.etag import StaleRevision
from telemed.web.problems import responses

router = APIRouter(tags=["booking"])


class Companions(BaseModel):
    """The further patients who come to a visit, all of them."""

    model_config = ConfigDict(extra="forbid")

    patient_ids: Annotated[list[UUID], Field(max_length=20)]


class Privacy(BaseModel):
    model_config = ConfigDict(extra="forbid")

    private: bool


@router.put(
    "/appointments/{appointment_id}/companions",
    response_model=AppointmentView,
    responses=responses(NoSuchVisit, NotYours, ScopeTooNarrow, NotBookable, PatientBusy, StepRefused, StaleRevision),
)
async def bring_companions(
    caller: SignedIn,
    appointment_id: UUID,
    body: Companions,
    session: Writing,
    reader: ForReader,
    if_match: IfMatch = None,
) -> Response:
    """Say who comes along; their time is taken too."""
    found = await company.bring(session, caller, appointment_id, body.patient_ids, if_match, reader.now)
    return visit_answer(found, reader)


@router.put(
    "/appointments/{appointment_id}/privacy",
    response_model=AppointmentView,
    responses=responses(NoSuchVisit, ScopeTooNarrow, StaleRevision),
)
async def set_privacy(
    caller: SignedIn,
    appointment_id: UUID,
    body: Privacy,
    session: Writing,
    reader: ForReader,
    if_match: IfMatch = None,
) -> Response:
    """Hide a visit from those who act for the patient, or show it to them again."""
    found = await company.hide(session, caller, appointment_id, if_match, reader.now, private=body.private)
    return visit_answer(found, reader)
