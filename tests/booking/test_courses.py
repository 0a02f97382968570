"""Courses, over HTTP, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2
import pytest
from sqlalchemy import func, select
from sqlmodel import col

from telemed.booking.courses.dates import Ground, rhythm, weigh
from telemed.booking.models import Appointment
from telemed.booking.rules import Person, Restrictions, Terms
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.intervals import Interval
from telemed.schedules.consistency import find_differences
from telemed.settings import Settings
from tests.booking.builders import Person as Guest, Town, a_person, add_shift, book, build_town, next_monday

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = timedelta(days=7)


@pytest.fixture
async def town(database: Database) -> Town:
    """Two doctors who work four Mondays from nine to eleven."""
    first = next_monday()
    async with database.writing() as session:
        town = await build_town(session, doctors=2, hours=2)
        for doctor_id in town.doctor_ids:
            for n in range(1, 4):
                start = (first.astimezone(BERLIN) + WEEK * n).astimezone(UTC)
                await add_shift(
                    session, doctor_id, town.clinic_id, "Europe/Berlin", Interval(start, start + timedelta(hours=2))
                )
    return town


@pytest.fixture
async def anna(database: Database, settings: Settings) -> Guest:
    return await a_person(database, settings)


def mondays(town: Town, count: int = 4) -> list[datetime]:
    return rhythm(town.shift.start, count, 7, BERLIN)


async def book_course(client: httpx2.AsyncClient, town: Town, person: Guest, starts: list[datetime], **more: Any
                      ) -> httpx2.Response:  # fmt: skip
    body = {
        "service_id": str(town.service_id), "doctor_id": str(town.doctor_id), "patient_id": str(person.patient_id),
        "modality": "video", "starts_at": [start.isoformat() for start in starts],
    }  # fmt: skip
    return await client.post("/api/v1/courses", json={**body, **more}, headers=person.headers)


async def plan(client: httpx2.AsyncClient, town: Town, person: Guest, **more: Any) -> httpx2.Response:
    body = {
        "service_id": str(town.service_id), "patient_id": str(person.patient_id), "modality": "video",
        "starts_at": town.shift.start.isoformat(), "count": 4, "every_days": 7,
    }  # fmt: skip
    return await client.post("/api/v1/courses/plan", json={**body, **more}, headers=person.headers)


async def test_a_planned_course_is_booked_whole(
    client: httpx2.AsyncClient, database: Database, town: Town, anna: Guest
) -> None:
    """What the plan calls free is booked; all visits share the course, and openings stay what they should be."""
    planned = (await plan(client, town, anna)).json()
    assert [date["free"] for date in planned["dates"]] == [True] * 4
    assert {date["local_start"][11:16] for date in planned["dates"]} == {"09:00"}
    starts = [datetime.fromisoformat(date["starts_at"]) for date in planned["dates"]]
    booked = await book_course(client, town, anna, starts, doctor_id=planned["doctor_id"])
    assert booked.status_code == 201, booked.text
    assert [visit["starts_at"] for visit in booked.json()["appointments"]] == [
        date["starts_at"] for date in planned["dates"]
    ]
    async with database.reading() as session:
        ids = await session.scalars(select(col(Appointment.course_id)).distinct())
        assert list(ids) == [UUID(booked.json()["course_id"])]
        assert not await find_differences(session)


async def test_a_course_clash_books_nothing(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Guest
) -> None:
    """A course clash books nothing: 409 names the date, why, and free times near it; the other dates stay free."""
    starts = mondays(town)
    boris = await a_person(database, settings)
    assert (await book(client, town, boris, starts[2])).status_code == 201
    refused = await book_course(client, town, anna, starts)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:telemed:problem:course-clash")
    [clash] = refused.json()["clashes"]
    assert (datetime.fromisoformat(clash["starts_at"]), clash["reason_code"]) == (starts[2], "taken")
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Appointment)) == 1
        assert not await find_differences(session)
    near = datetime.fromisoformat(clash["alternatives"][0]["starts_at"])
    assert near.date() == starts[2].date()
    assert (await book_course(client, town, anna, [*starts[:2], near, starts[3]])).status_code == 201


async def test_a_plan_says_what_is_wrong_and_chooses_who_is_free(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Guest
) -> None:
    """Without a doctor, who is free at most of the dates; with one, the clash has alternatives; nothing is held."""
    boris = await a_person(database, settings)
    assert (await book(client, town, boris, mondays(town)[1])).status_code == 201
    anyone = (await plan(client, town, anna)).json()
    assert anyone["doctor_id"] == str(town.doctor_ids[1])
    theirs = (await plan(client, town, anna, doctor_id=str(town.doctor_id))).json()
    assert [date["free"] for date in theirs["dates"]] == [True, False, True, True]
    assert len(theirs["dates"][1]["alternatives"]) == 4
    beyond = (await plan(client, town, anna, count=6)).json()
    assert [date["free"] for date in beyond["dates"]][4:] == [False, False]


async def test_courses_keep_to_the_rules(
    client: httpx2.AsyncClient, database: Database, settings: Settings, town: Town, anna: Guest
) -> None:
    """Dates that overlap each other or the patient's own visits, the past, foreign patients, too many, and no key twice."""
    starts = mondays(town)
    twice = await book_course(client, town, anna, [starts[0], starts[0] + timedelta(minutes=10)])
    assert [clash["reason_code"] for clash in twice.json()["clashes"]] == ["patient_busy"]
    past = await book_course(client, town, anna, [starts[0] - timedelta(days=30), starts[0]])
    assert [clash["reason_code"] for clash in past.json()["clashes"]] == ["past"]
    boris = await a_person(database, settings)
    assert (await book_course(client, town, anna, starts, patient_id=str(boris.patient_id))).status_code == 404
    assert (await book_course(client, town, anna, starts[:1])).status_code == 422
    assert (await book_course(client, town, anna, starts[:2])).status_code == 201
    again = await book_course(client, town, anna, starts[1:])
    assert [clash["reason_code"] for clash in again.json()["clashes"]] == ["patient_busy"]


def test_a_rhythm_keeps_the_wall_clock_across_both_changes() -> None:
    """09:00 stays 09:00 in spring and autumn; a time in the spring gap becomes the first after it."""
    autumn = datetime(2026, 10, 20, 9, tzinfo=BERLIN)
    assert {start.astimezone(BERLIN).hour for start in rhythm(autumn.astimezone(UTC), 4, 7, BERLIN)} == {9}
    spring = datetime(2026, 3, 22, 2, 30, tzinfo=BERLIN).astimezone(UTC)
    assert [f"{start.astimezone(BERLIN):%d %H:%M}" for start in rhythm(spring, 3, 7, BERLIN)] == [
        "22 02:30", "29 03:00", "05 02:30",
    ]  # fmt: skip


def test_the_most_of_a_period_counts_the_course_itself() -> None:
    """Two in thirty days: the third date of a weekly course is refused."""
    terms = Terms(20, 0, 0, 10, 0, 365, BERLIN, most_per_period=2, period_days=30)
    now = clock.now()
    first = next_monday()
    always = [Interval(first, first + timedelta(days=60))]
    ground = Ground(terms, Person(birth_date=datetime(1988, 4, 12, tzinfo=UTC).date()), Restrictions(), always, now)
    found = weigh(ground, rhythm(first, 3, 7, BERLIN))
    assert [each.refused and each.refused.code for each in found] == [None, None, "too_many"]
