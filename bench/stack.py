"""What is measured, as real processes: a database, `telemed serve` on free ports, and the CPU that all of it used."""

import pstats
import secrets
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from telemed.db.migrations import migrate
from telemed.settings import Settings
from tests.support.postgres import PostgresServer, throwaway_postgres
from tests.support.processes import Running, answers, cpu_seconds, free_port, running

Result = TypeVar("Result")
ROOT = Path(__file__).resolve().parents[1]
TOKEN_MINUTES = 60
START_S = 60.0
PROFILE_LINES = 45


@dataclass
class Stack:
    """A migrated database and the servers over it."""

    settings: Settings
    postgres: PostgresServer | None
    servers: list[Running] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)

    def wait_ready(self) -> None:
        """Until every server answers. They start side by side."""
        for server, port in zip(self.servers, self.ports, strict=True):
            server.wait_ready(partial(answers, f"http://127.0.0.1:{port}/health/live"), within=START_S)

    def server_cpu(self) -> float:
        """CPU seconds of the server processes since they began."""
        return cpu_seconds([server.pid for server in self.servers])

    def database_cpu(self) -> float:
        """CPU seconds of the whole PostgreSQL cluster, sessions that have ended included; 0 for SQLite."""
        return cpu_seconds(self.postgres.pids) if self.postgres else 0.0


@dataclass(frozen=True)
class Cpu:
    """CPU seconds used while something ran."""

    server: float
    database: float

    @property
    def total(self) -> float:
        return self.server + self.database


def cpu_of(stack: Stack, work: Callable[[], Result]) -> tuple[Result, Cpu]:
    """What `work` returns, and the CPU that the servers and the database used meanwhile."""
    server, database = stack.server_cpu(), stack.database_cpu()
    result = work()
    return result, Cpu(stack.server_cpu() - server, stack.database_cpu() - database)


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which a server has these settings."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(settings.data_dir),
        "TELEMED_DATABASE_URL": settings.database_url,
        "TELEMED_DATABASE_POOL": str(settings.database_pool),
        "TELEMED_REDIS_URL": settings.redis_url,
        "TELEMED_SECRET_KEY": settings.secret_key,
        "TELEMED_PUBLIC_URL": settings.public_url,
        "TELEMED_DATA_DIR": str(settings.data_dir),
        "TELEMED_ACCESS_TOKEN_MINUTES": str(settings.access_token_minutes),
        "TELEMED_LOG_LEVEL": settings.log_level,
        "TELEMED_LIVE_RATE_FACTOR": str(settings.live_rate_factor),
    }


def serve_command(port: int, *, worker: bool = False) -> list[str]:
    return [sys.executable, "-m", "telemed.cli", "serve", "--port", str(port), *(["--worker"] if worker else [])]


@contextmanager
def stack(
    kind: str = "postgresql",
    *,
    servers: int = 1,
    worker: bool = False,
    profile: Path | None = None,
    live_rate_factor: float = 1.0,
) -> Iterator[Stack]:
    """A database of the kind, migrated and empty, and servers over it that answer; with `worker` they do its work too."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory(prefix="telemed-bench-")))
        postgres = opened.enter_context(throwaway_postgres(fsync=True)) if kind == "postgresql" else None
        url = postgres.create_database("bench") if postgres else f"sqlite:///{folder / 'bench.db'}"
        settings = Settings(
            _env_file=None, database_url=url, secret_key=secrets.token_urlsafe(32), data_dir=folder,
            access_token_minutes=TOKEN_MINUTES, log_level="WARNING", live_rate_factor=live_rate_factor,
        )  # fmt: skip
        migrate(settings)
        built = Stack(settings, postgres)
        for _ in range(servers):
            port = free_port()
            command = serve_command(port, worker=worker)
            if profile is not None:
                command[1:1] = ["-m", "cProfile", "-o", str(profile)]
            server = opened.enter_context(running(command, env=environment(settings), cwd=ROOT))
            built.servers.append(server)
            built.ports.append(port)
        built.wait_ready()
        yield built


def end_profiled(server: Running) -> None:
    """End a server that runs under the profiler in the way that lets it write its profile."""
    server.stop(signal.SIGINT)


def print_profile(path: Path, orders: Sequence[str] = ("tottime", "cumulative")) -> None:
    """Print what the server spent its time on."""
    for order in orders:
        pstats.Stats(str(path)).sort_stats(order).print_stats(PROFILE_LINES)
