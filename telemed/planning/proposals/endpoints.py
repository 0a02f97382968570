"""Replanning over HTTP: translation only."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import AfterValidator
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from telemed.accounts.callers import DESK_STAFF
from telemed.accounts.errors import RoleMissing, TokenRefused
from telemed.accounts.policies import AsPatient, AsRegistrar, Caller, require_clinic
from telemed.booking import service as booking
from telemed.booking.answers.registry import register
from telemed.booking.errors import StepRefused
from telemed.db.deps import Configured, Now, Reading, Writing, get_database
from telemed.db.engine import Database
from telemed.directory import service as directory
from telemed.kit.errors import Invalid, NotFound
from telemed.kit.etag import StaleRevision, etag, require_revision
from telemed.kit.zones import zone
from telemed.planning.proposals import answers, applying, service, views
from telemed.planning.proposals.applying import Outdated
from telemed.planning.proposals.by_link import ReplanQuestion
from telemed.planning.proposals.change import Away, Change, OneVisit, OtherHours
from telemed.planning.proposals.errors import (
    NoSuchProposal,
    NothingToAnswer,
    PlaceImpossible,
    PlaceRefused,
    ProposalDone,
    ProposalOutdated,
)
from telemed.planning.proposals.picture import Setting
from telemed.planning.proposals.schemas import (
    AnswerWish,
    ApplyWish,
    Asked,
    AwayWish,
    DecisionWish,
    HoursWish,
    LeftoverList,
    OptionList,
    PlaceWish,
    ProposalList,
    ProposalShown,
    VisitWish,
)
from telemed.planning.proposals.service import Whole
from telemed.schedules.errors import BadTime
from telemed.schedules.schemas import sensible_day
from telemed.settings import Settings
from telemed.web.answers import created
from telemed.web.idempotency import BadKey, Idempotency, Idempotent, KeyInFlight, KeyReused
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["replanning"], responses=responses(TokenRefused, RoleMissing, NotFound))
register("replan", ReplanQuestion())
IfMatch = Annotated[str | None, Header(description="The ETag last seen; a change since then is 412")]
_CREATES = responses(Invalid, BadTime, BadKey, KeyReused, KeyInFlight)


async def _database(connection: HTTPConnection) -> Database:
    return get_database(connection)


Stored = Annotated[Database, Depends(_database)]


def _shown(found: Whole, languages: tuple[str, ...]) -> ProposalShown:
    readable = (*languages, *found.clinic.languages)
    return views.proposal_view(found.proposal, found.rows, found.names, found.clinic.zone, readable)


async def _propose(
    database: Database,
    caller: Caller,
    once: Idempotency,
    clinic_id: UUID,
    change: Change,
    whose: UUID | None,
    settings: Settings,
    languages: tuple[str, ...],
    now: datetime,
) -> Response:
    """Work it out, then store it: the search happens between the two, where it holds nobody up."""
    doctor_id, clinic = await service.subject(database, caller, clinic_id, change, whose)
    decisions = await service.work_out(database, doctor_id, change, service.setting_of(clinic, settings, now))
    async with database.writing() as session:

        async def work() -> Response:
            made = await service.keep(session, caller, clinic, doctor_id, change, decisions, now)
            return created(_shown(made, languages), revision=made.proposal.revision)

        return await once.answer(session, caller.account_id, now, work)


@router.post("/clinics/{clinic_id}/proposals", status_code=201, response_model=ProposalShown, responses=_CREATES)
async def propose_absence(
    caller: AsRegistrar, clinic_id: UUID, body: AwayWish, database: Stored, settings: Configured, languages: Languages,
    once: Idempotent, now: Now,
) -> Response:  # fmt: skip
    """A doctor will be away: where each of their visits could go. Nothing happens until it is applied."""
    change = Away(body.interval(), body.reason, body.note)
    return await _propose(database, caller, once, clinic_id, change, body.doctor_id, settings, languages, now)


@router.post("/clinics/{clinic_id}/proposals/hours", status_code=201, response_model=ProposalShown, responses=_CREATES)
async def propose_hours(
    caller: AsRegistrar, clinic_id: UUID, body: HoursWish, database: Stored, settings: Configured, languages: Languages,
    once: Idempotent, now: Now,
) -> Response:  # fmt: skip
    """Other weekly hours: where the visits could go that would lose their time."""
    body.draft().check()
    change = OtherHours(body.template_id, body.draft())
    return await _propose(database, caller, once, clinic_id, change, body.doctor_id, settings, languages, now)


@router.post("/clinics/{clinic_id}/proposals/visit", status_code=201, response_model=ProposalShown, responses=_CREATES)
async def propose_visit(
    caller: AsRegistrar, clinic_id: UUID, body: VisitWish, database: Stored, settings: Configured, languages: Languages,
    once: Idempotent, now: Now,
) -> Response:  # fmt: skip
    """One visit is to be moved by hand: the best other place for it, and with `options` the others."""
    change = OneVisit(body.appointment_id)
    return await _propose(database, caller, once, clinic_id, change, None, settings, languages, now)


@router.get("/clinics/{clinic_id}/proposals")
async def list_proposals(caller: AsRegistrar, clinic_id: UUID, session: Reading) -> ProposalList:
    """The newest, open and applied."""
    require_clinic(caller, clinic_id, *DESK_STAFF)
    found = await service.listed(session, clinic_id)
    return ProposalList(
        items=[views.summary_view(each.proposal, each.rows, each.names, each.clinic.zone) for each in found]
    )


@router.get("/proposals/{proposal_id}")
async def read_proposal(
    caller: AsRegistrar, proposal_id: UUID, session: Reading, languages: Languages, response: Response
) -> ProposalShown:
    """As it was worked out last; once applied, with what patients answered."""
    found = await service.whole(session, await service.proposal_for(session, caller, proposal_id))
    response.headers["ETag"] = etag(found.proposal.revision)
    return _shown(found, languages)


@router.delete("/proposals/{proposal_id}", status_code=204, responses=responses(ProposalDone))
async def put_proposal_away(caller: AsRegistrar, proposal_id: UUID, session: Writing, now: Now) -> None:
    """It is not going to be applied."""
    proposal = await service.proposal_for(session, caller, proposal_id, lock=True)
    await service.put_away(session, caller, service.require_open(proposal), now)


async def _setting(session: AsyncSession, clinic_id: UUID, settings: Settings, now: datetime) -> Setting:
    return service.setting_of(await directory.clinic_by_id(session, clinic_id), settings, now)


@router.patch(
    "/proposals/{proposal_id}/moves/{appointment_id}",
    responses=responses(Invalid, PlaceImpossible, PlaceRefused, ProposalDone, StaleRevision),
)
async def change_move(
    caller: AsRegistrar, proposal_id: UUID, appointment_id: UUID, body: DecisionWish, session: Writing, settings: Configured,
    languages: Languages, now: Now, response: Response, if_match: IfMatch = None,
) -> ProposalShown:  # fmt: skip
    """Another place for one visit, none, or none wanted. The others keep theirs."""
    proposal = service.require_open(await service.proposal_for(session, caller, proposal_id, lock=True))
    require_revision(if_match, proposal.revision)
    setting = await _setting(session, proposal.clinic_id, settings, now)
    to = (body.to.doctor_id, body.to.starts_at) if isinstance(body.to, PlaceWish) else body.to
    found = await service.choose(session, caller, proposal, appointment_id, to, setting)
    response.headers["ETag"] = etag(found.proposal.revision)
    return _shown(found, languages)


@router.get("/proposals/{proposal_id}/moves/{appointment_id}/options", responses=responses(Invalid))
async def list_options(
    caller: AsRegistrar, proposal_id: UUID, appointment_id: UUID, database: Stored, settings: Configured, now: Now,
    doctor_id: UUID | None = None,
    day: Annotated[date | None, AfterValidator(lambda day: day and sensible_day(day)), Query(alias="date")] = None,
) -> OptionList:  # fmt: skip
    """Where one visit could go, the best first; with a doctor, or a date of the clinic's calendar, only there."""
    async with database.reading() as session:
        proposal = await service.proposal_for(session, caller, proposal_id)
        setting = await _setting(session, proposal.clinic_id, settings, now)
    found, names = await service.options(database, proposal, appointment_id, setting, only=doctor_id, day=day)
    tz = zone(setting.zone)
    return OptionList(items=[views.option_view(each.place, each.words, names, tz) for each in found])


