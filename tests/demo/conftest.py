"""One demo of each kind of database for the whole module: building it takes seconds, looking at it does not."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from telemed.db.engine import Database
from telemed.demo.service import Demo
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.main import create_app
from telemed.settings import Settings
from tests.conftest import settings_for
from tests.support.postgres import PostgresServer


def demo_settings(url: str, folder: Path) -> Settings:
    return settings_for(url, folder, demo=True, password_memory_mb=8)


async def build(settings: Settings, now: datetime, size: int = 1) -> None:
    database = Database(settings)
    try:
        await Demo(database, settings, now).build(size)
    finally:
        await database.dispose()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, datetime]]:
    """The demo of one moment, and that moment."""
    folder, now = tmp_path_factory.mktemp("demo"), clock.now()
    if request.param == "sqlite":
        path = folder / "telemed.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        settings = demo_settings(f"sqlite:///{path}", folder)
        asyncio.run(build(settings, now))
        yield settings, now
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"demo_{new_id().hex}"
    url = server.create_database(name, template=request.getfixturevalue("postgres_template"))
    settings = demo_settings(url, folder)
    asyncio.run(build(settings, now))
    yield settings, now
    server.drop_database(name)


@pytest.fixture
async def demo(built: tuple[Settings, datetime]) -> AsyncIterator[Database]:
    database = Database(built[0])
    yield database
    await database.dispose()


@pytest.fixture
def made_at(built: tuple[Settings, datetime]) -> datetime:
    return built[1].astimezone(UTC)


@pytest.fixture
async def visitor(built: tuple[Settings, datetime]) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app over the demo."""
    app = create_app(built[0])
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            yield client


@pytest.fixture
def made_now() -> datetime:
    return clock.now()
