"""Programmes of a clinic, who belongs to them, and time that is kept for some."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller, Role
from telemed.accounts.errors import Denial, NotYours
from telemed.audit.service import record
from telemed.kit.etag import require_revision
from telemed.kit.intervals import Interval
from telemed.patients.models import Patient
from telemed.patients.service import is_related
from telemed.programmes import repository
from telemed.programmes.errors import (
    AlreadyMember,
    BadMembership,
    BadReservation,
    NoSuchMembership,
    NoSuchProgramme,
    ProgrammeExists,
)
from telemed.programmes.models import Membership, Programme
from telemed.schedules import reserving
from telemed.schedules.models import ReservedTime

PROGRAMME = "programme:"
LONGEST_RESERVED = timedelta(hours=24)


async def programmes_of(session: AsyncSession, clinic_id: UUID, now: datetime) -> list[tuple[Programme, int]]:
    """All of a clinic's, each with how many belong to it."""
    found = await repository.programmes_of(session, clinic_id)
    counts = await repository.member_counts(session, [each.id for each in found], now)
    return [(each, counts.get(each.id, 0)) for each in found]


async def add_programme(session: AsyncSession, clinic_id: UUID, code: str, name: Mapping[str, str]) -> Programme:
    """Raises ProgrammeExists (409)."""
    if await repository.by_code(session, clinic_id, code) is not None:
        raise ProgrammeExists
    programme = Programme(clinic_id=clinic_id, code=code, name=dict(name))
    session.add(programme)
    await session.flush()
    return programme


async def change_programme(
    session: AsyncSession, clinic_id: UUID, programme_id: UUID, changes: Mapping[str, Any], if_match: str | None
) -> Programme:
    """Another name, or in use or not; its code stays, since services name it. Raises NoSuchProgramme, StaleRevision."""
    programme = await _programme(session, clinic_id, programme_id, lock=True)
    require_revision(if_match, programme.revision)
    for name, value in changes.items():
        setattr(programme, "name" if name == "name_i18n" else name, value)
    programme.revision += 1
    await session.flush()
    return programme


async def members_of(
    session: AsyncSession, clinic_id: UUID, programme_id: UUID, now: datetime, *, after: UUID | None, limit: int
) -> list[tuple[Membership, Patient]]:
    await _programme(session, clinic_id, programme_id)
    return await repository.members(session, programme_id, now, after=after, limit=limit)


async def add_member(
    session: AsyncSession,
    caller: Caller,
    clinic_id: UUID,
    programme_id: UUID,
    *,
    patient_id: UUID,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
) -> Membership:
    """Make a patient of the clinic a member. Raises NotYours (404), AlreadyMember (409), BadMembership (422)."""
    programme = await _programme(session, clinic_id, programme_id, lock=True)
    if not await is_related(session, patient_id, clinic_id):
        raise NotYours(Denial("membership.give", patient_id=patient_id, clinic_id=clinic_id))
    if await repository.running(session, programme.id, patient_id, now) is not None:
        raise AlreadyMember
    begins = since or now
    if until is not None and until <= max(begins, now):
        raise BadMembership
    membership = Membership(
        programme_id=programme.id, patient_id=patient_id, since=begins, until=until, given_by=caller.account_id
    )
    session.add(membership)
    await session.flush()
    await _trace(session, "membership.give", membership, programme, caller, now)
    return membership


async def end_membership(
    session: AsyncSession, caller: Caller, clinic_id: UUID, programme_id: UUID, membership_id: UUID, now: datetime
) -> None:
    """Ends now: visits that are booked stay booked. Raises NoSuchMembership."""
    programme = await _programme(session, clinic_id, programme_id)
    membership = await repository.membership(session, membership_id)
    if membership is None or membership.programme_id != programme.id:
        raise NoSuchMembership
    if membership.since < now:
        membership.until = min(membership.until or now, now)
        await session.flush()
    else:
        await session.delete(membership)
    await _trace(session, "membership.end", membership, programme, caller, now)


async def _trace(
    session: AsyncSession, action: str, membership: Membership, programme: Programme, caller: Caller, now: datetime
) -> None:
    await record(
        session, action=action, outcome="allowed", actor_id=caller.account_id, patient_id=membership.patient_id,
        clinic_id=programme.clinic_id, subject_id=membership.id, details={"programme": programme.code}, now=now,
    )  # fmt: skip


async def memberships_of(
    session: AsyncSession, caller: Caller, patient_id: UUID, now: datetime
) -> list[tuple[Membership, Programme]]:
    """What a patient of the caller's belongs to; a clinic's desk sees its own programmes. Raises NotYours (404)."""
    found = await repository.of_patient(session, patient_id, now)
    if patient_id in caller.subjects(Role.PATIENT):
        return found
    clinics = caller.clinics(*DESK_STAFF)
    for clinic_id in clinics:
        if await is_related(session, patient_id, clinic_id):
            return [each for each in found if each[1].clinic_id in clinics]
    raise NotYours(Denial("membership.read", patient_id=patient_id))


async def _programme(session: AsyncSession, clinic_id: UUID, programme_id: UUID, *, lock: bool = False) -> Programme:
    programme = await repository.programme(session, programme_id, lock=lock)
    if programme is None or programme.clinic_id != clinic_id:
        raise NoSuchProgramme
    return programme


async def reserve(
    session: AsyncSession,
    clinic_id: UUID,
    calendar_id: UUID,
    time: Interval,
    audience: str,
    until: datetime,
    now: datetime,
) -> ReservedTime:
    """Keep time of a calendar of the clinic's. Raises BadReservation (422)."""
    if time.duration > LONGEST_RESERVED or time.end <= now:
        raise BadReservation("At most 24 hours, not in the past")
    if until <= now or until > time.end:
        raise BadReservation("It is reserved until some moment from now on, and at most until it is over")
    if audience.startswith(PROGRAMME):
        programme = await repository.by_code(session, clinic_id, audience.removeprefix(PROGRAMME))
        if programme is None or not programme.active:
            raise BadReservation("The clinic has no such programme")
    return await reserving.reserve(session, calendar_id, time, audience, until, now)
