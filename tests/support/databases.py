"""Empty, migrated PostgreSQL databases for one test after another.

Copying a template costs some 0.2 s of CPU, emptying a used copy some milliseconds: a database is lent, emptied when
it comes back, and lent again. One whose schema was touched meanwhile (a trigger switched off, an index dropped) is
dropped instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg import sql

from telemed.kit.ids import new_id
from tests.support.postgres import PostgresServer

LARGE_BYTES = 256 * 1024

# What a test can have changed of the schema: tables, indexes, constraints, and triggers that were switched off.
_SCHEMA: LiteralString = """
SELECT md5(concat(
    (SELECT string_agg(concat(relname, relkind), ',' ORDER BY relname) FROM pg_class
     WHERE relnamespace = 'public'::regnamespace),
    (SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
    (SELECT string_agg(concat(tgname, tgenabled), ',' ORDER BY tgname, tgrelid) FROM pg_trigger WHERE NOT tgisinternal),
    (SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O')
))
"""

# Rows are deleted past triggers and foreign keys; what grew large is truncated, which gives its space back.
_EMPTY: LiteralString = """
DO $$
DECLARE
    emptied regclass;
    is_large boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR emptied, is_large IN
        SELECT oid, pg_relation_size(oid) > {large} FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
          AND pg_relation_size(oid) > 0
    LOOP
        IF is_large THEN
            EXECUTE format('TRUNCATE %s CASCADE', emptied);
        ELSE
            EXECUTE format('DELETE FROM %s', emptied);
        END IF;
    END LOOP;
END $$
"""


@dataclass
class Databases:
    """Lends copies of one template."""

    server: PostgresServer
    template: str
    _free: list[str] = field(default_factory=list)
    _schema: str = ""

    @contextmanager
    def lend(self) -> Iterator[str]:
        """The address of an empty database for the length of the block."""
        name = self._free.pop() if self._free else self._new()
        try:
            yield self.server.url_of(name)
        finally:
            if self._emptied(name):
                self._free.append(name)
            else:
                self.server.drop_database(name)

    def _new(self) -> str:
        name = f"test_{new_id().hex}"
        url = self.server.create_database(name, template=self.template)
        if not self._schema:
            with psycopg.connect(url) as connection:
                self._schema = _schema_of(connection)
        return name

    def _emptied(self, name: str) -> bool:
        """Whether the database is as it was; who still holds a connection loses it, and with it any lock."""
        with psycopg.connect(self.server.url_of(name), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                (name,),
            )
            if _schema_of(connection) != self._schema:
                return False
            connection.execute(sql.SQL(_EMPTY).format(large=LARGE_BYTES))
            return True


def _schema_of(connection: psycopg.Connection) -> str:
    row = connection.execute(_SCHEMA).fetchone()
    return str(row[0]) if row else ""
