"""The way into a pool: a queue in the order of arrival, as long as it moves.

A rush is not a failure. Two hundred who want the same visit are answered one after the other, within seconds, and
nobody is told to come back. But when nothing comes out of the pool any more, the database is stuck, and everybody is
told so soon; and when more wait than could be answered in time, those who come last are told at once.
"""

import asyncio
from collections import deque
from types import TracebackType

from sqlalchemy.exc import TimeoutError as PoolTimeout

from telemed.kit.clock import monotonic

MOST_WAITING = 256


class Gate:
    """Lets at most `width` in at a time. Entering raises SQLAlchemy's TimeoutError, which is answered with a 503.

    That is, when nobody has come out for `patience_s` while one waited, or when `MOST_WAITING` wait already.
    """

    def __init__(self, width: int, patience_s: float) -> None:
        self._free = width
        self._patience_s = patience_s
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._moved = monotonic()

    async def __aenter__(self) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        if len(self._waiting) >= MOST_WAITING:
            raise PoolTimeout("too many wait for a database connection")
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await self._wait(turn)
        except BaseException:
            self._give_up(turn)
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._moved = monotonic()
        self._let_next_in()

    async def _wait(self, turn: asyncio.Future[None]) -> None:
        came = monotonic()
        while True:
            left = max(came, self._moved) + self._patience_s - monotonic()
            if left <= 0:
                raise PoolTimeout("no database connection comes free")
            await asyncio.wait((turn,), timeout=left)
            if turn.done():
                return

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        if turn.done():  # it was let in while it was being cancelled
            self._let_next_in()
        else:
            self._waiting.remove(turn)

    def _let_next_in(self) -> None:
        if self._waiting:
            self._waiting.popleft().set_result(None)
        else:
            self._free += 1
