"""A served app and a visit in it, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from telemed.db.engine import Database
from telemed.settings import Settings
from tests.accounts.conftest import settings, true_time
from tests.consultation.builders import Booked, Served, a_visit, served

__all__ = ["settings", "true_time"]


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[Served]:
    async with served(settings) as server:
        yield server


@pytest.fixture
async def booked(server: Served, settings: Settings) -> Booked:
    database: Database = server.app.state.database
    return await a_visit(server.http, database, settings)
