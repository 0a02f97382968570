"""People who go on booking while something is being killed, and what each of them was told."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from bench.load import LOST, Answer, Connection, request
from bench.stack import Stack
from bench.town import Town, settle

CLIENTS = 16
PAUSE_S = 0.1
PATIENCE_S = 25.0


@dataclass(frozen=True)
class Try:
    """One booking that was sent, its Idempotency-Key, and what came back."""

    text: str
    answer: Answer

    @property
    def key(self) -> str:
        return self.text.partition("Idempotency-Key: ")[2].partition("\r\n")[0]

    @property
    def acknowledged(self) -> bool:
        return self.answer.status == 201

    @property
    def appointment_id(self) -> UUID:
        return UUID(json.loads(self.answer.body)["id"])


def a_town(running: Stack) -> Town:
    """Room for some thousand bookings; nobody has to book more than is allowed."""
    return settle(running.settings, doctors=20, days=6, patients=12 * CLIENTS)


def bookings(town: Town, clients: int = CLIENTS) -> list[Iterator[str]]:
    """For each client, bookings that could all succeed."""
    return [iter(texts) for texts in zip(*town.spread(random.Random(3), clients), strict=True)]


def keep_booking(ports: Sequence[int], wanted: Sequence[Iterator[str]], disturb: Callable[[], None]) -> list[Try]:
    """Let each client book, one after the other, while `disturb` runs; everything that was sent.

    Whoever gets no answer goes on, a little later, with the next booking and at the next port. The clients have a thread
    of their own: what `disturb` starts must outlive them, and the kernel ends children with the thread that made them.
    """
    over = threading.Event()
    tries: list[Try] = []

    async def run() -> None:
        await asyncio.gather(*(_book(n, ports, texts, over, tries) for n, texts in enumerate(wanted)))

    with ThreadPoolExecutor(1) as pool:
        booking = pool.submit(asyncio.run, run())
        try:
            disturb()
        finally:
            over.set()
        booking.result(PATIENCE_S * 2)
    return tries


async def _book(
    number: int, ports: Sequence[int], texts: Iterator[str], over: threading.Event, tries: list[Try]
) -> None:
    connection = Connection(number, ports[0], bodies=True)
    turn = 0
    for text in texts:
        if over.is_set():
            break
        async with asyncio.timeout(PATIENCE_S):
            answer = await connection.ask(len(tries), text)
        tries.append(Try(text, answer))
        if answer.status != 201:
            turn += answer.status == LOST
            await connection.move(ports[turn % len(ports)])
            await asyncio.sleep(PAUSE_S)
    await connection.close()


def send_all(port: int, texts: Sequence[str], clients: int = CLIENTS) -> list[Try]:
    """Send these requests once, some at a time, and wait for all the answers."""
    shares = [iter(texts[number::clients]) for number in range(clients)]

    async def run() -> list[Try]:
        never, tries = threading.Event(), list[Try]()
        await asyncio.gather(*(_book(n, [port], share, never, tries) for n, share in enumerate(shares)))
        return tries

    return asyncio.run(run())


def one_answer(port: int) -> int:
    """The status of one harmless request, or LOST."""

    async def run() -> int:
        connection = Connection(0, port, bodies=False)
        async with asyncio.timeout(PATIENCE_S):
            answer = await connection.ask(0, request("GET", "/health/ready"))
        await connection.close()
        return answer.status

    return asyncio.run(run())


def first(wanted: Sequence[Iterator[str]], count: int) -> list[str]:
    """One booking of each of the first clients."""
    return [next(texts) for texts in islice(wanted, count)]
