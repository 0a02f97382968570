"""The way into a pool: a queue in the order of arrival, as long as it moves.

A rush is not a failure. Two hundred who want the same visit are answered one after the other, within seconds, and
nobody is told to come back. But when nothing comes out of the pool any more, the database is stuck, and everybody is
told so soon; and when more wait than could be answered in time, those who come last are told at once.
"""

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass
from types import TracebackType

from sqlalchemy.exc import TimeoutError as PoolTimeout

MOST_WAITING = 256
TICKS = 10
"""How often one waiter's patience is looked at. A tick that comes late counts once: an event loop which is busy answering
others says nothing about the database."""


@dataclass(slots=True, eq=False)
class _Turn:
    """Somebody who waits, since which tick."""

    came: int
    let_in: asyncio.Future[None]


class Gate:
    """Lets at most `width` in at a time. Entering raises SQLAlchemy's TimeoutError, which is answered with a 503.

    That is, when nobody has come out for `patience_s` while one waited, or when `MOST_WAITING` wait already.
    """

    def __init__(self, width: int, patience_s: float) -> None:
        self._free = width
        self._tick_s = patience_s / TICKS
        self._waiting: deque[_Turn] = deque()
        self._now = 0
        self._moved = 0
        self._ticking = False

    async def __aenter__(self) -> None:
        if self._free:
            self._free -= 1
            return
        if len(self._waiting) >= MOST_WAITING:
            raise PoolTimeout("too many wait for a database connection")
        turn = _Turn(self._now, asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        self._tick_later()
        try:
            await turn.let_in
        except asyncio.CancelledError:
            self._give_up(turn)
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._moved = self._now
        self._let_next_in()

    def _tick_later(self) -> None:
        if not self._ticking:
            self._ticking = True
            asyncio.get_running_loop().call_later(self._tick_s, self._tick)

    def _tick(self) -> None:
        """Refuse those whose patience has ended. They stand in front: who came later has waited less."""
        self._ticking = False
        self._now += 1
        while self._waiting and self._now - max(self._moved, self._waiting[0].came) > TICKS:
            turn = self._waiting.popleft()
            if not turn.let_in.done():
                turn.let_in.set_exception(PoolTimeout("no database connection comes free"))
        if self._waiting:
            self._tick_later()

    def _give_up(self, turn: _Turn) -> None:
        if turn.let_in.cancelled():
            with contextlib.suppress(ValueError):  # passed over already
                self._waiting.remove(turn)
        elif turn.let_in.exception() is None:  # it was let in while it was being cancelled
            self._let_next_in()

    def _let_next_in(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.let_in.done():
                turn.let_in.set_result(None)
                return
        self._free += 1
