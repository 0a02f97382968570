"""Finding clinics, specialties, services and doctors, without signing in: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse

from telemed.accounts.policies import Public
from telemed.db.deps import Configured, Reading
from telemed.directory import photos, service, views
from telemed.directory.errors import NoPhoto, NoSuchClinic, NoSuchDoctor
from telemed.directory.schemas import (
    ClinicList,
    ClinicShown,
    DoctorDetails,
    DoctorPage,
    ServiceList,
    SpecialtyList,
)
from telemed.directory.service import DoctorFilter
from telemed.kit.errors import Invalid
from telemed.kit.paging import BadCursor
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["directory"])
Limit = Annotated[int, Query(ge=1, le=100)]
SpokenLanguage = Annotated[str | None, Query(pattern="^[a-z]{2}$", description="Spoken by the doctor, such as `ru`")]
Words = Annotated[str, Query(max_length=100, description="Beginnings of words of the name or of a specialty")]


@router.get("/clinics")
async def list_clinics(_: Public, session: Reading, languages: Languages) -> ClinicList:
    """All clinics."""
    return ClinicList(items=[views.clinic_view(each, languages) for each in await service.clinics(session)])


@router.get("/clinics/{clinic_id}", responses=responses(NoSuchClinic))
async def read_clinic(_: Public, clinic_id: UUID, session: Reading, languages: Languages) -> ClinicShown:
    return views.clinic_view(await service.clinic_by_id(session, clinic_id), languages)


@router.get("/specialties", responses=responses(Invalid))
async def list_specialties(
    _: Public, session: Reading, languages: Languages, clinic_id: UUID | None = None
) -> SpecialtyList:
    """Specialties that somebody can be seen in, with the number of doctors."""
    found = await service.specialties(session, clinic_id)
    return SpecialtyList(items=[views.specialty_view(each, count, languages) for each, count in found])


@router.get("/services", responses=responses(Invalid))
async def list_services(
    _: Public,
    session: Reading,
    languages: Languages,
    clinic_id: UUID | None = None,
    specialty_id: UUID | None = None,
    doctor_id: UUID | None = None,
) -> ServiceList:
    """What can be booked; with a doctor, what that doctor offers."""
    found = await service.services(session, clinic_id=clinic_id, specialty_id=specialty_id, doctor_id=doctor_id)
    clinics = await service.clinics_by_id(session, list({each.clinic_id for each in found}))
    spoken = {clinic.id: (*languages, *clinic.languages) for clinic in clinics.values()}
    return ServiceList(items=[views.service_view(each, spoken[each.clinic_id]) for each in found])


@router.get("/doctors", responses=responses(Invalid, BadCursor))
async def list_doctors(
    _: Public,
    session: Reading,
    languages: Languages,
    clinic_id: UUID | None = None,
    specialty_id: UUID | None = None,
    service_id: UUID | None = None,
    language: SpokenLanguage = None,
    q: Words = "",
    cursor: Annotated[str | None, Query(max_length=512)] = None,
    limit: Limit = 30,
) -> DoctorPage:
    """Doctors by name."""
    wanted = DoctorFilter(clinic_id, specialty_id, service_id, language)
    found, following = await service.find_doctors(session, wanted, q, cursor, limit)
    return DoctorPage(items=[views.doctor_view(each, languages) for each in found], next_cursor=following)


@router.get("/doctors/{doctor_id}", responses=responses(NoSuchDoctor))
async def read_doctor(_: Public, doctor_id: UUID, session: Reading, languages: Languages) -> DoctorDetails:
    """A doctor, with the services they offer."""
    card = await service.doctor_card(session, doctor_id)
    offered = await service.services(session, doctor_id=doctor_id)
    spoken = (*languages, *card.clinic.languages)
    return DoctorDetails(
        **views.doctor_fields(card, languages),
        zone=card.clinic.zone,
        services=[views.service_view(each, spoken) for each in offered],
    )


@router.get(
    "/doctors/{doctor_id}/photo",
    response_class=FileResponse,
    responses={200: {"content": {"image/jpeg": {}}}, 304: {"description": "Not modified"}, **responses(NoPhoto)},
)
async def read_photo(_: Public, doctor_id: UUID, session: Reading, settings: Configured, request: Request) -> Response:
    """The photo as JPEG, at most 640 × 640."""
    name = (await service.doctor_by_id(session, doctor_id)).photo_path
    path = photos.folder(settings.data_dir) / name if name else None
    if path is None or not path.is_file():
        raise NoPhoto
    headers = {"ETag": f'"{path.stem}"', "Cache-Control": "public, max-age=300"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type="image/jpeg", headers=headers)
