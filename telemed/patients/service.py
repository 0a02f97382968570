"""Patients: reading, entering, changing; and who may, decided from the caller's roles and the care relations.

Somebody acts as a patient (their own, or one they represent), or is staff of a clinic that has to do with the patient.
A patient of nobody's clinic does not exist for its staff (404); a doctor of the clinic who has not treated the patient is
told so (403). Whoever else is signed in as staff of the platform gets 403, everybody else 404. Each read by somebody else
leaves an audit row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.addresses import parse_email, parse_phone
from telemed.accounts.callers import DESK_STAFF, Caller, Role, Scope
from telemed.accounts.errors import Denial, NotYours, RoleMissing, ScopeTooNarrow
from telemed.audit.service import record
from telemed.db.statements import pipeline
from telemed.kit.ids import new_id
from telemed.patients import repository
from telemed.patients.errors import BadBirthDate, NoCareRelation
from telemed.patients.models import Patient
from telemed.patients.people import is_plausible_birth_date, search_name

FOUND_AT_MOST = 20
_TEXTS = ("given_name", "family_name", "language", "zone", "contact_by")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a registrar writes down about somebody."""

    given_name: str
    family_name: str
    birth_date: date
    sex: str
    language: str
    zone: str
    phone: str | None = None
    email: str | None = None
    contact_by: str | None = None


async def relate(
    session: AsyncSession, patient_id: UUID, clinic_id: UUID, *, doctor_id: UUID | None = None, now: datetime
) -> None:
    """Note that a clinic, or a doctor of it, has to do with a patient from now on: booking and entering do this."""
    await repository.relate(session, patient_id, clinic_id, doctor_id, now)


async def is_related(session: AsyncSession, patient_id: UUID, clinic_id: UUID) -> bool:
    """Whether the clinic has to do with the patient, so that its desk may act for them."""
    return any(clinic == clinic_id for clinic, _ in await repository.related_clinics(session, patient_id))


async def clinics_of(session: AsyncSession, patient_id: UUID) -> set[UUID]:
    """The clinics that have to do with the patient."""
    return {clinic_id for clinic_id, _ in await repository.related_clinics(session, patient_id)}


async def doctors_of(session: AsyncSession, patient_id: UUID) -> set[UUID]:
    """The doctors who have to do with the patient."""
    related = await repository.related_clinics(session, patient_id)
    return {doctor_id for _, doctor_id in related if doctor_id is not None}


async def own_patients(session: AsyncSession, caller: Caller) -> Sequence[Patient]:
    """The patients the caller acts as: itself first, since it was there first."""
    return await repository.patients_by_id(session, caller.subjects(Role.PATIENT, Scope.READ))


async def patients_by_id(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Patient]:
    """For rooms above, which have decided already who may see them."""
    return {patient.id: patient for patient in await repository.patients_by_id(session, ids)}


async def read(session: AsyncSession, caller: Caller, patient_id: UUID, now: datetime) -> Patient:
    """Raises NotYours (404), NoCareRelation or RoleMissing (403)."""
    if patient_id not in caller.subjects(Role.PATIENT, Scope.READ):
        clinic_id = await require_care(session, caller, patient_id)
        await record(
            session, action="patient.read", outcome="allowed", actor_id=caller.account_id, patient_id=patient_id,
            clinic_id=clinic_id, subject_id=patient_id, details={"role": _staff_role(caller, clinic_id)}, now=now,
        )  # fmt: skip
    patient = await repository.patient_by_id(session, patient_id)
    if patient is None:
        raise NotYours(Denial("patient.read", subject_id=patient_id))
    return patient


async def require_care(session: AsyncSession, caller: Caller, patient_id: UUID) -> UUID:
    """The caller's clinic through which it may see this patient. Raises NotYours, NoCareRelation or RoleMissing."""
    related = await repository.related_clinics(session, patient_id)
    clinics = {clinic_id for clinic_id, _ in related}
    for clinic_id in sorted(clinics & caller.clinics(*DESK_STAFF)):
        return clinic_id
    doctors = caller.subjects(Role.DOCTOR)
    for clinic_id, doctor_id in sorted(related, key=str):
        if doctor_id in doctors and clinic_id in caller.clinics(Role.DOCTOR):
            return clinic_id
    if clinics & caller.clinics(Role.DOCTOR):
        raise NoCareRelation
    if caller.has(Role.OPERATOR):
        raise RoleMissing
    raise NotYours(Denial("patient.read", subject_id=patient_id))


