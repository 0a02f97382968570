"""A clinic's patients as rows, with accounts, consents and who acts for whom."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Role, Scope
from telemed.accounts.models import Account, AccountGrant
from telemed.demo.accounts_of import OLD_ENOUGH, Desk
from telemed.demo.people import Person
from telemed.directory.models import Clinic
from telemed.kit.ids import new_id
from telemed.kit.zones import zone
from telemed.patients.models import Consent, Patient, Representative
from telemed.patients.people import comes_of_age, search_name
from telemed.patients.registration import DOCUMENTS
from telemed.schedules.models import Calendar


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A patient who was written down; `account_id` of who books for them, None when the registrar does."""

    id: UUID
    person: Person
    account_id: UUID | None


async def add_patients(session: AsyncSession, clinic: Clinic, everybody: list[Person], desk: Desk) -> list[Enrolled]:
    found: list[Enrolled] = []
    accounts: list[Account] = []
    patients: list[Patient] = []
    ties: list[AccountGrant | Consent | Representative] = []
    since = desk.now - OLD_ENOUGH
    for person in everybody:
        own = desk.account(person.email, person.language, clinic.zone) if person.email else None
        patient = _patient(person, own, clinic.zone, desk)
        patients.append(patient)
        acting = own.id if own else None
        if own:
            accounts.append(own)
            ties.append(desk.grant(own.id, Role.PATIENT, subject=patient.id))
            ties += [
                Consent(patient_id=patient.id, document=document, version=version, given_at=since)
                for document, version in DOCUMENTS.items()
            ]
        elif person.parent is not None:
            acting = found[person.parent].account_id
            ties += _representation(acting, patient, clinic, desk)
        found.append(Enrolled(patient.id, person, acting))
    for layer in (accounts, patients, ties):
        session.add_all(layer)
        await session.flush()
    session.add_all(Calendar(id=enrolled.id, zone=clinic.zone) for enrolled in found)
    await session.flush()
    return found


def _patient(person: Person, own: Account | None, zone_name: str, desk: Desk) -> Patient:
    return Patient(
        id=new_id(), account_id=own.id if own else None, given_name=person.given, family_name=person.family,
        search_name=search_name(person.given, person.family), birth_date=person.birth_date, sex=person.sex,
        language=person.language, zone=zone_name, phone=person.phone, email=person.email,
        created_at=desk.now - OLD_ENOUGH,
    )  # fmt: skip


def _representation(
    account_id: UUID | None, child: Patient, clinic: Clinic, desk: Desk
) -> list[AccountGrant | Consent | Representative]:
    until = comes_of_age(child.birth_date, zone(clinic.zone))
    if account_id is None or until <= desk.now + timedelta(days=1):
        return []
    tie = Representative(patient_id=child.id, account_id=account_id, created_at=child.created_at, until=until)
    return [tie, desk.grant(account_id, Role.PATIENT, subject=child.id, until=until, scope=Scope.BOOK)]