@router.post("/proposals/{proposal_id}/refresh", responses=responses(ProposalDone))
async def refresh_proposal(
    caller: AsRegistrar, proposal_id: UUID, database: Stored, settings: Configured, languages: Languages, now: Now,
    response: Response,
) -> ProposalShown:  # fmt: skip
    """Work it out anew, with what is free now. What people decided stays, where it is still possible."""
    async with database.reading() as session:
        proposal = await service.proposal_for(session, caller, proposal_id)
        setting = await _setting(session, proposal.clinic_id, settings, now)
    found = await service.work_out_anew(database, proposal_id, setting)
    response.headers["ETag"] = etag(found.proposal.revision)
    return _shown(found, languages)


@router.post(
    "/proposals/{proposal_id}/apply",
    response_model=ProposalShown,
    responses=responses(Invalid, ProposalOutdated, ProposalDone, BadKey, KeyReused, KeyInFlight),
)
async def apply_proposal(
    caller: AsRegistrar, proposal_id: UUID, body: ApplyWish, database: Stored, settings: Configured,
    languages: Languages, once: Idempotent, now: Now,
) -> Response:  # fmt: skip
    """Do it: the doctor's time changes, the visits move, and their patients hear of it. When anything has changed since it
    was worked out, nothing of it happens: 409 with what is different and the proposal worked out anew.
    """
    async with database.reading() as reading:
        clinic_id = (await service.proposal_for(reading, caller, proposal_id)).clinic_id
        setting = await _setting(reading, clinic_id, settings, now)
    try:
        async with database.writing() as session:

            async def work() -> Response:
                proposal = await service.proposal_for(session, caller, proposal_id, lock=True)
                done = await applying.apply(session, caller, proposal, body.token, setting)
                shown = _shown(done, languages).model_dump_json()
                headers = {"ETag": etag(done.proposal.revision)}
                return Response(shown, headers=headers, media_type="application/json")

            return await once.answer(session, caller.account_id, now, work)
    except Outdated as outdated:
        changes = [each.model_dump(mode="json") for each in outdated.changes]
    fresh = await service.work_out_anew(database, proposal_id, setting)
    raise ProposalOutdated(changes=changes, proposal=_shown(fresh, languages).model_dump(mode="json"))


