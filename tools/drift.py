"""Check on both databases that the migrations end where the tables are, and that they can be undone and done again."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.util import CommandError

from telemed.db.migrations import migrate, migration_config
from telemed.settings import Settings
from tests.support.postgres import throwaway_postgres


def drift(url: str, folder: str) -> str | None:
    """Migrate an empty database; what differs from the tables, or None."""
    settings = Settings(database_url=url, demo=True, data_dir=Path(folder), log_level="WARNING")
    config = migration_config(settings)
    migrate(settings)
    try:
        command.check(config)
    except CommandError as error:
        return str(error)
    command.downgrade(config, "base")
    migrate(settings)
    return None


def main() -> int:
    """Compare on SQLite and on PostgreSQL; 1 when either differs."""
    found: dict[str, str] = {}
    with TemporaryDirectory() as folder, throwaway_postgres() as server:
        for name, url in {"sqlite": f"sqlite:///{folder}/drift.db", "postgresql": server.url}.items():
            if difference := drift(url, folder):
                found[name] = difference
    for name, difference in found.items():
        print(f"{name}: {difference}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
