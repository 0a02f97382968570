"""A throwaway PostgreSQL: a fresh cluster on a free port, gone when the block ends.

The recipe: `initdb` with trust authentication and no sync into a temporary folder, then `postgres` itself as a child
(no `pg_ctl`: the process id is ours). PostgreSQL refuses to run as root, so for root both go through `setpriv` as an
unprivileged user who owns the folder. `fsync=False` is for speed; tests that kill the server need `fsync=True`.
Databases are cheap: `create_database(name, template=...)` copies a migrated one in some 50 ms.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import psycopg
from psycopg import sql

from tests.support.processes import Running, as_unprivileged, free_port, unprivileged_user
from tools.services import require

CONNECTIONS = 300
UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class PostgresServer:
    """A running cluster. `kill` and `stop` leave the data where it is, for `start`."""

    running: Running
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Address of the maintenance database."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Address of a database by its name."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    @property
    def pids(self) -> list[int]:
        """The postmaster and every process of the cluster, the postmaster first."""
        return self.running.pids

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create a database, a copy of `template` when given (nobody may be connected to that); returns its address."""
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._run(command.format(sql.Identifier(name), sql.Identifier(template or "template1")))
        return self.url_of(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the connections that are still on it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def answers(self) -> bool:
        """Whether a connection succeeds."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=2):
            return True
        return False

    def start(self) -> None:
        """Start the cluster, again after `kill` or `stop`, and wait for the end of its recovery."""
        self.running.start()
        self.running.wait_ready(self.answers)

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, a checkpoint is written."""
        self.running.stop(signal.SIGINT)

    def kill(self) -> None:
        """`kill -9` for every process of the cluster at once, as in a power cut."""
        self.running.kill()


@contextmanager
def throwaway_postgres(*, fsync: bool = False, settings: Mapping[str, str] | None = None) -> Iterator[PostgresServer]:
    """A PostgreSQL of its own for the length of the block; `settings` are server parameters."""
    binaries = require("postgresql")
    folder = Path(mkdtemp(prefix="telemed-pg-"))
    if user := unprivileged_user():
        os.chown(folder, user.pw_uid, user.pw_gid)
    server = PostgresServer(Running([], folder / "server.log"), folder, free_port())
    try:
        _initialise(binaries, folder / "data")
        parameters = {**({} if fsync else UNSAFE_AND_FAST), **(settings or {})}
        server.running.command = _command(binaries, server, parameters)
        server.start()
        yield server
    finally:
        if server.running.started:
            # An immediate shutdown: the data is thrown away, so no checkpoint is worth its time.
            server.running.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(binaries: Path, data: Path) -> None:
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    options = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    subprocess.run([*as_unprivileged("KILL"), *initdb, *options], check=True, capture_output=True, timeout=60, cwd="/")


def _command(binaries: Path, server: PostgresServer, parameters: Mapping[str, str]) -> list[str]:
    fixed = {
        "listen_addresses": "127.0.0.1",
        "port": str(server.port),
        "unix_socket_directories": str(server.folder),
        "max_connections": str(CONNECTIONS),
    }
    options = [part for name, value in {**fixed, **parameters}.items() for part in ("-c", f"{name}={value}")]
    return [*as_unprivileged(), str(binaries / "postgres"), "-D", str(server.folder / "data"), *options]
