"""An account as its owner sees it: roles, patients, and who looked at their data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import profile
from telemed.accounts.callers import Caller, Grant, Role, Scope
from telemed.accounts.models import Account
from telemed.audit import reading as audit
from telemed.audit.models import AuditEntry
from telemed.directory import service as directory
from telemed.kit.text import pick
from telemed.patients import repository
from telemed.patients.models import Patient


@dataclass(frozen=True, slots=True)
class Overview:
    account: Account
    roles: Sequence[tuple[Grant, str | None]]
    patients: Sequence[Patient]


async def overview(session: AsyncSession, caller: Caller, languages: Sequence[str]) -> Overview:
    """The caller's account; clinics are named in the first of `languages` that they have."""
    account = await profile.account_of(session, caller)
    names = await clinic_names(session, {g.clinic_id for g in caller.grants if g.clinic_id}, languages)
    roles = [(grant, names.get(grant.clinic_id) if grant.clinic_id else None) for grant in caller.grants]
    patients = await repository.patients_by_id(session, caller.subjects(Role.PATIENT, Scope.READ))
    return Overview(account, roles, patients)


async def account_of(session: AsyncSession, caller: Caller) -> Account:
    return await profile.account_of(session, caller)


async def accesses(session: AsyncSession, caller: Caller, *, before: UUID | None, limit: int) -> Sequence[AuditEntry]:
    """What others did with the data of the caller's patients, the latest first.

    Of a represented patient with an account of their own it is theirs alone: it tells of visits they have hidden.
    """
    shown = caller.subjects(Role.PATIENT, Scope.SELF)
    represented = caller.subjects(Role.PATIENT) - shown
    for patient in await repository.patients_by_id(session, represented) if represented else ():
        if patient.account_id is None:
            shown.add(patient.id)
    return await audit.about_patients(session, shown, by_others_than=caller.account_id, before=before, limit=limit)


async def clinic_names(session: AsyncSession, ids: set[UUID], languages: Sequence[str]) -> dict[UUID, str]:
    if not ids:
        return {}
    clinics = await directory.clinics_by_id(session, sorted(ids))
    return {ident: pick(clinic.name, languages) for ident, clinic in clinics.items()}


def relation(patient: Patient, caller: Caller) -> str | None:
    """`self`, `representative`, or None for somebody else's patient."""
    if patient.id not in caller.subjects(Role.PATIENT, Scope.READ):
        return None
    return "self" if patient.account_id == caller.account_id else "representative"


async def change_settings(
    session: AsyncSession, caller: Caller, *, language: str | None, zone: str | None, now: datetime
) -> None:
    """Change the account's language and time zone; the caller's own patient record follows."""
    await profile.change(session, caller, language=language, zone=zone, now=now)
    for patient in await repository.patients_by_id(session, caller.subjects(Role.PATIENT, Scope.SELF)):
        if patient.account_id == caller.account_id:
            patient.language = language or patient.language
            patient.zone = zone or patient.zone
