"""What the migrations make is what the models say, guards included, and they can be undone."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import Connection, text

from telemed.db.engine import Database
from telemed.db.migrations import migrate, migration_config
from telemed.kit.ids import new_id
from telemed.settings import Settings
from telemed.tables import metadata
from tests.conftest import settings_for
from tests.support.postgres import PostgresServer

_GUARDS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'
        UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'audit%' ORDER BY 1""",
}


async def guards_of(settings: Settings, *, create: bool = False) -> list[tuple[str, str]]:
    """The constraints and triggers that no table definition shows; with `create`, after making all from the models."""
    database = Database(settings)
    try:
        async with database.engine.begin() as connection:
            if create:
                await connection.run_sync(_create_all)
            rows = await connection.execute(text(_GUARDS[connection.dialect.name]))
            return [(name, " ".join(definition.split())) for name, definition in rows]
    finally:
        await database.dispose()


def _create_all(connection: Connection) -> None:
    metadata.create_all(connection)


async def test_the_guards_of_migrations_are_those_of_the_models(
    settings: Settings, database_kind: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    """Overlaps and rewritten audits are refused by the same triggers and constraints, word for word."""
    url = f"sqlite:///{tmp_path / 'models.db'}" if database_kind == "sqlite" else postgres.create_database(new_id().hex)
    made = await guards_of(settings_for(url, tmp_path), create=True)
    assert made
    assert await guards_of(settings) == made


def test_migrations_go_down_and_up_again(settings: Settings) -> None:
    """Up, down, up: the schema can be taken away and comes back without drift."""
    config = migration_config(settings)
    command.downgrade(config, "base")
    migrate(settings)
    command.check(config)
