"""What every test may ask for: a migrated, empty database of each kind, the app over it, and a client.

A test that takes `database` (or anything built on it) runs twice: on SQLite and on a PostgreSQL of our own. Both are
copies of a template that Alembic migrated once; tests share nothing. `TELEMED_TEST_DATABASES` chooses one of the two.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from telemed.db.engine import Database
from telemed.db.migrations import migrate
from telemed.main import create_app
from telemed.settings import Settings
from tests.support.databases import Databases
from tests.support.postgres import PostgresServer, throwaway_postgres
from tests.support.redis import throwaway_redis

KINDS = tuple(os.environ.get("TELEMED_TEST_DATABASES", "sqlite,postgresql").split(","))
SECRET = "a-secret-for-tests-0123456789-abcdefghij"


def settings_for(url: str, folder: Path, **overrides: object) -> Settings:
    """Settings over one database, with everything else at its default and mail in `folder`."""
    values: dict[str, object] = {
        "database_url": url,
        "secret_key": SECRET,
        "data_dir": folder,
        "public_url": "http://testserver",
        "log_level": "WARNING",
    }
    return Settings(_env_file=None, **{**values, **overrides})  # type: ignore[call-arg, arg-type]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL for the whole run, fast and unsafe; fault tests start their own."""
    with throwaway_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis for the whole run."""
    with throwaway_redis() as server:
        yield str(getattr(server, "url", server))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    path = folder / "template.db"
    migrate(settings_for(f"sqlite:///{path}", folder))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = "telemed_template"
    migrate(settings_for(postgres.create_database(name), tmp_path_factory.mktemp("pg")))
    return name


@pytest.fixture(scope="session")
def postgres_databases(postgres: PostgresServer, postgres_template: str) -> Databases:
    return Databases(postgres, postgres_template)


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database of this test's own."""
    if database_kind == "sqlite":
        path = tmp_path / "telemed.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    databases: Databases = request.getfixturevalue("postgres_databases")
    with databases.lend() as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings)
    yield database
    await database.dispose()


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The whole application with its lifespan running; no worker: tests call what the worker would."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the app with no cookies and no token; base address `http://testserver`."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client
