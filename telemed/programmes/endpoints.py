"""Programmes, their members, and reserved time: translation only."""

from datetime import date, timedelta
from typing import Annotated, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Header, Query, Response
from pydantic import AfterValidator

from telemed.accounts.callers import DESK_STAFF, Role
from telemed.accounts.errors import RoleMissing, TokenRefused
from telemed.accounts.policies import AsClinicAdmin, AsClinicStaff, AsRegistrar, SignedIn, require_clinic
from telemed.db.deps import Now, Reading, Writing
from telemed.directory import service as directory
from telemed.kit.errors import Invalid, NotFound
from telemed.kit.etag import StaleRevision, etag
from telemed.kit.paging import BadCursor, decode_cursor, encode_cursor
from telemed.kit.text import pick
from telemed.kit.zones import zone
from telemed.patients.models import Patient
from telemed.programmes import errors, schemas, service
from telemed.programmes.models import Membership, Programme
from telemed.schedules import reserving
from telemed.schedules.errors import BadTime, NoSuchRow
from telemed.schedules.models import ReservedTime
from telemed.schedules.policies import require_calendar
from telemed.schedules.schemas import sensible_day
from telemed.schedules.windows import window
from telemed.web.answers import created
from telemed.web.idempotency import BadKey, Idempotent, KeyInFlight, KeyReused
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(tags=["programmes"], responses=responses(TokenRefused, RoleMissing, NotFound))
IfMatch = Annotated[str | None, Header(description="The ETag last seen; a change since then is 412")]
_CREATES = responses(Invalid, BadKey, KeyReused, KeyInFlight)
_LONGEST = timedelta(days=100)


@router.get("/clinics/{clinic_id}/programmes")
async def list_programmes(
    caller: AsClinicStaff, clinic_id: UUID, session: Reading, languages: Languages, now: Now
) -> schemas.ProgrammeList:
    require_clinic(caller, clinic_id)
    found = await service.programmes_of(session, clinic_id, now)
    return schemas.ProgrammeList(items=[_programme_view(*each, languages) for each in found])


@router.post(
    "/clinics/{clinic_id}/programmes",
    status_code=201,
    response_model=schemas.ProgrammeShown,
    responses={**_CREATES, **responses(errors.ProgrammeExists)},
)
async def create_programme(
    caller: AsClinicAdmin,
    clinic_id: UUID,
    body: schemas.ProgrammeDraft,
    session: Writing,
    languages: Languages,
    once: Idempotent,
    now: Now,
) -> Response:
    """An employer's cover, or a benefit. Services and reserved time name it by its code."""
    require_clinic(caller, clinic_id, Role.CLINIC_ADMIN)

    async def work() -> Response:
        made = await service.add_programme(session, clinic_id, body.code, body.model_dump()["name_i18n"])
        return created(_programme_view(made, 0, languages), revision=made.revision)

    return await once.answer(session, caller.account_id, now, work)


@router.patch("/clinics/{clinic_id}/programmes/{programme_id}", responses=responses(Invalid, StaleRevision))
async def change_programme(
    caller: AsClinicAdmin,
    clinic_id: UUID,
    programme_id: UUID,
    body: schemas.ProgrammeChange,
    session: Writing,
    languages: Languages,
    response: Response,
    now: Now,
    if_match: IfMatch = None,
) -> schemas.ProgrammeShown:
    """One that is not active admits nobody any more; booked visits stay."""
    require_clinic(caller, clinic_id, Role.CLINIC_ADMIN)
    changes = body.model_dump(exclude_unset=True)
    made = await service.change_programme(session, clinic_id, programme_id, changes, if_match)
    response.headers["ETag"] = etag(made.revision)
    counts = {each.id: count for each, count in await service.programmes_of(session, clinic_id, now)}
    return _programme_view(made, counts[made.id], languages)


