"""Prepared statements for the few hot paths: written with SQLAlchemy Core, run by the driver.

Core builds the SQL once for each dialect; after that an execution costs what the driver costs, about a third of
going through Core each time. It runs inside the session's transaction, on both databases, with the same column types.
Use it where `make bench` says so, and nowhere else: a Prepared statement does not flush the session.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql import Delete, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Statement = Select[Any] | Insert | Update | Delete


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL for one dialect, with what turns values into parameters and columns into values."""

    sql: str
    positions: tuple[str, ...] | None
    constants: dict[str, Any]
    binds: tuple[tuple[str, Convert], ...]
    columns: tuple[tuple[int, Convert], ...]

    def parameters(self, values: dict[str, Any]) -> Any:
        merged = {**self.constants, **values}
        for name, convert in self.binds:
            merged[name] = convert(merged[name])
        return merged if self.positions is None else [merged[name] for name in self.positions]

    def values(self, row: Sequence[Any]) -> tuple[Any, ...]:
        if not self.columns:
            return tuple(row)
        converted = list(row)
        for index, convert in self.columns:
            converted[index] = convert(converted[index])
        return tuple(converted)


@dataclass(slots=True)
class Prepared:
    """One Core statement, ready for the driver. Parameters are its `bindparam` names."""

    statement: Statement
    _compiled: dict[str, _Compiled] = field(default_factory=dict)

    async def all(self, session: AsyncSession, **values: Any) -> list[tuple[Any, ...]]:
        """All rows, as tuples in the order of the statement's columns."""
        async with self._cursor(session, values) as (cursor, compiled):
            return [compiled.values(row) for row in await cursor.fetchall()]

    async def first(self, session: AsyncSession, **values: Any) -> tuple[Any, ...] | None:
        async with self._cursor(session, values) as (cursor, compiled):
            row = await cursor.fetchone()
            return None if row is None else compiled.values(row)

    async def run(self, session: AsyncSession, **values: Any) -> None:
        """Execute without reading anything back; inside `pipeline` it does not wait."""
        async with self._cursor(session, values):
            pass

    @contextlib.asynccontextmanager
    async def _cursor(self, session: AsyncSession, values: dict[str, Any]) -> AsyncIterator[tuple[Any, _Compiled]]:
        connection = await session.connection()
        compiled = self._for(connection)
        driver = await driver_connection(connection)
        cursor = await driver.execute(compiled.sql, compiled.parameters(values))
        try:
            yield cursor, compiled
        finally:
            await cursor.close()

    def _for(self, connection: AsyncConnection) -> _Compiled:
        dialect = connection.dialect
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = _compile(self.statement, dialect)
        return known


async def driver_connection(connection: AsyncConnection) -> Any:
    """The psycopg or aiosqlite connection under a SQLAlchemy one."""
    raw = await connection.get_raw_connection()
    return raw.driver_connection


@contextlib.asynccontextmanager
async def pipeline(session: AsyncSession) -> AsyncIterator[None]:
    """Statements inside are sent without waiting for each answer (PostgreSQL); the block ends when all are done.

    They still run one after the other, each with a snapshot of its own under READ COMMITTED. An error is raised at the
    end of the block at the latest. On SQLite, where nothing is sent anywhere, this does nothing.
    """
    driver = await driver_connection(await session.connection())
    if isinstance(driver, psycopg.AsyncConnection):
        async with driver.pipeline():
            yield
    else:
        yield


def _compile(statement: Statement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  narrows the type; DDL is no Statement
    positions = tuple(compiled.positiontup) if compiled.positional and compiled.positiontup else None
    binds = [(name, _binder(bind.type, dialect)) for name, bind in compiled.binds.items()]
    columns = [
        (index, _loader(column.type, dialect)) for index, column in enumerate(statement.exported_columns)
    ]
    return _Compiled(
        sql=compiled.string,
        positions=positions if dialect.paramstyle != "pyformat" else None,
        constants={
            compiled.bind_names[bind]: bind.effective_value for bind in compiled.bind_names if not bind.required
        },
        binds=tuple((name, convert) for name, convert in binds if convert is not None),
        columns=tuple((index, convert) for index, convert in columns if convert is not None),
    )


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _loader(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


