"""Acting for somebody: within a scope, until a child comes of age, the stated end, or the representation is ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import grants
from telemed.accounts.callers import Caller, Grant, Role, Scope
from telemed.accounts.errors import Denial, NotYours, ScopeTooNarrow
from telemed.accounts.policies import require_subject
from telemed.audit.service import record
from telemed.kit.ids import new_id
from telemed.kit.zones import zone
from telemed.patients import repository
from telemed.patients.errors import BadBirthDate, NotADependant
from telemed.patients.invitations import last_moment
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


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who acts for a patient, as another of the family sees them."""

    id: UUID
    display_name: str | None
    scope: str
    created_at: datetime
    until: datetime | None
    is_me: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Who acts for a patient, and whether the reader may ask others to."""

    everybody: Sequence[Acting]
    may_invite: bool


async def representatives(session: AsyncSession, caller: Caller, patient_id: UUID, now: datetime) -> Standing:
    """Who acts for a patient. Who may only attend or look sees nobody but themselves. Raises NotYours (404)."""
    require_subject(caller, Role.PATIENT, patient_id, Scope.READ)
    patient = await repository.patient_by_id(session, patient_id)
    rows = await repository.representatives_of(session, patient_id, now)
    scope = caller.scope_for(patient_id)
    if scope is None or not scope.covers(Scope.BOOK):
        rows = [row for row in rows if row.account_id == caller.account_id]
    names = await repository.names_of_accounts(session, {row.account_id for row in rows})
    everybody = [
        Acting(
            row.id, names.get(row.account_id), row.scope, row.created_at, row.until,
            is_me=row.account_id == caller.account_id, may_end=_may_end(caller, row, scope),
        )
        for row in rows
    ]  # fmt: skip
    own_account = patient is not None and patient.account_id is not None
    return Standing(everybody, may_invite=scope is Scope.SELF or (scope is Scope.BOOK and not own_account))


def _may_end(caller: Caller, row: Representative, scope: Scope | None) -> bool:
    """The patient anybody's, a representative its own, and who asked somebody theirs."""
    return scope is Scope.SELF or caller.account_id in {row.account_id, row.invited_by}


async def _own_row(
    session: AsyncSession, caller: Caller, patient_id: UUID, representative_id: UUID, action: str
) -> Representative:
    """A representation that the caller may end. Raises NotYours (404)."""
    require_subject(caller, Role.PATIENT, patient_id, Scope.READ)
    row = await repository.representative_by_id(session, patient_id, representative_id)
    if row is None or not _may_end(caller, row, caller.scope_for(patient_id)):
        raise NotYours(Denial(action, patient_id=patient_id, subject_id=representative_id))
    return row


async def revoke(
    session: AsyncSession, caller: Caller, patient_id: UUID, representative_id: UUID, now: datetime
) -> None:
    """End a representation: the patient anybody's, a representative its own and those it asked for. It is over with the
    next request, and the representative's open sockets close. Raises NotYours (404).
    """
    row = await _own_row(session, caller, patient_id, representative_id, "representative.revoke")
    row.revoked_at = now
    keep = caller.session_id if row.account_id == caller.account_id else None
    grant = Grant(Role.PATIENT, None, patient_id)
    await grants.take_away(session, row.account_id, grant, now=now, actor_id=caller.account_id, keep=keep)
    await _trace(session, caller, "representative.revoke", row, now)


async def change(
    session: AsyncSession, caller: Caller, patient_id: UUID, representative_id: UUID, scope: Scope | None,
    until: datetime | None, now: datetime,
) -> None:  # fmt: skip
    """Change how far somebody else acts, and until when (None leaves either). Raises NotYours (404), BadEnd (422),
    ScopeTooNarrow (403) for one's own representation: nobody widens what they were given.
    """
    row = await _own_row(session, caller, patient_id, representative_id, "representative.change")
    if row.account_id == caller.account_id:
        raise ScopeTooNarrow
    patient = await repository.patient_by_id(session, patient_id, lock=True)
    if patient is None:
        raise NotYours(Denial("representative.change", patient_id=patient_id))
    row.scope = (scope or Scope(row.scope)).value
    row.until = last_moment(patient, until or row.until, now)
    grant = Grant(Role.PATIENT, None, patient_id, Scope(row.scope))
    await grants.give(session, row.account_id, grant, now=now, actor_id=caller.account_id, until=row.until)
    await _trace(session, caller, "representative.change", row, now)


async def _trace(session: AsyncSession, caller: Caller, action: str, row: Representative, now: datetime) -> None:
    await record(
        session, action=action, outcome="allowed", actor_id=caller.account_id, patient_id=row.patient_id,
        subject_id=row.account_id, details={"scope": row.scope}, now=now,
    )  # fmt: skip
