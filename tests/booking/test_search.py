"""Search gives exactly what a naive reading of the rules gives, in order, whichever way it takes through the database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking import repository_free_time, repository_on_offer
from telemed.booking.search import SlotWish, find_slots
from telemed.booking.slots import PartOfDay
from telemed.db.engine import Database
from telemed.directory.models import Clinic, Doctor, Service
from telemed.kit.ids import new_id
from telemed.schedules.models import Opening
from tests.directory.builders import make_clinic, make_doctor, make_service, make_specialty

NOW = datetime(2026, 3, 27, 6, 13, 21, tzinfo=UTC)  # the clocks of Berlin change two days later
DAYS = 4
STEP = timedelta(minutes=5)
Start = tuple[datetime, UUID, UUID]


@dataclass
class Place:
    """A town, as the oracle knows it: rows, and nothing that is worked out of them."""

    specialties: list[UUID]
    clinics: list[Clinic]
    services: list[Service]
    doctors: list[Doctor]
    pairs: list[tuple[Doctor, Service]]
    openings: list[tuple[UUID, datetime, datetime]]

    def every_start(self) -> list[tuple[datetime, Doctor, Service]]:
        """All there are, found by trying every five minutes."""
        zones = {clinic.id: ZoneInfo(clinic.zone) for clinic in self.clinics}
        return sorted(
            (
                (moment, doctor, service)
                for doctor, service in self.pairs
                if service.active and doctor.active and not service.duty
                for moment in _moments()
                if _fits(self, doctor, service, zones[service.clinic_id], moment)
            ),
            key=lambda each: (each[0], each[1].id, each[2].id),
        )

    def wanted(self, wish: SlotWish, every: list[tuple[datetime, Doctor, Service]]) -> list[Start]:
        zones = {clinic.id: ZoneInfo(clinic.zone) for clinic in self.clinics}
        return [
            (start, doctor.id, service.id)
            for start, doctor, service in every
            if _asked_for(wish, doctor, service)
            and _in_range(wish, start, start.astimezone(zones[service.clinic_id]).date())
            and _in_part(wish.part_of_day, start.astimezone(zones[service.clinic_id]).hour)
        ]


def _moments() -> Iterator[datetime]:
    first = NOW.replace(hour=0, minute=0, second=0)
    return (first + STEP * n for n in range(DAYS * 288))


def _asked_for(wish: SlotWish, doctor: Doctor, service: Service) -> bool:
    wanted = (
        (wish.specialty_id, service.specialty_id), (wish.service_id, service.id), (wish.doctor_id, doctor.id),
        (wish.clinic_id, service.clinic_id),
    )  # fmt: skip
    among = ((wish.language, doctor.languages), (wish.modality, service.modalities))
    return all(want is None or want == have for want, have in wanted) and all(
        want is None or want in have for want, have in among
    )


def _fits(place: Place, doctor: Doctor, service: Service, tz: ZoneInfo, start: datetime) -> bool:
    local = start.astimezone(tz)
    horizon = NOW.astimezone(tz).date() + timedelta(days=service.horizon_days)
    taken_from = start - timedelta(minutes=service.buffer_before_min)
    taken_until = start + timedelta(minutes=service.duration_min + service.buffer_after_min)
    return (
        start >= NOW + timedelta(minutes=service.lead_min)
        and local.date() <= horizon
        and (local.hour * 60 + local.minute) % service.grid_min == 0
        and any(d == doctor.id and a <= taken_from and taken_until <= b for d, a, b in place.openings)
    )


def _in_range(wish: SlotWish, start: datetime, day: date) -> bool:
    since, until = wish.since, wish.until
    low = since is None or (start >= since if isinstance(since, datetime) else day >= since)
    return low and (until is None or (start < until if isinstance(until, datetime) else day <= until))


def _in_part(part: PartOfDay | None, hour: int) -> bool:
    bounds = {PartOfDay.MORNING: (0, 12), PartOfDay.AFTERNOON: (12, 17), PartOfDay.EVENING: (17, 24)}
    return part is None or bounds[part][0] <= hour < bounds[part][1]


async def build_place(session: AsyncSession, rng: random.Random) -> Place:
    """Two clinics in zones that are a quarter of an hour apart, services of all kinds, and free time anyhow."""
    specialties = [(await make_specialty(session)).id for _ in range(2)]
    clinics = [await make_clinic(session, zone=name) for name in ("Europe/Berlin", "Asia/Kathmandu")]
    services, doctors, pairs, openings = [], [], [], []
    for clinic in clinics:
        own = [
            await make_service(
                session, clinic.id, rng.choice(specialties), duration_min=rng.choice([10, 20, 45]),
                grid_min=rng.choice([5, 10, 15, 20]), buffer_before_min=rng.choice([0, 0, 5]),
                buffer_after_min=rng.choice([0, 10]), lead_min=rng.choice([0, 0, 90, 1440]),
                horizon_days=rng.choice([1, 56]), active=rng.random() < 0.9, duty=rng.random() < 0.1,
                modalities=rng.choice([["video"], ["audio", "video"]]),
            )
            for _ in range(3)
        ]  # fmt: skip
        services += own
        for _ in range(4):
            offered = rng.sample(own, rng.randint(1, 3))
            languages = rng.choice([["de"], ["de", "ru"]])
            doctor = await make_doctor(
                session, clinic.id, services=tuple(each.id for each in offered), languages=languages
            )
            doctors.append(doctor)
            pairs += [(doctor, each) for each in offered]
            openings += [(doctor.id, *times) for times in _free_time(rng)]
    session.add_all(Opening(id=new_id(), calendar_id=d, starts_at=a, ends_at=b) for d, a, b in openings)
    return Place(specialties, clinics, services, doctors, pairs, openings)


def _free_time(rng: random.Random) -> Iterator[tuple[datetime, datetime]]:
    at = NOW - timedelta(days=2)
    while at < NOW + timedelta(days=DAYS - 2):
        at += timedelta(minutes=rng.choice([5, 20, 60, 61, 600]))
        length = timedelta(minutes=rng.choice([5, 15, 20, 55, 240]))
        yield at, at + length
        at += length


def a_wish(rng: random.Random, place: Place) -> SlotWish:
    def maybe(chance: float, *values: Any) -> Any:
        return rng.choice(values) if rng.random() < chance else None

    day, moment = date(2026, 3, 28), NOW + timedelta(hours=rng.randint(0, 40))
    since = maybe(0.4, day, moment)
    return SlotWish(
        specialty_id=maybe(0.4, *place.specialties),
        service_id=maybe(0.1, *(each.id for each in place.services)),
        doctor_id=maybe(0.1, *(each.id for each in place.doctors)),
        clinic_id=maybe(0.2, *(each.id for each in place.clinics)),
        language=maybe(0.2, "ru", "de"),
        modality=maybe(0.2, "audio", "video"),
        part_of_day=maybe(0.3, *PartOfDay),
        since=since,
        until=maybe(0.5, date(2026, 3, 29)) if since is day else None,
        limit=rng.choice([7, 30, 100]),
    )


async def all_pages(session: AsyncSession, wish: SlotWish) -> list[Start]:
    found: list[Start] = []
    cursor = None
    while True:
        page = await find_slots(session, replace(wish, cursor=cursor), NOW)
        found += [(each.place.start, each.offer.doctor.id, each.offer.service.id) for each in page]
        if len(page) < wish.limit:
            return found
        cursor = page[-1].place.cursor()


@contextmanager
def asking_the_whole_town() -> Iterator[None]:
    """Any number of doctors is so many that the town is asked as a whole."""
    with pytest.MonkeyPatch.context() as patch:
        _forget_statements()
        patch.setattr(repository_on_offer, "FEW", 0)
        patch.setattr(repository_free_time, "CROWD", 3)
        patch.setattr(repository_free_time, "MANY", 6)
        yield
    _forget_statements()


def _forget_statements() -> None:
    for statement in (repository_on_offer._look, repository_free_time.crowd):
        statement.cache_clear()


@pytest.mark.parametrize("seed", range(3))
async def test_search_is_what_a_naive_reading_gives(database: Database, seed: int) -> None:
    """Property: for towns and wishes drawn at random, all pages joined are every start there is, in order, once.

    PostgreSQL is asked in both ways: doctor by doctor, and over the whole town.
    """
    rng = random.Random(seed)
    async with database.writing() as session:
        place = await build_place(session, rng)
    every, ways = place.every_start(), [nullcontext] if database.is_sqlite else [nullcontext, asking_the_whole_town]
    for _ in range(6):
        wish = a_wish(rng, place)
        for way in ways:
            with way():
                async with database.reading() as session:
                    found = await all_pages(session, wish)
            assert _in_view(found) == _in_view(place.wanted(wish, every)), (way.__name__, wish)


def _in_view(starts: list[Start]) -> list[Start]:
    """The days that the oracle walked through in every zone."""
    return [each for each in starts if each[0] < NOW + timedelta(days=DAYS - 1)]
