"""Free times and visits over HTTP: translation only."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from telemed.accounts.errors import TokenRefused
from telemed.accounts.policies import AsClinicStaff, MaybeSignedIn, Scope, SignedIn
from telemed.booking import placing, search, service
from telemed.booking.days import free_days
from telemed.booking.errors import (
    NoSuchVisit,
    NotAdmitted,
    NotBookable,
    PatientBusy,
    SlotTaken,
    StepRefused,
    TooManyVisits,
)
from telemed.booking.freshness import ReadingFresh
from telemed.booking.intake.errors import DangerSigns, IntakeChanged, IntakeMissing
from telemed.booking.lifecycle import Actor, Status
from telemed.booking.listing import ListWish, list_for
from telemed.booking.looking import gate_for
from telemed.booking.placing import Booking, Reader
from telemed.booking.repository import Visit
from telemed.booking.schemas import (
    AppointmentPage,
    AppointmentView,
    BookingWish,
    CancelWish,
    DayOpening,
    DaysView,
    DayView,
    Modality,
    MoveWish,
    SlotPage,
)
from telemed.booking.slots import PartOfDay
from telemed.booking.views import appointment_view
from telemed.db.deps import Now, Reading, Writing
from telemed.kit.errors import BadRequest, Invalid, NotFound
from telemed.kit.etag import StaleRevision, etag
from telemed.kit.zones import zone
from telemed.web.idempotency import Idempotent, KeyInFlight, KeyReused
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["booking"])
IfMatch = Annotated[str | None, Header(description="The ETag last seen; a change since then is 412.")]
Limit = Annotated[int, Query(ge=1, le=100)]
_OPTIONS = orjson.OPT_UTC_Z


async def _reader(languages: Languages, now: Now) -> Reader:  # a plain function would cost a thread
    return Reader(languages, now)


ForReader = Annotated[Reader, Depends(_reader)]


def visit_answer(found: tuple[Visit, Actor], reader: Reader, status: int = 200) -> Response:
    view = appointment_view(*found, reader.languages, reader.now)
    headers = {"ETag": etag(view.revision)}
    if status == 201:  # noqa: PLR2004  created
        headers["Location"] = f"/api/v1/appointments/{view.id}"
    return Response(view.model_dump_json(), status, headers=headers, media_type="application/json")


class SlotQuery(BaseModel):
    """Which free times are wanted; `from` and `to` are instants, or dates of the clinic's calendar (both included)."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    specialty_id: UUID | None = None
    service_id: UUID | None = None
    doctor_id: UUID | None = None
    clinic_id: UUID | None = None
    language: Annotated[str | None, Field(pattern="^[a-z]{2}$", examples=["ru"])] = None
    modality: Modality | None = None
    part_of_day: PartOfDay | None = None
    since: Annotated[date | AwareDatetime | None, Field(alias="from", union_mode="left_to_right")] = None
    until: Annotated[date | AwareDatetime | None, Field(alias="to", union_mode="left_to_right")] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 30
    cursor: Annotated[str | None, Field(max_length=512)] = None
    patient_id: Annotated[UUID | None, Field(description="Only times that are accepted for this patient of yours")] = (
        None
    )
    moving_id: Annotated[UUID | None, Field(description="A visit of the patient's that would be moved there")] = None


@router.get("/openings", response_model=SlotPage, responses=responses(Invalid, TokenRefused, NotFound))
async def find_openings(
    caller: MaybeSignedIn, wish: Annotated[SlotQuery, Query()], session: ReadingFresh, reader: ForReader
) -> Response:
    """Free times across doctors, earliest first: those that anybody may book, or that the named patient may."""
    gate = await gate_for(session, caller, wish.patient_id, reader.now, moving_id=wish.moving_id)
    wanted = search.SlotWish(**wish.model_dump(exclude={"patient_id", "moving_id"}))
    slots = await search.find_slots(session, wanted, reader.now, gate)
    cursor = slots[-1].place.cursor() if len(slots) == wish.limit else None
    page = {"items": search.slot_documents(slots, reader.languages), "next_cursor": cursor}
    return Response(orjson.dumps(page, option=_OPTIONS), media_type="application/json")


