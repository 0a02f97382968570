"""Bringing a database to this version's schema: Alembic, from code, one process at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.settings import Settings

_ROOT = Path(__file__).resolve().parents[2]


def migration_config(settings: Settings) -> Config:
    """Alembic's configuration for these settings; the scripts are in `alembic/` beside the package."""
    config = Config(str(_ROOT / "alembic.ini"))
    config.attributes["settings"] = settings
    return config


def migrate(settings: Settings, revision: str = "head") -> None:
    """Run the migrations up to `revision`. Blocking: call it outside a running event loop, or in a thread."""
    command.upgrade(migration_config(settings), revision)


async def revisions(session: AsyncSession, settings: Settings) -> tuple[str | None, str | None]:
    """The revision the database is at (None: it is empty), and the one this version needs."""
    connection = await session.connection()
    there = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    return there, ScriptDirectory.from_config(migration_config(settings)).get_current_head()
