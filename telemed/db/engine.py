"""The engine, and the two kinds of short session: reading and writing.

SQLite has one writer: a writing session takes the lane at its start (`BEGIN IMMEDIATE`), so that a decision and the
write that follows it see the same facts. Within a process the lane is a gate of width one, which is fair; between
processes it is SQLite's own lock, which is not, but is only fought over by as many as there are processes.
"""

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from telemed.db.gate import Gate
from telemed.settings import Settings

_POSTGRES_OPTIONS = (
    "-c timezone=UTC -c jit=off -c statement_timeout=15000 "
    "-c lock_timeout=8000 -c idle_in_transaction_session_timeout=20000"
)
POOL_S = 10.0
"""The gates let no more in than there are connections; this is for one that is still on its way back to its pool."""

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=8000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
)


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


_JSON: dict[str, Any] = {"json_serializer": _to_json, "json_deserializer": orjson.loads}


class Database:
    """Sessions over two pools of connections: one that may write, and one that the database itself holds to reading.

    So that a GET changes nothing is not a matter of care: PostgreSQL and SQLite refuse it.
    """

    def __init__(self, settings: Settings) -> None:
        self.engine = make_engine(settings, writes=True)
        self.reading_engine = make_engine(settings, writes=False)
        self.is_sqlite = settings.is_sqlite
        patience = patience_s(settings)
        self._to_read = Gate(reading_width(settings), patience)
        self._to_write = Gate(1 if settings.is_sqlite else settings.database_pool, patience)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for reading.

        On SQLite all its statements see one snapshot; on PostgreSQL each sees its own, as under READ COMMITTED anyway,
        which saves the round trips of a transaction.
        """
        async with self._to_read, AsyncSession(self.reading_engine, expire_on_commit=False) as session:
            yield session

    @contextlib.asynccontextmanager
    async def reading_connection(self) -> AsyncIterator[AsyncConnection]:
        """A bare connection for one prepared statement, where even a session would cost as much as the statement."""
        async with self._to_read, self.reading_engine.connect() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A transaction: committed at the end of the block, rolled back by any exception."""
        async with self._to_write, AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session
            await session.commit()

    async def discard_idle(self) -> None:
        """Forget pooled connections, after one of them turned out to be dead: its neighbours most likely are too."""
        await self.dispose()

    async def dispose(self) -> None:
        await self.engine.dispose()
        await self.reading_engine.dispose()


def patience_s(settings: Settings) -> float:
    """Seconds without any progress after which the database counts as stuck. SQLite's one lane takes its time."""
    return settings.database_wait_s * (8 if settings.is_sqlite else 1)


def reading_width(settings: Settings) -> int:
    """How many read at once."""
    return min(settings.database_pool, 8) if settings.is_sqlite else settings.database_pool


def make_engine(settings: Settings, *, writes: bool) -> AsyncEngine:
    """An engine for `settings.database`; the folder of a SQLite file is made when missing."""
    if settings.is_sqlite:
        return _sqlite_engine(settings, writes=writes)
    # Writers look single rows up by their keys: a plan made once is as good as one made for each value.
    own = "plan_cache_mode=force_generic_plan" if writes else "default_transaction_read_only=on"
    options = f"{_POSTGRES_OPTIONS} -c {own}"
    # Reading leaves nothing to roll back, so a connection goes back to the pool without another word.
    autocommit: dict[str, Any] = {} if writes else {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
    return create_async_engine(
        settings.database,
        **_JSON,
        **autocommit,
        pool_size=settings.database_pool,
        max_overflow=0,
        pool_timeout=POOL_S,
        pool_recycle=1800,
        connect_args={"options": options, "connect_timeout": 3, "prepare_threshold": 2},
    )


def _sqlite_engine(settings: Settings, *, writes: bool) -> AsyncEngine:
    path = make_url(settings.database).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        settings.database,
        **_JSON,
        pool_size=2 if writes else reading_width(settings),
        max_overflow=0,
        pool_timeout=POOL_S,
        connect_args={"isolation_level": None},
    )
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    event.listen(engine.sync_engine, "connect", _configure_sqlite(writes=writes))
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _configure_sqlite(*, writes: bool) -> Callable[[Any, Any], None]:
    pragmas = _SQLITE_PRAGMAS if writes else (*_SQLITE_PRAGMAS, "PRAGMA query_only=ON")

    def configure(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    return configure
