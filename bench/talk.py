"""Clients of sockets, in a process of their own, led by lines of JSON: `python -m bench.talk`.

Each line is a command, and each is answered by a line when it is done:

    {"do": "pair", "sockets": [A, B], "room": bool}     two parties; with `room`, A is the doctor and admits B
    {"do": "relay", "messages": N}                      A and B say N messages in all; how long each took
    {"do": "idle", "sockets": [...], "hello": bool}     open these too, and leave them open

A socket is {"url", "subprotocols"}.
"""

import asyncio
import json
import sys
import time
from collections import deque
from typing import Any

import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

SIZE = 200
IN_FLIGHT = 8
AT_ONCE = 25
HELLO = '{"type":"hello","last_seq":null}'
NOBODY = "00000000-0000-7000-8000-000000000000"


async def _open(given: dict[str, Any]) -> ClientConnection:
    names = [Subprotocol(name) for name in given["subprotocols"]] or None
    return await connect(given["url"], subprotocols=names, compression=None, ping_interval=None, open_timeout=60)


async def _hear(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if frame["type"] == kind:
                return frame


def _signal(to: str) -> str:
    """A signalling message of 200 bytes: a candidate of the usual length."""

    def frame(filling: str) -> str:
        return json.dumps({"type": "signal", "to": to, "candidates": [{"candidate": filling}]}, separators=(",", ":"))

    return frame("c" * (SIZE - len(frame(""))))


class Pair:
    """Two parties who can say something to each other."""

    def __init__(self, one: ClientConnection, other: ClientConnection, messages: tuple[str, str]) -> None:
        self._sockets, self._messages = (one, other), messages

    @classmethod
    async def bare(cls, one: ClientConnection, other: ClientConnection) -> "Pair":
        return cls(one, other, (_signal(NOBODY), _signal(NOBODY)))

    @classmethod
    async def in_room(cls, doctor: ClientConnection, patient: ClientConnection) -> "Pair":
        """Says hello for both, and has the doctor admit the patient."""
        await doctor.send(HELLO)
        doctor_id = (await _hear(doctor, "welcome"))["you"]["participant_id"]
        await patient.send(HELLO)
        patient_id = (await _hear(patient, "welcome"))["you"]["participant_id"]
        await doctor.send(json.dumps({"type": "admit", "client_id": "admit", "participant_id": patient_id}))
        await _hear(doctor, "ack")
        await _hear(patient, "event")
        return cls(doctor, patient, (_signal(patient_id), _signal(doctor_id)))

    async def relay(self, messages: int) -> dict[str, Any]:
        """`messages` in all, half in each direction, `IN_FLIGHT` of each under way at a time."""
        started = time.perf_counter()
        one, other = self._sockets
        waits = await asyncio.gather(
            _say(one, other, self._messages[0], messages // 2), _say(other, one, self._messages[1], messages // 2)
        )
        return {"seconds": time.perf_counter() - started, "waits": waits[0] + waits[1]}


async def _say(speaker: ClientConnection, listener: ClientConnection, text: str, count: int) -> list[float]:
    under_way: deque[float] = deque()
    waits: list[float] = []
    sent = 0
    while len(waits) < count:
        while sent < count and len(under_way) < IN_FLIGHT:
            under_way.append(time.perf_counter())
            await speaker.send(text)
            sent += 1
        heard = await listener.recv()
        if '"signal"' in heard:
            waits.append(time.perf_counter() - under_way.popleft())
    return waits


class Talkers:
    """Everybody this process speaks for."""

    def __init__(self) -> None:
        self._pair: Pair | None = None
        self._idle: list[ClientConnection] = []

    async def do(self, command: dict[str, Any]) -> dict[str, Any]:
        match command["do"]:
            case "pair":
                one, other = [await _open(each) for each in command["sockets"]]
                self._pair = await (Pair.in_room(one, other) if command["room"] else Pair.bare(one, other))
                return {}
            case "relay":
                assert self._pair is not None
                return await self._pair.relay(command["messages"])
            case _:
                return await self._open_idle(command["sockets"], hello=command["hello"])

    async def _open_idle(self, sockets: list[dict[str, Any]], *, hello: bool) -> dict[str, Any]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(given: dict[str, Any]) -> None:
            async with gate:
                socket = await _open(given)
                if hello:
                    await socket.send(HELLO)
                    await _hear(socket, "welcome")
                self._idle.append(socket)

        await asyncio.gather(*(one(given) for given in sockets))
        return {"open": sum(socket.close_code is None for socket in self._idle)}


async def _main() -> None:
    talkers = Talkers()
    while line := await asyncio.to_thread(sys.stdin.readline):
        sys.stdout.write(json.dumps(await talkers.do(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(_main())
