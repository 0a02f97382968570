"""Registering, my account, my patients, and the patients of a clinic: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from telemed.accounts import errors as account_errors
from telemed.accounts.errors import CodeRefused, NotYours, RoleMissing, TokenRefused
from telemed.accounts.policies import AsRegistrar, Public, Scope, SignedIn, require_clinic
from telemed.accounts.visitors import AVisitor
from telemed.db.deps import Now, Reading, Writing
from telemed.directory import service as directory
from telemed.kit.errors import Invalid
from telemed.kit.etag import StaleRevision, etag, require_revision
from telemed.kit.paging import decode_cursor, encode_cursor
from telemed.kit.text import accepted_languages
from telemed.patients import errors, overview, registration, representation, service
from telemed.patients.models import Patient
from telemed.patients.schemas import (
    AccessList,
    AccessShown,
    AccountChange,
    AccountShown,
    Confirmation,
    Dependant,
    OwnPatient,
    PatientChange,
    PatientEntry,
    PatientList,
    PatientShown,
    RegistrationAnswer,
    RegistrationForm,
    RoleShown,
)
from telemed.web import problems
from telemed.web.idempotency import Idempotent
from telemed.web.problems import responses

router = APIRouter()
Languages = Annotated[str | None, Header(alias="Accept-Language")]
Limit = Annotated[int, Query(ge=1, le=100)]
_STAFF_READS = responses(TokenRefused, RoleMissing, errors.NoCareRelation, NotYours)


@router.post(
    "/registrations",
    status_code=202,
    tags=["accounts"],
    responses=responses(
        Invalid, errors.ConsentMissing, errors.BadBirthDate, errors.SmsUnavailable, account_errors.BadAddress,
        account_errors.TooManyAttempts,
    ),
)  # fmt: skip
async def register(_: Public, body: RegistrationForm, visitor: AVisitor, now: Now) -> RegistrationAnswer:
    """Register as a patient. A code is sent to the address; the answer is the same for an address we know."""
    applicant = registration.Applicant(
        body.given_name, body.family_name, body.birth_date, body.sex, body.language, body.zone
    )
    pending = await registration.register(
        visitor, applicant, email=body.email, phone=body.phone, password=body.password,
        consents={consent.document: consent.version for consent in body.consents}, now=now,
    )  # fmt: skip
    return RegistrationAnswer(confirmation_id=pending.id, channel=pending.channel, expires_at=pending.expires_at)


@router.post(
    "/confirmations/{confirmation_id}",
    status_code=204,
    tags=["accounts"],
    response_class=Response,
    responses=responses(CodeRefused, account_errors.TooManyAttempts),
)
async def confirm_registration(
    _: Public, confirmation_id: UUID, body: Confirmation, visitor: AVisitor, now: Now
) -> Response:
    """Prove the address with the code that was sent; the account exists from here on. A code works once."""
    outcome = await registration.confirm(visitor, confirmation_id, body.code, now)
    return problems.answer(outcome) if isinstance(outcome, CodeRefused) else Response(status_code=204)


@router.post(
    "/confirmations/{confirmation_id}/resend",
    status_code=202,
    tags=["accounts"],
    responses=responses(account_errors.TooManyAttempts),
)
async def resend_confirmation(_: Public, confirmation_id: UUID, visitor: AVisitor, now: Now) -> None:
    """Send a new code, at most every 30 seconds; the one before stops working."""
    await registration.resend(visitor, confirmation_id, now)


@router.get("/account", tags=["accounts"], responses=responses(TokenRefused))
async def get_account(caller: SignedIn, session: Reading, languages: Languages = None) -> AccountShown:
    """My account, my roles, and the patients I act for."""
    found = await overview.overview(session, caller, accepted_languages(languages) or (caller.language,))
    return AccountShown(
        id=found.account.id,
        email=found.account.email,
        phone=found.account.phone,
        language=found.account.language,
        zone=found.account.zone,
        roles=[
            RoleShown(role=g.role.value, clinic_id=g.clinic_id, clinic_name=name, subject_id=g.subject_id)
            for g, name in found.roles
        ],
        patients=[
            OwnPatient.model_validate(
                {
                    **patient.model_dump(),
                    "relation": overview.relation(patient, caller),
                    "scope": caller.scope_for(patient.id),
                }
            )
            for patient in found.patients
        ],
    )


@router.patch("/account", status_code=204, tags=["accounts"], responses=responses(TokenRefused, Invalid))
async def change_account(caller: SignedIn, body: AccountChange, session: Writing, now: Now) -> None:
    """Change my language and time zone."""
    await overview.change_settings(session, caller, language=body.language, zone=body.zone, now=now)


@router.get("/account/audit", tags=["accounts"], responses=responses(TokenRefused, Invalid))
async def list_accesses(
    caller: SignedIn, session: Reading, cursor: str | None = None, limit: Limit = 50, languages: Languages = None
) -> AccessList:
    """Who looked at my data, and who was refused; the latest first."""
    before = _id_of(cursor) if cursor else None
    rows = await overview.accesses(session, caller, before=before, limit=limit)
    wanted = accepted_languages(languages) or (caller.language,)
    names = await overview.clinic_names(session, {row.clinic_id for row in rows if row.clinic_id}, wanted)
    return AccessList(
        items=[
            AccessShown(
                at=row.at,
                action=row.action,
                outcome="denied" if row.outcome == "denied" else "allowed",
                actor_role=str(row.details.get("role", "unknown")),
                clinic_name=names.get(row.clinic_id) if row.clinic_id else None,
            )
            for row in rows
        ],
        next_cursor=encode_cursor(str(rows[-1].id)) if len(rows) == limit else None,
    )


@router.get("/patients", tags=["patients"], responses=responses(TokenRefused))
async def list_own_patients(caller: SignedIn, session: Reading) -> PatientList:
    """Myself, and those for whom I act."""
    return PatientList(items=[_shown(patient, caller) for patient in await service.own_patients(session, caller)])


@router.post(
    "/patients",
    status_code=201,
    tags=["patients"],
    response_model=PatientShown,
    responses=responses(TokenRefused, Invalid, errors.NotADependant, errors.BadBirthDate),
)
async def add_dependant(caller: SignedIn, body: Dependant, session: Writing, once: Idempotent, now: Now) -> Response:
    """Add a child, for whom I act until it comes of age."""

    async def work() -> Response:
        account = await overview.account_of(session, caller)
        patient = await representation.add_dependant(
            session, caller, given_name=body.given_name, family_name=body.family_name, birth_date=body.birth_date,
            sex=body.sex, zone_name=account.zone, now=now,
        )  # fmt: skip
        return _answer(patient, 201, "representative", Scope.BOOK)

    return await once.answer(session, caller.account_id, now, work)


@router.get("/patients/{patient_id}", tags=["patients"], response_model=PatientShown, responses=_STAFF_READS)
async def get_patient(caller: SignedIn, patient_id: UUID, session: Writing, now: Now) -> Response:
    """A patient of mine, or of a clinic I work at. A read by staff leaves an audit row, hence the writing session."""
    patient = await service.read(session, caller, patient_id, now)
    return _answer(patient, 200, overview.relation(patient, caller), caller.scope_for(patient.id))


@router.patch(
    "/patients/{patient_id}",
    tags=["patients"],
    response_model=PatientShown,
    responses=_STAFF_READS | responses(StaleRevision, Invalid),
)
async def change_patient(
    caller: SignedIn,
    patient_id: UUID,
    body: PatientChange,
    session: Writing,
    now: Now,
    if_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Correct names and where to reach the patient."""
    patient = await service.read(session, caller, patient_id, now)
    require_revision(if_match, patient.revision)
    changed = await service.change(session, caller, patient, body.model_dump(exclude_unset=True), now)
    return _answer(changed, 200, overview.relation(changed, caller), caller.scope_for(changed.id))