@router.get("/clinics/{clinic_id}/programmes/{programme_id}/members", responses=responses(Invalid, BadCursor))
async def list_members(
    caller: AsRegistrar,
    clinic_id: UUID,
    programme_id: UUID,
    session: Reading,
    now: Now,
    cursor: Annotated[str | None, Query(max_length=512)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> schemas.MemberPage:
    """Who belongs to it now, or will."""
    require_clinic(caller, clinic_id, *DESK_STAFF)
    found = await service.members_of(session, clinic_id, programme_id, now, after=_position(cursor), limit=limit + 1)
    page = found[:limit]
    following = encode_cursor(page[-1][0].id.hex) if len(found) > limit else None
    return schemas.MemberPage(items=[_member_view(*each) for each in page], next_cursor=following)


@router.post(
    "/clinics/{clinic_id}/programmes/{programme_id}/members",
    status_code=201,
    response_model=schemas.MemberShown,
    responses={**_CREATES, **responses(errors.AlreadyMember, errors.BadMembership)},
)
async def add_member(
    caller: AsRegistrar,
    clinic_id: UUID,
    programme_id: UUID,
    body: schemas.MemberDraft,
    session: Writing,
    once: Idempotent,
    now: Now,
) -> Response:
    """Make a patient of the clinic a member."""
    require_clinic(caller, clinic_id, *DESK_STAFF)

    async def work() -> Response:
        made = await service.add_member(
            session, caller, clinic_id, programme_id, patient_id=body.patient_id, since=body.since, until=body.until,
            now=now,
        )  # fmt: skip
        patient = await session.get_one(Patient, made.patient_id)
        return created(_member_view(made, patient))

    return await once.answer(session, caller.account_id, now, work)


@router.delete("/clinics/{clinic_id}/programmes/{programme_id}/members/{membership_id}", status_code=204)
async def end_membership(
    caller: AsRegistrar, clinic_id: UUID, programme_id: UUID, membership_id: UUID, session: Writing, now: Now
) -> None:
    """It ends now; booked visits stay."""
    require_clinic(caller, clinic_id, *DESK_STAFF)
    await service.end_membership(session, caller, clinic_id, programme_id, membership_id, now)


@router.get("/patients/{patient_id}/programmes")
async def list_memberships(
    caller: SignedIn, patient_id: UUID, session: Reading, languages: Languages, now: Now
) -> schemas.OwnMemberships:
    """What the patient belongs to: for the patient, and for the desk of the programme's clinic."""
    found = await service.memberships_of(session, caller, patient_id, now)
    return schemas.OwnMemberships(
        items=[
            schemas.OwnMembership(
                id=membership.id, clinic_id=programme.clinic_id, code=programme.code,
                name=pick(programme.name, languages), since=membership.since, until=membership.until,
            )
            for membership, programme in found
        ]
    )  # fmt: skip


# ── reserved time ────────────────────────────────────────


@router.get("/clinics/{clinic_id}/reserved", responses=responses(Invalid, BadTime))
async def list_reserved(
    caller: AsClinicStaff,
    clinic_id: UUID,
    session: Reading,
    now: Now,
    start: Annotated[date, AfterValidator(sensible_day), Query(examples=["2026-11-23"])],
    days: Annotated[int, Query(ge=1, le=62)] = 7,
) -> schemas.ReservedList:
    """Time of the clinic's doctors that is kept for somebody, and for how long yet."""
    require_clinic(caller, clinic_id)
    clinic = await directory.clinic_by_id(session, clinic_id)
    tz = zone(clinic.zone)
    wanted = window(start, start + timedelta(days=days - 1), tz, _LONGEST)
    doctors = await directory.doctors_of_clinic(session, clinic_id, only_active=False)
    found = await reserving.reserved_between(session, [doctor.id for doctor in doctors], wanted, now)
    return schemas.ReservedList(zone=clinic.zone, items=[_reserved_view(each, tz) for each in found])


@router.post(
    "/calendars/{calendar_id}/reserved",
    status_code=201,
    response_model=schemas.ReservedShown,
    responses={**_CREATES, **responses(errors.BadReservation, BadTime)},
)
async def reserve_time(
    caller: AsRegistrar, calendar_id: UUID, body: schemas.ReservedWish, session: Writing, once: Idempotent, now: Now
) -> Response:
    """Keep time for the phone, for a programme, or back, until a moment. Booked visits stay."""
    calendar = await require_calendar(session, caller, calendar_id)
    if calendar.clinic_id is None:
        raise NoSuchRow
    clinic_id = calendar.clinic_id

    async def work() -> Response:
        made = await service.reserve(session, clinic_id, calendar_id, body.interval(), body.audience, body.until, now)
        return created(_reserved_view(made, zone(calendar.zone)))

    return await once.answer(session, caller.account_id, now, work)


@router.delete("/reserved/{reserved_id}", status_code=204)
async def free_reserved(caller: AsRegistrar, reserved_id: UUID, session: Writing) -> None:
    """Anybody may book it from now on."""
    reserved = await reserving.reserved_by_id(session, reserved_id)
    await require_calendar(session, caller, reserved.calendar_id)
    await reserving.free(session, reserved)


# ── views ────────────────────────────────────────


def _programme_view(programme: Programme, members: int, languages: tuple[str, ...]) -> schemas.ProgrammeShown:
    return schemas.ProgrammeShown(
        id=programme.id, clinic_id=programme.clinic_id, code=programme.code, name=pick(programme.name, languages),
        name_i18n=programme.name, active=programme.active, members=members, revision=programme.revision,
    )  # fmt: skip


def _member_view(membership: Membership, patient: Patient) -> schemas.MemberShown:
    return schemas.MemberShown(
        id=membership.id, patient_id=patient.id, patient_name=f"{patient.given_name} {patient.family_name}",
        birth_date=patient.birth_date.isoformat(), since=membership.since, until=membership.until,
    )  # fmt: skip


def _reserved_view(reserved: ReservedTime, tz: ZoneInfo) -> schemas.ReservedShown:
    kind = cast("schemas.ReservedKind", reserved.audience.partition(":")[0])
    return schemas.ReservedShown(
        id=reserved.id, doctor_id=reserved.calendar_id, starts_at=reserved.starts_at, ends_at=reserved.ends_at,
        local_start=reserved.starts_at.astimezone(tz).isoformat(),
        local_end=reserved.ends_at.astimezone(tz).isoformat(), audience=reserved.audience, kind=kind,
        until=reserved.until, local_until=reserved.until.astimezone(tz).isoformat(),
    )  # fmt: skip


def _position(cursor: str | None) -> UUID | None:
    if cursor is None:
        return None
    (identity,) = decode_cursor(cursor, 1)
    try:
        return UUID(identity)
    except (TypeError, ValueError, AttributeError) as error:
        raise BadCursor from error
