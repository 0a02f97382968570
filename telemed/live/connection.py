"""One open socket, as those above see it: something to send text to, and to close."""

import asyncio
import contextlib
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from enum import IntEnum
from typing import Any
from uuid import UUID

from starlette.websockets import WebSocketDisconnect

from telemed.kit.clock import monotonic
from telemed.live.limits import Allowance
from telemed.live.tickets import Pass

MAX_WAITING_FRAMES = 256
MAX_WAITING_CHARACTERS = 512 * 1024
LOW_WATER_FRAMES = 32
GRACE_S = 5.0

_GONE = (OSError, WebSocketDisconnect)
"""What sending to a peer that is gone raises; the reader hears of it too, and cleans up."""

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]


class Close(IntEnum):
    """Why a socket is closed; `docs/protocol.md` says what a client does next."""

    NORMAL = 1000
    NOT_TEXT = 1003
    NOT_UTF8 = 1007
    FLOOD = 1008
    TOO_BIG = 1009
    RESTART = 1012
    TOO_SLOW = 1013
    BAD_HELLO = 4400
    SIGN_IN = 4401
    NOT_ALLOWED = 4403
    NO_HELLO = 4408
    ELSEWHERE = 4409
    OVER = 4410


class Connection:
    """A socket with a bounded queue of text still to be sent.

    There is no task for sending while there is nothing to send. A reader that falls behind by more than the queue
    is closed with TOO_SLOW: it comes back, and resumes.
    """

    __slots__ = (
        "__weakref__",
        "_characters",
        "_closing",
        "_drained",
        "_pump",
        "_reader",
        "_send",
        "_waiting",
        "aborted",
        "allowance",
        "attachment",
        "bearer",
        "busy_since",
    )

    def __init__(self, send: Send, bearer: Pass) -> None:
        self.bearer = bearer
        self.allowance = Allowance()
        self.attachment: Any = None
        """Whatever the handler of the topic wants to find again."""
        self.aborted = False
        self.busy_since: float | None = None
        """Since when the peer has not taken what is being sent to it (monotonic); None while nothing is."""
        self._send = send
        self._waiting: deque[str] = deque()
        self._characters = 0
        self._closing: tuple[int, str] | None = None
        self._pump: asyncio.Task[None] | None = None
        self._drained: asyncio.Event | None = None
        self._reader = asyncio.current_task()

    @property
    def session_id(self) -> UUID:
        return self.bearer.session_id

    @property
    def closing(self) -> bool:
        return self._closing is not None

    @property
    def close_code(self) -> int | None:
        """The code we close with; None while we do not."""
        return None if self._closing is None else self._closing[0]

    def send(self, text: str) -> None:
        """Queue a text frame. Returns at once; does nothing once the socket is closing."""
        if self._closing is not None:
            return
        if len(self._waiting) >= MAX_WAITING_FRAMES or self._characters + len(text) > MAX_WAITING_CHARACTERS:
            self._waiting.clear()
            self._characters = 0
            self.close(Close.TOO_SLOW, "reading too slowly: come back and resume")
            return
        if self._pump is None and not self._waiting:
            self._hand_over(text)
        else:
            self._waiting.append(text)
            self._characters += len(text)

    def close(self, code: int, reason: str = "") -> None:
        """Close after what is queued was sent, or without it when that takes longer than `GRACE_S`."""
        if self._closing is not None:
            return
        self._closing = (int(code), reason)
        self._run_pump()
        asyncio.get_running_loop().call_later(GRACE_S, self.abort)

    def abort(self) -> None:
        """End the conversation now, whatever the peer does."""
        if self._reader is not None and not self._reader.done():
            self.aborted = True
            self._closing = self._closing or (Close.TOO_SLOW, "")
            self._reader.cancel()

    async def caught_up(self) -> None:
        """Wait until little is left in the queue: for whoever has many frames to send, and is in no hurry."""
        while len(self._waiting) > LOW_WATER_FRAMES and self._closing is None:
            self._drained = self._drained or asyncio.Event()
            self._drained.clear()
            await self._drained.wait()

    async def finished(self) -> None:
        """After the reader has ended: nothing more is sent."""
        self._reader = None
        self._closing = self._closing or (Close.NORMAL, "")
        self._waiting.clear()
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)

    def _hand_over(self, text: str) -> None:
        """Give a frame to the transport, which nearly always takes it at once: then no task is needed for it.

        The first step of sending is taken by hand. When it has to wait, a task takes the other steps.
        """
        sending = self._send({"type": "websocket.send", "text": text})
        with contextlib.suppress(StopIteration, *_GONE):
            waits_for = sending.send(None)
            self._run_pump(_rest_of(sending, waits_for))

    def _run_pump(self, begun: Awaitable[None] | None = None) -> None:
        if self._pump is None:
            self.busy_since = monotonic()
            self._pump = asyncio.get_running_loop().create_task(self._drain(begun))

    async def _drain(self, begun: Awaitable[None] | None) -> None:
        try:
            with contextlib.suppress(*_GONE):
                if begun is not None:
                    await begun
                while self._waiting:
                    text = self._waiting.popleft()
                    self._characters -= len(text)
                    await self._send({"type": "websocket.send", "text": text})
                    self.busy_since = monotonic()
                    if self._drained is not None and len(self._waiting) <= LOW_WATER_FRAMES:
                        self._drained.set()
                if self._closing is not None:
                    code, reason = self._closing
                    await self._send({"type": "websocket.close", "code": code, "reason": reason})
        finally:
            self._pump = None
            self.busy_since = None
            if self._drained is not None:
                self._drained.set()


@types.coroutine
def _rest_of(begun: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """The steps of a coroutine after its first, at which it began to wait for `waits_for`."""
    with contextlib.suppress(StopIteration):
        while True:
            try:
                answer = yield waits_for
            except asyncio.CancelledError as cancelled:
                waits_for = begun.throw(cancelled)
            else:
                waits_for = begun.send(answer)
