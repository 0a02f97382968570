"""The engine, and the two kinds of short session: reading and writing.

SQLite has one writer: a writing session takes the lane at its start (`BEGIN IMMEDIATE`), so that a decision and the
write that follows it see the same facts. Within a process the lane is an asyncio lock, which is fair; between
processes it is SQLite's own lock, which is not, but is only fought over by as many as there are processes.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from telemed.settings import Settings

_POSTGRES_OPTIONS = (
    "-c timezone=UTC -c statement_timeout=15000 -c lock_timeout=8000 -c idle_in_transaction_session_timeout=20000"
)
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=8000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
)


class Database:
    """Sessions over one engine. A writing session commits once, when its block ends without an exception."""

    def __init__(self, settings: Settings) -> None:
        self.engine = make_engine(settings)
        self.is_sqlite = settings.is_sqlite
        self._writer = asyncio.Lock()
        self._reading = self.engine.execution_options(telemed_writes=False)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; whatever it changed by mistake is rolled back."""
        async with AsyncSession(self._reading, expire_on_commit=False) as session:
            yield session

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A transaction: committed at the end of the block, rolled back by any exception."""
        async with self._lane(), AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session
            await session.commit()

    def _lane(self) -> contextlib.AbstractAsyncContextManager[Any]:
        return self._writer if self.is_sqlite else contextlib.nullcontext()

    async def discard_idle(self) -> None:
        """Forget pooled connections, after one of them turned out to be dead: its neighbours most likely are too."""
        await self.engine.dispose()

    async def dispose(self) -> None:
        await self.engine.dispose()


def make_engine(settings: Settings) -> AsyncEngine:
    """An engine for `settings.database`; the folder of a SQLite file is made when missing."""
    if settings.is_sqlite:
        return _sqlite_engine(settings)
    return create_async_engine(
        settings.database,
        pool_size=settings.database_pool,
        max_overflow=0,
        pool_timeout=settings.database_wait_s,
        pool_recycle=1800,
        connect_args={"options": _POSTGRES_OPTIONS, "connect_timeout": 3, "prepare_threshold": 2},
    )


def _sqlite_engine(settings: Settings) -> AsyncEngine:
    path = make_url(settings.database).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        settings.database,
        pool_size=min(settings.database_pool, 8),
        max_overflow=0,
        pool_timeout=settings.database_wait_s * 8,
        connect_args={"isolation_level": None},
    )
    event.listen(engine.sync_engine, "connect", _configure_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("telemed_writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
