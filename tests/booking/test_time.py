"""Time as the clinic's clock shows it: what is offered and booked around every kind of clock change. On both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.days import free_days
from telemed.booking.search import SlotWish, find_slots
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.intervals import Interval
from telemed.kit.zones import day_bounds
from telemed.schedules import service
from telemed.schedules.hours import WeeklyHours
from telemed.schedules.service import TemplateDraft
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, add_shift, book
from tests.directory.builders import make_clinic, make_doctor, make_service, make_specialty


@pytest.fixture
async def anna(database: Database, settings: Settings) -> Person:
    return await a_person(database, settings)


async def a_town(session: AsyncSession, zone: str, shift: Interval | None = None, **values: Any) -> Town:
    """A clinic in a zone, with one doctor and one service of half an hour on the half hour."""
    clinic = await make_clinic(session, zone=zone)
    specialty = await make_specialty(session)
    usual = {"duration_min": 30, "grid_min": 30, "horizon_days": 56, **values}
    offered = await make_service(session, clinic.id, specialty.id, **usual)
    doctor = await make_doctor(session, clinic.id, specialties=(specialty.id,), services=(offered.id,))
    always = shift or Interval(datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC))
    if shift is not None:
        await add_shift(session, doctor.id, clinic.id, zone, shift)
    return Town(clinic.id, specialty.id, offered.id, (doctor.id,), always)


async def local_starts(session: AsyncSession, town: Town, zone: str, day: date, now: datetime) -> list[str]:
    """What the clinic's clock shows at each free start of a day, with the offset."""
    name, days = await free_days(
        session, doctor_id=town.doctor_id, service_id=town.service_id, first=day, last=day, now=now
    )
    assert name == zone
    return [visit.start.astimezone(ZoneInfo(zone)).isoformat()[11:] for visit in days[day]]


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2027, 10, 31)])
async def test_nine_stays_nine_across_both_clock_changes(database: Database, change: date) -> None:
    """Weekly hours, the days shown and the starts offered, before and after the change."""
    now = datetime.combine(change - timedelta(days=20), time(8), UTC)
    hours = tuple(WeeklyHours(weekday, time(9), time(10)) for weekday in range(7))
    async with database.writing() as session:
        town = await a_town(session, "Europe/Berlin")
        await service.create_template(session, town.doctor_id, TemplateDraft(now.date(), None, hours), now=now, weeks=8)
        zone, days = await free_days(
            session, doctor_id=town.doctor_id, service_id=town.service_id, first=change - timedelta(days=5),
            last=change + timedelta(days=5), now=now,
        )  # fmt: skip
    assert len(days) == 11
    for visits in days.values():
        assert [visit.start.astimezone(ZoneInfo(zone)).strftime("%H:%M") for visit in visits] == ["09:00", "09:30"]


@pytest.mark.parametrize(
    ("zone", "day", "hours", "first", "last"),
    [
        ("Europe/Berlin", date(2027, 3, 28), 23, "00:00:00+01:00", "23:30:00+02:00"),
        ("Europe/Berlin", date(2027, 10, 31), 25, "00:00:00+02:00", "23:30:00+01:00"),
        ("Australia/Lord_Howe", date(2027, 4, 4), 24.5, "00:00:00+11:00", "23:30:00+10:30"),
        ("Australia/Lord_Howe", date(2027, 10, 3), 23.5, "00:00:00+10:30", "23:30:00+11:00"),
        ("America/St_Johns", date(2027, 3, 14), 23, "00:00:00-03:30", "23:30:00-02:30"),
        ("Asia/Beirut", date(2027, 3, 28), 23, "01:00:00+03:00", "23:30:00+03:00"),
        ("Africa/Cairo", date(2027, 10, 29), 24, "00:00:00+02:00", "23:30:00+02:00"),
        ("Asia/Kathmandu", date(2027, 5, 1), 24, "00:00:00+05:45", "23:30:00+05:45"),
    ],
)
async def test_half_hour_and_midnight_changes_keep_the_right_number_of_slots(
    database: Database, zone: str, day: date, hours: float, first: str, last: str
) -> None:
    """A day of work has as many half hours as it really has, each once, in the order of time."""
    bounds = day_bounds(day, ZoneInfo(zone))
    assert bounds is not None
    async with database.writing() as session:
        town = await a_town(session, zone, bounds)
        shown = await local_starts(session, town, zone, day, bounds.start - timedelta(days=3))
        found = await find_slots(
            session, SlotWish(service_id=town.service_id, since=day, until=day, limit=100),
            bounds.start - timedelta(days=3),
        )  # fmt: skip
    assert (len(shown), shown[0], shown[-1]) == (hours * 2, first, last)
    assert len(set(shown)) == len(shown)
    assert len(found) == len(shown)


async def test_a_time_in_the_spring_gap_is_not_offered_and_422(client: httpx2.AsyncClient, database: Database) -> None:
    """No clock shows half past two: not among the starts, and written without its offset it is no instant."""
    day = date(2027, 3, 28)
    bounds = day_bounds(day, ZoneInfo("Europe/Berlin"))
    assert bounds is not None
    clock.shift(bounds.start - timedelta(days=3) - clock.now())
    person = await a_person_now(database, client)
    async with database.writing() as session:
        town = await a_town(session, "Europe/Berlin", bounds)
        shown = await local_starts(session, town, "Europe/Berlin", day, clock.now())
    assert [each for each in shown if each.startswith("02:")] == []
    assert "01:30:00+01:00" in shown
    assert "03:00:00+02:00" in shown
    refused = await book(client, town, person, starts_at="2027-03-28T02:30:00")
    assert refused.status_code == 422
    assert (await book(client, town, person, starts_at="2027-03-28T02:30:00+01:00")).json()["local_start"][11:] == (
        "03:30:00+02:00"
    )


