"""What a clinic's administrators change: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Header, Response, UploadFile
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Role
from telemed.accounts.errors import BadAddress, RoleMissing, TokenRefused
from telemed.accounts.policies import AsClinicAdmin, AsRegistrar, Caller, require_clinic
from telemed.audit.service import record
from telemed.db.deps import Configured, Now, Reading, Writing
from telemed.directory import administration, errors, photos, service, staff, views
from telemed.directory.models import Doctor
from telemed.directory.schemas import (
    ClinicChange,
    ClinicSettings,
    DoctorChange,
    DoctorDraft,
    DoctorSettings,
    Invitation,
    ServiceChange,
    ServiceDraft,
    ServiceSettings,
    StaffList,
    StaffMember,
)
from telemed.kit.errors import Invalid, NotFound
from telemed.kit.etag import StaleRevision, etag
from telemed.web.answers import created
from telemed.web.idempotency import BadKey, Idempotent, KeyInFlight, KeyReused
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["clinic"], responses=responses(TokenRefused, RoleMissing, NotFound))
IfMatch = Annotated[str | None, Header(description="The ETag last seen; a change since then is 412")]
_CHANGES = responses(Invalid, StaleRevision, errors.UnknownReference)
_CREATES = responses(Invalid, errors.UnknownReference, BadKey, KeyReused, KeyInFlight)


def _admin_of(caller: Caller, clinic_id: UUID) -> None:
    require_clinic(caller, clinic_id, Role.CLINIC_ADMIN)


@router.get("/clinics/{clinic_id}/settings")
async def read_clinic_settings(
    caller: AsRegistrar, clinic_id: UUID, session: Reading, languages: Languages, response: Response
) -> ClinicSettings:
    """The clinic with all its texts, services and doctors, also those that are not active."""
    require_clinic(caller, clinic_id, Role.REGISTRAR, Role.CLINIC_ADMIN)
    return await _settings(session, clinic_id, languages, response)


@router.patch("/clinics/{clinic_id}", responses=_CHANGES)
async def change_clinic(
    caller: AsClinicAdmin,
    clinic_id: UUID,
    body: ClinicChange,
    session: Writing,
    languages: Languages,
    response: Response,
    if_match: IfMatch = None,
) -> ClinicSettings:
    """The zone cannot be changed: booked visits and templates stand on it."""
    _admin_of(caller, clinic_id)
    await administration.change_clinic(session, clinic_id, body.model_dump(exclude_unset=True), if_match)
    return await _settings(session, clinic_id, languages, response)


async def _settings(
    session: AsyncSession, clinic_id: UUID, languages: tuple[str, ...], response: Response
) -> ClinicSettings:
    clinic = await service.clinic_by_id(session, clinic_id)
    doctors = await service.doctors_of_clinic(session, clinic_id, only_active=False)
    links = await administration.links_of(session, [doctor.id for doctor in doctors])
    response.headers["ETag"] = etag(clinic.revision)
    return views.clinic_settings(
        clinic,
        await administration.services_of(session, clinic_id),
        [views.doctor_settings(doctor, links[doctor.id]) for doctor in doctors],
        await service.all_specialties(session),
        languages,
    )


# ── services ────────────────────────────────────────


@router.post("/clinics/{clinic_id}/services", status_code=201, response_model=ServiceSettings, responses=_CREATES)
async def create_service(
    caller: AsClinicAdmin, clinic_id: UUID, body: ServiceDraft, session: Writing, once: Idempotent, now: Now
) -> Response:
    _admin_of(caller, clinic_id)

    async def work() -> Response:
        made = await administration.add_service(session, clinic_id, body.model_dump())
        return created(views.service_settings(made), revision=made.revision)

    return await once.answer(session, caller.account_id, now, work)


@router.patch("/clinics/{clinic_id}/services/{service_id}", responses=_CHANGES)
async def change_service(
    caller: AsClinicAdmin,
    clinic_id: UUID,
    service_id: UUID,
    body: ServiceChange,
    session: Writing,
    response: Response,
    if_match: IfMatch = None,
) -> ServiceSettings:
    """Booked visits keep the times they have."""
    _admin_of(caller, clinic_id)
    changes = body.model_dump(exclude_unset=True)
    made = await administration.change_service(session, clinic_id, service_id, changes, if_match)
    response.headers["ETag"] = etag(made.revision)
    return views.service_settings(made)


# ── doctors ────────────────────────────────────────


@router.post("/clinics/{clinic_id}/doctors", status_code=201, response_model=DoctorSettings, responses=_CREATES)
async def create_doctor(
    caller: AsClinicAdmin, clinic_id: UUID, body: DoctorDraft, session: Writing, once: Idempotent, now: Now
) -> Response:
    _admin_of(caller, clinic_id)

    async def work() -> Response:
        made = await administration.add_doctor(session, clinic_id, body.model_dump())
        links = await administration.links_of(session, [made.id])
        return created(views.doctor_settings(made, links[made.id]), revision=made.revision)

    return await once.answer(session, caller.account_id, now, work)


@router.patch("/clinics/{clinic_id}/doctors/{doctor_id}", responses=_CHANGES)
async def change_doctor(
    caller: AsClinicAdmin,
    clinic_id: UUID,
    doctor_id: UUID,
    body: DoctorChange,
    session: Writing,
    response: Response,
    if_match: IfMatch = None,
) -> DoctorSettings:
    """A doctor who is made inactive is not found any more; booked visits stay."""
    _admin_of(caller, clinic_id)
    changes = body.model_dump(exclude_unset=True)
    doctor = await administration.change_doctor(session, clinic_id, doctor_id, changes, if_match)
    return await _doctor(session, doctor, response)


async def _clean_photo(
    _: AsClinicAdmin,
    photo: Annotated[UploadFile, File(description="JPEG, PNG or WebP, at most 8 MB and 40 megapixels")],
) -> bytes:
    """Decoded before a transaction begins: it takes up to a second, and SQLite has one writer."""
    return await photos.sanitised(await photo.read(photos.MAX_BYTES + 1))


@router.put(
    "/doctors/{doctor_id}/photo",
    responses=responses(errors.NotAPhoto, errors.BrokenPhoto, errors.PhotoTooLarge, Invalid),
)
async def put_photo(
    caller: AsClinicAdmin,
    doctor_id: UUID,
    photo: Annotated[bytes, Depends(_clean_photo)],
    session: Writing,
    settings: Configured,
    response: Response,
) -> DoctorSettings:
    """Known by its content, decoded and written anew: nothing hidden in the upload survives."""
    doctor = await service.doctor_by_id(session, doctor_id)
    _admin_of(caller, doctor.clinic_id)
    await administration.set_photo(session, doctor, photo, settings.data_dir)
    return await _doctor(session, doctor, response)


async def _doctor(session: AsyncSession, doctor: Doctor, response: Response) -> DoctorSettings:
    links = await administration.links_of(session, [doctor.id])
    response.headers["ETag"] = etag(doctor.revision)
    return views.doctor_settings(doctor, links[doctor.id])


# ── staff ────────────────────────────────────────


@router.get("/clinics/{clinic_id}/staff")
async def list_staff(caller: AsClinicAdmin, clinic_id: UUID, session: Reading) -> StaffList:
    _admin_of(caller, clinic_id)
    names = await _doctor_names(session, clinic_id)
    return StaffList(items=[views.staff_member(each, names) for each in await staff.staff_of(session, clinic_id)])


@router.post(
    "/clinics/{clinic_id}/staff",
    status_code=201,
    response_model=StaffMember,
    responses={**_CREATES, **responses(BadAddress, errors.DoctorHasAccount)},
)
async def invite_staff(
    caller: AsClinicAdmin, clinic_id: UUID, body: Invitation, session: Writing, once: Idempotent, now: Now
) -> Response:
    """A new address gets a mail to set a password; a known one keeps its password and is told."""
    _admin_of(caller, clinic_id)

    async def work() -> Response:
        member = await staff.invite(
            session,
            clinic_id,
            email=body.email,
            role=Role(body.role),
            doctor_id=body.doctor_id,
            language=body.language,
            actor_id=caller.account_id,
            now=now,
        )
        return created(views.staff_member(member, await _doctor_names(session, clinic_id)))

    return await once.answer(session, caller.account_id, now, work)


@router.delete("/clinics/{clinic_id}/staff/{account_id}", status_code=204, responses=responses(errors.LastAdmin))
async def remove_staff(caller: AsClinicAdmin, clinic_id: UUID, account_id: UUID, session: Writing, now: Now) -> None:
    """Take away every role at this clinic; the account's sign-ins end at once."""
    _admin_of(caller, clinic_id)
    await staff.let_go(session, clinic_id, account_id, actor_id=caller.account_id, now=now)
    await record(
        session,
        action="staff.remove",
        outcome="allowed",
        actor_id=caller.account_id,
        clinic_id=clinic_id,
        subject_id=account_id,
        details={},
        now=now,
    )


async def _doctor_names(session: AsyncSession, clinic_id: UUID) -> dict[UUID, str]:
    doctors = await service.doctors_of_clinic(session, clinic_id, only_active=False)
    return {doctor.id: doctor.display_name for doctor in doctors}
