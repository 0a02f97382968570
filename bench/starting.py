"""`start`: how long from `telemed serve` until its first answer."""

import http.client
import time
from collections.abc import Iterator
from contextlib import suppress
from statistics import median

from bench.figures import Row, middle
from bench.options import Options
from bench.stack import ROOT, environment, serve_command, stack
from telemed.settings import Settings
from tests.support.processes import cpu_seconds, free_port, running

MOST_S = 2.0


def measure(options: Options) -> Iterator[Row]:
    """Seconds of a cold process (the files are in the page cache)."""
    ours: list[float] = []
    cpu: list[float] = []
    with stack("sqlite", servers=0) as base:
        for _ in range(options.runs):
            seconds, used = _start(base.settings)
            ours.append(seconds)
            cpu.append(used)
    value = middle(ours)
    yield Row(
        "start", "s to first answer", value, None, None, f"<= {MOST_S:g} s", value <= MOST_S,
        {"runs": [round(each, 2) for each in ours], "cpu_s": round(median(cpu), 2)},
    )  # fmt: skip


def _start(settings: Settings) -> tuple[float, float]:
    port = free_port()
    started = time.perf_counter()
    with running(serve_command(port), env=environment(settings), cwd=ROOT) as server:
        while not _answers(port):
            assert server.alive, server.text()
            time.sleep(0.005)
        seconds = time.perf_counter() - started
        return seconds, cpu_seconds([server.pid])


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError):
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    return False