@router.get("/clinics/{clinic_id}/patients", tags=["patients"], responses=responses(TokenRefused, NotYours, Invalid))
async def find_patients(
    caller: AsRegistrar,
    clinic_id: UUID,
    session: Writing,
    now: Now,
    q: Annotated[str, Query(min_length=2, max_length=100)],
) -> PatientList:
    """The clinic's patients by parts of the name, date of birth, or digits of the phone; at most 20. Everybody shown
    gets an audit row, hence the writing session.
    """
    require_clinic(caller, clinic_id, "registrar", "clinic_admin")
    found = await service.find(session, caller, clinic_id, q, now)
    return PatientList(items=[_shown(patient, caller) for patient in found])


@router.post(
    "/clinics/{clinic_id}/patients",
    status_code=201,
    tags=["patients"],
    response_model=PatientShown,
    responses=responses(TokenRefused, NotYours, Invalid, errors.BadBirthDate, account_errors.BadAddress),
)
async def enter_patient(
    caller: AsRegistrar, clinic_id: UUID, body: PatientEntry, session: Writing, once: Idempotent, now: Now
) -> Response:
    """Enter somebody who phones in. They have no account."""
    require_clinic(caller, clinic_id, "registrar", "clinic_admin")

    async def work() -> Response:
        clinic = await directory.clinic_by_id(session, clinic_id)
        entry = service.Entry(
            body.given_name, body.family_name, body.birth_date, body.sex, body.language or clinic.languages[0],
            body.zone or clinic.zone, body.phone, body.email, body.contact_by,
        )  # fmt: skip
        return _answer(await service.enter(session, caller, clinic_id, entry, now), 201, None)

    return await once.answer(session, caller.account_id, now, work)


def _id_of(cursor: str) -> UUID:
    (text,) = decode_cursor(cursor, 1)
    try:
        return UUID(str(text))
    except ValueError as error:
        raise Invalid("The cursor is not one of ours") from error


def _answer(patient: Patient, status: int, relation: str | None, scope: Scope | None = None) -> Response:
    shown = _show(patient, relation, scope)
    headers = {"ETag": etag(patient.revision)}
    return Response(shown.model_dump_json(), status, headers=headers, media_type="application/json")


def _shown(patient: Patient, caller: SignedIn) -> PatientShown:
    return _show(patient, overview.relation(patient, caller), caller.scope_for(patient.id))


def _show(patient: Patient, relation: str | None, scope: Scope | None) -> PatientShown:
    facts = patient.model_dump()
    facts |= {
        "display_name": f"{patient.given_name} {patient.family_name}",
        "has_account": patient.account_id is not None,
        "relation": relation,
        "scope": scope,
    }
    return PatientShown.model_validate(facts)
