"""The demo's clinics, one transaction each pair: what was begun and not finished is not there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.passwords import passwords
from telemed.db.engine import Database
from telemed.demo import sign_ins
from telemed.demo.accounts_of import Desk
from telemed.demo.bookings import Ward, add_visits
from telemed.demo.intake_of import add_intake
from telemed.demo.messages_of import add_messages
from telemed.demo.patients_of import add_patients
from telemed.demo.people import people
from telemed.demo.places import MOSCOW, PLACES, Place, slug_of
from telemed.demo.queue_of import add_queue
from telemed.demo.replanning_of import add_replanning
from telemed.demo.roster import Role, roster
from telemed.demo.rules_of import add_rules
from telemed.demo.staff import add_clinic, add_desk, add_doctors, add_operator, add_services, draw_portraits
from telemed.demo.waiting_of import add_family, add_waiting
from telemed.demo.week import add_absences, add_holidays, add_working_time, fall_ill
from telemed.directory import service as directory
from telemed.directory.founding import ensure_specialties
from telemed.settings import Settings

SEED = 20_261_122


class NotADemo(Exception):
    """Invented people with a published password belong into a demo alone."""


@dataclass(frozen=True, slots=True)
class Made:
    """How many rows a step added."""

    clinics: int = 0
    doctors: int = 0
    patients: int = 0
    visits: int = 0

    def __add__(self, other: "Made") -> "Made":
        return Made(
            self.clinics + other.clinics, self.doctors + other.doctors, self.patients + other.patients,
            self.visits + other.visits,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Plan:
    """One clinic to be, with what needs no database."""

    place: Place
    number: int
    roles: list[Role]
    portraits: list[str]
    chance: Random


@dataclass
class Demo:
    """Makes the demo's clinics in a database; `report` hears after each clinic what was made and how many are to come."""

    database: Database
    settings: Settings
    now: datetime
    seed: int = SEED
    report: Callable[[str, Made, int, int], None] = field(default=lambda *_: None)

    async def build(self, size: int = 1) -> Made:
        """`size` pairs of clinics, those that are there already left as they are. Raises NotADemo."""
        if not self.settings.demo:
            raise NotADemo
        missing = await self.missing(size)
        hashed = await passwords(self.settings.password_memory_mb).hash(sign_ins.PASSWORD)
        desk = Desk(hashed, self.now)
        total = Made()
        for done, number in enumerate(missing):
            plans = [await self._plan(place, number) for place in PLACES]
            async with self.database.writing() as session:
                specialty_ids = await ensure_specialties(session)
                if number == 1:
                    await add_operator(session, sign_ins.OPERATOR, desk)
                for index, plan in enumerate(plans):
                    made = await _build(session, plan, specialty_ids, desk)
                    total += made
                    session.expunge_all()
                    self.report(
                        slug_of(plan.place, number), made, done * len(PLACES) + index + 1, len(missing) * len(PLACES)
                    )
        return total

    async def missing(self, size: int) -> list[int]:
        """Which pairs of clinics, counted from 1, are not there yet."""
        there = await self.slugs()
        return [number for number in range(1, size + 1) if slug_of(MOSCOW, number) not in there]

    async def slugs(self) -> set[str]:
        """Of the clinics that are there, the demo's and others."""
        async with self.database.reading() as session:
            return {clinic.slug for clinic in await directory.clinics(session)}

    async def _plan(self, place: Place, number: int) -> _Plan:
        chance = Random(f"{self.seed} {place.slug} {number}")  # noqa: S311  chance that can be repeated
        roles = roster(place, number, chance)
        return _Plan(place, number, roles, await draw_portraits(Path(self.settings.data_dir), roles), chance)


async def _build(session: AsyncSession, plan: _Plan, specialty_ids: dict[str, UUID], desk: Desk) -> Made:
    place, number, chance, now = plan.place, plan.number, plan.chance, desk.now
    clinic = await add_clinic(session, place, number)
    offered = await add_services(session, clinic, place, plan.roles, specialty_ids)
    doctors = await add_doctors(session, clinic, plan.roles, offered, specialty_ids, plan.portraits, desk, chance)
    registrar_id = await add_desk(session, clinic, place, number, desk)
    await add_holidays(session, clinic.id, place, now)
    for doctor in doctors:
        await add_working_time(session, doctor.id, doctor.role, place, now)
    ids = [doctor.id for doctor in doctors]
    await add_absences(session, ids, place, now)
    patients = await add_patients(session, clinic, people(place, number, now.date(), chance), desk)
    ward = Ward(clinic, doctors, patients, registrar_id, now, chance, has_demo_patient=place is MOSCOW and number == 1)
    visits = await add_visits(session, ward)
    await add_messages(session, clinic, now)
    await add_intake(session, clinic, now, Random(f"{number} {place.slug} intake"))  # noqa: S311  as above
    await add_queue(session, clinic, doctors, patients, now, Random(f"{number} {place.slug} queue"))  # noqa: S311  as above
    await add_waiting(session, clinic, patients, desk)
    await add_family(session, patients, desk)
    await fall_ill(session, ids, place, now, chance)
    await add_rules(session, clinic, doctors, patients, now, Random(f"{number} {place.slug} rules"))  # noqa: S311  as above
    await add_replanning(session, clinic, ids[1:], registrar_id, now)
    return Made(1, len(doctors), len(patients), visits)
