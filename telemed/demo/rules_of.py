"""The demo's rules: a programme with members, an hour for the phone, a referral, and a release that people wait for."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from uuid import uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.referrals.models import Referral
from telemed.booking.releases import service as releases
from telemed.booking.releases.admission import PRIME
from telemed.booking.releases.models import ReleaseTicket
from telemed.demo.patients_of import Enrolled
from telemed.demo.staff import Practitioner
from telemed.directory import service as directory
from telemed.directory.models import Clinic
from telemed.kit.intervals import Interval
from telemed.kit.zones import first_instant_from, zone
from telemed.programmes.models import Membership, Programme
from telemed.schedules import reserving

_CITY = {"ru": "Городская льгота", "de": "Städtischer Zuschuss", "en": "City benefit"}
_RELEASE = {"ru": "Приёмы перед отпусками", "de": "Termine vor den Ferien", "en": "Visits before the holidays"}
_MEMBERS, _WAITING = 6, 14
_AHEAD, _OPENS_IN, _OPEN_FOR = timedelta(days=19), timedelta(days=1, hours=3), timedelta(hours=4)


async def add_rules(
    session: AsyncSession,
    clinic: Clinic,
    doctors: Sequence[Practitioner],
    patients: Sequence[Enrolled],
    now: datetime,
    chance: Random,
) -> None:
    await _programme(session, clinic, patients, doctors[0], now)
    await _phone_hours(session, clinic, doctors[:3], now)
    await _referral(session, clinic, patients, doctors[0], now)
    await _release(session, clinic, doctors[-1], patients, now, chance)


async def _programme(
    session: AsyncSession, clinic: Clinic, patients: Sequence[Enrolled], doctor: Practitioner, now: datetime
) -> None:
    programme = Programme(clinic_id=clinic.id, code="city-benefit", name=_CITY)
    session.add(programme)
    await session.flush()
    since = now - timedelta(days=60)
    session.add_all(
        Membership(programme_id=programme.id, patient_id=each.id, since=since, given_by=doctor.account_id)
        for each in patients[:_MEMBERS]
    )
    await session.flush()


async def _phone_hours(session: AsyncSession, clinic: Clinic, doctors: Sequence[Practitioner], now: datetime) -> None:
    """The first hour of a day of the next weeks, for who phones until the evening before."""
    tz = zone(clinic.zone)
    for number, doctor in enumerate(doctors):
        day = now.astimezone(tz).date() + timedelta(days=3 + 4 * number)
        start = first_instant_from(day, time(9), tz)
        hour = Interval(start, start + timedelta(hours=1))
        await reserving.reserve(session, doctor.id, hour, "phone", start - timedelta(hours=13), now)


async def _referral(
    session: AsyncSession, clinic: Clinic, patients: Sequence[Enrolled], doctor: Practitioner, now: datetime
) -> None:
    services = await directory.services(session, clinic_id=clinic.id)
    session.add(
        Referral(
            patient_id=patients[0].id, specialty_id=services[-1].specialty_id, clinic_id=clinic.id,
            doctor_id=doctor.id, given_by=doctor.account_id, given_at=now - timedelta(days=3),
            until=now + timedelta(days=87),
        )
    )  # fmt: skip
    await session.flush()


async def _release(
    session: AsyncSession,
    clinic: Clinic,
    doctor: Practitioner,
    patients: Sequence[Enrolled],
    now: datetime,
    chance: Random,
) -> None:
    """Some days of one doctor's service, given out in turn; a few people wait already."""
    tz = zone(clinic.zone)
    first = first_instant_from((now + _AHEAD).astimezone(tz).date(), time.min, tz)
    opens = (now + _OPENS_IN).replace(minute=0, second=0, microsecond=0)
    draft = {
        "name_i18n": _RELEASE, "service_ids": [doctor.offers[0].service_id], "starts_at": first,
        "ends_at": first + timedelta(days=2), "opens_at": opens, "closes_at": opens + _OPEN_FOR, "per_minute": 6,
        "window_min": 10,
    }  # fmt: skip
    release = await releases.plan(session, clinic.id, draft, now)
    session.add_all(
        ReleaseTicket(
            id=uuid5(release.id, str(each.id)), release_id=release.id, patient_id=each.id, account_id=each.account_id,
            joined_at=now - timedelta(hours=chance.randrange(1, 20)), lot=chance.randrange(1, PRIME),
        )
        for each in patients[20 : 20 + _WAITING]
        if each.account_id is not None
    )  # fmt: skip
    await session.flush()
