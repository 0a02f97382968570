"""Who waits for time in the demo's clinics, and who acts for whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Role, Scope
from telemed.booking.models import Appointment
from telemed.booking.waitlist.models import WaitlistEntry
from telemed.demo import repository
from telemed.demo.accounts_of import Desk
from telemed.demo.patients_of import Enrolled
from telemed.demo.sign_ins import PATIENT
from telemed.directory.models import Clinic
from telemed.patients.models import Representative

WAITING = 6
_RARE = "fr"
"""A language nobody at the clinics speaks: who asks for it waits, however much time is free."""


async def add_waiting(session: AsyncSession, clinic: Clinic, patients: Sequence[Enrolled], desk: Desk) -> None:
    """Some wait for an earlier time than they have; the demo's own patient is offered one as soon as a worker looks."""
    ahead = await repository.visits_ahead(session, clinic.id, desk.now + timedelta(days=1))
    account = next((each.account_id for each in patients if each.person.email == PATIENT.login), None)
    family = {each.id for each in patients if account is not None and each.account_id == account}
    waiting: set[UUID] = set()
    for visit in ahead:
        mine = visit.patient_id in family
        enough = family & waiting if mine else len(waiting - family) >= WAITING
        if enough or visit.patient_id in waiting:
            continue
        waiting.add(visit.patient_id)
        session.add(_entry(visit, desk.now - timedelta(hours=3 * len(waiting)), None if mine else _RARE))
    await session.flush()


def _entry(visit: Appointment, since: datetime, language: str | None) -> WaitlistEntry:
    return WaitlistEntry(
        patient_id=visit.patient_id, clinic_id=visit.clinic_id, service_id=visit.service_id,
        appointment_id=visit.id, kind="earlier", modality=visit.modality, language=language,
        priority=1 if since.hour % 4 == 0 else 2, created_at=since, created_by=visit.booked_by, checked_at=since,
    )  # fmt: skip


async def add_family(session: AsyncSession, patients: Sequence[Enrolled], desk: Desk) -> None:
    """The demo's patient lets a friend come along, and sees when another's visits are."""
    own = next((each for each in patients if each.person.email == PATIENT.login), None)
    friends = [each for each in patients if each.account_id and each.person.email and each is not own][:2]
    if own is None or own.account_id is None or len(friends) < 2:  # noqa: PLR2004  one for each direction
        return
    friend, other = friends
    until = desk.now + timedelta(days=90)
    for acting, patient, scope in ((friend, own, Scope.ATTEND), (own, other, Scope.READ)):
        assert acting.account_id is not None  # noqa: S101  chosen for having one
        session.add(
            Representative(
                patient_id=patient.id, account_id=acting.account_id, scope=scope.value,
                created_at=desk.now, until=until, invited_by=patient.account_id,
            )
        )  # fmt: skip
        session.add(desk.grant(acting.account_id, Role.PATIENT, subject=patient.id, until=until, scope=scope))
    await session.flush()
