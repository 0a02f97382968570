"""A whole Telemed to click through: one machine's embedded default, or two server processes with PostgreSQL and Redis.

It runs in demo mode only so that mail lands in the on-screen mailbox; the data is the test's own.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from telemed.db.engine import Database
from telemed.db.migrations import migrate
from telemed.settings import Settings
from telemed.web.frontend import BUILT
from tests.support.postgres import throwaway_postgres
from tests.support.processes import Running, answers, free_port, running
from tests.support.redis import throwaway_redis

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
Result = TypeVar("Result")


@dataclass(frozen=True)
class Deployment:
    """Addresses of the server processes (the same one twice when there is only one), and the settings they run with."""

    kind: str
    settings: Settings
    first: str
    second: str
    servers: tuple[Running, ...]


@contextmanager
def deployment(kind: str, *, with_demo: bool = False) -> Iterator[Deployment]:
    """`sqlite`: one process with everything in it. `postgresql`: two servers and a worker, PostgreSQL and Redis.

    `with_demo` fills it with the demo's clinics and people first.
    """
    assert (BUILT / "index.html").exists(), "the web app is not built: `make run` or `npm run build` in frontend/"
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory(prefix="telemed-browser-")))
        many = kind == "postgresql"
        ports = [free_port() for _ in range(2 if many else 1)]
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        env = {
            "TELEMED_DEMO": "1",
            "TELEMED_DATA_DIR": str(folder),
            "TELEMED_PUBLIC_URL": addresses[0],
            "TELEMED_EXTRA_ORIGINS": ",".join(addresses),
            "TELEMED_LOG_LEVEL": "WARNING",
            "TELEMED_DATABASE_URL": f"sqlite:///{folder / 'telemed.db'}",
        }
        if many:
            env["TELEMED_DATABASE_URL"] = opened.enter_context(throwaway_postgres()).create_database("telemed")
            redis = opened.enter_context(throwaway_redis())
            env["TELEMED_REDIS_URL"] = str(getattr(redis, "url", redis))
        settings = _settings(env)
        apart(lambda: migrate(settings))
        whole_env = {"PATH": os.environ["PATH"], "HOME": str(folder), **env}
        command = [sys.executable, "-m", "telemed.cli"]
        if with_demo:
            subprocess.run([*command, "demo"], env=whole_env, cwd=ROOT, check=True, capture_output=True, timeout=300)
        servers = []
        for port in ports:
            serve = [*command, "serve", "--port", str(port), *([] if many else ["--worker"])]
            servers.append(opened.enter_context(running(serve, env=whole_env, cwd=ROOT)))
        if many:
            opened.enter_context(running([*command, "worker"], env=whole_env, cwd=ROOT))
        for server, address in zip(servers, addresses, strict=True):
            server.wait_ready(lambda address=address: answers(f"{address}/health/ready"), within=START_S)
        yield Deployment(kind, settings, addresses[0], addresses[-1], tuple(servers))


def _settings(env: dict[str, str]) -> Settings:
    values = {name.removeprefix("TELEMED_").lower(): value for name, value in env.items()}
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]


def with_database(settings: Settings, work: object) -> object:
    """Run `await work(database)` against the deployment's database, from synchronous code."""

    async def run() -> object:
        database = Database(settings)
        try:
            return await work(database)  # type: ignore[operator]
        finally:
            await database.dispose()

    return apart(lambda: asyncio.run(run()))


def apart(work: Callable[[], Result]) -> Result:
    """Do `work` in a thread of its own: Playwright keeps an event loop running in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work).result()
