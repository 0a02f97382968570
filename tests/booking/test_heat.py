"""The month's heat map, over HTTP, on both databases."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx2
import pytest

from telemed.db.engine import Database
from telemed.kit.intervals import Interval
from telemed.settings import Settings
from tests.booking.builders import a_person, add_shift, book, build_town, next_monday


async def test_the_month_shows_what_is_free_by_local_day(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Free minutes of all doctors on each day of the clinic; what is booked is not, and a night counts for two days."""
    berlin = ZoneInfo("Europe/Berlin")
    start = next_monday()
    async with database.writing() as session:
        town = await build_town(session, doctors=2, hours=8)
        evening = start.astimezone(berlin).replace(hour=22)
        night = Interval(evening, evening + timedelta(hours=5))
        await add_shift(session, town.doctor_id, town.clinic_id, "Europe/Berlin", night)
    anna = await a_person(database, settings)
    assert (await book(client, town, anna)).status_code == 201
    day, next_day = start.astimezone(berlin).date(), start.astimezone(berlin).date() + timedelta(days=1)
    found: dict[str, int] = {}
    for month in sorted({f"{day:%Y-%m}", f"{next_day:%Y-%m}"}):
        query = {"specialty_id": str(town.specialty_id), "month": month}
        answer = (await client.get("/api/v1/openings/heat", params=query)).json()
        assert (answer["zone"], answer["sampled"]) == ("Europe/Berlin", False)
        found |= {each["date"]: each["free_min"] for each in answer["days"] if each["free_min"]}
    assert found == {day.isoformat(): 2 * 480 - 20 + 120, next_day.isoformat(): 180}


@pytest.mark.parametrize("query", [{"month": "2026-13"}, {"month": "2026-12"}, {"month": "2026-12", "zone": "Nowhere"}])
async def test_a_month_that_is_none_is_refused(client: httpx2.AsyncClient, query: dict[str, str]) -> None:
    """No such month, nobody in particular, no such zone: 422."""
    more = {"specialty_id": "01970000-0000-7000-8000-000000000000"} if "zone" in query else {}
    assert (await client.get("/api/v1/openings/heat", params={**query, **more})).status_code == 422