async def a_person_now(database: Database, client: httpx2.AsyncClient) -> Person:
    """Somebody who signed in after the clock was moved."""
    return await a_person(database, client._transport.app.state.settings)  # type: ignore[attr-defined]


async def test_both_instants_of_the_autumn_hour_are_distinct(client: httpx2.AsyncClient, database: Database) -> None:
    """Half past two comes twice: both are offered, and two people book one each."""
    bounds = day_bounds(date(2027, 10, 31), ZoneInfo("Europe/Berlin"))
    assert bounds is not None
    clock.shift(bounds.start - timedelta(days=3) - clock.now())
    async with database.writing() as session:
        town = await a_town(session, "Europe/Berlin", bounds)
    people = [await a_person_now(database, client) for _ in range(3)]
    times = ["2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00", "2027-10-31T02:30:00+01:00"]
    answers = [await book(client, town, person, starts_at=start) for person, start in zip(people, times, strict=True)]
    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert [answer.json()["local_start"] for answer in answers[:2]] == times[:2]
    assert answers[0].json()["starts_at"] != answers[1].json()["starts_at"]


async def test_a_skipped_day_has_no_times_and_breaks_nothing(database: Database) -> None:
    """Samoa had no 30 December 2011: the days around it are whole, and the list names it empty."""
    zone = ZoneInfo("Pacific/Apia")
    before, after = day_bounds(date(2011, 12, 29), zone), day_bounds(date(2011, 12, 31), zone)
    assert before is not None
    assert after is not None
    assert before.end == after.start
    now = before.start - timedelta(days=2)
    async with database.writing() as session:
        town = await a_town(session, "Pacific/Apia", Interval(before.start, after.end))
        asked = {"doctor_id": town.doctor_id, "service_id": town.service_id, "now": now}
        _, days = await free_days(session, first=date(2011, 12, 29), last=date(2011, 12, 31), **asked)
        _, alone = await free_days(session, first=date(2011, 12, 30), last=date(2011, 12, 30), **asked)
    assert [len(visits) for visits in days.values()] == [48, 0, 48]
    assert [len(visits) for visits in alone.values()] == [0]


async def test_lists_and_caps_use_the_clinics_day(client: httpx2.AsyncClient, database: Database) -> None:
    """One evening of UTC is two days in Sydney: listed apart, searched apart, and capped apart."""
    start = next_evening()
    async with database.writing() as session:
        town = await a_town(
            session, "Australia/Sydney", Interval(start, start + timedelta(hours=3)), most_per_period=1, period_days=1
        )
    midnight = datetime.combine(
        start.astimezone(ZoneInfo("Australia/Sydney")).date() + timedelta(days=1), time(0), ZoneInfo("Australia/Sydney")
    )
    first, second = (midnight - timedelta(days=1)).date(), midnight.date()
    path = f"/api/v1/doctors/{town.doctor_id}/days"
    query = {"service_id": str(town.service_id), "from": first.isoformat(), "to": second.isoformat()}
    listed = (await client.get(path, params=query)).json()["days"]
    assert [(day["date"], len(day["openings"])) for day in listed] == [(first.isoformat(), 2), (second.isoformat(), 4)]
    found = await client.get("/api/v1/openings", params={**query, "from": second.isoformat()})
    assert {item["local_start"][:10] for item in found.json()["items"]} == {second.isoformat()}
    person = await a_person_now(database, client)
    late = midnight - timedelta(minutes=30)
    assert (await book(client, town, person, late)).status_code == 201
    assert (await book(client, town, person, late - timedelta(minutes=30))).json()["reason_code"] == "too_many"
    assert (await book(client, town, person, midnight)).status_code == 201


def next_evening() -> datetime:
    """An hour before a midnight of Sydney some days ahead."""
    sydney = ZoneInfo("Australia/Sydney")
    day = clock.now().astimezone(sydney).date() + timedelta(days=4)
    return datetime.combine(day, time(23), sydney).astimezone(UTC)


async def test_times_that_no_calendar_has_are_422(client: httpx2.AsyncClient, database: Database, anna: Person) -> None:
    """Naive, a date, words, a number, nothing, year 9999 and year 1: refused, and nothing is booked."""
    async with database.writing() as session:
        town = await a_town(session, "Europe/Berlin")
    for starts_at in (
        "2026-12-01T09:00:00", "2026-12-01", "soon", 1764583200, None, "9999-12-31T23:59:00-12:00",
        "0001-01-01T00:00:00+14:00",
    ):  # fmt: skip
        assert (await book(client, town, anna, starts_at=starts_at)).status_code == 422, starts_at


async def test_ranges_that_are_none_are_422(client: httpx2.AsyncClient, database: Database) -> None:
    """Backwards, empty, naive, a century, year 9999: in the search and in a doctor's days."""
    async with database.writing() as session:
        town = await a_town(session, "Europe/Berlin")
    for since, until in (
        ("2026-12-02", "2026-12-01"),
        ("2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z"),
        ("2026-12-01T10:00:00", "2026-12-02T10:00:00Z"),
        ("2026-01-01", "2126-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("0001-01-01", "2026-12-01"),
    ):
        query = {"service_id": str(town.service_id), "from": since, "to": until}
        for path in ("/api/v1/openings", f"/api/v1/doctors/{town.doctor_id}/days"):
            assert (await client.get(path, params=query)).status_code == 422, (path, since, until)
