"""Wards with one doctor and with two."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from telemed.db.engine import Database
from telemed.schedules.consistency import find_differences
from telemed.settings import Settings
from tests.booking.duty.builders import Ward, a_ward


@pytest.fixture
async def ward(client: httpx2.AsyncClient, database: Database, settings: Settings) -> Ward:
    return await a_ward(client, database, settings)


@pytest.fixture
async def two(client: httpx2.AsyncClient, database: Database, settings: Settings) -> Ward:
    return await a_ward(client, database, settings, doctors=2)


@pytest.fixture
async def true_calendars(database: Database) -> AsyncIterator[None]:
    """After the test the stored openings are what shifts, absences and claims say."""
    yield
    async with database.reading() as session:
        assert await find_differences(session) == []
