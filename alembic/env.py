"""Alembic's environment: one transaction, one migrator at a time, and a lock timeout so a deploy never hangs."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.schema import SchemaItem

from telemed.db.engine import Database
from telemed.db.types import Instant
from telemed.settings import Settings
from telemed.tables import metadata

MIGRATION_LOCK = 7_305_231_964  # any constant of ours; all migrators of a database take the same
settings: Settings = context.config.attributes.get("settings") or Settings()


def render_item(kind: str, item: object, autogen: object) -> str | bool:
    """Write our column types by name, with the import they need."""
    if kind == "type" and isinstance(item, Instant):
        autogen.imports.add("from telemed.db.types import Instant")  # type: ignore[attr-defined]
        return "Instant()"
    return False


def include_object(item: SchemaItem, name: str | None, kind: str, reflected: bool, compared: object) -> bool:  # noqa: FBT001
    """Exclusion constraints and their indexes are written by hand: autogenerate cannot compare them."""
    return not (name or "").startswith("ex_")


def run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET lock_timeout = '30s'"))
        connection.execute(text("SET statement_timeout = '15min'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
        include_object=include_object,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    database = Database(settings)
    async with database.engine.begin() as connection:
        await connection.run_sync(run)
    await database.dispose()


if context.is_offline_mode():
    context.configure(url=settings.database, target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(main())
