"""Registering: a form, a code sent to the address, and, when the code comes back, an account with a patient."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import grants
from telemed.accounts.addresses import Address, parse_email, parse_phone
from telemed.accounts.callers import Grant, Role
from telemed.accounts.errors import AddressTaken, CodeRefused
from telemed.accounts.limits import CODE_BY_ADDRESS, REGISTER_BY_ADDRESS, REGISTER_BY_LOGIN
from telemed.accounts.passwords import passwords
from telemed.accounts.registration import create_account
from telemed.accounts.secrets import digits, equal
from telemed.accounts.sign_in import Visitor
from telemed.audit.service import record
from telemed.kit.ids import new_id
from telemed.outbox.service import enqueue
from telemed.patients import repository
from telemed.patients.errors import BadBirthDate, ConsentMissing, SmsUnavailable
from telemed.patients.models import Consent, Patient, Registration
from telemed.patients.people import is_plausible_birth_date, search_name

DOCUMENTS = {"terms": "2026-11", "privacy": "2026-11", "telemedicine": "2026-11"}
"""The documents a patient agrees to, in their present versions."""

CODE_LIFETIME = timedelta(minutes=30)
MAX_ATTEMPTS = 5
MAX_GENERATIONS = 5
RESEND_PAUSE = timedelta(seconds=30)
_KEPT_AFTER_EXPIRY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who registers, as they filled in the form."""

    given_name: str
    family_name: str
    birth_date: date
    sex: str
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What was promised to the applicant: a code, by this channel, good until then."""

    id: UUID
    channel: Literal["email", "sms"]
    expires_at: datetime


async def register(
    visitor: Visitor,
    applicant: Applicant,
    *,
    email: str | None,
    phone: str | None,
    password: str,
    consents: dict[str, str],
    now: datetime,
) -> Pending:
    """Send a code to the address. Work and answer are the same whether or not it has an account already.

    Raises BadAddress, SmsUnavailable, BadBirthDate and ConsentMissing (422), TooManyAttempts (429).
    """
    address = parse_email(email) if email is not None else parse_phone(phone or "")
    if address.kind == "phone" and not visitor.settings.mail.startswith("folder://"):
        raise SmsUnavailable
    if not is_plausible_birth_date(applicant.birth_date, now.date() + timedelta(days=1)):
        raise BadBirthDate
    if consents != DOCUMENTS:
        raise ConsentMissing(documents=DOCUMENTS)
    await visitor.limiter.hit(REGISTER_BY_ADDRESS, visitor.address)
    mail_it = await visitor.limiter.allows(REGISTER_BY_LOGIN, address.value)
    password_hash = await passwords(visitor.settings.password_memory_mb).hash(password)
    registration = Registration(
        id=new_id(), channel=address.channel, address=address.value, password_hash=password_hash,
        person=_person(applicant), consents=consents, created_at=now, sent_at=now, expires_at=now + CODE_LIFETIME,
    )  # fmt: skip
    async with visitor.database.writing() as session:
        session.add(registration)
        await session.flush()
        if mail_it:
            await enqueue(session, "account.confirmation", subject_id=registration.id, payload={"code": 0}, now=now)
    return Pending(registration.id, address.channel, registration.expires_at)


async def confirm(visitor: Visitor, registration_id: UUID, code: str, now: datetime) -> UUID | CodeRefused:
    """Create the account and its patient; returns the patient's id.

    A wrong code is returned as a refusal and not raised, since the attempt it used up must be stored. So is the right
    code of an address that has got an account meanwhile.
    """
    await visitor.limiter.hit(CODE_BY_ADDRESS, visitor.address)
    async with visitor.database.writing() as session:
        registration = await repository.count_attempt(session, registration_id, MAX_ATTEMPTS, now)
        if registration is None:
            return CodeRefused()
        expected = digits(visitor.settings.secret_key, registration.id, registration.generation)
        if not equal(code.strip(), expected):
            return CodeRefused()
        registration.confirmed_at = now
        try:
            return await _create(session, registration, now)
        except AddressTaken:
            return CodeRefused()


async def resend(visitor: Visitor, registration_id: UUID, now: datetime) -> None:
    """Send a new code; the one before it stops working. Too soon, too often, or no such registration: nothing."""
    await visitor.limiter.hit(CODE_BY_ADDRESS, visitor.address)
    async with visitor.database.writing() as session:
        registration = await repository.open_registration(session, registration_id, now)
        if registration is None or registration.generation >= MAX_GENERATIONS:
            return
        if now - registration.sent_at < RESEND_PAUSE:
            return
        registration.generation += 1
        registration.attempts = 0
        registration.sent_at = now
        registration.expires_at = now + CODE_LIFETIME
        payload = {"code": registration.generation}
        await enqueue(session, "account.confirmation", subject_id=registration.id, payload=payload, now=now)


async def pending(session: AsyncSession, registration_id: UUID, now: datetime) -> Registration | None:
    """A registration that waits for its code; None when it was confirmed or is too old."""
    return await repository.open_registration(session, registration_id, now)


async def forget_expired(session: AsyncSession, now: datetime) -> int:
    """Remove what nobody confirmed, and forms whose account exists: names and hashes are not kept here."""
    return await repository.delete_registrations(session, now - _KEPT_AFTER_EXPIRY)


async def _create(session: AsyncSession, registration: Registration, now: datetime) -> UUID:
    person = registration.person
    kind: Literal["email", "phone"] = "email" if registration.channel == "email" else "phone"
    account = await create_account(
        session,
        Address(kind, registration.address),
        password_hash=registration.password_hash,
        language=person["language"],
        zone=person["zone"],
        confirmed=True,
        now=now,
    )
    patient = Patient(
        id=new_id(), account_id=account.id, given_name=person["given_name"], family_name=person["family_name"],
        search_name=search_name(person["given_name"], person["family_name"]),
        birth_date=date.fromisoformat(person["birth_date"]), sex=person["sex"], language=person["language"],
        zone=person["zone"], phone=account.phone, email=account.email, created_at=now,
    )  # fmt: skip
    session.add(patient)
    await session.flush()
    for document, version in registration.consents.items():
        session.add(Consent(patient_id=patient.id, document=document, version=version, given_at=now))
    await grants.give(session, account.id, Grant(Role.PATIENT, None, patient.id), now=now, actor_id=account.id)
    await record(
        session, action="account.register", outcome="allowed", actor_id=account.id, patient_id=patient.id,
        subject_id=account.id, details={}, now=now,
    )  # fmt: skip
    return patient.id


def _person(applicant: Applicant) -> dict[str, Any]:
    return {
        "given_name": applicant.given_name,
        "family_name": applicant.family_name,
        "birth_date": applicant.birth_date.isoformat(),
        "sex": applicant.sex,
        "language": applicant.language,
        "zone": applicant.zone,
    }
