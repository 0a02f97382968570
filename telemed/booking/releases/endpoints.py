"""Releases over HTTP: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Role
from telemed.accounts.errors import RoleMissing, TokenRefused
from telemed.accounts.policies import AsClinicAdmin, AsClinicStaff, AsPatient, Public, require_clinic
from telemed.booking.releases import errors, schemas, service, turns, views
from telemed.booking.releases.models import Release
from telemed.db.deps import Now, Reading, Writing
from telemed.directory import service as directory
from telemed.directory.errors import UnknownReference
from telemed.directory.models import Clinic, Service
from telemed.kit.errors import Invalid, NotFound
from telemed.kit.etag import StaleRevision, etag
from telemed.web.answers import created
from telemed.web.idempotency import BadKey, Idempotent, KeyInFlight, KeyReused
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["releases"], responses=responses(NotFound))
IfMatch = Annotated[str | None, Header(description="The ETag last seen; a change since then is 412")]
_STAFF = responses(TokenRefused, RoleMissing)


@router.post("/releases/{release_id}/join", responses=responses(TokenRefused, RoleMissing, errors.ReleaseOver))
async def join_release(
    caller: AsPatient, release_id: UUID, body: schemas.ReleaseJoin, session: Writing, now: Now
) -> schemas.TicketShown:
    """Come to the queue, and see how it stands. Whoever comes again finds their own ticket."""
    return views.ticket_view(await turns.join(session, caller, release_id, body.patient_id, now), now)


@router.get("/releases/{release_id}/tickets/{patient_id}", responses=responses(TokenRefused, RoleMissing))
async def read_ticket(
    caller: AsPatient, release_id: UUID, patient_id: UUID, session: Reading, now: Now
) -> schemas.TicketShown:
    """How it stands with the patient's ticket."""
    return views.ticket_view(await turns.look(session, caller, release_id, patient_id), now)


@router.get("/releases")
async def list_releases(
    _: Public, session: Reading, languages: Languages, now: Now, clinic_id: UUID | None = None
) -> schemas.ReleaseList:
    """Those that are not over, the one that opens first before the others."""
    found = await service.releases(session, now, clinic_id=clinic_id)
    clinics = await directory.clinics_by_id(session, list({each.clinic_id for each in found}))
    services = await _services(session, found)
    items = [views.release_view(each, clinics[each.clinic_id], services, languages, now) for each in found]
    return schemas.ReleaseList(items=items)


@router.get("/releases/{release_id}")
async def read_release(
    _: Public, release_id: UUID, session: Reading, languages: Languages, now: Now
) -> schemas.ReleaseShown:
    release = await service.release_by_id(session, release_id)
    clinic = await directory.clinic_by_id(session, release.clinic_id)
    return views.release_view(release, clinic, await _services(session, [release]), languages, now)


@router.get("/clinics/{clinic_id}/releases", responses=_STAFF)
async def list_clinic_releases(
    caller: AsClinicStaff, clinic_id: UUID, session: Reading, languages: Languages, now: Now
) -> schemas.ReleaseSettingsList:
    """All of the clinic's, past ones too, with how many came and booked."""
    require_clinic(caller, clinic_id)
    found = await service.with_figures(session, clinic_id, now)
    clinic = await directory.clinic_by_id(session, clinic_id)
    services = await _services(session, [each for each, _, _ in found])
    items = [views.settings_view(each, clinic, services, languages, now) for each in found]
    return schemas.ReleaseSettingsList(items=items)


@router.post(
    "/clinics/{clinic_id}/releases",
    status_code=201,
    response_model=schemas.ReleaseSettings,
    responses={**_STAFF, **responses(Invalid, errors.BadRelease, UnknownReference, BadKey, KeyReused, KeyInFlight)},
)
async def create_release(
    caller: AsClinicAdmin,
    clinic_id: UUID,
    body: schemas.ReleaseDraft,
    session: Writing,
    languages: Languages,
    once: Idempotent,
    now: Now,
) -> Response:
    """Keep time back and give it out in turn from a set moment on. Booked visits stay."""
    require_clinic(caller, clinic_id, Role.CLINIC_ADMIN)

    async def work() -> Response:
        made = await service.plan(session, clinic_id, body.model_dump(), now)
        view = await _settings(session, made, languages, now)
        return created(view, revision=made.revision)

    return await once.answer(session, caller.account_id, now, work)


@router.patch(
    "/clinics/{clinic_id}/releases/{release_id}",
    responses={
        **_STAFF,
        **responses(Invalid, errors.BadRelease, errors.ReleaseRunning, UnknownReference, StaleRevision),
    },
)
async def change_release(
    caller: AsClinicAdmin,
    clinic_id: UUID,
    release_id: UUID,
    body: schemas.ReleaseChange,
    session: Writing,
    languages: Languages,
    response: Response,
    now: Now,
    if_match: IfMatch = None,
) -> schemas.ReleaseSettings:
    """Until it opens."""
    require_clinic(caller, clinic_id, Role.CLINIC_ADMIN)
    changes = body.model_dump(exclude_unset=True)
    made = await service.change(session, clinic_id, release_id, changes, if_match, now)
    response.headers["ETag"] = etag(made.revision)
    return await _settings(session, made, languages, now)


@router.delete("/clinics/{clinic_id}/releases/{release_id}", status_code=204, responses=_STAFF)
async def end_release(caller: AsClinicAdmin, clinic_id: UUID, release_id: UUID, session: Writing, now: Now) -> None:
    """What is left of its time is for anybody from now on."""
    require_clinic(caller, clinic_id, Role.CLINIC_ADMIN)
    await service.end(session, clinic_id, release_id, now)


async def _settings(
    session: AsyncSession, release: Release, languages: tuple[str, ...], now: Now
) -> schemas.ReleaseSettings:
    clinic: Clinic = await directory.clinic_by_id(session, release.clinic_id)
    came, booked = await service.figures_of(session, release.id)
    return views.settings_view((release, came, booked), clinic, await _services(session, [release]), languages, now)


async def _services(session: AsyncSession, releases: list[Release]) -> dict[UUID, Service]:
    clinics = {each.clinic_id for each in releases}
    found = [await directory.services(session, clinic_id=each) for each in sorted(clinics)]
    return {service.id: service for some in found for service in some}
