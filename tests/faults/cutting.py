"""Means to stop a request at a known place: an answer that is held back, and locks that somebody else holds."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import psycopg

from telemed.settings import Settings
from tests.faults.bookers import Try, send_all

WAIT_S = 20


@dataclass
class Cut:
    """Where to send to, and the answer that was held back."""

    port: int
    held: str = ""


@contextlib.contextmanager
def cut_before_answer(port: int, when_answered: Callable[[], None]) -> Iterator[Cut]:
    """A proxy for one request. When the answer has come, `when_answered` runs, and the client hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        cut = Cut(listening.getsockname()[1])
        thread = threading.Thread(target=_pass_on, args=(listening, port, cut, when_answered))
        thread.start()
        yield cut
        thread.join(WAIT_S)
        assert not thread.is_alive()


def _pass_on(listening: socket.socket, port: int, cut: Cut, when_answered: Callable[[], None]) -> None:
    listening.settimeout(WAIT_S)
    client, _ = listening.accept()
    with client, socket.create_connection(("127.0.0.1", port), WAIT_S) as server:
        client.settimeout(WAIT_S)
        server.sendall(client.recv(64 * 1024))
        cut.held = server.recv(64 * 1024).decode()
        when_answered()


@contextlib.contextmanager
def holding_all_calendars(settings: Settings) -> Iterator[None]:
    """Hold what every booking needs (on SQLite: the writer's lane), from another connection."""
    if settings.is_sqlite:
        with contextlib.closing(sqlite3.connect(settings.database.partition(":///")[2], isolation_level=None)) as one:
            one.execute("BEGIN IMMEDIATE")
            yield
            one.execute("ROLLBACK")
    else:
        with psycopg.connect(settings.database_url) as connection:
            connection.execute("SELECT id FROM calendar FOR UPDATE")
            yield
            connection.rollback()


@dataclass(frozen=True)
class Sending:
    """Requests that are under way."""

    future: Future[list[Try]]

    def result(self) -> list[Try]:
        return self.future.result(WAIT_S)


@contextlib.contextmanager
def sending(port: int, texts: Sequence[str]) -> Iterator[Sending]:
    """Send the requests from another thread, all at once."""
    with ThreadPoolExecutor(1) as pool:
        yield Sending(pool.submit(send_all, port, texts, len(texts)))
