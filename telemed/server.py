"""Running the app and the worker as processes."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable

import structlog
import uvicorn
from fastapi import FastAPI

from telemed.db.engine import Database
from telemed.live.frames import MAX_FRAME
from telemed.live.socket import HEARTBEAT_S
from telemed.main import create_app
from telemed.settings import Settings
from telemed.web import logs
from telemed.worker import working

DRAIN_S = 10
UNACKNOWLEDGED_MS = 30_000
log = structlog.get_logger("telemed.server")


def run(
    settings: Settings,
    *,
    host: str,
    port: int,
    with_worker: bool,
    started: Callable[[Settings], None] = lambda _: None,
) -> None:
    """Serve until SIGTERM or SIGINT: requests under way complete, sockets are told to reconnect elsewhere.

    `started` is called once when requests are answered. Raises OSError when the port is not to be had.
    """
    listening = _listen(host, port)
    settings = _reachable(settings, listening)
    app = create_app(settings, with_worker=with_worker)
    log.info("listening", address="http://{}:{}".format(*listening.getsockname()[:2]))
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _end)
    _Server(server_config(app), lambda: started(settings)).run(sockets=[listening])


def _end(_signal: int, _frame: object) -> None:
    """Being asked to stop is no failure. uvicorn answers the signal itself while it runs, and repeats it when it is done."""
    sys.exit(0)


class _Server(uvicorn.Server):
    """Says when it has started."""

    def __init__(self, config: uvicorn.Config, when_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_started = when_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _spare_the_collector()
        if self.started:
            self._when_started()


def _spare_the_collector() -> None:
    """What is there after the start stays for good: the garbage collector need not walk it with each generation.

    A request leaves few cycles behind, so collecting every 700 allocations costs more than it finds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _reachable(settings: Settings, listening: socket.socket) -> Settings:
    """A demo on another port says so in its links and accepts its own pages, unless its address was set."""
    if not settings.demo or "public_url" in settings.model_fields_set:
        return settings
    host, port = listening.getsockname()[:2]
    public = "127.0.0.1" if host in {"0.0.0.0", "::", "::1"} else host  # noqa: S104  compared with, not listened on
    return settings.model_copy(update={"public_url": f"http://{public}:{port}"})


def server_config(app: FastAPI) -> uvicorn.Config:
    """How the app is served. Sockets: no compression (bombs), a cap on frames, and pings that find dead peers."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME,
        ws_per_message_deflate=False,
        ws_ping_interval=HEARTBEAT_S,
        ws_ping_timeout=HEARTBEAT_S,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_S,
        h11_max_incomplete_event_size=64 * 1024,
        lifespan="on",
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # a closed connection whose peer takes nothing more is forgotten
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
    listening.bind((host, port))
    listening.listen(2048)
    listening.set_inheritable(True)
    return listening


def run_worker(settings: Settings) -> None:
    """The background worker alone, until SIGTERM or SIGINT."""
    logs.configure(settings)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    database = Database(settings)
    try:
        async with working(database, settings):
            log.info("worker_started")
            await stop.wait()
    finally:
        await database.dispose()
