"""Who works at a clinic: inviting, listing, letting go. The roles themselves are accounts' business."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import grants, registration
from telemed.accounts.callers import Grant, Role
from telemed.accounts.models import Account
from telemed.directory import repository
from telemed.directory.administration import doctor_of_clinic
from telemed.directory.errors import DoctorHasAccount, LastAdmin, NotStaff
from telemed.directory.models import Clinic
from telemed.directory.service import clinic_by_id


@dataclass(frozen=True, slots=True)
class Member:
    """An account with its roles at one clinic."""

    account: Account
    roles: list[Grant] = field(default_factory=list)


async def staff_of(session: AsyncSession, clinic_id: UUID) -> list[Member]:
    """Everybody with a role at the clinic, by e-mail."""
    members: dict[UUID, Member] = {}
    for account, row in await grants.staff_of(session, clinic_id):
        member = members.setdefault(account.id, Member(account))
        member.roles.append(Grant(Role(row.role), row.clinic_id, row.subject_id))
    return list(members.values())


async def invite(
    session: AsyncSession,
    clinic_id: UUID,
    *,
    email: str,
    role: Role,
    doctor_id: UUID | None,
    language: str,
    actor_id: UUID,
    now: datetime,
) -> Member:
    """Give somebody a role. A new address gets an account without a password and a mail to set one; a known address
    keeps its password and is told. Raises NoSuchDoctor, DoctorHasAccount.
    """
    clinic = await clinic_by_id(session, clinic_id)
    doctor = None if doctor_id is None else await doctor_of_clinic(session, clinic_id, doctor_id, lock=True)
    account_id, _ = await registration.invite(session, email, language=language, zone=clinic.zone, now=now)
    if doctor is not None:
        if doctor.account_id not in {None, account_id}:
            raise DoctorHasAccount
        doctor.account_id = account_id
    await grants.give(session, account_id, Grant(role, clinic_id, doctor_id), now=now, actor_id=actor_id)
    return await _member(session, clinic_id, account_id)


async def let_go(session: AsyncSession, clinic_id: UUID, account_id: UUID, *, actor_id: UUID, now: datetime) -> None:
    """Take away every role the account has at the clinic; its sign-ins end. The doctor and the booked visits stay.

    Raises NotStaff, and LastAdmin when nobody would be left to administer the clinic.
    """
    await session.get(Clinic, clinic_id, with_for_update=True)  # two admins who let each other go wait here
    members = await staff_of(session, clinic_id)
    leaving = next((member for member in members if member.account.id == account_id), None)
    if leaving is None:
        raise NotStaff
    admins = [member for member in members if any(grant.role == Role.CLINIC_ADMIN for grant in member.roles)]
    if [member.account.id for member in admins] == [account_id]:
        raise LastAdmin
    for grant in leaving.roles:
        await grants.take_away(session, account_id, grant, now=now, actor_id=actor_id)
    for doctor in await repository.doctor_of_account(session, clinic_id, account_id):
        doctor.account_id = None
    await session.flush()


async def _member(session: AsyncSession, clinic_id: UUID, account_id: UUID) -> Member:
    for member in await staff_of(session, clinic_id):
        if member.account.id == account_id:
            return member
    raise NotStaff
