"""A throwaway Redis: nothing on disk, a free port, gone when the block ends."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.processes import Running, ends_with_parent, free_port
from tools.services import require


@dataclass
class RedisServer:
    """A running Redis that tests may kill, stop for a while (`pause`) and start again, empty."""

    running: Running
    port: int

    @property
    def url(self) -> str:
        """Address of database 0."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, again after `kill`; it keeps nothing."""
        self.running.start()
        self.running.wait_ready(self.answers)

    def kill(self) -> None:
        """`kill -9`."""
        self.running.kill()

    def pause(self) -> None:
        """Let it hang: connections stay open and nothing is answered."""
        self.running.send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after `pause`."""
        self.running.send(signal.SIGCONT)

    def answers(self) -> bool:
        """Whether PING is answered."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A Redis of its own for the length of the block, to be killed and paused."""
    program = require("redis")
    port = free_port()
    with TemporaryDirectory(prefix="telemed-redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
        child = Running([*ends_with_parent(), str(program), *options], Path(folder) / "server.log")
        server = RedisServer(child, port)
        try:
            server.start()
            yield server
        finally:
            if child.started and child.alive:
                server.resume()
                child.stop()


@contextmanager
def throwaway_redis() -> Iterator[str]:
    """Address of a Redis of its own for the length of the block."""
    with redis_server() as server:
        yield server.url
