"""Facts that rules ask about: memberships, referrals, reserved time, releases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.referrals.models import Referral
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.patients.service import relate
from telemed.programmes.models import Membership, Programme
from telemed.schedules import reserving
from tests.booking.builders import Person, Town


async def make_member(session: AsyncSession, town: Town, person: Person, code: str = "benefit") -> UUID:
    """A programme of the town's clinic, and the person in it; the membership's id."""
    programme = Programme(clinic_id=town.clinic_id, code=code, name={"en": "Benefit", "ru": "Льгота"})
    session.add(programme)
    await session.flush()
    member = Membership(
        programme_id=programme.id, patient_id=person.patient_id, since=clock.now() - timedelta(days=1),
        given_by=new_id(),
    )  # fmt: skip
    session.add(member)
    await session.flush()
    return member.id


async def refer(session: AsyncSession, town: Town, person: Person, until: datetime) -> None:
    session.add(
        Referral(
            patient_id=person.patient_id, specialty_id=town.specialty_id, clinic_id=town.clinic_id, given_by=new_id(),
            given_at=clock.now(), until=until,
        )
    )  # fmt: skip
    await session.flush()


async def keep(session: AsyncSession, town: Town, time: Interval, audience: str, until: datetime | None = None) -> None:
    await reserving.reserve(session, town.doctor_id, time, audience, until or time.end, clock.now())


async def know(session: AsyncSession, town: Town, person: Person) -> None:
    """The town's clinic has to do with the person."""
    await relate(session, person.patient_id, town.clinic_id, now=clock.now())


async def shown(client: httpx2.AsyncClient, town: Town, person: Person | None = None, **query: Any) -> list[str]:
    """Starts that search shows of the town's first doctor: for the person, or for anybody."""
    who = {"patient_id": str(person.patient_id)} if person else {}
    answer = await client.get(
        "/api/v1/openings",
        params={"service_id": str(town.service_id), "doctor_id": str(town.doctor_id), "limit": 100, **who, **query},
        headers=person.headers if person else {},
    )
    assert answer.status_code == 200, answer.text
    return [item["starts_at"] for item in answer.json()["items"]]