# ── the worklist, and what patients say ────────────────────────────────────────


@router.get("/clinics/{clinic_id}/leftovers")
async def list_leftovers(
    caller: AsRegistrar, clinic_id: UUID, session: Reading, languages: Languages, now: Now
) -> LeftoverList:
    """Visits that found no place and wait for a person, the soonest first."""
    require_clinic(caller, clinic_id, *DESK_STAFF)
    clinic = await directory.clinic_by_id(session, clinic_id)
    rows, names = await answers.worklist(session, clinic_id, now)
    readable, tz = (*languages, *clinic.languages), zone(clinic.zone)
    return LeftoverList(items=[views.move_view(row, names, tz, readable) for row in rows])


@router.post("/leftovers/{appointment_id}/done", status_code=204)
async def leftover_done(caller: AsRegistrar, appointment_id: UUID, session: Writing, now: Now) -> None:
    """Somebody has dealt with it: it leaves the worklist."""
    await answers.done(session, caller, appointment_id, now)


@router.get("/appointments/{appointment_id}/replan")
async def read_replan(caller: AsPatient, appointment_id: UUID, session: Reading) -> Asked:
    """What the patient is asked about a visit that the clinic moved; 404 when nothing is."""
    visit, _ = await booking.visit_for(session, caller, appointment_id, "appointment.read")
    asked = await answers.question(session, appointment_id)
    if asked is None:
        raise NoSuchProposal
    tz = zone(visit.own.zone)
    return Asked(
        appointment_id=appointment_id,
        was=views.was_view(asked.move, asked.names, tz),
        to=views.to_view(asked.move, asked.names, tz),
        answer=asked.move.answer,  # type: ignore[arg-type]  # the table's check knows the answers
    )


@router.post(
    "/appointments/{appointment_id}/replan-answer", status_code=204, responses=responses(NothingToAnswer, StepRefused)
)
async def answer_replan(caller: AsPatient, appointment_id: UUID, body: AnswerWish, session: Writing, now: Now) -> None:
    """Accept the time that the clinic chose, or cancel. Whoever does not answer keeps it."""
    await booking.visit_for(session, caller, appointment_id, "appointment.answer", lock=True)
    await answers.answer(session, appointment_id, body.choice, by=caller.account_id, now=now)
