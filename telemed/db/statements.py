"""Prepared statements for the few hot paths: written with SQLAlchemy Core, run by the driver.

Core builds the SQL once for each dialect; after that an execution costs what the driver costs, about a third of
going through Core each time. It runs inside the session's transaction, on both databases, with the same column types.
Use it where `make bench` says so, and nowhere else: a Prepared statement does not flush the session.
"""

import contextlib
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import BindParameter, Dialect, bindparam, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql import Delete, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Executor = AsyncSession | AsyncConnection
"""A session, or on the hottest paths the bare connection: a session that reads one statement costs as much as it."""

_PYFORMAT = re.compile(r"%\((\w+)\)s|%%")
_DRIVER = "telemed.driver"
_BATCH = "telemed.batch"
Statement = Select[Any] | Insert | Update | Delete


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL for one dialect, with what turns values into parameters and columns into values."""

    sql: str
    positions: tuple[str, ...]
    constants: dict[str, Any]
    binds: tuple[tuple[str, Convert], ...]
    columns: tuple[tuple[int, Convert], ...]

    def parameters(self, values: dict[str, Any]) -> Any:
        merged = {**self.constants, **values}
        for name, convert in self.binds:
            merged[name] = convert(merged[name])
        return [merged[name] for name in self.positions]

    def values(self, row: Sequence[Any]) -> tuple[Any, ...]:
        if not self.columns:
            return tuple(row)
        converted = list(row)
        for index, convert in self.columns:
            converted[index] = convert(converted[index])
        return tuple(converted)


@dataclass(slots=True)
class Sent:
    """An execution whose rows are read later: inside a `pipeline`, after it, or at once."""

    compiled: _Compiled
    cursor: Any = None
    rows: Sequence[Sequence[Any]] = ()

    async def all(self) -> list[tuple[Any, ...]]:
        rows = self.rows if self.cursor is None else await self.cursor.fetchall()
        return [self.compiled.values(row) for row in rows]

    async def first(self) -> tuple[Any, ...] | None:
        if self.cursor is None:
            row = self.rows[0] if self.rows else None
        else:
            row = await self.cursor.fetchone()
        return None if row is None else self.compiled.values(row)


@dataclass(slots=True, eq=False)
class Prepared:
    """One Core statement, ready for the driver. Parameters are its `bindparam` names."""

    statement: Statement
    _compiled: dict[str, _Compiled] = field(default_factory=dict)

    async def all(self, session: Executor, **values: Any) -> list[tuple[Any, ...]]:
        """All rows, as tuples in the order of the statement's columns."""
        return await (await self.send(session, **values)).all()

    async def first(self, session: Executor, **values: Any) -> tuple[Any, ...] | None:
        return await (await self.send(session, **values)).first()

    async def run(self, session: AsyncSession, **values: Any) -> None:
        """Execute without reading anything back; inside `batch`, at the end of its block."""
        waiting = session.info.get(_BATCH)
        if waiting is None:
            await self.send(session, **values)
        else:
            waiting.append((self, values))

    async def send(self, session: Executor, **values: Any) -> Sent:
        """Execute; inside `pipeline` this does not wait, and errors come at the end of its block at the latest."""
        driver, dialect = await _driver_of(session)
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self.statement, dialect)
        parameters = compiled.parameters(values)
        if isinstance(driver, psycopg.AsyncConnection):
            cursor = psycopg.AsyncRawCursor(driver)
            return Sent(compiled, cursor=await cursor.execute(compiled.sql, parameters))
        # One visit to aiosqlite's thread instead of three.
        return Sent(compiled, rows=list(await driver.execute_fetchall(compiled.sql, parameters)))


_Waiting = tuple[Prepared, dict[str, Any]]


@contextlib.asynccontextmanager
async def batch(session: AsyncSession, *, commit: bool = False) -> AsyncIterator[None]:
    """What is `run` inside is kept until the end of the block and then written in one statement.

    On PostgreSQL the inserts become one `WITH a AS (INSERT ...), b AS (INSERT ...) SELECT`: one message, one plan, one
    snapshot, so they must not depend on each other's rows except by foreign keys, which are checked at its end. On SQLite
    they run one after the other. Statements that read are not kept, and do not see what is. Batches nest: the outermost
    one writes.

    `commit` is for the edge of a request, where nothing else follows: the commit then travels with the statement, and
    that of the session finds nothing left to do.
    """
    if _BATCH in session.info:
        yield
        return
    waiting: list[_Waiting] = []
    session.info[_BATCH] = waiting
    try:
        yield
    finally:
        del session.info[_BATCH]
    if session.new or session.dirty or session.deleted:
        await session.flush()
    driver, _ = await _driver_of(session)
    if isinstance(driver, psycopg.AsyncConnection):
        await _write_together(session, driver, waiting, commit=commit)
    else:
        for prepared, given in waiting:
            await prepared.send(session, **given)


