"""Acting for somebody: a parent for a child, until the child comes of age or the representation is ended."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import grants
from telemed.accounts.callers import Caller, Grant, Role, Scope
from telemed.accounts.errors import Denial, NotYours
from telemed.accounts.policies import require_subject
from telemed.audit.service import record
from telemed.kit.ids import new_id
from telemed.kit.zones import zone
from telemed.patients import repository
from telemed.patients.errors import BadBirthDate, NotADependant
from telemed.patients.models import Patient, Representative
from telemed.patients.people import comes_of_age, is_plausible_birth_date, search_name


async def add_dependant(
    session: AsyncSession,
    caller: Caller,
    *,
    given_name: str,
    family_name: str,
    birth_date: date,
    sex: str,
    zone_name: str,
    now: datetime,
) -> Patient:
    """A child for whom the caller acts until it turns 18. Raises BadBirthDate and NotADependant (422)."""
    tz = zone(zone_name)
    if not is_plausible_birth_date(birth_date, now.astimezone(tz).date()):
        raise BadBirthDate
    until = comes_of_age(birth_date, tz).astimezone(UTC)
    if until <= now:
        raise NotADependant
    patient = Patient(
        id=new_id(), given_name=given_name, family_name=family_name, search_name=search_name(given_name, family_name),
        birth_date=birth_date, sex=sex, language=caller.language, zone=zone_name, created_at=now,
    )  # fmt: skip
    session.add(patient)
    await session.flush()
    session.add(
        Representative(
            patient_id=patient.id, account_id=caller.account_id, scope=Scope.BOOK, created_at=now, until=until
        )
    )
    grant = Grant(Role.PATIENT, None, patient.id, Scope.BOOK)
    await grants.give(session, caller.account_id, grant, now=now, actor_id=caller.account_id, until=until)
    return patient


async def representatives(
    session: AsyncSession, caller: Caller, patient_id: UUID, now: datetime
) -> Sequence[Representative]:
    """Who acts for a patient whom the caller acts as. Raises NotYours (404)."""
    require_subject(caller, Role.PATIENT, patient_id)
    return await repository.representatives_of(session, patient_id, now)


async def revoke(
    session: AsyncSession, caller: Caller, patient_id: UUID, representative_id: UUID, now: datetime
) -> None:
    """End a representation: the patient anybody's, a representative its own. It is over with the next request, and
    the representative's open sockets close. Raises NotYours (404).
    """
    require_subject(caller, Role.PATIENT, patient_id)
    representative = await repository.representative_by_id(session, patient_id, representative_id)
    patient = await repository.patient_by_id(session, patient_id)
    if representative is None or patient is None:
        raise NotYours(Denial("representative.revoke", patient_id=patient_id, subject_id=representative_id))
    if caller.account_id not in {patient.account_id, representative.account_id}:
        raise NotYours(Denial("representative.revoke", patient_id=patient_id, subject_id=representative_id))
    representative.revoked_at = now
    grant = Grant(Role.PATIENT, None, patient_id)
    await grants.take_away(session, representative.account_id, grant, now=now, actor_id=caller.account_id)
    await record(
        session, action="representative.revoke", outcome="allowed", actor_id=caller.account_id, patient_id=patient_id,
        subject_id=representative.account_id, details={}, now=now,
    )  # fmt: skip
