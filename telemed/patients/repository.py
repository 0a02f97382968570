"""The queries of patients, and only they."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID, uuid5

from sqlalchemy import CursorResult, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.db.statements import Prepared
from telemed.patients.models import CareRelation, Invitation, Patient, Registration, Representative

# The clause is spelled alike in both dialects, and compiled by that of the connection.
_RELATE = Prepared(
    insert(CareRelation)
    .values({name: bindparam(name) for name in ("id", "patient_id", "clinic_id", "doctor_id", "since")})
    .on_conflict_do_nothing()
)


async def relate(
    session: AsyncSession, patient_id: UUID, clinic_id: UUID, doctor_id: UUID | None, since: datetime
) -> None:
    """Note a care relation; nothing happens when it is known."""
    relation_id = uuid5(patient_id, f"{clinic_id}|{doctor_id}")
    await _RELATE.run(
        session, id=relation_id, patient_id=patient_id, clinic_id=clinic_id, doctor_id=doctor_id, since=since
    )


async def patient_by_id(session: AsyncSession, patient_id: UUID, *, lock: bool = False) -> Patient | None:
    statement = select(Patient).where(col(Patient.id) == patient_id)
    if lock:
        statement = statement.with_for_update()
    return (await session.execute(statement)).scalar_one_or_none()


async def patients_by_id(session: AsyncSession, ids: Collection[UUID]) -> Sequence[Patient]:
    """The oldest record first. No ids: no rows."""
    statement = select(Patient).where(col(Patient.id).in_(ids)).order_by(col(Patient.created_at), col(Patient.id))
    return (await session.execute(statement)).scalars().all()


async def related_clinics(session: AsyncSession, patient_id: UUID) -> set[tuple[UUID, UUID | None]]:
    """Pairs of clinic and doctor that have to do with the patient; the doctor may be None."""
    statement = select(col(CareRelation.clinic_id), col(CareRelation.doctor_id)).where(
        col(CareRelation.patient_id) == patient_id
    )
    return {(clinic_id, doctor_id) for clinic_id, doctor_id in (await session.execute(statement)).all()}


async def find_at_clinic(
    session: AsyncSession,
    clinic_id: UUID,
    *,
    words: Sequence[str],
    phone: str | None,
    birth_date: date | None,
    limit: int,
) -> Sequence[Patient]:
    """The clinic's patients whose name has all words, and the phone and birth date if given."""
    known = select(col(CareRelation.patient_id)).where(col(CareRelation.clinic_id) == clinic_id)
    statement = select(Patient).where(col(Patient.id).in_(known))
    for word in words:
        statement = statement.where(col(Patient.search_name).contains(word, autoescape=True))
    if phone is not None:
        statement = statement.where(col(Patient.phone).contains(phone, autoescape=True))
    if birth_date is not None:
        statement = statement.where(col(Patient.birth_date) == birth_date)
    statement = statement.order_by(col(Patient.search_name), col(Patient.id)).limit(limit)
    return (await session.execute(statement)).scalars().all()


async def representatives_of(session: AsyncSession, patient_id: UUID, now: datetime) -> Sequence[Representative]:
    statement = (
        select(Representative)
        .where(
            col(Representative.patient_id) == patient_id,
            col(Representative.revoked_at).is_(None),
            col(Representative.until).is_(None) | (col(Representative.until) > now),
        )
        .order_by(col(Representative.created_at))
    )
    return (await session.execute(statement)).scalars().all()


async def representative_by_id(session: AsyncSession, patient_id: UUID, ident: UUID) -> Representative | None:
    statement = select(Representative).where(
        col(Representative.id) == ident,
        col(Representative.patient_id) == patient_id,
        col(Representative.revoked_at).is_(None),
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def names_of_accounts(session: AsyncSession, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """What the owners of accounts are called, where they are patients themselves."""
    statement = select(col(Patient.account_id), col(Patient.given_name), col(Patient.family_name)).where(
        col(Patient.account_id).in_(account_ids)
    )
    rows = await session.execute(statement)
    return {account: f"{given} {family}" for account, given, family in rows if account is not None}


async def invitation_by_id(session: AsyncSession, invitation_id: UUID, *, lock: bool = False) -> Invitation | None:
    statement = select(Invitation).where(col(Invitation.id) == invitation_id)
    if lock:
        statement = statement.with_for_update()
    found = await session.execute(statement, execution_options={"populate_existing": True})
    return found.scalar_one_or_none()


async def open_invitations(session: AsyncSession, patient_id: UUID, now: datetime) -> Sequence[Invitation]:
    """Those that nobody has used and that are still good, the oldest first."""
    statement = (
        select(Invitation)
        .where(
            col(Invitation.patient_id) == patient_id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .order_by(col(Invitation.created_at))
    )
    return (await session.execute(statement)).scalars().all()


async def count_attempt(
    session: AsyncSession, registration_id: UUID, max_attempts: int, now: datetime
) -> Registration | None:
    """The open registration, with one more attempt counted and its row locked; None when there is none to try."""
    statement = (
        update(Registration)
        .where(
            col(Registration.id) == registration_id,
            col(Registration.confirmed_at).is_(None),
            col(Registration.expires_at) > now,
            col(Registration.attempts) < max_attempts,
        )
        .values(attempts=Registration.attempts + 1)
        .returning(Registration)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def open_registration(session: AsyncSession, registration_id: UUID, now: datetime) -> Registration | None:
    """Locked; None when there is none, or it was confirmed or is too old."""
    statement = (
        select(Registration)
        .where(
            col(Registration.id) == registration_id,
            col(Registration.confirmed_at).is_(None),
            col(Registration.expires_at) > now,
        )
        .with_for_update()
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def delete_registrations(session: AsyncSession, expired_before: datetime) -> int:
    statement = delete(Registration).where(col(Registration.expires_at) < expired_before)
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount
