"""`relay` and `room_memory`: what the live room costs beside a bare `websockets` server."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil

from bench.figures import Row, middle, spread
from bench.options import Options
from bench.stack import ROOT, end_profiled, print_profile, stack
from bench.visits import make_visits, open_doors
from tests.support.processes import accepts, cpu_seconds, free_port, running

LEAST = 0.6
CONNECTIONS, BATCH, WARM = 2000, 200, 100


class Talk:
    """The process that holds the clients' ends of the sockets."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def do(self, what: str, **more: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the process of the clients has ended"
        told: dict[str, Any] = json.loads(answer)
        return told


@contextmanager
def talking() -> Iterator[Talk]:
    """A process of clients for the length of the block."""
    command = [sys.executable, "-m", "bench.talk"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield Talk(process)
        finally:
            process.kill()


@contextmanager
def bare_server() -> Iterator[tuple[int, int]]:
    """The floor: its process id and its port."""
    port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(port)]
    with running(command, cwd=ROOT, ready=lambda: accepts(port)) as server:
        yield server.pid, port


def _bare_sockets(port: int, first_room: int, rooms: int) -> list[dict[str, Any]]:
    numbers = range(first_room, first_room + rooms)
    return [{"url": f"ws://127.0.0.1:{port}/{number}", "subprotocols": []} for number in numbers for _ in range(2)]


def measure_relay(options: Options) -> Iterator[Row]:
    """Messages per CPU second of one server process, two parties in one room."""
    messages = 6000 if options.quick else 20000
    ours: list[dict[str, Any]] = []
    floors: list[dict[str, Any]] = []
    with (
        stack("sqlite", profile=options.profile, live_rate_factor=10_000) as base,
        bare_server() as (bare_pid, bare_port),
        talking() as here,
        talking() as there,
    ):
        sockets = open_doors(base.settings, make_visits(base.settings, 1), base.ports[0])
        here.do("pair", sockets=sockets, room=True)
        there.do("pair", sockets=_bare_sockets(bare_port, 0, 1), room=False)
        for turn in range(options.runs + 1):
            floor = _relay(there, bare_pid, messages)
            our = _relay(here, base.servers[0].pid, messages)
            if turn:  # the first is for warming up
                floors.append(floor)
                ours.append(our)
        if options.profile:
            end_profiled(base.servers[0])
            print_profile(options.profile)
    yield _relay_row(ours, floors)


def _relay(talk: Talk, pid: int, messages: int) -> dict[str, Any]:
    before = cpu_seconds([pid])
    told = talk.do("relay", messages=messages)
    return {**told, "cpu": cpu_seconds([pid]) - before, "messages": messages}


def _relay_row(ours: list[dict[str, Any]], floors: list[dict[str, Any]]) -> Row:
    rates = [each["messages"] / each["cpu"] for each in ours]
    bare = [each["messages"] / each["cpu"] for each in floors]
    ratios = [one / other for one, other in zip(rates, bare, strict=True)]
    ratio = middle(ratios, 2)
    return Row(
        "relay", "messages per CPU s", middle(rates, 0), middle(bare, 0), ratio, f"ratio >= {LEAST:g}", ratio >= LEAST,
        {
            "cpu_ms_per_message": round(1000 / middle(rates, 0), 4),
            "per_second": middle([each["messages"] / each["seconds"] for each in ours], 0),
            **spread([wait for each in ours for wait in each["waits"]]),
            "floor_per_second": middle([each["messages"] / each["seconds"] for each in floors], 0),
            "ratios": [round(each, 2) for each in ratios],
            "runs": len(ours),
        },
    )  # fmt: skip


def measure_memory(options: Options) -> Iterator[Row]:
    """Resident bytes of the server process for each idle connection: a doctor and a patient who waits, in each room."""
    connections = CONNECTIONS // 5 if options.quick else CONNECTIONS
    with stack("sqlite") as base, talking() as talk:
        visits = make_visits(base.settings, (connections + WARM) // 2)
        shares = [visits[: WARM // 2]]
        shares += [visits[at : at + BATCH // 2] for at in range(WARM // 2, len(visits), BATCH // 2)]
        taken = []
        opened = 0
        for share in shares:
            opened = talk.do("idle", sockets=open_doors(base.settings, share, base.ports[0]), hello=True)["open"]
            taken.append(_resident(base.servers[0].pid))
        assert opened == len(visits) * 2, f"{opened} of {len(visits) * 2} are open"
    floor = _bare_memory(connections)
    value = (taken[-1] - taken[0]) / connections
    yield Row(
        "room_memory", "bytes per idle connection", round(value), round(floor), round(value / floor, 2), "", None,
        {"connections": connections, "process_mb": round(taken[-1] / 2**20, 1)},
    )  # fmt: skip


def _bare_memory(connections: int) -> float:
    with bare_server() as (pid, port), talking() as talk:
        talk.do("idle", sockets=_bare_sockets(port, 0, WARM // 2), hello=False)
        before = _resident(pid)
        talk.do("idle", sockets=_bare_sockets(port, WARM, connections // 2), hello=False)
        return (_resident(pid) - before) / connections


def _resident(pid: int) -> int:
    return int(psutil.Process(pid).memory_info().rss)