async def find(session: AsyncSession, caller: Caller, clinic_id: UUID, query: str, now: datetime) -> Sequence[Patient]:
    """The clinic's patients by parts of the name, a date of birth (2001-03-14) or digits of the phone.

    Everybody found is shown, so everybody found gets an audit row.
    """
    words, phone, birth_date = _read_query(query)
    if not (words or phone or birth_date):
        return []
    found = await repository.find_at_clinic(
        session, clinic_id, words=words, phone=phone, birth_date=birth_date, limit=FOUND_AT_MOST
    )
    async with pipeline(session):
        for patient in found:
            await record(
                session, action="patient.find", outcome="allowed", actor_id=caller.account_id, patient_id=patient.id,
                clinic_id=clinic_id, subject_id=patient.id, details={"role": _staff_role(caller, clinic_id)}, now=now,
            )  # fmt: skip
    return found


async def enter(session: AsyncSession, caller: Caller, clinic_id: UUID, entry: Entry, now: datetime) -> Patient:
    """A patient without an account, of this clinic. Raises BadAddress and BadBirthDate (422)."""
    if not is_plausible_birth_date(entry.birth_date, now.date() + timedelta(days=1)):
        raise BadBirthDate
    patient = Patient(
        id=new_id(), given_name=entry.given_name, family_name=entry.family_name,
        search_name=search_name(entry.given_name, entry.family_name), birth_date=entry.birth_date, sex=entry.sex,
        language=entry.language, zone=entry.zone, created_at=now,
        phone=parse_phone(entry.phone).value if entry.phone else None,
        email=parse_email(entry.email).value if entry.email else None, contact_by=entry.contact_by,
    )  # fmt: skip
    session.add(patient)
    await session.flush()
    await relate(session, patient.id, clinic_id, now=now)
    await record(
        session, action="patient.enter", outcome="allowed", actor_id=caller.account_id, patient_id=patient.id,
        clinic_id=clinic_id, subject_id=patient.id, details={"role": _staff_role(caller, clinic_id)}, now=now,
    )  # fmt: skip
    return patient


async def _clinic_that_changes(session: AsyncSession, caller: Caller, patient_id: UUID) -> UUID:
    """Raises ScopeTooNarrow (403) for a representative who may not, and what `require_care` raises."""
    if caller.scope_for(patient_id) is not None and not caller.clinics(*DESK_STAFF):
        raise ScopeTooNarrow
    return await require_care(session, caller, patient_id)


async def change(
    session: AsyncSession, caller: Caller, patient: Patient, changes: dict[str, Any], now: datetime
) -> Patient:
    """Correct names, language, zone and where to reach the patient. The caller may already read the patient.

    Raises RoleMissing (403) for a doctor, who treats and does not administer; BadAddress (422).
    """
    clinic_id = None
    if patient.id not in caller.subjects(Role.PATIENT):
        clinic_id = await _clinic_that_changes(session, caller, patient.id)
    if clinic_id is not None and clinic_id not in caller.clinics(*DESK_STAFF):
        raise RoleMissing
    locked = await repository.patient_by_id(session, patient.id, lock=True)
    assert locked is not None  # noqa: S101  patients are not deleted, and this one was just read
    for name in _TEXTS:
        if changes.get(name) is not None:
            setattr(locked, name, changes[name])
    if changes.get("phone") is not None:
        locked.phone = parse_phone(changes["phone"]).value
    if changes.get("email") is not None:
        locked.email = parse_email(changes["email"]).value
    locked.search_name = search_name(locked.given_name, locked.family_name)
    locked.revision += 1
    await record(
        session, action="patient.change", outcome="allowed", actor_id=caller.account_id, patient_id=patient.id,
        clinic_id=clinic_id, subject_id=patient.id, details={"fields": sorted(changes)}, now=now,
    )  # fmt: skip
    return locked


def _staff_role(caller: Caller, clinic_id: UUID) -> str:
    roles = [grant.role.value for grant in caller.grants if grant.clinic_id == clinic_id]
    return min(roles) if roles else "unknown"


def _read_query(query: str) -> tuple[list[str], str | None, date | None]:
    """Words of a name, digits of a phone, a date of birth."""
    words: list[str] = []
    digits, birth_date = "", None
    for part in query.casefold().split()[:6]:
        try:
            birth_date = date.fromisoformat(part)
            continue
        except ValueError:
            plain = part.strip("+()-")
        if plain.replace("-", "").isdecimal() and plain.isascii():
            digits += plain.replace("-", "")
        elif part.isprintable():
            words.append(part)
    return words, digits or None, birth_date