@contextlib.contextmanager
def unbatched(session: AsyncSession) -> Iterator[None]:
    """Inside, `run` writes at once although a batch is going on: for what reads again what it has just written."""
    waiting = session.info.pop(_BATCH, None)
    try:
        yield
    finally:
        if waiting is not None:
            session.info[_BATCH] = waiting


async def _write_together(
    session: AsyncSession, driver: psycopg.AsyncConnection[Any], waiting: Sequence[_Waiting], *, commit: bool
) -> None:
    together = _together(tuple(prepared for prepared, _ in waiting)) if waiting else None
    values = {f"{name}_{n}": value for n, (_, given) in enumerate(waiting) for name, value in given.items()}
    async with driver.pipeline() if commit else contextlib.nullcontext():
        if together is not None:
            await together.send(session, **values)
        if commit:
            await driver.execute("COMMIT")


@lru_cache(maxsize=256)
def _together(parts: tuple[Prepared, ...]) -> Prepared:
    """One statement that does what all parts do; the parameters of the n-th have `_n` behind their names."""
    renamed = [_renamed(prepared.statement, n).cte(f"part_{n}") for n, prepared in enumerate(parts)]
    return Prepared(select(literal_column("1")).add_cte(*renamed))


def _renamed(statement: Statement, number: int) -> Any:
    """The statement with other parameter names, since those of a statement are one space."""

    def rename(element: Any, **_more: Any) -> Any:
        if isinstance(element, BindParameter) and element.required:
            return bindparam(f"{element.key}_{number}", type_=element.type)
        return None

    return replacement_traverse(statement, {}, rename)


async def _driver_of(session: Executor) -> tuple[Any, Dialect]:
    """The driver's connection of the session's transaction. Asking SQLAlchemy each time costs more than a statement."""
    if isinstance(session, AsyncConnection):
        return (await session.get_raw_connection()).driver_connection, session.dialect
    transaction = session.sync_session.get_transaction()
    known = session.info.get(_DRIVER)
    if known is not None and transaction is not None and known[0] is transaction:
        return known[1], known[2]
    connection = await session.connection()
    raw = await connection.get_raw_connection()
    session.info[_DRIVER] = (session.sync_session.get_transaction(), raw.driver_connection, connection.dialect)
    return raw.driver_connection, connection.dialect


@contextlib.asynccontextmanager
async def pipeline(session: AsyncSession) -> AsyncIterator[None]:
    """Statements inside are sent without waiting for each answer (PostgreSQL); the block ends when all are done.

    They still run one after the other, each with a snapshot of its own under READ COMMITTED. An error is raised at the
    end of the block at the latest. On SQLite, where nothing is sent anywhere, this does nothing.
    """
    driver, _ = await _driver_of(session)
    if isinstance(driver, psycopg.AsyncConnection):
        async with driver.pipeline():
            yield
    else:
        yield


def _compile(statement: Statement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  narrows the type; DDL is no Statement
    sql, positions = _numbered(compiled) if dialect.paramstyle == "pyformat" else _in_order(compiled)
    binds = [(name, _binder(bind.type, dialect)) for name, bind in compiled.binds.items()]
    columns = [(index, _loader(column.type, dialect)) for index, column in enumerate(statement.exported_columns)]
    return _Compiled(
        sql=sql,
        positions=positions,
        constants={
            compiled.bind_names[bind]: bind.effective_value for bind in compiled.bind_names if not bind.required
        },
        binds=tuple((name, convert) for name, convert in binds if convert is not None),
        columns=tuple((index, convert) for index, convert in columns if convert is not None),
    )


def _in_order(compiled: SQLCompiler) -> tuple[str, tuple[str, ...]]:
    return compiled.string, tuple(compiled.positiontup or ())


def _numbered(compiled: SQLCompiler) -> tuple[str, tuple[str, ...]]:
    """The SQL with PostgreSQL's own `$1`, `$2`: psycopg would otherwise translate a long statement each time."""
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    return _PYFORMAT.sub(number, compiled.string), tuple(names)


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _loader(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
