"""Visits that begin soon, with their people and tickets: what the bench of live rooms opens."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, product
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bench.town import Guest, Town, guest, settle
from telemed.accounts.callers import Grant, Role
from telemed.accounts.identity import caller_of_session
from telemed.accounts.tokens import access_tokens
from telemed.booking.models import Appointment
from telemed.consultation.service import admit_to_doors
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.live import tickets
from telemed.live.tickets import Pass
from telemed.settings import Settings

SOON = timedelta(minutes=10)


@dataclass(frozen=True)
class Visit:
    """A booked visit whose room is open, and who may come in."""

    id: UUID
    doctor: Guest
    patient: Guest


def make_visits(settings: Settings, count: int) -> list[Visit]:
    """Visits in ten minutes, as if they had been booked before. A few doctors and patients, each pair with a visit.

    Nobody is in two places in life, but for the server every room and every person in it is another one.
    """
    side = math.ceil(math.sqrt(count))
    town = settle(settings, doctors=side, days=1, patients=side)

    async def make() -> list[Visit]:
        database = Database(settings)
        try:
            return await _make(database, settings, town, count)
        finally:
            await database.dispose()

    return asyncio.run(make())


async def _make(database: Database, settings: Settings, town: Town, count: int) -> list[Visit]:
    now = clock.now()
    start = (now + SOON).replace(second=0, microsecond=0)
    visits = []
    async with database.writing() as session:
        doctors = [
            (each, await guest(session, settings, number, Grant(Role.DOCTOR, town.clinic_id, each)))
            for number, each in enumerate(town.doctor_ids)
        ]
        for (doctor_id, doctor), patient in islice(product(doctors, town.patients), count):
            visits.append(Visit(new_id(), doctor, patient))
            session.add(
                Appointment(
                    id=visits[-1].id, clinic_id=town.clinic_id, service_id=town.service_id, doctor_id=doctor_id,
                    patient_id=patient.id, starts_at=start, ends_at=start + timedelta(minutes=20), zone="Europe/Berlin",
                    modality="video", booked_by=patient.account_id, booked_at=now,
                )
            )  # fmt: skip
    return visits


def open_doors(settings: Settings, visits: Sequence[Visit], port: int) -> list[dict[str, Any]]:
    """A socket for the doctor and one for the patient of each visit; good for a minute."""

    async def issue() -> list[dict[str, Any]]:
        database = Database(settings)
        try:
            async with database.writing() as session:
                people = [(visit.id, person) for visit in visits for person in (visit.doctor, visit.patient)]
                return [_socket(port, await _ticket(session, settings, *each)) for each in people]
        finally:
            await database.dispose()

    return asyncio.run(issue())


async def _ticket(session: AsyncSession, settings: Settings, visit_id: UUID, person: Guest) -> str:
    """As the endpoint gives one out."""
    now = clock.now()
    claims = access_tokens(settings.secret_key, settings.public_url).read(person.token, now)
    caller = await caller_of_session(session, claims.session_id, now)
    await admit_to_doors(session, caller, visit_id, now)
    return tickets.issue(session, Pass(caller.account_id, caller.session_id, "consultation", visit_id), now)


def _socket(port: int, ticket: str) -> dict[str, Any]:
    return {"url": f"ws://127.0.0.1:{port}/api/v1/live", "subprotocols": ["telemed.v1", tickets.PREFIX + ticket]}
