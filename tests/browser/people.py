"""The clinic of the story: a doctor on duty now, and an administrator, who can both sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from telemed.accounts import grants
from telemed.accounts.addresses import parse_login
from telemed.accounts.callers import Grant, Role
from telemed.accounts.passwords import passwords
from telemed.accounts.registration import create_account
from telemed.db.engine import Database
from telemed.directory.models import Doctor
from telemed.kit import clock
from tests.booking.builders import Town, build_town

PASSWORD = "a long walk by the river"
DOCTOR, ADMIN = "doctor@story.example.org", "admin@story.example.org"
DOCTOR_NAME = "Anna Weber0"


@dataclass(frozen=True)
class Clinic:
    town: Town
    doctor_login: str = DOCTOR
    admin_login: str = ADMIN


async def open_clinic(database: Database) -> Clinic:
    """One doctor whose shift began an hour ago and goes on for eight more, and an administrator."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    hashed = await passwords(1).hash(PASSWORD)
    async with database.writing() as session:
        # A hold ends with the start of its visit at the latest: the first visit is further away than a hold is long.
        town = await build_town(session, hours=9, starts_at=now - timedelta(hours=1), grid_min=10, lead_min=6)
        staff = (
            (DOCTOR, Grant(Role.DOCTOR, town.clinic_id, town.doctor_id)),
            (ADMIN, Grant(Role.CLINIC_ADMIN, town.clinic_id, None)),
        )
        for login, grant in staff:
            address = parse_login(login)
            assert address is not None
            account = await create_account(
                session, address, password_hash=hashed, language="en", zone="Europe/Berlin", confirmed=True, now=now
            )
            await grants.give(session, account.id, grant, now=now, actor_id=None)
            if grant.role is Role.DOCTOR:
                await session.execute(
                    update(Doctor).where(col(Doctor.id) == town.doctor_id).values(account_id=account.id)
                )
    return Clinic(town)
