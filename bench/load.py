"""The load client: keep-alive connections that send prepared requests, in a process of its own.

`python -m bench.load` reads a job as JSON from standard input and writes what happened to standard output. It does as
little as it can, so that what is measured is the server: requests are ready bytes, answers are read by their length.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

ROOT = Path(__file__).resolve().parents[1]
IDLE_S = 3.0
"""A connection that was idle for longer is opened anew: servers end idle ones, here after five seconds."""

LOST = 0
"""Stands for the status of a request whose connection ended before its answer."""


@dataclass(frozen=True)
class Answer:
    """What one request got: its place in the job, the status, and how long it took. `body` only when asked for."""

    client: int
    number: int
    status: int
    seconds: float
    body: str = ""


@dataclass(frozen=True)
class Outcome:
    """All answers, and how long the whole took without connecting."""

    answers: tuple[Answer, ...]
    seconds: float

    def statuses(self) -> dict[int, int]:
        counts: dict[int, int] = {}
        for answer in self.answers:
            counts[answer.status] = counts.get(answer.status, 0) + 1
        return dict(sorted(counts.items()))


def request(method: str, path: str, *, token: str = "", key: str = "", body: Any = None) -> str:
    """An HTTP/1.1 request as text, ready to be sent."""
    content = "" if body is None else json.dumps(body)
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if key:
        lines.append(f"Idempotency-Key: {key}")
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", content])


def run_apart(
    ports: Sequence[int], clients: Sequence[Sequence[str]], *, together: bool = False, bodies: bool = False
) -> Outcome:
    """Run the job in a process of its own. `together`: nobody sends their next request before all have an answer."""
    job = {"ports": list(ports), "clients": clients, "together": together, "bodies": bodies}
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found = json.loads(done.stdout)
    return Outcome(tuple(Answer(*each) for each in found["answers"]), found["seconds"])


async def run(job: dict[str, Any], heard: Callable[[Answer], None]) -> float:
    """Do the job in this event loop; each answer is told at once. Returns the seconds it took."""
    clients = [
        Connection(number, job["ports"][number % len(job["ports"])], bodies=job["bodies"])
        for number in range(len(job["clients"]))
    ]
    await asyncio.gather(*(client.connect() for client in clients))
    started = time.perf_counter()
    if job["together"]:
        for number in range(max(map(len, job["clients"]))):
            sending = zip(clients, job["clients"], strict=True)
            for answer in await asyncio.gather(
                *(client.ask(number, texts[number]) for client, texts in sending if number < len(texts))
            ):
                heard(answer)
    else:
        await asyncio.gather(*(c.ask_all(texts, heard) for c, texts in zip(clients, job["clients"], strict=True)))
    seconds = time.perf_counter() - started
    await asyncio.gather(*(client.close() for client in clients))
    return seconds


class Connection:
    """One keep-alive connection; opened again when the server closed it."""

    def __init__(self, number: int, port: int, *, bodies: bool) -> None:
        self.number, self.port, self.bodies = number, port, bodies
        self._used = time.perf_counter()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def move(self, port: int) -> None:
        """Send what comes next to another port."""
        await self.close()
        self.port = port

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if time.perf_counter() - self._used > IDLE_S:
            await self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        self._used = time.perf_counter()
        return self._streams

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            with suppress(OSError):
                await self._streams[1].wait_closed()
            self._streams = None

    async def ask_all(self, texts: Sequence[str], heard: Callable[[Answer], None]) -> None:
        for number, text in enumerate(texts):
            heard(await self.ask(number, text))

    async def ask(self, number: int, text: str) -> Answer:
        """Send one request and wait for its answer, or for the end of the connection."""
        started = time.perf_counter()
        try:
            reader, writer = await self.connect()
            writer.write(text.encode())
            status, body = await _read_answer(reader)
            self._used = time.perf_counter()
        except (OSError, asyncio.IncompleteReadError):
            await self.close()
            status, body = LOST, b""
        kept = body.decode() if self.bodies else ""
        return Answer(self.number, number, status, time.perf_counter() - started, kept)


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    return int(head[9:12]), await reader.readexactly(int(length or 0))


def _main() -> None:
    job = json.load(sys.stdin)
    answers: list[Answer] = []
    seconds = uvloop.run(run(job, answers.append))
    told = [[a.client, a.number, a.status, a.seconds, a.body] for a in answers]
    json.dump({"seconds": seconds, "answers": told}, sys.stdout)


if __name__ == "__main__":
    _main()
