"""Courses over HTTP: translation only."""

from fastapi import APIRouter, Response

from telemed.accounts.policies import SignedIn
from telemed.booking.courses import service
from telemed.booking.courses.errors import CourseClash
from telemed.booking.courses.schemas import CourseView, CourseWish, DateView, PlanView, PlanWish
from telemed.booking.courses.service import Course, date_of
from telemed.booking.endpoints import ForReader
from telemed.booking.errors import NoSuchVisit, NotBookable, PatientBusy, TooManyVisits
from telemed.booking.freshness import ReadingFresh
from telemed.booking.intake.errors import DangerSigns, IntakeChanged, IntakeMissing
from telemed.booking.views import appointment_view
from telemed.db.deps import Writing
from telemed.kit.errors import BadRequest, Invalid
from telemed.web.idempotency import Idempotent, KeyInFlight, KeyReused
from telemed.web.problems import responses

router = APIRouter(tags=["courses"])


@router.post("/courses/plan", responses=responses(NotBookable, NoSuchVisit, Invalid))
async def plan_course(caller: SignedIn, wish: PlanWish, session: ReadingFresh, reader: ForReader) -> PlanView:
    """The dates of a rhythm: which are free, why others are not, and what is near. Nothing is held."""
    plan = await service.plan(session, caller, wish, reader.now)
    doctor = plan.offer.doctor
    return PlanView(
        service_id=plan.offer.service.id,
        doctor_id=doctor.id,
        doctor_name=f"{doctor.given_name} {doctor.family_name}",
        zone=plan.offer.clinic.zone,
        dates=[DateView(**date_of(plan.terms, each)) for each in plan.dates],
    )


@router.post(
    "/courses",
    status_code=201,
    response_model=CourseView,
    responses=responses(
        CourseClash, PatientBusy, NotBookable, DangerSigns, IntakeMissing, IntakeChanged, NoSuchVisit, KeyReused,
        KeyInFlight, BadRequest, TooManyVisits, Invalid,
    ),
)  # fmt: skip
async def book_course(
    caller: SignedIn, wish: CourseWish, session: Writing, reader: ForReader, idempotent: Idempotent
) -> Response:
    """Book all dates or none. `course-clash` says what is wrong with which, with the nearest times that fit."""

    async def work() -> Response:
        course_id, visits, actor = await Course(session, caller, wish, reader).book()
        shown = [appointment_view(visit, actor, reader.languages, reader.now) for visit in visits]
        view = CourseView(course_id=course_id, appointments=shown)
        return Response(view.model_dump_json(), 201, media_type="application/json")

    return await idempotent.answer(session, caller.account_id, reader.now, work)