@router.get("/doctors/{doctor_id}/days", responses=responses(NotBookable, TokenRefused, NotFound))
async def doctor_days(
    caller: MaybeSignedIn,
    doctor_id: UUID,
    service_id: UUID,
    since: Annotated[date, Query(alias="from")],
    until: Annotated[date, Query(alias="to")],
    session: ReadingFresh,
    now: Now,
    patient_id: UUID | None = None,
    moving_id: UUID | None = None,
) -> DaysView:
    """One doctor's free times for a service, for each date of the range; with a patient of yours, those for them."""
    gate = await gate_for(session, caller, patient_id, now, moving_id=moving_id)
    zone_name, days = await free_days(
        session, doctor_id=doctor_id, service_id=service_id, first=since, last=until, now=now, gate=gate
    )
    tz = zone(zone_name)
    return DaysView(
        zone=zone_name,
        days=[
            DayView(
                date=day.isoformat(),
                openings=[
                    DayOpening(starts_at=v.start, ends_at=v.end, local_start=v.start.astimezone(tz).isoformat())
                    for v in visits
                ],
            )
            for day, visits in days.items()
        ],
    )


@router.post(
    "/appointments",
    status_code=201,
    response_model=AppointmentView,
    responses=responses(
        SlotTaken,
        PatientBusy,
        NotBookable,
        NotAdmitted,
        NoSuchVisit,
        KeyReused,
        KeyInFlight,
        BadRequest,
        TooManyVisits,
        DangerSigns,
        IntakeMissing,
        IntakeChanged,
    ),
)
async def book_appointment(
    caller: SignedIn, wish: BookingWish, session: Writing, reader: ForReader, idempotent: Idempotent
) -> Response:
    """Book a time. `slot-taken` answers carry the nearest free alternatives."""
    booking = Booking(session, caller, wish, reader)

    async def work() -> Response:
        return visit_answer(await booking.place(), reader, 201)

    return await idempotent.answer(session, caller.account_id, reader.now, work, look=booking.look)


class ListQuery(BaseModel):
    """Which visits to list: a patient's own by default; `clinic_id` for its desk, `doctor_id` for the doctor."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    when: Literal["upcoming", "past"] | None = None
    patient_id: UUID | None = None
    doctor_id: UUID | None = None
    clinic_id: UUID | None = None
    since: Annotated[AwareDatetime | None, Field(alias="from")] = None
    until: Annotated[AwareDatetime | None, Field(alias="to")] = None
    status: Status | None = None
    cursor: Annotated[str | None, Field(max_length=512)] = None
    limit: Limit = 50


@router.get("/appointments", responses=responses(Invalid))
async def list_appointments(
    caller: SignedIn, wish: Annotated[ListQuery, Query()], session: Reading, reader: ForReader
) -> AppointmentPage:
    """Visits of the caller's, by start; past ones latest first."""
    return await list_for(session, caller, ListWish(**wish.model_dump()), reader)


@router.get("/appointments/{appointment_id}", response_model=AppointmentView, responses=responses(NoSuchVisit))
async def get_appointment(caller: SignedIn, appointment_id: UUID, session: Reading, reader: ForReader) -> Response:
    """One visit, with what the caller may do with it now."""
    return visit_answer(
        await service.visit_for(session, caller, appointment_id, "appointment.read", scope=Scope.READ), reader
    )


@router.post(
    "/appointments/{appointment_id}/reschedule",
    response_model=AppointmentView,
    responses=responses(SlotTaken, PatientBusy, NotBookable, StepRefused, NoSuchVisit, StaleRevision),
)
async def reschedule_appointment(
    caller: SignedIn,
    appointment_id: UUID,
    wish: MoveWish,
    session: Writing,
    reader: ForReader,
    if_match: IfMatch = None,
) -> Response:
    """Move a visit to another time: same id, higher revision. When the new time fails, the old one is kept."""
    return visit_answer(await placing.reschedule(session, caller, appointment_id, wish, if_match, reader), reader)


@router.post(
    "/appointments/{appointment_id}/cancel",
    response_model=AppointmentView,
    responses=responses(StepRefused, NoSuchVisit, StaleRevision),
)
async def cancel_appointment(
    caller: SignedIn,
    appointment_id: UUID,
    wish: CancelWish,
    session: Writing,
    reader: ForReader,
    if_match: IfMatch = None,
) -> Response:
    """Cancel a visit; its time is free again at once."""
    found = await service.cancel(session, caller, appointment_id, wish.reason, if_match, reader.now)
    return visit_answer(found, reader)


@router.post(
    "/appointments/{appointment_id}/no-show",
    response_model=AppointmentView,
    responses=responses(StepRefused, NoSuchVisit, StaleRevision),
)
async def mark_no_show(
    caller: AsClinicStaff, appointment_id: UUID, session: Writing, reader: ForReader, if_match: IfMatch = None
) -> Response:
    """Say that the patient did not come."""
    return visit_answer(await service.mark_no_show(session, caller, appointment_id, if_match, reader.now), reader)
